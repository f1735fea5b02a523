"""Which schools a child attends or has left: what each return shows is kept, and no order of loading changes what follows from it."""

from __future__ import annotations

from itertools import permutations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cases.imports.conftest import EXAMPLES
from tests.cases.imports.test_sen2_import import LONG_AGO, last

CENSUS = {2024: "2024-01-18", 2025: "2025-01-16", 2026: "2026-01-15", 2027: "2027-01-21"}
ELM, OAK, ASH = "100000", "100001", "100002"
SCHOOLS = ("URN:100001,Example Secondary School,school", "URN:100001,Example Secondary School,school,,,,,,,,,,,,,,,,\norganisation,URN:100002,Other School,school")
_TEXT = (EXAMPLES / "sen2.xml").read_text(encoding="utf-8")
PLACEMENT = _TEXT[_TEXT.index("<PlacementDetail>") : _TEXT.index("</PlacementDetail>") + len("</PlacementDetail>")]


def placements(*stays):
    """In place of Ada's own: (school, first day, last day or None)."""
    return "".join(
        PLACEMENT.replace("100000", school)
        .replace("<EntryDate>2025-09-03</EntryDate>", f"<EntryDate>{first}</EntryDate>" + (f"<LeavingDate>{left}</LeavingDate>" if left else ""))
        .replace("<PlacementRank>1", f"<PlacementRank>{min(rank, 2)}")
        for rank, (school, first, left) in enumerate(stays, start=1)
    )


@pytest.fixture
def tell(load):
    def go(year, *stays, again="", text=None):
        changes = [*LONG_AGO, (PLACEMENT, text if text is not None else placements(*stays))]
        if year != 2026:
            changes.append(last(year, CENSUS[year]))
        return load("sen2", *changes, name=f"{year}{again}.xml")

    return go


@pytest.fixture
def attended(ask):
    """Ada's schools: (school, first day) and the last day."""

    def go():
        rows = ask(
            "SELECT substr(o.code, 5), c.valid_from::text, c.valid_to::text FROM people_connection c JOIN people_organisation o ON o.id = c.organisation_id"
            " JOIN people_child k ON k.id = c.child_id WHERE c.kind = 'attends' AND k.forename = 'Ada' ORDER BY c.valid_from, o.code"
        )
        return {(school, first): left for school, first, left in rows}

    return go


# Worked by hand. Each return: year, and what it shows of Ada. Then what follows, in whatever order they come.
GOLDEN = {
    "moved each year: left by the census of the first return that shows her elsewhere": (
        {2024: [(ASH, "2022-09-05", None)], 2025: [(OAK, "2024-09-04", None)], 2026: [(ELM, "2025-09-03", None)]},
        {(ASH, "2022-09-05"): "2025-01-16", (OAK, "2024-09-04"): "2026-01-15", (ELM, "2025-09-03"): None},
    ),
    "what an older return alone shows was left, though it began later than what the newer one shows": (
        {2025: [(OAK, "2024-09-04", None)], 2026: [(ELM, "2023-09-04", None)]},
        {(OAK, "2024-09-04"): "2026-01-15", (ELM, "2023-09-04"): None},
    ),
    "a last day is better known than a census: the return of 2025 shows only that she had left, that of 2026 on which day": (
        {2024: [(OAK, "2022-09-05", None)], 2025: [(ELM, "2024-09-04", None)], 2026: [(ELM, "2024-09-04", None), (OAK, "2022-09-05", "2024-07-19")]},
        {(OAK, "2022-09-05"): "2024-07-19", (ELM, "2024-09-04"): None},
    ),
    "of two last days the newer return's": (
        {2025: [(ELM, "2024-09-04", None), (OAK, "2022-09-05", "2024-07-19")], 2026: [(ELM, "2024-09-04", None), (OAK, "2022-09-05", "2024-07-24")]},
        {(OAK, "2022-09-05"): "2024-07-24", (ELM, "2024-09-04"): None},
    ),
    "a last day that a newer return leaves out is not contradicted": (
        {2025: [(ELM, "2024-09-04", None), (OAK, "2022-09-05", "2024-07-19")], 2026: [(ELM, "2024-09-04", None), (OAK, "2022-09-05", None)]},
        {(OAK, "2022-09-05"): "2024-07-19", (ELM, "2024-09-04"): None},
    ),
    "a return between that lacks the school ends nothing where a newer one shows it": (
        {2024: [(OAK, "2022-09-05", None), (ELM, "2023-09-04", None)], 2025: [(ELM, "2023-09-04", None)], 2026: [(OAK, "2022-09-05", None), (ELM, "2023-09-04", None)]},
        {(OAK, "2022-09-05"): None, (ELM, "2023-09-04"): None},
    ),
    "one who came back is there anew": (
        {2024: [(OAK, "2022-09-05", None)], 2025: [(ELM, "2024-09-04", None)], 2026: [(OAK, "2025-09-03", None)]},
        {(OAK, "2022-09-05"): "2025-01-16", (ELM, "2024-09-04"): "2026-01-15", (OAK, "2025-09-03"): None},
    ),
    "a return with no placement says nothing of where she is": (
        {2025: [(OAK, "2022-09-05", None)], 2026: []},
        {(OAK, "2022-09-05"): None},
    ),
    "nor does one whose placements have all ended": (
        {2025: [(OAK, "2022-09-05", None)], 2026: [(ELM, "2025-02-03", "2025-07-18")]},
        {(OAK, "2022-09-05"): None, (ELM, "2025-02-03"): "2025-07-18"},
    ),
}


