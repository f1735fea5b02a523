"""What an officer decides about a request: whose it is. Deciding opens the case from the day on which it was received."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from goldenthread.access.policy import IDENTITY, Record, Refused, may, require
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.models import Request
from goldenthread.assessments.requests import (
    asker_name,
    case_officer_of,
    keeps_private,
    may_handle,
    recipient_of,
    unnamed,
)
from goldenthread.assessments.requests_own import decide_by
from goldenthread.assessments.requests_steps import FILES, said, steps_of
from goldenthread.cases.actions import NewEvent, open_case
from goldenthread.letters.document import Unfilled
from goldenthread.letters.sending import enqueue, queue
from goldenthread.letters.writing import About, contacts, keep, mail, write
from goldenthread.people.kinds import STAGE
from goldenthread.people.models import Allocation, Child, Connection, Content, Practitioner, Relationship, in_force
from goldenthread.web.turns import one_at_a_time
from goldenthread.web.words import full_day, long_day

PATHWAY = "ehc-needs-assessment"
REQUESTED, ATTENTION = "request-received", "brought-to-attention"


class AlreadyDecided(Exception):
    """Somebody else has decided about this request meanwhile. Nothing was recorded."""


@dataclass(frozen=True)
class Parent:
    """A parent as the officer confirmed them. Parental responsibility and care are separate facts."""

    forename: str
    surname: str
    relation: str
    parental_responsibility: bool
    has_care: bool


@dataclass(frozen=True)
class Settled:
    """The case, and what could not be done beside it, in words."""

    case: UUID
    not_done: str = ""


@transaction.atomic
def open_for_new_child(
    viewer: Viewer, request: Request, *, event: str, child: Mapping[str, Any], parent: Parent | None,
    setting: UUID | None, officer: Practitioner, today: date,
) -> Settled:  # fmt: skip
    """Makes the child, the parent as confirmed, and where the child goes; then opens the case."""
    require(viewer, "write", IDENTITY, Record(owner=request.owner_id, child=None))
    received = _received(request)
    made = Child(owner_id=request.owner_id, **child)
    made.save(force_insert=True)
    if parent is not None:
        _add_parent(request, made, parent, received)
    if setting is not None:
        row = Connection(child=made, owner_id=request.owner_id, organisation_id=setting, kind="attends", valid_from=received)
        row.save(force_insert=True)
    return _open(viewer, request, made, event, "new-child", officer, today)


@transaction.atomic
def open_for_known_child(
    viewer: Viewer, request: Request, child: Child, *, event: str, officer: Practitioner, today: date
) -> Settled:
    return _open(viewer, request, child, event, "known-child", officer, today)


@transaction.atomic
def join(viewer: Viewer, request: Request, child: UUID, case: UUID) -> Settled:
    """The same request came before, or belongs to an assessment that is open: its answers and papers are added there, and
    the day received of the earlier one stands."""
    about = About(child, case, request.owner_id)
    _keep_answers(request, about)
    _settle(request, "repeated", about)
    return Settled(case, _acknowledge(viewer, request, about, None))


def _received(request: Request) -> date:
    if request.received_on is None:
        raise Refused
    return request.received_on


def _open(
    viewer: Viewer, request: Request, child: Child, event: str, outcome: str, officer: Practitioner, today: date
) -> Settled:
    if event not in (REQUESTED, ATTENTION):
        raise Refused
    first = NewEvent(event, on=_received(request), fields={"by": request.asked_by})
    case = open_case(viewer, child=child.pk, pathway=PATHWAY, first=first)
    about = About(child.pk, case, request.owner_id)
    _keep_answers(request, about)
    _settle(request, outcome, about)
    not_done = []
    if case_officer_of(child.pk, today) is None and viewer.holds("la-send-caseworker"):
        Allocation.objects.bulk_create(
            [Allocation(child=child, owner_id=request.owner_id, practitioner=officer, role="la-send-caseworker", valid_from=today)]
        )
    elif case_officer_of(child.pk, today) is None:
        not_done.append("Nobody is allocated to the child yet: a case officer must do that")
    if fault := _acknowledge(viewer, request, about, case_officer_of(child.pk, today) or officer):
        not_done.append(fault)
    return Settled(case, ". ".join(not_done))


def _add_parent(request: Request, child: Child, parent: Parent, received: date) -> None:
    """What must be kept from the other parent stays on the request, which only officers read."""
    told = request.asked_by == "parent" and not keeps_private(request)
    email, phone = (request.answers.get("email", ""), request.answers.get("phone", "")) if told else ("", "")
    enter_parent(child, parent, received, email=email, phone=phone)


def enter_parent(child: Child, parent: Parent, on: date, *, email: str = "", phone: str = "") -> None:
    """A parent or carer on a child's record, from a day on."""
    person = uuid4()
    # Not read back: a person is visible through a relationship, which there is none of yet.
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into people_person (id, owner_id, surname, forename, email, phone, postcode) values (%s, %s, %s, %s, %s, %s, '')",
            [person, child.owner_id, parent.surname, parent.forename, email, phone],
        )
    Relationship(
        child=child, owner_id=child.owner_id, person_id=person, relation=parent.relation,
        parental_responsibility=parent.parental_responsibility, has_care=parent.has_care, valid_from=on,
    ).save(force_insert=True)  # fmt: skip


