"""Early resolution, offered to every family whose step failed, complained or not. What failed is derived and stands nowhere; an offer, its
answer and what was agreed are kept. No right and no last day changes by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from goldenthread.access.policy import OF_A_CHILD, Refused, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.actions import record_by_queue
from goldenthread.cases.models import Case, Event
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.projection import project_with_linked
from goldenthread.cases.queries_clocks import ClockFacts, clocks_of
from goldenthread.engine.explain import full_day
from goldenthread.families.models import EarlyOffer
from goldenthread.families.queries import ASIDE, RIGHTS, may_ask, officer_bodies
from goldenthread.letters.sending import enqueue
from goldenthread.pathways import HEALTH, PATHWAYS
from goldenthread.pathways.common.contributors import CONTRIBUTORS
from goldenthread.pathways.common.early_resolution import KINDS, OFFERED_FOR, failed
from goldenthread.pathways.common.rights import DISPUTE
from goldenthread.pathways.complaint import COMPLAINT, OFFERED
from goldenthread.people.models import Child
from goldenthread.web.languages import t, t_date, tf
from goldenthread.web.turns import one_at_a_time
from goldenthread.web.words import upper_first

CONTACT, TALK = "offer-early-resolution", "talk-early-resolution"
ANSWERED = "early-resolution-answered"


@dataclass(frozen=True)
class Broken:
    """A step of the council's cases with a day of law or of the Code, that others owed and that was not done by it, with no exception."""

    case: Case
    clock: ClockFacts
    title: str
    done: bool

    @property
    def words(self) -> str:
        assert self.clock.due is not None
        due = {"what": self.title, "due": t_date(full_day(self.clock.due))}
        if self.clock.stopped is None:
            return tf("{what}: was due on {due}, not done yet", **due)
        return tf("{what}: was due on {due}, done on {done}", **due, done=t_date(full_day(self.clock.stopped)))

    @property
    def to_family(self) -> str:
        """As its family reads it: “Give advice, educational psychologist” is a report that did not come."""
        who = CONTRIBUTORS.get(self.clock.about, "") if self.clock.clock == "advice" else ""
        if not who or self.clock.due is None:
            return self.words
        told = {"who": upper_first(t(who)), "due": t_date(full_day(self.clock.due))}
        if self.clock.stopped is None:
            return tf("{who}: the report was due on {due}. We do not have it yet.", **told)
        return tf("{who}: the report was due on {due}. It came on {came}.", **told, came=t_date(full_day(self.clock.stopped)))


MAYBE_BROKEN = """
    r.owner_id = any(%(bodies)s) and r.kind = any(%(kinds)s) and not r.floor and r.owed_by <> 'family'
    and r.due between %(from)s and %(on)s and coalesce(r.stopped, %(on)s) > r.due
    and not exists (select 1 from families_earlyoffer o where o.child_id = r.child_id and o.offered_on > r.due)
"""
"""A first sieve of clocks `r`, so that little is read: the rule itself is is_broken. What failed after an offer was made calls for another."""


def sieve(bodies: Iterable[UUID], on: dt.date) -> dict[str, Any]:
    """What MAYBE_BROKEN is asked with."""
    return {"bodies": list(bodies), "kinds": list(KINDS), "from": on - OFFERED_FOR, "on": on}


def is_broken(c: ClockFacts, on: dt.date) -> bool:
    return failed(c.kind, familys=c.familys, due=c.due, status=c.status(on), on=on)


def broken_of(viewer: Viewer, cases: Iterable[Case], on: dt.date) -> list[Broken]:
    """What failed on these cases as far as the viewer may know of it, the first day first."""
    of = {c.pk: c for c in cases}
    return broken_among([(of[k.case], k) for k in clocks_of(viewer, list(of.values()))], on)


