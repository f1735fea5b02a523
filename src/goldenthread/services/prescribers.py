"""Who prescribed on each day of a treatment, from what was recorded of it: so that a day on which nobody did is seen, also long after.

Somebody prescribes from the day on which they are recorded: to the day before somebody else is, to the day before they are said to have
stopped, or to the last day that was agreed. A practice prescribes from the day on which it begins. Days are whole and local."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from goldenthread.pathways.adhd_medication import ENDS, SHARED_CARE_OVER, STARTED

RECORDED = (STARTED, "prescriber-recorded")
THE_PRACTICE = "The practice"
_NOBODY, _UNTREATED = "", None

Told = tuple[str, dt.date, Mapping[str, Any]]
"""An event's name, its day and its fields."""


@dataclass(frozen=True)
class Span:
    """Days of treatment, both included. `who` is empty where nobody prescribed; `last` is None where it is so today."""

    who: str
    first: dt.date
    last: dt.date | None

    def days(self, on: dt.date, since: dt.date = dt.date.min) -> int:
        """How many of its days lie between `since` and `on`, both included."""
        return max(0, (min(self.last or on, on) - max(self.first, since)).days + 1)


def prescribers(events: Iterable[Told], on: dt.date) -> list[Span]:
    """Of every day of treatment to `on`, the first first. `events` in order of their days, those of one day as they were recorded."""
    changes: list[tuple[dt.date, str | None]] = []
    for event, day, fields in events:
        if day > on or event not in (*RECORDED, "prescriber-ended", "shared-care-begun", *SHARED_CARE_OVER, *ENDS):
            continue
        # What is told of a day stands before what was agreed for it earlier.
        changes = [c for c in changes if c[0] < day]
        if event in RECORDED:
            changes.append((day, str(fields["prescriber"])))
            if fields.get("until_on"):
                changes.append((dt.date.fromisoformat(fields["until_on"]) + dt.timedelta(days=1), _NOBODY))
        elif event == "shared-care-begun":
            changes.append((day, str(fields.get("prescriber") or THE_PRACTICE)))
        else:
            changes.append((day, _UNTREATED if event in ENDS else _NOBODY))
    spans: list[Span] = []
    for n, (first, who) in enumerate(changes):
        after = changes[n + 1][0] if n + 1 < len(changes) else None
        if who is None or first > on:
            continue
        last = None if after is None or after > on else after - dt.timedelta(days=1)
        if spans and spans[-1].who == who and spans[-1].last == first - dt.timedelta(days=1):
            spans[-1] = replace(spans[-1], last=last)
        else:
            spans.append(Span(who, first, last))
    return spans


def days_without(spans: Iterable[Span], on: dt.date, since: dt.date = dt.date.min) -> int:
    """Days of treatment between `since` and `on`, both included, on which nobody prescribed."""
    return sum(s.days(on, since) for s in spans if not s.who)
