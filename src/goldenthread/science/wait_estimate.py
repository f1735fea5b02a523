"""What can honestly be said to a child who waits: a range that should hold eight in ten, from the list as it stands.

The list is run forward many times with its own order, in which nobody knows the level of staff and demand exactly: each run draws both, and the
level of staff wanders every quarter. It is the method that was calibrated best of eleven on 160 synthetic lists (docs/guide/calculations.md); the
spreads were chosen on those and are to be fitted anew on an area's own history. Every list is tested on its own past, and where the test goes
badly nothing is promised. All days are whole days of `datetime.date.toordinal`; no estimate replaces a limit of the law."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from goldenthread.science import queue_kernel
from goldenthread.science.queue_model import Class, Model

RUNS, RUNS_OF_A_TEST = 400, 100
LEVEL, DEMAND, WALK = 0.06, 0.05, 0.10
"""Spreads, on the log scale: of the level of staff now, of demand, and of each quarter's step of the level of staff."""
QUARTER, YEAR = 91, 364
LEVEL_DAYS, DEMAND_DAYS = 13 * 7, 26 * 7
FEWEST_SEEN = 30
"""Children seen in a year, below which there is too little to reckon with; and in 13 weeks, below which their number says little."""
FEWEST_TESTED = 40
SNAPSHOTS, EVERY, MATURED = 14, 28, 0.9
STOPPED_DAYS, STOPPED_EXPECTED = 28, 5.0
"""Nobody seen for so many days, in which as many as this would have been: by chance once in 150 times."""
UNSETTLED, TOO_POOR = 0.65, 0.65
"""Under the first share within the range, later ranges are widened by earlier misses; a list that even so stays under the second abstains."""
FURTHEST = 5 * YEAR
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class History:
    """One list, a row for each child ever on it. priority: 0 is first. seen, left: NEVER where that has not happened."""

    received: np.ndarray
    seen: np.ndarray
    left: np.ndarray
    priority: np.ndarray

    def by(self, day: int) -> History:
        """What was known at the end of a day."""
        came = self.received <= day
        seen, left = (np.where(ends[came] <= day, ends[came], NEVER) for ends in (self.seen, self.left))
        return History(self.received[came], seen, left, self.priority[came])

    @property
    def waiting(self) -> np.ndarray:
        """Of whom, by position, nothing has ended the wait."""
        return np.flatnonzero((self.seen == NEVER) & (self.left == NEVER))


@dataclass(frozen=True)
class Ranges:
    """Days from the day of the forecast, for each child waiting; infinite where so many runs do not reach the child."""

    low: np.ndarray
    middle: np.ndarray
    high: np.ndarray

    def wider(self, lower: float, upper: float) -> Ranges:
        if not (lower or upper):
            return self
        unit = np.maximum(np.where(np.isinf(self.middle), 7.0, self.middle), 7.0)  # no middle is reached: neither is the high end
        return Ranges(np.maximum(0.0, self.low - lower * unit), self.middle, self.high + upper * unit)


@dataclass(frozen=True)
class Test:
    """How a list's own past forecasts turned out. coverage: the share within the range; later, sooner: outside it; width: the mean of the
    ranges, in days; bias: the median of truth less the middle, above 0 where it was promised too soon; number: children; predictions:
    a child may have been told several times; not_yet_known: predictions about children who still wait within their range."""

    coverage: float
    later: float
    sooner: float
    width: float
    bias: float
    number: int
    predictions: int
    not_yet_known: int


def alarm(test: Test) -> bool:
    """Whether somebody should look at this list's forecasts: facts of the trial, not of any rule."""
    return test.later > 0.15 or (test.number >= 100 and not 0.7 <= test.coverage <= 0.9)


@dataclass(frozen=True)
class Estimate:
    """Of each waiting child, in the order of `History.waiting`, a range; or why the list abstains. `unsettled` ranges were widened by what
    went wrong before."""

    ranges: Ranges | None
    test: Test | None
    abstains: str
    unsettled: bool


