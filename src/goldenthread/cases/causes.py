"""Why an assessment is past its limit, or near it, in words: read from what is outstanding, never entered by hand."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from goldenthread.cases.presenters import advice_of, lower, plain
from goldenthread.cases.queries_clocks import ClockFacts
from goldenthread.engine.pathway import Pathway

NOTHING = "No limit passed or near"

# The clock of a decision or a paper that somebody here owes, when nothing that comes before it is outstanding.
_OWN = {
    "decide-whether-to-assess": "Decision not recorded by week 6",
    "decide-whether-to-issue": "Plan decision not recorded by week 16",
    "complete-review": "Review not completed within 12 months",
    "send-review-report": "Report of the review not sent",
    "circulate-review-advice": "Advice for the review not circulated",
    "decide-after-review": "Decision not recorded by week 4 after the meeting",
    "issue-amended-plan": "Amended plan not issued",
    "phase-transfer-plan": "Plan for the next phase not issued",
}
_BEFORE_DECIDING = ("assessing", "deciding-on-plan")


def cause_of(
    pathway: Pathway,
    stage: str,
    limits: Collection[ClockFacts],
    waits: Collection[ClockFacts],
    on: date,
    *,
    advice_late: bool,
    section_g_open: bool,
) -> str:
    """The step that holds a case: of the limits set by law that it has passed or, if none, that it soon reaches, the
    first whose way is not clear. `waits` are the replies and the advice that have not come, whoever limits them."""
    held = [c for c in limits if c.status(on) == "overdue"] or list(limits)
    if not held:
        return NOTHING
    slugs = {c.clock for c in held}
    if "decide-whether-to-assess" in slugs:
        return _OWN["decide-whether-to-assess"]
    if any(c.clock == "setting-consultation" for c in (*held, *waits)):
        return "Setting has not replied"
    awaited = [c for c in waits if c.clock == "advice"]
    if awaited and stage in _BEFORE_DECIDING:
        return f"No {_first_of(awaited, on)}"
    if "decide-whether-to-issue" in slugs or ("issue-final-plan" in slugs and stage in _BEFORE_DECIDING):
        return "Advice came late" if advice_late else _OWN["decide-whether-to-issue"]
    if "issue-final-plan" in slugs:
        if stage == "drafting":
            return "Draft not sent"
        if stage == "draft-with-family":
            return "Draft still with the family"
        return "Section G not agreed" if section_g_open else "Final plan not issued"
    if "advice" in slugs:
        return f"No {_first_of([c for c in held if c.clock == 'advice'], on)}"
    soonest = min(held, key=lambda c: (c.due or date.max, c.clock)).clock
    return _OWN.get(soonest) or f"Not done: {lower(pathway.clock_titles.get(soonest, plain(soonest)))}"


def _first_of(awaited: Collection[ClockFacts], on: date) -> str:
    """Of those overdue, the educational psychologist's, since every assessment needs it; else the oldest."""
    first = min(
        awaited,
        key=lambda c: (c.status(on) != "overdue", c.about != "educational-psychologist", c.due or date.max, c.about),
    )
    return advice_of(first.about)
