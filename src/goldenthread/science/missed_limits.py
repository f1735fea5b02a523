"""Of the cases that soon reach a limit, how many are likely to miss it: a range, from what came of such cases before.

Each case has the chance of its own limit: the share that missed it lately, drawn towards the share of all limits where few reached that one.
The range allows for chance, and for how much more the true numbers moved from one period to the next than chance alone would move them:
the extra-binomial variance of Williams, "Extra-binomial variation in logistic linear models", Applied Statistics 31 (1982), estimated by
moments. It means that nine in ten such ranges hold the true number, and `held` says how many did."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

LEARNT_FROM = 13
"""Periods, the latest before the day, from which a range is worked out: about half a year."""
TRIED = 12
"""Periods for which the range that would have been told is held against what came."""
LEAST = 30
"""Fewer cases than this in all those periods say too little."""
_DRAWN = 10
"""A limit's share counts this many cases more than it had, with the share of all limits."""
_T = 1.782
"""Student's t for nine in ten with 12 degrees of freedom, from the 13 periods."""


class Came(NamedTuple):
    """Of the cases that reached one limit in a period, how many missed it."""

    reached: int
    missed: int


class Held(NamedTuple):
    """Of the ranges that could be told, in how many the true number lay."""

    told: int
    held: int


class Likely(NamedTuple):
    """From `low` to `high` cases."""

    low: int
    high: int


Period = Mapping[str, Came]
"""By the limit that a case reached first."""


class Chances(NamedTuple):
    """What the latest periods say: the share that missed each limit, that of any other, and how alike the cases of a period fare (0: each
    by itself; 1: all of them together)."""

    of: Mapping[str, float]
    other: float
    alike: float

    def likely(self, reaching: Mapping[str, int]) -> Likely:
        """Of so many cases that reach each limit, how many will miss it."""
        n = sum(reaching.values())
        expected, spread = self._expected(reaching)
        half = _T * math.sqrt(spread * (1 + (n - 1) * self.alike) * (1 + 1 / LEARNT_FROM)) if n else 0.0
        return Likely(max(0, math.floor(expected - half)), min(n, math.ceil(expected + half)))

    def _expected(self, reaching: Mapping[str, int]) -> tuple[float, float]:
        """The mean, and the variance were each case by itself."""
        chances = [(n, self.of.get(limit, self.other)) for limit, n in reaching.items()]
        return sum(n * p for n, p in chances), sum(n * p * (1 - p) for n, p in chances)


def chances(periods: Sequence[Period]) -> Chances | None:
    """From periods in their order, the latest last. None where too few cases reached a limit in them."""
    lately = periods[-LEARNT_FROM:]
    reached = {limit: sum(p[limit].reached for p in lately if limit in p) for limit in {k for p in lately for k in p}}
    missed = {limit: sum(p[limit].missed for p in lately if limit in p) for limit in reached}
    whole = sum(reached.values())
    if len(lately) < LEARNT_FROM or whole < LEAST:
        return None
    # Half a case more on either side (Jeffreys): that nobody missed one in half a year does not say that nobody will.
    other = (sum(missed.values()) + 0.5) / (whole + 1)
    each = Chances({k: (missed[k] + _DRAWN * other) / (n + _DRAWN) for k, n in reached.items()}, other, 0.0)
    return each._replace(alike=_alike(each, lately))


def _alike(each: Chances, periods: Sequence[Period]) -> float:
    beyond, at_most = 0.0, 0.0
    for period in periods:
        expected, spread = each._expected({k: c.reached for k, c in period.items()})
        beyond += (sum(c.missed for c in period.values()) - expected) ** 2 - spread
        at_most += spread * (sum(c.reached for c in period.values()) - 1)
    return min(1.0, max(0.0, beyond / at_most)) if at_most > 0 else 0.0


def held(periods: Sequence[Period]) -> Held:
    """Of the latest periods, each with the range that the periods before it give."""
    told = right = 0
    for i in range(max(LEARNT_FROM, len(periods) - TRIED), len(periods)):
        before = chances(periods[i - LEARNT_FROM : i])
        if before is None:
            continue
        low, high = before.likely({k: c.reached for k, c in periods[i].items()})
        told += 1
        right += low <= sum(c.missed for c in periods[i].values()) <= high
    return Held(told, right)
