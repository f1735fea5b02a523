"""The educational psychologists' queue: its published order, and a plain count of what comes and goes. Pure.

The order: a tribunal's order first, then a child in care or out of school, then a phase transfer, then the oldest received.
Whoever asked, pressed or complained is not among the facts, and so cannot move anybody's place. Source: the project's issue
on the way from request to plan, "EP queue"; every area publishes an order of its own kind, and the law sets none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from goldenthread.engine.calendar import monday_of

WEEKS = 12
"""How many full weeks the count looks back over, and how many it looks ahead."""
HALF_DAYS = 10
"""In a working week."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The facts of one case that waits. `key` names the case and says nothing of it: it settles the order of cases that
    are alike in everything else and were received on one day."""

    key: str
    received_on: date
    tribunal_order: bool = False
    in_care: bool = False
    out_of_school: bool = False
    phase_transfer: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place from 1 on, and what gives it in words."""

    number: int
    key: str
    reason: str


TRIBUNAL_ORDER, IN_CARE, OUT_OF_SCHOOL = "Tribunal order", "Child in care", "Out of school"
IN_CARE_OUT_OF_SCHOOL, PHASE_TRANSFER, OLDEST = "Child in care, out of school", "Phase transfer", "Oldest received"
PUBLISHED = "tribunal order, child in care or out of school, phase transfer, then oldest received"


def places(waiting: Iterable[Waiting]) -> tuple[Place, ...]:
    """Every case in its place. Each is compared by its own facts alone, so that one more case, or one fewer, never
    changes which of two others comes first."""
    ordered = sorted(waiting, key=lambda w: (_group(w), w.received_on, w.key))
    return tuple(Place(number, w.key, reason(w)) for number, w in enumerate(ordered, 1))


def _group(w: Waiting) -> int:
    if w.tribunal_order:
        return 0
    if w.in_care or w.out_of_school:
        return 1
    return 2 if w.phase_transfer else 3


def reason(w: Waiting) -> str:
    """What gives a case its place: the first part of the order that holds of it."""
    if w.tribunal_order:
        return TRIBUNAL_ORDER
    if w.in_care and w.out_of_school:
        return IN_CARE_OUT_OF_SCHOOL
    if w.in_care or w.out_of_school:
        return IN_CARE if w.in_care else OUT_OF_SCHOOL
    return PHASE_TRANSFER if w.phase_transfer else OLDEST


def school_age_from(born: date) -> date:
    """The day on which compulsory school age begins: the 31 March, 31 August or 31 December on or after the fifth
    birthday (Education Act 1996 s.8(2); SI 1998/1607). A younger child who attends nowhere is not out of school."""
    fifth = born.replace(year=born.year + 5) if (born.month, born.day) != (2, 29) else date(born.year + 5, 3, 1)
    days = (date(fifth.year, month, 31) for month in (3, 8, 12))
    return next(day for day in days if day >= fifth)


# --- a week's time ---


@dataclass(frozen=True, slots=True)
class Time:
    """Somebody's week: assessments that there is time for, assessments given already, and half-days kept for other work
    or away. What is kept is never counted as time for an assessment."""

    assessments: int = 0
    given: int = 0
    kept_for_reviews: int = 0
    kept_for_tribunals: int = 0
    kept_for_schools: int = 0
    leave: int = 0

    @property
    def kept(self) -> int:
        return self.kept_for_reviews + self.kept_for_tribunals + self.kept_for_schools

    @property
    def left(self) -> int:
        return max(0, self.assessments - self.given)

    @property
    def closed(self) -> bool:
        """Nothing of the week is neither kept nor leave: no reason opens it to an assessment."""
        return self.kept + self.leave >= HALF_DAYS


def fault_of(time: Time) -> str:
    """What cannot be so of a week, in words; empty where nothing is wrong."""
    if time.kept + time.leave > HALF_DAYS:
        return f"a week has {HALF_DAYS} half-days, and {time.kept + time.leave} are kept or leave"
    if time.closed and time.assessments:
        return "every half-day is kept or leave, so there is no time for an assessment"
    return ""


# --- the flow of the next weeks ---


@dataclass(frozen=True, slots=True)
class Week:
    """One week of the count, in children: `waiting` at its start, `new` expected, `time_for` assessments, `left` waiting
    at its end."""

    monday: date
    waiting: int
    new: int
    time_for: int
    left: int


def first_week(today: date) -> date:
    """The Monday of the first full week that is still to come, today where it is a Monday."""
    return today + timedelta(days=-today.weekday() % 7)


def weeks_before(today: date) -> tuple[date, date]:
    """The first and the last day of the last twelve full weeks, Monday to Sunday."""
    monday = monday_of(today)
    return monday - timedelta(weeks=WEEKS), monday - timedelta(days=1)


def flow(waiting: int, joined: int, time_for: Sequence[int], first: date) -> tuple[Week, ...]:
    """The next twelve weeks, if as many join as the plain average of the last twelve full weeks and all the time is used.

    `joined` is how many joined in those twelve weeks. The average is spread in whole children, so that each row adds up
    and as many join in the twelve weeks to come as did in the twelve before. It is a sum and not a forecast: it knows of
    no term, no leaver and no chance."""
    found = []
    for n, most in enumerate(time_for[:WEEKS]):
        new = _whole(joined * (n + 1)) - _whole(joined * n)
        left = max(0, waiting + new - most)
        found.append(Week(first + timedelta(weeks=n), waiting, new, most, left))
        waiting = left
    return tuple(found)


def _whole(twelfths: int) -> int:
    """Twelfths in whole numbers, to the nearest."""
    return (2 * twelfths + WEEKS) // (2 * WEEKS)
