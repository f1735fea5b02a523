"""A child's words are read by the end of the working day on which they came."""

import datetime as dt

import pytest

from goldenthread.science.safeguarding import read_by


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-11-24T09:00+00:00", "2026-11-24"),  # Tuesday morning: the same day
        ("2026-11-24T15:59+00:00", "2026-11-24"),
        ("2026-11-24T16:00+00:00", "2026-11-25"),  # from four o'clock the next working day
        ("2026-07-07T15:30+00:00", "2026-07-08"),  # 16:30 in London's summer
        ("2026-11-27T22:00+00:00", "2026-11-30"),  # Friday night: Monday
        ("2026-11-28T10:00+00:00", "2026-11-30"),  # Saturday: Monday
        ("2026-12-25T10:00+00:00", "2026-12-29"),  # Christmas Day; the 28th stands for Boxing Day, a Saturday
    ],
)
def test_the_day_by_whose_end_it_is_read(sent, due):
    assert read_by(dt.datetime.fromisoformat(sent)) == dt.date.fromisoformat(due)
