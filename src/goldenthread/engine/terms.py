"""The one walk over a limit. Each reader gives it a view: dates for a single case, columns for a population."""

from datetime import date
from typing import Protocol, TypeVar

from goldenthread.engine import calendar as counting
from goldenthread.engine.calendar import NO_CLOSURES, Calendar
from goldenthread.engine.pathway import (
    BeforeYearly,
    Counted,
    Joined,
    NoLimit,
    Pending,
    Pick,
    Start,
    Term,
    TribunalRoll,
    YearlyFrom,
)

D = TypeVar("D")

NO_LAST_DAY = date.max
"""Stands for "no last day yet" inside a reader; an answer shows it as no due date."""


class View(Protocol[D]):
    """What a reader can do with dates (D is a date or none, or a column of them)."""

    def pick(self, pick: Pick | Start) -> D: ...
    def count(self, n: int, unit: str, wording: str, base: D) -> D: ...
    def join(self, how: str, dates: list[D]) -> D: ...
    def tribunal_roll(self, base: D) -> D: ...
    def before_yearly(self, day: int, month: int, base: D) -> D: ...
    def yearly_from(self, day: int, month: int, base: D) -> D: ...
    def pending(self, opened: D, settled: D, otherwise: D) -> D: ...
    def no_limit(self, base: D) -> D: ...


class CivilDates:
    """The part of a view that is the same for every single case: plain dates, or None where there is none."""

    calendar: Calendar = NO_CLOSURES

    def count(self, n: int, unit: str, wording: str, base: date | None) -> date | None:
        return None if base is None else counting.count(n, unit, wording, base, self.calendar)

    def join(self, how: str, dates: list[date | None]) -> date | None:
        given = [d for d in dates if d is not None]
        if not given:
            return None
        return min(given) if how == "earlier of" else max(given) if how == "later of" else given[0]

    def tribunal_roll(self, base: date | None) -> date | None:
        return None if base is None else counting.tribunal_roll(base)

    def before_yearly(self, day: int, month: int, base: date | None) -> date | None:
        return None if base is None else counting.day_before_yearly(day, month, base.year)

    def yearly_from(self, day: int, month: int, base: date | None) -> date | None:
        return None if base is None else counting.yearly_on_or_after(day, month, base)

    def pending(self, opened: date | None, settled: date | None, otherwise: date | None) -> date | None:
        return settled or (otherwise if opened is None else NO_LAST_DAY)

    def no_limit(self, base: date | None) -> date | None:
        return None if base is None else NO_LAST_DAY


def evaluate(term: Term, view: View[D]) -> D:
    """The date of a term, as the view sees the case or the cases."""
    match term:
        case Pick() | Start():
            return view.pick(term)
        case Counted(n, unit, wording, base):
            return view.count(n, unit, wording, evaluate(base, view))
        case Joined(how, terms):
            return view.join(how, [evaluate(t, view) for t in terms])
        case TribunalRoll(inner):
            return view.tribunal_roll(evaluate(inner, view))
        case BeforeYearly(day, month, year_of):
            return view.before_yearly(day, month, evaluate(year_of, view))
        case YearlyFrom(day, month, base):
            return view.yearly_from(day, month, evaluate(base, view))
        case Pending(opened, settled, otherwise):
            return view.pending(evaluate(opened, view), evaluate(settled, view), evaluate(otherwise, view))
        case NoLimit(base):
            return view.no_limit(evaluate(base, view))
    raise TypeError(f"not a term: {term!r}")