def broken_among(clocks: Iterable[tuple[Case, ClockFacts]], on: dt.date) -> list[Broken]:
    """Of these clocks of the council's cases, those that failed, the first day first."""
    found = [(c, k) for c, k in clocks if is_broken(k, on) and c.pathway not in ASIDE and c.pathway not in HEALTH]
    found.sort(key=lambda pair: (pair[1].due or dt.date.max, pair[1].clock, pair[1].about))
    return [Broken(c, k, _title(c, k), k.stopped is not None) for c, k in found]


def _title(case: Case, k: ClockFacts) -> str:
    """As the pathway calls it; advice with whose it is."""
    whose = CONTRIBUTORS.get(k.about, "") if k.clock == "advice" else ""
    title = t(PATHWAYS[case.pathway].clock_titles.get(k.clock, k.clock))
    return f"{title}, {t(whose)}" if whose else title


def rights_that_stand(viewer: Viewer, cases: Iterable[Case], on: dt.date) -> list[tuple[str, dt.date]]:
    """The family's own time that runs, by its title, and its last day: as it stands, and as no offer changes it."""
    of = {c.pk: c for c in cases}
    found = [k for k in clocks_of(viewer, list(of.values())) if k.clock in RIGHTS and k.due and k.status(on) == "running"]
    return [(t(PATHWAYS[of[k.case].pathway].clock_titles[k.clock]), k.due) for k in sorted(found, key=lambda k: k.due or dt.date.max) if k.due]


def offers_seen(viewer: Viewer) -> QuerySet[EarlyOffer]:
    """Those made to the viewer, and those of the bodies whose casework they do or lead; of nobody who is not signed in."""
    if viewer.id is None:
        return EarlyOffer.objects.none()
    whose = Q(to_user=viewer.id) | Q(owner__in=sorted(officer_bodies(viewer)))
    return EarlyOffer.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=DISPUTE), whose).select_related("child").order_by("-offered_on", "-at")


def offers_counted(viewer: Viewer) -> dict[str, int]:
    """How many offers the viewer sees, by answer; those without one under an empty word."""
    return dict(offers_seen(viewer).order_by().values_list("answer").annotate(n=Count("pk")))


def offers_open(viewer: Viewer) -> QuerySet[EarlyOffer]:
    """Those that wait for somebody: for the family's answer, or for a talk with whoever wants one; the oldest first."""
    waiting = Q(answer="") | Q(answer=EarlyOffer.Answer.ACCEPTED, contacted_on=None)
    return offers_seen(viewer).filter(waiting).order_by("offered_on", "at")


def own_offers(viewer: Viewer, child: Child) -> list[EarlyOffer]:
    return list(offers_seen(viewer).filter(child=child.pk, to_user=viewer.id))


# --- the family ---


@transaction.atomic
def say_from_page(viewer: Viewer, child: Child, broken: list[Broken], *, answer: str, wish: str, on: dt.date) -> EarlyOffer:
    """Somebody of the family takes up what their page offers, or says that they do not want it now. The last word stands."""
    if viewer.id is None or not may_ask(viewer, child) or answer not in EarlyOffer.Answer.values:
        raise Refused
    one_at_a_time(f"early {viewer.id} {child.pk}")
    before = offers_seen(viewer).filter(child=child.pk, to_user=viewer.id, contacted_on=None).first()
    if before is not None:
        EarlyOffer.objects.filter(pk=before.pk).update(answer=answer, answered_on=on, wish=wish)
        made = before
    elif not broken:
        raise Refused
    else:
        made = EarlyOffer(
            child=child, owner_id=child.owner_id, **_about(broken), to_user=viewer.id, to_name=viewer.name[:200], offered_on=on, way=EarlyOffer.Way.PAGE, answer=answer, answered_on=on, wish=wish,
        )  # fmt: skip
        EarlyOffer.objects.bulk_create([made])
    enqueue("families.early_on_case", offer=str(made.pk))
    return made


# --- those who work for the family ---


@dataclass(frozen=True)
class OfTheFamily:
    """Whom an offer may be made to: whoever the policy takes for the family of the child today, and nobody who is barred from it."""

    person: UUID
    name: str
    relation: str
    user: UUID | None


