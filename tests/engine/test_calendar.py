"""Section by section the ways in which the law counts, each worked by hand."""

from datetime import date, datetime

import pytest

from goldenthread.engine import calendar as counting
from goldenthread.engine.calendar import BeyondCalendar, Calendar, Closure


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    "convention, n, d, last_day",
    [
        # "within n weeks of d": d + 7n, d not counted.
        (counting.weeks_within, 6, "2026-02-02", "2026-03-16"),  # 2 Feb + 42
        (counting.weeks_within, 16, "2026-02-02", "2026-05-25"),  # 2 Feb + 112, a bank holiday: it does not roll
        (counting.weeks_within, 20, "2026-02-02", "2026-06-22"),  # 2 Feb + 140
        (counting.weeks_within, 1, "2026-03-28", "2026-04-04"),  # over the change of the clocks
        # "within n weeks beginning with d": d + 7n - 1.
        (counting.weeks_beginning_with, 5, "2026-05-01", "2026-06-04"),  # 1 May + 34
        (counting.weeks_beginning_with, 1, "2026-05-01", "2026-05-07"),
        (counting.weeks_before, 2, "2026-02-09", "2026-01-26"),
        # "within n days of d": d + n.
        (counting.days_within, 15, "2026-04-20", "2026-05-05"),
        (counting.days_within, 0, "2026-04-20", "2026-04-20"),
        (counting.days_within, 30, "2024-02-01", "2024-03-02"),  # a leap February: 28 days to the 29th, and 2
        # "n days beginning with d": d + n - 1.
        (counting.days_beginning_with, 15, "2026-05-20", "2026-06-03"),
        (counting.days_before, 15, "2026-06-03", "2026-05-19"),
    ],
)
def test_weeks_and_plain_days_are_calendar_time(convention, n, d, last_day):
    assert convention(n, day(d)) == day(last_day)


@pytest.mark.parametrize(
    "n, d, last_day",
    [
        (2, "2025-12-31", "2026-02-28"),  # there is no 31 February
        (2, "2026-11-15", "2027-01-15"),
        (1, "2026-08-31", "2026-09-30"),
        (3, "2023-11-30", "2024-02-29"),  # no 30 February, but a 29th
        (12, "2024-02-29", "2025-02-28"),
        (48, "2024-02-29", "2028-02-29"),
        (12, "2025-02-28", "2026-02-28"),
    ],
)
def test_months_within_end_on_the_same_day_number(n, d, last_day):
    assert counting.months_within(n, day(d)) == day(last_day)


@pytest.mark.parametrize(
    "n, d, last_day",
    [
        (12, "2025-03-14", "2026-03-13"),
        (12, "2024-02-29", "2025-02-28"),  # no 29 February 2025, so the month's end
        (48, "2024-02-29", "2028-02-28"),
        (12, "2026-03-01", "2027-02-28"),
        (12, "2027-03-01", "2028-02-29"),
        (1, "2026-01-31", "2026-02-28"),
        (1, "2026-01-30", "2026-02-28"),
        (3, "2026-01-01", "2026-03-31"),
    ],
)
def test_months_beginning_with_end_the_day_before_the_same_day_number(n, d, last_day):
    assert counting.months_beginning_with(n, day(d)) == day(last_day)


@pytest.mark.parametrize(
    "n, d, last_day",
    [(5, "2026-09-01", "2026-04-01"), (5, "2026-07-31", "2026-02-28"), (1, "2026-01-15", "2025-12-15")],
)
def test_months_before_count_back_to_the_same_day_number(n, d, last_day):
    assert counting.months_before(n, day(d)) == day(last_day)


