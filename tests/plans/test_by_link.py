"""A personal link opens one task of one child, and its answer is recorded."""

import re

import pytest
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from goldenthread.access.middleware import LINK
from goldenthread.access.models import PersonalLink
from goldenthread.access.policy import Refused
from goldenthread.access.viewer import become
from goldenthread.assessments.models import Advice
from goldenthread.cases.models import Case, Event
from goldenthread.cases.queries_case import case_view
from goldenthread.letters.models import Letter
from goldenthread.people.models import Content
from goldenthread.plans.actions_settings import write_down
from goldenthread.plans.models import Clause, Consultation, Disclosure, SignBack, UnsentReply

from .conftest import TODAY, as_application, as_viewer, clause, get, post, text_of


def opened(link):
    """A browser in which somebody has opened a link with its code."""
    client = Client()
    session = client.session
    session[LINK] = str(link.pk)
    session.save()
    return client


def ask(client, path, **data):
    with as_application():
        return client.post(path, data) if data else client.get(path)


def assert_says_how_to_open(page):
    assert "Open the link in your email again" in text_of(page)
    assert "This link is closed" not in text_of(page)


def test_a_browser_that_opened_no_link_is_told_to_open_it_and_one_whose_link_ended_that_it_is_closed(draft):
    post(draft.priya, draft.path, do="ask")
    assert_says_how_to_open(ask(Client(), "/task/clauses/"))
    assert_says_how_to_open(ask(Client(), "/task/advice/"))
    client = opened(PersonalLink.objects.get(about="paediatrician"))
    assert_says_how_to_open(ask(client, "/task/consultation/"))
    PersonalLink.objects.filter(about="paediatrician").update(ended_at=timezone.now())
    assert "This link is closed" in text_of(ask(client, "/task/clauses/"))


def test_a_contributor_confirms_by_link_and_the_link_closes(draft):
    post(draft.priya, draft.path, do="ask")
    client = opened(PersonalLink.objects.get(about="paediatrician"))
    page = ask(client, "/task/clauses/")
    assert "3 of 3 clauses wait" in text_of(page)
    assert "Speech and language" not in text_of(page)
    for c in Clause.objects.filter(contributor="paediatrician").exclude(section="K"):
        done = ask(client, f"/task/clauses/{c.pk}/", said=c.text, answer="confirmed")
        assert done.status_code == 302, text_of(done)
    assert Event.objects.get(event="clause-confirmed").by == f"link:{draft.amir.user.pk}"
    other = clause(draft, "speech-and-language-therapist", "F")
    assert ask(client, f"/task/clauses/{other.pk}/").status_code == 404
    ask(client, "/task/clauses/", done="1")
    assert ask(client, "/task/clauses/").status_code == 410
    assert_says_how_to_open(ask(client, "/task/clauses/"))
    assert SignBack.objects.count() == 3


def test_an_answer_that_is_sent_twice_is_one_answer_and_one_event(draft):
    post(draft.priya, draft.path, do="ask")
    client = opened(PersonalLink.objects.get(about="paediatrician"))
    first, *rest = Clause.objects.filter(contributor="paediatrician").exclude(section="K")
    for _ in range(2):
        ask(client, f"/task/clauses/{first.pk}/", said=first.text, answer="corrected", correction="He has had epilepsy since he was 4.")
    assert SignBack.objects.count() == 1
    for c in (first, *rest):
        for _ in range(2):
            ask(client, f"/task/clauses/{c.pk}/", said=c.text, answer="confirmed")
    assert SignBack.objects.filter(answer="confirmed").count() == 3
    assert Event.objects.filter(event="clause-confirmed").count() == 1


def test_whoever_was_given_their_own_clauses_alone_is_told_of_no_other_part_and_of_no_ground(draft):
    assert post(draft.priya, f"{draft.path}send/", ground="childs-interests").status_code == 302
    page = text_of(ask(opened(PersonalLink.objects.get(about="paediatrician")), "/task/clauses/"))
    assert "3 of 3 clauses wait" in page
    assert "ground" not in page
    assert "The rest of the draft" not in page
    assert "K. " not in page


def test_whoever_was_given_more_is_told_which_sections_and_on_which_ground(draft):
    assert post(draft.priya, f"{draft.path}send/", ground="childs-interests", whole=["paediatrician"]).status_code == 302
    page = text_of(ask(opened(PersonalLink.objects.get(about="paediatrician")), "/task/clauses/"))
    assert re.search(r"You may also read sections A, B, .*K\. The ground: Necessary in the child’s interests", page), page


