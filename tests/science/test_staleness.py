"""The score of a plan, by hand; as columns; and what cannot move it."""

import dataclasses
import datetime as dt

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldenthread.science.campaign import finish
from goldenthread.science.staleness import (
    LATE,
    REASONS,
    WEIGHTS,
    Facts,
    age_words,
    months_between,
    place,
    reasons,
    score,
)
from goldenthread.science.staleness_columns import FACTS, association, ranked

ON = dt.date(2026, 11, 24)
DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2027, 12, 31))
YEARS = st.none() | st.integers(-2, 20)
PLANS = st.builds(
    Facts, text_on=st.none() | DAYS, late=st.sampled_from(["", *LATE]), late_by=st.none() | DAYS, moved=st.booleans(), phase_by=st.none() | DAYS,
    year=YEARS, text_year=YEARS, adulthood=st.sampled_from([None, True, False]), health=st.integers(0, 3), care=st.integers(0, 3),
    owed_minutes=st.integers(0, 5000), due_minutes=st.integers(0, 5000),
)  # fmt: skip
# A busy machine takes seconds to draw the first example.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
WEIGHINGS = st.fixed_dictionaries({k: st.integers(0, 100) for k in REASONS})


def test_weights_together_are_a_hundred():
    assert sum(WEIGHTS.values()) == 100
    assert set(WEIGHTS) == set(REASONS)


def test_a_plan_of_four_years_with_a_review_overdue_and_no_adulthood():
    # 24 September 2022 to 24 November 2026: 50 months, 20 * 50 / 60 = 16. Due 24 September: 61 days. 25 + 16 + 10 + 5.
    plan = Facts(text_on=dt.date(2022, 9, 24), late="review", late_by=dt.date(2026, 9, 24), year=9, adulthood=False, health=2)
    assert [(r.words, r.points, r.law) for r in reasons(plan, ON)] == [
        ("Review overdue 61 days (law)", 25, True), ("Text is 4 yr 2 mo old", 16, False), ("No preparation for adulthood", 10, False),
        ("Health clauses not confirmed", 5, False)]  # fmt: skip
    assert score(plan, ON) == 56


def test_a_move_ahead_and_hours_owed():
    # 42 of 60 hours: 10 * 2520 / 3600 = 7; five years and more weigh all of 20; 15 for the phase; 10 for the setting.
    plan = Facts(text_on=dt.date(2020, 1, 1), moved=True, phase_by=dt.date(2027, 3, 30), owed_minutes=2520, due_minutes=3600)
    assert [(r.words, r.points) for r in reasons(plan, ON)] == [
        ("Plan for the next phase by 30 March 2027 (law)", 15), ("Text is 6 yr 10 mo old", 20), ("Changed setting since", 10),
        ("42 of 60 hours of help not delivered", 7)]  # fmt: skip
    assert score(plan, ON) == 52


@pytest.mark.parametrize(("owed", "due", "words"), [
    (20, 2280, "20 minutes of 38 hours"), (59, 60, "59 minutes of 1 hour"), (20, 40, "20 of 40 minutes"), (90, 2280, "2 of 38 hours"),
])  # fmt: skip
def test_less_than_an_hour_owed_is_never_told_as_none(owed, due, words):
    assert reasons(Facts(owed_minutes=owed, due_minutes=due), ON)[0].words == f"{words} of help not delivered"


def test_nothing_known_weighs_nothing():
    assert reasons(Facts(), ON) == ()
    assert reasons(Facts(text_on=ON), ON) == ()


@pytest.mark.parametrize(("due", "words"), [("2026-11-24", None), ("2026-11-23", "Review undecided 1 day (law)")])
def test_a_decision_is_late_from_the_day_after_its_limit(due, words):
    found = reasons(Facts(late="decision", late_by=dt.date.fromisoformat(due)), ON)
    assert [r.words for r in found] == ([words] if words else [])


def test_adulthood_is_asked_of_no_text_before_year_9_and_not_where_the_text_speaks_of_it():
    assert score(Facts(year=8, adulthood=False), ON) == 0
    assert score(Facts(year=9, adulthood=True, text_year=7), ON) == 0
    assert score(Facts(year=9, text_year=9), ON) == 0
    assert score(Facts(year=9, text_year=8), ON) == 10


def test_months_are_whole():
    assert months_between(dt.date(2026, 10, 25), ON) == 0
    assert months_between(dt.date(2026, 10, 24), ON) == 1
    assert [age_words(n) for n in (0, 7, 12, 50)] == ["0 mo", "7 mo", "1 yr", "4 yr 2 mo"]


