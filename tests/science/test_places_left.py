"""What may be said of the places of a dated session."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.science.places_left import SOON, can_be_had, in_words, places

TODAY = dt.date(2026, 11, 27)
AGO = lambda n: TODAY - dt.timedelta(days=n)  # noqa: E731


@pytest.mark.parametrize(("capacity", "left", "cancelled", "said", "words"), [
    (20, 12, False, AGO(0), "12 of 20 places left"),
    (20, 1, False, AGO(14), "1 of 20 places left"),
    (20, 12, False, AGO(15), "12 of 20 places left, but that was 15 days ago: ask before you count on it"),
    (20, 0, False, AGO(40), "Full. Ask whether there is a waiting list, or another day"),
    (None, None, False, AGO(40), "No limit of places: just come"),
    (20, 12, True, AGO(0), "Cancelled"),
])  # fmt: skip
def test_places_are_said_as_the_service_last_counted_them(capacity, left, cancelled, said, words):
    assert in_words(capacity, left, cancelled=cancelled, said=said, on=TODAY) == words


def test_the_coming_month_is_31_days_with_today():
    had = lambda n: can_be_had(20, 3, cancelled=False, day=TODAY + dt.timedelta(days=n), on=TODAY)  # noqa: E731
    assert [had(n) for n in (-1, 0, SOON - 1, SOON)] == [False, True, True, False]


@given(st.integers(1, 50), st.integers(0, 50), st.booleans(), st.integers(0, 30))
def test_nobody_is_sent_to_what_is_full_or_cancelled(capacity, left, cancelled, ahead):
    left = min(left, capacity)
    assert can_be_had(capacity, left, cancelled=cancelled, day=TODAY + dt.timedelta(days=ahead), on=TODAY) == (left > 0 and not cancelled)
    assert ("Full" in in_words(capacity, left, cancelled=cancelled, said=TODAY, on=TODAY)) == (places(capacity, left, cancelled=cancelled) == "full")
