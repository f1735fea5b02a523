"""Time that nobody can take from a family: what may not be recorded by a person until it has passed, or been used.

An importer accepts and reports such an entry, because it happened; a person who is about to do it is stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from goldenthread.cases.queries_case import CaseView, read_case
from goldenthread.engine.explain import full_day


@dataclass(frozen=True)
class Floor:
    clock: str
    answer: str | None
    why: str
    what: str


FLOORS = {
    # SEND Regulations 2014 r.13(1)(a)
    "final-plan-issued": Floor(
        "draft-representations",
        "representations-received",
        "The family has 15 days to answer the draft plan (SEND Regulations 2014, regulation 13(1)(a))",
        "the final plan",
    ),
    # SEND Regulations 2014 r.22(2)(c)
    "amended-plan-issued": Floor(
        "amendment-representations",
        "representations-received",
        "The family has 15 days to answer the proposed changes (SEND Regulations 2014, regulation 22(2)(c))",
        "the amended plan",
    ),
    # Children and Families Act 2014 s.45(4)
    "plan-ceased": Floor(
        "keep-plan",
        None,
        "The plan stays in force while the family can still appeal, or an appeal is undecided "
        "(Children and Families Act 2014, section 45(4))",
        "that the plan ceased",
    ),
}


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
        if state.due is None:
            # An appeal that the viewer may not know of is not told of by what it holds up.
            over = "that time is over" if view.whole.hidden else "the appeal is decided"
            return f"{floor.why}. You can record {floor.what} once {over}"
        after = full_day(state.due + timedelta(days=1))
        answered = ", or once their answer is recorded" if floor.answer else ""
        return f"{floor.why}: until {full_day(state.due)}. You can record {floor.what} from {after}{answered}"
    return None
