"""How many new plans came within 20 weeks, month by month, beside what is still open past 20 weeks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from goldenthread.cases.queries_standing import FinalPlan
from goldenthread.engine.explain import MONTHS as LONG
from goldenthread.science.small_numbers import FEWER
from goldenthread.web.words import MONTHS as SHORT
from goldenthread.web.words import number

FEW = 20
"""Below so many plans in a month, one plan moves the share by more than 5 points."""
ENGLAND = 46
ENGLAND_YEAR = 2024
ENGLAND_SOURCE = "Department for Education, Education, health and care plans: reporting year 2025"


NOT_SHOWN = "not shown"


@dataclass(frozen=True)
class Month:
    """Counts of a month. None where too small to be shown."""

    first: date
    issued: int | None
    within: int | None
    lawful: int | None
    open_past: int | None

    @property
    def short(self) -> str:
        return SHORT[self.first.month - 1]

    @property
    def name(self) -> str:
        return f"{LONG[self.first.month - 1]} {self.first.year}"

    def words_for(self, name: str) -> str:
        """What stands where a number is not shown."""
        if name in ("share", "lawful_share") and self.issued == 0:
            return "none issued"
        if name in ("issued", "open_past") or (name == "within" and self.issued is None):
            return FEWER
        # A part may be large and yet be kept back, because what it leaves of the whole is small.
        return NOT_SHOWN

    @property
    def share(self) -> int | None:
        return share(self.within, self.issued)

    @property
    def lawful_share(self) -> int | None:
        return share(self.lawful, self.issued)


def share(part: int | None, whole: int | None) -> int | None:
    """In whole percents, half up. None where nothing was issued, or a number is too small to be shown."""
    return None if part is None or not whole else int(100 * part / whole + 0.5)


def whole_months(on: date) -> list[date]:
    """The first days of the last 12 months that had ended by a day."""
    found, first = [], on.replace(day=1)
    for _ in range(12):
        first = (first - timedelta(days=1)).replace(day=1)
        found.append(first)
    return found[::-1]


def last_of(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def months(finals: Iterable[FinalPlan], on: date) -> list[Month]:
    finals = list(finals)
    return [_month(finals, first, last_of(first)) for first in whole_months(on)]


def _month(finals: Sequence[FinalPlan], first: date, last: date) -> Month:
    issued = [f for f in finals if f.issued and first <= f.issued <= last]
    in_time = [f for f in issued if f.issued and f.issued <= f.due]
    lawful = [f for f in issued if f.excused or (f.issued and f.issued <= f.due)]
    late = [f for f in finals if f.due < last and _open_on(f, last)]
    return Month(first, len(issued), len(in_time), len(lawful), len(late))


def _open_on(final: FinalPlan, day: date) -> bool:
    stopped = final.issued or final.ended
    return final.started <= day and (stopped is None or stopped > day)


def sentence(months: Sequence[Month]) -> str:
    """The first value, the last value, and what not to conclude from them."""
    start, end = months[0], months[-1]
    if start.share is None or end.share is None:
        return _without_share(start, end)
    if min(start.issued or 0, end.issued or 0) < FEW:
        return _of_few(start, end)
    said = f"In {LONG[end.first.month - 1]}, {end.share} of every 100 new plans were issued within 20 weeks"
    said += (
        f", {_moved(start.share, end.share)} {start.share} in {start.name}."
        if end.share != start.share
        else f", the same as in {start.name}."
    )
    if start.open_past is None or end.open_past is None:
        return said + " Too few cases are open past 20 weeks to say whether that comes from leaving old cases open."
    change = end.open_past - start.open_past
    gained = end.share > start.share
    if change < 0:
        tail = ", so the gain does not come from leaving old cases open." if gained else "."
        return said + f" Over the same year open cases past 20 weeks fell by {number(-change)}{tail}"
    if change == 0:
        return said + f" As many cases, {number(end.open_past)}, were open past 20 weeks at the end as at the start."
    tail = (
        ", so do not read the gain as a whole: old cases are being left open."
        if gained
        else ", so the share alone does not show all of the delay."
    )
    return said + f" Over the same year open cases past 20 weeks rose by {number(change)}{tail}"


def _of_few(start: Month, end: Month) -> str:
    said = f"In {LONG[end.first.month - 1]}, {end.within} of {end.issued} new plans were issued within 20 weeks"
    said += f", and in {start.name} {start.within} of {start.issued}. So few plans move a share by many points."
    if start.open_past is None or end.open_past is None:
        return said
    return (
        said
        + f" Open cases past 20 weeks were {number(start.open_past)} at the start and {number(end.open_past)} at the end."
    )


def _moved(before: int, after: int) -> str:
    return "up from" if after > before else "down from"


def _without_share(start: Month, end: Month) -> str:
    quiet = start if start.share is None else end
    why = "too few new plans were in time to be shown"
    if not quiet.issued:
        why = "no new plan was issued" if quiet.issued == 0 else "too few new plans were issued"
    said = f"In {quiet.name} {why}, so no share is compared."
    if start.open_past is None or end.open_past is None:
        return said
    return (
        said
        + f" Open cases past 20 weeks were {number(start.open_past)} at the end of {start.name} and {number(end.open_past)} at the end of {end.name}."
    )
