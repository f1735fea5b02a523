"""How long the wait for a service is now. Waiting lists belong to an app that lies above this one, which says here how they are asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from goldenthread.science.wait_words import in_words

SHORT = 84
"""Days up to which a wait is in the shorter band: twelve weeks."""


class Band(StrEnum):
    NONE = "none"
    SHORT = "short"
    LONG = "long"
    UNKNOWN = "unknown"


BANDS = {Band.NONE: "No wait", Band.SHORT: "Up to 12 weeks", Band.LONG: "Longer than 12 weeks", Band.UNKNOWN: "We do not know"}


@dataclass(frozen=True)
class Wait:
    """What somebody is told who asks today: days from and to, as they were reckoned on a day. No count of children is in it."""

    low: int | None
    high: int | None
    counted_on: dt.date | None
    # Places differ, and this spans them all.
    by_place: bool = False

    @property
    def band(self) -> Band:
        if self.counted_on is None and self.low is None:
            return Band.UNKNOWN
        if self.high == 0:
            return Band.NONE
        return Band.SHORT if self.high is not None and self.high <= SHORT else Band.LONG

    @property
    def words(self) -> str:
        if self.band is Band.UNKNOWN:
            return "Wait now: not known"
        if self.band is Band.NONE:
            return "No wait: just turn up"
        return f"Wait now: {in_words(self.low or 0, self.high)}"


UNKNOWN = Wait(None, None, None)
TURN_UP = Wait(0, 0, None)

Source = Callable[[Collection[str], str, dt.date], dict[str, Wait]]
"""Of waiting lists by their names, in one locality or in all where that is empty, on a day: those whose wait may be said."""
SOURCES: list[Source] = []


def waits_of(lists: Collection[str], locality: str, on: dt.date) -> dict[str, Wait]:
    said: dict[str, Wait] = {}
    for source in SOURCES:
        said |= source(lists, locality, on)
    return said
