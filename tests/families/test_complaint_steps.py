"""After the answer: the next stage by somebody else, the Ombudsman within a year, no further; and the remedy that a manager decides."""

import pytest
from django.db import DatabaseError, transaction

from goldenthread.cases.models import ClockRow, Event
from goldenthread.families.complaint_steps import put_step_on_case
from goldenthread.families.models import Complaint, ComplaintStep

from ..cases.pages.conftest import TODAY, as_the_worker, day, get, post, practitioner, text_of
from .test_complaints import _choices, complained  # noqa: F401
from .test_pages import as_viewer, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(complained):  # noqa: F811
    home = complained
    home.asha = practitioner("Asha Rao", "la-send-manager", home.council, home.team)
    assert post(home.ngozi, f"/complaints/{home.complaint.pk}/", outcome="not-upheld", text="We think we told you.").status_code == 302
    home.own = f"{home.page}complaints/{home.complaint.pk}/"
    return home


def put_on():
    with transaction.atomic(), as_the_worker():
        for step in ComplaintStep.objects.all():
            put_step_on_case(str(step.pk))
            put_step_on_case(str(step.pk))


def test_the_ombudsmans_year_is_counted_from_the_last_day_of_the_step_that_failed(answered):
    # The advice was due on Friday 30 October 2026: within 12 months of it is Saturday 30 October 2027.
    assert ClockRow.objects.get(case=answered.complaint.case, clock="go-to-ombudsman").due == day("2027-10-30")
    page = said(answered.joanna, answered.own)
    assert "Go by Saturday 30 October 2027" in page
    assert "Local Government and Social Care Ombudsman" in page
    # Twenty working days from Tuesday 24 November, Christmas Day being none: Tuesday 22 December.
    assert "Ask by Tuesday 22 December 2026" in page


def test_a_second_manager_answers_the_next_stage(answered):
    assert post(answered.joanna, answered.own, step="next-stage", text="Nobody rang me.").status_code == 302
    put_on()
    c = Complaint.objects.get()
    assert (c.to_name, c.answer) == ("Asha Rao", "We think we told you.")
    # Twenty working days from Tuesday 24 November.
    assert ClockRow.objects.get(case=c.case, clock="answer-stage", about="stage-2").due == day("2026-12-22")
    assert "Answer the complaint" in said(answered.asha, "/my-work/")
    first = said(answered.ngozi, f"/complaints/{c.pk}/")
    assert "Nobody rang me." in first
    assert "Somebody else answers this one" in first
    post(answered.ngozi, f"/complaints/{c.pk}/", outcome="not-upheld", text="No again.")
    assert Complaint.objects.get().second_answered_on is None
    assert post(answered.asha, f"/complaints/{c.pk}/", outcome="upheld", text="You are right, and I am sorry.").status_code == 302
    page = said(answered.joanna, answered.own)
    for words in ("We think we told you.", "You are right, and I am sorry.", "Both stages are answered"):
        assert words in page
    assert "Ask for the next stage" not in page


def test_the_ombudsman_can_be_gone_to_and_that_is_recorded_once(answered):
    for _ in range(2):
        post(answered.joanna, answered.own, step="ombudsman")
        put_on()
    assert Event.objects.filter(case=answered.complaint.case, event="ombudsman-contacted", on=TODAY).count() == 1
    assert "You went to the Ombudsman on Tuesday 24 November 2026" in said(answered.joanna, answered.own)
    page = get(answered.ngozi, f"/cases/{answered.complaint.case}/record/ombudsman-decided/")
    assert page.status_code == 200


def test_nobody_else_takes_a_step_and_the_other_parent_reads_nothing(answered):
    for someone in (answered.mark, answered.stranger, answered.priya):
        assert get(someone, answered.own).status_code == 404, someone.name
        assert post(someone, answered.own, step="ombudsman").status_code == 404, someone.name
    post(answered.joanna, answered.own, step="next-stage", text="Still wrong.")

    def forge(_):
        ComplaintStep.objects.bulk_create([ComplaintStep(complaint=answered.complaint, child=answered.maya, owner=answered.council, step="ombudsman", on=TODAY, by=answered.joanna.pk)])

    for someone in (answered.mark, answered.ngozi):
        with pytest.raises(DatabaseError), transaction.atomic():
            as_viewer(someone, forge)
    assert as_viewer(answered.mark, lambda v: list(ComplaintStep.objects.all())) == []


def test_a_manager_decides_the_remedy_and_the_family_reads_it(answered):
    path = f"/complaints/{answered.complaint.pk}/"
    page = post(answered.ngozi, path, do="remedy", rule="apology", action="We write to say sorry.", due_day="", due_month="", due_year="")
    assert page.status_code == 400
    assert "Enter the day by which it is done" in text_of(page)
    assert "We write to say sorry." in page.content.decode()
    page = post(answered.ngozi, path, do="remedy", rule="apology", action="We write to say sorry.", due_day="1", due_month="12", due_year="2026")
    assert page.status_code == 302
    assert "We write to say sorry., by Tuesday 1 December 2026" in said(answered.joanna, answered.own)
    assert "Do what was agreed" in said(answered.ngozi, "/my-work/")


def test_the_next_stage_needs_words(answered):
    page = post(answered.joanna, answered.own, step="next-stage", text="")
    assert page.status_code == 400
    assert "Say what is still wrong" in text_of(page)
    assert not ComplaintStep.objects.exists()
    assert _choices(answered)
