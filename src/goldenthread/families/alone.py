"""Children whose every parent is barred. A notice has nobody to go to by itself, and the law still gives it to the child's parent: Education
Act 1996 s.576 makes everybody with parental responsibility or care a parent, and a bar takes none of that. So a person finds out who else is
one, or who decides, and looks again by a day; until then it stands in their list of work."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from goldenthread.access.policy import IDENTITY, OF_A_CHILD, Refused, visible
from goldenthread.access.rules import OFFICERS
from goldenthread.access.viewer import Viewer
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_clocks import ClockFacts
from goldenthread.cases.queries_work import Elsewhere, Said, Task
from goldenthread.families.models import WhoSpeaks
from goldenthread.families.queries import officer_bodies
from goldenthread.people.models import Bar, Child
from goldenthread.science.promises import promised
from goldenthread.web.addresses import address
from goldenthread.web.turns import one_at_a_time

AHEAD = dt.timedelta(days=14)
"""How long before its day a look again stands in the list of work."""
LONGEST = dt.timedelta(days=183)
"""How far away it may be: twice in a year, as a child in care is reviewed."""


@dataclass(frozen=True)
class Alone:
    """A child without anybody to write to: since when, what was found of it, and by when somebody looks."""

    child: Child
    since: dt.date
    newest: WhoSpeaks | None
    due: dt.date


def alone(viewer: Viewer, child: UUID) -> Alone | None:
    """Nothing where somebody can be written to."""
    return next(iter(_alone(viewer, [child])), None)


def _alone(viewer: Viewer, children: list[UUID] | None = None) -> list[Alone]:
    bodies = sorted(officer_bodies(viewer))
    bars = Bar.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY), owner__in=bodies, ended_at=None).select_related("child")
    bars = bars if children is None else bars.filter(child__in=children)
    since: dict[UUID, Bar] = {}
    for b in bars.order_by("recorded_at"):
        since[b.child_id] = b
    found = [since[child] for (child,) in rows("select c from unnest(%(children)s::uuid[]) c where families_all_barred(c)", children=sorted(since))] if since else []
    newest = {w.child_id: w for w in WhoSpeaks.objects.filter(child__in=[b.child_id for b in found]).order_by("at")} if found else {}
    told = []
    for b in found:
        w = newest.get(b.child_id)
        w = w if w is not None and w.at > b.recorded_at else None
        told.append(Alone(b.child, b.valid_from, w, w.again_on if w else promised("find-who-speaks").after(b.valid_from)))
    return told


@transaction.atomic
def record(viewer: Viewer, child: Child, *, found: str, words: str, again_on: dt.date, on: dt.date) -> None:
    """In the viewer's own name. What they found last, sent again from the same form, is not found twice."""
    if viewer.id is None or child.owner_id not in officer_bodies(viewer):
        raise Refused
    one_at_a_time(f"who speaks for {child.pk}")
    given = {"found": found, "words": words, "again_on": again_on, "on": on, "by": viewer.id}
    if WhoSpeaks.objects.filter(child=child).order_by("-at").values(*given).first() == given:
        return
    WhoSpeaks.objects.bulk_create([WhoSpeaks(child=child, owner_id=child.owner_id, found=found, words=words, again_on=again_on, on=on, by=viewer.id, by_name=viewer.name[:100])])


def owed(viewer: Viewer, on: dt.date, case: UUID | None) -> list[Task]:
    """Of children whose officer the viewer is; with a manager, also of children who have none."""
    if case is not None or not officer_bodies(viewer) or viewer.id is None:
        return []
    own = {a.child for a in viewer.allocated if a.part in OFFICERS}
    found = _alone(viewer)
    if viewer.holds("la-send-manager"):
        own |= {child for (child,) in rows(_NO_OFFICER, children=[a.child.pk for a in found], on=on)}
    return [
        Task(
            ClockFacts(a.child.pk, "find-who-speaks", str(a.child.pk), a.newest.on if a.newest else a.since, a.due, None, None, None, "", "local", False, "authority"), None, a.child, mine=True,
            said=Said(f"Find out who speaks for {a.child.forename}" + (" now" if a.newest else ""), address("family-access", a.child.pk), "Every parent on the record is barred", viewer.name, viewer.id),
        )
        for a in found
        if a.child.pk in own and (a.newest is None or a.due - on <= AHEAD)
    ]  # fmt: skip


_WITHOUT = """not exists (
    select 1 from people_allocation a where a.child_id = c and a.role = 'la-send-caseworker' and %(on)s between a.valid_from and coalesce(a.valid_to, 'infinity'))"""
_NO_OFFICER = f"select c from unnest(%(children)s::uuid[]) c where {_WITHOUT}"  # noqa: S608 - our own words
OWED = Elsewhere(owed, f"from people_bar b cross join lateral (select b.child_id) of (c) where b.ended_at is null and (c = any(%(children)s) or {_WITHOUT}) and families_all_barred(c)")
