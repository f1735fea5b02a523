"""A person who is about to take a family's protected time is stopped. An importer accepts and reports such an entry,
because it happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from goldenthread.cases.queries_case import CaseView, read_case
from goldenthread.cases.queries_parties import parents_of, people_who_recorded, rights_passed
from goldenthread.cases.queries_standing import ceased_by
from goldenthread.cases.resting import key_of
from goldenthread.engine.events import Event
from goldenthread.engine.explain import full_day
from goldenthread.pathways.common.protected_time import FLOORS, begun, is_over


def everybody_answered(view: CaseView, answers: Sequence[Event], on: date) -> bool:
    """Whether nobody of the family still has time to use: each parent in education law has answered for themselves, or an
    officer recorded that all have. One parent's answer takes nothing from the other."""
    if not answers or any(e.fields.get("by_everybody") for e in answers):
        return bool(answers)
    child = view.case.child
    family = {r.person_id for r in parents_of(view.viewer, child, on)} if child and not rights_passed(child, on) else set()
    return len(family) <= 1 or family <= people_who_recorded(view.case.pk, [UUID(e.id) for e in answers if e.id])


CEASED = "plan-ceased"


def too_early(view: CaseView, slug: str, on: date, ignoring: UUID | None = None) -> str | None:
    """Why this cannot be recorded for that day, with the day from which it can."""
    floor = FLOORS.get(slug)
    if floor is None:
        return None
    if slug == CEASED and floor.clock not in view.pathway.clock_titles:
        # Only the case on which it was decided knows of the appeal, and what is hidden of it is not told here.
        if ceased_by(view.viewer, view.case.child_id, on):
            return None
        return f"{floor.why}. Record it on the case of ceasing the plan, which counts that time: it then ends the review too"
    then = read_case(view.viewer, view.case, view.whole.without(ignoring), on, None)
    running = [s for _, s in then.reader.states if s.clock == floor.clock and s.status(on) == "running"]
    for state in running:
        since = begun(floor, then.reader.events, state.started)
        if floor.answer and everybody_answered(view, [e for e in then.reader.events if e.event == floor.answer and since <= e.on], on):
            continue
        if is_over(floor, then.reader.events, state.started):
            continue
        if state.due is None or key_of(state) in then.kept_back:
            # An appeal that the viewer may not know of is not told of by what it holds up, nor by its day.
            over = "that time is over" if view.whole.hidden else "the appeal is decided"
            return f"{floor.why}. You can record {floor.what} once {over}"
        after = full_day(state.due + timedelta(days=1))
        answered = ", or once everybody of the family has answered" if floor.answer else ""
        return f"{floor.why}: until {full_day(state.due)}. You can record {floor.what} from {after}{answered}"
    return None
