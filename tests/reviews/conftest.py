"""Oscar Lindqvist, whose plan is Essex's, and Mia Berg, whose plan is Southend's, attend one school. Both plans are to be reviewed.
Everybody opens real pages through both walls."""

import copy
from types import SimpleNamespace

import pytest

from goldenthread.access.actions import load_rules
from goldenthread.letters.models import Contact
from goldenthread.people.kinds import KINDS
from goldenthread.people.models import Connection, District, DistrictBody, Postcode, SharingBasis
from goldenthread.plans.models import Clause, Disclosure, Plan

from ..cases.pages.conftest import *  # noqa: F403  the same small council
from ..cases.pages.conftest import (
    LONG_AGO,
    TODAY,
    allocate,
    case_of,
    child_of,
    day,
    organisation,
    practitioner,
    recorded_on_the_day_shown,
)
from ..plans.conftest import a_parent, as_viewer, with_email  # noqa: F401

OUTCOMES = ("Reads a short story alone", "Joins a game with two other children")


@pytest.fixture(autouse=True)
def _today(settings):
    settings.DEMO_TODAY = TODAY


def a_plan(case, school, made):
    """A plan in force, which its setting was given."""
    plan = Plan.objects.create(case=case.pk, child=case.child, owner=case.owner, version=1, made_by=case.pk, setting=school, setting_type="Mainstream primary school")
    of = {"case": case.pk, "child": case.child, "owner": case.owner, "plan": plan}
    need = Clause.objects.create(section="B", number=1, text="Finds reading hard.", **of)
    for n, text in enumerate(OUTCOMES, 1):
        Clause.objects.create(section="E", number=n, text=text, details={"by": "July 2027"}, need=need.line, **of)
    Clause.objects.create(section="F", number=1, text="Regular help with reading.", need=need.line, **of)
    Clause.objects.create(section="I", number=1, text=f"{school.name}. Mainstream primary school.", **of)
    Plan.objects.filter(pk=plan.pk).update(sent_on=made, issued_on=None)
    issued = Plan.objects.create(
        case=case.pk, child=case.child, owner=case.owner, version=2, made_by=case.pk, setting=school, setting_type="Mainstream primary school"
    )
    for c in Clause.objects.filter(plan=plan):
        Clause.objects.create(
            plan=issued, case=case.pk, child=case.child, owner=case.owner, line=c.line, section=c.section, number=c.number, text=c.text, details=c.details,
            need=c.need,
        )  # fmt: skip
    Plan.objects.filter(pk=issued.pk).update(issued_on=made)
    Disclosure.objects.create(
        plan=issued, case=case.pk, child=case.child, owner=case.owner, to="setting", to_name=school.name, organisation=school, ground="required-by-law", by=case.pk
    )
    return issued


def two_councils():
    load_rules()
    recorded_on_the_day_shown()
    essex = organisation("LA:881", "Essex County Council", "local-authority")
    southend = organisation("LA:882", "Southend City Council", "local-authority")
    icb = organisation("ICB:QH8", "Essex ICB", "icb")
    trust = organisation("TRUST:PROVIDE", "Provide Community", "nhs-provider")
    school = organisation("URN:123456", "Larkfield Primary School", "school")
    other_school = organisation("URN:654321", "Hawthorn Primary School", "school")
    for council in (essex, southend):
        for kind in ("icb", "nhs-provider", "school"):
            SharingBasis.objects.create(owner=council, reader_kind=kind, purpose="EHC", ground="2014 Act", kinds=list(KINDS), valid_from=LONG_AGO)
        for kind in Contact.Kind.values:
            Contact.objects.create(owner=council, kind=kind, name=kind.replace("-", " ").title(), how="0300 000 0000")
    district = District.objects.create(code="E07000070", name="Chelmsford", locality="Mid")
    DistrictBody.objects.create(district=district, body=icb, valid_from=LONG_AGO)
    Postcode.objects.create(postcode="CM1 1AA", district=district, easting=0, northing=0)
    oscar = child_of(essex, "Oscar", "Lindqvist", postcode="CM1 1AA", date_of_birth=day("2016-10-05"))
    mia = child_of(southend, "Mia", "Berg", postcode="CM1 1AA", date_of_birth=day("2016-02-01"))
    for child in (oscar, mia):
        Connection.objects.create(child=child, owner=child.owner, organisation=school, kind="attends", valid_from=LONG_AGO)
    a = SimpleNamespace(
        essex=essex, southend=southend, council=essex, icb=icb, school=school, other_school=other_school, oscar=oscar, mia=mia,
        priya=with_email(practitioner("Priya Nair", "la-send-caseworker", essex)), sam=with_email(practitioner("Sam Ford", "la-send-caseworker", southend)),
        grace=practitioner("Grace Oyelaran", "la-send-manager", essex),
        tom=with_email(practitioner("Tom Reed", "setting-senco", school)), una=with_email(practitioner("Una Obi", "setting-senco", other_school)),
        leila=with_email(practitioner("Leila Farouk", "health-practitioner", trust)), nell=practitioner("Nell Gray", "health-practitioner", trust),
        dina=with_email(practitioner("Dina Cole", "dco", icb)), sara=practitioner("Sara Lund", "dsco", essex),
        anna=a_parent(oscar, "Anna Lindqvist", "anna@example.org"), lena=a_parent(mia, "Lena Berg"),
    )  # fmt: skip
    for who in (a.priya, a.leila, a.nell):
        allocate(oscar, who)
    allocate(mia, a.sam)
    a.assessments = {}
    a.case = case_of(oscar, ("plan-made", day("2026-01-14"), {"date_of_birth": "2016-10-05"}), pathway="annual-review")
    a.mias = case_of(mia, ("plan-made", day("2026-02-03"), {"date_of_birth": "2016-02-01"}), pathway="annual-review")
    for child, made in ((oscar, "2026-01-14"), (mia, "2026-02-03")):
        first = case_of(child, ("request-received", day("2025-08-01"), {"by": "parent"}), ("decided-to-assess", day("2025-09-01")),
                        ("final-plan-issued", day(made), {"setting": school.code}))  # fmt: skip
        a.assessments[child.pk] = first
        a_plan(first, school, day(made))
    a.path, a.mias_path = f"/cases/{a.case.pk}/review/", f"/cases/{a.mias.pk}/review/"
    return a


@pytest.fixture(scope="class")
def the_two_councils(scenes):
    with scenes(two_councils) as told:
        yield told


@pytest.fixture
def area(the_two_councils, db):
    recorded_on_the_day_shown()
    return copy.deepcopy(the_two_councils)


MEETING = {"day_day": "10", "day_month": "12", "day_year": "2026", "time": "3.30pm", "place": "The library, Larkfield"}


def invitation_of(page):
    """What the page that invites would post, with everybody ticked."""
    import re

    text = page.content.decode()
    found = {}
    for box in re.findall(r"<input[^>]*>", text):
        name, value = re.search(r'name="([^"]+)"', box), re.search(r'value="([^"]*)"', box)
        if name and name[1].startswith("party-") and "checked" in box:
            found.setdefault(name[1], []).append(value[1])
    read = re.search(r'name="read_up_to" value="(\d+)"', text)
    return {**found, "read_up_to": read[1], "others": "", "do": "send", **MEETING}


