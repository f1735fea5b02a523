"""What became of a file, row by row where something was refused or doubtful."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import DataError

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


_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


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
    # The same file was loaded before, and had nothing new to tell.
    repeated: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    found: list[Found] = field(default_factory=list)

    def find(self, severity: str, row: str, message: str, **about: object) -> None:
        self.found.append(Found(row, severity, _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", message), **about))  # type: ignore[arg-type]

    @property
    def refused(self) -> list[Found]:
        return [each for each in self.found if each.severity == REFUSED]

    @property
    def differing(self) -> list[Found]:
        return [each for each in self.found if each.severity == DIFFERS]

    def changed(self) -> bool:
        return any(self.counts[name] for name in NEW)

    def lines(self, most: int = 40) -> Iterator[str]:
        """The report as a person reads it at a terminal."""
        if self.repeated:
            yield f"{self.file} was loaded before. It has nothing new, and nothing was written."
        for name, words in WORDS.items():
            if self.counts[name]:
                yield f"{self.counts[name]:>9,} {words}"
        by_severity = Counter(each.severity for each in self.found)
        for severity, words in SEVERITIES.items():
            if by_severity[severity]:
                yield f"{by_severity[severity]:>9,} {words}"
        shown = [each for each in self.found if each.severity in (REFUSED, DIFFERS)]
        for each in shown[:most]:
            yield f"  {each.row}: {each.severity}: {each.message}"
        if len(shown) > most:
            yield f"  ... and {len(shown) - most:,} more, all kept with the import's record."


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
    "changed": "people or bodies brought up to date",
    "children": "children added",
    "children_changed": "children brought up to date",
    "cases": "cases added",
    "events": "events added",
    "corrections": "of them corrections and what replaces them",
    "unchanged": "facts that were known already",
}

SEVERITIES = {
    REFUSED: "rows refused",
    DOUBTFUL: "doubtful values or rows for a person to look at",
    DIFFERS: "facts that differ from what is recorded; the record was kept",
}