@pytest.mark.parametrize("case", GOLDEN)
def test_the_schools_follow_from_the_returns_and_not_from_their_order(tell, load, attended, case):
    returns, expected = GOLDEN[case]
    load("people", SCHOOLS)
    for order in permutations(returns):
        with transaction.atomic():
            for year in order:
                tell(year, *returns[year])
            assert attended() == expected, order
            assert not any(tell(year, *returns[year]).counts["connections"] for year in order), order
            transaction.set_rollback(True)


STAYS = [(school, first) for school, first in ((ELM, "2021-09-06"), (OAK, "2022-09-05"), (ASH, "2023-09-04"), (ELM, "2023-09-04"))]
A_RETURN = st.lists(st.tuples(st.sampled_from(STAYS), st.sampled_from([None, None, None, "2023-10-20", "2024-01-08"])), max_size=3, unique_by=lambda each: each[0])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(returns=st.dictionaries(st.sampled_from(list(CENSUS)), A_RETURN, min_size=2, max_size=3), data=st.data())
def test_any_returns_in_any_order_and_again_give_the_same_schools(tell, load, attended, returns, data):
    """And no school that a child has left goes on seeing it, nor is one cut off that it attends: where the newest return shows her at a school, she is there unless some
    return says on which day she left, and she is at no other."""
    orders = [data.draw(st.permutations(list(returns))) for _ in range(2)]
    again = data.draw(st.sampled_from(list(returns)))
    found = []
    for order in (*orders, [*orders[0], again]):
        with transaction.atomic():
            load("people", SCHOOLS)
            for year in order:
                tell(year, *((*stay, left) for stay, left in returns[year]))
            found.append(attended())
            transaction.set_rollback(True)
    assert found[0] == found[1] == found[2]
    left = {stay for stays in returns.values() for stay, day in stays if day}
    newest = returns[max(returns)]
    if any(day is None for _, day in newest):
        assert {stay for stay, until in found[0].items() if until is None} == {stay for stay, _ in newest} - left


def test_a_corrected_file_of_one_census_takes_the_place_of_the_first(tell, load, attended):
    """The number of the school was another's. That one saw Ada by it, and does so no longer."""
    load("people", SCHOOLS)
    tell(2026, (OAK, "2024-09-04", None))
    tell(2026, (ELM, "2024-09-04", None), again=" corrected")
    assert attended() == {(OAK, "2024-09-04"): "2026-01-15", (ELM, "2024-09-04"): None}


@pytest.mark.parametrize("slip", [("<URN>100001", "<URN>10001"), ("<EntryDate>2022-09-05", "<EntryDate>2122-09-05")])
def test_a_placement_that_could_not_be_read_cuts_no_school_off(tell, load, attended, slip):
    load("people", SCHOOLS)
    two = [(OAK, "2022-09-05", None), (ELM, "2023-09-04", None)]
    tell(2025, *two)
    tell(2026, text=placements(*two).replace(*slip))
    assert attended() == {(OAK, "2022-09-05"): None, (ELM, "2023-09-04"): None}


