"""Who signs in to the demo area, the families of its pictured children, and the agreements between its bodies."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from goldenthread.access.models import RoleGrant, User
from goldenthread.letters.models import Contact
from goldenthread.local.demo.capacity import give_the_first, make_weeks
from goldenthread.local.demo.inbox import make_requests
from goldenthread.local.demo.personas import COUNCIL, FAMILIES, ICB, NEIGHBOUR, PERSONAS, Persona
from goldenthread.people.models import (
    Child,
    Consent,
    Organisation,
    Person,
    Practitioner,
    Relationship,
    SharingBasis,
)

SINCE = date(2024, 1, 8)
CASEWORK = [
    "identity-and-contact",
    "ehc-request-and-stage",
    "drafts-and-final-plan",
    "ep-advice",
    "health-advice",
    "social-care-advice",
    "school-sen-support",
    "messages-to-family",
    "complaints-and-tribunal",
    "other-health-services",
    "kpi-aggregates",
]
CONTACTS = {
    "authority": ("Essex SEND team", "0300 000 0101 or send-team@essex.example"),
    "mediation-adviser": ("Anglia Mediation (synthetic)", "0300 000 0102 or help@mediation.example"),
    "sendiass": ("Essex SENDIASS", "0300 000 0103 or help@sendiass.example"),
    "disagreement-resolution": ("Anglia Mediation (synthetic)", "0300 000 0102"),
}
PURPOSE = "EHC needs assessment, plans and reviews"
GROUND = "Children and Families Act 2014 s.25, 28, 31; UK GDPR Article 6(1)(e) and 9(2)(g)"
COUNTING = ("kpi-aggregates",)
INSPECTION = "Inspection of the area’s work for children with SEND"
INSPECTS = "Children Act 2004 s.20; UK GDPR Article 6(1)(e)"
WAITING = "Waits for health services, told in one place"
WAITS_GROUND = "Children and Families Act 2014 s.25, 26; UK GDPR Article 6(1)(e) and 9(2)(h)"
READERS = ("icb", "nhs-provider", "school", "college", "early-years")


@transaction.atomic
def make_users(today: date) -> None:
    """Everything of the demo's people that no file of a real area holds. May be run again."""
    council = Organisation.objects.get(code=COUNCIL)
    share(council)
    share_waits(council)
    for kind, (name, how) in CONTACTS.items():
        Contact.objects.get_or_create(owner=council, kind=kind, defaults={"name": name, "how": how})
    _let_settings_read(Organisation.objects.get(code=NEIGHBOUR))
    for name, family in FAMILIES.items():
        _make_family(council, name, family)
    for persona in PERSONAS:
        make_user(persona)
    _consents(council, today)
    make_requests(council, today)
    make_weeks(council, today)
    give_the_first(User.objects.get(email="sunita-rao@demo.example"), today)


def share(council: Organisation) -> None:
    for kind in READERS:
        SharingBasis.objects.get_or_create(
            owner=council,
            reader_kind=kind,
            defaults={"purpose": PURPOSE, "ground": GROUND, "kinds": CASEWORK, "valid_from": SINCE},
        )
    SharingBasis.objects.get_or_create(
        owner=council,
        reader=Organisation.objects.get(code="SERVICE:INSPECTORATE"),
        defaults={"purpose": INSPECTION, "ground": INSPECTS, "kinds": [*COUNTING], "valid_from": SINCE},
    )


def _let_settings_read(neighbour: Organisation) -> None:
    """The neighbouring council lets schools know what they need of its children who come to them, and is reached as Essex is."""
    SharingBasis.objects.get_or_create(
        owner=neighbour, reader_kind="school", defaults={"purpose": PURPOSE, "ground": GROUND, "kinds": CASEWORK, "valid_from": SINCE}
    )
    for kind, (name, how) in CONTACTS.items():
        Contact.objects.get_or_create(
            owner=neighbour, kind=kind, defaults={"name": name.replace("Essex", "Suffolk"), "how": how.replace("essex", "suffolk")}
        )


def share_waits(council: Organisation) -> None:
    """Each provider lets the council and the board know that a child waits, and how long; nothing of what is found or how it is treated."""
    readers = [council, Organisation.objects.get(code=ICB)]
    for provider in Organisation.objects.filter(kind="nhs-provider"):
        for reader in readers:
            SharingBasis.objects.get_or_create(
                owner=provider, reader=reader,
                defaults={"purpose": WAITING, "ground": WAITS_GROUND, "kinds": ["other-health-services"], "valid_from": SINCE},
            )  # fmt: skip


def _make_family(council: Organisation, name: str, family: tuple[tuple[str, str, str, bool, bool], ...]) -> None:
    child = _child(name)
    for surname, forename, relation, responsibility, care in family:
        person, _ = Person.objects.get_or_create(
            owner=council, surname=surname, forename=forename, defaults={"postcode": child.postcode}
        )
        Relationship.objects.get_or_create(
            child=child,
            person=person,
            defaults={
                "owner": council,
                "relation": relation,
                "parental_responsibility": responsibility,
                "has_care": care,
                "valid_from": child.date_of_birth or SINCE,
            },
        )


def make_user(persona: Persona) -> None:
    practitioner = Practitioner.objects.get(reference=persona.practitioner) if persona.practitioner else None
    user, _ = User.objects.get_or_create(
        email=persona.email,
        defaults={
            "name": persona.name,
            "practitioner": practitioner,
            "person": _person(persona.person) if persona.person else None,
            "child": _child(persona.child) if persona.role == "young-person" else None,
        },
    )
    user.set_unusable_password()
    user.save()
    RoleGrant.objects.get_or_create(
        user=user,
        role=persona.role,
        organisation=practitioner.organisation if practitioner else None,
        defaults={"valid_from": SINCE},
    )


def _consents(council: Organisation, today: date) -> None:
    """A young person lets her father see her record; a mother lets the advice service and a mediator see her son's."""
    agreed = {"owner": council, "kinds": CASEWORK, "valid_from": date(today.year, 9, 1)}
    amelia, callum = _child("Amelia Hart"), _child("Callum Reeve")
    Consent.objects.get_or_create(
        child=amelia, person=_person("Simon Hart"), defaults={**agreed, "given_by": "Amelia Hart"}
    )
    for code in ("SENDIASS:ESSEX", "SERVICE:MEDIATION"):
        body = Organisation.objects.get(code=code)
        Consent.objects.get_or_create(
            child=callum, organisation=body, defaults={**agreed, "given_by": "Donna Reeve, his mother"}
        )


def _child(name: str) -> Child:
    forename, surname = name.split()
    return Child.objects.filter(forename=forename, surname=surname).order_by("reference").last()  # type: ignore[return-value]


def _person(name: str) -> Person:
    forename, surname = name.split()
    return Person.objects.get(forename=forename, surname=surname)
