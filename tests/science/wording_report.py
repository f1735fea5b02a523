"""How the wording rules do against the labelled sets: `python -m tests.science.wording_report [PART ...] [-v]`.

Precision: of what is pointed out, how much is a fault. Recall: of the faults, how many are pointed out. An entry counts once
for each label. Intervals are Wilson's, of 95% (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927). `-v` prints what is judged
otherwise of the open parts; no sentence of the others is ever printed.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

from goldenthread.science.wording import LABELS, check, check_plan

HERE = Path(__file__).parent / "wording_set"
PARTS = ("open", "held_out", "second_open", "second_counted", "third_counted", "fourth_counted")


@dataclass(frozen=True)
class Share:
    hits: int
    of: int

    @property
    def value(self) -> float:
        return self.hits / self.of if self.of else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's score interval of 95%."""
        if not self.of:
            return 0.0, 1.0
        z, n, p = 1.959964, self.of, self.value
        middle, half = (p + z * z / (2 * n)), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, (middle - half) / (1 + z * z / n)), min(1.0, (middle + half) / (1 + z * z / n))

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:.2f} ({low:.2f}-{high:.2f}), {self.hits}/{self.of}" if self.of else "none"


def entries(part: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / f"{part}.jsonl").read_text("utf-8").splitlines()]


def labels_found(entry: dict[str, Any]) -> set[str]:
    if "plan" in entry:
        each, whole = check_plan([(c["section"], c["text"]) for c in entry["plan"]], entry["age_year"])
        return {f.label for found in [*each, whole] for f in found}
    return {f.label for f in check(entry["section"], entry["text"], entry["age_year"])}


@dataclass(frozen=True)
class Report:
    precision: dict[str, Share]
    recall: dict[str, Share]
    passed: Share
    """Faultless entries of which nothing is pointed out."""

    def table(self) -> str:
        rows = [f"| `{name}` | {self.precision[name]} | {self.recall[name]} |" for name in (*LABELS, "all")]
        rows[-1] = rows[-1].replace("`all`", "all labels")
        head = ["| label | precision (95% interval) | recall (95% interval) |", "|---|---|---|"]
        return "\n".join([*head, *rows, f"| faultless entries passed | {self.passed} | |"])


def report(part: str) -> Report:
    said = [(set(e["labels"]), labels_found(e)) for e in entries(part)]
    precision, recall = {}, {}
    for name in LABELS:
        both = sum(name in true and name in found for true, found in said)
        precision[name] = Share(both, sum(name in found for _, found in said))
        recall[name] = Share(both, sum(name in true for true, _ in said))
    for shares in (precision, recall):
        shares["all"] = Share(sum(s.hits for s in shares.values()), sum(s.of for s in shares.values()))
    clean = [found for true, found in said if not true]
    return Report(precision, recall, Share(sum(not found for found in clean), len(clean)))


def main(arguments: list[str]) -> int:
    for part in [a for a in arguments if a in PARTS] or PARTS:
        print(f"{part}\n\n{report(part).table()}\n")
    if "-v" in arguments:
        for entry in (e for part in ("open", "second_open") for e in entries(part)):
            true, found = set(entry["labels"]), labels_found(entry)
            if true != found:
                wrong = [f"+{x}" for x in sorted(found - true)] + [f"-{x}" for x in sorted(true - found)]
                text = entry.get("text") or " | ".join(f"{c['section']}: {c['text']}" for c in entry["plan"])
                print(f"{entry['id']} {entry.get('section', 'plan')} {' '.join(wrong)}: {text}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
