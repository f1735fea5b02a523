import datetime as dt

import pytest

from goldenthread import commands
from goldenthread.people.models import District, DistrictBody, Organisation, Postcode, in_force
from goldenthread.people.places import load_places

pytestmark = pytest.mark.django_db


def serves(district, kind, on):
    return DistrictBody.objects.get(in_force(on), district=district, body__kind=kind).body.code


@pytest.fixture
def places(db):
    return load_places()


def test_the_published_lists_load_once_however_often_they_are_loaded(places):
    assert places == 68_263
    assert load_places() == 68_263
    assert District.objects.count() == 14
    assert Postcode.objects.filter(postcode="CM1 1QH").exists()


def test_a_postcode_gives_the_district_the_locality_and_the_council(places):
    district = Postcode.objects.get(postcode="CM1 1QH").district
    assert (district.name, district.locality, serves(district, "local-authority", dt.date(2025, 6, 1))) == ("Chelmsford", "Mid", "LA:881")


def test_the_nhs_board_is_the_one_of_the_day(places):
    district = Postcode.objects.get(postcode="CM1 1QH").district
    assert serves(district, "icb", dt.date(2026, 3, 31)) == "ICB:QH8"
    assert serves(district, "icb", dt.date(2026, 4, 1)) == "ICB:D7T5G"
    assert Organisation.objects.get(code="ICB:QH8").successor.code == "ICB:D7T5G"


def test_a_neighbours_postcode_has_its_own_council_and_no_locality(places):
    district = Postcode.objects.filter(district_id="E06000033").first().district
    assert (serves(district, "local-authority", dt.date(2025, 6, 1)), district.locality) == ("LA:882", "")


def test_an_area_loads_its_places_by_a_command_that_takes_no_file(db, monkeypatch, capsys):
    # Until there was one, only the demo had districts, and a real area's services, hubs and deprivation found none.
    monkeypatch.setattr(commands, "_django", lambda role: None)
    assert commands.main(["load", "places"]) == 0
    assert "68,263 postcodes" in capsys.readouterr().out
    assert District.objects.count() == 14
    assert commands.main(["load", "places", "places.csv"]) == 2
    assert "takes no file" in capsys.readouterr().err
    assert commands.main(["load", "sen2"]) == 2
    assert "goldenthread load sen2 FILE" in capsys.readouterr().err