def estimate(history: History, day: int, plan: Mapping[int, float] | None = None, seed: int = 1) -> Estimate:
    """plan: slots of a week, by the Monday with which it begins."""
    known = history.by(day)
    if not len(known.waiting):
        return Estimate(None, None, "nobody waits on this list", False)
    if (seen := int(((known.seen > day - YEAR) & (known.seen <= day)).sum())) < FEWEST_SEEN:
        return Estimate(None, None, f"{_only(seen)} seen in the last year, and a range needs at least {FEWEST_SEEN}", False)
    if (usual := _usual(known, day)) >= STOPPED_EXPECTED and not ((known.seen > day - STOPPED_DAYS) & (known.seen <= day)).any():
        return Estimate(None, None, f"nobody has been seen for {STOPPED_DAYS} days, in which about {usual:.0f} children would have been", False)
    past = _past_forecasts(known, day, seed)
    test = _tested(past, [_told(past, n) for n in range(len(past))])
    if test is None or test.number < FEWEST_TESTED:
        tested = 0 if test is None else test.number
        return Estimate(None, test, f"only {tested} children whose wait is over can test it, and a range needs at least {FEWEST_TESTED}", False)
    if test.coverage < TOO_POOR:
        said = f"when it was tried on the past, {test.coverage:.0%} of children were seen within the range, and 80% should be"
        return Estimate(None, test, said, True)
    ranges = forecast(known, day, plan, RUNS, seed)
    lower, upper = _widening(past, day)
    return Estimate(ranges.wider(lower, upper), test, "", bool(lower or upper))


def with_and_without(history: History, day: int, plan: Mapping[int, float], seed: int = 1) -> tuple[Test, Test] | None:
    """How the forecasts of earlier days would have turned out with the staffing plan, and without it, on the same days: those after which the
    plan names the next 13 weeks. Nothing is widened in either. None where there are no such days, or fewer than FEWEST_TESTED children. The
    plan is as it stands now, which may be better than it was then: the first is the best that could have been."""
    known = history.by(day)
    past = [p for p in _past_forecasts(known, day, seed) if not np.isnan(_planned(plan, np.arange(p.day + 1, p.day + 1 + QUARTER))).any()]
    planned = [replace(p, ranges=forecast(known.by(p.day), p.day, plan, RUNS_OF_A_TEST, seed)) for p in past]
    one, other = (_tested(those, [p.ranges for p in those]) for those in (planned, past))
    return None if one is None or other is None or min(one.number, other.number) < FEWEST_TESTED else (one, other)


def _only(seen: int) -> str:
    return "no child was" if not seen else "only 1 child was" if seen == 1 else f"only {seen} children were"


# --- the list run forward ---


