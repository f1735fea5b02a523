"""The wording checks of a plan of 40 clauses, and of 500 plans one after another. The floor of the same run: split the
same words.

    python -m tests.benchmarks.bench_wording [PLANS]
"""

import json
import random
import resource
import sys
import time
from pathlib import Path

from tests.benchmarks.table import Row, say, table

from goldenthread.science.wording import check_plan, read, rules

SET = Path(__file__).parent.parent / "science" / "wording_set" / "open.jsonl"
CLAUSES = 40
SECTIONS = {"B": 6, "E": 8, "F": 16, "G": 5, "H1": 2, "H2": 3}


def measure(plans: int = 500) -> list[Row]:
    made = list(some_plans(plans))
    say(f"checking {plans} plans of {CLAUSES} clauses by {len(rules())} rules")
    check_plan(made[0], 10)  # The patterns are made once a process.
    began, cpu = time.perf_counter(), time.process_time()
    found = sum(len(f) for plan in made for f in checked(plan))
    ours, cpu = ((t - b) / plans * 1000 for t, b in ((time.perf_counter(), began), (time.process_time(), cpu)))
    began = time.perf_counter()
    words = sum(len(text.split()) for plan in made for _, text in plan)
    floor = (time.perf_counter() - began) / plans * 1000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    checks = sum(section in rule.sections for rule in rules() for section, _ in made[0] if not rule.of_plan) + 1
    note = f"{plans} plans of {CLAUSES} clauses and {words / plans:,.0f} words, {checks} checks each, {cpu:.1f} ms of processor; {found / plans:.0f} findings a plan"
    return [Row("wording of a plan", ours, floor, "ms (mean)", "split the same text into words", peak, note)]


def checked(plan):
    """What is pointed out of each clause and of the whole, with length and reading age."""
    each, whole = check_plan(plan, 10)
    for _, text in plan:
        read(text)
    return [*each, whole]


def some_plans(plans: int):
    """Plans put together by chance from the open part of the labelled set, with the sections of a plan in their usual
    numbers."""
    rng = random.Random(7)
    entries = [e for e in map(json.loads, SET.read_text("utf-8").splitlines()) if "text" in e]
    texts = {s: [e["text"] for e in entries if e["section"] == s] for s in SECTIONS}
    for _ in range(plans):
        yield [(s, rng.choice(texts[s])) for s, n in SECTIONS.items() for _ in range(n)]


if __name__ == "__main__":
    print(table(measure(*(int(a) for a in sys.argv[1:]))))