def test_a_link_for_clauses_opens_no_page_of_a_signed_in_person(draft):
    post(draft.priya, draft.path, do="ask")
    client = opened(PersonalLink.objects.get(about="paediatrician"))
    assert ask(client, draft.path).status_code == 302
    assert ask(client, "/task/consultation/").status_code == 410


@pytest.fixture
def consulted(draft):
    assert post(draft.priya, f"{draft.path}settings/{draft.other_school.pk}/consult/", person="x", email="x@example.org").status_code == 404
    post(draft.priya, f"{draft.path}send/", ground="childs-interests")
    found = get(draft.priya, f"{draft.path}settings/find/", setting="Hawthorn")
    assert "Hawthorn Primary School" in text_of(found)
    page = post(draft.priya, f"{draft.path}settings/{draft.other_school.pk}/consult/", person="Grace Obi", email=draft.grace.who.email)
    assert page.status_code == 302, text_of(page)
    return draft


def test_a_setting_answers_by_link_with_a_ground_its_reasons_and_what_it_thought_of(consulted):
    client = opened(PersonalLink.objects.get(task="consultation"))
    page = text_of(ask(client, "/task/consultation/"))
    assert "Please answer by Wednesday 9 December 2026" in page
    assert "Oscar has epilepsy" in page
    # Born on 5 October 2019, he is 7 in November 2026, and in Year 2.
    assert "Age 7 years Year group Year 2 Goes now to Larkfield Primary School" in page
    assert "2019" not in page
    refused = ask(client, "/task/consultation/", reply="incompatible-education", reasons="", steps="We asked for a room.")
    assert "Enter why, for this child" in text_of(refused)
    # It stands there still when the link is opened elsewhere, for whoever typed it and nobody else.
    again = ask(opened(PersonalLink.objects.get(task="consultation")), "/task/consultation/").content.decode()
    assert "We asked for a room." in again
    assert re.search(r'value="incompatible-education"[^>]*checked', again)
    assert [as_viewer(w, lambda _: UnsentReply.objects.count()) for w in (consulted.priya, consulted.anna, consulted.tom)] == [0, 0, 0]
    assert UnsentReply.objects.get().by == consulted.grace.user.pk
    ask(client, "/task/consultation/", reply="incompatible-education", reasons="We are full.", steps="We asked for a room.")
    assert Consultation.objects.get().reply == "incompatible-education"
    assert UnsentReply.objects.get().typed == {}
    event = Event.objects.get(event="setting-responded")
    assert event.fields == {"setting": "URN:654321", "outcome": "incompatible-education"}
    assert ask(client, "/task/consultation/").status_code == 410
    page = text_of(get(consulted.priya, f"{consulted.path}settings/"))
    assert "What the law asks of a refusal" in page
    assert "That a setting is full" in page
    given = Disclosure.objects.get(to="setting")
    assert (given.organisation_id, given.ground) == (consulted.other_school.pk, "required-by-law")


def test_a_setting_that_was_not_asked_reads_nothing_and_answers_nothing(consulted):
    assert get(consulted.tom, f"{consulted.path}consultation/").status_code == 404
    assert Consultation.objects.get().reply == ""


def test_what_a_setting_said_by_telephone_is_written_down_and_it_is_reminded_otherwise(consulted):
    c = Consultation.objects.get()
    assert post(consulted.priya, f"{consulted.path}settings/", chase=str(c.pk)).status_code == 302
    post(consulted.priya, f"{consulted.path}settings/{c.pk}/reply/", reply="can-meet-need", by="Grace Obi")
    # Somebody who had the page open writes down nothing beside it.
    with pytest.raises(Refused):
        as_viewer(consulted.priya, lambda v: write_down(v, case_view(v, Case.objects.get(pk=consulted.case.pk), TODAY), c, reply="cannot-meet-need", reasons="Full", steps="", by="Tom Reed"))
    c.refresh_from_db()
    assert (c.reply, c.replied_by) == ("can-meet-need", "Grace Obi")
    again = post(consulted.priya, f"{consulted.path}settings/{c.pk}/reply/", reply="can-meet-need", by="Grace Obi")
    assert "Nothing was done now" in str(*get_messages(again.wsgi_request))
    assert Event.objects.filter(event="setting-responded").count() == 1
    assert post(consulted.stranger, f"{consulted.path}settings/{c.pk}/reply/", reply="can-meet-need", by="Grace Obi").status_code == 404


