"""A file of the Local Offer is taken whole or not at all, and may be loaded again."""

import pytest

from goldenthread.offer.grid import degrees
from goldenthread.offer.loading import Unloadable, load_offer
from goldenthread.offer.models import Attribute, Location, Service, ServiceAtLocation, TaxonomyTerm

from .conftest import BRAINTREE, HARLOW, ROWS, at, row, write

pytestmark = pytest.mark.django_db


def test_the_same_file_again_changes_nothing(offer):
    before = list(Service.objects.order_by("pk").values()), set(Attribute.objects.values_list("pk", flat=True))
    load_offer(write(offer, ROWS))
    assert (list(Service.objects.order_by("pk").values()), set(Attribute.objects.values_list("pk", flat=True))) == before


def test_a_change_is_taken_and_what_a_file_does_not_name_stays(offer):
    load_offer(write(offer, [row("Autism drop-in", "A new time.", how="just-turn-up")]))
    assert Service.objects.get(name="Autism drop-in").description == "A new time."
    assert Service.objects.filter(name="Chatter time").exists()


def test_one_service_may_be_at_two_places(offer):
    rows = [row("Two places", "Here and there.", **at(BRAINTREE, "Braintree")), row("Two places", "Here and there.", **at(HARLOW, "Harlow"))]
    assert load_offer(write(offer, rows)) == 1
    assert ServiceAtLocation.objects.filter(service__name="Two places").count() == 2


@pytest.mark.parametrize(("wrong", "reason"), [
    ({"needs": "dragons"}, "no such need: dragons"),
    ({"districts": "Atlantis"}, "no such district: Atlantis"),
    ({"checked_on": ""}, "checked_on is empty"),
    ({"checked_on": "3/11/2026"}, "Invalid isoformat"),
    ({"age_from": "9", "age_to": "4"}, "age_from is after age_to"),
    ({"cost": "-3"}, "cost is neither"),
    ({"cost": "NaN"}, "cost is neither"),
    ({"website": "javascript:alert(1)"}, "valid URL"),
    ({"place": "X", "postcode": "ZZ1 1ZZ"}, "not in the area"),
    ({"place": "X", "days": "Monday"}, "days are written"),
])  # fmt: skip
def test_a_row_that_cannot_be_right_stops_the_whole_file_and_says_where(offer, wrong, reason):
    with pytest.raises(Unloadable) as refusal:
        load_offer(write(offer, [row("Good", "Fine."), row("Bad", "Not.", **wrong)]))
    assert refusal.value.reasons[0].startswith("row 3: ")
    assert reason in refusal.value.reasons[0]
    assert not Service.objects.filter(name="Good").exists()


def test_schedule_2_has_its_38_rows_each_with_its_paragraph(db):
    rows = TaxonomyTerm.objects.filter(taxonomy__slug="schedule-2")
    assert rows.count() == 38
    assert all("Schedule 2 paragraph" in r.description for r in rows)


def test_the_national_grid_agrees_with_the_ordnance_surveys_own_example():
    # "A guide to coordinate systems in Great Britain", Caister water tower, to the few metres of a Helmert shift.
    lat, lon = degrees(651_409.903, 313_177.270)
    assert lat == pytest.approx(52 + 39 / 60 + 28.72 / 3600, abs=5e-5)
    assert lon == pytest.approx(1 + 42 / 60 + 57.79 / 3600, abs=5e-5)


def test_a_place_is_where_its_postcode_is(offer):
    assert Location.objects.get(postal_code="CM7 1AA").easting == BRAINTREE[1]
