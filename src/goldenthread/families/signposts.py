"""Suggesting help of the Local Offer to a family, and what became of it. Anybody at work who may read what passes with the family can."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from goldenthread.access.policy import OF_A_CHILD, Record, Refused, may, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.plain_sql import rows
from goldenthread.engine.calendar import age_on
from goldenthread.families.models import Signpost
from goldenthread.offer.directory import Asked, Entry, listing, shown
from goldenthread.offer.models import Attribute, TaxonomyTerm
from goldenthread.people.kinds import MESSAGES
from goldenthread.people.models import Child
from goldenthread.science.small_numbers import FEWER, UNTOLD, few, told_within
from goldenthread.web.turns import one_at_a_time


def may_suggest(viewer: Viewer, child: Child) -> bool:
    # A record that was opened outside one's work is read only.
    of_it = child.pk in viewer.parented | viewer.parented_with_rights_passed | viewer.opened | {viewer.child}
    return viewer.id is not None and not of_it and may(viewer, "read", MESSAGES, Record(owner=child.owner_id, child=child.pk, sealed=child.sealed))


def suggested_to(viewer: Viewer, child: UUID) -> QuerySet[Signpost]:
    return Signpost.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=MESSAGES), child=child).order_by("-at")


_LIVES = """
select d.name, d.locality from people_child c join people_postcode p on p.postcode = c.postcode join people_district d on d.code = p.district_id where c.id = %(child)s
"""


def found_for(child: Child, text: str, on: dt.date) -> list[Entry]:
    """The first page of the Local Offer for what somebody looks for, of the child's age and district."""
    district = next((name for name, _ in rows(_LIVES, child=child.pk)), "")
    years = age_on(child.date_of_birth, on) if child.date_of_birth else None
    return listing(Asked(q=text, near=district, age=years), on).entries


@transaction.atomic
def suggest(viewer: Viewer, child: Child, service: UUID, on: dt.date) -> Signpost:
    """Suggests an entry that is shown today; the same one twice on a day is one."""
    entry = shown(on).filter(pk=service).first()
    if entry is None or viewer.id is None or not may_suggest(viewer, child):
        raise Refused
    one_at_a_time(f"signpost {child.pk} {service}")
    before = Signpost.objects.filter(child=child.pk, service=service, on=on).first()
    if before is not None:
        return before
    needs = list(Attribute.objects.filter(service=service, taxonomy_term__taxonomy__slug="need").order_by("taxonomy_term__place").values_list("taxonomy_term__code", flat=True))
    locality = next((place for _, place in rows(_LIVES, child=child.pk)), "")
    made = Signpost(child=child, owner_id=child.owner_id, service=service, service_name=entry.name, needs=needs, locality=locality, by=viewer.id, by_name=viewer.name[:100], on=on)
    Signpost.objects.bulk_create([made])
    return made


@transaction.atomic
def say_taken_up(viewer: Viewer, signpost: UUID, taken_up: bool, helped: bool | None, on: dt.date) -> None:
    ((said,),) = rows("select families_say_taken_up(%(key)s, %(taken)s, %(helped)s, %(on)s)", key=signpost, taken=taken_up, helped=helped if taken_up else None, on=on)
    if not said:
        raise Refused


@dataclass(frozen=True)
class Uptake:
    """How often something was suggested, to how many children; what families said of it."""

    title: str
    children: int
    taken: int
    helped: int
    said: int

    @property
    def numbers(self) -> tuple[str, str, str, str]:
        """Suggested, said, used and helped, as they may be shown: each lies within the one before it."""
        parts = (self.said, self.taken, self.helped)
        if few(self.children):
            return (FEWER, UNTOLD, UNTOLD, UNTOLD)
        said = [str(n) if told else UNTOLD for n, told in zip(parts, told_within(self.children, parts), strict=True)]
        return (str(self.children), said[0], said[1], said[2])


READS_UPTAKE = ("la-send-manager", "icb-commissioner", "dco")


def uptake(viewer: Viewer) -> dict[str, list[Uptake]]:
    """By service, locality and need, most suggested first: of the children whose records the viewer reads; for who commissions, of the
    area's, in numbers alone."""
    if not viewer.holds("la-send-manager"):
        counted: dict[str, list[Uptake]] = {"Service": [], "Locality": [], "Need": []}
        for kind, *told in rows("select * from families_uptake()"):
            counted[kind].append(Uptake(*told))
        return {title: sorted(of, key=lambda u: (-u.children, u.title)) for title, of in counted.items()}
    names = dict(TaxonomyTerm.objects.filter(taxonomy__slug="need").values_list("code", "name"))
    groups: dict[str, dict[str, list[Signpost]]] = {"Service": defaultdict(list), "Locality": defaultdict(list), "Need": defaultdict(list)}
    for s in Signpost.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=MESSAGES)):
        groups["Service"][s.service_name].append(s)
        groups["Locality"][s.locality or "Not known"].append(s)
        for need in s.needs:
            groups["Need"][names.get(need, need)].append(s)
    return {title: sorted((_uptake(name, of) for name, of in found.items()), key=lambda u: (-u.children, u.title)) for title, found in groups.items()}


def _uptake(title: str, of: list[Signpost]) -> Uptake:
    def children(kept: list[Signpost]) -> int:
        return len({s.child_id for s in kept})

    return Uptake(title, children(of), children([s for s in of if s.taken_up]), children([s for s in of if s.helped]), children([s for s in of if s.said_on]))
