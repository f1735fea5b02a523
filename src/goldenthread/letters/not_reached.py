"""Those whom no way reached: owed by a named person, who finds out how they are and how they can be told."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import Q, QuerySet

from goldenthread.access.policy import IDENTITY, OF_A_CHILD, Record, Refused, may, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case
from goldenthread.cases.queries_clocks import CASE, ClockFacts
from goldenthread.cases.queries_work import Elsewhere, Said, Task, covered_by
from goldenthread.letters.models import NotReached
from goldenthread.letters.reach import wish_of
from goldenthread.web.addresses import address

LEADS = ("la-send-manager", "health-service-manager")
FINDS = ("la-send-caseworker", "health-practitioner", *LEADS)


def _open(viewer: Viewer) -> QuerySet[NotReached]:
    """Of the bodies for which the viewer works; never the family's own."""
    bodies = sorted({r.organisation for r in viewer.roles if r.slug in FINDS and r.organisation})
    return NotReached.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY), done_on=None, owner__in=bodies).select_related("child")


def owed(viewer: Viewer, on: dt.date, case: UUID | None) -> list[Task]:
    """The viewer's own and of whom they cover; with a manager also what nobody has. Of one case, everybody's."""
    if viewer.practitioner is None or viewer.id is None or not viewer.holds(*FINDS):
        return []
    mine = Q(to__in=[viewer.practitioner, *covered_by(viewer.practitioner, on)])
    if viewer.holds(*LEADS):
        mine |= Q(to=None)
    found = list(_open(viewer).filter(Q(case=case) if case else mine))
    cases = {c.pk: c for c in Case.objects.filter(visible(viewer, "status", shape=CASE), pk__in=[n.case for n in found if n.case])} if found else {}
    return [
        Task(
            ClockFacts(n.case or n.pk, "find-family", str(n.pk), n.made_on, n.due, None, None, None, "", "local", False, "authority"), cases.get(n.case) if n.case else None, n.child, mine=True,
            said=Said(f"Find out how {n.for_name} can be told", address("not-reached", n.pk), f"{n.get_why_display()}.", *((viewer.name, viewer.id) if n.to == viewer.practitioner else (n.to_name or "A manager", n.to or n.pk))),
        )
        for n in found
    ]  # fmt: skip


def seen(viewer: Viewer, key: UUID) -> NotReached | None:
    return _open(viewer).filter(pk=key).first()


def unsafe_ways(found: NotReached) -> frozenset[str]:
    """Ways that the person has said are not safe for them."""
    return wish_of(found.child_id, found.for_user).unsafe


def done(viewer: Viewer, found: NotReached, outcome: str, on: dt.date) -> None:
    """Raises Refused where somebody else has done it meanwhile."""
    if not may(viewer, "read", IDENTITY, Record(owner=found.owner_id, child=found.child_id, case=found.case)):
        raise Refused
    if not NotReached.objects.filter(pk=found.pk, done_on=None).update(done_on=on, done_by_name=viewer.name[:100], outcome=outcome):
        raise Refused


_OPEN = "from letters_notreached where done_on is null"
OWED = Elsewhere(owed, _OPEN + ' and ("to" = any(%(whose)s) or "to" is null)', _OPEN + ' and "case" = %(case)s')
