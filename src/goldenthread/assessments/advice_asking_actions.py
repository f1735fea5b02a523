"""Asking for advice: of whom, with the family's evidence, or of what was written before (SEND Regulations 2014 r.6)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Q

from goldenthread.access.links import make_link
from goldenthread.access.policy import IDENTITY, Refused, require
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.advice_queries import (
    FAMILY,
    Person,
    evidence_of,
    may_be_told,
    people_by_key,
)
from goldenthread.assessments.queue import PRINCIPAL, PSYCHOLOGIST
from goldenthread.assessments.recipients import addresses_of
from goldenthread.assessments.requests import case_officer_of
from goldenthread.assessments.uploads import Accepted
from goldenthread.cases.actions import NewEvent, append
from goldenthread.cases.models import Case
from goldenthread.cases.presenters import plain
from goldenthread.cases.queries_clocks import record_of
from goldenthread.engine.explain import full_day
from goldenthread.letters.document import Unfilled
from goldenthread.letters.models import Contact, Letter
from goldenthread.letters.sending import Recipient, queue
from goldenthread.letters.writing import About, keep, mail, write
from goldenthread.pathways.common.contributors import KIND_OF_ADVICE
from goldenthread.people.kinds import STAGE
from goldenthread.people.models import Allocation, Practitioner, Relationship
from goldenthread.web.words import long_day

NOTHING_WRITTEN = "The family gave nothing in writing"


class CannotAsk(Exception):
    """Why a request for advice was not sent, in words. Nothing was recorded."""


@dataclass(frozen=True)
class Asked:
    """One contributor and the person whom the request goes to; for the family, everybody whose views are asked for."""

    contributor: str
    person: Person | None = None
    family: tuple[Recipient, ...] = ()


@transaction.atomic
def ask(viewer: Viewer, case: Case, read_up_to: int, asked: Sequence[Asked], enclosed: Sequence[str], on: dt.date) -> None:
    """Asks for advice: the events, the people's places on the case, their links and the messages, or none of these.

    `enclosed` are the keys of what the family gave, or the words that it gave nothing (r.6(3)). All that is known to be
    the family's own goes with every request, whether it is among them or not. Raises `CannotAsk`, `Refused`, `BadEvent` or
    `Conflict`.
    """
    others = [a for a in asked if a.contributor != FAMILY]
    if not asked:
        raise CannotAsk("Choose somebody to ask")
    own = [str(e.document.key) for e in evidence_of(viewer, case) if e.familys]
    if own and NOTHING_WRITTEN in enclosed:
        raise CannotAsk("The family did give something in writing: it is named below, and goes with every request")
    enclosed = list(dict.fromkeys([*own, *enclosed]))
    if others and not enclosed:
        raise CannotAsk("Select what the family gave, or that it gave nothing in writing. The law has it sent with every request")
    for a in others:
        _must_be_askable(case, a, on)
    events = [
        NewEvent("advice-requested", on, {"contributor": a.contributor} | ({"enclosures": tuple(enclosed)} if a in others else {}))
        for a in asked
    ]
    answer = append(viewer, case.pk, read_up_to, events)
    due = {c.for_: c.due for c in answer.clocks if c.clock == "advice" and c.stopped is None}
    # In one order whoever asks: two officers who ask the same people at once wait for each other, never both.
    for a in sorted(asked, key=lambda a: str(a.person and a.person.id)):
        _send_request(viewer, case, a, due.get(a.contributor), on)


@transaction.atomic
def use_again(
    viewer: Viewer, case: Case, read_up_to: int, contributor: str, *, author: str, file: Accepted,
    dated: dt.date, author_on: dt.date, authority_on: dt.date, family_on: dt.date,
) -> None:  # fmt: skip
    """Advice that exists already is used in place of new advice, which the law then forbids to seek (r.6(4)): its author,
    the authority and the family were each satisfied, on a day of their own. The document itself is kept, because it goes
    with the plan as an appendix (r.12(4))."""
    agreed = {"author_on": author_on, "authority_on": authority_on, "family_on": family_on}
    yes = dict.fromkeys(("agreed_by_author", "agreed_by_authority", "agreed_by_family"), True)
    event = NewEvent("existing-advice-agreed", max(agreed.values()), {"contributor": contributor, "dated": dated, **yes, **agreed})
    append(viewer, case.pk, read_up_to, [event])
    kind = KIND_OF_ADVICE.get(contributor, "health-advice")
    with connection.cursor() as cursor:
        cursor.execute(
            "select assessments_use_again(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [uuid4(), uuid4(), case.pk, contributor, kind, author.strip()[:100], dated, file.name, file.data],
        )
        if not cursor.fetchone()[0]:
            raise Refused


@transaction.atomic
def record_forces(viewer: Viewer, case: Case, parents: Sequence[int], serving: Collection[int]) -> None:
    """Which of a child's parents serve in the armed forces, on the child's record (r.6(1)(b)(iv))."""
    require(viewer, "write", IDENTITY, record_of(case))
    for key in parents:
        Relationship.objects.filter(pk=key, child=case.child_id).update(in_the_forces=key in serving)


NO_PRINCIPAL = (
    "No principal educational psychologist is entered, who gives children to psychologists, and the service has no email address. "
    "An administrator adds a principal, or a SEND manager the service’s address under “Whom letters tell people to call”"
)
_EMAIL = re.compile(r"[^\s,;<>()]+@[^\s,;<>()]+\.[^\s,;<>()]+")


def principal_of(owner: UUID, on: dt.date) -> Person | None:
    """Who looks after the queue of a council, and is told of a child for whom nobody has been chosen yet."""
    there = Practitioner.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), role=PRINCIPAL, organisation=owner).exclude(email="")
    found = there.order_by("reference").values_list("pk", flat=True).first()
    return people_by_key([found])[found] if found else None


def queue_of(owner: UUID, on: dt.date) -> Recipient | None:
    """Whom the request for a psychologist's advice goes to while nobody has been chosen: whoever looks after the queue, or else
    the service itself. Its weeks run from then on, and the child is given to somebody later."""
    if principal := principal_of(owner, on):
        return Recipient("contributor", principal.name, principal.email)
    service = Contact.objects.filter(owner=owner, kind=Contact.Kind.PSYCHOLOGY).first()
    found = _EMAIL.search(service.how) if service else None
    return Recipient("contributor", service.name, found[0].rstrip(".")) if service and found else None


def _has_child(case: Case, person: Person) -> bool:
    """Whether the queue, or whoever entered the child's people, has given the child to this psychologist: by the database's own
    rule, which holds whoever gives a place."""
    with connection.cursor() as cursor:
        cursor.execute("select assessments_has_child(%s, %s)", [case.child_id, person.id])
        return bool(cursor.fetchone()[0])


def _must_be_askable(case: Case, asked: Asked, on: dt.date) -> None:
    who = asked.person
    if asked.contributor == PSYCHOLOGIST and who is not None and not _has_child(case, who):
        raise CannotAsk("The educational psychologist is chosen from the queue, in its published order")
    if asked.contributor == PSYCHOLOGIST and who is None:
        if queue_of(case.owner_id, on) is None:
            raise CannotAsk(NO_PRINCIPAL)
        return
    if who is None:
        raise CannotAsk(f"Choose whom to ask as {plain(asked.contributor)}")
    if not who.email:
        raise CannotAsk(f"{who.name} has no email address in the directory, so no link can be sent")
    if not may_be_told(case.owner_id, who, on):
        raise CannotAsk(
            f"There is no agreement by which {who.body} may read this child’s record. An information governance lead can add one"
        )


def _send_request(viewer: Viewer, case: Case, asked: Asked, due: dt.date | None, on: dt.date) -> None:
    by = full_day(due) if due else "the day that the law sets"
    person, link = asked.person, None
    if person is not None:
        _give_place(case, asked.contributor, person, on)
        link = make_link(person_of(person), task="advice", child=_child(case), case=case.pk, owner=case.owner_id, about=asked.contributor)
    slug, recipients = _told(case, asked, on)
    for to in recipients:
        letter = None
        if not to.email:
            letter, post_to = _letter_for_views(viewer, case, to.name, by, on)
            to = replace(to, post_to=to.post_to or post_to)
        words = mail(case.owner_id, slug, {"reader": to.name, "contributor": plain(asked.contributor), "due": by})
        queue(
            viewer, to, purpose="advice-requested", letter=letter, subject=words.subject, body=words.body,
            child=_child(case), case=case.pk, owner=case.owner_id, about=asked.contributor, link=link, kind=STAGE,
        )  # fmt: skip


def _letter_for_views(viewer: Viewer, case: Case, name: str, by: str, on: dt.date) -> tuple[Letter, str]:
    """The same by post, for a parent without an email address, and where it goes if that is known."""
    assert case.child is not None
    about = About(case.child.pk, case.pk, case.owner_id)
    officer = case_officer_of(case.child.pk, on)
    facts = {"reader": name, "child_first": case.child.forename, "advice_by": by, "officer": officer.name if officer else viewer.name}
    try:
        words = write(about, "views-asked", facts, to=(name,), day=long_day(on))
    except Unfilled as lacks:
        raise CannotAsk(f"The letter to {name}, who has no email address, could not be written. {lacks}") from lacks
    return keep(viewer, about, "views-asked", words, kind=STAGE), addresses_of(viewer, case).get(name, "")


def _told(case: Case, asked: Asked, on: dt.date) -> tuple[str, Sequence[Recipient]]:
    """Which email a request is, and to whom it goes. Of a psychologist whom the queue has not chosen yet, it goes to whoever
    looks after the queue; of the family, to each of its parents."""
    if asked.person is not None:
        return "advice-asked", [Recipient("contributor", asked.person.name, asked.person.email)]
    if asked.contributor == PSYCHOLOGIST and (queue_keeper := queue_of(case.owner_id, on)):
        return "advice-asked-of-the-queue" if principal_of(case.owner_id, on) else "advice-asked-of-the-service", [queue_keeper]
    return "views-asked", asked.family or [Recipient("family", "The family")]


def _give_place(case: Case, contributor: str, person: Person, on: dt.date) -> None:
    """The person answers for this part of the case from now on, and whoever was asked before them no longer does."""
    here = Allocation.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), case=case.pk, child=case.child_id, role=contributor)
    if contributor != PSYCHOLOGIST:  # the queue has ended their turn already
        here.exclude(practitioner=person.id).update(valid_to=on)
    if not here.filter(practitioner=person.id, valid_to=None).exists():
        Allocation.objects.bulk_create(
            [Allocation(child_id=_child(case), owner_id=case.owner_id, case=case.pk, practitioner_id=person.id, role=contributor, valid_from=on)]
        )


def person_of(person: Person) -> Practitioner:
    return Practitioner(id=person.id, name=person.name, email=person.email, role=person.role, organisation_id=person.organisation)


def _child(case: Case) -> UUID:
    assert case.child_id is not None
    return case.child_id

