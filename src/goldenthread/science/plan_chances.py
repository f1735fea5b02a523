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
    p90, and `capacity_needed`: by how much capacity is to be multiplied for `share` of runs to be, None where no multiple up to 16 does.

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
            needed: float | None = 1.0
            if cleared < share:
                needed = capacity_to_clear(model, target, len(slots), share, replications, seed)["needed"] if slots.any() else None
            found.append({
                "locality": place, "service": service.name, "target": target, "cleared": cleared,
                "list": {"p10": float(low), "p50": float(middle), "p90": float(high)}, "capacity_needed": needed,
            })  # fmt: skip
    return found
