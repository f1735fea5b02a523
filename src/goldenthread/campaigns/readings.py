"""Whether issued plans speak of adult life, read once by the rule of plans' wording and kept: see delivery.readings."""

from __future__ import annotations

from collections.abc import Sequence

from goldenthread.delivery.readings import keep_all
from goldenthread.plans.kept import edition
from goldenthread.science.staleness import YEAR_9
from goldenthread.science.wording import check_together


def speaks_of_adult_life(outcomes: Sequence[str] | None) -> bool | None:
    """As the checks of wording have it, of a plan of Year 9 or above; None where there are no outcomes."""
    if not outcomes:
        return None
    return not any(f.label == "no-pfa" for f in check_together([("E", text) for text in outcomes], YEAR_9))


def keep_readings() -> int:
    """Reads what was issued since, and answers how many plans that were."""
    return keep_all("campaigns", edition(), 2000, lambda plan, words: {"plan": str(plan), "spoken": speaks_of_adult_life(words)})
