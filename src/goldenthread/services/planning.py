"""A plan of hours over services, localities and months: the model that `goldenthread allocate` takes, from a body's own lists, or from what is
counted of several providers' (`planning_area`)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Counts:
    """Of one list: who waits now, who came in the last 26 weeks, and who left unseen in the last year."""

    waiting: int
    came: int
    left: int


@dataclass(frozen=True)
class Team:
    """Staff who share their hours out among the services, by the keys of these, in the localities where hours are given for them."""

    name: str
    services: Sequence[Any]
    hours: Mapping[str, float]


def elsewhere(locality: str) -> str:
    return locality or "Elsewhere"


def names_of(services: Sequence[Service]) -> dict[Any, str]:
    """What each service is called in the model: its name, with its code where two have the same."""
    titles = [s.name for s in services]
    return {s.pk: s.name if titles.count(s.name) == 1 else f"{s.name} ({s.code})" for s in services}


def lists_of(found: Iterable[Counted]) -> Lists:
    lists: dict[tuple[Any, str], list[Wait]] = defaultdict(list)
    for c in found:
        lists[c.service, c.locality].append(c.wait)
    return lists


def counts_of(waits: Iterable[Wait], on: dt.date, *, statutory: bool = False) -> Counts:
    """statutory: the law sets a time, and who left is not counted among who came."""
    mine = list(waits)
    return Counts(
        sum(w.open(on) for w in mine), sum(on - dt.timedelta(days=DEMAND_DAYS) < w.since <= on and not (statutory and w.left) for w in mine),
        sum(w.left is not None and on - dt.timedelta(days=YEAR) < w.left <= on for w in mine),
    )  # fmt: skip


def leave_rate(left: int, waiting: int) -> float:
    """The share of those waiting who leave unseen in a month, from who left in a year."""
    return round(min(0.5, left / 12 / waiting), 4) if waiting else 0.0


def model(lists: Lists, names: Mapping[Any, str], localities: Sequence[str], given: Mapping[str, Any], on: dt.date, *, statutory: bool = False) -> dict[str, Any]:
    """From the lists as they stand: who waits now, who came in 26 weeks, who left unseen in a year. `given` is the form's answers. No child is
    in it, but numbers may be small: it is for whoever manages these lists. statutory: the law sets a time, and who leaves is not counted
    on to shorten the list."""
    planned = [s for s in names if given.get(f"case-{s}")]
    chosen = [p for p in localities if p in set(given["places"])]
    counts = {(s, p): counts_of(lists.get((s, p), ()), on, statutory=statutory) for s in planned for p in chosen}
    leaves = {s: leave_rate(sum(counts[s, p].left for p in chosen), sum(counts[s, p].waiting for p in chosen)) for s in planned}
    places = {p: float(given.get(f"hours-{slug_of(p)}") or 0) for p in chosen}
    return model_of(counts, leaves, names, [Team(OWN, planned, places)], given, on, statutory=statutory)


def model_of(
    counts: Mapping[tuple[Any, str], Counts], leaves: Mapping[Any, float], names: Mapping[Any, str], teams: Sequence[Team], given: Mapping[str, Any], on: dt.date, *,
    statutory: bool = False, only_in: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """The model, of what was counted by service and locality. leaves: see `leave_rate`. only_in: a team works nowhere but where hours of it are given."""
    planned = list(dict.fromkeys(s for s, _ in counts))
    places = list(dict.fromkeys(p for _, p in counts))
    law = {s: {"statutory": True} if statutory else {"leave_rate": leaves[s]} for s in planned}
    services = [{"name": names[s], "hours_per_case": float(given[f"case-{s}"]), "target_weeks": float(given["target"])} | law[s] for s in planned]
    demand = [{"locality": elsewhere(p), "service": names[s], "waiting": c.waiting, "arrivals": round(c.came / DEMAND_DAYS * MONTH, 2)} for (s, p), c in counts.items()]
    first = (on.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    months = [f"{first.year + (first.month - 1 + n) // 12}-{(first.month - 1 + n) % 12 + 1:02}" for n in range(int(given["months"]))]
    staff = []
    for t in teams:
        told: dict[str, Any] = {"name": t.name, "services": [names[s] for s in t.services], "hours": {elsewhere(p): h for p, h in t.hours.items()}}
        if only_in:
            told["only_in"] = list(told["hours"])
        if given.get("travel"):
            told["travel"] = float(given["travel"])
        staff.append(told)
    made: dict[str, Any] = {
        "months": months, "localities": [elsewhere(p) for p in places], "services": services, "demand": demand, "staff": staff,
        "budget": float(given["budget"]), "replications": RUNS, "seed": SEED, "time_limit": SECONDS,
    }  # fmt: skip
    if given["budget"]:
        made["locums"] = {"services": [s["name"] for s in services], "hours": float(given["block"]), "cost": float(given["cost"]), "months": min(3, len(months)), "most": 20}
        if given.get("supervision"):
            made["locums"] |= {"supervised_by": OWN, "supervision_hours": float(given["supervision"])}
    if given.get("floor") is not None:
        made["equity"] = {"weeks": float(given["floor"])}
    return made
