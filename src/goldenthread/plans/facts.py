"""What letters about a plan must say: whom they go to, and the dates that would follow. No day is counted here: the engine
replays the case with the event that is about to be recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from goldenthread.access.models import User
from goldenthread.access.viewer import Viewer
from goldenthread.cases.actions import NewEvent
from goldenthread.cases.models import Case
from goldenthread.cases.plain_sql import identities
from goldenthread.cases.projection import calendar_of
from goldenthread.cases.queries_case import CaseView
from goldenthread.engine.calendar import working_days_within
from goldenthread.engine.events import Event, effective
from goldenthread.engine.explain import full_day
from goldenthread.engine.replay import Reader
from goldenthread.pathways import PATHWAYS
from goldenthread.people.models import Practitioner

_FAMILY = """
select r.owner_id, r.child_id, p.forename, p.surname, p.email
from people_relationship r join people_person p on p.id = r.person_id
where r.child_id = %(child)s and (r.parental_responsibility or r.has_care)
  and %(on)s between r.valid_from and coalesce(r.valid_to, 'infinity')
order by r.id
"""


@dataclass(frozen=True)
class Addressee:
    """Somebody to whom a letter goes. Each gets a message of their own, so that no parent reads another's address."""

    name: str
    email: str


def family_of(viewer: Viewer, case: Case, on: date) -> list[Addressee]:
    """Those to whom the law has the authority write: the young person once the rights have passed, else the parents."""
    child = case.child
    assert child is not None
    with connection.cursor() as cursor:
        cursor.execute("select access_rights_pass_on(%s) <= %s", [child.date_of_birth, on])
        passed = cursor.fetchone()[0]
    if passed:
        user = User.objects.filter(child=child.pk, is_active=True).first()
        return [Addressee(f"{child.forename} {child.surname}", user.email if user else "")]
    found = identities(viewer, _FAMILY, child=child.pk, on=on)
    return [Addressee(f"{forename} {surname}".strip(), email) for forename, surname, email in found]


def served_on(family: Sequence[Addressee], sent: date) -> date:
    """Email is served the same day; first-class post is taken to be on the second working day after posting, and the
    family's days then begin with the later of the two."""
    return sent if family and all(a.email for a in family) else working_days_within(2, sent)


def reader_with(view: CaseView, *new: NewEvent) -> Reader:
    """The case as it would be with these events."""
    last = view.last_number
    coming = [Event(n.event, n.on, last + i, dict(n.fields), id=f"to-be-{i}") for i, n in enumerate(new, 1) if n.on]
    return Reader(view.pathway, effective([*view.journal, *coming]), calendar_of(view.case.closures))


def due(reader: Reader, clock: str) -> date | None:
    """The last day of the newest clock of this name that stands open, else of the newest."""
    states = [s for _, s in reader.states if s.clock == clock]
    states.sort(key=lambda s: (s.stopped is None, s.started))
    return states[-1].due if states else None


def review_by(made: date) -> date | None:
    """The last day for the plan's first review (s.44(1))."""
    return due(Reader(PATHWAYS["annual-review"], [Event("plan-made", made, 1)]), "complete-review")


def said(day: date | None) -> str:
    return full_day(day) if day else ""


def practitioner_of(user: UUID) -> Practitioner | None:
    """The person of the directory behind a user: what is sent goes to their own address."""
    found = User.objects.filter(pk=user, is_active=True).select_related("practitioner__organisation").first()
    return found.practitioner if found else None
