"""Hours of educational psychologists, therapists and locums over localities, services and months: one plan by the means of what is to come.

A linear model with whole blocks of locums, solved by HiGHS through scipy for one aim after another, each held while the next is sought. A
duty of the law that cannot be met in time is no fault of the model: the plan says by how much it falls short. Hours and cases are of a
month, waits are weeks of a locality's own demand. A plan of means always goes through the queue afterwards (`plan_chances`)."""

from __future__ import annotations

import datetime as dt
import time
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp  # type: ignore[import-untyped,unused-ignore]
from scipy.sparse import coo_array, csr_array, vstack  # type: ignore[import-untyped,unused-ignore]

A_MONTH = 52 / 12
"""In weeks."""
HELD, HAIR = 1e-5, 1e-5
"""An aim that was reached is held to within this part of its value, and a hair, while the next is sought."""


@dataclass(frozen=True)
class Service:
    """hours_per_case: all work that a case brings. statutory: the law sets a time. leave_rate: the share of those waiting who leave unseen in a
    month. target_weeks: the list, in weeks of demand, that counts as cleared."""

    name: str
    hours_per_case: float
    statutory: bool = False
    leave_rate: float = 0.0
    target_weeks: float = A_MONTH


@dataclass(frozen=True)
class Staff:
    """hours: contracted a month, by the locality where they are based. efficiency: the share of an hour that is work on cases. travel: hours on the
    road for each hour worked away from the base. only_in: the localities where they may work; everywhere where none is named."""

    name: str
    services: Sequence[str]
    hours: Mapping[str, float]
    efficiency: float = 1.0
    travel: float = 0.0
    only_in: Sequence[str] = ()

    def works_in(self, locality: str) -> bool:
        return not self.only_in or locality in self.only_in


@dataclass(frozen=True)
class Locums:
    """Blocks of `hours` a month at a `cost` in pounds a month, engaged for `months` together, at most `most` at a time. Each block takes
    `supervision_hours` a month from the staff of `supervised_by`."""

    services: Sequence[str]
    hours: float
    cost: float
    months: int = 3
    most: int = 100
    efficiency: float = 1.0
    supervised_by: str = ""
    supervision_hours: float = 0.0


@dataclass(frozen=True)
class Demand:
    """Of one locality and service, in cases: `waiting` at the start, and `arrivals` and what falls `due` in each month."""

    waiting: float
    arrivals: Sequence[float]
    due: Sequence[float]


@dataclass(frozen=True)
class Area:
    """What is to be planned. months: the first day of each, one after another. season: the share of contracted hours that is worked in it. demand: by locality and service.
    floor: the most weeks by which one locality's wait may be longer than another's, from the month numbered `floor_from` on."""

    months: Sequence[dt.date]
    season: Sequence[float]
    localities: Sequence[str]
    services: Sequence[Service]
    staff: Sequence[Staff]
    demand: Mapping[tuple[str, str], Demand]
    locums: Locums | None = None
    budget: float = 0.0
    floor: float | None = None
    floor_from: int = -1
    time_limit: float = 10.0
    gap: float = 0.01

    @property
    def days(self) -> list[int]:
        """Of each month."""
        return [monthrange(m.year, m.month)[1] for m in self.months]


@dataclass(frozen=True)
class Plan:
    """hours: by locality, month, service and kind of staff, the locums last. seen, waiting: cases by locality, month and service, at its end. overdue: cases
    that are late at each month's end. starts, in_post: blocks of locums by month and service. apart: by service, the weeks between the longest and
    the shortest wait. values: of each aim. proven: whether every step was solved to within `gap`, the widest that is left."""

    hours: np.ndarray
    seen: np.ndarray
    waiting: np.ndarray
    overdue: np.ndarray
    starts: np.ndarray
    in_post: np.ndarray
    apart: np.ndarray
    cost: float
    values: Mapping[str, float]
    gap: float
    proven: bool
    seconds: float


class NotSolved(RuntimeError):
    """The solver gave no plan at all within its time. The message says so."""


