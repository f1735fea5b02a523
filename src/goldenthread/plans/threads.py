"""The golden thread of a plan: need, outcome, provision. What of it is broken, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from goldenthread.plans.sections import NEEDS, PROVISION


def broken_threads(clauses: Iterable[Any]) -> dict[Any, str]:
    """What is missing, by the `line` of the clause that misses it. Clauses have `line`, `section`, `need`, `outcome`
    and `removed`."""
    standing = [c for c in clauses if not c.removed]
    lines = {c.line: c for c in standing}
    met = {c.need for c in standing if c.section in PROVISION}
    served = {c.outcome for c in standing if c.section in PROVISION}
    said = {}
    for c in standing:
        faults = []
        if c.section in NEEDS and c.line not in met:
            faults.append("no help meets this need")
        if c.section == "E":
            if c.need not in lines:
                faults.append("this outcome answers no need")
            if c.line not in served:
                faults.append("no help leads to this outcome")
        if c.section in PROVISION:
            if c.need not in lines:
                faults.append("this help meets no need")
            if c.outcome not in lines:
                faults.append("this help leads to no outcome")
        if faults:
            said[c.line] = "; ".join(faults)
    return said
