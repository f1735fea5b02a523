"""What parents type, what is found, and what becomes of words that find nothing."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client

from goldenthread.access.actions import load_rules
from goldenthread.offer.directory import Asked, listing, place_of
from goldenthread.offer.models import Location, Ring, Service, Unfound
from goldenthread.offer.plain import without_postcodes
from goldenthread.offer.search import Understood, understand, ways
from tests.cases.pages.conftest import as_application, organisation, practitioner, sign_in

from .conftest import TODAY

pytestmark = pytest.mark.django_db
LONG_AGO = dt.date(2020, 1, 1)


def names(text, own=False):
    return [e.service.name for e in listing(Asked(q=text, own=own), TODAY).entries]


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
    assert names("autisim", own=True) == []


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


def test_no_address_of_ours_ever_holds_a_whole_home_postcode(offer):
    """The form is sent, and what comes back is an address without it: in the box for the place, and in the words."""
    assert '<form method="post" action="/local-offer/look/"' in page("/local-offer/")
    with as_application():
        # A browser without cookies looks too.
        answer = Client(enforce_csrf_checks=True).post("/local-offer/look/", {"q": "sleep near Cm7  1aa", "near": "cm7 1aa", "how": ["no-diagnosis", "ask-yourself"], "age": "7"})
    assert answer.status_code == 302
    assert answer["Location"] == "/local-offer/?how=no-diagnosis&how=ask-yourself&age=7&near=CM7&q=sleep+near+CM7"
    assert Client().get("/local-offer/look/").status_code == 405
    assert Client().post("/local-offer/look/", {"near": ""})["Location"] == "/local-offer/"
    # One that somebody writes by hand is mended all the same.
    assert Client().get("/local-offer/?q=sleep&near=cm7+1aa")["Location"] == "/local-offer/?near=CM7&q=sleep"
    assert Client().get("/local-offer/?q=cm71aa")["Location"] == "/local-offer/?q=CM7"


@pytest.mark.parametrize(("typed", "kept"), [("CM1 1QH", "CM1"), ("i live at cm201xp ok", "i live at CM20 ok"), ("sen2 form", "sen2 form"), ("year 7 2 children", "year 7 2 children"), ("SW1A 1AA", "SW1A")])
def test_of_a_postcode_its_first_half_is_kept(typed, kept):
    assert without_postcodes(typed) == kept


def test_each_filter_says_how_many_of_what_answers_it_leaves(offer):
    """Of the five services that are shown, counted by hand from the file: two without an age limit are for every age."""
    said = page("/local-offer/?all=1")
    for words in (
        "Free (4)", "Up to 6 weeks, or no wait (2)", "6 to 18 weeks (0)", "Not published (3)", "Braintree (1)", "Chelmsford (2)", "Harlow (2)",
        "0 to 4 years (3), 5 to 10 years (3), 11 to 15 years (4), 16 to 18 years (4), 19 to 25 years (2)",
    ):  # fmt: skip
        assert words in said, words
    counted = listing(Asked(), TODAY)
    assert {t.code: n for t, n in counted.how if n} == {"no-diagnosis": 3, "ask-yourself": 1, "referred": 2, "just-turn-up": 2}
    narrowed = listing(Asked(how=("referred",)), TODAY)
    assert {t.code: n for t, n in narrowed.how if n} == {"referred": 2}
    assert (narrowed.free, narrowed.places) == (1, {"Chelmsford": 1, "Harlow": 1})
    # Of a choice of one, its own counts would be of what was chosen already.
    assert listing(Asked(within="Harlow"), TODAY).places == {}


def test_age_cost_and_wait_narrow_and_a_wait_that_is_not_known_is_counted(offer):
    assert "Chatter time" in page("/local-offer/?age=3")
    assert "Back to school" not in page("/local-offer/?age=3")
    assert "Overnight stays" not in page("/local-offer/?free=1")
    said = page("/local-offer/?wait=6")
    assert "Chatter time" in said
    assert "3 more services would fit, but we do not know how long the wait is there." in said
    # No list is that long, and none is known at all.
    assert "0 results" in page("/local-offer/?wait=over-52")
    assert "Nothing answers" in page("/local-offer/map/?wait=over-52")
    assert "Chatter time" not in page("/local-offer/?wait=unknown&near=CM1")
    assert "Enter an age from 0 to 25" in page("/local-offer/?age=90")


def test_an_entry_that_nobody_confirmed_for_a_year_is_hidden_and_a_stale_one_marked(offer):
    assert "Nobody confirms this" not in page("/local-offer/?all=1")
    hidden = Service.objects.get(name="Nobody confirms this")
    assert Client().get(f"/local-offer/{hidden.pk}/").status_code == 404
    Service.objects.filter(name="Chatter time").update(assured_date=dt.date(2026, 6, 1))
    assert "Nobody has confirmed this since 1 June 2026." in page(f"/local-offer/{Service.objects.get(name='Chatter time').pk}/")


def test_a_page_says_for_whom_how_cost_wait_and_when_it_was_confirmed(offer):
    said = page(f"/local-offer/{Service.objects.get(name='Back to school, step by step').pk}/")
    for part in ("Ages 8 to 16", "No diagnosis needed", "Free", "Wait now: not known", "Details checked 3 November 2026.", "01632 960 200", "Monday and Wednesday, 9am to 4pm", "CM7 1AA"):
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


@pytest.fixture
def council(offer, settings):
    settings.DEMO_TODAY = dt.date(2026, 11, 27)
    load_rules()
    body = organisation("LA:881", "Essex County Council", "local-authority")
    body.manager, body.dco, body.officer = practitioner("Mo Khan", "la-send-manager", body), practitioner("Dee Cee", "dco", body), practitioner("Priya Nair", "la-send-caseworker", body)
    return body


def look_for(words, places):
    for last in places:
        with as_application():
            Client(REMOTE_ADDR=f"192.0.2.{last}").get("/local-offer/", {"q": words})


def test_words_that_find_nothing_show_from_five_places_to_editors_alone(council, settings):
    # One place, on thirty days: that is one, and never five.
    for day in range(30):
        settings.DEMO_TODAY = dt.date(2026, 11, 27) + dt.timedelta(days=day)
        look_for("Xyzzyqwv!", [1])
    assert Unfound.objects.count() == 1
    settings.DEMO_TODAY = dt.date(2026, 12, 27)
    with as_application():
        assert "xyzzyqwv" not in sign_in(council.manager).get("/local-offer/searches/").text
    look_for("xyzzyqwv", range(2, 12))
    with as_application():
        assert "xyzzyqwv" in sign_in(council.manager).get("/local-offer/searches/").text
        assert sign_in(council.officer).get("/local-offer/searches/").status_code == 404
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from offer_unfound_from_five('2020-01-01')")
            assert cursor.fetchone()[0] == 0
    assert {f.column for f in Unfound._meta.fields} == {"id", "words", "week", "mark"}
    assert all(u.mark < 32 and u.week.weekday() == 0 for u in Unfound.objects.all())


def test_what_found_nothing_is_worked_through_and_an_editor_adds_it_to_a_ring(council):
    look_for("zzbouncy", range(1, 20))
    ring = str(Ring.objects.get(name="autism").pk)
    where = "/local-offer/searches/"
    with as_application():
        manager, dco = sign_in(council.manager), sign_in(council.dco)
        assert "Select the ring" in manager.post(where, {"words": "zzbouncy", "kind": "ring", "text": "Said so here"}).text
        assert "Enter what is done about it" in dco.post(where, {"words": "zzbouncy", "kind": "missing", "text": ""}).text
        # A ring is an editor's.
        assert dco.post(where, {"words": "zzbouncy", "kind": "ring", "ring": ring, "text": "x"}).status_code == 200
        assert manager.post(where, {"words": "never typed", "kind": "missing", "text": "x"}).status_code == 200
        assert manager.post(where, {"words": "zzbouncy", "kind": "ring", "ring": ring, "text": "What they call it in Harlow"}).status_code == 302
        said = dco.get(where).text
    assert "What they call it in Harlow" in said
    assert "0 are still to be worked through" in said
    assert "Autism drop-in" in names("zzbouncy")
    with as_application():
        assert dco.post(where, {"words": "zzbouncy", "kind": "missing", "text": "To the ICB’s January meeting"}).status_code == 302
        assert "To the ICB’s January meeting" in manager.get(where).text


def test_an_address_that_nothing_can_hold_is_answered_all_the_same(offer):
    for address in ("/local-offer/?near=%00", "/local-offer/?q=sleep%00&need=a%00", f"/local-offer/?age={'9' * 5000}", f"/local-offer/?q=sleep&page={'9' * 5000}"):
        assert Client().get(address).status_code in (200, 302)
    assert Client().get("/open-referral/service_at_locations?postcode=CM1%001QH").status_code == 200


def test_every_word_of_the_index_is_among_those_that_phrases_are_held_to(council):
    """What is not there is not asked, so that one that lacked would never be found."""
    missing = "select count(*) from offer_service s, unnest(tsvector_to_array(s.words)) l where not exists (select 1 from offer_lexeme x where x.lexeme = l)"
    drop_in = Service.objects.get(name="Autism drop-in")
    with as_application():
        client = sign_in(council.manager)
        told = {"name": "Autism drop-in", "description": "Now with trampolines and 18-plus evenings.", "status": "active", "why": "They told me"}
        assert client.post(f"/local-offer/entries/{drop_in.pk}/change/", told).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute(missing)
        assert cursor.fetchone()[0] == 0
    assert names("trampolines") == ["Autism drop-in"]


def test_a_phrase_that_the_directory_has_nowhere_changes_no_answer(offer):
    with connection.cursor() as cursor:
        for groups, every in (("autism\tzebra crossing\tasd", True), ("zebra crossing\txylophone", True), ("autism\nzebra", True), ("autism\nzebra", False), ("the", True)):
            cursor.execute("select count(*) from offer_service s where s.words @@ offer_asked(%s, %s)", [groups, every])
            ours = cursor.fetchone()[0]
            # As they stand, without leaving any out.
            whole = (" & " if every else " | ").join(f"({' | '.join(' <-> '.join(p.split()) for p in g.split(chr(9)))})" for g in groups.split("\n"))
            cursor.execute("select count(*) from offer_service s where s.words @@ to_tsquery('english', %s)", [whole])
            assert ours == cursor.fetchone()[0]


@pytest.mark.parametrize(("typed", "age", "groups"), [
    ("autism 4yr old", 4, [["autism"]]), ("my 4 year old", 4, []), ("aged 16 autism", 16, [["autism"]]), ("autism 7yo", 7, [["autism"]]), ("autism 7 years old", 7, [["autism"]]),
    ("autism waited 2 years", None, None), ("turning 18", None, None), ("autism 99 years old", None, None),
])  # fmt: skip
def test_how_old_a_child_is_may_stand_in_the_words(offer, typed, age, groups):
    found = understand(typed)
    assert found.age == age
    if groups is not None:
        # The ring of autism holds more than the word.
        assert [g[:1] for g in found.groups] == groups


def test_an_age_in_the_words_narrows_and_is_said_and_can_be_refused(offer, client):
    # Chatter time is up to age 4, and says that it is for little ones who are not talking.
    assert [e.service.name for e in listing(Asked(q="talk 4yr old"), TODAY).entries][:1] == ["Chatter time"]
    assert "Chatter time" not in [e.service.name for e in listing(Asked(q="talk 9yr old"), TODAY).entries]
    # An age that is given by itself counts before.
    assert "Chatter time" in [e.service.name for e in listing(Asked(q="talk 9yr old", age=3), TODAY).entries]
    assert "for age <strong>4</strong>" in client.get("/local-offer/", {"q": "talk 4yr old"}).content.decode()
    assert "for age" not in client.get("/local-offer/", {"q": "talk 4yr old", "own": "1"}).content.decode()


def test_a_town_that_is_no_district_is_known_where_something_is_there(offer):
    Location.objects.filter(city="Braintree").update(city="Witham")
    there = place_of("witham")
    assert (there.name, there.district.name) == ("Witham", "Braintree")
    assert place_of("Nowhere") is None
    # What keeps its address private tells of no town.
    Location.objects.filter(city="Witham").update(withheld=True)
    assert place_of("Witham") is None


def test_a_word_that_stands_nearly_everywhere_is_not_looked_for_by_itself(offer):
    with connection.cursor() as cursor:
        cursor.execute("update offer_lexeme set entries = 1000 where lexeme = 'school'; update offer_lexeme set entries = 30 where lexeme = 'talk'; update offer_lexeme set entries = 900 where lexeme = 'child'")
        cursor.execute("select offer_heard(%s)", ["school\nchatter time\tnight talk\nzebra\nthe"])
        # Of a phrase its rarest word counts; what nobody has, and what full text passes over, is nought.
        heard = cursor.fetchone()[0]
    assert heard[0] == 1.0
    assert 0 < heard[1] < 0.25
    assert heard[2:] == [0.0, 0.0]
    understood = Understood([["school"], ["talk"]])
    asked = [question for question, _ in ways(understood)]
    assert asked == ["'school' & 'talk'", "'talk'"]
    # Where every word is such a one, they are all there is to look for.
    assert [question for question, _ in ways(Understood([["school"], ["child"]]))][-1] == "'school' | 'child'"