# --- the advice that goes with a draft ---


@pytest.fixture
def with_advice(consulted):
    """The other school was asked, with the advice that the officer's page had selected."""
    Consultation.objects.all().delete()
    Disclosure.objects.filter(to="setting").delete()
    therapist = consulted.advice["speech-and-language-therapist"]
    Advice.objects.filter(pk=therapist.pk).delete()  # advice that was sent cannot be changed, to add a report to it
    therapist.report = report_of(consulted)
    therapist.save(force_insert=True)
    page = get(consulted.priya, f"{consulted.path}settings/{consulted.other_school.pk}/consult/").content.decode()
    consulted.selected = re.findall(r'name="advice"[^>]*value="([^"]+)"[^>]*checked', page)
    post(
        consulted.priya, f"{consulted.path}settings/{consulted.other_school.pk}/consult/", person="Grace Obi", email=consulted.grace.who.email,
        advice=consulted.selected,
    )  # fmt: skip
    consulted.link = PersonalLink.objects.filter(task="consultation").latest("made_at")
    return consulted


def report_of(area):
    return Content.objects.create(
        child=area.oscar, case=area.case.pk, owner=area.council, kind_of_data="health-advice", file=b"%PDF-1.7 therapy", file_name="report.pdf"
    )


def advice_page(area, contributor, **more):
    return ask(opened(area.link), f"/task/consultation/advice/{area.advice[contributor].pk}/" + ("?report=" if more else ""))


def test_what_the_setting_is_asked_about_rests_on_is_selected_and_other_advice_is_not(with_advice):
    needed = ("education-setting", "educational-psychologist", "speech-and-language-therapist")
    assert set(with_advice.selected) == {str(with_advice.advice[c].pk) for c in needed}
    given = Disclosure.objects.get(to="setting")
    for words in ("speech and language therapist", "educational psychologist", "school or college"):
        assert words in given.reason
    letter = Letter.objects.filter(template="setting-consulted").latest("made_at")
    assert "The draft plan comes with this letter, with the advice of: " in letter.content.text
    assert "It has the draft with the advice of 3 contributors" in text_of(get(with_advice.priya, f"{with_advice.path}settings/"))


def test_a_setting_reads_the_advice_that_came_with_the_draft_and_its_report_and_no_other(with_advice):
    home = ask(opened(with_advice.link), "/task/consultation/")
    assert "Speech and language therapist Leila Farouk" in text_of(home)
    assert str(with_advice.advice["paediatrician"].pk) not in home.content.decode()
    page = advice_page(with_advice, "speech-and-language-therapist")
    assert "once a week, 30 minutes each time" in text_of(page)
    assert advice_page(with_advice, "speech-and-language-therapist", report=True).content == b"%PDF-1.7 therapy"
    for other in ("paediatrician", "family"):
        assert advice_page(with_advice, other).status_code == 404
    assert advice_page(with_advice, "educational-psychologist", report=True).status_code == 404


def test_the_database_gives_the_advice_to_the_people_of_the_setting_that_was_asked_alone(with_advice):
    which = Consultation.objects.get().pk
    advice = with_advice.advice["speech-and-language-therapist"].pk

    def given(viewer):
        with connection.cursor() as cursor:
            cursor.execute("select (select count(*) from plans_enclosed(%s)), (select count(*) from plans_enclosed_report(%s, %s))", [which, which, advice])
            return cursor.fetchone()

    for someone in (with_advice.grace, with_advice.tom, with_advice.nurse, with_advice.stranger, with_advice.anna):
        # Grace signs in at her school, which the child does not attend: her link alone opens this child.
        assert as_viewer(someone, given) == (0, 0)
    with as_application(), transaction.atomic():
        assert given(become(with_advice.grace.user.pk, "link", with_advice.oscar.pk)) == (3, 1)


def test_the_advice_is_closed_with_the_link(with_advice):
    ask(opened(with_advice.link), "/task/consultation/", reply="can-meet-need")
    assert advice_page(with_advice, "speech-and-language-therapist").status_code == 410