@dataclass
class _Rows:
    """Rows of a sparse matrix, gathered in blocks with a name, each with an upper bound or a value that it equals."""

    columns: int
    parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = field(default_factory=list)
    bounds: list[np.ndarray] = field(default_factory=list)
    at: dict[str, slice] = field(default_factory=dict)
    height: int = 0

    def add(self, name: str, bound: Any, *terms: tuple[np.ndarray, Any]) -> None:
        """terms: columns, with one axis for the rows and a second where a row has several, and their coefficients: one, one for each row, or one
        for each column of a row in a single row."""
        count = len(terms[0][0])
        for columns, coefficients in terms:
            wide = columns.reshape(count, -1)
            times = np.broadcast_to(np.asarray(coefficients, float).reshape(-1, 1) if np.ndim(coefficients) == 1 else coefficients, wide.shape)
            rows = np.broadcast_to(self.height + np.arange(count)[:, None], wide.shape)
            keep = (wide >= 0) & (times != 0)
            self.parts.append((rows[keep], wide[keep], times[keep]))
        self.bounds.append(np.broadcast_to(np.asarray(bound, float), (count,)))
        self.at[name] = slice(self.height, self.height + count)
        self.height += count

    def matrix(self) -> tuple[csr_array, np.ndarray]:
        rows, columns, values = (np.concatenate(p) if self.parts else np.empty(0) for p in (zip(*self.parts, strict=True) if self.parts else ((), (), ())))
        return csr_array(coo_array((values, (rows, columns)), shape=(self.height, self.columns))), np.concatenate(self.bounds or [np.empty(0)])


