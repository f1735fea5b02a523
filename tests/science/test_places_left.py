"""What may be said of the places of a dated session."""

import datetime as dt

import pytest

from goldenthread.science.places_left import in_words

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
