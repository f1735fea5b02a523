"""A small partnership with one viewer of each role. Every kind of data is held of two children: Ada, whom each
viewer has a reason to see, and Ben of another council, whom none has."""

from __future__ import annotations

import copy
import datetime as dt
from types import SimpleNamespace

import pytest
from django.db import transaction

from goldenthread.access.models import RoleGrant, User
from goldenthread.access.policy import Record
from goldenthread.access.viewer import become
from goldenthread.cases.models import Case, CaseState, ClockRow, Duty, Event, ImportFinding, ImportRun, RawRecord
from goldenthread.families.models import Complaint
from goldenthread.people.kinds import KINDS
from goldenthread.people.models import (
    Allocation,
    Child,
    Connection,
    Consent,
    Content,
    FormerUpn,
    Organisation,
    Person,
    Practitioner,
    Relationship,
    SharingBasis,
)  # fmt: skip

LONG_AGO = dt.date(2020, 1, 1)
TODAY = dt.date.today()
KINDS_OF_CHILD = [kind for kind in KINDS if kind not in ("kpi-aggregates", "audit-log")]
AN_EIGHT_YEAR_OLD = TODAY.replace(day=1) - dt.timedelta(days=8 * 365)
A_NINETEEN_YEAR_OLD = TODAY.replace(day=1) - dt.timedelta(days=19 * 365)

BODY_OF = {
    "la-send-caseworker": "council", "la-send-manager": "council", "educational-psychologist": "council",
    "principal-educational-psychologist": "council",
    "health-practitioner": "provider", "dco": "icb", "icb-commissioner": "icb", "social-worker": "council",
    "dsco": "council", "setting-senco": "school", "health-visitor": "provider", "parent": None, "young-person": None,
    "parent-of-young-person": None, "sendiass": "sendiass", "mediator": "mediation", "tribunal": None,
    "inspector": None, "analyst": "council", "system-administrator": "council",
    "information-governance": "council", "health-service-manager": "provider",
    "send-navigator": "council", "sendiass-manager": "sendiass",
    "complaints-manager": "provider", "safeguarding-lead": "council", "forum-member": "mediation", "schools-council": "council",
}  # fmt: skip


def a_world():
    w = SimpleNamespace()
    for name, code, kind in (
        ("council", "LA:881", "local-authority"), ("elsewhere", "LA:882", "local-authority"), ("icb", "ICB:X", "icb"),
        ("provider", "TRUST:X", "nhs-provider"), ("school", "URN:1", "school"), ("sendiass", "SENDIASS:X", "sendiass"),
        ("mediation", "SERVICE:X", "service"),
    ):  # fmt: skip
        setattr(w, name, Organisation.objects.create(code=code, name=name.title(), kind=kind))
    for reader in (w.icb, w.provider, w.school):
        SharingBasis.objects.create(
            owner=w.council,
            reader=reader,
            purpose="EHC",
            ground="Children and Families Act 2014",
            kinds=list(KINDS),
            valid_from=LONG_AGO,
        )
    w.ada = a_child(w.council, "Ada", "Lovelace", AN_EIGHT_YEAR_OLD)
    w.eve = a_child(w.council, "Eve", "Lovelace", A_NINETEEN_YEAR_OLD)
    w.ben = a_child(w.elsewhere, "Ben", "Lovelace", AN_EIGHT_YEAR_OLD)
    w.users = {role: a_user(w, role, body and getattr(w, body)) for role, body in BODY_OF.items()}
    for child in (w.ada, w.eve):
        for role in ("educational-psychologist", "health-practitioner", "social-worker", "health-visitor"):
            allocate(child, w.users[role].practitioner, role)
        allocate(child, w.users["health-practitioner"].practitioner, "prescriber")
        attends(child, w.school)
    for role, child in (("parent", w.ada), ("parent-of-young-person", w.eve)):
        related(child, w.users[role].person)
        consent(child, person=w.users[role].person)
    User.objects.filter(pk=w.users["young-person"].pk).update(child=w.eve, person=a_person(w.council, "Eve"))
    w.users["young-person"].refresh_from_db()
    consent(w.eve, person=w.users["young-person"].person)
    consent(w.ada, organisation=w.sendiass)
    consent(w.ada, organisation=w.mediation)
    for child in (w.ada, w.eve, w.ben):
        everything_about(child)
    a_complaint(w.ada, w.provider, w.users["parent"])
    return w


@pytest.fixture(scope="class")
def the_world(scenes):
    with scenes(a_world) as told:
        yield told


@pytest.fixture
def world(the_world, db):
    return copy.deepcopy(the_world)


def a_child(owner, forename, surname, born, **others):
    child = Child.objects.create(owner=owner, forename=forename, surname=surname, date_of_birth=born, **others)
    child.refresh_from_db()
    return child


