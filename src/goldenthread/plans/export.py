"""A plan as structured JSON, for another system. Its schema is plan.schema.json beside this file. Pure.

It holds what the reader may read of the plan and nothing else, and no name, address or date of birth of the child: the reference
is what a plan is matched by.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from goldenthread.plans.sections import SECTIONS
from goldenthread.plans.threads import broken_threads
from goldenthread.science.comparison import label

SCHEMA = "goldenthread-plan-1"
MEDIA = ("kind", "name", "sha256")
DETAILS = ("what", "who", "how_often", "minutes", "weeks", "group", "review", "by", "area")


def plan_data(plan: Any, reference: str, clauses: Iterable[Any], *, whole: bool) -> dict[str, Any]:
    """`clauses` come in order; those taken out are left out. `whole` is whether the reader was given all of the plan: where not, a
    link may point to a clause that is not here, and nothing is said of broken threads."""
    standing = [c for c in clauses if not c.removed]
    broken = broken_threads(standing) if whole else {}
    return {
        "schema": SCHEMA,
        "child": {"reference": reference},
        "plan": {
            "id": str(plan.id), "version": plan.version, "sent_on": _day(plan.sent_on), "issued_on": _day(plan.issued_on), "whole": whole,
            "setting": plan.setting.code if whole and plan.setting else None, "setting_type": (plan.setting_type or None) if whole else None,
        },
        "sections": [
            {"section": s, "title": title, "clauses": [_clause(c, broken) for c in standing if c.section == s]} for s, title in SECTIONS.items()
        ],
    }  # fmt: skip


def _clause(c: Any, broken: Any) -> dict[str, Any]:
    media = (c.details or {}).get("media")
    return {
        **({"media": {k: media[k] for k in MEDIA}} if media else {}),
        "line": str(c.line), "label": label(c), "text": c.text, "details": {k: c.details[k] for k in DETAILS if c.details.get(k) not in (None, "")},
        "need": str(c.need) if c.need else None, "outcome": str(c.outcome) if c.outcome else None, "from": c.contributor or None,
        "broken_thread": broken.get(c.line),
    }  # fmt: skip


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
