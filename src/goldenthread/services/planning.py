"""A plan of a provider's own hours over its services, localities and months: the model that `goldenthread allocate` takes, from its lists."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from goldenthread.services.models import Service
from goldenthread.services.waits import Counted, slug_of

DEMAND_DAYS, YEAR, MONTH = 182, 364, 365.25 / 12
RUNS, SEED, SECONDS = 20, 1, 3.0
"""As many runs, and seconds for each step of the solver, as a page can wait for; the command takes as many as it is given."""
OWN = "own staff"


def names_of(services: Sequence[Service]) -> dict[Any, str]:
    """What each service is called in the model: its name, with its code where two have the same."""
    titles = [s.name for s in services]
    return {s.pk: s.name if titles.count(s.name) == 1 else f"{s.name} ({s.code})" for s in services}


def model(found: Sequence[Counted], services: Sequence[Service], localities: Sequence[str], given: Mapping[str, Any], on: dt.date) -> dict[str, Any]:
    """From the lists as they stand: who waits now, who came in 26 weeks, who left unseen in a year. `given` is the form's answers. No child is
    in it, but numbers may be small: it is the provider's own manager's."""
    names = names_of(services)
    hours = {s: float(given[f"case-{s.pk}"]) for s in services if given.get(f"case-{s.pk}")}
    places = {place: float(given.get(f"hours-{slug_of(place)}") or 0) for place in localities}
    chosen = [p for p in localities if p in set(given["places"])]
    of: dict[tuple[Any, str], list[Counted]] = defaultdict(list)
    for c in found:
        of[c.service, c.locality].append(c)
    told_services, demand = [], []
    for s, each in hours.items():
        rows = [c for p in chosen for c in of[s.pk, p]]
        waiting = sum(c.wait.open(on) for c in rows)
        left = sum(c.wait.left is not None and on - dt.timedelta(days=YEAR) < c.wait.left <= on for c in rows)
        rate = min(0.5, left / 12 / waiting) if waiting else 0.0
        told_services.append({"name": names[s.pk], "hours_per_case": each, "leave_rate": round(rate, 4), "target_weeks": float(given["target"])})
        for p in chosen:
            lately = sum(on - dt.timedelta(days=DEMAND_DAYS) < c.wait.since <= on for c in of[s.pk, p])
            demand.append({"locality": p or "Elsewhere", "service": names[s.pk], "waiting": sum(c.wait.open(on) for c in of[s.pk, p]), "arrivals": round(lately / DEMAND_DAYS * MONTH, 2)})
    first = (on.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    months = [f"{first.year + (first.month - 1 + n) // 12}-{(first.month - 1 + n) % 12 + 1:02}" for n in range(int(given["months"]))]
    made: dict[str, Any] = {
        "months": months, "localities": [p or "Elsewhere" for p in chosen], "services": told_services, "demand": demand,
        "staff": [{"name": OWN, "services": [s["name"] for s in told_services], "hours": {p or "Elsewhere": places[p] for p in chosen}}],
        "budget": float(given["budget"]), "replications": RUNS, "seed": SEED, "time_limit": SECONDS,
    }  # fmt: skip
    if given["budget"]:
        made["locums"] = {"services": [s["name"] for s in told_services], "hours": float(given["block"]), "cost": float(given["cost"]), "months": min(3, len(months)), "most": 20}
    if given.get("floor") is not None:
        made["equity"] = {"weeks": float(given["floor"])}
    return made
