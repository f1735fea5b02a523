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


@pytest.fixture
def estate(load, tmp_path):
    """An extract of the requests of children each of whom has one of these postcodes. No postcode ends in C, I, K, M, O or V."""

    def go(*postcodes):
        load("sen2")
        file = tmp_path / "estate.csv"
        rows = (f"N-{n},Child {n},Ada,2018-05-0{n % 9 + 1},{postcode},ehc-needs-assessment,request-received,2026-02-02" for n, postcode in enumerate(postcodes))
        file.write_text("case,surname,forename,date_of_birth,postcode,pathway,event,on\n" + "".join(f"{row}\n" for row in rows))
        return load("events", path=file)

    return go


def test_a_new_estate_is_reported_once_with_its_number_and_where_each_child_stands(estate, ask):
    report = estate("CM1 3CC", "CM1 1QH", "CM1 3CK", "CM1 3CC", "CM1 3CC", "CM1 3CK", "CM1 3CM")
    [(place, message)] = doubts(report)
    assert place == "line 2"
    assert message.startswith("6 children have one of 3 postcodes not in the list of this area’s postcodes")
    assert message.endswith("CM1 3CC (line 2, 5, 6); CM1 3CK (line 4, 7); CM1 3CM (line 8).")
    assert ask("SELECT count(*) FROM cases_importfinding WHERE rule = 'postcode'") == [1]


def test_five_children_are_reported_one_by_one(estate):
    assert [place for place, _ in doubts(estate(*["CM1 3YY"] * 5))] == [f"line {n}" for n in range(2, 7)]


def test_the_report_shows_the_beginning_of_what_is_long_and_the_findings_have_the_whole(estate):
    report = estate(*(f"CM1 3{a}{b}" for a in "CIKMOV" for b in "CIKMOV"), *["CM1 3CC"] * 40)
    [(_, message)] = doubts(report)
    [shown] = [line for line in report.lines() if "CM1 3CC (line" in line]
    assert shown.endswith(" ...")
    assert len(shown) < len(message)
