"""Whose own word an event is, by the first wall; the second asks the same of the same table: see walls and `cases_speaks`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from goldenthread.access.models import User
from goldenthread.access.policy import IDENTITY, OF_A_CHILD, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Event
from goldenthread.cases.parties import CONFIRMED, FAMILY, HEALTH_ADVICE, OWN_WORD, Party, familys_word, own_advice
from goldenthread.pathways.common.contributors import KIND_OF_ADVICE
from goldenthread.people.models import Child, Organisation, Relationship, in_force


def own_word(viewer: Viewer, case: UUID, event: str, about: str | None, fields: Mapping[str, Any]) -> str | None:
    """The kind of data that a party writes, where the event is that party's own answer: on advice, on its part of a
    draft, as the family, as a setting or as the ICB. Their own pages record it, and no form of the journal's."""
    if event == CONFIRMED and about:
        return KIND_OF_ADVICE.get(about, HEALTH_ADVICE)
    if party := FAMILY if familys_word(event, about) else OWN_WORD.get(event):
        return party.kind if speaks(viewer, party, case, str(fields.get(party.body, ""))) else None
    return own_advice(event, about)


def speaks(viewer: Viewer, party: Party, case: UUID, code: str) -> bool:
    """Whether the viewer is this party on a case; `code` is of the organisation that the event names."""
    bodies = [role.organisation for role in viewer.roles if role.slug in party.roles]
    if party.body and not Organisation.objects.filter(pk__in=[b for b in bodies if b], code=code).exists():
        return False
    if party.after:
        asked = Event.objects.filter(case=case, event=party.after, about=code).values_list("id", flat=True)
        corrected = Event.objects.filter(case=case, event="corrected").values_list("fields", flat=True)
        withdrawn = {str(fields.get("event_id")) for fields in corrected}
        return any(str(key) not in withdrawn for key in asked)
    return bool(bodies)


def parents_of(viewer: Viewer, child: Child, on: dt.date) -> list[Relationship]:
    """The child's parents in education law (Education Act 1996 s.576), once each, in the order in which they were entered."""
    rows = (
        Relationship.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY), in_force(on), child=child)
        .filter(Q(parental_responsibility=True) | Q(has_care=True))
        .select_related("person")
        .order_by("id")
    )
    return list({r.person_id: r for r in rows}.values())


def rights_passed(child: Child, on: dt.date) -> bool:
    """Whether education rights are the young person's own by that day."""
    passes = rights_pass_on(child)
    return passes is not None and passes <= on


def rights_pass_on(child: Child) -> dt.date | None:
    """The day from which education rights are the young person's own; none where nobody knows when they were born."""
    if child.date_of_birth is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("select access_rights_pass_on(%s)", [child.date_of_birth])
        passes: dt.date = cursor.fetchone()[0]
        return passes


def people_who_recorded(case: UUID, events: Iterable[UUID]) -> set[UUID]:
    """The people of a family who recorded these events of a case themselves."""
    by = Event.objects.filter(case=case, pk__in=list(events)).values_list("by", flat=True)
    users = [who.removeprefix("user:") for who in by if who.startswith("user:")]
    return set(User.objects.filter(pk__in=users, person__isnull=False).values_list("person_id", flat=True))


def responsible_icb(child: UUID, on: dt.date) -> Organisation | None:
    """The ICB responsible for a child on a day (DESIGN: the GP's; a child in care placed elsewhere follows the placing
    body), or None where the record does not say. The rule itself is `cases_icb_of`, which the second wall asks as well."""
    with connection.cursor() as cursor:
        cursor.execute("select cases_responsible_icb(%s, %s)", [child, on])
        found = cursor.fetchone()[0]
    return Organisation.objects.get(pk=found) if found else None
