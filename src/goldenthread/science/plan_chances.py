"""A plan of means run as queues: how likely each list is to be cleared by the end, and how much more capacity it takes to be nearly sure."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from goldenthread.science.capacity_questions import SHARE, capacity_to_clear
from goldenthread.science.planner import Area, Plan
from goldenthread.science.queue_model import Class, Model, run

NEVER_LEAVES = 1e12
DAYS_IN_A_MONTH = 365.25 / 12


def chances(area: Area, plan: Plan, replications: int = 200, seed: int = 1, share: float = SHARE) -> list[dict[str, Any]]:
    """Of each locality and service: the `target` list, the share of runs in which the list is `cleared` to it by the end, the list then as p10, p50 and
    p90, and what it takes on top, week by week through the seasons, for `share` of runs to be: `more_cases_a_week` and, of work on cases,
    `more_hours_a_week`; None where sixteen times the demand is not enough.

    Arrivals and capacity are spread over the weekdays of their month, first come, first served. Every plan of an area meets the same children."""
    efficiency = np.array([s.efficiency for s in area.staff] + ([area.locums.efficiency] if area.locums else []))
    weekdays = [np.array([(first + dt.timedelta(days=n)).weekday() < 5 for n in range(days)]) for first, days in zip(area.months, area.days, strict=True)]
    found = []
    for p, place in enumerate(area.localities):
        for s, service in enumerate(area.services):
            demand = area.demand[place, service.name]
            seen = plan.hours[p, :, s] @ efficiency / service.hours_per_case
            arrivals, slots = (np.concatenate([v * days / days.sum() for v, days in zip(month, weekdays, strict=True)]) for month in (demand.arrivals, seen))
            leaves = -DAYS_IN_A_MONTH / np.log1p(-service.leave_rate) if service.leave_rate else NEVER_LEAVES
            model = Model(slots.tolist(), arrivals.tolist(), round(demand.waiting), [Class("all", 1.0, float(leaves))])
            target = service.target_weeks * sum(demand.arrivals) / (sum(area.days) / 7)
            at_end = run(model, replications, seed).waiting[:, 0]
            cleared = float((at_end <= target).mean())
            low, middle, high = np.quantile(at_end, [0.1, 0.5, 0.9])
            more: float | None = 0.0
            if cleared < share:
                steady = np.concatenate([season * days for season, days in zip(area.season, weekdays, strict=True)])
                unit = max(1.0, sum(demand.arrivals)) * steady / max(steady.sum(), 1e-9)
                more = capacity_to_clear(model, target, len(slots), share, replications, seed, more=unit.tolist())["slots_a_week"] if steady.any() else None
            found.append({
                "locality": place, "service": service.name, "target": target, "cleared": cleared,
                "list": {"p10": float(low), "p50": float(middle), "p90": float(high)},
                "more_cases_a_week": more, "more_hours_a_week": None if more is None else more * service.hours_per_case,
            })  # fmt: skip
    return found
