"""Essex's plans in force, a manager who audits them, and who grades: a psychologist, a designated clinical officer and a social worker."""

import copy
import datetime as dt
from types import SimpleNamespace

import pytest

from goldenthread.access.actions import load_rules
from goldenthread.audits.models import Audit, Finding, Sampled
from goldenthread.people.kinds import KINDS
from goldenthread.people.models import District, DistrictBody, Postcode, SharingBasis, Team
from goldenthread.plans.models import Clause, Plan

from ..cases.pages.conftest import *  # noqa: F403  the same helpers
from ..cases.pages.conftest import (
    LONG_AGO,
    TODAY,
    _today,  # noqa: F401
    allocate,
    case_of,
    child_of,
    day,
    organisation,
    post,
    practitioner,
    recorded_on_the_day_shown,
)

TEXTS = {
    "A": "“I want to drive trains.” Asked at home on 3 March.", "B": "Reads single words as a child of 6 does, and guesses the rest.",
    "E": "Reads a page aloud to a friend.", "F": "Access to regular speech and language therapy, as appropriate.", "I": "Larkfield Primary School, a maintained mainstream school.",
}  # fmt: skip


def issued(case, on, texts=TEXTS, version=1, lines=None):
    """An issued version of a plan: a need, an outcome and help that are linked."""
    plan = Plan.objects.create(case=case.pk, child=case.child, owner=case.owner, version=version, made_by=case.owner_id)
    made = {}
    for section, text in texts.items():
        links = {"F": {"need": made.get("B"), "outcome": made.get("E")}, "E": {"need": made.get("B")}}.get(section, {})
        details = {"area": "cognition"} if section == "B" else {}
        c = Clause.objects.create(
            plan=plan, case=case.pk, child=case.child, owner=case.owner, section=section, number=1, text=text, details=details, **links,
            **({"line": lines[section]} if lines else {}),
        )  # fmt: skip
        made[section] = c.line
    plan.issued_on = on
    plan.save()
    return plan


def a_plan(area, n, team=None, born="2018-05-05", on="2026-03-02", council=None, postcode="CM1 1AA"):
    child = child_of(council or area.essex, f"Child{n}", f"Number{n}", date_of_birth=day(born), postcode=postcode)
    allocate(child, team or area.priya)
    case = case_of(child, ("plan-made", day(on)), pathway="annual-review")
    return issued(case, day(on))


def a_partnership():
    load_rules()
    recorded_on_the_day_shown()
    essex = organisation("LA:881", "Essex County Council", "local-authority")
    other = organisation("LA:882", "Southend City Council", "local-authority")
    icb = organisation("ICB:QH8", "Essex ICB", "icb")
    trust = organisation("TRUST:X", "Provide Community", "nhs-provider")
    for kind in ("icb", "nhs-provider"):
        SharingBasis.objects.create(owner=essex, reader_kind=kind, purpose="EHC", ground="2014 Act", kinds=list(KINDS), valid_from=LONG_AGO)
    mid = Team.objects.create(reference="mid", name="Mid team", organisation=essex, locality="Mid")
    west = Team.objects.create(reference="west", name="West team", organisation=essex, locality="West")
    for code, name, locality, postcode in (("E07000070", "Chelmsford", "Mid", "CM1 1AA"), ("E07000072", "Epping", "West", "CM16 4AA")):
        district = District.objects.create(code=code, name=name, locality=locality)
        DistrictBody.objects.create(district=district, body=icb, valid_from=LONG_AGO)
        Postcode.objects.create(postcode=postcode, district=district, easting=0, northing=0)
    return SimpleNamespace(
        essex=essex, council=essex, other=other, icb=icb, trust=trust,
        priya=practitioner("Priya Nair", "la-send-caseworker", essex, mid), wes=practitioner("Wes Hall", "la-send-caseworker", essex, west),
        grace=practitioner("Grace Oyelaran", "la-send-manager", essex), sam=practitioner("Sam Ford", "la-send-manager", other),
        helen=practitioner("Helen Marsh", "educational-psychologist", essex), dina=practitioner("Dina Cole", "dco", icb),
        leila=practitioner("Leila Farouk", "health-practitioner", trust), sol=practitioner("Sol Okoro", "social-worker", essex),
        nell=practitioner("Nell Gray", "health-practitioner", trust),
    )  # fmt: skip


def plans_to_audit():
    area = a_partnership()
    area.plans = [a_plan(area, n) for n in range(4)]
    area.plans += [a_plan(area, n, team=area.wes, postcode="CM16 4AA", on="2022-03-02") for n in range(4, 6)]
    area.elsewhere = a_plan(area, 99, team=area.sam, council=area.other)
    return area


@pytest.fixture(scope="class")
def the_plans_to_audit(scenes):
    with scenes(plans_to_audit) as told:
        yield told


@pytest.fixture
def area(the_plans_to_audit, db):
    recorded_on_the_day_shown()
    return copy.deepcopy(the_plans_to_audit)


DRAW = {
    "title": "Autumn audit", "wanted": 3, "by": ["team", "age"], "together": 1, "readers": 2, "weeks": 6, "ground": "childs-interests",
    "ground_reason": "To find what in these plans must be put right",
}  # fmt: skip


def drawn(area, auditors=("helen", "leila"), share=True, **given):
    """An audit that Grace drew through the pages, with people who grade."""
    given = DRAW | given
    by = [n for n in ("team", "locality", "need", "age") if n in given["by"]]
    seen = f"{Plan.objects.filter(owner=area.essex, issued_on__isnull=False).values('child').distinct().count()} {given['wanted']} {' '.join(by)}"
    post(area.grace, "/audits/new/", **given, do="draw", seen=seen)
    audit = Audit.objects.get()
    for name in auditors:
        someone = getattr(area, name)
        post(area.grace, f"/audits/{audit.pk}/", do="add", who=someone.name, user=f"{someone.user.pk} {someone.who.role}")
    if share:
        post(area.grace, f"/audits/{audit.pk}/", do="share")
    return audit


def both_read(area):
    """The plan that two people grade."""
    return Sampled.objects.get(number=1)


def grades(area, someone, sampled, grade=3, give=True, **others):
    """Grades every part of a plan through the pages."""
    from goldenthread.audits.pages.shared import asked_of, steps
    from goldenthread.science.audit import criteria

    asked = asked_of(sampled.child.date_of_birth, TODAY)
    for n, section in enumerate(steps(asked), 1):
        form = {f"g-{c.slug}": str(others.get(c.slug.replace("-", "_"), grade)) for c in criteria() if c.section == section}
        answer = post(someone, f"/audits/plans/{sampled.pk}/{n}/", **form)
        assert answer.status_code == 302, answer.status_code
    if give:
        assert post(someone, f"/audits/plans/{sampled.pk}/").status_code == 302


def officer_of(area, sampled):
    return area.priya if sampled.team == "Mid team" else area.wes


def a_finding(area, someone, sampled, section="F", whose=None):
    line = Clause.objects.get(plan=sampled.plan, section=section).line
    by = TODAY + dt.timedelta(weeks=4)
    answer = post(
        someone, f"/audits/plans/{sampled.pk}/finding/?line={line}", change="Say how often, how long and by whom.", whose=str((whose or officer_of(area, sampled)).user.pk),
        by_on_day=by.day, by_on_month=by.month, by_on_year=by.year,
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()[:4000]
    return Finding.objects.latest("made_at")


