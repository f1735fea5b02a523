"""How a clock stands on a day, from what is stored of it."""

from datetime import date

import pytest

from goldenthread.engine.clocks import days, status

DUE = date(2026, 6, 22)
BEFORE, AFTER = date(2026, 6, 20), date(2026, 6, 24)


@pytest.mark.parametrize(
    "stopped, excused_from, as_at, expected",
    [
        (None, None, BEFORE, "running"),
        (None, None, DUE, "running"),
        (None, None, AFTER, "overdue"),
        (BEFORE, None, AFTER, "met"),
        (DUE, None, AFTER, "met"),
        (AFTER, None, AFTER, "late"),
        (None, BEFORE, BEFORE, "running"),
        (None, BEFORE, DUE, "running"),
        (None, BEFORE, AFTER, "excused"),
        (AFTER, BEFORE, AFTER, "excused"),
        (DUE, BEFORE, AFTER, "met"),
        (None, AFTER, date(2026, 6, 23), "overdue"),  # the exception is of a later day
    ],
)
def test_status(stopped, excused_from, as_at, expected):
    assert status(DUE, stopped, excused_from, False, as_at) == expected


@pytest.mark.parametrize("as_at, expected", [(BEFORE, "running"), (DUE, "running"), (AFTER, "met")])
def test_a_floor_is_never_overdue(as_at, expected):
    assert status(DUE, None, None, True, as_at) == expected


@pytest.mark.parametrize("floor", [True, False])
def test_without_a_last_day_it_runs(floor):
    assert status(None, None, None, floor, AFTER) == "running"
    assert days(None, None, AFTER) is None


@pytest.mark.parametrize("stopped, expected", [(None, -2), (BEFORE, 2), (AFTER, -2)])
def test_days_are_due_minus_the_day_looked_at_or_the_day_it_stopped(stopped, expected):
    assert days(DUE, stopped, AFTER) == expected
