"""Three to five plans of one area, each for a reason that can be said in a sentence, what holds each back, and the price of equity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from goldenthread.engine.explain import listed
from goldenthread.science.planner import Area, Matrix, Plan, solve, spread, waits, worth

NOTHING = 1e-6
LAW_FIRST = ("late", "over")
AIMS = (("late", "case-months overdue"), ("waiting", "child-months of waiting"))


@dataclass(frozen=True)
class Named:
    """limits: sentences. hours: what one more hour is worth. block: what one more block of locums is worth at most, None where there are none."""

    name: str
    why: str
    plan: Plan
    limits: Sequence[str]
    hours: Sequence[Mapping[str, Any]]
    block: Mapping[str, Any] | None


def named_plans(area: Area) -> list[Named]:
    """Least cases late by law comes first in every plan, and the equity floor next in all but the last."""
    wanted: list[tuple[str, str, Area, tuple[str, ...]]] = [
        ("staff in post", "The staff in post alone, with the least waiting.", replace(area, budget=0.0), (*LAW_FIRST, "waiting", "apart", "hours")),
    ]
    if area.locums and area.budget > 0:
        wanted += [
            ("least cost", "As few cases late as the budget allows, for as little as that takes.", area, (*LAW_FIRST, "cost", "waiting", "apart", "hours")),
            ("least waiting", "The whole budget may be used, and all children together wait least.", area, (*LAW_FIRST, "waiting", "apart", "hours")),
        ]
    wanted.append(("most even", "The whole budget may be used, and waits differ least between localities.", area, (*LAW_FIRST, "apart", "waiting", "hours")))
    if area.floor is not None:
        wanted.append(("no equity floor", "The whole budget may be used, wherever it shortens waiting most.", area, ("late", "waiting", "hours")))
    matrices: dict[float, Matrix] = {}
    found = []
    for name, why, asked, order in wanted:
        matrix = matrices.setdefault(asked.budget, Matrix(asked))
        plan, x = solve(asked, order, matrix)
        duals = worth(matrix, x, [n for n in order[: order.index("waiting") + 1] if n != "cost"])
        hours, block = _worth(asked, duals), _block(asked, duals)
        limits = [*_late(asked, plan), *_hours(asked, hours, duals), *_locums(asked, plan, block), *_floor(asked, matrix, plan, duals)]
        found.append(Named(name, why, plan, limits or ["No limit of hours, budget or equity holds this plan back."], hours, block))
    return found


def price_of_equity(area: Area, plan: Plan) -> list[dict[str, Any]]:
    """What evenness costs with the locums of a plan: of no floor, the floor and the most even that can be, the weeks between the longest and the
    shortest wait of each service (`apart`) and of all services together, and child-months of waiting; beside no floor, the child-months
    that each week closed costs, None where nothing was closed."""
    matrix = Matrix(area)
    blocks = matrix.starts >= 0
    ways = [("no floor", ("late", "waiting", "apart")), ("the floor", ("late", "over", "waiting", "apart")), ("most even", ("late", "apart", "waiting"))]
    found: list[dict[str, Any]] = []
    for name, order in ways if area.floor is not None else (ways[0], ways[2]):
        fixed, _ = solve(area, order, matrix, {int(c): float(v) for c, v in zip(matrix.starts[blocks], plan.starts[blocks], strict=True)}, held=0.0)
        weeks, waiting = float(fixed.apart.sum()), fixed.values["waiting"]
        closed = found[0]["weeks"] - weeks if found else 0.0
        more = waiting - found[0]["waiting"] if found else 0.0
        found.append({
            "name": name, "apart": {s.name: float(fixed.apart[n]) for n, s in enumerate(area.services) if matrix.compared[n]},
            "weeks": weeks, "waiting": waiting, "more_waiting": more, "each_week_closed": more / closed if closed > NOTHING else None,
        })  # fmt: skip
    return found


# --- what holds a plan back, in words ---


def _late(area: Area, plan: Plan) -> list[str]:
    said = []
    for p, place in enumerate(area.localities):
        for s, service in enumerate(area.services):
            cases = plan.overdue[p, :, s]
            if cases.max() > 0.05:
                worst = int(cases.argmax())
                said.append(
                    f"{service.name} in {place} is late for as many as {_figure(cases[worst])} cases, at the end of {_month(area.months[worst])}: "
                    f"{_figure(cases[worst] * service.hours_per_case)} more hours of work on cases are needed by then."
                )
    return said


def _hours(area: Area, hours: Sequence[Mapping[str, Any]], duals: Mapping[str, Mapping[str, np.ndarray]]) -> list[str]:
    said = []
    for k, staff in enumerate(area.staff):
        for aim, unit in AIMS:
            of = duals[aim][f"supply {k}"]
            if not (of > NOTHING).any():
                continue
            there = np.flatnonzero(of > NOTHING)
            best = max((w for w in hours if w["staff"] == staff.name), key=lambda w: float(w[aim]))
            said.append(
                f"Every hour of {staff.name} is used in {_spans(area, there)}. One more in each month would mean up to {_figure(best[aim])} fewer {unit}, in "
                f"{best['locality']}."
            )
            break
    return said


def _locums(area: Area, plan: Plan, best: Mapping[str, Any] | None) -> list[str]:
    if not area.locums or area.budget <= 0:
        return []
    said = []
    engagement, left = area.locums.cost * area.locums.months, area.budget - plan.cost
    more = ""
    for aim, unit in AIMS:
        if best and not more and best[aim] > NOTHING:
            more = f" One more would mean up to {_figure(best[aim])} fewer {unit}, in {best['service']} from {_month(best['from'])}."
    if left < engagement - NOTHING and more:
        said.append(f"The budget is engaged but for {_pounds(left)}, and a block of locum hours costs {_pounds(engagement)} for its {area.locums.months} months.{more}")
    full = np.flatnonzero(plan.in_post.sum(axis=1) >= area.locums.most)
    if len(full) and more:
        said.append(f"All {area.locums.most} blocks of locum hours that may be in post at once are, in {_spans(area, full)}.")
    return said


def _floor(area: Area, matrix: Matrix, plan: Plan, duals: Mapping[str, Mapping[str, np.ndarray]]) -> list[str]:
    if area.floor is None:
        return []
    said = []
    weeks = waits(matrix, plan.waiting)
    apart = spread(matrix, plan.waiting)
    for s, service in enumerate(area.services):
        if not matrix.compared[s]:
            continue
        m = matrix.since + int(apart[:, s].argmax())
        longest, shortest = (area.localities[int(pick(weeks[:, m, s]))] for pick in (np.nanargmax, np.nanargmin))
        between = f"between {longest} ({_figure(np.nanmax(weeks[:, m, s]))} weeks) and {shortest} ({_figure(np.nanmin(weeks[:, m, s]))}) at the end of {_month(area.months[m])}"
        price = duals["waiting"].get(f"floor {s}", np.zeros(1))[0]
        if plan.apart[s] > area.floor + 0.05:
            said.append(f"{service.name} stays {_figure(plan.apart[s])} weeks apart, more than the floor of {area.floor:g}: {between}.")
        elif plan.apart[s] > area.floor - 0.05 and price > NOTHING:
            said.append(f"The equity floor of {area.floor:g} weeks holds {service.name} {between}. A week more would mean up to {_figure(price)} fewer child-months of waiting.")
    return said


def _worth(area: Area, duals: Mapping[str, Mapping[str, np.ndarray]]) -> list[dict[str, Any]]:
    """Of each kind of staff and locality, what one more hour in each month is worth: fewer case-months overdue, and fewer child-months of waiting
    with as few overdue as that leaves; in all, and month by month."""
    found = []
    for k, staff in enumerate(area.staff):
        for p, place in enumerate(area.localities):
            if not staff.works_in(place):
                continue
            row: dict[str, Any] = {"staff": staff.name, "locality": place}
            for aim in ("late", "waiting"):
                of = duals[aim][f"supply {k}"]
                home = duals[aim].get(f"home {k}")
                of = of + (0.0 if home is None else home.reshape(len(area.localities), -1)[p])
                row |= {aim: float(of.sum()), f"{aim}_by_month": [float(v) for v in of]}
            found.append(row)
    return found


def _block(area: Area, duals: Mapping[str, Mapping[str, np.ndarray]]) -> dict[str, Any] | None:
    """The engagement of one more block that would lower most what is overdue, or else waiting, by what its hours are worth less those that supervise it. At
    most: its first hour is worth more than its last."""
    a = area.locums
    if a is None:
        return None
    supervisor = next((k for k, s in enumerate(area.staff) if s.name == a.supervised_by), None)
    worths = {}
    for aim in ("late", "waiting"):
        each = duals[aim]["locum hours"].reshape(len(area.months), -1) * a.hours * np.asarray(area.season)[:, None]
        if supervisor is not None:
            each = each - a.supervision_hours * duals[aim][f"supply {supervisor}"][:, None]
        worths[aim] = np.array([each[m : m + a.months].sum(axis=0) for m in range(len(area.months))])
    best = worths["late"] if worths["late"].max() > NOTHING else worths["waiting"]
    m, s = (int(n) for n in np.unravel_index(int(best.argmax()), best.shape))
    return {"service": area.services[s].name, "from": area.months[m], "cost": a.cost * a.months, **{aim: max(0.0, float(w[m, s])) for aim, w in worths.items()}}


def _month(first: dt.date) -> str:
    return f"{first:%B %Y}"


def _spans(area: Area, months: np.ndarray) -> str:
    """Months in words, those that follow one another together."""
    spans: list[list[int]] = []
    for m in map(int, months):
        if spans and spans[-1][1] == m - 1:
            spans[-1][1] = m
        else:
            spans.append([m, m])
    return listed([_month(area.months[a]) if a == b else f"{_month(area.months[a])} to {_month(area.months[b])}" for a, b in spans])


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 1 else f"{value:.2f}"


def _pounds(value: float) -> str:
    return f"£{max(0.0, value):,.0f}"