def a_person(owner, forename):
    return Person.objects.create(owner=owner, forename=forename, surname="Lovelace")


def a_user(w, role, body):
    user = User(email=f"{role}@example.org", name=role)
    if body is not None:
        user.practitioner = Practitioner.objects.create(reference=role, name=role, role=role, organisation=body)
    if role.startswith("parent"):
        user.person = a_person(w.council, role)
    user.save()
    RoleGrant.objects.create(user=user, role=role, organisation=body, valid_from=LONG_AGO)
    return user


def allocate(child, practitioner, role, case=None, **dates):
    return Allocation.objects.create(
        child=child, owner=child.owner, practitioner=practitioner, role=role, case=case, valid_from=LONG_AGO, **dates
    )


def attends(child, organisation):
    return Connection.objects.create(
        child=child, owner=child.owner, organisation=organisation, kind="attends", valid_from=LONG_AGO
    )


def related(child, person, **facts):
    return Relationship.objects.create(
        child=child, owner=child.owner, person=person, relation="mother",
        valid_from=LONG_AGO, **(facts or {"has_care": True}),
    )  # fmt: skip


def consent(child, **to):
    return Consent.objects.create(
        child=child, owner=child.owner, given_by="family", kinds=list(KINDS), valid_from=LONG_AGO, **to
    )


def a_case(child, kind="ehc-request-and-stage", **others):
    return Case.objects.create(
        child=child, owner=child.owner, pathway="ehc-needs-assessment", opened_on=LONG_AGO, kind_of_data=kind, **others
    )


def filled(case, kinds=KINDS_OF_CHILD):
    """An event, a clock, a duty and a document of each kind."""
    of_case = {"case": case, "child": case.child, "owner": case.owner}
    CaseState.objects.create(**of_case, kind_of_data=case.kind_of_data, stage="assessing")
    for number, kind in enumerate(kinds, 1):
        Event.objects.create(
            case=case, number=number, event="complaint-acknowledged" if case.pathway == "complaint" else "request-received", on=LONG_AGO, by="import:x", kind_of_data=kind
        )
        ClockRow.objects.create(**of_case, kind_of_data=kind, clock=kind, started=LONG_AGO, due=LONG_AGO, kind="law")
        Duty.objects.create(**of_case, kind_of_data=kind, clock=kind, what=kind, due=LONG_AGO, kind="law")
        Content.objects.create(child=case.child, case=case.pk, owner=case.owner, kind_of_data=kind, text=kind)
    Case.objects.filter(pk=case.pk).update(last_number=len(kinds))
    case.refresh_from_db()
    return case


def everything_about(child):
    case = filled(a_case(child))
    FormerUpn.objects.create(child=child, owner=child.owner, upn=f"A{child.pk.int % 10**12:012d}")
    run = ImportRun.objects.create(kind="sen2", owner=child.owner, file_name="x.xml", sha256="0" * 64, by="test")
    ImportFinding.objects.create(run=run, owner=child.owner, child=child, case=case, severity="doubtful", message="?")
    RawRecord.objects.create(run=run, owner=child.owner, child=child, case=case, part="person", data={})
    return case


def a_complaint(child, body, user):
    """Of a family to a body that is not the child's council, and its own case with what that body holds of it."""
    Complaint.objects.create(child=child, owner=body, of="nhs", about="other", text="x", made_by=user.pk, made_by_name=user.name, made_on=TODAY)
    filled(Case.objects.create(child=child, owner=body, pathway="complaint", opened_on=LONG_AGO, kind_of_data="complaints-and-tribunal"), ["complaints-and-tribunal", "messages-to-family"])


@pytest.fixture
def look(world, as_application):
    """Runs a question as a viewer, through both walls or, with raw models, through the second alone."""

    def go(who, question):
        user = world.users[who] if isinstance(who, str) else who
        with transaction.atomic(), as_application():
            return question(become(user.pk))

    return go


def with_whose(model):
    """The rows of a protected table with the child and the case of each: asked for row by row, they take longer than all that is tested."""
    whose = [f.name for f in model._meta.fields if f.name in ("child", "case") and f.is_relation]
    return model.objects.select_related(*whose, *(["case__child"] if model is Event else []))


def record_of(row, cases):
    """What the policy needs to know of a row of any protected table, given all cases by key."""
    case = getattr(row, "case", None)
    if isinstance(row, Event):
        return Record(case.owner_id, case.child_id, case.child.sealed, case.pk, case.confidentiality)
    child = row if isinstance(row, Child) else row.child
    if isinstance(row, Case):
        case = row
    elif isinstance(case, dt.date | type(None)) or not isinstance(case, Case):
        case = cases[case] if case else None
    return Record(
        row.owner_id, child.pk if child else None, bool(child and child.sealed),
        case.pk if case else None, case.confidentiality if case else "none",
    )  # fmt: skip