class Matrix:
    """The model of an area as rows and columns. Columns are found by arrays of the shape that each quantity has; -1 is none."""

    def __init__(self, area: Area) -> None:
        self.area = area
        places, months, services = len(area.localities), len(area.months), len(area.services)
        self.shape = places, months, services
        kinds = [(s.services, s.efficiency) for s in area.staff] + ([(area.locums.services, area.locums.efficiency)] if area.locums else [])
        there = np.array([[s.works_in(p) for s in area.staff] + [True] * bool(area.locums) for p in area.localities], bool).reshape(places, 1, 1, len(kinds))
        self.may = np.array([[s.name in names for names, _ in kinds] for s in area.services]).reshape(services, len(kinds))
        self.efficiency = np.array([e for _, e in kinds])
        self.width = 0
        self.h = np.full((places, months, services, len(kinds)), -1)
        worked = np.broadcast_to(self.may & there, self.h.shape)
        self.h[worked] = self._new(int(worked.sum()))
        self.y, self.q = self._new(*self.shape), self._new(*self.shape)
        self.law = np.array([s.statutory for s in area.services])
        self.u = np.full(self.shape, -1)
        self.u[:, :, self.law] = self._new(places, months, int(self.law.sum()))
        self.out = np.full((len(area.staff), places, months), -1)
        away = np.array([s.travel > 0 for s in area.staff], bool)
        self.out[away] = self._new(int(away.sum()), places, months)
        self.starts = np.full((months, services), -1)
        self.in_post = np.full((months, services), -1)
        hired = self.may[:, -1] if area.locums else np.zeros(services, bool)
        self.starts[:, hired], self.in_post[:, hired] = self._new(months, int(hired.sum())), self._new(months, int(hired.sum()))
        # Of how many weeks one case on a list is, where anybody is expected at all.
        weekly = np.array([[sum(area.demand[p, s.name].arrivals) for s in area.services] for p in area.localities]).reshape(places, services) / (sum(area.days) / 7)
        self.weeks_of_a_case = np.divide(1.0, weekly, out=np.zeros_like(weekly), where=weekly > 0)
        self.since = area.floor_from if area.floor_from >= 0 else months - 1
        self.compared = (weekly > 0).sum(axis=0) >= 2
        self.long, self.short = self._new(months, services), self._new(months, services)
        self.apart, self.over = self._new(services), self._new(services)
        self.equal, self.most = _Rows(self.width), _Rows(self.width)
        self._flow()
        self._supply()
        self._locums()
        self._equity()
        self.aims = self._aims()
        self.whole = np.zeros(self.width, np.uint8)
        self.whole[self.starts[self.starts >= 0]] = 1

    def _new(self, *shape: int) -> np.ndarray:
        size = int(np.prod(shape))
        self.width += size
        return np.arange(self.width - size, self.width).reshape(shape)

    def demand(self, what: str) -> np.ndarray:
        """By locality and service, and month where there is one."""
        a = self.area
        return np.array([[getattr(a.demand[p, s.name], what) for s in a.services] for p in a.localities], float)

    def _flow(self) -> None:
        places, months, services = self.shape
        stay = np.broadcast_to(1 - np.array([s.leave_rate for s in self.area.services]), (places, months, services))
        before = np.concatenate([np.full((places, 1, services), -1), self.q[:, :-1]], axis=1)
        new = np.swapaxes(self.demand("arrivals"), 1, 2)
        at_first = np.zeros(self.shape)
        at_first[:, 0] = stay[:, 0] * self.demand("waiting")
        self.equal.add("list", (new + at_first).ravel(), (self.q.ravel(), 1.0), (before.ravel(), -stay.ravel()), (self.y.ravel(), 1.0))
        hours = np.broadcast_to([s.hours_per_case for s in self.area.services], self.shape)
        self.most.add("work", 0.0, (self.y.ravel(), hours.ravel()), (self.h.reshape(hours.size, -1), -self.efficiency[None, :]))
        if self.law.any():
            due = np.cumsum(np.swapaxes(self.demand("due"), 1, 2), axis=1)[:, :, self.law]
            done = np.full((*due.shape, months), -1)
            for m in range(months):
                done[:, m, :, : m + 1] = np.swapaxes(self.y[:, : m + 1, self.law], 1, 2)
            self.most.add("law", -due.ravel(), (self.u[:, :, self.law].ravel(), -1.0), (done.reshape(due.size, months), -1.0))

    def _supply(self) -> None:
        a, (places, months, services) = self.area, self.shape
        for k, staff in enumerate(a.staff):
            based = np.array([staff.hours.get(p, 0.0) for p in a.localities])
            worked = np.swapaxes(self.h[..., k], 0, 1).reshape(months, places * services)
            supervising = a.locums.supervision_hours if a.locums and a.locums.supervised_by == staff.name else 0.0
            self.most.add(
                f"supply {k}", based.sum() * np.asarray(a.season),
                (worked, 1.0), (self.out[k].T, staff.travel), (self.in_post, supervising),
            )  # fmt: skip
            if staff.travel > 0:
                self.most.add(f"home {k}", np.outer(based, a.season).ravel(), (self.h[..., k].reshape(places * months, services), 1.0), (self.out[k].ravel(), -1.0))

    def _locums(self) -> None:
        a, (places, months, services) = self.area, self.shape
        if not a.locums:
            return
        worked = np.moveaxis(self.h[..., -1], 0, -1).reshape(months * services, places)
        season = np.repeat(np.asarray(a.season, float), services)
        self.most.add("locum hours", 0.0, (worked, 1.0), (self.in_post.ravel(), -a.locums.hours * season))
        engaged = np.full((months, services, a.locums.months), -1)
        for back in range(min(a.locums.months, months)):
            engaged[back:, :, back] = self.starts[: months - back]
        self.equal.add("in post", 0.0, (self.in_post.ravel(), 1.0), (engaged.reshape(months * services, -1), -1.0))
        self.most.add("most locums", float(a.locums.most), (self.in_post, 1.0))
        self.most.add("budget", a.budget, (self.starts.reshape(1, -1), a.locums.cost * a.locums.months))

    def _equity(self) -> None:
        a, (_, months, _) = self.area, self.shape
        since = self.since
        for s in np.flatnonzero(self.compared):
            there = np.flatnonzero(self.weeks_of_a_case[:, s])
            for m in range(since, months):
                weeks = self.weeks_of_a_case[there, s]
                self.most.add(f"long {s} {m}", 0.0, (self.q[there, m, s], weeks), (np.repeat(self.long[m, s], len(there)), -1.0))
                self.most.add(f"short {s} {m}", 0.0, (self.q[there, m, s], -weeks), (np.repeat(self.short[m, s], len(there)), 1.0))
            late = np.arange(since, months)
            self.most.add(f"apart {s}", 0.0, (self.long[late, s], 1.0), (self.short[late, s], -1.0), (np.repeat(self.apart[s], len(late)), -1.0))
            if a.floor is not None:
                self.most.add(f"floor {s}", a.floor, (self.apart[[s]], 1.0), (self.over[[s]], -1.0))

    def _aims(self) -> dict[str, np.ndarray]:
        """What each aim counts. late: case-months overdue; over: weeks beyond the floor; cost: pounds; waiting: child-months; apart: weeks between the
        localities; hours: worked and on the road."""
        cost = self.area.locums.cost * self.area.locums.months if self.area.locums else 0.0
        counted = {"late": [(self.u, 1.0)], "over": [(self.over, 1.0)], "cost": [(self.starts, cost)], "waiting": [(self.q, 1.0)],
                   "apart": [(self.apart, 1.0)], "hours": [(self.h, 1.0), (self.out, 1.0)]}  # fmt: skip
        aims = {}
        for name, quantities in counted.items():
            aims[name] = np.zeros(self.width)
            for columns, each in quantities:
                aims[name][columns[columns >= 0]] = each
        return aims