@transaction.atomic
def add_parent(viewer: Viewer, child: Child, parent: Parent, on: date) -> bool:
    """Enters a parent whom an officer learned of after the case was opened. Answers whether that was done: not where somebody of
    that name is entered already, as when the button is pressed twice."""
    require(viewer, "write", IDENTITY, _of_child(child))
    one_at_a_time(f"people of {child.pk}")
    named = Relationship.objects.filter(in_force(on), child=child, person__surname__iexact=parent.surname, person__forename__iexact=parent.forename)
    if named.exists():
        return False
    enter_parent(child, parent, on)
    return True


@transaction.atomic
def set_setting(viewer: Viewer, child: Child, setting: UUID, on: date) -> None:
    """Where a child goes from a day on, in place of wherever it went before. Raises Refused for a child who is on two rolls."""
    require(viewer, "write", IDENTITY, _of_child(child))
    one_at_a_time(f"people of {child.pk}")
    now = Connection.objects.filter(in_force(on), child=child, kind="attends")
    if now.filter(organisation=setting).exists():
        return
    # Of a child on two rolls (dual registration) nobody here said which one it leaves.
    if now.count() > 1:
        raise Refused
    now.filter(valid_from__lt=on).update(valid_to=on - timedelta(days=1))
    # The weeks that begin with a move, and whose a setting's duty is, are worked out by the queue.
    enqueue("assessments.setting_changed", child=str(child.pk))
    # What was entered on that very day was a mistake.
    if now.filter(valid_from=on).update(organisation=setting):
        return
    Connection(child=child, owner_id=child.owner_id, organisation_id=setting, kind="attends", valid_from=on).save(force_insert=True)


def may_change_people(viewer: Viewer, child: Child) -> bool:
    return may_handle(viewer) and may(viewer, "write", IDENTITY, _of_child(child))


def _of_child(child: Child) -> Record:
    return Record(owner=child.owner_id, child=child.pk, sealed=child.sealed)


def answers_in_words(request: Request) -> str:
    """The request as it stays on the case, where the family reads it: without any address or number of whoever
    asked."""
    answers = dict(request.answers)
    lines = []
    for step in steps_of(request.asked_by, answers, _received(request)):
        if step.slug in (*_NOT_ON_THE_CASE, FILES):
            continue
        told = said(step, answers)
        lines.append(step.question)
        lines += [text if len(told) == 1 else f"{label}: {text}" for label, text in told]
        lines.append("")
    if keeps_private(request):
        lines.append("Some details are kept apart, as was asked.")
    return "\n".join(lines).strip()


# What says where somebody lives or can be reached. It stays on the request, or on the child's own record.
_NOT_ON_THE_CASE = ("email", "contact", "home", "family", "tell")


def _keep_answers(request: Request, about: About) -> None:
    """None of somebody who may not be named: their words stay on the request, which only officers read."""
    if unnamed(request):
        return
    content = Content(
        key=uuid4(), child_id=about.child, case=about.case, owner_id=about.owner, kind_of_data=STAGE,
        text=answers_in_words(request), file_name=f"Request {request.reference}, received {long_day(_received(request))}",
    )  # fmt: skip
    Content.objects.bulk_create([content])


def _settle(request: Request, outcome: str, about: About) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select assessments_settle(%s, %s, %s, %s)", [request.pk, outcome, about.child, about.case])
        if not cursor.fetchone()[0]:
            raise AlreadyDecided


def _acknowledge(viewer: Viewer, request: Request, about: About, officer: Practitioner | None) -> str:
    """Writes to whoever asked that it came, by when we decide and who answers. The letter names the child and stays on
    the case, where the family reads it: somebody who may not be named gets an email alone, which names no child. Answers
    what is missing, where the area has not said whom to call."""
    received = _received(request)
    by = decide_by(received)
    assert by is not None
    to = recipient_of(request)
    letter, fault = None, ""
    whom = contacts(about.owner).get("authority_contact", "")
    if officer is not None and not unnamed(request):
        facts = {
            "child_first": request.answers.get("child_forename", ""), "reader": to.name, "received_on": full_day(received),
            "decide_by": full_day(by), "officer": officer.name,
        }  # fmt: skip
        try:
            slug = "request-acknowledged" if request.asked_by != "other" else "attention-acknowledged"
            document = write(about, slug, facts, to=(to.name,), day=long_day(received))
        except Unfilled as lacks:
            fault = f"The letter of acknowledgement was not written. {lacks}"
        else:
            letter = keep(viewer, about, slug, document, kind=STAGE)
    if letter is None and not to.email:
        return fault or "Nobody could be told by email: write to whoever asked"
    words = mail(about.owner, "request-acknowledged" if officer else "request-added", {
        "received_on": full_day(received), "reference": request.reference, "decide_by": full_day(by),
        "officer": officer.name if officer else "", "authority_contact": whom or "the council’s SEND team",
    })  # fmt: skip
    queue(
        viewer, to, purpose="request-acknowledged", subject=words.subject, body=words.body,
        child=about.child, case=about.case, owner=about.owner, about=asker_name(request)[:200], letter=letter, kind=STAGE,
    )  # fmt: skip
    return fault