@UNHURRIED
@given(PLANS, PLANS, WEIGHINGS)
def test_a_review_past_the_laws_limit_comes_first_whatever_the_score(a, b, weights):
    late = dataclasses.replace(a, late="review", late_by=ON - dt.timedelta(days=1))
    on_time = dataclasses.replace(b, late="", late_by=None)
    on_time = dataclasses.replace(on_time, phase_by=ON)
    assert place(late, ON, weights) < place(on_time, ON, weights)
    late_for_the_phase = dataclasses.replace(on_time, phase_by=ON - dt.timedelta(days=1))
    assert place(late_for_the_phase, ON, weights) < place(on_time, ON, weights)


def test_complaints_appeals_and_contacts_have_no_place_in_the_facts():
    assert {f.name for f in dataclasses.fields(Facts)} == set(FACTS) == {
        "text_on", "late", "late_by", "moved", "phase_by", "year", "text_year", "adulthood", "health", "care", "owed_minutes", "due_minutes"}  # fmt: skip
    with pytest.raises(TypeError):
        Facts(complaints=1)


@UNHURRIED
@given(st.lists(PLANS, max_size=12), WEIGHINGS, st.lists(st.integers(0, 50), min_size=12, max_size=12))
def test_columns_answer_as_the_single_reader_and_columns_beside_them_change_nothing(plans, weights, complaints):
    frame = _frame(plans)
    found = ranked(frame, ON, weights)
    assert found["score"].to_list() == [score(plans[n], ON, weights) for n in found["n"]]
    assert found["n"].to_list() == sorted(range(len(plans)), key=lambda n: (*place(plans[n], ON, weights), n))
    for row in found.iter_rows(named=True):
        points = {r.key: r.points for r in reasons(plans[row["n"]], ON, weights)}
        assert {k: row[f"p_{k}"] for k in REASONS} == {k: points.get(k, 0) for k in REASONS}
    beside = frame.with_columns(complaints=pl.Series(complaints[: len(plans)], dtype=pl.Int64))
    assert ranked(beside, ON, weights).drop("complaints").equals(found)


def _frame(plans):
    return pl.DataFrame([[n, *dataclasses.astuple(p)] for n, p in enumerate(plans)], schema={"n": pl.Int64, **FACTS}, orient="row")


def test_place_against_a_number_that_follows_it_and_one_that_does_not():
    places = pl.Series(range(1, 101))
    with_it = association(places, pl.Series(range(100)))
    assert with_it.rho > 0.99
    assert with_it.beyond_chance
    chance = association(places, pl.Series([n * 37 % 101 % 2 for n in range(100)]))
    assert not chance.beyond_chance
    assert association(places[:20], pl.Series(range(20))) is None
    assert association(places, pl.Series([0] * 100)) is None


def at_24(weeks):
    return [(plans, 24) for plans in weeks]


def test_a_campaign_that_did_two_plans_each_week_ends_on_one_day():
    # 20 left at 2 a week: 10 weeks.
    found = finish(20, at_24([2, 2, 2, 2]), 24, 6, ON)
    assert (found.low, found.high) == (dt.date(2027, 2, 2), dt.date(2027, 2, 2))
    assert finish(20, at_24([2, 2, 2, 2]), 48, 6, ON).low == dt.date(2026, 12, 29)


def test_uneven_weeks_give_a_range_and_more_hours_an_earlier_one():
    usual = finish(128, at_24([3, 9, 5, 0, 7, 6]), 24, 4, ON)
    more = finish(128, at_24([3, 9, 5, 0, 7, 6]), 32, 4, ON)
    assert usual.low < usual.high
    assert more.low < usual.low
    assert more.high < usual.high


def test_a_new_campaign_has_the_range_of_its_guess():
    # 24 hours at 4 a plan: 6 a week; 9 with half more, 3 with half less: 90 plans in 10 to 30 weeks.
    found = finish(90, at_24([]), 24, 4, ON)
    assert (found.low, found.high) == (ON + dt.timedelta(weeks=10), ON + dt.timedelta(weeks=30))
    assert not found.from_what_was_done


def test_a_campaign_in_which_nothing_was_done_has_no_end():
    assert finish(10, at_24([0, 0, 0, 0]), 24, 4, ON).low is None
    assert finish(0, at_24([0, 0, 0, 0]), 24, 4, ON).high == ON
