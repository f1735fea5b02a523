"""A person who is about to take a family's protected time is stopped. An importer accepts and reports such an entry,
because it happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists

from goldenthread.access.policy import visible
from goldenthread.cases.models import Event as Recorded
from goldenthread.cases.queries_case import OF_AN_EVENT, CaseView, read_case
from goldenthread.cases.queries_parties import parents_of, people_who_recorded, rights_passed
from goldenthread.cases.queries_standing import corrections_of_it
from goldenthread.cases.resting import key_of
from goldenthread.engine.events import Event
from goldenthread.engine.explain import full_day
from goldenthread.pathways.common.protected_time import FLOORS


def everybody_answered(view: CaseView, answers: Sequence[Event], on: date) -> bool:
    """Whether nobody of the family still has time to use: each parent in education law has answered for themselves, or an
    officer recorded that all have. One parent's answer takes nothing from the other."""
    if not answers or any(e.fields.get("by_everybody") for e in answers):
        return bool(answers)
    child = view.case.child
    family = {r.person_id for r in parents_of(view.viewer, child, on)} if child and not rights_passed(child, on) else set()
    return len(family) <= 1 or family <= people_who_recorded(view.case.pk, [UUID(e.id) for e in answers if e.id])


CEASED = "plan-ceased"


def _ceased_where_it_is_protected(view: CaseView, on: date) -> bool:
    ends = Recorded.objects.filter(
        visible(view.viewer, "read", shape=OF_AN_EVENT), case__child=view.case.child_id, case__pathway="plan-cessation", event=CEASED, on__lte=on
    )
    return view.case.child_id is not None and ends.exclude(Exists(corrections_of_it())).exists()


def too_early(view: CaseView, slug: str, on: date, ignoring: UUID | None = None) -> str | None:
    """Why this cannot be recorded for that day, with the day from which it can."""
    floor = FLOORS.get(slug)
    if floor is None:
        return None
    if slug == CEASED and floor.clock not in view.pathway.clock_titles:
        # Only the case on which it was decided knows of the appeal, and what is hidden of it is not told here.
        if _ceased_where_it_is_protected(view, on):
            return None
        return f"{floor.why}. Record it on the case of ceasing the plan, which counts that time: it then ends the review too"
    then = read_case(view.viewer, view.case, view.whole.without(ignoring), on, None)
    running = [s for _, s in then.reader.states if s.clock == floor.clock and s.status(on) == "running"]
    for state in running:
        if floor.answer and everybody_answered(view, [e for e in then.reader.events if e.event == floor.answer and state.started <= e.on], on):
            continue
        if state.due is None or key_of(state) in then.kept_back:
            # An appeal that the viewer may not know of is not told of by what it holds up, nor by its day.
            over = "that time is over" if view.whole.hidden else "the appeal is decided"
            return f"{floor.why}. You can record {floor.what} once {over}"
        after = full_day(state.due + timedelta(days=1))
        answered = ", or once everybody of the family has answered" if floor.answer else ""
        return f"{floor.why}: until {full_day(state.due)}. You can record {floor.what} from {after}{answered}"
    return None
