"""What came of the cases that stood before a limit on earlier days. Today is Tuesday 24 November 2026."""

from datetime import date
from uuid import UUID

from goldenthread.cases.limits_before import periods_before, what_came
from goldenthread.cases.queries_clocks import ClockFacts

ONE, TWO = UUID(int=1), UUID(int=2)
PERIODS = periods_before(date(2026, 11, 24), 10)


def limit(due, stopped=None, *, case=ONE, clock="decide", started="2026-01-01", excused=None):
    days = [date.fromisoformat(d) if d else None for d in (started, due, stopped, excused)]
    started, due, stopped, excused = days
    return ClockFacts(case, clock, "", started, due, due, stopped, excused, "", "law", floor=False, owed_by="council")


def of_the_last(*limits):
    """What came of the last period: from Monday 9 to Monday 23 November."""
    return what_came(limits, {}, PERIODS)[-1]


def test_periods_follow_one_another_and_have_ended_before_the_day():
    """The last begins on the eleventh working day before it, and ends ten working days later, the day before."""
    assert (PERIODS[-1].day, PERIODS[-1].until) == (date(2026, 11, 9), date(2026, 11, 23))
    assert PERIODS[-2].until == date(2026, 11, 6)
    assert len(PERIODS) == 25
    assert sorted(PERIODS) == PERIODS


def test_a_limit_of_the_first_and_of_the_last_day_is_reached_in_the_period():
    assert of_the_last(limit("2026-11-09", "2026-11-09")) == {}, "it was met on the day on which the manager looked"
    assert of_the_last(limit("2026-11-09", "2026-11-10")) == {"decide": (1, 1)}
    assert of_the_last(limit("2026-11-23", "2026-11-23")) == {"decide": (1, 0)}
    assert of_the_last(limit("2026-11-23")) == {"decide": (1, 1)}
    assert of_the_last(limit("2026-11-24")) == {}


def test_a_case_that_is_past_a_limit_already_is_not_counted_again():
    assert of_the_last(limit("2026-11-12"), limit("2026-11-06", "2026-11-11", clock="draft")) == {}
    assert of_the_last(limit("2026-11-12"), limit("2026-11-06", "2026-11-06", clock="draft")) == {"decide": (1, 1)}


def test_an_excused_limit_is_neither_passed_nor_missed():
    assert of_the_last(limit("2026-11-12"), limit("2026-11-02", clock="draft", excused="2026-10-01")) == {"decide": (1, 1)}
    assert of_the_last(limit("2026-11-12", excused="2026-10-01")) == {"decide": (1, 0)}


def test_a_limit_that_began_after_the_day_was_not_near_on_it():
    assert of_the_last(limit("2026-11-20", started="2026-11-10")) == {}
    assert of_the_last(limit("2026-11-20", started="2026-11-09")) == {"decide": (1, 1)}


def test_a_case_counts_once_by_its_first_limit_and_missed_it_if_it_missed_any():
    assert of_the_last(limit("2026-11-12", "2026-11-11"), limit("2026-11-18", clock="advice")) == {"decide": (1, 1)}
    assert of_the_last(limit("2026-11-12", "2026-11-11"), limit("2026-11-18", case=TWO)) == {"decide": (2, 1)}


def test_each_period_has_its_own():
    came = what_came([limit("2026-11-05", "2026-11-20")], {}, PERIODS)
    assert came[-2] == {"decide": (1, 1)}
    assert not any(came[:-2])
    assert came[-1] == {}


def test_a_case_that_had_ended_stood_in_no_list_though_its_limit_ran_on():
    late = [limit("2026-11-12", "2026-11-20")]
    assert what_came(late, {ONE: date(2026, 11, 9)}, PERIODS)[-1] == {}
    assert what_came(late, {ONE: date(2026, 11, 10)}, PERIODS)[-1] == {"decide": (1, 1)}
    assert what_came(late, {TWO: date(2026, 11, 9)}, PERIODS)[-1] == {"decide": (1, 1)}
