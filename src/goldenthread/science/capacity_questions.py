"""What is asked of a service's capacity: when the backlog is gone, what each locum week buys, what capacity clears a list by a day or
keeps waits under so many weeks. Each answer is a range over the replications of `queue_model`; plans that are compared meet the
same children, so that a difference between them is of the plans alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from goldenthread.science import capacity
from goldenthread.science.capacity import NoAnswer
from goldenthread.science.queue_model import Children, Model, Runs, Table, drawn, each, run, whole

SHARE = 0.8
"""A plan is one that eight of ten runs keep to."""
WITHIN = 0.92
"""As the NHS counts waiting: 92 in 100 within the limit."""
MOST, EXACT = 16.0, 0.005
"""Capacity is looked for up to so many times what was given, and to such a part of that."""


def in_terms_of_planning(model: Model, target_wait: float, factor: float, weeks: float = 26) -> dict[str, float]:
    """The service in the terms of the NHS-R community, from the means of the whole horizon: demand, capacity, target_queue_size and
    relief_capacity in children (a week), `load` without a unit. weeks: by when relief capacity is to have the list at its target."""
    demand, offered = (7 * float(np.mean(days)) for days in (model.arrivals, model.slots))
    if offered == 0:
        raise NoAnswer("no day has any slot: a load needs some capacity")
    target = capacity.target_queue_size(demand, target_wait, factor)
    return {
        "demand": demand, "capacity": offered, "load": capacity.queue_load(demand, offered), "queue_size": model.backlog,
        "target_queue_size": target, "relief_capacity": capacity.relief_capacity(demand, model.backlog, target, weeks),
    }  # fmt: skip


def weeks_until_cleared(runs: Runs, target: float) -> dict[str, float | None]:
    """After how many weeks the list is first at or below its target at a week's end: p10, p50 and p90 of the runs, None where so many do not
    get there within the horizon; and the `share` of runs that do."""
    weeks = _first_week(runs, target)
    return {**_quantiles(weeks), "share": float(np.isfinite(weeks).mean())}


def _first_week(runs: Runs, target: float) -> np.ndarray:
    there = runs.at_week_end <= target
    return np.where(there.any(axis=1), there.argmax(axis=1) + 1.0, np.inf)


def what_more_buys(model: Model, extra: Sequence[float], weeks: float, target: float | None, replications: int, seed: int, threads: int = 1) -> dict[str, Any]:
    """What further slots a day buy, such as those of `weeks` locum weeks: of each figure the mean of the paired differences, its standard error
    `se`, p10 and p90, and the mean for each locum week (`each_week`).

    seen: children seen within the horizon more; left: fewer left unseen; waiting: fewer wait at its end; child_weeks: weeks of waiting less,
    of all children together; weeks_sooner: how much sooner the list is at its target, of runs in which it gets there both ways."""
    if len(extra) != len(model.slots):
        raise NoAnswer("the further slots have one number for each day")
    if weeks <= 0:
        raise NoAnswer("the number of locum weeks is above 0")
    more = replace(model, slots=[a + b for a, b in zip(model.slots, extra, strict=True)])
    before, after = (run(m, replications, seed, threads) for m in (model, more))
    found = {
        "seen": after.seen.sum(axis=1) - before.seen.sum(axis=1),
        "left": before.left.sum(axis=1) - after.left.sum(axis=1),
        "waiting": before.waiting.sum(axis=1) - after.waiting.sum(axis=1),
        "child_weeks": before.at_week_end.sum(axis=1) - after.at_week_end.sum(axis=1),
    }
    if target is not None:
        then, now = _first_week(before, target), _first_week(after, target)
        both = np.isfinite(then) & np.isfinite(now)
        found["weeks_sooner"] = then[both] - now[both]
    return {name: _paired(difference, weeks) for name, difference in found.items() if len(difference)}


def _paired(difference: np.ndarray, weeks: float) -> dict[str, float | None]:
    n = len(difference)
    low, high = np.quantile(difference, [0.1, 0.9])
    mean = float(difference.mean())
    return {
        "mean": mean, "se": float(difference.std(ddof=1) / np.sqrt(n)) if n > 1 else None, "p10": float(low), "p90": float(high),
        "each_week": mean / weeks, "runs": n,
    }  # fmt: skip


def capacity_to_clear(
    model: Model, target: float, day: int, share: float, replications: int, seed: int, threads: int = 1, more: Sequence[float] | None = None
) -> dict[str, float | None]:
    """How many times the slots given it takes for the list to be at or below `target` once `day` days have passed: see `_needed`. With `more`, slots of
    each day, it is how many times those it takes on top of the slots given."""
    if not 1 <= day <= len(model.slots):
        raise NoAnswer("the day by which to clear the list lies within the horizon")

    def met(table: Table, children: Children) -> bool:
        return bool(table.kernel.waiting_at(day, *children.all) <= target)

    return _needed(model, met, share, replications, seed, threads, day, more)


def capacity_to_keep_waits_under(
    model: Model, weeks: float, share: float, replications: int, seed: int, threads: int = 1, within: float = WITHIN, from_day: int = 0
) -> dict[str, float | None]:
    """How many times the slots given it takes for `within` of the children who arrive from `from_day` on, and did not leave within `weeks` of
    arriving, to be called within those weeks: see `_needed`. Whoever arrives later than `weeks` before the end is not counted, and
    nor is the backlog, whose earlier wait is not known."""
    limit, until = 7.0 * weeks, len(model.slots) - 7.0 * weeks
    if not 0 <= from_day < until:
        raise NoAnswer(f"nobody who arrives from day {from_day} on can have waited {weeks:g} weeks by the end: the horizon is too short")

    def met(table: Table, children: Children) -> bool:
        counts = table.zeros(2)
        table.kernel.waited_longer(limit, float(from_day), until, *children.all, counts)
        return bool(counts[0] <= (1 - within) * counts[1])

    return _needed(model, met, share, replications, seed, threads, len(model.slots))


def _needed(
    model: Model, met: Callable[[Table, Children], bool], share: float, replications: int, seed: int, threads: int, days: int, more: Sequence[float] | None = None
) -> dict[str, float | None]:
    """Each replication's own answer, by halving, all with the children that it has at any capacity: so the share of runs that meet the aim rises
    with capacity, and a quantile of the answers is the capacity that so many runs meet it with. p10, p50, p90 and `needed` (of `share`)
    are multiples, None above MOST; slots_a_week: `needed` as the mean of those days; met_as_given: the share of runs that meet it with what
    was given."""
    table = Table(model)
    given = np.asarray(model.slots, float)[:days]
    kept, unit = (0.0, given) if more is None else (given, np.asarray(more, float)[:days])
    if not unit.any():
        raise NoAnswer("no day has any slot, so that no multiple of them is capacity")

    @cache
    def offered(times: float) -> Any:
        """Halving comes to the same few multiples in most replications."""
        return table.kind(whole(kept + times * unit))

    def answers(numbers: range) -> Iterator[float]:
        for children in drawn(table, seed, numbers):

            def enough(times: float, children: Children = children) -> bool:
                children.forget()
                table.kernel.serve(offered(times), *children.all)
                return met(table, children)

            low, high = 0.0, 1.0
            while not enough(high):
                low, high = high, 2 * high
                if high > MOST:
                    break
            if high > MOST:
                yield np.inf
                continue
            while high - low > EXACT * high and high > EXACT:
                middle = (low + high) / 2
                low, high = (low, middle) if enough(middle) else (middle, high)
            yield high

    found = np.array(each(answers, replications, threads))
    needed = float(np.quantile(found, share, method="inverted_cdf"))
    finite = np.isfinite(needed)
    return {
        **_quantiles(found), "needed": needed if finite else None,
        "slots_a_week": needed * 7 * float(unit.mean()) if finite else None, "met_as_given": float((found <= (1.0 if more is None else EXACT)).mean()),
    }  # fmt: skip


def _quantiles(found: np.ndarray) -> dict[str, float | None]:
    cuts = np.quantile(found, [0.1, 0.5, 0.9], method="inverted_cdf")
    return {name: float(cut) if np.isfinite(cut) else None for name, cut in zip(("p10", "p50", "p90"), cuts, strict=True)}
