"""Silence on a draft is chased by the daily job, told to the designated officer, and holds nothing up."""

import datetime as dt

import pytest
from django.db import ProgrammingError, transaction

from goldenthread.access.models import PersonalLink
from goldenthread.letters.models import Message, TemplateVersion
from goldenthread.plans.actions_chasing import chase_clauses
from goldenthread.plans.chasing import reminder_day, told_day, who_is_told

from .conftest import TODAY, as_the_worker, as_viewer, get, post, text_of
from .test_signing_back import answer_all

# Three, seven and nine working days after Tuesday 24 November 2026.
FIRST, SECOND, TOLD = dt.date(2026, 11, 27), dt.date(2026, 12, 3), dt.date(2026, 12, 7)


def test_the_days_of_a_draft_are_working_days_and_a_missed_one_is_made_good():
    assert [reminder_day(TODAY, d) for d in (FIRST - dt.timedelta(1), FIRST, SECOND, TOLD)] == [None, FIRST, SECOND, None]
    assert reminder_day(TODAY, SECOND - dt.timedelta(1)) == FIRST
    assert (told_day(TODAY, TOLD - dt.timedelta(1)), told_day(TODAY, TOLD)) == (None, TOLD)
    # Good Friday and Easter Monday of 2027 are no working days.
    assert reminder_day(dt.date(2027, 3, 24), dt.date(2027, 3, 30)) is None
    assert reminder_day(dt.date(2027, 3, 24), dt.date(2027, 3, 31)) == dt.date(2027, 3, 31)


def test_silent_health_is_told_to_the_icb_care_to_the_council_and_education_to_nobody():
    assert who_is_told("paediatrician") == ("dco", "icb")
    assert who_is_told("social-care") == ("dsco", "council")
    assert who_is_told("educational-psychologist") is None


@pytest.fixture
def sent(draft):
    post(draft.priya, f"{draft.path}send/", ground="childs-interests")
    return draft


def run(day):
    with transaction.atomic(), as_the_worker():
        return chase_clauses(day)


def reminded():
    return sorted(Message.objects.filter(purpose="clause-reminder").values_list("about", flat=True))


def test_each_silent_author_is_reminded_once_on_each_day_and_nobody_who_answered(sent):
    answer_all(sent.leila, sent, "speech-and-language-therapist")
    own = "title: Please look\ncite: r.17\nabout: A reminder\n\nIs it still right?\n\n{link}\n"
    TemplateVersion.objects.create(owner=sent.council, slug="mail/clause-reminder", text=own, changed_by=sent.priya.user.pk)
    assert run(TODAY) == 0
    assert run(FIRST) == 3
    assert run(FIRST) == 0
    assert reminded() == ["education-setting", "educational-psychologist", "paediatrician"]
    message = Message.objects.get(purpose="clause-reminder", about="paediatrician")
    assert message.address == sent.amir.who.email
    assert (message.subject, message.body) == ("Please look", "Is it still right?\n\n{link}\n"), "in the area’s own words"
    assert PersonalLink.objects.get(pk=message.link).about == "paediatrician"
    for said in (message.body, message.subject):
        assert "Oscar" not in said
    page = text_of(get(sent.priya, sent.path))
    assert "Paediatrician: reminded" in page
    answer_all(sent.amir, sent, "paediatrician")
    assert run(SECOND) == 2


def test_the_icbs_designated_officer_is_told_once_and_the_plan_is_not_held_up(sent):
    answer_all(sent.leila, sent, "speech-and-language-therapist")
    assert run(TOLD) == 1
    assert run(TOLD + dt.timedelta(days=1)) == 0
    told = Message.objects.get(purpose="clauses-not-confirmed")
    assert (told.address, told.recipient, told.link) == (sent.dina.who.email, "dco", None)
    assert "Oscar" not in told.body
    assert "Paediatrician: silent, and Dina Cole told" in text_of(get(sent.priya, sent.path))
    page = text_of(get(sent.dina, "/unconfirmed-clauses/"))
    assert "Not confirmed" in page
    assert "not confirmed by their authors. The plan is not held up" in text_of(get(sent.priya, f"{sent.path}issue/"))


def test_nobody_is_chased_before_a_draft_is_sent_or_after_the_plan_is_issued(draft):
    post(draft.priya, draft.path, do="ask")
    assert run(TOLD) == 0
    post(draft.priya, f"{draft.path}send/", ground="childs-interests")
    draft.plan.refresh_from_db()
    type(draft.plan).objects.create(
        version=2, made_by=draft.priya.user.pk, child=draft.oscar, owner=draft.council, case=draft.case.pk, issued_on=SECOND
    )
    assert run(TOLD) == 0


def test_a_page_cannot_ask_who_is_silent(sent):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        as_viewer(sent.priya, lambda v: chase_clauses(FIRST))
