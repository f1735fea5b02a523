"""A question has a person and a day, is owed by that person, and is open again with their manager where it was not answered."""

import pytest
from django.db import DatabaseError, transaction

from goldenthread.families.actions import Answered, answer, say_helped, tell
from goldenthread.families.models import Question
from goldenthread.letters.models import Message
from goldenthread.people.models import Practitioner, Team

from ..cases.pages.conftest import TODAY, case_of, child_of, cover, day, get, organisation, post, practitioner, text_of
from .conftest import parent_of
from .test_pages import as_viewer, asked_by, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def managed(home):
    """Ngozi Ade leads Priya's team; Omar Reid leads another."""
    elsewhere = Team.objects.create(reference="west", name="West team", organisation=home.council, locality="West")
    home.omar = practitioner("Omar Reid", "la-send-manager", home.council, elsewhere)
    home.ngozi = practitioner("Ngozi Ade", "la-send-manager", home.council, home.team)
    return home


def work(someone):
    return said(someone, "/my-work/")


def test_the_case_officer_is_named_and_owes_the_answer_by_the_third_working_day(home):
    # Asked on Tuesday 24 November 2026: Wednesday, Thursday, Friday 27 November.
    question = asked_by(home, home.joanna)
    assert (question.to, question.to_name, question.answer_by) == (home.priya.pk, "Priya Nair", day("2026-11-27"))
    page = work(home.priya)
    assert "Answer the family’s question" in page
    assert "The family was told that Priya Nair does it." in page
    for someone in (home.daniel, home.stranger):
        assert "Answer the family’s question" not in work(someone)
    assert "Priya Nair will answer by Friday 27 November" in said(home.joanna, home.page)


def test_after_its_day_it_is_past_the_limit_and_the_family_reads_so(home, settings):
    asked_by(home, home.joanna)
    settings.DEMO_TODAY = day("2026-11-30")
    page = work(home.priya)
    assert page.index("Past the limit") < page.index("Answer the family’s question")
    assert "Overdue by 3 days" in page
    assert "We said that we would answer by Friday 27 November. We did not, and we are sorry." in said(home.joanna, home.page)


def test_whoever_covers_is_named_and_owes_it(home):
    cover(home.priya, home.daniel, day("2026-12-04"))
    assert asked_by(home, home.joanna).to_name == "Daniel Okafor"
    assert "Answer the family’s question" in work(home.daniel)


def test_where_nobody_is_the_officer_the_manager_of_the_place_answers(managed):
    noah = child_of(managed.council, "Noah", "Mensah")
    provider = organisation("TRUST:EAST", "Eastway", "nhs-provider")
    noah.waits = case_of(noah, ("referral-received", day("2026-09-02")), pathway="speech-and-language")
    type(noah.waits).objects.filter(pk=noah.waits.pk).update(owner=provider)
    grace = parent_of(noah, "Grace", "Mensah")
    page = post(grace, f"/family/{noah.pk}/ask/", about="question", text="What can we do while we wait?")
    assert page.status_code == 302
    question = Question.objects.get()
    # Nothing says where Noah lives: the first by name. The wait is another body's case, so the question is of none.
    assert (question.to_name, question.case) == ("Ngozi Ade", None)
    assert "Answer the family’s question" in work(managed.ngozi)


def test_an_answer_is_told_by_a_message_that_names_nothing(home):
    question = asked_by(home, home.joanna)
    as_viewer(home.priya, lambda v: answer(v, question.pk, "On Friday.", TODAY))
    message = Message.objects.get()
    assert (message.address, message.subject) == ("joanna@example.org", "There is news for you")
    for word in ("Maya", "SEND", "assessment", "therap", "question", "Friday"):
        assert word not in message.subject + message.body, word


def test_who_asked_says_once_that_it_was_answered(home):
    question = asked_by(home, home.joanna, shared=True)
    as_viewer(home.priya, lambda v: answer(v, question.pk, "On Friday.", TODAY))
    assert "Did this answer your question?" in said(home.joanna, home.page)
    assert "Did this answer your question?" not in said(home.mark, home.page)
    at = f"/family/{home.maya.pk}/questions/{question.pk}/"
    assert get(home.mark, at).status_code == 404
    assert post(home.joanna, at, helped="yes").status_code == 302
    question.refresh_from_db()
    assert (question.helped, question.helped_on, Question.objects.count()) == (True, TODAY, 1)
    assert "You told us that this answered it." in said(home.joanna, home.page)
    post(home.joanna, at, helped="no")
    assert Question.objects.count() == 1
    assert "The family says that this answered it." in said(home.priya, f"/questions/{question.pk}/")


