"""What came of the cases that stood before a limit on earlier days, period by period: from it a manager is told how many are likely to miss
theirs. It is what is known today of those days, so that what was recorded late counts from its own day."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from goldenthread.cases.queries_clocks import ClockFacts
from goldenthread.engine.calendar import working_days_before, working_days_within
from goldenthread.science.missed_limits import LEARNT_FROM, TRIED, Came, Period


class Ahead(NamedTuple):
    """A day, and the last that a manager plans for from it."""

    day: date
    until: date


def periods_before(on: date, ahead: int) -> list[Ahead]:
    """The periods of so many working days ahead that ended before a day, one after the other, the latest last."""
    found, day = [], on
    for _ in range(LEARNT_FROM + TRIED):
        day = working_days_before(ahead + 1, day)
        found.append(Ahead(day, working_days_within(ahead, day)))
    return found[::-1]


def what_came(limits: Iterable[ClockFacts], ended: Mapping[UUID, date], periods: Iterable[Ahead]) -> list[Period]:
    """Of each period: of the cases that had passed no limit on its first day and reached their first one in it, by that limit, how many were
    past one at its end. `limits` are those set by law, the limits of a case together; `ended` the day on which each case that is closed
    was: from then on it stands in no list, though a limit may run on."""
    listed = list(periods)
    first_days = [period.day for period in listed]
    counts: list[dict[str, list[bool]]] = [defaultdict(list) for _ in listed]
    for case, found in groupby(limits, key=attrgetter("case")):
        of_case = in_order(found)
        for i in {bisect_right(first_days, c.due) - 1 for c in of_case if c.due and c.due >= first_days[0]}:
            if listed[i].day < ended.get(case, date.max) and (reached := _reached(of_case, listed[i])):
                counts[i][reached[0].clock].append(any(_missed(c, listed[i].until) for c in reached))
    return [{clock: Came(len(missed), sum(missed)) for clock, missed in period.items()} for period in counts]


def in_order(limits: Iterable[ClockFacts]) -> list[ClockFacts]:
    """The limits of a case, the first that it reaches first."""
    return sorted((c for c in limits if c.due), key=lambda c: (c.due, c.clock))


def _reached(limits: Iterable[ClockFacts], period: Ahead) -> list[ClockFacts]:
    """The limits that a case reaches in a period, in their order: none where it is past one already."""
    found = []
    for c in limits:
        if c.due is None or c.due > period.until:
            break
        if c.started > period.day or c.stopped is not None and c.stopped <= period.day:
            continue
        if c.due >= period.day:
            found.append(c)
        elif c._replace(stopped=None).status(period.day) == "overdue":
            return []
    return found


def _missed(limit: ClockFacts, until: date) -> bool:
    return limit.status(until + timedelta(days=1)) in ("overdue", "late")
