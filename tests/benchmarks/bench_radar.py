"""The radar over a full-size area: every plan scored, put in order and filtered, and a page of it in words, beside reading the same rows
into columns and sorting them by one of them. And the effect of another weighing, which scores all of them twice.

    python -m tests.benchmarks.bench_radar [PLANS]
"""

import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import astuple
from datetime import date, timedelta

import polars as pl
from tests.benchmarks.table import Row, table

from goldenthread.science.staleness import LATE, WEIGHTS, Facts, place, reasons
from goldenthread.science.staleness_columns import FACTS, ranked

PLANS = 14_240
ON = date(2026, 11, 24)
SHOWN = 25


def measure(plans: int = PLANS, rounds: int = 15) -> list[Row]:
    made = _plans(plans)
    rows = [(n, *astuple(p)) for n, p in enumerate(made)]
    ours = _median(lambda: _page(rows), rounds)
    floor = _median(lambda: _frame(rows).sort("text_on"), rounds)
    frame = _frame(rows)
    effect = _median(lambda: ranked(frame, ON).join(ranked(frame, ON, {**WEIGHTS, "setting": 40}), on="n"), rounds)
    sort = _median(lambda: frame.sort("text_on"), rounds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    single = _median(lambda: sorted(made, key=lambda p: place(p, ON)), 3)
    return [
        Row(f"radar over {plans:,} plans, a page of it", ours, floor, "ms", "the same rows read and sorted", peak),
        Row("what another weight would move", effect, sort, "ms", "one sort of the columns"),
        Row("the same plans one by one", single, floor, "ms", "the same rows read and sorted"),
    ]


def _frame(rows: list[tuple[object, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"n": pl.Int64, **FACTS}, orient="row")


def _page(rows: list[tuple[object, ...]]) -> list[object]:
    chosen = ranked(_frame(rows), ON).filter((pl.col("year") >= 9) & (pl.col("months") >= 24)).head(SHOWN)
    return [reasons(Facts(**{k: r[k] for k in FACTS}), ON) for r in chosen.iter_rows(named=True)]


def _plans(n: int) -> list[Facts]:
    """Plans of every kind, the same each time."""
    chance = random.Random(4)  # noqa: S311  the same plans each time
    made = []
    for _ in range(n):
        year, text = chance.randrange(-1, 20), ON - timedelta(days=chance.randrange(3000))
        late = chance.choice(list(LATE)) if chance.random() < 0.25 else ""
        due = chance.randrange(6000)
        made.append(Facts(
            text, late, ON - timedelta(days=chance.randrange(1, 300)) if late else None, chance.random() < 0.2, date(2027, 3, 30) if year == 11 else None, year,
            year - (ON - text).days // 365, chance.choice([None, True, False]), chance.randrange(3), chance.randrange(3), chance.randrange(due + 1), due,
        ))  # fmt: skip
    return made


def _median(work: Callable[[], object], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return 1000 * statistics.median(taken)


if __name__ == "__main__":
    print(table(measure(*map(int, sys.argv[1:]))))