@pytest.mark.parametrize(
    "n, d, last_day",
    [
        (3, "2026-12-22", "2026-12-29"),  # 23, 24; 25 Christmas, 28 the substitute for Boxing Day; 29
        (1, "2026-04-02", "2026-04-07"),  # Good Friday 3 April, Easter Monday 6 April
        (1, "2026-05-01", "2026-05-05"),  # early May bank holiday on the 4th
        (1, "2026-08-28", "2026-09-01"),  # summer bank holiday on the 31st
        (1, "2023-05-05", "2023-05-09"),  # the coronation, 8 May 2023
        (1, "2022-09-16", "2022-09-20"),  # the state funeral, 19 September 2022
        (1, "2026-10-03", "2026-10-05"),  # from a Saturday
        (5, "2026-10-05", "2026-10-12"),
    ],
)
def test_working_days_within_leave_out_the_day_itself_weekends_and_bank_holidays(n, d, last_day):
    assert counting.working_days_within(n, day(d)) == day(last_day)


@pytest.mark.parametrize(
    "n, d, last_day",
    [
        (15, "2026-10-05", "2026-10-23"),  # Monday is day 1: 5-9, 12-16, 19-23
        (15, "2026-10-04", "2026-10-23"),  # a Sunday is not day 1
        (1, "2026-10-05", "2026-10-05"),
        (1, "2026-12-25", "2026-12-29"),
    ],
)
def test_working_days_beginning_with_count_the_day_itself_if_it_is_one(n, d, last_day):
    assert counting.working_days_beginning_with(n, day(d)) == day(last_day)


@pytest.mark.parametrize(
    "n, d, last_day",
    [
        (5, "2026-10-12", "2026-10-05"),  # 9, 8, 7, 6, 5
        (5, "2027-01-04", "2026-12-23"),  # 31, 30, 29; 28 and 25 are holidays; 24, 23
    ],
)
def test_working_days_before_count_back(n, d, last_day):
    assert counting.working_days_before(n, day(d)) == day(last_day)


def test_before_a_date_is_the_day_before():
    assert counting.day_before_yearly(15, 2, 2027) == day("2027-02-14")
    assert counting.day_before_yearly(31, 3, 2027) == day("2027-03-30")
    assert counting.day_before_yearly(1, 3, 2028) == day("2028-02-29")


@pytest.mark.parametrize(
    "d, found", [("2026-07-31", "2026-07-31"), ("2026-08-01", "2027-07-31"), ("2026-01-01", "2026-07-31")]
)
def test_an_academic_year_ends_on_the_next_31_july(d, found):
    assert counting.yearly_on_or_after(31, 7, day(d)) == day(found)


@pytest.mark.parametrize(
    "d, rolled",
    [
        ("2026-06-12", "2026-06-12"),  # a Friday
        ("2026-06-13", "2026-06-15"),  # Saturday to Monday
        ("2026-05-02", "2026-05-05"),  # Saturday; Monday is the early May holiday
        ("2026-04-03", "2026-04-07"),  # Good Friday
        ("2026-07-31", "2026-07-31"),  # a Friday, not yet August
        ("2026-08-01", "2026-09-01"),  # the last day falls in August
        ("2026-08-31", "2026-09-01"),
        ("2025-08-15", "2025-09-01"),
        ("2024-08-15", "2024-09-02"),  # 1 September 2024 is a Sunday
        ("2026-12-24", "2026-12-24"),
        ("2026-12-25", "2027-01-04"),  # first working day after Friday 1 January
        ("2025-12-31", "2026-01-02"),
        ("2027-01-01", "2027-01-04"),
        ("2026-01-01", "2026-01-02"),
    ],
)
def test_only_a_tribunal_limit_rolls(d, rolled):
    assert counting.tribunal_roll(day(d)) == day(rolled)


@pytest.mark.parametrize(
    "n, d, last_day",
    [
        # July: 2 3, 6-10, 13-17, 20-24, 27-31 are 22; none in August; September: 1-4, 7-10 are 8.
        (30, "2026-07-01", "2026-09-10"),
        # 22, 23, 24 December; then 4, 5 January.
        (5, "2026-12-21", "2027-01-05"),
        (1, "2026-10-02", "2026-10-05"),
    ],
)
def test_tribunal_days_leave_out_august_and_christmas(n, d, last_day):
    assert counting.tribunal_days_within(n, day(d)) == day(last_day)


