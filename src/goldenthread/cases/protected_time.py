"""A person who is about to take a family's protected time is stopped. An importer accepts and reports such an entry,
because it happened."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from goldenthread.cases.queries_case import CaseView, read_case
from goldenthread.cases.resting import key_of
from goldenthread.engine.explain import full_day
from goldenthread.pathways.common.protected_time import FLOORS


def too_early(view: CaseView, slug: str, on: date, ignoring: UUID | None = None) -> str | None:
    """Why this cannot be recorded for that day, with the day from which it can."""
    floor = FLOORS.get(slug)
    if floor is None:
        return None
    then = read_case(view.viewer, view.case, view.whole.without(ignoring), on, None)
    running = [s for _, s in then.reader.states if s.clock == floor.clock and s.status(on) == "running"]
    for state in running:
        if floor.answer and any(e.event == floor.answer and state.started <= e.on for e in then.reader.events):
            continue
        if state.due is None or key_of(state) in then.kept_back:
            # An appeal that the viewer may not know of is not told of by what it holds up, nor by its day.
            over = "that time is over" if view.whole.hidden else "the appeal is decided"
            return f"{floor.why}. You can record {floor.what} once {over}"
        after = full_day(state.due + timedelta(days=1))
        answered = ", or once their answer is recorded" if floor.answer else ""
        return f"{floor.why}: until {full_day(state.due)}. You can record {floor.what} from {after}{answered}"
    return None
