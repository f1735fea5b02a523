"""A plan of a body's own hours over its services, localities and months: the model that `goldenthread allocate` takes, from its lists."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from goldenthread.services.journeys import Wait
from goldenthread.services.models import Service
from goldenthread.services.waits import Counted, slug_of

DEMAND_DAYS, YEAR, MONTH = 182, 364, 365.25 / 12
RUNS, SEED, SECONDS = 20, 1, 3.0
"""As many runs, and seconds for each step of the solver, as a page can wait for; the command takes as many as it is given."""
OWN = "own staff"

Lists = Mapping[tuple[Any, str], Sequence[Wait]]
"""The waits of each service, or kind of work, in each locality."""


def names_of(services: Sequence[Service]) -> dict[Any, str]:
    """What each service is called in the model: its name, with its code where two have the same."""
    titles = [s.name for s in services]
    return {s.pk: s.name if titles.count(s.name) == 1 else f"{s.name} ({s.code})" for s in services}


def lists_of(found: Iterable[Counted]) -> Lists:
    lists: dict[tuple[Any, str], list[Wait]] = defaultdict(list)
    for c in found:
        lists[c.service, c.locality].append(c.wait)
    return lists


def model(lists: Lists, names: Mapping[Any, str], localities: Sequence[str], given: Mapping[str, Any], on: dt.date, *, statutory: bool = False) -> dict[str, Any]:
    """From the lists as they stand: who waits now, who came in 26 weeks, who left unseen in a year. `given` is the form's answers. No child is
    in it, but numbers may be small: it is for whoever manages these lists. statutory: the law sets a time, and who leaves is not counted
    on to shorten the list."""
    hours = {s: float(given[f"case-{s}"]) for s in names if given.get(f"case-{s}")}
    places = {place: float(given.get(f"hours-{slug_of(place)}") or 0) for place in localities}
    chosen = [p for p in localities if p in set(given["places"])]
    told_services, demand = [], []
    for s, each in hours.items():
        rows = [w for p in chosen for w in lists.get((s, p), ())]
        waiting = sum(w.open(on) for w in rows)
        left = sum(w.left is not None and on - dt.timedelta(days=YEAR) < w.left <= on for w in rows)
        rate = min(0.5, left / 12 / waiting) if waiting and not statutory else 0.0
        told_services.append({"name": names[s], "hours_per_case": each, "target_weeks": float(given["target"])} | ({"statutory": True} if statutory else {"leave_rate": round(rate, 4)}))
        for p in chosen:
            mine = lists.get((s, p), ())
            lately = sum(on - dt.timedelta(days=DEMAND_DAYS) < w.since <= on and not (statutory and w.left) for w in mine)
            demand.append({"locality": p or "Elsewhere", "service": names[s], "waiting": sum(w.open(on) for w in mine), "arrivals": round(lately / DEMAND_DAYS * MONTH, 2)})
    first = (on.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    months = [f"{first.year + (first.month - 1 + n) // 12}-{(first.month - 1 + n) % 12 + 1:02}" for n in range(int(given["months"]))]
    own: dict[str, Any] = {"name": OWN, "services": [s["name"] for s in told_services], "hours": {p or "Elsewhere": places[p] for p in chosen}}
    if given.get("travel"):
        own["travel"] = float(given["travel"])
    made: dict[str, Any] = {
        "months": months, "localities": [p or "Elsewhere" for p in chosen], "services": told_services, "demand": demand, "staff": [own],
        "budget": float(given["budget"]), "replications": RUNS, "seed": SEED, "time_limit": SECONDS,
    }  # fmt: skip
    if given["budget"]:
        made["locums"] = {"services": own["services"], "hours": float(given["block"]), "cost": float(given["cost"]), "months": min(3, len(months)), "most": 20}
        if given.get("supervision"):
            made["locums"] |= {"supervised_by": OWN, "supervision_hours": float(given["supervision"])}
    if given.get("floor") is not None:
        made["equity"] = {"weeks": float(given["floor"])}
    return made
