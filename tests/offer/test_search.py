"""What parents type, what is found, and what becomes of words that find nothing."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from goldenthread.access.actions import load_rules
from goldenthread.offer.models import Service, Unfound
from goldenthread.offer.search import find, understand
from tests.cases.pages.conftest import as_application, organisation, practitioner, sign_in

pytestmark = pytest.mark.django_db
LONG_AGO = dt.date(2020, 1, 1)


def names(text, **how):
    _, ids, _ = find(text, LONG_AGO, **how)
    known = dict(Service.objects.values_list("pk", "name"))
    return [known[pk] for pk in ids]


def page(address):
    with as_application():
        answer = Client().get(address)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize(("typed", "first"), [
    ("my boy wont go to school", "Back to school, step by step"),
    ("My boy won’t go to school!", "Back to school, step by step"),
    ("EBSA", "Back to school, step by step"),
    ("SALT", "Chatter time"),
    ("speach therapy", "Chatter time"),
    ("autisim", "Autism drop-in"),
    ("ASD", "Autism drop-in"),
    ("respite", "Overnight stays"),
    ("uatism", "Autism drop-in"),
])  # fmt: skip
def test_what_parents_type_finds_help_among_the_first_three(offer, typed, first):
    assert first in names(typed)[:3]


def test_a_word_that_means_nothing_finds_nothing_and_offers_ways_on(offer):
    assert names("xyzzyqwv") == []
    said = page("/local-offer/?q=xyzzyqwv")
    assert "0 results" in said
    assert "We found nothing" in said
    assert "free advice" in said


def test_a_mended_word_is_said_and_can_be_refused(offer):
    assert understand("autisim").spelt == [("autisim", "autism")]
    assert "We read “autisim” as" in page("/local-offer/?q=autisim")
    assert names("autisim", only_these_words=True) == []


def test_a_place_in_the_words_is_taken_for_where_they_live(offer):
    assert understand("short breaks in Harlow").district == "Harlow"
    assert "near <strong>Harlow</strong>" in page("/local-offer/?q=short+breaks+in+Harlow")


def test_no_search_however_odd_fails(offer):
    for typed in ("'", "a & | !", "%_\\", "\t\n", "the", "x" * 5000, "ＡＤＨＤ", "🙂", ":* <->", "O'Neil"):
        names(typed)
        with as_application():
            assert Client().get("/local-offer/", {"q": typed}).status_code == 200


def test_help_near_needs_no_diagnosis_and_the_nearest_comes_first_when_asked(offer):
    said = page("/local-offer/?q=my+boy+wont+go+to+school&near=CM7&how=no-diagnosis")
    assert "1 result for <strong>not going to school</strong> near <strong>CM7</strong>" in said
    assert "Back to school, step by step" in said
    assert "School anxiety team" not in said
    said = page("/local-offer/?near=CM7&sort=nearest")
    assert said.index("Back to school") < said.index("School anxiety team") < said.index("Autism drop-in")
    # It serves Harlow alone.
    assert "Overnight stays" not in said


def test_an_address_never_holds_more_than_the_first_half_of_a_home_postcode(offer):
    answer = Client().get("/local-offer/?q=sleep&near=cm7+1aa")
    assert answer.status_code == 302
    assert answer["Location"] == "/local-offer/?q=sleep&near=CM7"


def test_age_cost_and_wait_narrow_and_a_wait_that_is_not_known_is_counted(offer):
    assert "Chatter time" in page("/local-offer/?age=3")
    assert "Back to school" not in page("/local-offer/?age=3")
    assert "Overnight stays" not in page("/local-offer/?free=1")
    said = page("/local-offer/?wait=none")
    assert "Chatter time" in said
    assert "3 more services would fit, but we do not know how long the wait is there." in said
    assert "Enter an age from 0 to 25" in page("/local-offer/?age=90")


def test_an_entry_that_nobody_confirmed_for_a_year_is_hidden_and_a_stale_one_marked(offer):
    assert "Nobody confirms this" not in page("/local-offer/?all=1")
    hidden = Service.objects.get(name="Nobody confirms this")
    assert Client().get(f"/local-offer/{hidden.pk}/").status_code == 404
    Service.objects.filter(name="Chatter time").update(assured_date=dt.date(2026, 6, 1))
    assert "Nobody has confirmed this since 1 June 2026." in page(f"/local-offer/{Service.objects.get(name='Chatter time').pk}/")


def test_a_page_says_for_whom_how_cost_wait_and_when_it_was_confirmed(offer):
    said = page(f"/local-offer/{Service.objects.get(name='Back to school, step by step').pk}/")
    for part in ("Ages 8 to 16", "No diagnosis needed", "Free", "Wait now: not known", "Details checked 3 November 2026.", "01632 960 200", "Monday and Wednesday, 09:00 to 16:00", "CM7 1AA"):
        assert part in said


def test_a_shortlist_needs_no_account_and_a_forged_one_is_empty(offer):
    client, pk = Client(), Service.objects.get(name="Autism drop-in").pk
    with as_application():
        assert "Services that you choose will stand here" in client.get("/local-offer/shortlist/").text
        assert client.get(f"/local-offer/{pk}/keep/").status_code == 405
        assert client.post(f"/local-offer/{pk}/keep/", {"to": "https://elsewhere.example/"})["Location"] == "/local-offer/shortlist/"
        assert "Autism drop-in" in client.get("/local-offer/shortlist/").text
        assert client.cookies["shortlist"]["max-age"] == ""
        assert "A list that somebody shared" in Client().get(f"/local-offer/shortlist/?of={pk},nonsense").text
        client.post(f"/local-offer/{pk}/keep/", {"take-off": "1"})
        assert "Autism drop-in" not in client.get("/local-offer/shortlist/").text
        client.cookies["shortlist"] = f"{pk}:forged"
        assert "Autism drop-in" not in client.get("/local-offer/shortlist/").text


def test_words_that_find_nothing_show_from_five_alike_to_editors_alone(offer):
    cache.clear()
    load_rules()
    council = organisation("LA:881", "Essex County Council", "local-authority")
    manager, officer = practitioner("Mo Khan", "la-send-manager", council), practitioner("Priya Nair", "la-send-caseworker", council)
    with as_application():
        # The same from one address counts once a day.
        for last in (1, 1, 1, 2, 3, 4):
            Client(REMOTE_ADDR=f"192.0.2.{last}").get("/local-offer/?q=Xyzzyqwv!")
        assert "xyzzyqwv" not in sign_in(manager).get("/local-offer/searches/").text
        Client(REMOTE_ADDR="192.0.2.5").get("/local-offer/?q=xyzzyqwv")
        said = sign_in(manager).get("/local-offer/searches/").text
        assert "xyzzyqwv" in said
        assert sign_in(officer).get("/local-offer/searches/").status_code == 404
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from offer_unfound_from_five('2020-01-01')")
            assert cursor.fetchone()[0] == 0
    assert {f.column for f in Unfound._meta.fields} == {"id", "words", "week", "times"}
    assert Unfound.objects.get().week == dt.date(2026, 11, 23)


def test_an_address_that_nothing_can_hold_is_answered_all_the_same(offer):
    for address in ("/local-offer/?near=%00", "/local-offer/?q=sleep%00&need=a%00", f"/local-offer/?age={'9' * 5000}", f"/local-offer/?q=sleep&page={'9' * 5000}"):
        assert Client().get(address).status_code in (200, 302)
    assert Client().get("/open-referral/service_at_locations?postcode=CM1%001QH").status_code == 200
