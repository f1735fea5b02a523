"""Whose own word an event is, by the first wall; the second asks the same of the same table: see walls and `cases_speaks`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Event
from goldenthread.cases.parties import CONFIRMED, FAMILY, FAMILYS_VIEWS, HEALTH_ADVICE, OWN_WORD, Party, own_advice
from goldenthread.pathways.common.contributors import KIND_OF_ADVICE
from goldenthread.people.models import Organisation


def own_word(viewer: Viewer, case: UUID, event: str, about: str | None, fields: Mapping[str, Any]) -> str | None:
    """The kind of data that a party writes, where the event is that party's own answer: on advice, on its part of a
    draft, as the family, as a setting or as the ICB. Their own pages record it, and no form of the journal's."""
    if event == CONFIRMED and about:
        return KIND_OF_ADVICE.get(about, HEALTH_ADVICE)
    if party := FAMILY if (event, about) == FAMILYS_VIEWS else OWN_WORD.get(event):
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
