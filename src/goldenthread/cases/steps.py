"""What can be recorded on a case, and what probably comes next."""

from __future__ import annotations

from goldenthread.cases.protected_time import FLOORS
from goldenthread.cases.queries_case import CaseView
from goldenthread.engine.pathway import Pathway
from goldenthread.pathways.common.contributors import CONTRIBUTORS

# A decision either way answers these, though one of the two lets the clock lapse and does not stop it.
EITHER_WAY = {
    "decide-whether-to-issue": ("decided-to-issue", "decided-not-to-issue"),
    "complete-review": ("review-meeting-held",),
}
# What asks again, where the task is another's.
REMINDERS = {"advice": "advice-requested", "setting-consultation": "setting-consulted"}
# The button's words for the one next step of a task.
_WORDS = {
    "decide-whether-to-assess": "Record decision",
    "decide-whether-to-issue": "Record decision",
    "decide-whether-to-reassess": "Record decision",
    "decide-after-review": "Record decision",
    "issue-final-plan": "Record final plan",
    "issue-amended-plan": "Record outcome",
    "send-review-report": "Record report",
    "circulate-review-advice": "Record sending",
    "complete-review": "Record meeting",
    "advice": "Record advice",
}


def step_words(clock: str) -> str:
    return _WORDS.get(clock, "Record it")


def answers_of(pathway: Pathway, clock: str) -> list[str]:
    """The events that answer a clock."""
    if clock in EITHER_WAY:
        return [slug for slug in EITHER_WAY[clock] if slug in pathway.events]
    return list(dict.fromkeys(h.slug for c in pathway.clocks if c.slug == clock for h in c.until))


def own_events(view: CaseView) -> list[str]:
    """The events of the pathway that the viewer may record, of some contributor at least."""
    return [
        slug
        for slug, declared in view.pathway.events.items()
        if slug != "corrected"
        and any(view.may_record(slug, who) for who in (CONTRIBUTORS if declared.about == "contributor" else (None,)))
    ]


def likely_steps(view: CaseView) -> list[str]:
    """What leads to the next stage, then what answers the clocks that run."""
    wanted = dict.fromkeys(_to_next_stage(view))
    for _, state in view.reader.states:
        if state.stopped is None and not state.floor and state.owed_by != "family":
            wanted |= dict.fromkeys(answers_of(view.pathway, state.clock))
        elif state.floor and (floor := next((f for f in FLOORS.values() if f.clock == state.clock and f.answer), None)):
            wanted[floor.answer or ""] = None
    allowed = set(own_events(view))
    return [slug for slug in wanted if slug in allowed]


def _to_next_stage(view: CaseView) -> list[str]:
    stages = [s.slug for s in view.pathway.stages]
    if view.stage not in stages[:-1]:
        return []
    following = stages[stages.index(view.stage) + 1]
    return [slug for slug, declared in view.pathway.events.items() if declared.stage == following]
