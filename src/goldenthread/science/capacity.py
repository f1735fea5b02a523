"""What a waiting list needs, by the planning formulas of the NHS-R community (Fong and others 2022, doi 10.1101/2022.08.23.22279117,
as the package NHSRwaitinglist of that community has them), and how its size moves. Rates are a week, waits are weeks, unless said
otherwise. Where that package is known to be wrong (a window that forgets earlier removals), the list is counted as it is."""

import datetime as dt
import math
from bisect import bisect_right
from collections.abc import Sequence

Days = dt.date | int | float
"""A date, or a number of days since any day that is the same in one question."""


LONGEST, FURTHEST = 100_000, 10_000
"""Days that are counted one by one, and places in a list: more would take a minute, and no list is so long."""


class NoAnswer(ValueError):
    """A question that has no answer; the message says why, for whoever asked."""


def queue_load(demand: float, capacity: float) -> float:
    """Demand over capacity. At 1 and above the list grows."""
    _above_zero(capacity=capacity)
    return demand / capacity


def target_mean_wait(target_wait: float, factor: float = 4) -> float:
    """The mean wait at which few wait longer than the target. If waits were exponential, exp(-factor) of the children
    would: 1.8% at 4, 0.25% at 6."""
    _above_zero(factor=factor)
    return target_wait / factor


def target_queue_size(demand: float, target_wait: float, factor: float = 4) -> float:
    """The list that gives the target mean wait at this demand (Little's law)."""
    return demand * target_mean_wait(target_wait, factor)


def relief_capacity(demand: float, queue_size: float, target_queue_size: float, time_to_target: float = 26) -> float:
    """Children a week to be seen until the list is at its target, in `time_to_target` weeks; today's demand is within it. It treats
    every week alike: see `term_week_capacity_to_clear`."""
    _above_zero(time_to_target=time_to_target)
    return max(0.0, demand + (queue_size - target_queue_size) / time_to_target)


def target_capacity(demand: float, target_wait: float, factor: float = 4, cv_demand: float = 1, cv_capacity: float = 1) -> float:
    """The capacity that keeps a list which is not too big at its target; `cv` are coefficients of variation. A floor, no plan:
    one absence is more than the surplus of a large service."""
    _above_zero(target_wait=target_wait)
    return demand + (cv_demand**2 + cv_capacity**2) / 2 * factor / target_wait


def pressure(mean_wait: float, target_wait: float) -> float:
    """Twice the mean wait of those waiting now over the target; at 1 and above the target is likely to be missed."""
    _above_zero(target_wait=target_wait)
    return 2 * mean_wait / target_wait


def weeks_to_clear(queue_size: float, target: float, demand: float, capacity: float) -> float:
    """Weeks until the list is at its target, if every week is alike. NoAnswer where it never is."""
    if queue_size <= target:
        return 0.0
    if capacity <= demand:
        raise NoAnswer("the list never comes down to its target: capacity is not above demand")
    return (queue_size - target) / (capacity - demand)


def term_week_capacity_to_clear(
    queue_size: float, target: float, demand_per_week: float, weeks: float, holiday_weeks: float, holiday_share: float
) -> float:
    """Children to be seen in each week of term, so that the list is at its target after `weeks`, of which `holiday_weeks` run at
    `holiday_share` of a week of term."""
    if not 0 <= holiday_weeks <= weeks:
        raise NoAnswer("`holiday_weeks` are some of the weeks: from 0 to `weeks`")
    working = weeks - holiday_weeks + holiday_share * holiday_weeks
    if working <= 0:
        raise NoAnswer("no week has any capacity")
    return (queue_size - target + demand_per_week * weeks) / working


def fluid_list(demand: float, capacity: float, leave_rate: float, q0: float, t: float) -> dict[str, float | None]:
    """The list after `t` weeks where each waiting child leaves unseen at `leave_rate` a week, and where it would settle (None: it
    would not). A list that settles because families give up is no success: show seen and left apart."""
    if leave_rate < 0 or t < 0 or q0 < 0:
        raise NoAnswer("`leave_rate`, `q0` and `t` are not below 0")
    growth = demand - capacity
    if leave_rate == 0:
        return {"steady": None if growth > 0 else 0.0 if growth < 0 else q0, "list_at_t": max(0.0, q0 + growth * t)}
    settles = growth / leave_rate
    return {"steady": max(0.0, settles), "list_at_t": max(0.0, settles + (q0 - settles) * math.exp(-leave_rate * t))}