def test_what_was_not_answered_is_open_again_with_the_manager_of_that_person(managed):
    question = asked_by(managed, managed.joanna)
    as_viewer(managed.priya, lambda v: answer(v, question.pk, "We will see.", TODAY))
    page = post(managed.joanna, f"/family/{managed.maya.pk}/questions/{question.pk}/", helped="no", text="On which day?")
    assert page.status_code == 302
    again = Question.objects.get(again=question.pk)
    assert (again.to_name, again.text, again.answer_by, again.asked_by) == ("Ngozi Ade", "On which day?", day("2026-11-27"), question.asked_by)
    assert "Answer the family again: it was not answered" in work(managed.ngozi)
    assert "Answer the family again" not in work(managed.omar)
    page = said(managed.ngozi, f"/questions/{again.pk}/")
    assert page.index("We will see.") < page.index("On which day?")
    assert "The family says that this did not answer it." in page
    page = said(managed.joanna, managed.page)
    assert "Ngozi Ade will answer by Friday 27 November" in page
    as_viewer(managed.ngozi, lambda v: answer(v, again.pk, "On 4 December.", TODAY))
    assert "Did this answer your question?" in said(managed.joanna, managed.page)


def test_nobody_but_who_asked_says_whether_it_was_answered_nor_before_it_was(home):
    question = asked_by(home, home.joanna, shared=True)
    with pytest.raises(Answered):
        as_viewer(home.joanna, lambda v: say_helped(v, question, True, TODAY))
    as_viewer(home.priya, lambda v: answer(v, question.pk, "On Friday.", TODAY))
    for someone in (home.mark, home.priya, home.stranger):
        with pytest.raises(Answered):
            as_viewer(someone, lambda v: say_helped(v, question, False, TODAY))


def test_the_database_opens_again_only_what_its_asker_said_was_not_answered(home):
    question = asked_by(home, home.joanna)
    as_viewer(home.priya, lambda v: answer(v, question.pk, "On Friday.", TODAY))

    def forge(viewer):
        Question.objects.bulk_create([Question(child=home.maya, owner=home.council, text="x", asked_by=viewer.id, asked_on=TODAY, answer_by=TODAY, again=question.pk)])

    with pytest.raises(DatabaseError), transaction.atomic():
        as_viewer(home.joanna, forge)


def test_what_was_put_to_somebody_who_left_is_with_the_managers(managed, settings):
    asked_by(managed, managed.joanna)
    assert "Answer the family’s question" not in work(managed.ngozi)
    Practitioner.objects.filter(pk=managed.priya.pk).update(valid_to=day("2026-11-25"))
    settings.DEMO_TODAY = day("2026-11-26")
    assert "Answer the family’s question" in work(managed.ngozi)


# --- "we will contact you by" ---


def test_a_promised_day_is_owed_by_whoever_promised_it_until_the_next_word(home, settings):
    as_viewer(home.priya, lambda v: tell(v, home.case, "We look for somebody.", TODAY, hear_by=day("2026-12-01")))
    assert "Priya Nair will be in touch again by Tuesday 1 December , even if there is no news." in said(home.joanna, home.page)
    assert "The family was told that Priya Nair does it. Also if there is no news" in work(home.priya)
    assert "Also if there is no news" not in work(home.daniel)
    settings.DEMO_TODAY = day("2026-12-03")
    assert "Overdue by 2 days" in work(home.priya)
    assert "Priya Nair said that we would be in touch by Tuesday 1 December. We were not, and we are sorry." in said(home.joanna, home.page)
    as_viewer(home.priya, lambda v: tell(v, home.case, "No news yet.", day("2026-12-03")))
    assert "Also if there is no news" not in work(home.priya)
    assert "We were not, and we are sorry" not in said(home.joanna, home.page)


@pytest.mark.parametrize(("typed", "words"), [(("24", "11", "2026"), "Give a day after today"), (("1", "1", "2028"), "not more than 26 weeks away"), (("31", "2", "2027"), "must be a real date")])
def test_a_day_that_is_no_promise_is_refused_beside_its_field_and_the_words_are_kept(home, typed, words):
    day_, month, year = typed
    page = post(home.priya, f"/cases/{home.case.pk}/tell-the-family/", text="No news yet.", hear_by_day=day_, hear_by_month=month, hear_by_year=year)
    assert page.status_code == 400
    text = text_of(page)
    assert words in text
    assert "No news yet." in page.content.decode()
