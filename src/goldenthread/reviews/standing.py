"""Where a review stands, from the clocks and the stage of its case: for lists. Pure; it counts no day.

A review is completed by the council's notified decision, not by the meeting (Children and Families Act 2014 s.44(1); SEND
Regulations 2014 r.20, 21)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from goldenthread.cases.queries_clocks import ClockFacts

STATES = {
    "not-arranged": "Meeting not arranged",
    "arranged": "Meeting arranged",
    "no-report": "Held, without a report",
    "undecided": "Held and reported, not decided",
    "amending": "Amending",
    "ceasing": "Ceasing",
    "later": "Not due for a while",
}
AHEAD = timedelta(weeks=12)
"""Local: a review is worked on from twelve weeks before it must be complete. The invitations go six weeks before that day, two
before a meeting that leaves the council its four."""
_OWED = {
    "not-arranged": ("complete-review",),
    "arranged": ("circulate-review-advice", "complete-review"),
    "no-report": ("send-review-report", "decide-after-review", "complete-review"),
    "undecided": ("decide-after-review", "complete-review"),
    "amending": ("issue-amended-plan", "send-review-report"),
    "ceasing": ("send-review-report",),
    "later": ("complete-review",),
}
NOTICE, EARLY = "give-notice-of-meeting", "early-years-review"
READS = frozenset({NOTICE, EARLY}.union(*_OWED.values()))
"""The clocks from which `where` tells: those that are open, and of notices also what was given."""
NEXT = {
    "not-arranged": "Arrange the meeting",
    "arranged": "Send the advice round, and hold the meeting",
    "no-report": "Write and send the report",
    "undecided": "The council decides",
    "amending": "The council issues the amended plan",
    "ceasing": "The plan stays in force while the family can appeal",
    "later": "Nothing yet",
}


@dataclass(frozen=True)
class Where:
    """The state of a review; `clock` is the limit that presses first, law before guidance, and `complete_by` when the review must
    be complete. `meeting` is the day of the meeting, where one is arranged for this cycle."""

    state: str
    clock: ClockFacts | None
    complete_by: date | None
    meeting: date | None
    # For a child under 5: the day by which the Code has a council consider a review. Guidance, and no limit in law.
    early: date | None = None

    @property
    def title(self) -> str:
        return STATES[self.state]


def where(stage: str, clocks: Sequence[ClockFacts], on: date) -> Where:
    """Clocks are those of one case of annual review that the viewer may see."""
    cycles = [c for c in clocks if c.clock == "complete-review" and c.stopped is None]
    cycle = max(cycles, key=lambda c: c.started, default=None)
    started = cycle.started if cycle else None
    meetings = [date.fromisoformat(c.about) for c in clocks if c.clock == NOTICE and c.about and (started is None or c.started >= started)]
    meeting = meetings[-1] if meetings else None
    state = _state(stage, clocks, cycle, meeting, on)
    owed = [c for c in clocks if c.clock in _OWED[state] and c.stopped is None and not c.familys]
    first = min(owed, key=lambda c: (c.kind != "law", _OWED[state].index(c.clock) if c.due is None else 0, c.due or date.max), default=None)
    early = next((c.due for c in clocks if c.clock == EARLY and c.stopped is None), None)
    return Where(state, first, cycle.due if cycle else None, meeting, early)


def _state(stage: str, clocks: Sequence[ClockFacts], cycle: ClockFacts | None, meeting: date | None, on: date) -> str:
    running = {c.clock for c in clocks if c.stopped is None}
    # A plan that is to cease is in force meanwhile: a review that is overdue is still owed.
    if stage == "ceasing" and not any(c.clock == "complete-review" and c.stopped is None and c.status(on) == "overdue" for c in clocks):
        return "ceasing"
    if stage == "amending" and "issue-amended-plan" in running:
        return "amending"
    if "decide-after-review" in running:
        return "no-report" if "send-review-report" in running else "undecided"
    if meeting is not None:
        return "arranged"
    if cycle is not None and cycle.due is not None and cycle.due - on > AHEAD:
        return "later"
    return "not-arranged"
