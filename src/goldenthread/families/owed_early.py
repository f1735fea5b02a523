"""What is owed to families whose step failed, in the list of work of their case officer: a first contact with the offer to put it right, and
a talk with whoever wants that. Both limits are the area's own."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from goldenthread.access.viewer import Viewer
from goldenthread.cases.plain_sql import cases_where, rows
from goldenthread.cases.queries_clocks import ClockFacts
from goldenthread.cases.queries_work import Elsewhere, Said, Task
from goldenthread.families.early import CONTACT, TALK, broken_of, offers_seen
from goldenthread.families.models import EarlyOffer
from goldenthread.families.queries import OFFICERS, officer_bodies
from goldenthread.pathways.common.early_resolution import KINDS, OFFERED_FOR, contact_by
from goldenthread.web.addresses import address

# A first sieve, so that few cases are read whole: the rule itself is is_broken. What failed after an offer was made calls for another.
_MAYBE = """
select distinct k.case_id
from cases_clockrow k
where k.child_id = any(%(children)s) and k.owner_id = any(%(bodies)s) and k.kind = any(%(kinds)s) and not k.floor and k.owed_by <> 'family'
  and k.due between %(from)s and %(on)s and coalesce(k.stopped, %(on)s) > k.due
  and (%(case)s::uuid is null or k.case_id = %(case)s)
  and not exists (select 1 from families_earlyoffer o where o.child_id = k.child_id and o.offered_on > k.due)
"""


def owed(viewer: Viewer, on: date, case: UUID | None) -> list[Task]:
    """Of the children for whom the viewer is the officer; of one case, what its family is owed."""
    bodies = sorted(officer_bodies(viewer))
    children = sorted({a.child for a in viewer.allocated if a.part in OFFICERS})
    if not bodies or not children or viewer.id is None:
        return []
    maybe = [found for (found,) in rows(_MAYBE, children=children, bodies=bodies, kinds=list(KINDS), on=on, case=case, **{"from": on - OFFERED_FOR})]
    wanted = cases_where("c.id = any(%(cases)s)", cases=maybe) if maybe else []
    first: dict[UUID, Task] = {}
    # One contact for each child, whatever failed: by the case on which something failed first.
    for broken in broken_of(viewer, wanted, on) if wanted else []:
        assert broken.clock.due is not None
        if broken.case.child is not None and broken.case.child_id not in first:
            clock = ClockFacts(broken.case.pk, CONTACT, "", broken.clock.due, contact_by(broken.clock.due), None, None, None, "", "local", False, "authority")
            said = Said("Offer the family to put it right", address("offer-early", broken.case.child_id), broken.words, viewer.name, viewer.id)
            first[broken.case.child_id] = Task(clock, broken.case, broken.case.child, mine=True, said=said)
    return [*first.values(), *_talks(viewer, children, case)]


def _talks(viewer: Viewer, children: list[UUID], case: UUID | None) -> list[Task]:
    found = offers_seen(viewer).filter(child__in=children, answer=EarlyOffer.Answer.ACCEPTED, contacted_on=None, offered_by=None)
    if case is not None:
        found = found.filter(failed_case=case)
    keys = [o.failed_case for o in found]
    cases = {c.pk: c for c in cases_where("c.id = any(%(cases)s)", cases=keys)} if keys else {}
    assert viewer.id is not None
    return [
        Task(
            ClockFacts(o.failed_case, TALK, str(o.pk), o.answered_on, contact_by(o.answered_on), None, None, None, "", "local", False, "authority"),
            cases[o.failed_case], o.child, mine=True,
            said=Said("Talk with the family: it wants this put right early", address("early-offer", o.pk), o.failed_words.splitlines()[0], viewer.name, viewer.id),
        )
        for o in found
        if o.failed_case in cases and o.answered_on
    ]  # fmt: skip


OWED = Elsewhere(
    """from (
        select 1 from cases_clockrow k where k.child_id = any(%(children)s) and (%(case)s::uuid is null or k.case_id = %(case)s) and k.kind in ('law', 'guidance')
            and not k.floor and k.owed_by <> 'family' and k.due between %(on)s::date - 365 and %(on)s and coalesce(k.stopped, %(on)s) > k.due
            and not exists (select 1 from families_earlyoffer o where o.child_id = k.child_id and o.offered_on > k.due)
        union all
        select 1 from families_earlyoffer o where o.child_id = any(%(children)s) and (%(case)s::uuid is null or o.failed_case = %(case)s)
            and o.answer = 'accepted' and o.contacted_on is null and o.offered_by is null
    ) early""",
    owed,
)
