"""A setting that the child attends and that was not given the plan asks for it; an officer answers on a ground of regulation 17."""

import pytest
from django.db import DatabaseError, transaction

from goldenthread.letters.models import Message
from goldenthread.people.models import Connection
from goldenthread.plans.models import CopyAsked, Disclosure

from .conftest import TODAY, as_viewer, get, text_of
from .test_pages_of_reviews import send

WHY = {"reason": "To arrange the help that it promises."}


@pytest.fixture
def moved(area):
    """Oscar goes to Hawthorn now, which was given nothing; the plan names Larkfield."""
    Connection.objects.filter(child=area.oscar, kind="attends").update(valid_to=TODAY.replace(day=1))
    Connection.objects.create(child=area.oscar, owner=area.oscar.owner, organisation=area.other_school, kind="attends", valid_from=TODAY.replace(day=2))
    area.now = f"/cases/{area.case.pk}/plan/now/"
    return area


def asked_of(area):
    assert send(area.una, area.now, WHY).status_code == 302
    return CopyAsked.objects.get()


def test_a_new_setting_asks_and_reads_the_plan_once_it_is_given(moved):
    page = text_of(get(moved.una, moved.now))
    assert "No plan is in force here that you may read" in page
    assert "Finds reading hard" not in page
    assert "Say what you need the plan for" in text_of(send(moved.una, moved.now, {"reason": " "}))
    asked = asked_of(moved)
    assert asked.setting == moved.other_school
    assert "No answer yet" in text_of(get(moved.una, moved.now))
    # A second press asks no second time.
    send(moved.una, moved.now, WHY)
    assert CopyAsked.objects.count() == 1
    work = text_of(get(moved.priya, "/my-work/"))
    assert "Answer Hawthorn Primary School, which asks for the plan" in work
    path = f"/cases/{moved.case.pk}/plan/copies/{asked.pk}/"
    assert "To arrange the help that it promises." in text_of(get(moved.priya, path))
    assert "Select the ground" not in text_of(get(moved.priya, path))
    assert send(moved.priya, path, {"do": "give", "ground": "", "reason": "They teach him."}).status_code == 200
    assert send(moved.priya, path, {"do": "give", "ground": "childs-interests", "reason": "They teach him."}).status_code == 302
    given = Disclosure.objects.get(organisation=moved.other_school)
    assert (given.ground, given.reason, given.sections) == ("childs-interests", "They teach him.", [])
    told = Message.objects.get(purpose="plan-copy-given")
    assert told.address == moved.una.who.email
    assert "Oscar" not in told.subject + told.body
    assert "Finds reading hard" in text_of(get(moved.una, moved.now))
    assert "Answer Hawthorn" not in text_of(get(moved.priya, "/my-work/"))
    again = send(moved.priya, path, {"do": "decline", "reason": "No."})
    assert again.status_code == 409
    assert CopyAsked.objects.get().decision == "given"


def test_a_setting_reads_why_it_was_not_given_and_may_ask_again(moved):
    asked = asked_of(moved)
    path = f"/cases/{moved.case.pk}/plan/copies/{asked.pk}/"
    assert "Say why they do not get it" in text_of(send(moved.priya, path, {"do": "decline", "reason": ""}))
    send(moved.priya, path, {"do": "decline", "reason": "The family asks us to wait until the move."})
    page = text_of(get(moved.una, moved.now))
    assert "Not given" in page
    assert "The family asks us to wait until the move." in page
    assert "Finds reading hard" not in page
    assert send(moved.una, moved.now, WHY).status_code == 302
    assert CopyAsked.objects.filter(decision="").count() == 1


def test_a_setting_that_the_child_has_left_is_given_nothing(moved):
    asked = asked_of(moved)
    Connection.objects.filter(child=moved.oscar, organisation=moved.other_school).update(valid_to=TODAY.replace(day=3))
    answer = send(moved.priya, f"/cases/{moved.case.pk}/plan/copies/{asked.pk}/", {"do": "give", "ground": "consent", "reason": "They ask."})
    assert answer.status_code == 409
    assert "is not entered at Hawthorn Primary School any more" in text_of(answer)
    assert not Disclosure.objects.filter(organisation=moved.other_school).exists()


