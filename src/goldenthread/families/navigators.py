"""The caseload of the council's SEND navigators: families that they help, with a next step and notes. The council's navigators and casework read
it; nothing of it is a limit, and nothing of it moves one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from goldenthread.access.policy import Refused
from goldenthread.access.queries import holders
from goldenthread.access.viewer import Viewer
from goldenthread.cases.queries_clocks import ClockFacts
from goldenthread.cases.queries_work import Elsewhere, Said, Task
from goldenthread.families.models import Navigation, NavigatorNote
from goldenthread.families.queries import officer_bodies
from goldenthread.people.models import Child
from goldenthread.web.addresses import address
from goldenthread.web.turns import one_at_a_time

ROLE = "send-navigator"
STEP = "next-step-of-navigator"


def navigates_for(viewer: Viewer) -> UUID | None:
    """The council whose navigator the viewer is."""
    return viewer.body_as(ROLE)


def bodies_read(viewer: Viewer) -> list[UUID]:
    own = navigates_for(viewer)
    return sorted({*officer_bodies(viewer), *([own] if own else [])})


def navigations(viewer: Viewer) -> QuerySet[Navigation]:
    """Those of the viewer's council, open ones first, by the day of their next step; none of a child whose record is sealed."""
    found = Navigation.objects.filter(Q(child=None) | Q(child__sealed=False), owner__in=bodies_read(viewer)).select_related("child")
    return found.order_by(F("closed_on").desc(nulls_first=True), "next_on", "opened_on")


def colleagues(viewer: Viewer, on: date) -> list[tuple[str, str]]:
    return holders(ROLE, navigates_for(viewer), on)


@transaction.atomic
def begin(viewer: Viewer, *, child: Child | None, family: str, contact: str, about: str, asked: str, next_step: str, next_on: date, on: date) -> Navigation:
    council = navigates_for(viewer)
    if council is None or viewer.id is None or (child is not None and child.owner_id != council):
        raise Refused
    one_at_a_time(f"navigation by {viewer.id}")
    given = {"child": child, "owner_id": council, "navigator": viewer.id, "family": family, "contact": contact, "about": about, "asked": asked, "opened_on": on}
    # The same family with the same words on the same day is the same press of the button, whose answer was lost: it is counted once, with the next step as it is said now.
    if known := Navigation.objects.filter(**given, closed_on=None).first():
        Navigation.objects.filter(pk=known.pk).update(next_step=next_step, next_on=next_on)
        return known
    made = Navigation(**given, navigator_name=viewer.name[:100], next_step=next_step, next_on=next_on)
    Navigation.objects.bulk_create([made])
    return made


@transaction.atomic
def write(viewer: Viewer, found: Navigation, *, text: str, next_step: str, next_on: date, on: date) -> None:
    if navigates_for(viewer) != found.owner_id or found.closed_on or viewer.id is None:
        raise Refused
    NavigatorNote.objects.bulk_create([NavigatorNote(navigation=found, owner_id=found.owner_id, on=on, text=text, by=viewer.id, by_name=viewer.name[:100])])
    Navigation.objects.filter(pk=found.pk).update(next_step=next_step, next_on=next_on)


def hand_over(viewer: Viewer, found: Navigation, to: str, on: date) -> None:
    name = dict(colleagues(viewer, on)).get(to)
    if name is None or navigates_for(viewer) != found.owner_id:
        raise Refused
    Navigation.objects.filter(pk=found.pk, closed_on=None).update(navigator=to, navigator_name=name)


def close(viewer: Viewer, found: Navigation, outcome: str, on: date) -> None:
    if navigates_for(viewer) != found.owner_id or outcome not in Navigation.Outcome.values:
        raise Refused
    Navigation.objects.filter(pk=found.pk, closed_on=None).update(closed_on=on, outcome=outcome, next_on=None)


def owed(viewer: Viewer, on: date, case: UUID | None) -> list[Task]:
    """The next step of each family of the navigator's own, in their list of work."""
    if case is not None or viewer.id is None or navigates_for(viewer) is None:
        return []
    return [
        Task(
            ClockFacts(n.pk, STEP, "", n.opened_on, n.next_on, None, None, None, "", "local", False, ROLE), None, n.child, mine=True,
            said=Said(n.next_step or "Next step", address("navigation", n.pk), n.get_about_display(), viewer.name, viewer.id, n.family),
        )
        for n in navigations(viewer).filter(navigator=viewer.id, closed_on=None)
    ]  # fmt: skip


OWED = Elsewhere(owed, "from families_navigation where navigator = %(user)s and closed_on is null")
