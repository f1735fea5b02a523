"""Row-level security of campaigns, with the application's own filters off."""

from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from goldenthread.campaigns.actions import begin
from goldenthread.campaigns.models import Campaign, Hours, Member, Weighing
from goldenthread.cases.models import Case
from goldenthread.people.models import Child
from goldenthread.plans.models import Clause, Plan, SignBack

from ..plans.conftest import as_viewer
from .conftest import TODAY


@pytest.fixture
def campaign(area):
    made = as_viewer(area.grace, lambda v: begin(v, title="A", team="", hours=10, hours_a_plan=5, cases=[area.tyler.pk], on=TODAY))
    Weighing.objects.create(owner=area.essex, points={}, made_by=area.grace.user.pk, made_by_name="Grace", valid_from=TODAY)
    return made


def counts(_):
    return [model.objects.count() for model in (Campaign, Hours, Member, Weighing)]


def test_only_casework_of_the_council_reads_campaigns(area, campaign):
    assert as_viewer(area.grace, counts) == [1, 1, 1, 1]
    assert as_viewer(area.priya, counts) == [1, 1, 1, 1]
    assert as_viewer(area.sam, counts) == [0, 0, 0, 0]
    assert as_viewer(area.dina, counts) == [0, 0, 0, 0]


def test_a_caseworker_makes_no_campaign_no_hours_and_no_weights(area, campaign):
    by = area.priya.user.pk
    for make in (
        lambda _: Campaign.objects.create(owner=area.essex, title="B", hours_a_plan=5, started_on=TODAY, made_by=by),
        lambda _: Hours.objects.create(campaign_id=campaign.pk, owner=area.essex, hours=1, begin_on=TODAY, by=by),
        lambda _: Weighing.objects.create(owner=area.essex, points={}, made_by=by, made_by_name="P", valid_from="2027-01-01"),
    ):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            as_viewer(area.priya, make)


def test_a_manager_of_another_council_reaches_neither_campaign_nor_plan(area, campaign):
    by = area.sam.user.pk

    def member(_):
        return Member.objects.create(campaign_id=campaign.pk, case=area.elsewhere.pk, child=area.elsewhere.child, owner=area.other, added_by=by)

    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        as_viewer(area.sam, member)
    assert as_viewer(area.sam, lambda _: Member.objects.update(week=TODAY)) == 0
    assert as_viewer(area.sam, lambda _: Campaign.objects.update(ended_on=TODAY)) == 0


def test_a_plan_is_put_into_a_campaign_under_its_own_child_alone(area, campaign):
    def member(_):
        return Member.objects.create(campaign_id=campaign.pk, case=area.aisha.pk, child=area.nadia.child, owner=area.essex, added_by=area.grace.user.pk)

    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        as_viewer(area.grace, member)


def test_hours_that_were_are_never_changed(area, campaign):
    with pytest.raises(ProgrammingError), transaction.atomic():
        as_viewer(area.grace, lambda _: Hours.objects.update(hours=99))


@pytest.mark.parametrize("kept_back", ["confidential", "sealed"])
def test_what_was_answered_on_a_plan_that_is_kept_back_is_told_to_nobody(area, kept_back):
    case = area.tyler
    of = {"case": case.pk, "child": case.child, "owner": case.owner}
    plan = Plan.objects.create(version=1, made_by=uuid4(), **of)
    clause = Clause.objects.create(plan=plan, section="G", number=1, text="Therapy weekly.", advice=uuid4(), contributor="physiotherapist", **of)
    SignBack.objects.create(plan=plan, clause=clause, contributor="physiotherapist", said=clause.text, answer="corrected", correction="Daily.", by=uuid4(), **of)
    Plan.objects.filter(pk=plan.pk).update(issued_on=TODAY)

    def answered(_):
        with connection.cursor() as cursor:
            cursor.execute("select correction from campaigns_answered(%s)", [[plan.pk]])
            return cursor.fetchall()

    assert as_viewer(area.grace, answered) == [("Daily.",)]
    if kept_back == "sealed":
        Child.objects.filter(pk=case.child_id).update(sealed=True)
    else:
        Case.objects.filter(pk=case.pk).update(confidentiality="officers")
    assert as_viewer(area.grace, answered) == []
