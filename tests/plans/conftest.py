"""Oscar Lindqvist, whose advice has come: from his family, his school, an educational psychologist, a speech and language
therapist and a paediatrician. Everybody opens real pages through both walls."""

import copy
import datetime as dt
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import override_settings

from goldenthread.access.actions import load_rules
from goldenthread.access.models import RoleGrant, User
from goldenthread.access.viewer import become
from goldenthread.assessments.models import Advice
from goldenthread.cases.models import Case
from goldenthread.cases.queries_case import case_view
from goldenthread.letters.models import Contact
from goldenthread.pathways.common.contributors import KIND_OF_ADVICE
from goldenthread.people.kinds import KINDS
from goldenthread.people.models import (
    Connection,
    District,
    DistrictBody,
    Person,
    Postcode,
    Relationship,
    SharingBasis,
)
from goldenthread.plans import actions
from goldenthread.plans.models import Clause, Plan

from ..cases.pages.conftest import *  # noqa: F403  the same small council
from ..cases.pages.conftest import (
    LONG_AGO,
    TODAY,
    allocate,
    as_application,
    case_of,
    child_of,
    day,
    organisation,
    practitioner,
    recorded_on_the_day_shown,
)

THERAPY = {
    "id": "p1", "what": "Speech and language therapy to build understanding of two-step instructions", "how_often": "Once a week", "minutes": 30,
    "group": 3, "weeks": 36, "who": "qualified speech and language therapist", "need": "n1", "outcome": "o1",
}  # fmt: skip
BODIES = {
    "family": {"views": "Oscar loves trains. He wants to have friends."},
    "education-setting": {
        "needs": [{"id": "n1", "area": "cognition", "text": "Oscar reads at the level of a child two years younger."}],
        "outcomes": [{"id": "o1", "need": "n1", "text": "Oscar reads a short story by himself.", "by": "July 2027"}],
        "provisions": [{"id": "p1", "what": "A reading programme", "how_often": "Daily", "minutes": 20, "group": 1, "weeks": 38,
                        "who": "trained teaching assistant", "need": "n1", "outcome": "o1"}],
    },
    "educational-psychologist": {
        "views": "I saw Oscar twice at school.",
        "needs": [{"id": "n1", "area": "social-emotional", "text": "Oscar finds it hard to join in play."}],
        "outcomes": [{"id": "o1", "need": "n1", "text": "Oscar joins a game with two other children.", "by": "July 2027"}],
        "provisions": [{"id": "p1", "what": "A play group led by an adult", "how_often": "Twice a week", "minutes": 25, "group": 4, "weeks": 38,
                        "who": "teaching assistant trained by the psychologist", "need": "n1", "outcome": "o1"}],
    },
    "speech-and-language-therapist": {
        "needs": [{"id": "n1", "area": "communication", "text": "Oscar understands one step of an instruction at a time."}],
        "outcomes": [{"id": "o1", "need": "n1", "text": "Oscar follows a two-step instruction.", "by": "July 2027"}],
        "provisions": [THERAPY],
    },
    "paediatrician": {
        "needs": [{"id": "n1", "area": "health", "text": "Oscar has epilepsy."}],
        "outcomes": [{"id": "o1", "need": "n1", "text": "Oscar’s seizures are noticed and acted on at once.", "by": "January 2027"}],
        "provisions": [{"id": "p1", "what": "A review of his medication", "how_often": "Twice a year", "minutes": 30, "who": "consultant paediatrician",
                        "need": "n1", "outcome": "o1"}],
    },
}  # fmt: skip


def advice_of(case, who, contributor, body="", sent=dt.datetime(2026, 10, 22, 9, tzinfo=dt.UTC)):
    return Advice.objects.create(
        child=case.child, case=case.pk, owner=case.owner, kind_of_data=KIND_OF_ADVICE.get(contributor, "health-advice"), contributor=contributor,
        author=who.user.pk, author_name=who.name, body=BODIES[body or contributor], sent_at=sent,
    )  # fmt: skip


def a_parent(child, name, email=""):
    forename, surname = name.split()
    person = Person.objects.create(owner=child.owner, forename=forename, surname=surname, email=email)
    Relationship.objects.create(
        child=child, owner=child.owner, person=person, relation="mother", has_care=True, parental_responsibility=True, valid_from=LONG_AGO
    )
    user = User.objects.create(email=f"{forename.lower()}@example.org", name=name, person=person)
    RoleGrant.objects.create(user=user, role="parent", valid_from=LONG_AGO)
    return SimpleNamespace(user=user, name=name, pk=person.pk, person=person)


def with_email(someone):
    someone.who.email = someone.user.email
    someone.who.save()
    return someone


@pytest.fixture(autouse=True)
def _today(settings):
    settings.DEMO_TODAY = TODAY