def daily_list(q0: float, arrivals: Sequence[float], slots: Sequence[float]) -> dict[str, list[float]]:
    """The list at the end of each day, and how many were seen on it: first the day's children arrive, then its slots are used. A slot
    that nobody waits for is lost."""
    if len(arrivals) != len(slots):
        raise NoAnswer("`arrivals` and `slots` have one number for each day: as many of the one as of the other")
    waiting, sizes, seen = q0, [], []
    for came, offered in zip(arrivals, slots, strict=True):
        waiting += came
        used = min(waiting, offered)
        waiting -= used
        sizes.append(waiting)
        seen.append(used)
    return {"list": sizes, "seen": seen}


def queue_size_by_day(referrals: Sequence[Days], removals: Sequence[Days | None], start: Days, end: Days) -> list[int]:
    """How many wait at the end of each day from `start` to `end`, both included. Whoever was referred or removed before `start`
    counts."""
    _one_kind([*referrals, *removals, start, end])
    first, last = int(_number(start)), int(_number(end))
    if last - first > LONGEST:
        raise NoAnswer(f"from `start` to `end` are at most {LONGEST:,} days")
    came, went = sorted(_number(d) for d in referrals), sorted(_number(d) for d in removals if d is not None)
    sizes = [bisect_right(came, day) - bisect_right(went, day) for day in range(first, last + 1)]
    if min(sizes, default=0) < 0:
        raise NoAnswer("more children are removed than were referred by then: a removal stands before its referral, or without one")
    return sizes


def mean_wait_of_those_waiting_days(referrals: Sequence[Days], removals: Sequence[Days | None], end: Days) -> float | None:
    """The mean days waited by whoever waits at the end of `end`; None where nobody does. `removals` stand in the order of
    `referrals`, None for a child who still waits; where there are fewer, the rest still wait. It is not the mean wait of those
    seen."""
    if len(removals) > len(referrals):
        raise NoAnswer("more removals than referrals")
    _one_kind([*referrals, *removals, end])
    last = _number(end)
    gone = [math.inf if d is None else _number(d) for d in removals] + [math.inf] * (len(referrals) - len(removals))
    waited = [last - came for came, went in zip(map(_number, referrals), gone, strict=True) if came <= last < went]
    return sum(waited) / len(waited) if waited else None


def position_wait_weeks(position: int, calls_per_week: float) -> dict[str, float]:
    """How long until the child at this place (1 is the next) is called, where calls come at random at a steady rate: a gamma
    distribution. Too narrow by far for a real list, whose rate moves (see `estimate`)."""
    if not 1 <= position <= FURTHEST or calls_per_week <= 0:
        raise NoAnswer(f"`position` is from 1 to {FURTHEST:,} and `calls_per_week` above 0")
    return {"mean": position / calls_per_week} | {
        name: _gamma_quantile(position, share) / calls_per_week for name, share in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9))
    }


def _gamma_quantile(shape: int, share: float) -> float:
    """By halving: the chance that `shape` calls have come by `t` is that of a Poisson count of mean `t` being `shape` or more."""
    low, high = 0.0, shape + 10 * math.sqrt(shape) + 10
    for _ in range(100):
        middle = (low + high) / 2
        fewer = math.fsum(math.exp(k * math.log(middle) - middle - math.lgamma(k + 1)) for k in range(shape))
        low, high = (middle, high) if 1 - fewer < share else (low, middle)
    return (low + high) / 2


def _above_zero(**given: float) -> None:
    for name, value in given.items():
        if value <= 0:
            raise NoAnswer(f"`{name}` is above 0")


def _one_kind(days: Sequence[Days | None]) -> None:
    if len({isinstance(d, dt.date) for d in days if d is not None}) > 1:
        raise NoAnswer("give dates throughout, or numbers of days throughout")


def _number(day: Days) -> float:
    return day.toordinal() if isinstance(day, dt.date) else day