def forecast(known: History, day: int, plan: Mapping[int, float] | None = None, runs: int = RUNS, seed: int = 1) -> Ranges:
    """The ranges of whoever waits at the end of `day`, from what was known by then. The child who is asked about never leaves; others do."""
    waiting = known.waiting
    classes = int(known.priority.max()) + 1
    order = waiting[np.lexsort((waiting, known.received[waiting], known.priority[waiting]))]
    size = np.bincount(known.priority[order], minlength=classes)
    weekly = _weekly_slots(known, day)
    horizon = int(min(FURTHEST, max(YEAR, 4 * len(waiting) / max(weekly.level * weekly.shape.mean(), 1e-9) * 7 + 2 * QUARTER))) // 7 * 7
    days = np.arange(day + 1, day + 1 + horizon)
    planned = _planned(plan or {}, days)
    slots = np.where(np.isnan(planned), weekly.level * weekly.shape[_week_of_year(days)], planned) * weekly.weekday[days % 7]
    arriving = _arrivals(known, day, days, classes)
    hazard = _leaving(known, day, classes)
    random = np.random.Generator(np.random.PCG64((seed, day)))
    serve = (queue_kernel.compiled() or (queue_kernel.serve,))[0]
    quick = queue_kernel.compiled() is not None
    turn = np.empty((runs, len(order)))
    # Days that a plan names neither vary nor wander: who will be in post is known.
    unplanned = np.isnan(planned)
    steps = np.array([WALK * unplanned[q : q + QUARTER].mean() for q in range(0, horizon, QUARTER)])
    # A small count says less of the level than its usual spread has it.
    spread = LEVEL if weekly.counted >= FEWEST_SEEN else (weekly.counted + 0.5) ** -0.5
    for run in range(runs):
        walk = np.concatenate([[0.0], np.cumsum(random.normal(0, steps[1:]))]) if len(steps) > 1 else np.zeros(1)
        level = np.where(unplanned, np.exp(random.normal(0, spread) + np.repeat(walk, QUARTER)[:horizon]), 1.0)
        offered = np.diff(np.floor(np.concatenate([[0.0], np.cumsum(slots * level)]) + 1e-9)).astype(np.int64)
        # Whoever comes later into the last class is behind everybody.
        came = random.poisson(arriving[:-1] * np.exp(random.normal(0, DEMAND)))
        at, leaves, first, past, here = _children(size, came, hazard, random)
        called = np.zeros(len(at))
        if quick:
            serve(offered, first, past, at, leaves, called)
        else:
            plain = called.tolist()
            serve(offered.tolist(), first.tolist(), past.tolist(), at.tolist(), leaves.tolist(), plain)
            called = np.array(plain)
        turns = np.abs(called[here])
        turn[run] = np.where(turns == queue_kernel.NOT_CALLED, np.inf, turns)
    cuts = np.quantile(turn, [0.1, 0.5, 0.9], axis=0, method="inverted_cdf")
    as_given = np.argsort(order)
    return Ranges(*(cut[as_given] for cut in cuts))


def model_of(known: History, day: int, days: int, plan: Mapping[int, float] | None = None) -> Model:
    """The list from `day` on as `queue_model` runs it, for so many days: its level of staff and demand as they are, or the plan's. Who waits
    is shared among the priorities as arrivals are."""
    classes = int(known.priority.max()) + 1
    weekly = _weekly_slots(known, day)
    when = np.arange(day + 1, day + 1 + days)
    planned = _planned(plan or {}, when)
    slots = np.where(np.isnan(planned), weekly.level * weekly.shape[_week_of_year(when)], planned) * weekly.weekday[when % 7]
    arriving = _arrivals(known, day, when, classes)
    share = arriving.sum(axis=1) / arriving.sum()
    patience = 1 / _leaving(known, day, classes)
    return Model(slots.tolist(), arriving.sum(axis=0).tolist(), len(known.waiting), [Class(f"priority {c + 1}", float(share[c]), float(patience[c])) for c in range(classes)])


@dataclass(frozen=True)
class _Weekly:
    level: float
    counted: int
    shape: np.ndarray
    weekday: np.ndarray


def _weekly_slots(known: History, day: int) -> _Weekly:
    """What the service gives: its level now, in slots of an ordinary week; each week of the year beside that; each weekday's share."""
    seen = known.seen[known.seen <= day]
    shape = _shape(seen, day)
    recent = np.arange(day - LEVEL_DAYS + 1, day + 1)
    counted = int((seen > day - LEVEL_DAYS).sum())
    level = (counted + 0.5) / max(shape[_week_of_year(recent)].sum() / 7, 0.5)
    weekday = np.bincount(seen[seen > day - YEAR] % 7, minlength=7) / max(1, (seen > day - YEAR).sum())
    return _Weekly(float(level), counted, shape, weekday)


def _usual(known: History, day: int) -> float:
    """How many would have been seen in the last STOPPED_DAYS, at the pace of the year before them."""
    before = day - STOPPED_DAYS
    shape = _shape(known.seen[known.seen <= before], before)
    a_year = ((known.seen > before - YEAR) & (known.seen <= before)).sum() / YEAR
    return float(a_year * shape[_week_of_year(np.arange(before + 1, day + 1))].sum())


