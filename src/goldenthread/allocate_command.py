"""`goldenthread allocate`: hours and locums shared out over an area, from a model written as JSON, without a database."""

from __future__ import annotations

import ctypes
import datetime as dt
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from goldenthread import json_command
from goldenthread.json_command import BadModel, whole
from goldenthread.science.capacity import NoAnswer

if TYPE_CHECKING:
    from goldenthread.science.named_plans import Named
    from goldenthread.science.planner import Area, Locums, Plan, Service, Staff

FIELDS = {"months", "localities", "services", "staff", "demand"}
MAY = {"season", "locums", "budget", "equity", "share", "replications", "seed", "time_limit", "gap"}
SERVICE, STAFF, DEMAND = {"name", "hours_per_case"}, {"name", "services", "hours"}, {"locality", "service", "arrivals"}
LOCUMS = {"services", "hours", "cost"}
BIGGEST = 1e7
LARGEST = 40_000
"""Localities times months times services times kinds of staff: several times what takes a minute."""


def run_file(file: str) -> int:
    from goldenthread.science.planner import NotSolved

    def quietly(given: Any) -> dict[str, Any]:
        with _solver_on_the_error_stream():
            return answer(given)

    return json_command.run(file, quietly, (BadModel, NoAnswer, NotSolved))