BEGUN = (("request-received", day("2026-08-10"), {"by": "parent"}), ("decided-to-assess", day("2026-09-18")))
DECIDED = (("decided-to-issue", day("2026-11-10")),)


def a_child_whose_advice_has_come(pathway="ehc-needs-assessment", begun=BEGUN, decided=DECIDED):
    load_rules()
    recorded_on_the_day_shown()
    council = organisation("LA:881", "Essex County Council", "local-authority")
    icb = organisation("ICB:QH8", "Essex ICB", "icb")
    trust = organisation("TRUST:PROVIDE", "Provide Community", "nhs-provider")
    school = organisation("URN:123456", "Larkfield Primary School", "school")
    other_school = organisation("URN:654321", "Hawthorn Primary School", "school")
    for kind in ("icb", "nhs-provider", "school"):
        SharingBasis.objects.create(owner=council, reader_kind=kind, purpose="EHC", ground="2014 Act", kinds=list(KINDS), valid_from=LONG_AGO)
    district = District.objects.create(code="E07000070", name="Chelmsford", locality="Mid")
    DistrictBody.objects.create(district=district, body=icb, valid_from=LONG_AGO)
    Postcode.objects.create(postcode="CM1 1AA", district=district, easting=0, northing=0)
    oscar = child_of(council, "Oscar", "Lindqvist", postcode="CM1 1AA")
    Connection.objects.create(child=oscar, owner=council, organisation=school, kind="attends", valid_from=LONG_AGO)
    a = SimpleNamespace(
        council=council, icb=icb, trust=trust, school=school, other_school=other_school, oscar=oscar,
        priya=practitioner("Priya Nair", "la-send-caseworker", council), daniel=practitioner("Daniel Okafor", "la-send-caseworker", council),
        helen=with_email(practitioner("Helen Marsh", "educational-psychologist", council)),
        leila=with_email(practitioner("Leila Farouk", "health-practitioner", trust)),
        amir=with_email(practitioner("Amir Shah", "health-practitioner", trust)),
        tom=with_email(practitioner("Tom Reed", "setting-senco", school)),
        grace=with_email(practitioner("Grace Obi", "setting-senco", other_school)),
        dina=with_email(practitioner("Dina Cole", "dco", icb)), sara=practitioner("Sara Lund", "dsco", council),
        nurse=practitioner("Nell Gray", "health-practitioner", trust),
        stranger=practitioner("Sam Elsewhere", "la-send-caseworker", organisation("LA:999", "Another Council", "local-authority")),
        anna=a_parent(oscar, "Anna Lindqvist", "anna@example.org"),
    )  # fmt: skip
    asked = [("advice-requested", day("2026-09-18"), {"contributor": c}) for c in BODIES]
    came = [("advice-received", day("2026-10-22"), {"contributor": c}) for c in BODIES]
    a.case = case_of(oscar, *begun, *asked, *came, *decided, pathway=pathway)
    for someone in (a.priya, a.helen, a.leila, a.amir, a.nurse):
        allocate(oscar, someone)
    writers = dict(zip(BODIES, (a.anna, a.tom, a.helen, a.leila, a.amir), strict=True))
    a.advice = {c: advice_of(a.case, who, c) for c, who in writers.items()}
    for kind in Contact.Kind.values:
        Contact.objects.create(owner=council, kind=kind, name=kind.replace("-", " ").title(), how="0300 000 0000")
    a.path = f"/cases/{a.case.pk}/plan/"
    return a


@pytest.fixture(scope="class")
def the_child_whose_advice_has_come(scenes):
    with scenes(a_child_whose_advice_has_come) as told:
        yield told


@pytest.fixture
def area(the_child_whose_advice_has_come, db):
    recorded_on_the_day_shown()
    return copy.deepcopy(the_child_whose_advice_has_come)


def as_viewer(someone, question):
    """Runs something as a user, in the role of pages."""
    with as_application(), transaction.atomic():
        return question(become(someone.user.pk))


def a_draft():
    """The child with a draft, put together from the advice."""
    return drafted(a_child_whose_advice_has_come())


def drafted(a):
    with override_settings(DEMO_TODAY=TODAY):
        as_viewer(a.priya, lambda v: actions.start_draft(v, case_view(v, Case.objects.select_related("child").get(pk=a.case.pk), TODAY)))
    a.plan = Plan.objects.get(case=a.case.pk)
    return a


@pytest.fixture(scope="class")
def the_draft(scenes):
    with scenes(a_draft) as told:
        yield told


@pytest.fixture
def draft(the_draft, db):
    recorded_on_the_day_shown()
    return copy.deepcopy(the_draft)


def clause(area, contributor, section):
    """The newest clause of a contributor in a section."""
    return Clause.objects.filter(case=area.case.pk, contributor=contributor, section=section).order_by("-plan__version").first()