def solve(
    area: Area, order: Sequence[str], matrix: Matrix | None = None, fixed: Mapping[int, float] | None = None, held: float = HELD
) -> tuple[Plan, np.ndarray]:
    """The plan for the aims in order, and its columns. fixed: columns whose value is settled. held: see HELD. Raises NotSolved."""
    began = time.perf_counter()
    m = matrix or Matrix(area)
    (a_most, b_most), (a_equal, b_equal) = m.most.matrix(), m.equal.matrix()
    least, greatest = np.zeros(m.width), np.full(m.width, np.inf)
    for column, value in (fixed or {}).items():
        least[column] = greatest[column] = value
    widest, proven, x = 0.0, True, np.zeros(m.width)
    # Whole blocks are settled once nothing that comes is worth another search over them.
    settled_after = max((order.index(n) for n in ("late", "over", "cost", "waiting") if n in order), default=0)
    for step, name in enumerate(order):
        c = m.aims[name]
        found = milp(
            c, integrality=m.whole if step <= settled_after and not fixed else None, bounds=Bounds(least, greatest),
            constraints=[LinearConstraint(a_most, -np.inf, b_most), LinearConstraint(a_equal, b_equal, b_equal)],
            options={"time_limit": area.time_limit, "mip_rel_gap": area.gap},
        )  # fmt: skip
        if found.x is None:
            # Time is up with nothing better than the last step's plan, which keeps every aim so far.
            if step == 0:
                raise NotSolved(f"no plan was found in {area.time_limit:g} seconds: {found.message}")
            proven = False
            break
        x = found.x
        proven = proven and found.status == 0
        widest = max(widest, float(getattr(found, "mip_gap", None) or 0.0))
        if step == settled_after:
            blocks = m.starts[m.starts >= 0]
            least[blocks] = greatest[blocks] = x[blocks] = np.round(x[blocks])
        value = float(c @ x)
        a_most = vstack([a_most, csr_array(c.reshape(1, -1))], format="csr")
        b_most = np.append(b_most, value + held * abs(value) + HAIR)
    return _plan(m, x, widest, proven, time.perf_counter() - began), x


def _plan(m: Matrix, x: np.ndarray, gap: float, proven: bool, seconds: float) -> Plan:
    def read(columns: np.ndarray) -> np.ndarray:
        found: np.ndarray = np.where(columns >= 0, x[columns], 0.0)
        found[np.abs(found) < 1e-7] = 0.0
        return found

    waiting = read(m.q)
    values = {name: float(c @ x) for name, c in m.aims.items()}
    return Plan(read(m.h), read(m.y), waiting, read(m.u), np.round(read(m.starts)), np.round(read(m.in_post)), spread(m, waiting).max(axis=0), values["cost"], values, gap, proven, seconds)


def waits(m: Matrix, waiting: np.ndarray) -> np.ndarray:
    """Each list in weeks of its locality's own demand; not a number where nobody is expected."""
    weeks: np.ndarray = waiting * np.where(m.weeks_of_a_case > 0, m.weeks_of_a_case, np.nan)[:, None, :]
    return weeks


def spread(m: Matrix, waiting: np.ndarray) -> np.ndarray:
    """By month from which the floor holds, and service: the weeks between the longest and the shortest wait; 0 where fewer than two localities have one."""
    weeks = waits(m, waiting)[:, m.since :, m.compared]
    found = np.zeros((m.shape[1] - m.since, m.shape[2]))
    found[:, m.compared] = np.nanmax(weeks, axis=0) - np.nanmin(weeks, axis=0)
    return found


def worth(m: Matrix, x: np.ndarray, order: Sequence[str]) -> dict[str, dict[str, np.ndarray]]:
    """By how much one more unit of each bound would lower each aim, the earlier aims first as in `order`, with the blocks of locums of a plan: by aim
    and the name of the rows. From the duals of the linear model, one aim after another: what the earlier aims gain by the unit, the later pay
    for. The first unit's worth: the next may be worth less."""
    (a_most, b_most), (a_equal, b_equal) = m.most.matrix(), m.equal.matrix()
    own = len(b_most)
    fixed = m.whole.astype(bool)
    bounds = np.column_stack([np.where(fixed, x, 0.0), np.where(fixed, x, np.inf)])
    gains: list[np.ndarray] = []
    for name in order:
        c = m.aims[name]
        found = linprog(c, a_most, b_most, a_equal, b_equal, bounds, method="highs", options={"time_limit": m.area.time_limit})
        if found.status != 0:
            raise NotSolved(f"what an hour is worth was not found in {m.area.time_limit:g} seconds: {found.message}")
        duals = -np.asarray(found.ineqlin.marginals)
        gains.append(duals[:own] - sum((duals[own + n] * gain for n, gain in enumerate(gains)), np.zeros(own)))
        a_most = vstack([a_most, csr_array(c.reshape(1, -1))], format="csr")
        b_most = np.append(b_most, found.fun + HAIR)
    return {aim: {name: gain[rows] for name, rows in m.most.at.items()} for aim, gain in zip(order, gains, strict=True)}
