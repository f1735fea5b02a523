"""An audit: drawing 100 of 14,240 plans in proportion to four things, and how far two people agree on 60 plans of 15 questions with
its interval. The floors of the same run: `random.sample` of the same plans, and the share of grades that are the same.

    python -m tests.benchmarks.bench_audit
"""

import random
import resource
import time

from tests.benchmarks.table import Row, table

from goldenthread.science.audit import RUNS, agreement
from goldenthread.science.sampling import draw

PLANS, DRAWN, TOGETHER, QUESTIONS = 14_240, 100, 60, 15


def measure() -> list[Row]:
    rng = random.Random(7)
    population = {f"plan {n}": tuple(rng.choice("abcde") for _ in range(4)) for n in range(PLANS)}
    graded = [[[rng.choice((1, 2, 3, 3, 4, 4)), rng.choice((2, 3, 4))] for _ in range(QUESTIONS)] for _ in range(TOGETHER)]
    drawing, floor = timed(lambda: draw(population, DRAWN, 7)), timed(lambda: rng.sample(sorted(population), DRAWN))
    agreeing = timed(lambda: agreement(graded))
    counting = timed(lambda: sum(a == b for plan in graded for a, b in plan))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        Row("draw of an audit", drawing, floor, "ms", "random.sample of the same", peak, f"{DRAWN} of {PLANS:,} plans, in {len(set(population.values()))} groups"),
        Row("agreement of an audit", agreeing, counting, "ms", "count the grades that are the same", peak, f"{TOGETHER} plans of {QUESTIONS} questions; interval of {RUNS} draws"),
    ]


def timed(work) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    print(table(measure()))
