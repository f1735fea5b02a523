"""A setting that is asked, replies or is named is a body on record, and goes by its code whatever way it was typed."""

import pytest

from goldenthread.cases.models import Event

from .conftest import case_of, day, get, organisation, post, text_of

pytestmark = pytest.mark.django_db
ON = {"on_day": "20", "on_month": "11", "on_year": "2026"}


@pytest.fixture
def schools(area):
    """Larkfield Primary School is URN:123456 in this area."""
    organisation("URN:777777", "St Mary’s Primary School", "school")
    organisation("UKPRN:10001234", "Colne College", "college")
    return area


def record(area, event, setting, case=None, **more):
    return post(area.priya, f"/cases/{(case or area.case).pk}/record/{event}/?plain", read_up_to=str((case or area.case).last_number), setting=setting, **ON, **more)


def kept(case, event):
    found = Event.objects.filter(case=case, event=event).order_by("-number").first()
    return found and found.fields["setting"]


@pytest.mark.parametrize(("typed", "code"), [
    ("URN:777777", "URN:777777"),
    ("urn:777777", "URN:777777"),
    ("777777", "URN:777777"),
    ("10001234", "UKPRN:10001234"),
    ("st  mary’s primary school", "URN:777777"),
    (" Colne College ", "UKPRN:10001234"),
])  # fmt: skip
def test_a_setting_is_kept_by_its_code(schools, typed, code):
    assert record(schools, "setting-consulted", typed).status_code == 302
    assert kept(schools.case, "setting-consulted") == code


@pytest.mark.parametrize("typed", ["Larkfeild Primary", "Larkfield"])
def test_a_name_that_is_not_whole_names_the_likest_and_keeps_what_was_typed(schools, typed):
    page = record(schools, "setting-consulted", typed, received_on_day="21", received_on_month="11", received_on_year="2026")
    text = text_of(page)
    said = f"No setting on record is called “{typed}”. Enter the code of the one that is meant: Larkfield Primary School, URN:123456"
    assert text.count(said) == 2, "in the summary and beside the field"
    html = page.content.decode()
    assert f'value="{typed}"' in html
    assert 'value="21"' in html
    assert kept(schools.case, "setting-consulted") is None


def test_a_name_that_two_schools_have_asks_which(schools):
    organisation("URN:888888", "St Mary’s Primary School", "school")
    text = text_of(record(schools, "setting-consulted", "St Mary’s Primary School"))
    assert "Several settings are called “St Mary’s Primary School”. Enter the code of the one that is meant: " in text
    assert "St Mary’s Primary School, URN:777777; St Mary’s Primary School, URN:888888" in text


@pytest.mark.parametrize("typed", ["Zzyzx", "URN:999999", "999999", "OTH", "Essex County Council"])
def test_who_is_asked_is_somebody_on_record(schools, typed):
    """Neither a type of setting nor a council is a setting that can be asked for a place."""
    assert "No setting on record is called" in text_of(record(schools, "setting-consulted", typed))
    assert kept(schools.case, "setting-consulted") is None


def test_a_family_may_ask_for_a_school_that_is_not_on_record(schools):
    assert record(schools, "setting-requested", "Ferry Lane School, Kent").status_code == 302
    assert kept(schools.case, "setting-requested") == "Ferry Lane School, Kent"
    schools.case.refresh_from_db()
    assert record(schools, "setting-requested", "colne college").status_code == 302
    assert kept(schools.case, "setting-requested") == "UKPRN:10001234"


def test_a_placement_may_be_of_a_type_that_the_return_knows(schools):
    reviews = case_of(schools.maya, ("plan-made", day("2025-09-01")), pathway="annual-review")
    assert record(schools, "placement-started", "eyp", case=reviews, rank="1").status_code == 302
    assert kept(reviews, "placement-started") == "EYP"
    reviews.refresh_from_db()
    assert "No setting on record is called" in text_of(record(schools, "placement-started", "A nursery", case=reviews, rank="1"))


def test_another_detail_of_an_old_entry_can_be_put_right_though_its_setting_is_known_no_longer(schools):
    old = case_of(schools.maya, ("request-received", day("2026-08-03")), ("setting-consulted", day("2026-11-02"), {"setting": "Ferry Lane"}))
    wrong = Event.objects.get(case=old, event="setting-consulted")
    address = f"/cases/{old.pk}/correct/{wrong.pk}/"
    assert 'value="Ferry Lane"' in get(schools.priya, address).content.decode()
    given = {"read_up_to": "2", "wrong_because": "It was the 20th", "what_is_right": "changed", **ON}
    assert "No setting on record is called" in text_of(post(schools.priya, address, setting="Ferry Road", **given))
    assert post(schools.priya, address, setting="Ferry Lane", **given).status_code == 302
    assert Event.objects.filter(case=old, event="setting-consulted").count() == 2
