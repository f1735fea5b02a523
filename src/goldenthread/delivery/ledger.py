"""What can be asked of the ledger: each line's account, and the week of whoever gives it. Each question takes its viewer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from goldenthread.access.policy import OF_A_CHILD, visible
from goldenthread.access.viewer import Viewer
from goldenthread.delivery.lines import PlanLine, covered_by, lines_of, may_record, recordable_children
from goldenthread.delivery.models import Word
from goldenthread.engine.calendar import monday_of
from goldenthread.people.models import Organisation
from goldenthread.plans.queries import PLAN
from goldenthread.science import delivery
from goldenthread.science.delivery import (
    Account,
    CannotBeChecked,
    Due,
    Line,
    Week,
    account,
    school_weeks,
    weeks_so_far,
)


@dataclass(frozen=True)
class Entry:
    """A line with its ledger on a day. `said` has every word that is kept of a week, oldest first."""

    line: PlanLine
    on: date
    dues: tuple[Due, ...]
    weeks: tuple[Week, ...]
    account: Account
    said: dict[date, list[Word]] = field(default_factory=dict)

    @property
    def a_week(self) -> float:
        reads = self.line.reads
        return delivery.minutes_a_week(reads) if isinstance(reads, Line) else 0.0

    @property
    def cannot(self) -> str:
        """Why it cannot be checked; empty where it can."""
        reads = self.line.reads
        return reads.reason if isinstance(reads, CannotBeChecked) else ""

    @property
    def behind(self) -> bool:
        return delivery.is_behind(self.account.owed_minutes, self.account.not_recorded, self.a_week)

    @property
    def weeks_behind(self) -> int:
        return int(delivery.weeks_behind(self.account.owed_minutes, self.account.not_recorded, self.a_week))

    def word(self, monday: date, party: str = "provider") -> Word | None:
        """The newest word of a party on a week."""
        return next((w for w in reversed(self.said.get(monday, [])) if w.party == party), None)

    @property
    def unanswered(self) -> list[date]:
        """The Mondays of weeks of which the family says that it did not happen, and of which nobody else has said anything yet."""
        return [m for m, ws in sorted(self.said.items()) if ws and {w.party for w in ws} == {"family"} and ws[-1].missed]

    def owed_before(self, monday: date) -> Account:
        """The account without what was said of this week and after."""
        return account(w for w in self.weeks if w.monday < monday)


def entries(viewer: Viewer, lines: Sequence[PlanLine], on: date) -> list[Entry]:
    return _entries(lines, Word.objects.filter(visible(viewer, shape=OF_A_CHILD, kind=PLAN)), on)


def entries_for_import(lines: Sequence[PlanLine], on: date) -> list[Entry]:
    """The same for the system role, which loads files: nobody looks at them."""
    return _entries(lines, Word.objects.all(), on)


def _entries(lines: Sequence[PlanLine], words: QuerySet[Word], on: date) -> list[Entry]:
    said: dict[UUID, dict[date, list[Word]]] = {}
    for word in words.filter(line__in=[x.line for x in lines]).order_by("id"):
        said.setdefault(word.line, {}).setdefault(word.monday, []).append(word)
    return [entry(line, on, said.get(line.line, {})) for line in lines]


def entry(line: PlanLine, on: date, said: dict[date, list[Word]]) -> Entry:
    dues = tuple(line.dues(on))
    minutes: dict[date, int] = {}
    for due in dues:
        minutes[due.monday] = minutes.get(due.monday, 0) + due.minutes
    words = {m: [pure(w) for w in ws] for m, ws in said.items()}
    weeks = tuple(weeks_so_far(minutes, words, on))
    return Entry(line, on, dues, weeks, account(weeks), said)


def pure(word: Word) -> delivery.Word:
    return delivery.Word(word.party, word.delivered, word.missed, word.made_up, word.pk)  # type: ignore[arg-type]


def ledger(viewer: Viewer, children: Iterable[UUID], on: date) -> list[Entry]:
    return entries(viewer, lines_of(viewer, children), on)


# --- the week of whoever gives the lines ---


def last_school_week(on: date) -> date:
    """The Monday of the week of a day, or of the last school week before it."""
    return max((w.monday for w in school_weeks() if w.monday <= on), default=monday_of(on))


def first_school_week() -> date:
    return min(w.monday for w in school_weeks())


def school_week_before(monday: date) -> date | None:
    return max((w.monday for w in school_weeks() if w.monday < monday), default=None)


def school_week_after(monday: date) -> date | None:
    return min((w.monday for w in school_weeks() if w.monday > monday), default=None)


@dataclass(frozen=True)
class Row:
    """What is due of one line in a week, and the answer that stands. `missed_sessions` is how many of them were missed."""

    entry: Entry
    due: Due
    outcome: str = ""
    reason: str = ""
    missed_sessions: int = 0
    made_up: int = 0
    by_name: str = ""

    @property
    def line(self) -> PlanLine:
        return self.entry.line

    @property
    def key(self) -> str:
        return str(self.line.line)

    @property
    def owed(self) -> Account:
        return self.entry.owed_before(self.due.monday)

    @property
    def due_on(self) -> date:
        """The day by which it should have been given: that under which its week is listed, where one is fixed, else the last of its
        week."""
        a = self.line.arranged
        return self.due.monday + timedelta(days=((a.weekday if a else None) or 5) - 1)

    @property
    def each(self) -> int:
        return self.due.minutes // self.due.sessions

    def choices(self) -> list[tuple[int, str]]:
        """How much of what is owed could have been made up, a session at a time."""
        owed, found = self.owed.owed_minutes, []
        for n in range(1, 5):
            if n * self.each >= owed:
                break
            found.append(n * self.each)
        return [(m, delivery.hours(m)) for m in (*found, owed)] if owed else []


@dataclass(frozen=True)
class Group:
    """A place and a day of the week: the rows that are recorded together."""

    place: str
    weekday: int | None
    rows: list[Row]
    day: date | None

    @property
    def children(self) -> int:
        return len({r.line.child.pk for r in self.rows})


def week_rows(viewer: Viewer, monday: date, on: date) -> list[Row]:
    """The rows of a week that the viewer records, by child."""
    covered = covered_by(viewer, on)
    lines = [x for x in lines_of(viewer, recordable_children(viewer)) if may_record(viewer, x, covered)]
    found = []
    for e in entries(viewer, lines, max(on, monday + timedelta(days=6))):
        due = next((d for d in e.dues if d.opens <= monday <= d.monday), None)
        if due:
            found.append(row_of(e, due))
    return found


def row_of(e: Entry, due: Due) -> Row:
    word = e.word(due.monday)
    if word is None:
        return Row(e, due)
    outcome = "made-up" if word.made_up else "missed" if word.missed else "delivered"
    sessions = -(-word.missed * due.sessions // due.minutes) if word.missed else 0
    return Row(e, due, outcome, word.reason, min(sessions, due.sessions), word.made_up, word.by_name)


def grouped(rows: Iterable[Row], monday: date) -> list[Group]:
    found: dict[tuple[int, str, int], list[Row]] = {}
    for row in rows:
        a = row.line.arranged
        place: Organisation | None = a.place if a else None
        weekday = a.weekday if a else None
        found.setdefault((weekday or 6, place.name if place else "", weekday or 0), []).append(row)
    return [
        Group(place or "Place not entered", weekday or None, rows, monday + timedelta(days=weekday - 1) if weekday else None)
        for (_, place, weekday), rows in sorted(found.items())
    ]


def term_of(monday: date) -> tuple[int, str]:
    """The school year and the term in which a week lies; of a week of holidays, the term before it."""
    return max(((h.first, (h.school_year, h.term)) for h in delivery.half_terms() if monday_of(h.first) <= monday), default=(monday, (0, "")))[1]


def by_terms(weeks: Iterable[Week]) -> list[tuple[tuple[int, str], list[Week]]]:
    """The newest first, of the terms and within each."""
    found: dict[tuple[int, str], list[Week]] = {}
    for week in sorted(weeks, key=lambda w: w.monday, reverse=True):
        found.setdefault(term_of(week.monday), []).append(week)
    return list(found.items())


def week_in_words(week: Week) -> str:
    """How a week stands, for a list."""
    parts = [
        f"{delivery.hours(week.delivered)} given" if week.delivered else "",
        f"{delivery.hours(week.missed)} missed" if week.missed else "",
        f"{delivery.hours(week.in_question)} recorded as given, and the family says not" if week.in_question else "",
        f"{delivery.hours(week.not_recorded)} not recorded" if week.not_recorded else "",
        f"{delivery.hours(week.made_up)} towards owed time" if week.made_up else "",
    ]
    return ", ".join(p for p in parts if p) or "nothing was due"
