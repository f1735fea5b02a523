"""Why a date is as it is, where the date rests on a case that the viewer may not know of."""

from types import SimpleNamespace

import pytest

from goldenthread.access.models import RoleGrant, User
from goldenthread.cases.models import ClockRow
from goldenthread.cases.projection import project
from goldenthread.people.kinds import KINDS
from goldenthread.people.models import Person, Relationship, SharingBasis

from .conftest import LONG_AGO, allocate, case_of, day, get, post, practitioner, text_of

pytestmark = pytest.mark.django_db
# Two months from a decision of 1 October end on 1 December; a certificate of 20 November moves that to the month after.
ASSESSMENT = (
    ("request-received", day("2026-07-01"), {"by": "parent"}),
    ("decided-to-assess", day("2026-08-10")),
    ("decided-not-to-issue", day("2026-10-01"), {"served_on": day("2026-10-01").isoformat()}),
)
REVIEW = (
    ("plan-made", day("2025-10-01")),
    ("review-meeting-held", day("2026-09-10")),
    ("decided-to-maintain", day("2026-10-01")),
)
CERTIFIED = day("2026-11-20")


def linked(source, confidentiality, owner=None):
    case = case_of(
        source.child,
        ("mediation-requested", day("2026-10-20"), {"issues": ["education"]}),
        ("mediation-certificate-issued", CERTIFIED),
        pathway="mediation",
    )
    case.arose_from, case.confidentiality = source, confidentiality
    case.kind_of_data, case.owner = "complaints-and-tribunal", owner or case.owner
    case.save()
    project(case.pk)
    project(source.pk)
    return case


@pytest.fixture
def people(area):
    """Everybody who may read the clock of the appeal, and the mediator's own allocation to the case."""
    school_kinds = [k for k in KINDS if k not in ("kpi-aggregates", "audit-log")]
    SharingBasis.objects.create(
        owner=area.council, reader=area.school, purpose="EHC", ground="x", kinds=school_kinds, valid_from=LONG_AGO
    )
    joanna = Person.objects.create(owner=area.council, forename="Joanna", surname="Whitfield")
    Relationship.objects.create(
        child=area.maya, owner=area.council, person=joanna, relation="mother", has_care=True, valid_from=LONG_AGO
    )
    user = User.objects.create(email="joanna@example.org", name="Joanna Whitfield", person=joanna)
    RoleGrant.objects.create(user=user, role="parent", valid_from=LONG_AGO)
    return {
        "officer": area.priya,
        "parent": SimpleNamespace(user=user),
        "school": practitioner("Aaron Lowe", "setting-senco", area.school),
    }


def reason_page(someone, case):
    page = get(someone, f"/cases/{case.pk}/")
    assert page.status_code == 200
    body = page.content.decode()
    key = body.partition("/why/lodge-appeal")[2].partition("/")[0]
    return text_of(page), text_of(get(someone, f"/cases/{case.pk}/why/lodge-appeal{key}/")) if key else ""


@pytest.mark.parametrize("who", ["officer", "parent", "school"])
@pytest.mark.parametrize("confidentiality", ["withheld", "young-person"])
@pytest.mark.parametrize("pathway", ["ehc-needs-assessment", "annual-review"])
def test_no_page_names_what_a_date_rests_on_in_a_hidden_case(pathway, confidentiality, who, area, people):
    case = case_of(area.maya, *(ASSESSMENT if pathway == "ehc-needs-assessment" else REVIEW), pathway=pathway)
    linked(case, confidentiality)
    due = ClockRow.objects.get(case=case, clock="lodge-appeal").due
    assert due == day("2026-12-21"), "one month from the certificate, and rolled to a working day"
    page, reason = reason_page(people[who], case)
    assert not reason, "the clock itself would tell that its date had moved"
    for told in ("certificate", "20 nov", "21 dec", "appeal to the tribunal"):
        assert told not in page.lower()


def test_the_date_stays_right_and_the_other_steps_stay(area, people):
    """Of a case of another body, which is no secret, the viewer may read nothing."""
    case = case_of(area.maya, *ASSESSMENT)
    linked(case, "none", owner=area.stranger.who.organisation)
    _, said = reason_page(people["officer"], case)
    assert "Why Monday 21 December 2026?" in said
    assert "Started by Decided not to issue a plan, Thursday 1 October 2026" in said
    assert "Stops when When this is recorded: appeal lodged with the tribunal." in said
    assert "Counting" not in said
    assert "may not see" not in said.replace("what you are allowed to see", "")


def test_whoever_may_read_the_linked_case_reads_the_whole_reason(area, people):
    case = case_of(area.maya, *ASSESSMENT)
    mediation = linked(case, "none")
    _, said = reason_page(people["officer"], case)
    assert "1 month after mediation certificate issued (20 November 2026)" in said
    mediation.confidentiality = "withheld"
    mediation.save()
    project(case.pk)
    allocate(area.maya, area.priya, mediation.pk)
    _, said = reason_page(people["officer"], case)
    assert "1 month after mediation certificate issued (20 November 2026)" in said


def test_a_withheld_appeal_is_not_told_of_by_the_plan_that_it_keeps_in_force(area, people):
    case = case_of(area.maya, ("decided-to-cease", day("2026-06-01")), pathway="plan-cessation")
    appeal = case_of(area.maya, ("appeal-lodged", day("2026-07-15"), {"about": "cease"}), pathway="tribunal-appeal")
    appeal.arose_from, appeal.confidentiality, appeal.kind_of_data = case, "withheld", "complaints-and-tribunal"
    appeal.save()
    project(appeal.pk)
    project(case.pk)
    given = {"read_up_to": "1", "reason": "Moved", "on_day": "20", "on_month": "11", "on_year": "2026"}
    refused = text_of(post(area.priya, f"/cases/{case.pk}/record/plan-ceased/", **given))
    assert "You can record that the plan ceased once that time is over" in refused
    body = get(area.priya, f"/cases/{case.pk}/").content.decode()
    assert "/why/keep-plan" not in body
    for page in (refused, text_of(get(area.priya, f"/cases/{case.pk}/"))):
        assert "15 July" not in page
        assert "15 Jul" not in page
        assert "once the appeal is decided" not in page
        assert "appeal lodged" not in page.lower()
