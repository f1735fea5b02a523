"""The wait that the public is told is what a newcomer to the list is told, and nothing where the list abstains."""

import datetime as dt

import pytest
from django.test import Client

from goldenthread.offer.models import Service as Entry
from goldenthread.offer.waits import BANDS, UNKNOWN, Band, Wait
from goldenthread.services.models import Forecast, Service
from tests.cases.pages.conftest import LONG_AGO, as_application, organisation

from .conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def list_of(offer):
    provider = organisation("TRUST:EASTWAY", "Eastway", "nhs-provider")
    service = Service.objects.create(owner=provider, code="CAMHS", name="Mental health", pathway="camhs", valid_from=LONG_AGO)

    def said(locality, low, high, on=TODAY, abstains=""):
        return Forecast.objects.create(service=service, owner=provider, locality=locality, on=on, waiting=3, seen_in_13_weeks=2, abstains=abstains, joins_low=low, joins_high=high)

    return said


def page(query=""):
    with as_application():
        return Client().get(f"/local-offer/?q=school+anxiety+team{query}").text


def test_a_list_that_is_known_says_its_range_and_the_day_it_was_counted(list_of):
    list_of("Mid", 100, 150, dt.date(2026, 11, 20))
    said = page()
    assert "Wait now: between 3 and 5 months" in said
    assert "Wait counted 20 November 2026." in said
    assert "gt-wait--52" in said


def test_where_places_differ_the_range_spans_them_until_a_place_is_given(list_of):
    list_of("Mid", 21, 35)
    list_of("West", 100, 150)
    assert "It depends on where you live" in page()
    assert "Wait now: between 3 and 5 weeks" in page("&near=CM1")


def test_a_list_that_abstains_or_was_not_reckoned_lately_is_not_known(list_of):
    list_of("West", 100, 150, dt.date(2026, 9, 1))
    assert "Wait now: not known" in page()
    list_of("West", 100, 150)
    list_of("Mid", None, None, abstains="too few were seen")
    assert "Wait now: not known" in page()
    assert "Wait now: between 3 and 5 months" in page("&near=CM20")


def test_bands_are_the_five_of_the_facts_by_the_longest_that_is_told():
    # Six weeks are 42 days, 18 are 126 and 52 are 364. Where nobody can say how long, it may be longest.
    told = {(0, 0): "6", (7, 42): "6", (7, 43): "18", (60, 126): "18", (60, 127): "52", (200, 364): "52", (200, 365): "over-52", (400, None): "over-52"}
    assert {days: Wait(*days, TODAY).band for days in told} == {days: Band(band) for days, band in told.items()}
    assert UNKNOWN.band is Band.UNKNOWN
    assert len(BANDS) == 5


def test_each_band_says_how_many_have_it_until_one_is_chosen(list_of):
    # 150 days are 22 weeks: the school anxiety team alone is in that band.
    list_of("Mid", 100, 150)
    said = page()
    assert "18 to 52 weeks (1)" in said
    assert "Longer than 52 weeks (0)" in said
    chosen = page("&wait=52")
    assert "1 result" in chosen
    assert "18 to 52 weeks (" not in chosen


def test_no_count_of_children_is_in_what_is_told(list_of):
    list_of("Mid", 21, 35)
    entry = Entry.objects.get(name="School anxiety team")
    with as_application():
        assert "waiting" not in Client().get(f"/open-referral/services/{entry.pk}").json()
