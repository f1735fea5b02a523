"""Waits that anybody may read: in bands, from which no child can be told."""

import csv
import datetime as dt
import io

import pytest
from django.db import transaction
from django.test import Client
from tests.cases.pages.conftest import TODAY, as_application, as_the_worker
from tests.services.conftest import TAKEN, load

from goldenthread.people.models import District, Postcode
from goldenthread.services.models import Forecast
from goldenthread.services.models_open import OpenWait
from goldenthread.services.open_waits import BANDS, band_of, band_words, keep_open_waits

pytestmark = pytest.mark.django_db


def rows(many, seen=0, weeks=9, postcode="CM1 1QH", first=0):
    """`many` who still wait and `seen` who were seen in the week before the list, each after so many weeks."""
    found = []
    for n in range(first, first + many + seen):
        row = {"reference": f"ND-{n}", "surname": f"Child{n}", "forename": "Some", "nhs_number": "", "postcode": postcode, "date_of_birth": "2018-04-03"}
        if n - first < seen:
            day = TAKEN - dt.timedelta(days=n % 5)
            row |= {"received_on": str(day - dt.timedelta(weeks=weeks)), "first_seen_on": str(day), "seen_how": "video"}
        else:
            row["received_on"] = str(TAKEN - dt.timedelta(days=30))
        found.append(row)
    return found


def keep():
    with transaction.atomic(), as_the_worker():
        keep_open_waits(TODAY)


def page(path="/local-offer/waits/"):
    with as_application():
        return Client().get(path)


def told():
    return {r["Where the child lives"]: r for r in csv.DictReader(io.StringIO(page("/local-offer/waits/table.csv").content.decode().lstrip("\ufeff")))}


@pytest.mark.parametrize(("n", "said"), [(0, "Fewer than 25"), (5, "Fewer than 25"), (24, "Fewer than 25"), (25, "25 to 49"), (499, "250 to 499"), (1000, "1,000 or more"), (73_000, "1,000 or more")])
def test_a_number_is_told_by_its_band(n, said):
    assert band_words(band_of(n)) == said
    assert band_of(n) in BANDS


def test_anybody_reads_a_band_the_weeks_of_those_seen_who_sent_lists_and_when(area):
    load(area, rows(31, seen=20))
    keep()
    line = told()["Mid"]
    assert (line["Children waiting"], line["Half of those seen lately waited at most, weeks"], line["9 in 10 waited at most, weeks"]) == ("25 to 49", "9", "9")
    assert (line["Newest list"], line["Lists from"]) == (str(TAKEN), "Eastway Community NHS Trust")
    said = page().content.decode()
    assert "Half within 9 weeks, 9 in 10 within 9 weeks" in said
    # Nothing was said of the list yet, so nothing is promised.
    assert "We cannot give a reliable range yet" in said
    assert "31" not in said.split("<table")[1].split("</table>")[0]


def test_of_few_who_were_seen_no_weeks_are_told_and_few_who_wait_are_not_told_from_none(area):
    load(area, rows(3, seen=19))
    keep()
    line = told()["Mid"]
    assert (line["Children waiting"], line["Half of those seen lately waited at most, weeks"]) == ("Fewer than 25", "not shown")


def test_who_lives_in_none_of_the_area_s_places_is_in_no_line(area):
    load(area, rows(30, postcode="ZZ1 1ZZ"))
    keep()
    assert not OpenWait.objects.exists()
    assert "will stand here once its providers have sent their lists" in page().content.decode()


def test_a_range_is_told_only_where_every_list_of_the_place_may_promise_one(area):
    load(area, rows(31, seen=20))
    keep()
    usual = {"owner": area.provider, "service": area.nd, "on": TODAY, "waiting": 31, "seen_in_13_weeks": 20}
    said = Forecast.objects.create(**usual, locality="Mid", joins_low=60, joins_high=120)
    assert told()["Mid"]["If referred today, first seen in"] != "We cannot give a reliable range yet"
    Forecast.objects.filter(pk=said.pk).update(abstains="Its past is too short.")
    assert told()["Mid"]["If referred today, first seen in"] == "We cannot give a reliable range yet"


def test_a_place_is_asked_for_and_one_that_is_none_is_not_found(area):
    District.objects.create(code="E07000073", name="Harlow", locality="West")
    Postcode.objects.create(postcode="CM20 1AA", district_id="E07000073", easting=0, northing=0)
    load(area, [*rows(30), *rows(30, postcode="CM20 1AA", first=100)])
    keep()
    assert set(told()) == {"Mid", "West"}
    mid = page("/local-offer/waits/?place=Mid").content.decode()
    assert ">West</th>" not in mid
    assert page("/local-offer/waits/?place=Nowhere").status_code == 404


def test_nobody_writes_it_from_a_page(area):
    load(area, rows(30))
    keep()
    with as_application(), pytest.raises(Exception, match="permission denied"), transaction.atomic():
        OpenWait.objects.update(at_least=0)
