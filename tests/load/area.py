"""A council with its officers and live cases, written as the owner of the database that this process is joined to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID, uuid4

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import MD5PasswordHasher

from goldenthread.access.actions import load_rules
from goldenthread.access.models import RoleGrant, User
from goldenthread.cases.models import Case, Event
from goldenthread.cases.projection import rebuild
from goldenthread.letters.models import Contact
from goldenthread.pathways import PATHWAYS
from goldenthread.people.models import Allocation, Child, Organisation, Person, Practitioner, Relationship

LONG_AGO = dt.date(2020, 1, 1)
TODAY = dt.date.today()
PATHWAY = PATHWAYS["ehc-needs-assessment"]
PASSWORD = "a long pass phrase"
OFFICER = "la-send-caseworker"
# What has happened already, and how many days ago. Of the two, a decision to assess is open on the first.
CONSIDERING = [("request-received", 20, {"by": "parent"})]
ASSESSING = [
    ("request-received", 60, {"by": "parent"}),
    ("decided-to-assess", 25, {}),
    ("advice-requested", 25, {"contributor": "health"}),
    ("advice-requested", 25, {"contributor": "family"}),
]


@dataclass(frozen=True)
class Officer:
    key: UUID
    name: str
    email: str
    secret: str


@dataclass(frozen=True)
class Area:
    officers: list[Officer]
    considering: list[UUID]
    assessing: list[UUID]
    begun: dict[UUID, list[UUID]]
    """The events that each case began with."""


def make(officers: int = 20, cases: int = 200) -> Area:
    load_rules()
    council = Organisation.objects.create(code="LA:996", name="Load County Council", kind="local-authority")
    for kind in Contact.Kind.values:
        Contact.objects.create(owner=council, kind=kind, name=f"The {kind}", how="01245 000000")
    social = _practitioner("Sue Social", "social-worker", council)
    people = [_officer(n, council) for n in range(officers)]
    children = [Child(owner=council, forename=f"Child{n}", surname=f"Load{n:03}", date_of_birth=dt.date(2018, 5, 5)) for n in range(cases)]
    Child.objects.bulk_create(children)
    _families(council, children)
    Allocation.objects.bulk_create(
        [Allocation(child=c, owner=council, practitioner=social, role="social-worker", valid_from=LONG_AGO) for c in children]
    )
    rows = [_case(council, c, CONSIDERING if n % 2 else ASSESSING) for n, c in enumerate(children)]
    Case.objects.bulk_create([case for case, _ in rows])
    Event.objects.bulk_create([event for _, events in rows for event in events])
    rebuild()
    begun = {case.pk: [e.pk for e in events] for case, events in rows}
    found = {n: [case.pk for case, events in rows if len(events) == n] for n in (len(CONSIDERING), len(ASSESSING))}
    return Area(people, found[len(CONSIDERING)], found[len(ASSESSING)], begun)


def _practitioner(name: str, role: str, council: Organisation) -> Practitioner:
    reference = name.lower().replace(" ", ".")
    return Practitioner.objects.create(reference=reference, name=name, email=f"{reference}@load.example", role=role, organisation=council)


def _officer(n: int, council: Organisation) -> Officer:
    # A name that is no part of another's.
    who = _practitioner(f"Officer {chr(ord('A') + n)}quist", OFFICER, council)
    user = User.objects.create(email=who.email, name=who.name, practitioner=who, password=MD5PasswordHasher().encode(PASSWORD, "salt"))
    RoleGrant.objects.create(user=user, role=OFFICER, organisation=council, valid_from=LONG_AGO)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return Officer(user.pk, user.name, user.email, secret)


def _families(council: Organisation, children: list[Child]) -> None:
    """A mother of each child, who signs in."""
    people = [Person(owner=council, forename="Mother", surname=f"Of{c.surname}") for c in children]
    Person.objects.bulk_create(people)
    pairs = list(zip(people, children, strict=True))
    Relationship.objects.bulk_create(
        [Relationship(child=c, owner=council, person=p, relation="mother", parental_responsibility=True, valid_from=LONG_AGO) for p, c in pairs]
    )
    users = [User(email=f"mother.{p.surname.lower()}@load.example", name=f"Mother {p.surname}", person=p) for p in people]
    User.objects.bulk_create(users)
    RoleGrant.objects.bulk_create([RoleGrant(user=u, role="parent", valid_from=LONG_AGO) for u in users])


def _case(council: Organisation, child: Child, happened: list[tuple[str, int, dict[str, str]]]) -> tuple[Case, list[Event]]:
    case = Case(
        id=uuid4(), child=child, owner=council, pathway=PATHWAY.slug, regime=PATHWAY.regime,
        opened_on=TODAY - dt.timedelta(days=happened[0][1]), last_number=len(happened),
    )  # fmt: skip
    events = [
        Event(
            id=uuid4(), case=case, number=number, event=slug, on=TODAY - dt.timedelta(days=ago), by="import:none",
            about=fields.get("contributor", ""), fields=fields, kind_of_data=PATHWAY.kind_of_data(slug, fields.get("contributor")),
        )
        for number, (slug, ago, fields) in enumerate(happened, 1)
    ]  # fmt: skip
    return case, events