def test_school_days_are_those_on_which_that_setting_is_open():
    summer = Calendar((Closure(day("2026-07-22"), day("2026-09-01")),))
    # 17, 20, 21 July; 2, 3, 4, 7, 8, 9, 10 September.
    assert counting.school_days_within(10, day("2026-07-16"), summer) == day("2026-09-10")
    # Without closures known: 17, 20-24, 27-30 July.
    assert counting.school_days_within(10, day("2026-07-16")) == day("2026-07-30")


def test_a_closure_counts_both_of_its_ends():
    closure = Closure(day("2026-07-22"), day("2026-08-18"))
    assert closure.days == 28
    assert closure.reopens == day("2026-08-19")


@pytest.mark.parametrize(
    "moment, civil",
    [
        ("2026-06-30T23:30:00+00:00", "2026-07-01"),  # British summer time: 00:30 on 1 July
        ("2026-12-31T23:30:00+00:00", "2026-12-31"),
        ("2026-03-28T23:30:00+00:00", "2026-03-28"),  # the night before the clocks go forward
        ("2026-03-29T23:30:00+00:00", "2026-03-30"),
        ("2026-10-24T23:30:00+00:00", "2026-10-25"),
        ("2026-10-25T23:30:00+00:00", "2026-10-25"),  # the clocks have gone back
        ("2026-07-01T00:30:00+02:00", "2026-06-30"),  # 23:30 in London
    ],
)
def test_a_timestamp_is_turned_to_london_before_its_day_is_taken(moment, civil):
    assert counting.london_date(datetime.fromisoformat(moment)) == day(civil)


def test_a_timestamp_without_an_offset_is_refused():
    with pytest.raises(ValueError, match="offset"):
        counting.london_date(datetime(2026, 6, 30, 23, 30))


@pytest.mark.parametrize(
    "due, target",
    [
        ("2026-06-22", "2026-06-22"),
        ("2026-05-25", "2026-05-22"),  # spring bank holiday, a Monday
        ("2026-04-06", "2026-04-02"),  # Easter Monday: the Thursday before
        ("2027-02-14", "2027-02-12"),  # a Sunday
        ("2029-02-14", None),  # beyond the years whose bank holidays are known
    ],
)
def test_the_working_target_is_the_last_working_day_on_or_before(due, target):
    assert counting.working_target(day(due)) == (day(target) if target else None)


@pytest.mark.parametrize(
    "beyond",
    [
        lambda: counting.working_days_within(1, day("2028-12-29")),  # 30 and 31 December 2028 are a weekend
        lambda: counting.working_days_beginning_with(15, day("2028-12-20")),
        lambda: counting.working_days_within(1, day("2029-01-01")),
        lambda: counting.working_days_before(1, day("2012-01-02")),
        lambda: counting.is_working_day(day("2011-12-30")),
        lambda: counting.tribunal_roll(day("2029-08-05")),
        lambda: counting.tribunal_roll(day("2028-12-27")),
        lambda: counting.tribunal_days_within(30, day("2028-12-01")),
        lambda: counting.school_days_within(10, day("2028-12-22")),
    ],
)
def test_a_working_day_beyond_the_table_of_bank_holidays_is_an_error(beyond):
    with pytest.raises(BeyondCalendar, match="2012-01-01 to 2028-12-31|2012-01-03 to 2028-12-29"):
        beyond()


def test_calendar_time_needs_no_table():
    assert counting.weeks_within(20, day("2035-01-01")) == day("2035-05-21")


@pytest.mark.parametrize("unit, wording", [*counting.CONVENTIONS])
def test_every_convention_is_reached_by_its_wording(unit, wording):
    by_name = counting.CONVENTIONS[unit, wording](3, day("2026-10-05"))
    assert counting.count(3, unit, wording, day("2026-10-05")) == by_name