def _arrivals(known: History, day: int, days: np.ndarray, classes: int) -> np.ndarray:
    """The mean of each class and day to come."""
    shape = _shape(known.received, day)
    recent = np.arange(day - DEMAND_DAYS + 1, day + 1)
    level = (known.received > day - DEMAND_DAYS).sum() / max(shape[_week_of_year(recent)].sum(), 1.0)
    lately = known.priority[known.received > day - YEAR]
    share = np.bincount(lately, minlength=classes) / max(1, len(lately))
    return np.outer(share, level * shape[_week_of_year(days)])


def _shape(happened: np.ndarray, day: int) -> np.ndarray:
    """Each of 53 weeks of the year beside an ordinary week, from up to five whole years, held towards 1 as if five more had fallen as
    expected: school holidays show, and a week with few does not decide."""
    years = int(min(5, (day - happened.min()) // YEAR)) if len(happened) else 0
    if years < 1:
        return np.ones(53)
    inside = happened[(happened > day - years * YEAR) & (happened <= day)]
    counted = np.bincount(_week_of_year(inside), minlength=53)
    weeks = np.bincount(_week_of_year(np.arange(day - years * YEAR + 1, day + 1)), minlength=53) / 7
    expected = len(inside) / (years * 52) * weeks
    shape = (counted + 5.0) / (expected + 5.0)
    return shape / np.average(shape, weights=weeks + 1e-9)


def _week_of_year(days: np.ndarray) -> np.ndarray:
    """0 to 52, from the first of January."""
    dates = (np.asarray(days) - 719_163).astype("datetime64[D]")  # the ordinal of 1 January 1970
    weeks: np.ndarray = (dates - dates.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64) // 7
    return weeks


def _leaving(known: History, day: int, classes: int) -> np.ndarray:
    """Of each class, the rate a day at which a waiting child left unseen in the last year; of one that nobody left, that of half a child."""
    since = day - YEAR
    until = np.minimum(np.minimum(known.seen, known.left), day)
    waited = np.maximum(0, until - np.maximum(known.received, since))
    left = (known.left > since) & (known.left <= day)
    at_risk = np.bincount(known.priority, weights=waited, minlength=classes)
    return (np.bincount(known.priority[left], minlength=classes) + 0.5) / np.maximum(at_risk, 1.0)


def _planned(plan: Mapping[int, float], days: np.ndarray) -> np.ndarray:
    mondays = days - (days - 1) % 7  # ordinal 1 is a Monday
    return np.array([plan.get(int(m), np.nan) for m in mondays])


def _children(size: np.ndarray, came: np.ndarray, hazard: np.ndarray, random: Any) -> tuple[Any, ...]:
    """Whoever waits, then whoever comes, class by class, and where those who wait stand."""
    at, first, past, here, start = [], [], [], [], 0
    for c, waits in enumerate(size):
        later = np.repeat(np.arange(came.shape[1]) + 0.5, came[c]) if c < len(came) else np.empty(0)
        at += [np.zeros(waits), later]
        first.append(start)
        here.append(np.arange(start, start + waits))
        start += waits + len(later)
        past.append(start)
    arrived = np.concatenate(at)
    rate = np.repeat(hazard, np.subtract(past, first))
    return arrived, arrived + random.standard_exponential(len(arrived)) / rate, np.array(first), np.array(past), np.concatenate(here)


# --- its own past ---


@dataclass(frozen=True)
class _Past:
    """One earlier day's forecast, and when each child's wait was over, NEVER where it is not; `ended` says that the child left."""

    day: int
    until: int
    child: np.ndarray
    ranges: Ranges
    seen: np.ndarray
    ended: np.ndarray


def _past_forecasts(known: History, day: int, seed: int) -> list[_Past]:
    """The latest days, at most SNAPSHOTS, of which nearly all is known, the first of them first; each used what was known by then. Known
    is a wait that is over, and one that has gone past its range already: leaving those out would make any method look good."""
    begun = int(known.received.min()) + YEAR
    found: list[_Past] = []
    for when in range(day - EVERY, begun, -EVERY):
        at = np.flatnonzero((known.received <= when) & (known.seen > when) & (known.left > when))
        then = known.by(when)
        over = (known.seen[at] <= day) | (known.left[at] <= day)
        if not len(at) or ((then.seen > when - YEAR) & (then.seen <= when)).sum() < FEWEST_SEEN:
            continue
        ranges = forecast(then, when, None, RUNS_OF_A_TEST, seed)
        if np.mean(over | (day - when > ranges.high)) >= MATURED:
            found.append(_Past(when, day, at, ranges, known.seen[at], known.left[at] <= day))
        if len(found) == SNAPSHOTS:
            break
    return found[::-1]


def _told(past: Sequence[_Past], n: int) -> Ranges:
    """The ranges of the n-th past forecast as they would have been told: widened by what was known by then of those before."""
    return past[n].ranges.wider(*_widening(past[:n], past[n].day))


def _widening(past: Sequence[_Past], day: int) -> tuple[float, float]:
    """How far to widen, in middles, where fewer than UNSETTLED of the outcomes known by a day were inside: the nine-in-ten of the past
    misses on each side. It may only widen."""
    misses = [(_truth(p, day), p) for p in past]
    known = [(t - p.day, p, ~np.isnan(t)) for t, p in misses]
    if sum(int(k.sum()) for _, _, k in known) < FEWEST_TESTED:
        return 0.0, 0.0
    wait = np.concatenate([w[k] for w, _, k in known])
    low, middle, high = (np.concatenate([getattr(p.ranges, n)[k] for _, p, k in known]) for n in ("low", "middle", "high"))
    if np.mean((wait >= low) & (wait <= high)) >= UNSETTLED:
        return 0.0, 0.0
    unit = np.maximum(np.where(np.isinf(middle), 7.0, middle), 7.0)
    over = np.where(np.isinf(high), 0.0, (wait - np.where(np.isinf(high), 0.0, high)) / unit)
    under = np.where(np.isinf(low), 0.0, (np.where(np.isinf(low), 0.0, low) - wait) / unit)
    return max(0.0, float(np.quantile(under, 0.9))), max(0.0, float(np.quantile(over, 0.9)))


def _truth(p: _Past, day: int) -> np.ndarray:
    """The day on which each child was seen, as known by `day`; that day itself where the child waits past its range already, a known miss;
    not a number where nothing is known yet, or the child left."""
    past_it = day - p.day > p.ranges.high
    return np.where(p.ended, np.nan, np.where(p.seen <= day, p.seen.astype(float), np.where(past_it, float(day), np.nan)))


def _tested(past: Sequence[_Past], told: Sequence[Ranges]) -> Test | None:
    inside, later, sooner, width, error, children, unknown = [], [], [], [], [], set(), 0
    for p, ranges in zip(past, told, strict=True):
        for n, child in enumerate(p.child):
            if p.ended[n]:
                continue
            waits = p.seen[n] == NEVER
            # A child who still waits past the range is a known miss; within it, nothing is known yet.
            wait = float((p.until if waits else p.seen[n]) - p.day)
            low, middle, high = ranges.low[n], ranges.middle[n], ranges.high[n]
            if waits and wait <= high:
                unknown += 1
                continue
            children.add(int(child))
            inside.append(not waits and low <= wait <= high)
            later.append(wait > high)
            sooner.append(wait < low)
            if np.isfinite(high):
                width.append(high - low)
            if np.isfinite(middle):
                error.append(wait - middle)
    if not inside:
        return None
    return Test(
        float(np.mean(inside)), float(np.mean(later)), float(np.mean(sooner)), float(np.mean(width)) if width else float("inf"), float(np.median(error)) if error else float("nan"),
        len(children), len(inside), unknown,
    )  # fmt: skip