def test_nobody_else_asks_or_answers(moved):
    # The setting that he left, a therapist, the family; another council's officer; and the asker does not answer it.
    for someone in (moved.tom, moved.leila, moved.anna, moved.sam):
        send(someone, moved.now, WHY)
    assert not CopyAsked.objects.exists()
    asked = asked_of(moved)
    path = f"/cases/{moved.case.pk}/plan/copies/{asked.pk}/"
    for someone in (moved.una, moved.tom, moved.leila, moved.anna, moved.sam):
        assert send(someone, path, {"do": "give", "ground": "consent", "reason": "Mine."}).status_code == 404
    # Behind the pages.
    assert as_viewer(moved.una, lambda v: CopyAsked.objects.count()) == 1
    for someone in (moved.tom, moved.leila, moved.anna, moved.sam):
        assert as_viewer(someone, lambda v: CopyAsked.objects.count()) == 0
    assert as_viewer(moved.una, lambda v: CopyAsked.objects.update(decision="given", decision_reason="Mine.")) == 0
    with pytest.raises(DatabaseError), transaction.atomic():
        as_viewer(moved.una, lambda v: CopyAsked.objects.create(child=moved.oscar, owner=moved.essex, case=moved.case.pk, setting=moved.other_school, reason="x", by=v.id, by_name="Una"))


def test_a_setting_that_holds_an_older_version_can_ask_for_the_newer(moved):
    older = Disclosure.objects.filter(organisation=moved.school).first()
    assert older is not None
    Disclosure.objects.bulk_create([Disclosure(plan=older.plan, case=older.case, child=moved.oscar, owner=moved.essex, to="setting", to_name="Hawthorn", organisation=moved.other_school,
                                               ground="childs-interests", by=older.by)])  # fmt: skip
    newer = type(older.plan).objects.create(case=older.case, child=moved.oscar, owner=moved.essex, version=3, made_by=older.by, setting=moved.school)
    type(older.plan).objects.filter(pk=newer.pk).update(issued_on=TODAY)
    page = text_of(get(moved.una, moved.now))
    assert "A newer plan has been issued since the one that you were given" in page
    assert "Ask the council for the plan" in page


def test_a_setting_that_was_given_a_part_asks_for_the_rest_and_reads_the_whole_once_it_is_given(moved):
    whole = Disclosure.objects.filter(organisation=moved.school).first()
    assert whole is not None
    Disclosure.objects.bulk_create([Disclosure(plan=whole.plan, case=whole.case, child=moved.oscar, owner=moved.essex, to="setting", to_name="Hawthorn", organisation=moved.other_school,
                                               sections=["F"], ground="childs-interests", reason="Who arranges the help", by=whole.by)])  # fmt: skip
    page = text_of(get(moved.una, moved.now))
    assert "Regular help with reading" in page
    assert "Finds reading hard" not in page
    assert "Ask the council for the rest of the plan" in page
    assert "Say what you need the plan for" in text_of(send(moved.una, moved.now, {"reason": ""}))
    asked = asked_of(moved)
    assert "asked the council for the rest of the plan" in text_of(get(moved.una, moved.now))
    path = f"/cases/{moved.case.pk}/plan/copies/{asked.pk}/"
    assert "was not given the whole of the plan" in text_of(get(moved.priya, path))
    send(moved.priya, path, {"do": "give", "ground": "childs-interests", "reason": "They teach him."})
    page = text_of(get(moved.una, moved.now))
    assert "Finds reading hard" in page
    assert "the rest of the plan" not in page
    # Who has the whole, and the family, have nothing to ask for.
    assert send(moved.una, moved.now, WHY).status_code == 404
    assert "the rest of the plan" not in text_of(get(moved.anna, moved.now))
