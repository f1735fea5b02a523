"""How somebody wishes to be told is said once, and what is told to them then follows it."""

import pytest
from django.contrib.messages import get_messages

from goldenthread.families.actions import answer, tell
from goldenthread.families.models import Otherwise, Wish

from ..cases.pages.conftest import TODAY, day, get, post, text_of
from .test_pages import as_viewer, asked_by, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def wished(home):
    page = post(home.joanna, f"{home.page}how-to-tell/", language="Polish", forms=["braille", "large-print"], unsafe=["phone"])
    assert page.status_code == 302
    return home


def test_what_was_said_stands_in_the_form_the_next_time(wished):
    page = get(wished.joanna, f"{wished.page}how-to-tell/").content.decode()
    assert 'value="Polish"' in page
    w = Wish.objects.get()
    assert (w.language, w.forms, w.unsafe_phone) == ("Polish", ["large-print", "braille"], True)


def test_an_answer_that_no_machine_translates_is_owed_by_whoever_answered(wished):
    # Tuesday 24 November and five working days: Tuesday 1 December.
    question = asked_by(wished, wished.joanna)
    as_viewer(wished.priya, lambda v: answer(v, question.pk, "On Friday.", TODAY))
    o = Otherwise.objects.get()
    assert (o.how, o.due, o.for_name) == ("in Polish, Braille", day("2026-12-01"), "Joanna Whitfield")
    assert "Tell Joanna Whitfield in Polish, Braille" in said(wished.priya, "/my-work/")
    assert "in Polish" not in said(wished.daniel, "/my-work/")
    page = said(wished.priya, f"/told-otherwise/{o.pk}/")
    assert "On Friday." in page
    assert "Do not call them or leave a message." in page
    assert post(wished.priya, f"/told-otherwise/{o.pk}/").status_code == 302
    assert "in Polish" not in said(wished.priya, "/my-work/")
    assert "Nothing was done now" in str(*get_messages(post(wished.priya, f"/told-otherwise/{o.pk}/").wsgi_request))
    for someone in (wished.stranger, wished.joanna, wished.helen):
        assert post(someone, f"/told-otherwise/{o.pk}/").status_code == 404, someone.name


def test_news_is_owed_in_their_way_only_to_those_who_asked_for_it(wished):
    as_viewer(wished.priya, lambda v: tell(v, wished.case, "No news yet.", TODAY))
    assert [o.for_name for o in Otherwise.objects.all()] == ["Joanna Whitfield"]


@pytest.mark.parametrize("language", ["", "English", " english "])
def test_whoever_reads_english_on_the_page_is_owed_no_more(home, language):
    post(home.joanna, f"{home.page}how-to-tell/", language=language, forms=["large-print"])
    question = asked_by(home, home.joanna)
    as_viewer(home.priya, lambda v: answer(v, question.pk, "On Friday.", TODAY))
    assert not Otherwise.objects.exists()


def test_an_unsafe_phone_is_said_to_whoever_answers_and_to_no_other_parent(wished):
    question = asked_by(wished, wished.joanna, shared=True)
    assert "their phone is not safe" in said(wished.priya, f"/questions/{question.pk}/")
    assert as_viewer(wished.mark, lambda v: list(Wish.objects.all())) == []
    assert "Polish" not in text_of(get(wished.mark, f"{wished.page}how-to-tell/"))


def test_an_unsafe_phone_is_said_wherever_an_officer_would_reach_them(wished):
    warned = "Do not reach Joanna Whitfield by phone or text message."
    access = f"/children/{wished.maya.pk}/family-access/"
    asked = post(wished.priya, f"{access}ask/", person="nobody", forename="Lee", surname="Whitfield", email="lee@example.org", phone="", safe_contact="", relation="step-parent", says="")
    assert warned in said(wished.priya, asked["Location"])
    assert "by phone or text message: they have told us that it is not safe" in said(wished.priya, access)
    assert warned in said(wished.priya, f"/children/{wished.maya.pk}/offer-early/")
    assert said(wished.priya, asked["Location"]).count("Do not reach") == 1


def test_a_stranger_reads_and_records_nothing_of_it(wished):
    question = asked_by(wished, wished.joanna)
    as_viewer(wished.priya, lambda v: answer(v, question.pk, "On Friday.", TODAY))
    key = Otherwise.objects.get().pk
    for someone in (wished.stranger, wished.joanna, wished.helen):
        assert post(someone, f"/told-otherwise/{key}/").status_code == 404, someone.name
    assert as_viewer(wished.stranger, lambda v: list(Wish.objects.all())) == []
