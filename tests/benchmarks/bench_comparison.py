"""Two versions of a plan of 60 clauses compared line by line, beside difflib's on the whole text as the floor."""

from __future__ import annotations

import difflib
import resource
import statistics
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from tests.benchmarks.table import Row

from goldenthread.science.comparison import compare_versions
from goldenthread.science.passages import tokens

LINES, TIMES = 60, 15
TEXT = {
    "B": "{0}: finds it hard to follow an instruction of more than one step when the class is busy, and needs it said again with a picture.",
    "E": "{0}: will follow an instruction of two steps in class on four of five occasions without being asked again.",
    "F": "{0}: speech and language therapy to build understanding, once a week, 30 minutes each time, in a group of no more than 3, 36 weeks a year, by a qualified therapist.",
}
CHANGED = {"once a week": "once every two weeks", "no more than 3": "no more than 6", "a qualified therapist": "a trained adult", "four of five": "three of five"}


def plans() -> tuple[list[Any], list[Any]]:
    """A third of the clauses changed, two taken out and two new."""
    before, now = [], []
    for n in range(LINES):
        section = "BEF"[n // (LINES // 3)]
        text = TEXT[section].format(f"Clause {n}")
        of = {"section": section, "number": n + 1, "details": {}, "need": None, "outcome": None, "removed": False}
        changed = text
        for was, then in CHANGED.items() if n % 3 == 0 else ():
            changed = changed.replace(was, then)
        before.append(SimpleNamespace(line=UUID(int=n), text=text, **of))
        now.append(SimpleNamespace(line=UUID(int=n if n % 30 else 1000 + n), text=changed, **of))
    return before, now


def measure() -> list[Row]:
    before, now = plans()
    left, right = (tokens("\n".join(c.text for c in plan)) for plan in (before, now))
    ours = _ms(lambda: compare_versions(before, now))
    floor = _ms(lambda: difflib.SequenceMatcher(None, left, right).get_opcodes())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    what = f"two versions of a plan, {LINES} clauses"
    return [Row(what, ours, floor, "ms", "difflib on the words of the whole text", peak, f"median of {TIMES}; difflib says neither what was lost nor of which clause")]


def _ms(work: Callable[[], Any]) -> float:
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)
