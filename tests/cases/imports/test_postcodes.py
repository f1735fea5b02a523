"""A postcode that is written rightly and that nobody has is kept, and reported."""

import pytest

from goldenthread.exchange.identifiers import POSTCODE_AREAS
from goldenthread.people.places import load_places


@pytest.fixture(autouse=True)
def places(db):
    load_places()


def doubts(report):
    return [(each.row, each.message) for each in report.found if each.rule == "postcode"]


def test_postcodes_of_the_list_and_those_of_elsewhere_are_not_doubted(load):
    # CO1 1JG is of the list; IP1 lies outside the area, of which the list knows nothing.
    assert doubts(load("sen2", ("CM1 1QH", "IP1 1AA"))) == []


@pytest.mark.parametrize(
    "postcode, said", [("CM1 3YY", "not in the list of this area’s postcodes"), ("ZZ1 1ZZ", "No postcode of the United Kingdom begins")]
)
@pytest.mark.parametrize("kind, real, row", [("sen2", "CM1 1QH", "person 1"), ("events", "SS14 1BB", "line 8")])
def test_one_that_nobody_has_is_kept_and_reported_with_its_row(load, ask, kind, real, row, postcode, said):
    if kind == "events":
        load("sen2")
    [(place, message)] = doubts(load(kind, (real, postcode)))
    assert place == row
    assert said in message
    assert ask("SELECT count(*) FROM people_child WHERE postcode = %s", postcode) == [1]


def test_a_child_who_moves_to_one_is_reported_and_the_same_again_is_not(load):
    load("sen2")
    moved = ("CM1 1QH", "CM1 3YY"), ("<SerialNo>1", "<SerialNo>2")
    assert [place for place, _ in doubts(load("sen2", *moved))] == ["person 1"]
    assert doubts(load("sen2", *moved, ("<SerialNo>2", "<SerialNo>3"))) == []


def test_there_are_124_areas_and_that_of_the_forces():
    assert len(POSTCODE_AREAS) == 125
