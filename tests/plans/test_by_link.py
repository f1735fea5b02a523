"""A personal link opens one task of one child, and its answer is recorded."""

import pytest

from goldenthread.access.middleware import LINK
from goldenthread.access.models import PersonalLink
from goldenthread.cases.models import Event
from goldenthread.plans.models import Clause, Consultation, Disclosure, SignBack

from .conftest import as_application, clause, get, post, text_of


def opened(link):
    """A browser in which somebody has opened a link with its code."""
    from django.test import Client

    client = Client()
    session = client.session
    session[LINK] = str(link.pk)
    session.save()
    return client


def ask(client, path, **data):
    with as_application():
        return client.post(path, data) if data else client.get(path)


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
    assert SignBack.objects.count() == 3


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
    refused = ask(client, "/task/consultation/", reply="incompatible-education", reasons="", steps="")
    assert "Enter why, for this child" in text_of(refused)
    ask(client, "/task/consultation/", reply="incompatible-education", reasons="We are full.", steps="We asked for a room.")
    assert Consultation.objects.get().reply == "incompatible-education"
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
    c.refresh_from_db()
    assert (c.reply, c.replied_by) == ("can-meet-need", "Grace Obi")
