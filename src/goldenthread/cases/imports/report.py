"""What became of a file, row by row where something was refused or doubtful."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import DataError

from goldenthread.engine.fields import NO_TEXT
from goldenthread.exchange.extract import BadRow, Row
from goldenthread.web.words import upper_first

Progress = Callable[[str, int, int | None], None]
"""Told the step, how many are done, and of how many where that is known."""

REFUSED, DOUBTFUL, DIFFERS = "refused", "doubtful", "differs"


def quiet(step: str, done: int, total: int | None) -> None:
    pass


class Unloadable(ValueError):
    """The file as a whole is refused, and nothing was loaded. The words say why and what to do."""


@contextmanager
def what_fits() -> Iterator[None]:
    """The last wall: a value that the database cannot hold refuses the file. Its words are not passed on, for they
    quote the value."""
    try:
        yield
    except DataError as refusal:
        code = getattr(refusal.__cause__, "sqlstate", None)
        raise Unloadable(
            f"It has a value that the record cannot hold (the database's code {code}): a text that is too long, or a "
            "number or date out of range."
        ) from None


def sentence(text: str) -> str:
    """With a capital and a full stop, however it was said."""
    return f"{upper_first(text)}{'' if text.endswith('.') else '.'}"


MOST_SHOWN = 700


@dataclass(frozen=True, slots=True)
class Found:
    """A row that was refused, that a person must look at, or that differs from what is recorded."""

    row: str
    severity: str
    message: str
    rule: str = ""
    child: UUID | None = None
    case: UUID | None = None


@dataclass(slots=True)
class ImportReport:
    kind: str
    file: str
    run: UUID
    told_on: date | None = None
    # The same file was loaded before, and had nothing new to tell: it has no import of its own on record.
    repeated: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    found: list[Found] = field(default_factory=list)

    def find(self, severity: str, row: str, message: str, **about: object) -> None:
        self.found.append(Found(row, severity, NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", message), **about))  # type: ignore[arg-type]

    def refuse_row(self, row: Row, reason: object, rule: str) -> None:
        """`rule` is what the row was to be, such as the kind of its record."""
        self.find(REFUSED, f"line {row.line}", sentence(str(reason)), rule=rule[:60])

    def doubt_row(self, row: Row, words: str, rule: str, child: UUID | None = None) -> None:
        """The row was loaded, and a person should look."""
        self.find(DOUBTFUL, f"line {row.line}", sentence(words), rule=rule, child=child)

    def each_row(self, rows: Sequence[Row], put: Callable[[Row], None]) -> None:
        """Puts each row, or refuses it with its reason."""
        for row in rows:
            try:
                put(row)
            except BadRow as refusal:
                self.refuse_row(row, refusal, row["record"])

    @property
    def refused(self) -> list[Found]:
        return [each for each in self.found if each.severity == REFUSED]

    @property
    def differing(self) -> list[Found]:
        return [each for each in self.found if each.severity == DIFFERS]

    def changed(self) -> bool:
        return any(self.counts[name] for name in NEW)

    def in_order(self) -> list[Found]:
        """What was found, in the order of the file."""
        return sorted(self.found, key=lambda each: [int(number) for number in re.findall("[0-9]+", each.row)])

    def all_refused(self) -> bool:
        """Whether nothing of the file was taken, because every row of it was refused."""
        return bool(self.refused) and not self.changed() and not self.counts["unchanged"] and not self.counts["elsewhere"]

    def lines(self, most: int = 40, of_each: int = 3) -> Iterator[str]:
        """The report as a person reads it at a terminal: what was not taken row by row, what is doubtful by its rule."""
        if self.repeated:
            yield f"{self.file} was loaded before. It has nothing new, and nothing was written."
        if not self.counts["rows"] and not self.counts["persons"] and not self.found:
            yield f"{self.file} has nothing below its first line, or no person: look whether the export failed."
        for name, words in WORDS.items():
            if self.counts[name]:
                yield f"{self.counts[name]:>9,} {words}"
        by_severity = Counter(each.severity for each in self.found)
        for severity, words in SEVERITIES.items():
            if by_severity[severity]:
                yield f"{by_severity[severity]:>9,} {words}"
        shown = [each for each in self.in_order() if each.severity in (REFUSED, DIFFERS)]
        yield from _first_of(shown, most)
        doubtful: dict[str, list[Found]] = {}
        for each in self.in_order():
            if each.severity == DOUBTFUL:
                doubtful.setdefault(each.rule, []).append(each)
        for rule, those in sorted(doubtful.items()):
            yield f"Doubtful, {rule or 'other'}: {len(those):,}"
            yield from _first_of(those, of_each)
        if self.found and not self.repeated:
            yield f"Every one of them as CSV: goldenthread findings {self.run}"


def _cut(message: str) -> str:
    """What fits a few lines of a terminal. The CSV of the findings has the whole."""
    return message if len(message) <= MOST_SHOWN else f"{message[:MOST_SHOWN].rpartition(' ')[0]} ..."


def _first_of(found: list[Found], most: int) -> Iterator[str]:
    for each in found[:most]:
        yield f"  {each.row}: {each.severity}: {_cut(each.message)}"
    if len(found) > most:
        yield f"  ... and {len(found) - most:,} more"


# The counts that mean that something was written.
NEW = (
    "children",
    "children_changed",
    "cases",
    "cases_changed",
    "events",
    "organisations",
    "teams",
    "practitioners",
    "allocations",
    "covers",
    "changed",
    "connections",
    "plans",
    "arrangements",
    "sessions",
    "deciles",
    "languages",
    "services",
    "offers",
    "ended",
)

WORDS = {
    "persons": "persons read",
    "rows": "rows read",
    "organisations": "organisations added",
    "teams": "teams added",
    "practitioners": "practitioners added",
    "allocations": "allocations added",
    "covers": "cover arrangements added",
    "connections": "places where a child is on roll, registered or known, added or brought up to date",
    "changed": "people, bodies or numbers brought up to date",
    "children": "children added",
    "children_changed": "children brought up to date",
    "cases": "cases added",
    "events": "events added",
    "plans": "plans added, each as a version",
    "clauses": "clauses in them",
    "confirmations": "of these confirmed by whoever advised",
    "arrangements": "lines of plans with who gives them",
    "sessions": "weeks of a line recorded",
    "deciles": "postcodes with a decile of deprivation, new or brought up to date",
    "languages": "children with a home language, new or brought up to date",
    "services": "services added",
    "offers": "offers, schools or hubs added",
    "ended": "of these ended, which the file no longer tells",
    "elsewhere": "rows of postcodes or children that are not on record here: passed over, and not kept",
    "corrections": "of them corrections and what replaces them",
    "unchanged": "facts that were known already",
}

SEVERITIES = {
    REFUSED: "rows refused",
    DOUBTFUL: "doubtful values or rows for a person to look at",
    DIFFERS: "facts that differ from what is recorded; the record was kept",
}
