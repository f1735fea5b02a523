"""What would clear a list: the list as it stands, run forward by the queue model, and asked what a manager asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goldenthread.science import capacity_questions as asked
from goldenthread.science.capacity import NoAnswer, target_queue_size
from goldenthread.science.queue_model import Model, run
from goldenthread.science.wait_estimate import History, model_of

DAYS, RUNS, SEED = 2 * 364, 60, 1
"""Two years, and as many runs as a page can wait for; the command takes as many as it is given."""
FACTOR = 4
FEWEST = 30


@dataclass(frozen=True)
class Answer:
    """`terms`, `cleared` and `keep` as science.capacity_questions gives them; a text where there is no answer. `weeks`: the list at each
    week's end, as (p10, p50, p90). seen, left: the mean of the runs, over the two years."""

    terms: Mapping[str, float] | str
    target: float
    cleared: Mapping[str, Any]
    keep: Mapping[str, Any] | str
    locum: Mapping[str, Any] | None
    weeks: Sequence[tuple[float, float, float]]
    seen: float
    left: float


def model(history: History, on: dt.date, plan: Mapping[int, float]) -> Model | str:
    """The list's model from a day on, or why there is none."""
    known = history.by(on.toordinal())
    seen = int(((known.seen > on.toordinal() - 364) & (known.seen <= on.toordinal())).sum())
    if seen < FEWEST:
        return f"only {seen} children were seen in the last year, and it takes {FEWEST} to know what the service can do"
    if not len(known.waiting):
        return "nobody waits on this list"
    return model_of(known, on.toordinal(), DAYS, plan)


def answer(given: Model, target_weeks: float, locum: tuple[int, int, float] | None) -> Answer:
    """`target_weeks` is the wait that is wanted. locum: from which week, for how many weeks, and how many children a week."""
    import numpy as np

    demand = 7 * float(np.mean(given.arrivals))
    target = target_queue_size(demand, target_weeks, FACTOR)
    runs = run(given, RUNS, SEED)
    quantiles = np.quantile(runs.at_week_end, [0.1, 0.5, 0.9], axis=0).T
    return Answer(
        terms=_told(lambda: asked.in_terms_of_planning(given, target_weeks, FACTOR)),
        target=target,
        cleared=asked.weeks_until_cleared(runs, target),
        keep=_told(lambda: asked.capacity_to_keep_waits_under(given, target_weeks, asked.SHARE, RUNS, SEED, from_day=26 * 7)),
        locum=None if locum is None else asked.what_more_buys(given, extra_slots(locum), locum[1], target, RUNS, SEED),
        weeks=[(float(a), float(b), float(c)) for a, b, c in quantiles],
        seen=float(runs.seen.sum(axis=1).mean()),
        left=float(runs.left.sum(axis=1).mean()),
    )


def extra_slots(locum: tuple[int, int, float]) -> list[float]:
    """A locum's children, spread over the days of the weeks in which they work."""
    first, weeks, each = locum
    return [each / 7 if 7 * first <= day < 7 * (first + weeks) else 0.0 for day in range(DAYS)]


def _told(question: Any) -> Any:
    try:
        return question()
    except NoAnswer as why:
        return str(why)
