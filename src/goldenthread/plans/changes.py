"""What changed between two versions of a plan, and whether the law allows it without a new draft.

SEND Regulations 2014 r.14(1): the final plan is the draft, or the draft changed in the light of representations. Any other
change needs a new draft, and the family's fifteen days again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from goldenthread.science.comparison import label

# Filled when the plan is made final: they were blank in the draft, as the law asks.
OF_THE_FINAL_PLAN = ("I", "J", "K")
NOT_AGREED = "icb:not-agreed"
"""Why a line of section G was taken out: the ICB did not agree to it, and r.12(2) then lets it not stand."""


@dataclass(frozen=True)
class Change:
    line: UUID
    label: str
    what: Literal["added", "taken out", "changed"]
    before: str
    after: str
    because: str
    section: str


def changes(draft: Iterable[Any], now: Iterable[Any], leaving_out: Collection[str] = OF_THE_FINAL_PLAN) -> list[Change]:
    """What stands differently in `now`. Clauses have `line`, `section`, `number`, `text`, `details`, `need`, `outcome`,
    `removed` and `because`; some sections are left out."""
    before = {c.line: c for c in draft if not c.removed and c.section not in leaving_out}
    after = {c.line: c for c in now if c.section not in leaving_out}
    found = []
    for line, c in after.items():
        was = before.get(line)
        if was is None and not c.removed:
            found.append(Change(line, label(c), "added", "", c.text, c.because, c.section))
        elif was is not None and c.removed:
            found.append(Change(line, label(c), "taken out", was.text, "", c.because, c.section))
        elif was is not None and _said(was) != _said(c):
            found.append(Change(line, label(c), "changed", was.text, c.text, c.because, c.section))
    gone = [c for line, c in before.items() if line not in after]
    found += [Change(c.line, label(c), "taken out", c.text, "", "", c.section) for c in gone]
    return found


def unanswered(found: Iterable[Change], answers: Mapping[str, Any]) -> list[Change]:
    """The changes that answer nothing that was said of the draft: with one of them, a new draft is needed. `answers`
    holds what was said, by the key that a change names."""
    return [
        c for c in found
        if c.because not in answers and not (c.because == NOT_AGREED and c.section == "G" and c.what == "taken out")
    ]  # fmt: skip


def _said(c: Any) -> tuple[Any, ...]:
    return c.section, c.text.strip(), c.need, c.outcome, str((c.details or {}).get("by", ""))


def section_g(clauses: Iterable[Any]) -> str:
    """The words of section G to which an ICB agrees (r.12(2)); empty where it has none."""
    lines = [c for c in clauses if c.section == "G" and not c.removed]
    return "\n".join(f"{label(c)} {c.text.strip()}" for c in sorted(lines, key=lambda c: c.number))
