"""What is owed to families whose step failed, in the list of work of their case officer: a first contact with the offer to put it right, and
a talk with whoever wants that. Both limits are the area's own."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from goldenthread.access.policy import Record, may
from goldenthread.access.viewer import Viewer
from goldenthread.cases.plain_sql import cases_where, rows
from goldenthread.cases.queries_case import CaseView
from goldenthread.cases.queries_clocks import ClockFacts, clocks_where
from goldenthread.cases.queries_work import Elsewhere, Said, Task
from goldenthread.families.early import CONTACT, MAYBE_BROKEN, TALK, Broken, broken_among, offers_seen, sieve
from goldenthread.families.models import EarlyOffer
from goldenthread.families.queries import OFFICERS, officer_bodies
from goldenthread.pathways.common.early_resolution import contact_by
from goldenthread.pathways.common.rights import DISPUTE
from goldenthread.web.addresses import address

_OFFERED = "select owner_id, child_id, offered_on from families_earlyoffer where child_id = %(child)s and offered_on > %(first)s"


def _contacts(viewer: Viewer, on: date, _case: UUID | None) -> list[Task]:
    """Of the children for whom the viewer is the officer: who is to be offered to put right what failed."""
    bodies, children = sorted(officer_bodies(viewer)), _children(viewer)
    if not bodies or not children:
        return []
    maybe = clocks_where(viewer, f"r.child_id = any(%(children)s) and {MAYBE_BROKEN}", children=children, **sieve(bodies, on))
    first: dict[UUID, Task] = {}
    # One contact for each child, whatever failed: by the case on which something failed first.
    for broken in broken_among(maybe, on):
        if broken.case.child_id is not None and broken.case.child_id not in first:
            first[broken.case.child_id] = _contact(viewer, broken)
    return list(first.values())


def contact_on_case(view: CaseView, on: date) -> list[Task]:
    """The same of one case whose clocks are at hand."""
    viewer, case = view.viewer, view.case
    if case.owner_id not in officer_bodies(viewer) or case.child_id not in _children(viewer):
        return []
    found = broken_among(((case, c.facts) for c in view.clocks), on)
    if found:
        # What failed after an offer was made calls for another.
        offers = rows(_OFFERED, child=case.child_id, first=found[0].clock.due)
        told = max((o for owner, child, o in offers if may(viewer, "read", DISPUTE, Record(owner=owner, child=child))), default=date.min)
        found = [b for b in found if b.clock.due and b.clock.due >= told]
    return [_contact(viewer, found[0])] if found else []


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
OWED = (
    # Whether something failed is no cheaper to ask than what; of a case its own clocks say it.
    Elsewhere(_contacts, ""),
    Elsewhere(_talks, _ACCEPTED, _ACCEPTED + " and failed_case = %(case)s"),
)
