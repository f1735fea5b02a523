"""Hours shared out over 4 localities, 12 and 24 months, 6 services and 3 kinds of staff, with whole blocks of locums: building the matrix, one plan
of one aim, one of five aims, and all the named plans with their limits and chances. The floor of the same run: scipy's linear programme
of the same matrix and first aim, without whole blocks.

    python -m tests.benchmarks.bench_planner
"""

from __future__ import annotations

import datetime as dt
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy.optimize import linprog
from tests.benchmarks.table import Row, table

from goldenthread.science.named_plans import named_plans, price_of_equity
from goldenthread.science.plan_chances import chances
from goldenthread.science.planner import Area, Demand, Locums, Matrix, Service, Staff, solve

PLACES = ("Mid", "North", "South", "West")


def area(months: int) -> Area:
    """Made up, the same each time; less demand and few hours in August, the twelfth month."""
    random = np.random.default_rng(7)
    services = [
        Service("EP advice", 12, True), Service("speech advice", 6, True), Service("EP early help", 8, False, 0.02, 6), Service("speech", 5, False, 0.03, 8),
        Service("occupational", 6, False, 0.02, 8), Service("physio", 4, False, 0.01, 8),
    ]  # fmt: skip
    names = [s.name for s in services]
    staff = [
        Staff("EP", names[:1] + names[2:3], {p: float(random.integers(250, 450)) for p in PLACES}, 0.8, 0.25),
        Staff("therapist", names[1:2] + names[3:], {p: float(random.integers(300, 500)) for p in PLACES}, 0.8, 0.2),
    ]
    demand = {}
    for place in PLACES:
        for service in services:
            rate, waiting = float(random.integers(6, 22)), float(random.integers(20, 90))
            arrivals = [rate * (0.3 if m % 12 == 11 else 1) for m in range(months)]
            demand[place, service.name] = Demand(waiting, arrivals, [waiting, *arrivals[:-1]])
    return Area(
        [dt.date(2026 + (8 + m) // 12, (8 + m) % 12 + 1, 1) for m in range(months)], [0.15 if m % 12 == 11 else 1.0 for m in range(months)], PLACES, services, staff,
        demand, Locums(names, 26, 1600, 3, 12, 1, "EP", 1), 40_000.0, 4.0,
    )  # fmt: skip


def measure(rounds: int = 5) -> list[Row]:
    rows = []
    for months in (12, 24):
        asked = area(months)
        matrix = Matrix(asked)
        most, equal = matrix.most.matrix(), matrix.equal.matrix()
        floor, _ = _median(lambda m=matrix, most=most, equal=equal: linprog(m.aims["waiting"], *most, *equal, method="highs"), rounds)
        one, _ = solve(asked, ("waiting",), matrix)
        plans = named_plans(asked)
        size = f"{matrix.width:,} variables ({int(matrix.whole.sum())} whole), {len(most[1]) + len(equal[1]):,} rows, {most[0].nnz + equal[0].nnz:,} non-zeros"
        for name, work, times, note in (
            ("the matrix", lambda a=asked: Matrix(a), rounds, size),
            ("one aim", lambda a=asked, m=matrix: solve(a, ("waiting",), m), rounds, f"proven to {one.gap:.2%}"),
            ("six aims in order", lambda a=asked, m=matrix: solve(a, ("late", "over", "cost", "waiting", "apart", "hours"), m), rounds, "each held for the next"),
            (f"{len(plans)} named plans, limits, worth of an hour, price of equity", lambda a=asked: _all(a), 1, f"widest gap {max(n.plan.gap for n in plans):.2%}"),
            ("the chances of one, 200 runs of 24 lists", lambda a=asked, n=plans: chances(a, n[2].plan), 1, "and the capacity that eight of ten runs need"),
        ):
            wall, cpu = _median(work, times)
            rows.append(Row(f"{months} months: {name}", wall, floor, "ms", "a bare LP of the matrix", _peak(), f"{cpu:,.0f} ms of processor; {note}"))
        little, much = (solve(replace(asked, budget=b), ("late", "waiting"))[0].values for b in (20_000.0, 60_000.0))
        if much["late"] > little["late"] * 1.01 + 1e-3:
            raise ValueError("more budget made a plan worse")
    return rows


def _all(asked: Area) -> None:
    plans = named_plans(asked)
    price_of_equity(asked, next(n for n in plans if n.name == "least waiting").plan)


def _median(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Milliseconds by the clock and of the processor."""
    taken = []
    for _ in range(rounds):
        began, spent = time.perf_counter(), time.process_time()
        work()
        taken.append((time.perf_counter() - began, time.process_time() - spent))
    wall, cpu = (1000 * statistics.median(column) for column in zip(*taken, strict=True))
    return wall, cpu


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(table(measure(*map(int, sys.argv[1:]))))
