"""Loading who gives each line of a plan, and what was recorded of its weeks, from a provider's own system.

    record       arrangement or session
    upn, surname, forename, date_of_birth, postcode    whose line, as in a file of people
    line         as the plan in force names it, such as F3
    provider, practitioner, place, weekday    of an arrangement: codes of bodies, a practitioner's reference, 1 for Monday
    week, outcome, reason, minutes_made_up    of a session: a day of the week; delivered, missed or made-up

A later file that says otherwise of a week adds a later word. What a person recorded is never overruled: the difference is
reported."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from goldenthread.cases.imports.children import Children, Doubt, Sealed
from goldenthread.cases.imports.landing import digest, new_run, record_whole
from goldenthread.cases.imports.owners import owner_of_extract
from goldenthread.cases.imports.report import (
    DIFFERS,
    DOUBTFUL,
    ImportReport,
    Progress,
    Unloadable,
    quiet,
    what_fits,
)
from goldenthread.cases.imports.who import Who, another_first_name, find_child, who_of
from goldenthread.delivery.actions import OUTCOMES, Answer, fault_of, word_for
from goldenthread.delivery.ledger import Entry, entries_for_import, entry, row_of
from goldenthread.delivery.lines import PlanLine, lines_for_import
from goldenthread.delivery.models import Arrangement, Word
from goldenthread.engine.calendar import monday_of
from goldenthread.exchange.extract import BadRow, Row, UnreadableExtract, read_extract
from goldenthread.people.models import Organisation, Practitioner
from goldenthread.web.days import today
from goldenthread.web.turns import one_at_a_time

KIND = "sessions"
COLUMNS = ("record", "upn", "surname", "forename", "date_of_birth", "postcode", "line", "provider", "practitioner", "place", "weekday", "week",
           "outcome", "reason", "minutes_made_up")  # fmt: skip
NEEDED = ("record", "line")
_LONGEST = {"surname": 100, "forename": 100, "line": 10, "provider": 40, "practitioner": 40, "place": 40, "outcome": 20, "reason": 20}


def load_sessions(path: Path, *, by: str, authority: str | None = None, progress: Progress = quiet) -> ImportReport:
    """Whole or not at all, save rows that are refused each with its reason. Raises Unloadable."""
    path = Path(path)
    report = ImportReport(KIND, path.name, new_run())
    rows: dict[str, list[Row]] = defaultdict(list)
    try:
        for row in read_extract(path, COLUMNS, NEEDED):
            report.counts["rows"] += 1
            try:
                row.check_lengths(_LONGEST)
                if row["record"] not in ("arrangement", "session"):
                    raise BadRow(f"record is {row['record']!r}: it is arrangement or session")
                rows[row["record"]].append(row)
            except BadRow as refusal:
                report.refuse_row(row, refusal, row["record"])
    except UnreadableExtract as refusal:
        raise Unloadable(str(refusal)) from None
    with what_fits(), transaction.atomic(), connection.cursor() as cursor:
        one_at_a_time("import sessions")
        owner, number = owner_of_extract(cursor, authority)
        _Loading(report, Children.of(cursor, number, owner), today(), progress).load(rows)
        record_whole(cursor, report, owner, digest(path), by)
        progress("Saving", 0, None)
    return report


class _Loading:
    """Finds whom each row means once, then the lines of all these children, and adds what is new."""

    def __init__(self, report: ImportReport, children: Children, on: date, progress: Progress) -> None:
        self._report, self._children, self._on, self._progress = report, children, on, progress
        self._found: dict[Who, UUID] = {}
        self._bodies = dict(Organisation.objects.values_list("code", "pk"))
        self._people = {p.reference: p for p in Practitioner.objects.all()}

    def load(self, rows: dict[str, list[Row]]) -> None:
        whose = {id(row): child for row in (*rows["arrangement"], *rows["session"]) if (child := self._child(row))}
        lines: dict[tuple[UUID, str], PlanLine] = {}
        for x in lines_for_import(whose.values()):
            lines[x.child.pk, x.label] = x
        new: list[Any] = []
        self._report.each_row([r for r in rows["arrangement"] if id(r) in whose], lambda row: self._arrange(row, self._line(row, whose, lines), new))
        Arrangement.objects.bulk_create(new, batch_size=5_000)
        kept = {e.line.line: e for e in entries_for_import(list(lines.values()), self._on)}
        words: list[Word] = []
        for n, row in enumerate(sorted((r for r in rows["session"] if id(r) in whose), key=lambda r: r["week"])):
            self._progress("Sessions", n, len(rows["session"]))
            self._report.each_row([row], lambda row: self._session(row, self._line(row, whose, lines), kept, words))
        for word in words:
            word.pk = None
        Word.objects.bulk_create(words, batch_size=5_000)

    def _child(self, row: Row) -> UUID | None:
        try:
            who = who_of(row, self._report)
            if who not in self._found:
                child = find_child(self._children, who, add=False)
                self._found[who] = child.id
                # Once: a child has a row for each week.
                if words := another_first_name(child, who):
                    self._report.doubt_row(row, words, "renamed", child=child.id)
            return self._found[who]
        except (BadRow, Sealed) as refusal:
            self._report.refuse_row(row, str(refusal) or "this record is not open to imports", row["record"])
        except Doubt as doubt:
            self._report.find(DOUBTFUL, f"line {row.line}", str(doubt), rule=row["record"], child=doubt.child)
        return None

    def _line(self, row: Row, whose: dict[int, UUID], lines: dict[tuple[UUID, str], PlanLine]) -> PlanLine:
        child = whose.get(id(row))
        found = lines.get((child, row.needed("line").upper())) if child else None
        if found is None:
            raise BadRow(f"no issued plan of this child has the line {row['line']!r}: load the plan first, or check the line")
        return found

    def _arrange(self, row: Row, line: PlanLine, new: list[Any]) -> None:
        provider = self._bodies.get(row.needed("provider"))
        place = self._bodies.get(row["place"]) if row["place"] else None
        person = self._people.get(row["practitioner"]) if row["practitioner"] else None
        if provider is None or (row["place"] and place is None) or (row["practitioner"] and person is None):
            raise BadRow("provider, place or practitioner is not on record: load the people file first")
        if row["weekday"] not in ("", "1", "2", "3", "4", "5"):
            raise BadRow(f"weekday is {row['weekday']!r}: it is 1 for Monday to 5 for Friday, or empty")
        weekday = int(row["weekday"]) if row["weekday"] else None
        now = line.arranged
        if now and (now.provider_id, now.practitioner_id, now.place_id, now.weekday) == (provider, person.pk if person else None, place, weekday):
            self._report.counts["unchanged"] += 1
            return
        if now and now.by:
            self._report.find(DIFFERS, f"line {row.line}", "A person has said who gives this line; the record was kept.", rule="arrangement", child=line.child.pk)
            return
        line.arranged = Arrangement(
            line=line.line, child_id=line.child.pk, owner_id=line.owner, case=line.case, provider_id=provider, practitioner=person, place_id=place, weekday=weekday
        )
        new.append(line.arranged)
        self._report.counts["arrangements"] += 1

    def _session(self, row: Row, line: PlanLine, kept: dict[UUID, Entry], words: list[Word]) -> None:
        monday = monday_of(row.needed_day("week"))
        e = kept[line.line]
        due = next((d for d in e.dues if d.opens <= monday <= d.monday), None)
        if due is None or monday > self._on:
            raise BadRow(f"nothing of this line is due in the week of {monday}, or the week is still to come")
        outcome, made = row["outcome"].lower().replace(" ", "-"), row["minutes_made_up"]
        if outcome not in OUTCOMES:
            raise BadRow(f"outcome is {row['outcome']!r}: it is one of {', '.join(OUTCOMES)}")
        if made and not (made.isascii() and made.isdecimal() and len(made) < 5):
            raise BadRow(f"minutes_made_up is {made!r}: write whole minutes")
        shown = row_of(e, due)
        answer = Answer(line.line, outcome, row["reason"] if outcome == "missed" else "", None, int(made) if made and outcome == "made-up" else None)
        if fault_of(shown, answer):
            # Not the words for a page: they name the child.
            raise BadRow("a miss needs one of the known reasons, and no more can be made up than is owed from before")
        said, before = word_for(shown, answer), e.word(due.monday)
        if before and all(getattr(before, name) == value for name, value in said.items()):
            self._report.counts["unchanged"] += 1
            return
        if before and before.by:
            self._report.find(DIFFERS, f"line {row.line}", "A person has recorded something else of this week; the record was kept.", rule="session", child=line.child.pk)
            return
        giver = line.arranged.practitioner.name if line.arranged and line.arranged.practitioner else ""
        word = Word(
            line=line.line, child_id=line.child.pk, owner_id=line.owner, case=line.case, party="provider", monday=due.monday, by_name=giver, **said
        )  # fmt: skip
        words.append(word)
        # A later row of the file sees what an earlier one said, as a page would. The key only orders them.
        seen = {m: list(ws) for m, ws in e.said.items()}
        word.pk = 10**15 + len(words)
        seen.setdefault(due.monday, []).append(word)
        kept[line.line] = entry(line, self._on, seen)
        self._report.counts["sessions"] += 1