@contextmanager
def _solver_on_the_error_stream() -> Iterator[None]:
    """HiGHS now and then prints a line of its own, past Python, which would make the answer no JSON."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        ctypes.CDLL(None).fflush(None)
        os.dup2(kept, 1)
        os.close(kept)


def answer(given: Any) -> dict[str, Any]:
    """The named plans, the price of equity and the seconds taken. Raises BadModel, NoAnswer or NotSolved."""
    from goldenthread.science.named_plans import named_plans, price_of_equity
    from goldenthread.science.plan_chances import chances

    began = time.perf_counter()
    area = read(given)
    share = _number(given, "share", 0.01, 1, 0.8)
    replications, seed = whole(given, "replications", 1, 100_000, 100), whole(given, "seed", 0, 2**63, 1)
    plans = named_plans(area)
    base = next((n for n in plans if n.name == "least waiting"), plans[0])
    return {
        "plans": [_shown(area, named, chances(area, named.plan, replications, seed, share)) for named in plans],
        "price_of_equity": _rounded(price_of_equity(area, base.plan)),
        "seconds": round(time.perf_counter() - began, 3),
    }


# --- what is read ---


def read(given: Any) -> Area:
    """Raises BadModel."""
    from goldenthread.science.planner import Area, Demand

    _object(given, "a model", FIELDS, MAY)
    months = _months(given["months"])
    localities = _names(given["localities"], "localities")
    services = [_service(s) for s in _list(given, "services")]
    _once([s.name for s in services], "services")
    staff = [_staff(s, localities, services) for s in _list(given, "staff")]
    _once([s.name for s in staff], "staff")
    if len(localities) * len(months) * len(services) * (len(staff) + 1) > LARGEST:
        raise BadModel(f"localities times months times services times kinds of staff come to more than {LARGEST:,}")
    locums = _locums(given["locums"], services, staff) if given.get("locums") is not None else None
    demand: dict[tuple[str, str], Demand] = {}
    for d in _list(given, "demand"):
        _object(d, "one of `demand`", DEMAND, {"waiting", "due"})
        place, service = _known(d["locality"], localities, "locality"), _known(d["service"], [s.name for s in services], "service")
        if (place, service) in demand:
            raise BadModel(f"`demand` names {service} in {place} twice")
        waiting, arrivals = _number(d, "waiting", 0, BIGGEST, 0), _monthly(d, "arrivals", len(months))
        # In time is within the month after: what waits at the start falls due in the first month.
        due = _monthly(d, "due", len(months)) if "due" in d else [waiting, *arrivals[:-1]]
        if sum(due) > waiting + sum(arrivals) + 1e-6:
            raise BadModel(f"more falls due of {service} in {place} than waits and arrives")
        demand[place, service] = Demand(waiting, arrivals, due)
    for place in localities:
        for s in services:
            demand.setdefault((place, s.name), Demand(0.0, [0.0] * len(months), [0.0] * len(months)))
    floor, since = _equity(given.get("equity"), months)
    return Area(
        months, _monthly(given, "season", len(months), 1.0), localities, services, staff, demand, locums, _number(given, "budget", 0, 1e12, 0.0),
        floor, since, _number(given, "time_limit", 0.01, 600, 10.0), _number(given, "gap", 0, 1, 0.01),
    )  # fmt: skip


def _months(value: Any) -> list[dt.date]:
    try:
        months = [dt.date.fromisoformat(f"{m}-01") for m in value if isinstance(m, str) and len(m) == 7]
    except (TypeError, ValueError):
        months = []
    if not months or len(months) != len(value) or any((b.year * 12 + b.month) - (a.year * 12 + a.month) != 1 for a, b in zip(months, months[1:], strict=False)):
        raise BadModel("`months` is a list of months one after another, such as 2026-09")
    return months


def _service(given: Any) -> Service:
    from goldenthread.science.planner import A_MONTH, Service

    _object(given, "a service", SERVICE, {"statutory", "leave_rate", "target_weeks"})
    statutory, leaves = given.get("statutory", False), _number(given, "leave_rate", 0, 0.99, 0.0)
    if not isinstance(statutory, bool):
        raise BadModel("`statutory` is true or false")
    if statutory and leaves:
        raise BadModel(f"nobody leaves {given['name']}, which is statutory: leave out of `arrivals` whatever is withdrawn")
    return Service(_text(given, "name"), _number(given, "hours_per_case", 0.01, 10_000), statutory, leaves, _number(given, "target_weeks", 0, 1000, A_MONTH))


def _staff(given: Any, localities: Sequence[str], services: Sequence[Service]) -> Staff:
    from goldenthread.science.planner import Staff

    _object(given, "one of `staff`", STAFF, {"efficiency", "travel", "only_in"})
    hours = given["hours"]
    if not isinstance(hours, Mapping):
        raise BadModel("the `hours` of staff are an object: a month's hours of each locality")
    return Staff(
        _text(given, "name"), [_known(s, [x.name for x in services], "service") for s in _names(given["services"], "services")],
        {_known(place, localities, "locality"): _number(hours, place, 0, BIGGEST) for place in hours},
        _number(given, "efficiency", 0, 1, 1.0), _number(given, "travel", 0, 10, 0.0),
        [_known(place, localities, "locality") for place in _names(given["only_in"], "only_in")] if "only_in" in given else (),
    )  # fmt: skip


def _locums(given: Any, services: Sequence[Service], staff: Sequence[Staff]) -> Locums:
    from goldenthread.science.planner import Locums

    _object(given, "`locums`", LOCUMS, {"months", "most", "efficiency", "supervised_by", "supervision_hours"})
    by = given.get("supervised_by")
    return Locums(
        [_known(s, [x.name for x in services], "service") for s in _names(given["services"], "services")], _number(given, "hours", 0, BIGGEST),
        _number(given, "cost", 0.01, BIGGEST), whole(given, "months", 1, 60, 3), whole(given, "most", 0, 10_000, 100), _number(given, "efficiency", 0, 1, 1.0),
        _known(by, [s.name for s in staff], "kind of staff") if by is not None else "", _number(given, "supervision_hours", 0, BIGGEST, 0.0),
    )  # fmt: skip


def _equity(given: Any, months: Sequence[dt.date]) -> tuple[float | None, int]:
    if given is None:
        return None, -1
    _object(given, "`equity`", {"weeks"}, {"from"})
    since = given.get("from", f"{months[-1]:%Y-%m}")
    named = [f"{m:%Y-%m}" for m in months]
    return _number(given, "weeks", 0, 1000), named.index(_known(since, named, "month"))


def _object(given: Any, what: str, needs: set[str], may: set[str]) -> None:
    if not isinstance(given, Mapping):
        raise BadModel(f"{what} is an object with {', '.join(sorted(needs))}")
    if unknown := set(given) - needs - may:
        raise BadModel(f"{what} has no {', '.join(sorted(unknown))}; it has {', '.join(sorted(needs))}, and may have {', '.join(sorted(may))}")
    if missing := needs - set(given):
        raise BadModel(f"{what} needs {', '.join(sorted(missing))}")


def _list(given: Mapping[str, Any], name: str) -> list[Any]:
    if not isinstance(given[name], list) or not given[name]:
        raise BadModel(f"`{name}` is a list with something in it")
    return given[name]


def _names(value: Any, name: str) -> list[str]:
    if not isinstance(value, list) or not value or not all(isinstance(v, str) and v for v in value):
        raise BadModel(f"`{name}` is a list of names")
    _once(value, name)
    return value


def _once(names: Sequence[str], what: str) -> None:
    if len(set(names)) != len(names):
        raise BadModel(f"`{what}` names one twice")


def _known(value: Any, names: Sequence[str], what: str) -> str:
    if value not in names:
        raise BadModel(f"there is no {what} {value!r}; there are {', '.join(names)}")
    return str(value)


def _text(given: Mapping[str, Any], name: str) -> str:
    if not isinstance(given[name], str) or not given[name]:
        raise BadModel(f"`{name}` is text")
    return given[name]


def _number(given: Mapping[str, Any], name: str, least: float, most: float, otherwise: float | None = None) -> float:
    value = given.get(name, otherwise)
    if type(value) not in (int, float) or not least <= value <= most:
        raise BadModel(f"`{name}` is a number from {least:g} to {most:,.10g}")
    return float(value)


def _monthly(given: Mapping[str, Any], name: str, months: int, otherwise: float | None = None) -> list[float]:
    """One number for every month, or one for all."""
    value = given.get(name, otherwise)
    each = value if isinstance(value, list) else [value] * months
    if len(each) != months or not all(type(v) in (int, float) and 0 <= v <= BIGGEST for v in each):
        raise BadModel(f"`{name}` is a number, or a list of {months}, one for each month, none below 0")
    return [float(v) for v in each]


# --- what is shown ---


def _shown(area: Area, named: Named, chances: list[dict[str, Any]]) -> dict[str, Any]:
    plan = named.plan
    months = [f"{m:%Y-%m}" for m in area.months]
    kinds = [s.name for s in area.staff] + (["locum"] if area.locums else [])
    hours = [
        {"month": months[m], "locality": area.localities[p], "service": area.services[s].name, "staff": kinds[k], "hours": plan.hours[p, m, s, k]}
        for p, m, s, k in zip(*plan.hours.nonzero(), strict=True)
    ]
    locums = [
        {"month": months[m], "service": area.services[s].name, "starts": int(plan.starts[m, s]), "in_post": int(plan.in_post[m, s])}
        for m, s in zip(*plan.in_post.nonzero(), strict=True)
    ]
    lists = []
    for p, place in enumerate(area.localities):
        for s, service in enumerate(area.services):
            row = {"locality": place, "service": service.name, "seen": plan.seen[p, :, s].tolist(), "waiting": plan.waiting[p, :, s].tolist()}
            lists.append(row | ({"overdue": plan.overdue[p, :, s].tolist()} if service.statutory else {}))
    block = {**named.block, "from": f"{named.block['from']:%Y-%m}"} if named.block else None
    return _rounded({  # type: ignore[no-any-return]
        "name": named.name, "why": named.why, "cost": plan.cost, "budget_left": max(0.0, area.budget - plan.cost),
        "overdue_case_months": plan.values["late"], "child_months_waiting": plan.values["waiting"],
        "weeks_apart": {s.name: plan.apart[n] for n, s in enumerate(area.services)},
        "limits": list(named.limits), "locums": locums, "hours": hours, "lists": lists, "unused": _unused(area, plan), "chances": chances,
        "worth_of_an_hour": [dict(w) for w in named.hours], "worth_of_a_block": block,
        "solver": {"seconds": plan.seconds, "gap": plan.gap, "within_gap": plan.proven},
    })  # fmt: skip


def _unused(area: Area, plan: Plan) -> list[dict[str, Any]]:
    """Contracted hours of each kind of staff, month by month, that no case needs: what is left of work, the road and supervision."""
    found = []
    for k, staff in enumerate(area.staff):
        worked = plan.hours[..., k].sum(axis=2)
        based = [[staff.hours.get(place, 0.0) * season for season in area.season] for place in area.localities]
        left = []
        for m in range(len(area.months)):
            away = sum(max(0.0, worked[p, m] - based[p][m]) for p in range(len(area.localities)))
            supervising = area.locums.supervision_hours * plan.in_post[m].sum() if area.locums and area.locums.supervised_by == staff.name else 0.0
            left.append(max(0.0, sum(b[m] for b in based) - worked[:, m].sum() - staff.travel * away - supervising))
        found.append({"staff": staff.name, "hours": left})
    return found


def _rounded(value: Any) -> Any:
    """To a ten-thousandth: the solver is no nearer."""
    if isinstance(value, Mapping):
        return {k: _rounded(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_rounded(v) for v in value]
    if isinstance(value, bool | int | str) or value is None:
        return value
    return round(float(value), 4) + 0.0