# The second is before the census of a return that shows her there still.
@pytest.mark.parametrize("end", ["2025-07-22", "2024-12-20"])
def test_an_end_that_a_person_or_a_file_of_people_gave_stands(tell, load, ask, attended, end):
    load("people", SCHOOLS)
    tell(2025, (OAK, "2022-09-05", None))
    ask("UPDATE people_connection c SET valid_to = %s FROM people_organisation o WHERE o.id = c.organisation_id AND o.code = 'URN:100001' AND c.valid_from = '2022-09-05'", end)
    tell(2026, (ELM, "2025-09-03", None))
    tell(2024, (OAK, "2022-09-05", None))
    assert attended()[OAK, "2022-09-05"] == end


# Worked by hand: the file of people has Ada at Oak from 2 September 2024, and no return shows that. A return with her at Elm from a later day tells where she went then; one
# from an earlier day may have left Oak out.
@pytest.mark.parametrize("at_elm_from, left_oak", [("2025-09-03", "2026-01-15"), ("2023-09-04", None)])
def test_a_school_of_the_file_of_people_is_ended_only_by_a_placement_begun_later(tell, load, attended, at_elm_from, left_oak):
    load("people", SCHOOLS)
    tell(2024, (ELM, "2023-09-04", None))
    load("people", ("attends,URN:100000,,,,,,,,,Example,Ben,2019-11-20,CO1 1JG,,2024-09-02", "attends,URN:100001,,,,,,,,Y881200000001,,,,,,2024-09-02"))
    assert attended()[OAK, "2024-09-02"] is None
    tell(2026, (ELM, at_elm_from, None))
    assert attended()[OAK, "2024-09-02"] == left_oak
    # An older one that comes late changes nothing of it.
    tell(2025, (ELM, "2023-09-04", None))
    assert attended()[OAK, "2024-09-02"] == left_oak


# The file of people has Ada at Oak from a day of its own, a little later or earlier than the return's, and loaded after it.
PEOPLE_HAVE_HER_AT_OAK = ("attends,URN:100000,,,,,,,,,Example,Ben,2019-11-20,CO1 1JG,,2024-09-02", "attends,URN:100001,,,,,,,,Y881200000001,,,,,,{}")


@pytest.mark.parametrize("first", ["2022-09-05", "2022-09-07"])
def test_a_school_that_she_left_by_a_return_does_not_stay_open_by_another_first_day(tell, load, attended, first):
    load("people", SCHOOLS)
    tell(2024, (OAK, "2022-09-06", None))
    load("people", tuple(each.format(first) for each in PEOPLE_HAVE_HER_AT_OAK))
    assert (OAK, first) in attended()
    tell(2026, (OAK, "2022-09-06", "2025-07-18"))
    assert None not in attended().values()


def test_a_school_of_the_file_of_people_is_not_ended_by_a_later_placement_that_has_itself_ended(tell, load, attended):
    load("people", SCHOOLS)
    tell(2024, (ELM, "2023-09-04", None))
    load("people", tuple(each.format("2024-09-02") for each in PEOPLE_HAVE_HER_AT_OAK))
    tell(2026, (ELM, "2023-09-04", None), (ASH, "2024-10-01", "2024-12-20"))
    assert attended()[OAK, "2024-09-02"] is None


@pytest.mark.parametrize("order", [(2025, 2026), (2026, 2025)])
def test_a_school_of_the_file_of_people_is_left_on_one_day_whichever_return_comes_first(tell, load, attended, order):
    load("people", SCHOOLS)
    tell(2024, (ELM, "2021-09-06", None))
    load("people", tuple(each.format("2022-09-05") for each in PEOPLE_HAVE_HER_AT_OAK))
    for year in order:
        tell(year, *{2025: [(ASH, "2024-09-04", None)], 2026: [(ELM, "2025-09-03", None)]}[year])
    assert attended()[OAK, "2022-09-05"] == "2025-01-16"


def test_a_last_day_of_the_file_of_people_that_is_to_come_stands(tell, load, attended):
    """The return shows a second roll that began later; by the file of people she is at Oak to the end of the year."""
    load("people", SCHOOLS)
    tell(2024, (ELM, "2021-09-06", None))
    before, after = PEOPLE_HAVE_HER_AT_OAK
    load("people", (f"{before},", f"{after.format('2022-09-05')},2027-07-21"))
    tell(2026, (ELM, "2025-09-03", None))
    assert attended()[OAK, "2022-09-05"] == "2027-07-21"


