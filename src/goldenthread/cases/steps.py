"""What can be recorded on a case, and what probably comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from goldenthread.cases.parties import beside_family
from goldenthread.cases.queries_case import CaseView
from goldenthread.cases.resting import key_of
from goldenthread.engine.fields import EventType
from goldenthread.engine.pathway import ABOUT_A_CLOCK, Pathway
from goldenthread.pathways.common.assessment import ENDS, PLAN
from goldenthread.pathways.common.contributors import CONTRIBUTORS
from goldenthread.pathways.common.protected_time import FLOORS
from goldenthread.pathways.common.rights import DISPUTE

# A decision either way answers these, though one of the two lets the clock lapse and does not stop it.
EITHER_WAY = {
    "decide-whether-to-issue": ("decided-to-issue", "decided-not-to-issue"),
    "complete-review": ("review-meeting-held",),
}
# What asks again, where the task is another's.
REMINDERS = {"advice": "advice-requested", "setting-consultation": "setting-consulted"}
# What only a returns file knows of, and no person would record.
RETURNS_ONLY = ("exception-reported", "needs-reported", "reported-closed")
# Events that have a screen of their own, by the name of its address, which takes the case. The screens lie in the apps
# above; what happened elsewhere can still be recorded plainly.
SCREENS: dict[str, str] = {
    "family-consulted": "consider",
    "notified-considering": "consider",
    "decided-to-assess": "decide-to-assess",
    "decided-not-to-assess": "decide-to-assess",
    "decided-to-issue": "decide-to-issue",
    "decided-not-to-issue": "decide-to-issue",
    "decided-to-reassess": "decide-to-reassess",
    "decided-not-to-reassess": "decide-to-reassess",
    "advice-requested": "ask-for-advice",
    "advice-received": "advice",
    "draft-plan-sent": "plan",
    "final-plan-issued": "plan-issue",
    "setting-consulted": "plan-settings",
    "setting-responded": "plan-settings",
    "review-meeting-arranged": "review",
    "review-advice-circulated": "review",
    "review-meeting-held": "review",
    "review-report-sent": "review",
    "decided-to-maintain": "review-decide",
    "decided-to-amend": "review-decide",
    "amendment-notice-sent": "plan-amend",
    "amended-plan-issued": "plan-amended",
    "decided-not-to-amend": "decide-not-to-amend",
}
# What a screen is about, where events lead to it from pathways that know nothing of it: a plan that ceases is not considered, and has no
# draft to consult on.
_SCREEN_OF = {"consider": ("notified-considering",), "decide-to-issue": ("decided-to-issue",), "plan-settings": ("draft-plan-sent", "amendment-notice-sent")}
# The button's words for the one next step of a task.
_WORDS = {
    "decide-whether-to-assess": "Decide",
    "decide-whether-to-issue": "Decide",
    "decide-whether-to-reassess": "Decide",
    "decide-after-review": "Record decision",
    "issue-final-plan": "Record final plan",
    "issue-amended-plan": "Record outcome",
    "send-review-report": "Record report",
    "circulate-review-advice": "Record sending",
    "complete-review": "Record meeting",
    "advice": "Write your advice",
    "phase-transfer-plan": "Record plan",
    "transfer-plan": "Record transfer",
    "give-notice-of-meeting": "Record notice",
}


def screen_of(pathway: Pathway, event: str) -> str | None:
    """The address of the screen on which an event is recorded; None where the plain form is all there is. The screen of an event that is usually
    recorded on another case, and read from there, knows that case alone."""
    screen = SCREENS.get(event)
    if screen is None or event in pathway.reads:
        return None
    return screen if any(e in pathway.events for e in _SCREEN_OF.get(screen, (event,))) else None


def step_words(clock: str) -> str:
    return _WORDS.get(clock, "Record outcome")


def answers_of(pathway: Pathway, clock: str) -> list[str]:
    """The events that answer a clock."""
    if clock in EITHER_WAY:
        return [slug for slug in EITHER_WAY[clock] if slug in pathway.events]
    return list(dict.fromkeys(h.slug for c in pathway.clocks if c.slug == clock for h in c.until))


def own_events(view: CaseView) -> list[str]:
    """The events of the pathway that the viewer may record, of some contributor at least. What somebody says as one of a
    family has pages of its own, and is recorded by no plain form; all else they record by what else they are: see parties.writing."""
    return list(_own_events(view))


def records_any(view: CaseView) -> bool:
    """Whether the viewer may record anything at all on the case."""
    return any(True for _ in _own_events(view))


def _own_events(view: CaseView) -> Iterator[str]:
    if (beside := beside_family(view.viewer)) is not view.viewer:
        view = replace(view, viewer=beside)
    for slug, declared in view.pathway.events.items():
        if slug == "corrected" or slug in RETURNS_ONLY:
            continue
        if slug in ABOUT_A_CLOCK and not any(c.excusable for c in view.pathway.clocks):
            # No limit of the pathway can be lifted by law: a form would ask which, and offer none.
            continue
        if any(view.may_record(slug, who) for who in (CONTRIBUTORS if declared.about == "contributor" else (None,))):
            yield slug


def likely_steps(view: CaseView) -> list[str]:
    """What leads to the next stage, then what answers the clocks that run, the one that ends first before the rest."""
    wanted = dict.fromkeys(_to_next_stage(view))
    shown = (state for _, state in view.reader.states if key_of(state) not in view.kept_back)
    for state in sorted(shown, key=lambda s: s.due or date.max):
        if state.stopped is None and not state.floor and state.owed_by != "family":
            wanted |= dict.fromkeys(answers_of(view.pathway, state.clock))
        elif state.floor and (floor := next((f for f in FLOORS.values() if f.clock == state.clock and f.answer), None)):
            # A family that has answered since seldom answers again.
            wanted |= {} if any(e.event == floor.answer and e.on >= state.started for e in view.journal) else {floor.answer or "": None}
    allowed = set(own_events(view))
    return [slug for slug in wanted if slug in allowed]


def _to_next_stage(view: CaseView) -> list[str]:
    """The events of the first stage after this one that an event leads to: some stages begin by themselves."""
    stages = [s.slug for s in view.pathway.stages if not s.closed or s.slug == view.stage]
    if view.stage not in stages:
        return []
    for following in stages[stages.index(view.stage) + 1 :]:
        if found := [slug for slug, declared in view.pathway.events.items() if declared.stage == following]:
            return found
    return []


EARLIER = "From an earlier stage"
ELSEWHERE = "Usually recorded on another case of the child, and read from there"


def passed(view: CaseView) -> frozenset[str]:
    """Events that have led to a stage which the case has left: they are seldom recorded again."""
    order = [s.slug for s in view.pathway.stages]
    if view.stage not in order:
        return frozenset()
    before, happened = set(order[: order.index(view.stage)]), {e.event for e in view.journal}
    return frozenset(slug for slug, e in view.pathway.events.items() if e.stage in before and slug in happened)


def by_subject(
    pathway: Pathway, slugs: Iterable[str], earlier: frozenset[str] = frozenset()
) -> list[tuple[str, list[EventType]]]:
    """Events under headings, the commonest subject first."""
    subjects: dict[str, list[EventType]] = {
        title: []
        for title in ("Decisions and steps", "Advice", "The plan and the setting", "Exceptions to a limit",
                      "Disagreement, mediation and appeal", "How a case ends", EARLIER, ELSEWHERE)
    }  # fmt: skip
    for slug in slugs:
        title = EARLIER if slug in earlier else _subject(pathway, pathway.events[slug])
        subjects[title].append(pathway.events[slug])
    return [(title, events) for title, events in subjects.items() if events]


def _subject(pathway: Pathway, declared: EventType) -> str:
    if declared.slug in pathway.reads:
        return ELSEWHERE
    if declared.slug in ABOUT_A_CLOCK:
        return "Exceptions to a limit"
    if declared.kind_of_data == DISPUTE:
        return "Disagreement, mediation and appeal"
    if declared.slug in ENDS:
        return "How a case ends"
    if declared.kind_of_data == PLAN:
        return "The plan and the setting"
    return "Advice" if declared.about == "contributor" else "Decisions and steps"
