"""Where every review of a full-size area stands, most urgent first, beside putting the same reviews in order of one date; and the days of
a meeting, which the engine replays, beside one replay of the same case.

    python -m tests.benchmarks.bench_reviews [REVIEWS]
"""

import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from tests.benchmarks.table import Row, table

REVIEWS = 14_240
ON = date(2026, 11, 24)


def measure(reviews: int = REVIEWS, rounds: int = 7) -> list[Row]:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.web.settings")
    import django

    django.setup()
    from goldenthread.engine.events import Event
    from goldenthread.engine.replay import Reader
    from goldenthread.pathways import PATHWAYS
    from goldenthread.reviews.meeting import meeting_on
    from goldenthread.reviews.queries import Row as Review
    from goldenthread.reviews.queries import urgent_first
    from goldenthread.reviews.standing import where

    made = _reviews(reviews)
    dates = [clocks[0].due for _, clocks in made]
    known = [Event("plan-made", date(2026, 1, 14), 1, {}, id="1")]
    day = date(2026, 12, 10)
    ours = _median(lambda: urgent_first([Review(_NO, None, _NO, stage, where(stage, clocks, ON)) for stage, clocks in made], ON), rounds)
    floor = _median(lambda: sorted(range(len(dates)), key=dates.__getitem__), rounds)
    meeting = _median(lambda: meeting_on(known, day, ON), 200)
    replay = _median(lambda: Reader(PATHWAYS["annual-review"], known).states, 200)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        Row(f"{reviews:,} reviews by where they stand", ours, floor, "ms", "a sort by one date", peak),
        Row("what a meeting day means", meeting, replay, "ms", "one replay of the case"),
    ]


_NO = UUID(int=0)


def _reviews(n: int) -> list[tuple[str, list]]:
    """Reviews in every state, the same each time."""
    from goldenthread.cases.queries_clocks import ClockFacts

    chance = random.Random(4)  # noqa: S311  the same reviews each time

    def clock(slug: str, started: date, due: date, stopped: date | None = None, about: str = "", owed: str = "authority") -> ClockFacts:
        return ClockFacts(_NO, slug, about, started, due, None, stopped, None, "", "law", False, owed)

    made = []
    for _ in range(n):
        started = ON - timedelta(days=chance.randrange(420))
        clocks, stage = [clock("complete-review", started, started + timedelta(days=364))], "plan-in-force"
        if chance.random() < 0.5:
            held = started + timedelta(days=chance.randrange(330))
            clocks.append(clock("give-notice-of-meeting", held, held, held, held.isoformat()))
            if held < ON:
                stage = "deciding-after-review"
                clocks += [clock("send-review-report", held, held + timedelta(days=14), owed="setting"), clock("decide-after-review", held, held + timedelta(days=28))]
        made.append((stage, clocks))
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