def whom_to_offer(child: Child) -> list[OfTheFamily]:
    return [OfTheFamily(*row) for row in rows("select * from families_to_offer(%(child)s)", child=child.pk)]


def may_offer(viewer: Viewer, child: Child) -> bool:
    return child.owner_id in officer_bodies(viewer)


@transaction.atomic
def offer(viewer: Viewer, child: Child, broken: list[Broken], *, to: OfTheFamily, way: str, text: str, answer: str, on: dt.date) -> EarlyOffer:
    """An officer spoke or wrote to somebody of the family. `answer` is empty where they have not said yet."""
    if not may_offer(viewer, child) or not broken or to not in whom_to_offer(child):
        raise Refused
    one_at_a_time(f"early offer {child.pk}")
    # Pressed twice, it is one offer: of two, the second would be owed a contact when the first was made.
    same = EarlyOffer.objects.filter(child=child, **_about(broken), to_user=to.user, to_name=to.name[:200], offered_on=on, way=way, offered_by=viewer.id, text=text)
    if (known := same.first()) is not None and (not answer or known.answer == answer):
        return known
    made = EarlyOffer(
        child=child, owner_id=child.owner_id, **_about(broken), to_user=to.user, to_name=to.name[:200], offered_on=on, way=way, offered_by=viewer.id, offered_by_name=viewer.name[:100],
        text=text, answer=answer, answered_on=on if answer else None,
    )  # fmt: skip
    EarlyOffer.objects.bulk_create([made])
    enqueue("families.early_on_case", offer=str(made.pk))
    return made


@transaction.atomic
def contacted(viewer: Viewer, found: EarlyOffer, *, agreed: str, answer: str, on: dt.date) -> None:
    """The officer spoke with the family. What they agreed is done by days that a manager records on the case. Once: what another officer wrote
    meanwhile, which the family reads, stands. Raises `Refused`."""
    if found.owner_id not in officer_bodies(viewer) or answer not in EarlyOffer.Answer.values:
        raise Refused
    said = {} if found.answer == answer else {"answer": answer, "answered_on": on}
    if not EarlyOffer.objects.filter(pk=found.pk, contacted_on=None).update(contacted_on=on, contacted_by_name=viewer.name[:100], agreed=agreed, **said):
        raise Refused
    enqueue("families.early_on_case", offer=str(found.pk))


def _about(broken: list[Broken]) -> dict[str, object]:
    """The first failed case, and all that failed in words."""
    first = broken[0]
    return {"about": first.clock.clock, "failed_case": first.case.pk, "failed_words": "\n".join(b.words for b in broken)}


# --- by the queue's worker ---


@transaction.atomic
def put_on_case(key: str) -> None:
    """Opens the case with the offer, and records the answer on it. Run again, it records nothing twice."""
    one_at_a_time(f"early offer {key}")
    made = EarlyOffer.objects.filter(pk=key).first()
    if made is None:
        return
    if made.case is None:
        # What a family's own page offered and it does not want needs no case.
        if made.offered_by is None and made.answer != EarlyOffer.Answer.ACCEPTED:
            return
        case = Case.objects.create(
            pathway=COMPLAINT.slug, child_id=made.child_id, owner_id=made.owner_id, arose_from_id=None, regime=COMPLAINT.regime, opened_on=made.offered_on, kind_of_data=DISPUTE, last_number=0
        )
        record_by_queue(COMPLAINT, case.pk, OFFERED, made.offered_on, {"about": made.about}, f"user:{made.offered_by or made.to_user}")
        EarlyOffer.objects.filter(pk=made.pk).update(case=case.pk)
        made.case = case.pk
    last = Event.objects.filter(case=made.case, event=ANSWERED).order_by("-number").first()
    if made.answer and made.answered_on and (last is None or last.fields["answer"] != made.answer):
        record_by_queue(COMPLAINT, made.case, ANSWERED, made.answered_on, {"answer": made.answer}, f"user:{made.to_user or made.offered_by}")
    project_with_linked(made.case)
