"""The dates that a notice tells of: the clocks as they will stand once it is sent. Pure: the engine replays the case's
own facts with the notice's event added, and nobody counts a day by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from goldenthread.engine.calendar import NO_CLOSURES, Calendar
from goldenthread.engine.clocks import ClockState
from goldenthread.engine.events import Event
from goldenthread.engine.explain import full_day
from goldenthread.engine.pathway import Pathway
from goldenthread.engine.replay import replay

# A fact of a letter, and the clocks that give its day. After an order, a concession or an agreement that overturned a
# refusal, its own limits take the place of the 16 and 20 weeks, so they are looked for first.
CLOCK_OF = {
    "decide_by": ("decide-whether-to-assess", "decide-whether-to-reassess"),
    "decide_issue_by": ("comply-decide-not-to-issue", "decide-whether-to-issue"),
    "final_plan_by": ("comply-final-plan", "issue-final-plan", "issue-plan-after-reassessment"),
    "contact_mediation_by": ("contact-mediation-adviser",),
    "lodge_appeal_by": ("lodge-appeal",),
    "review_by": ("complete-review", "review-after-reassessment"),
    "keep_until": ("keep-plan",),
}


def notice_dates(
    pathway: Pathway, events: Iterable[Event], sent: str | None, on: date, calendar: Calendar = NO_CLOSURES, fields: Mapping[str, Any] | None = None
) -> dict[str, date]:
    """The last lawful day of each fact in `CLOCK_OF` that runs once the event `sent` is recorded, with these fields, on the day `on`.
    With `sent` as None, as the case stands. A fact whose clock does not run is left out."""
    known = list(events)
    if sent is not None:
        known.append(Event(sent, on, fields=fields or {}, number=max((e.number for e in known), default=0) + 1))
    clocks = replay(pathway, known, as_at=on, calendar=calendar).clocks
    found = {}
    for fact, slugs in CLOCK_OF.items():
        due = next((d for slug in slugs if (d := _running(clocks, slug))), None)
        if due is not None:
            found[fact] = due
    return found


def _running(clocks: Iterable[ClockState], slug: str) -> date | None:
    """The earliest day, where an order sets more than one of a kind."""
    return min((c.due for c in clocks if c.clock == slug and c.stopped is None and c.due is not None), default=None)


def received_on(pathway: Pathway, events: Iterable[Event], on: date) -> date | None:
    """The day from which the authority's weeks count: of the request, or of being told of the child. Of a request made again, its own."""
    counted = ("decide-whether-to-assess", "issue-final-plan", "decide-whether-to-reassess")
    latest = {c.clock: c.started for c in sorted(replay(pathway, events, as_at=on).clocks, key=lambda c: c.started) if c.clock in counted}
    return min(latest.values(), default=None)


def said(day: date, on: date) -> str:
    """A date as a letter says it. One that has passed is not promised again."""
    if day < on:
        return f"{full_day(day)} (that day has passed. We are late, and must do it as soon as we can)"
    return full_day(day)
