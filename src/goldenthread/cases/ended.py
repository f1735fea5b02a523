"""Which requests of a case ended without a plan, and when each was made. Pure.

A request that was made again on the same case is one of its own, so the days of the first are not laid to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from goldenthread.pathways.ehc_needs_assessment import ASKED

ISSUED = "final-plan-issued"
REVIVES = ("decided-to-assess", "decided-to-issue")
"""After a refusal these bring the same request back."""


def ended_requests(happened: Iterable[tuple[str, date]], ends: Collection[str], opened_on: date, closed: bool) -> list[tuple[date, date]]:
    """The day on which each was made, and the day on which it ended. `happened` are the case's events in order; `closed`: it stands closed
    without a plan. Who moves away after the plan came had one."""
    found: list[tuple[date, date]] = []
    begun: date | None = None
    ended: date | None = None
    issued = False
    for event, on in happened:
        if event in ASKED:
            if ended is not None:
                found += [] if issued else [(begun or opened_on, ended)]
                begun, ended, issued = on, None, False
            begun = begun or on
        elif event in ends:
            ended = on
        elif event in REVIVES:
            ended = None
        elif event == ISSUED:
            issued = True
    return found if ended is None or issued or not closed else [*found, (begun or opened_on, ended)]


COUNTED = (*ASKED, *REVIVES, ISSUED)
"""The events that it must know, besides those that end a request."""
