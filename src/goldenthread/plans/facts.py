"""The dates that letters about a plan tell of. No day is counted here: the engine replays the case with the event that is
about to be recorded."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from goldenthread.access.models import User
from goldenthread.assessments.notice_facts import notice_dates
from goldenthread.cases.actions import NewEvent
from goldenthread.cases.projection import calendar_of
from goldenthread.cases.queries_case import CaseView
from goldenthread.engine.events import Event, effective
from goldenthread.engine.replay import Reader
from goldenthread.pathways import PATHWAYS
from goldenthread.people.models import Practitioner


def reader_with(view: CaseView, *new: NewEvent) -> Reader:
    """The case as it would be with these events."""
    last = view.last_number
    coming = [Event(n.event, n.on, last + i, dict(n.fields), id=f"to-be-{i}") for i, n in enumerate(new, 1) if n.on]
    return Reader(view.pathway, effective([*view.journal, *coming]), calendar_of(view.case.closures))


def due(reader: Reader, clock: str) -> date | None:
    """The last day of the newest clock of this name."""
    states = [s for _, s in reader.states if s.clock == clock]
    return max(states, key=lambda s: s.started).due if states else None


def first_due(reader: Reader, clock: str) -> date | None:
    """The earliest last day among the open clocks of this name: a second notice sets a limit of its own and moves no earlier one."""
    return min((s.due for _, s in reader.states if s.clock == clock and s.stopped is None and s.due), default=None)


def dates_of_notice(view: CaseView, sent: str | None, on: date) -> dict[str, date]:
    """The days that a notice tells of once it is sent, or as the case stands: see assessments.notice_facts."""
    return notice_dates(view.pathway, effective(view.journal), sent, on, calendar_of(view.case.closures))


def review_by(made: date) -> date | None:
    """The last day for the first review of a plan made by an assessment (s.44(1)); the case of a reassessment has a clock of its own
    (r.27(4))."""
    return due(Reader(PATHWAYS["annual-review"], [Event("plan-made", made, 1)]), "complete-review")


def practitioner_of(user: UUID) -> Practitioner | None:
    """The person of the directory behind a user: what is sent goes to their own address."""
    found = User.objects.filter(pk=user, is_active=True).select_related("practitioner__organisation").first()
    return found.practitioner if found else None
