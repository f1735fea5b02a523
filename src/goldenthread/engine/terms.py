"""The one walk over a limit. Each reader gives it a view: dates for a single case, columns for a population."""

from datetime import date
from typing import Protocol, TypeVar

from goldenthread.engine.pathway import (
    BeforeYearly,
    Counted,
    Joined,
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
    raise TypeError(f"not a term: {term!r}")
