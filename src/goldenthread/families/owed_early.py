"""What is owed to families whose step failed, in the list of work of their case officer and on the page of the case: a first contact with the offer to
put it right, and a talk with whoever wants that. Both limits are the area's own."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from operator import itemgetter
from uuid import UUID

from goldenthread.access.policy import Record, may
from goldenthread.access.rules import OFFICERS
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case
from goldenthread.cases.plain_sql import cases_where, rows
from goldenthread.cases.queries_clocks import ClockFacts
from goldenthread.cases.queries_work import Elsewhere, Said, Task
from goldenthread.families.early import CONTACT, TALK, Broken, broken_among, offers_seen
from goldenthread.families.models import EarlyOffer
from goldenthread.families.queries import officer_bodies
from goldenthread.pathways.common.early_resolution import contact_by
from goldenthread.pathways.common.rights import DISPUTE
from goldenthread.web.addresses import address

_OFFERED = "select owner_id, child_id, offered_on from families_earlyoffer where child_id = any(%(children)s)"


def contacts(viewer: Viewer, on: date, clocks: Iterable[tuple[Case, ClockFacts]]) -> list[Task]:
    """Of the children of these clocks for whom the viewer is the officer: who is to be offered to put right what failed."""
    bodies, children = officer_bodies(viewer), set(_children(viewer))
    found = broken_among(((c, k) for c, k in clocks if c.child_id in children and c.owner_id in bodies), on)
    told = _told(viewer, {b.case.child_id for b in found if b.case.child_id}) if found else {}
    first: dict[UUID, Task] = {}
    # One contact for each child, whatever failed: by the case on which something failed first. What failed after an offer was made calls for another.
    for broken in found:
        child, due = broken.case.child_id, broken.clock.due
        if child is not None and child not in first and due is not None and due >= told.get(child, date.min):
            first[child] = _contact(viewer, broken)
    return list(first.values())


def _told(viewer: Viewer, children: Collection[UUID]) -> dict[UUID, date]:
    """The last day on which it was offered for each of these children, where it was."""
    offers = [(child, on) for owner, child, on in rows(_OFFERED, children=sorted(children)) if may(viewer, "read", DISPUTE, Record(owner=owner, child=child))]
    return dict(sorted(offers, key=itemgetter(1)))


def _contact(viewer: Viewer, broken: Broken) -> Task:
    assert broken.clock.due is not None
    assert viewer.id is not None
    clock = ClockFacts(broken.case.pk, CONTACT, "", broken.clock.due, contact_by(broken.clock.due), None, None, None, "", "local", False, "authority")
    said = Said("Offer the family to put it right", address("offer-early", broken.case.child_id), broken.words, viewer.name, viewer.id)
    return Task(clock, broken.case, broken.case.child, mine=True, said=said)


def _children(viewer: Viewer) -> list[UUID]:
    return sorted({a.child for a in viewer.allocated if a.part in OFFICERS})


def _talks(viewer: Viewer, on: date, case: UUID | None) -> list[Task]:
    """With families of those children that said yes and have heard nothing yet."""
    if not officer_bodies(viewer) or viewer.id is None:
        return []
    found = offers_seen(viewer).filter(child__in=_children(viewer), answer=EarlyOffer.Answer.ACCEPTED, contacted_on=None, offered_by=None)
    if case is not None:
        found = found.filter(failed_case=case)
    keys = [o.failed_case for o in found]
    cases = {c.pk: c for c in cases_where("c.id = any(%(cases)s)", cases=keys)} if keys else {}
    return [
        Task(
            ClockFacts(o.failed_case, TALK, str(o.pk), o.answered_on, contact_by(o.answered_on), None, None, None, "", "local", False, "authority"),
            cases[o.failed_case], o.child, mine=True,
            said=Said("Talk with the family: it wants this put right early", address("early-offer", o.pk), o.failed_words.splitlines()[0], viewer.name, viewer.id),
        )
        for o in found
        if o.failed_case in cases and o.answered_on
    ]  # fmt: skip


_ACCEPTED = "from families_earlyoffer where child_id = any(%(children)s) and answer = 'accepted' and contacted_on is null and offered_by is null"
OWED = Elsewhere(_talks, _ACCEPTED, _ACCEPTED + " and failed_case = %(case)s")
