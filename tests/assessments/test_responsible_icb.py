"""One body answers for a child's health provision on a day: that of the GP, and of the placing authority for a child in care
who is placed elsewhere."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from goldenthread.cases.queries_parties import responsible_icb
from goldenthread.people.models import Connection, District, DistrictBody, Postcode

from ..plans.conftest import as_viewer
from .conftest import LONG_AGO, TODAY, as_application, child_of, organisation

MERGED = dt.date(2026, 4, 1)
BEFORE = MERGED - dt.timedelta(days=1)


@pytest.fixture
def boards(area):
    """Two boards of this council merged in April; a neighbour has one of its own."""
    new = organisation("ICB:NEW", "NHS New ICB", "icb")
    west, mid, far = (organisation(f"ICB:{n}", f"NHS {n} ICB", "icb") for n in ("West", "Mid", "Far"))
    for old in (west, mid):
        old.valid_to, old.successor = BEFORE, new
        old.save()
    neighbour = organisation("LA:777", "Next Council", "local-authority")
    places = {"CM1 1AA": (area.council, mid), "CM17 1AA": (area.council, west), "IP1 1AA": (neighbour, far)}
    for number, (postcode, (council, board)) in enumerate(places.items()):
        district = District.objects.create(code=f"E{number:08}", name=f"District {number}")
        Postcode.objects.create(postcode=postcode, district=district, easting=0, northing=0)
        DistrictBody.objects.create(district=district, body=council, valid_from=LONG_AGO)
        DistrictBody.objects.create(district=district, body=board, valid_from=LONG_AGO, valid_to=board.valid_to)
        if board.valid_to:
            DistrictBody.objects.create(district=district, body=new, valid_from=MERGED)
    return SimpleNamespace(area=area, new=new, west=west, mid=mid, far=far, neighbour=neighbour)


def of(boards, on=TODAY, home="CM1 1AA", gp=None, placed_by=None):
    child = child_of(boards.area.council, "Ada", "Bell", postcode=home)
    for kind, body in (("gp", gp), ("placed-by", placed_by)):
        if body:
            Connection.objects.create(child=child, owner=boards.area.council, organisation=body, kind=kind, valid_from=LONG_AGO)
    return as_viewer(boards.area.priya, lambda _: responsible_icb(child.pk, on))


def test_the_board_of_the_gp_goes_before_that_of_the_home(boards):
    assert of(boards, home="CM1 1AA", gp=boards.far) == boards.far


def test_without_a_gp_on_the_record_the_home_says_which(boards):
    assert of(boards, home="IP1 1AA") == boards.far
    assert of(boards, BEFORE, home="CM17 1AA") == boards.west
    assert of(boards, MERGED, home="CM17 1AA") == boards.new


def test_a_board_that_merged_gives_way_to_its_successor_on_the_day(boards):
    assert of(boards, BEFORE, gp=boards.west) == boards.west
    assert of(boards, MERGED, gp=boards.west) == boards.new


def test_a_child_in_care_who_is_placed_elsewhere_follows_the_placing_authority(boards):
    assert of(boards, home="IP1 1AA", gp=boards.far, placed_by=boards.area.council) == boards.new
    assert of(boards, home="CM1 1AA", gp=boards.new, placed_by=boards.neighbour) == boards.far


def test_a_child_in_care_at_home_in_the_area_has_the_board_of_the_gp(boards):
    assert of(boards, home="CM1 1AA", gp=boards.far, placed_by=boards.area.council) == boards.far


def test_where_the_record_does_not_say_which_board_none_is_made_up(boards):
    assert of(boards, home="ZZ1 1ZZ") is None
    assert of(boards, BEFORE, home="IP1 1AA", gp=boards.far, placed_by=boards.area.council) is None


def test_nobody_learns_it_of_a_child_whom_they_may_not_see_and_the_rule_itself_is_no_pages(boards):
    child = child_of(boards.area.council, "Ada", "Bell", postcode="CM1 1AA")
    assert as_viewer(boards.area.stranger, lambda _: responsible_icb(child.pk, TODAY)) is None
    with pytest.raises(DatabaseError), transaction.atomic(), as_application(), connection.cursor() as cursor:
        cursor.execute("select cases_icb_of(%s, %s)", [child.pk, TODAY])
