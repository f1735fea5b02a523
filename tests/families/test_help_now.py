"""Help that a family can use now: by need, age and the reader's own place, without a diagnosis."""

import datetime as dt

import pytest

from goldenthread.families.help_now import worth_of
from goldenthread.families.models import NeedsAnswer
from goldenthread.offer.loading import load_offer, load_rings
from goldenthread.people.models import Child, Person

from ..cases.pages.conftest import TODAY, case_of, day
from ..offer.conftest import at, row, the_places, write
from .test_pages import said

pytestmark = pytest.mark.django_db
CHELMSFORD, HARLOW = ("CM1 1QH", 570_700, 206_900), ("CM20 1XP", 544_700, 210_100)
OPEN = {"how": "no-diagnosis;just-turn-up", "checked_on": "2026-11-03"}
ROWS = (
    row("Chat club", "Talking games.", needs="speech", age_from="5", age_to="11", **OPEN, **at(CHELMSFORD, "Chelmsford")),
    row("Harlow talkers", "Talking games.", needs="speech", age_from="5", age_to="11", **OPEN, **at(HARLOW, "Harlow")),
    row("Toddler talk", "For little ones.", needs="speech", age_from="0", age_to="4", **OPEN, **at(CHELMSFORD, "Chelmsford")),
    row("Speech clinic", "A therapist.", needs="speech", how="referred", **at(CHELMSFORD, "Chelmsford")),
    row("Parent line", "Call us.", needs="parents", **OPEN),
    row("Calm spaces online", "For worries.", needs="feelings", **OPEN),
)  # fmt: skip


@pytest.fixture
def nearby(home, tmp_path):
    """Joanna and Maya live in Chelmsford, Mark in Harlow."""
    the_places()
    load_rings()
    load_offer(write(tmp_path, ROWS))
    Child.objects.filter(pk=home.maya.pk).update(postcode="CM1 1QH")
    Person.objects.filter(pk=home.joanna.person.pk).update(postcode="CM1 1QH")
    Person.objects.filter(pk=home.mark.person.pk).update(postcode="CM20 1XP")
    case_of(home.maya, ("referral-received", day("2026-11-02")), pathway="speech-and-language")
    return home


def test_needs_that_are_named_count_with_how_much_help_is_needed():
    # speech: 3 for the area, twice for a lot of help, and 3 for the case: 9. parents: 1 always.
    assert worth_of({"understanding": "lot", "senses": "none"}, ["speech-and-language"]) == {"parents": 1, "speech": 9}
    assert worth_of({}, []) == {"parents": 1}


def test_what_fits_need_age_and_place_is_on_the_page_with_no_diagnosis(nearby):
    page = said(nearby.joanna, nearby.page)
    assert page.index("Chat club") < page.index("Parent line")
    for name in ("Harlow talkers", "Toddler talk", "Speech clinic", "Calm spaces online"):
        assert name not in page
    assert "Maya needs no diagnosis and no plan for these." in page


def test_what_home_says_is_needed_brings_its_help(nearby):
    NeedsAnswer.objects.create(child=nearby.maya, owner=nearby.council, side="home", kind_of_data="messages-to-family", levels={"feelings": "lot"}, by=nearby.joanna.pk, by_name="Joanna", sent_on=TODAY)
    page = said(nearby.joanna, nearby.page)
    assert page.index("Calm spaces online") < page.index("Chat club")


def test_what_is_near_is_near_to_the_reader_and_tells_nothing_of_the_childs_home(nearby):
    for path in (nearby.page, f"{nearby.page}help/"):
        page = said(nearby.mark, path)
        assert "Harlow talkers" in page
        assert "Chat club" not in page
        assert "Chelmsford" not in page
    # Where the reader's own place is not known, only what serves everybody from wherever they are.
    Person.objects.filter(pk=nearby.mark.person.pk).update(postcode="")
    page = said(nearby.mark, f"{nearby.page}help/")
    assert "Parent line" in page
    for name in ("Chat club", "Harlow", "Chelmsford"):
        assert name not in page
    assert "We do not know where you live" in page


def test_an_entry_that_nobody_confirmed_for_a_year_is_not_offered(nearby, settings):
    settings.DEMO_TODAY = dt.date(2027, 12, 1)
    assert "Parent line" not in said(nearby.joanna, nearby.page)


def test_without_an_offer_the_page_says_where_to_look(home):
    assert "Find help in the Local Offer" in said(home.joanna, home.page)
    assert "Services that fit Maya’s age will stand here" in said(home.joanna, f"{home.page}help/")
