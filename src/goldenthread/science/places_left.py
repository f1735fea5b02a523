"""What may be said of a dated session's places: they are kept by the service, and what it said long ago is not said as if it were so today."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

SOON = 31
"""Days ahead that are "the coming month", today included."""
OLD = 14
"""Days after which what a service said of its places is shown as old."""


class Places(StrEnum):
    CANCELLED = "cancelled"
    # Nobody books: who comes is let in.
    OPEN = "open"
    LEFT = "left"
    FULL = "full"


def places(capacity: int | None, left: int | None, *, cancelled: bool) -> Places:
    """Of a session for so many (None: no limit) of which so many places are left."""
    if cancelled:
        return Places.CANCELLED
    if capacity is None or left is None:
        return Places.OPEN
    return Places.LEFT if left > 0 else Places.FULL


def in_words(capacity: int | None, left: int | None, *, cancelled: bool, said: dt.date, on: dt.date) -> str:
    """A sentence for a family, with the day on which the service said it where that is what it rests on."""
    match places(capacity, left, cancelled=cancelled):
        case Places.CANCELLED:
            return "Cancelled"
        case Places.OPEN:
            return "No limit of places: just come"
        case Places.FULL:
            return "Full. Ask whether there is a waiting list, or another day"
        case _:
            told = f"{left} of {capacity} places left" if left != 1 else f"1 of {capacity} places left"
            return told if (on - said).days <= OLD else f"{told}, but that was {(on - said).days} days ago: ask before you count on it"
