"""When a campaign of amending plans will be finished: a range, never one day. Pure.

What a plan takes is read from the weeks of the campaign itself. Each run of the simulation draws weeks anew from those that are
over (a bootstrap) and goes on until nothing is left; the range holds 8 runs in 10. Other hours scale each drawn week. A campaign
of fewer than four weeks has shown too little: the range is then that of the guess with which it began, less and more by half."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

RUNS = 400
LEAST_WEEKS = 4
MOST_WEEKS = 520
SPREAD = 0.5
_LOW, _HIGH = 0.1, 0.9


@dataclass(frozen=True)
class Finish:
    """The range of the day on which the last plan is amended. `high` is None where more than one run in ten has no end within
    ten years, `low` too where nearly none has."""

    low: date | None
    high: date | None
    weeks_seen: int

    @property
    def from_what_was_done(self) -> bool:
        return self.weeks_seen >= LEAST_WEEKS


def finish(left: int, done: Sequence[tuple[int, int]], hours: int, guess: float, on: date) -> Finish:
    """`left` plans are not amended yet; `done` has for each week that is over how many were, and the hours that the campaign then
    had; `guess` is hours a plan. Hours are those of the whole team in a week."""
    done = [(plans, then) for plans, then in done if then > 0]
    seen = len(done)
    if left <= 0:
        return Finish(on, on, seen)
    if hours <= 0:
        return Finish(None, None, seen)
    if seen < LEAST_WEEKS:
        a_week = hours / guess
        return Finish(_day(on, left / (a_week * (1 + SPREAD))), _day(on, left / (a_week * (1 - SPREAD))), seen)
    if not any(plans for plans, _ in done):
        return Finish(None, None, seen)
    # The same facts give the same range.
    chance = random.Random(4)  # noqa: S311
    rates = [plans * hours / then for plans, then in done]
    taken = sorted(_weeks(left, rates, chance) for _ in range(RUNS))
    low, high = taken[int(_LOW * RUNS)], taken[int(_HIGH * RUNS) - 1]
    return Finish(_day(on, low), _day(on, high), seen)


def _weeks(left: int, rates: Sequence[float], chance: random.Random) -> float:
    made, weeks = 0.0, 0
    while made < left and weeks <= MOST_WEEKS:
        made += chance.choice(rates)
        weeks += 1
    return weeks


def _day(on: date, weeks: float) -> date | None:
    return None if weeks > MOST_WEEKS else on + timedelta(days=-(-int(weeks * 7000) // 1000))
