"""How a waiting list fills and empties over five years: term seasons, growth, four priorities, children who leave unseen, and staff who
come and go unannounced. No child is in it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp
from random import Random

from goldenthread.local.demo.chance import pick, weekday
from goldenthread.pathways.common.referral import PRIORITIES

WEEKS = 260
# By month, January first: referrals, which schools make in term, and appointments.
_REFERRALS = (1.05, 1.0, 1.2, 0.85, 1.05, 1.2, 1.05, 0.4, 0.85, 1.15, 1.25, 0.7)
_APPOINTMENTS = (1.0, 1.0, 1.1, 0.85, 1.0, 1.1, 1.0, 0.65, 1.05, 1.1, 1.1, 0.7)
_PRIORITIES = dict(zip(PRIORITIES, (2, 5, 9, 84), strict=True))
_TRIES = 4


@dataclass(frozen=True)
class Flow:
    """Of one list: how many are referred in its first year, by how much more each year, how many wait at the beginning and at the end,
    and days for which somebody who will leave unseen stays on average."""

    a_year: float
    growth: float
    waiting: tuple[float, float]
    patience: float


@dataclass(slots=True)
class Wait:
    received: date
    priority: str
    leaves: date
    seen: date | None = None


def waits_of(seed: str, flow: Flow, until: date) -> list[Wait]:
    """Everybody of five years, in order of their days. Capacity is what makes the list end about as long as it should."""
    slots = 5 * flow.a_year * (1 + 2 * flow.growth) - (flow.waiting[1] - flow.waiting[0])
    found: list[Wait] = []
    for _ in range(_TRIES):
        found = _run(Random(seed), flow, until, max(slots, 1.0))  # noqa: S311 - a demo must repeat itself
        left = sum(w.seen is None and w.leaves > until for w in found)
        slots += left - flow.waiting[1]
    return found


def _run(rng: Random, flow: Flow, until: date, slots: float) -> list[Wait]:
    mondays = [until - timedelta(days=until.weekday() + 7 * (WEEKS - 1 - n)) for n in range(WEEKS)]
    lines: dict[str, deque[Wait]] = {priority: deque() for priority in PRIORITIES}
    found: list[Wait] = []

    def arrive(received: date) -> None:
        wait = Wait(received, pick(rng, _PRIORITIES), received + timedelta(days=14 + int(rng.expovariate(1 / flow.patience))))
        found.append(wait)
        lines[wait.priority].append(wait)

    before = int(flow.waiting[0])
    span = max(1, int(365 * flow.waiting[0] / flow.a_year)) if flow.a_year else 1
    for day in sorted(rng.randint(1, span) for _ in range(before)):
        arrive(weekday(mondays[0] - timedelta(days=span + 1 - day)))
        found[-1].leaves = max(found[-1].leaves, mondays[0] + timedelta(days=1))
    level = _level(rng, mondays)
    total = sum(level)
    spare = owed = 0.0
    for week, monday in enumerate(mondays):
        owed += flow.a_year / 52 * (1 + flow.growth) ** (week / 52) * _REFERRALS[monday.month - 1] * rng.uniform(0.6, 1.4)
        days = sorted(monday + timedelta(days=rng.randint(0, 4)) for _ in range(int(owed)))
        owed -= int(owed)
        for day in days:
            arrive(day)
        spare += slots * level[week] / total
        for wait in _called(lines, int(spare), monday):
            wait.seen = max(monday + timedelta(days=rng.randint(0, 4)), weekday(wait.received + timedelta(days=1)))
            spare -= 1
        # What nobody took is gone.
        spare = min(spare, 1.0)
    return found


def _called(lines: dict[str, deque[Wait]], slots: int, monday: date) -> list[Wait]:
    """The first in order of priority, and within it of the day of referral."""
    called: list[Wait] = []
    for line in lines.values():
        while line and len(called) < slots:
            wait = line.popleft()
            if wait.leaves > monday + timedelta(days=6):
                called.append(wait)
    return called


def _level(rng: Random, mondays: list[date]) -> list[float]:
    """Appointments of each week in shares: the calendar, and two to four times that somebody comes or goes."""
    changes = {rng.randint(20, len(mondays) - 8): exp(rng.gauss(0, 0.18)) for _ in range(rng.randint(2, 4))}
    level, found = 1.0, []
    for week, monday in enumerate(mondays):
        level *= changes.get(week, 1.0)
        christmas = any((monday + timedelta(days=n)).strftime("%m-%d") in ("12-25", "01-01") for n in range(7))
        found.append(level * _APPOINTMENTS[monday.month - 1] * (0.2 if christmas else 1.0))
    return found
