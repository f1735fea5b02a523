"""How long the wait for a service is now. Waiting lists belong to an app that lies above this one, which says here how they are asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from goldenthread.science.wait_words import in_words


class Band(StrEnum):
    """The five of the facts on the Local Offer (2.5): by the longest that somebody who asks today is told; no wait at all is in the first."""

    SOON = "6"
    TERM = "18"
    YEAR = "52"
    LONGER = "over-52"
    UNKNOWN = "unknown"


UP_TO = {Band.SOON: 6 * 7, Band.TERM: 18 * 7, Band.YEAR: 52 * 7}
"""The last day of each band but the longest, in weeks of seven days."""
BANDS = {
    Band.SOON: "Up to 6 weeks, or no wait", Band.TERM: "6 to 18 weeks", Band.YEAR: "18 to 52 weeks", Band.LONGER: "Longer than 52 weeks", Band.UNKNOWN: "Not published",
}  # fmt: skip


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
        # Where nobody can say how long it may be, it may be longest.
        return next((band for band, days in UP_TO.items() if self.high is not None and self.high <= days), Band.LONGER)

    @property
    def words(self) -> str:
        if self.band is Band.UNKNOWN:
            return "Wait now: not known"
        if self.high == 0:
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
