"""The words of a case's page for a family: plain, said to them, and blaming nobody who gives advice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from goldenthread.access.viewer import Viewer
from goldenthread.cases.presenters import clock_name, clock_tag
from goldenthread.cases.queries_clocks import ClockFacts
from goldenthread.engine.pathway import Pathway
from goldenthread.pathways import HEALTH
from goldenthread.web.navigation import is_family
from goldenthread.web.words import Tag, family_tag, kind_words

STAGES = {
    "considering": "Thinking about the request",
    "assessing": "Finding out what is needed",
    "deciding-on-plan": "Deciding on a plan",
    "drafting": "Writing the draft",
    "draft-with-family": "Draft with you",
    "finalising": "Finishing the plan",
    "plan-issued": "Plan sent",
    "amending": "Changing the plan",
    "ceasing": "Ending the plan",
    "ceased": "Plan ended",
}
STEPS = {
    "decide-whether-to-assess": "Decide if an assessment is needed",
    "decide-whether-to-issue": "Decide if a plan is needed",
    "decide-whether-to-reassess": "Decide if a new assessment is needed",
    "issue-final-plan": "Send the final plan",
    "issue-amended-plan": "Send the changed plan, or say why not",
    "complete-review": "Finish the yearly review",
    "phase-transfer-plan": "Send the plan that names the next school",
    "draft-representations": "Your time to answer the draft",
    "amendment-representations": "Your time to answer the changes",
    "lodge-appeal": "Your time to appeal to the tribunal",
    "contact-mediation-adviser": "Your time to contact the mediation adviser",
}
OWN = {
    "advice": "send your views and evidence",
    "draft-representations": "answer the draft",
    "amendment-representations": "answer the changes",
    "lodge-appeal": "appeal to the tribunal",
    "contact-mediation-adviser": "contact the mediation adviser",
}
ANSWERS = {
    "In": "Came",
    "Not in": "Not here yet",
    "Not in yet": "Not here yet",
    "Not known to them": "Not known to them",
    "Refused": "They said no",
    "Excused": "As soon as we can",
}


SET_BY = {"guidance": "Guidance", "local": "Our promise"}


def set_by_for(viewer: Viewer, pathway: str, kind: str) -> str:
    said = kind_words(kind, of_health=pathway in HEALTH)
    return SET_BY.get(kind, said) if is_family(viewer) else said


def step(clock: ClockFacts, otherwise: str) -> str:
    return STEPS.get(clock.clock, otherwise)


def name_for(viewer: Viewer, pathway: Pathway, clock: ClockFacts, settings: Mapping[str, str] | None = None) -> str:
    """A clock's name, as this viewer reads it."""
    named = clock_name(pathway, clock, settings)
    return step(clock, named) if is_family(viewer) else named


def tag_for(viewer: Viewer, clock: ClockFacts, on: date) -> Tag:
    """A clock's state, as this viewer reads it."""
    if not is_family(viewer):
        return clock_tag(clock, on)
    return family_tag(
        clock.status(on), clock.days(on), clock.due, clock.stopped, own=clock.owed_by == "family",
        kept=clock.floor and clock.owed_by != "family", came=clock.clock == "advice",
    )  # fmt: skip


def stage_for(viewer: Viewer, slug: str, title: str) -> str:
    return STAGES.get(slug, title) if is_family(viewer) else title