def test_a_re_dated_placement_that_she_left_does_not_stay_open_by_its_first_date(tell, load, attended):
    """Nothing else is open in that return, as for one who has left school."""
    load("people", SCHOOLS)
    tell(2025, (OAK, "2022-09-05", None))
    tell(2026, (OAK, "2022-09-06", "2025-07-18"))
    assert attended() == {(OAK, "2022-09-05"): "2026-01-15", (OAK, "2022-09-06"): "2025-07-18"}


@pytest.mark.parametrize("slip", [None, ("<URN>100001", "<URN>10001")])
def test_a_corrected_file_that_lacks_a_placement_does_not_open_again_what_the_first_file_ended(tell, load, attended, slip):
    load("people", SCHOOLS)
    left = [(OAK, "2022-09-05", "2025-07-18")]
    tell(2026, *left)
    tell(2026, text=placements(*left).replace(*slip) if slip else "", again=" corrected")
    assert attended() == {(OAK, "2022-09-05"): "2025-07-18"}


def test_a_corrected_file_opens_again_what_only_the_first_one_ended(tell, load, attended):
    load("people", SCHOOLS)
    tell(2025, (OAK, "2022-09-05", None))
    tell(2026, (ELM, "2025-09-03", None))
    tell(2026, (OAK, "2022-09-05", None), again=" corrected")
    assert attended() == {(OAK, "2022-09-05"): None, (ELM, "2025-09-03"): "2026-01-15"}


def test_a_move_that_an_officer_entered_on_the_day_after_the_census_stands(tell, load, ask, attended):
    """It ends the old school on the census day. The return of that census, which shows her there still, is loaded weeks later."""
    load("people", SCHOOLS)
    tell(2025, (OAK, "2022-09-05", None))
    ask("UPDATE people_connection c SET valid_to = '2026-01-15' FROM people_organisation o WHERE o.id = c.organisation_id AND o.code = 'URN:100001' AND c.valid_from = '2022-09-05'")
    tell(2026, (OAK, "2022-09-05", None))
    tell(2024, (OAK, "2022-09-05", None))
    assert attended()[OAK, "2022-09-05"] == "2026-01-15"


def test_a_school_that_came_on_record_after_the_return_sees_the_child_once_that_is_loaded_again(tell, load, attended):
    tell(2026, (OAK, "2024-09-04", None))
    load("people", SCHOOLS)
    assert not tell(2026, (OAK, "2024-09-04", None)).repeated
    assert attended() == {(OAK, "2024-09-04"): None}
    assert tell(2026, (OAK, "2024-09-04", None)).repeated


# Of areas loaded before it was kept what each return shows.


def _forgotten(ask):
    ask("DELETE FROM cases_rawrecord WHERE part = 'placements'")


def test_returns_loaded_again_put_right_what_an_earlier_version_left_open(tell, load, ask, attended):
    load("people", SCHOOLS)
    returns = {2026: [(ELM, "2023-09-04", None)], 2025: [(OAK, "2024-09-04", None)]}
    for year, stays in returns.items():
        tell(year, *stays)
    ask("UPDATE people_connection SET valid_to = NULL WHERE kind = 'attends'")
    _forgotten(ask)
    assert not any(tell(year, *stays).repeated for year, stays in returns.items())
    assert attended() == {(OAK, "2024-09-04"): "2026-01-15", (ELM, "2023-09-04"): None}


def test_an_older_return_loaded_again_alone_opens_no_school_that_a_newer_one_ended(tell, load, ask, attended):
    load("people", SCHOOLS)
    tell(2025, (OAK, "2024-09-04", None))
    tell(2026, (ELM, "2025-09-03", None))
    _forgotten(ask)
    tell(2025, (OAK, "2024-09-04", None))
    assert attended() == {(OAK, "2024-09-04"): "2026-01-15", (ELM, "2025-09-03"): None}


def test_the_next_return_ends_a_school_that_was_left_where_none_is_loaded_again(tell, load, ask, attended):
    load("people", SCHOOLS)
    tell(2025, (OAK, "2024-09-04", None))
    _forgotten(ask)
    tell(2026, (ELM, "2025-09-03", None))
    assert attended() == {(OAK, "2024-09-04"): "2026-01-15", (ELM, "2025-09-03"): None}
