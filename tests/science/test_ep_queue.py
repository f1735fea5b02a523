"""The published order of the educational psychologists' queue, and the plain count of its next weeks."""

import dataclasses
import datetime as dt
import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.science.ep_queue import (
    Time,
    Waiting,
    fault_of,
    first_week,
    flow,
    places,
    reason,
    school_age_from,
    weeks_before,
)

D = dt.date


def order(*waiting):
    return [place.key for place in places(waiting)]


def test_the_order_of_the_design_picture():
    queue = [
        Waiting("Maya", D(2026, 8, 10)),
        Waiting("Zara", D(2026, 8, 20), phase_transfer=True),
        Waiting("Reuben", D(2026, 8, 14), out_of_school=True),
        Waiting("Lily", D(2026, 8, 3), in_care=True),
        Waiting("Ethan", D(2026, 6, 12), tribunal_order=True),
    ]
    assert [(p.number, p.key, p.reason) for p in places(queue)] == [
        (1, "Ethan", "Tribunal order"),
        (2, "Lily", "Child in care"),
        (3, "Reuben", "Out of school"),
        (4, "Zara", "Phase transfer"),
        (5, "Maya", "Oldest received"),
    ]


def test_care_and_being_out_of_school_count_alike_and_the_older_request_comes_first():
    in_care, out = Waiting("care", D(2026, 9, 2), in_care=True), Waiting("out", D(2026, 9, 1), out_of_school=True)
    both = Waiting("both", D(2026, 9, 3), in_care=True, out_of_school=True)
    assert order(in_care, both, out) == ["out", "care", "both"]
    assert reason(both) == "Child in care, out of school"


def test_a_tribunal_order_comes_before_a_request_of_a_year_ago():
    assert order(Waiting("old", D(2025, 9, 1), in_care=True), Waiting("ordered", D(2026, 9, 1), tribunal_order=True)) == ["ordered", "old"]


def test_what_gives_the_place_is_the_first_part_of_the_order_that_holds():
    assert reason(Waiting("a", D(2026, 9, 1), tribunal_order=True, in_care=True, phase_transfer=True)) == "Tribunal order"
    assert reason(Waiting("a", D(2026, 9, 1), out_of_school=True, phase_transfer=True)) == "Out of school"


def test_who_asked_or_complained_cannot_even_be_given():
    assert {f.name for f in dataclasses.fields(Waiting)} == {
        "key", "received_on", "tribunal_order", "in_care", "out_of_school", "phase_transfer",
    }  # fmt: skip
    assert list(inspect.signature(places).parameters) == ["waiting"]
    with pytest.raises(TypeError):
        Waiting("a", D(2026, 9, 1), complained=True)  # type: ignore[call-arg]


CASES = st.lists(
    st.builds(
        Waiting,
        key=st.uuids().map(str),
        received_on=st.dates(D(2026, 1, 1), D(2026, 1, 9)),
        tribunal_order=st.booleans(), in_care=st.booleans(), out_of_school=st.booleans(), phase_transfer=st.booleans(),
    ),  # fmt: skip
    max_size=12,
    unique_by=lambda w: w.key,
)


@given(CASES)
def test_everybody_has_one_place_and_the_numbers_run_from_one(queue):
    placed = places(queue)
    assert [p.number for p in placed] == list(range(1, len(queue) + 1))
    assert sorted(p.key for p in placed) == sorted(w.key for w in queue)


@given(CASES, st.randoms())
def test_the_order_does_not_depend_on_how_the_cases_came(queue, chance):
    shuffled = list(queue)
    chance.shuffle(shuffled)
    assert places(queue) == places(shuffled)


@given(CASES)
def test_one_case_more_never_changes_which_of_two_others_comes_first(queue):
    if queue:
        without = order(*queue[1:])
        assert [key for key in order(*queue) if key != queue[0].key] == without


@given(CASES)
def test_nobody_stands_before_a_case_that_is_alike_and_was_received_earlier(queue):
    facts = {w.key: w for w in queue}
    placed = [facts[p.key] for p in places(queue)]
    for before, after in zip(placed, placed[1:], strict=False):
        assert reason(before) != reason(after) or before.received_on <= after.received_on


@pytest.mark.parametrize(
    "born, begins",
    [
        ("2021-03-31", "2026-03-31"), ("2021-04-01", "2026-08-31"), ("2021-08-31", "2026-08-31"),
        ("2021-09-01", "2026-12-31"), ("2021-12-31", "2026-12-31"), ("2020-02-29", "2025-03-31"),
    ],
)  # fmt: skip
def test_compulsory_school_age_begins_on_the_set_day_after_the_fifth_birthday(born, begins):
    assert school_age_from(D.fromisoformat(born)) == D.fromisoformat(begins)


# --- weeks ---


def test_the_weeks_ahead_begin_on_a_monday_and_those_behind_end_on_a_sunday():
    assert first_week(D(2026, 11, 24)) == D(2026, 11, 30)
    assert first_week(D(2026, 11, 30)) == D(2026, 11, 30)
    assert weeks_before(D(2026, 11, 24)) == (D(2026, 8, 31), D(2026, 11, 22))
    assert weeks_before(D(2026, 11, 29)) == (D(2026, 8, 31), D(2026, 11, 22))


def test_a_plain_count_of_twelve_weeks():
    # 30 joined in twelve weeks: two and a half a week, in whole children.
    weeks = flow(100, 30, [4] * 12, D(2026, 11, 30))
    assert [w.new for w in weeks] == [3, 2] * 6
    assert [(w.waiting, w.new, w.time_for, w.left) for w in weeks[:2]] == [(100, 3, 4, 99), (99, 2, 4, 97)]
    assert (weeks[-1].monday, weeks[-1].left) == (D(2027, 2, 15), 100 + 30 - 48)


def test_time_beyond_those_who_wait_takes_nobody_from_the_next_week():
    weeks = flow(2, 12, [5, 0, 0, *[0] * 9], D(2026, 11, 30))
    assert [w.left for w in weeks[:3]] == [0, 1, 2]


@given(st.integers(0, 500), st.integers(0, 500), st.lists(st.integers(0, 60), min_size=12, max_size=12))
def test_every_row_adds_up_and_follows_the_one_before(waiting, joined, time):
    weeks = flow(waiting, joined, time, D(2026, 11, 30))
    assert sum(w.new for w in weeks) == joined
    assert max(w.new for w in weeks) - min(w.new for w in weeks) <= 1
    assert all(w.left == max(0, w.waiting + w.new - w.time_for) for w in weeks)
    assert [w.waiting for w in weeks] == [waiting, *(w.left for w in weeks[:-1])]


# --- time ---


def test_time_that_is_kept_is_no_time_for_an_assessment():
    week = Time(assessments=2, given=1, kept_for_reviews=3, kept_for_tribunals=1, kept_for_schools=2)
    assert (week.left, week.kept, week.closed) == (1, 6, False)
    assert Time(kept_for_schools=6, leave=4).closed


def test_a_week_holds_ten_half_days():
    assert fault_of(Time(assessments=1, kept_for_reviews=6, leave=5)) == "a week has 10 half-days, and 11 are kept or leave"
    assert fault_of(Time(assessments=1, leave=10)) == "every half-day is kept or leave, so there is no time for an assessment"
    assert fault_of(Time(assessments=2, kept_for_reviews=2, leave=2)) == ""


def test_more_given_than_there_is_time_for_leaves_nothing_and_never_less():
    assert Time(assessments=1, given=3).left == 0
