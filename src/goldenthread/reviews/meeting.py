"""What choosing a day for a review meeting means: SEND Regulations 2014 r.20, 21; Children and Families Act 2014 s.44(1).
Pure: no day is counted here but by the engine, which replays the case with the meeting added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from goldenthread.engine.calendar import NO_CLOSURES, Calendar, weeks_before
from goldenthread.engine.clocks import ClockState
from goldenthread.engine.events import Event
from goldenthread.engine.explain import full_day
from goldenthread.engine.replay import Reader
from goldenthread.pathways import PATHWAYS

DECIDE_WEEKS = 4
"""Weeks that r.20(10) and 21(9) leave for the decision after the meeting: held later than so many before the review must be
complete, a meeting leaves the authority less than its time."""


@dataclass(frozen=True)
class Meeting:
    """A day for the meeting. `notice_by` is the last day for the invitations, `advice_by` for the advice to go round,
    `report_by` for the report and `decide_by` for the decision; `complete_by` is when the review must be complete.
    `warnings` are said, and stop nothing: a late review is better than none."""

    on: date
    notice_by: date | None
    advice_by: date | None
    report_by: date | None
    decide_by: date | None
    complete_by: date | None
    warnings: tuple[str, ...] = ()

    @property
    def decided_by(self) -> date | None:
        """The last day for the decision that the law leaves (s.44(1); r.20(10), 21(9)). The review is complete with it, so that the end of the cycle binds where
        it is earlier than four weeks after the meeting; an end that the meeting itself is past binds no more."""
        ends = [self.complete_by] if self.complete_by and self.complete_by >= self.on else []
        return min([self.decide_by, *ends]) if self.decide_by else None

    @property
    def decides_before_report(self) -> bool:
        return bool(self.decided_by and self.report_by and self.decided_by < self.report_by)


def meeting_on(events: Iterable[Event], day: date, today: date, calendar: Calendar = NO_CLOSURES, *, arranged: bool = False) -> Meeting:
    """What a meeting on a day means on a case of annual review whose events are these, if it is arranged today; or if it is held on
    that day, as it is `arranged` already."""
    known = list(events)
    last = max((e.number for e in known), default=0)
    coming = (
        *([] if arranged else [Event("review-meeting-arranged", today, last + 1, {"meeting_on": day}, id="to-be-1")]),
        Event("review-meeting-held", max(day, today), last + 2, {}, id="to-be-2"),
    )
    states = [s for _, s in Reader(PATHWAYS["annual-review"], [*known, *coming], calendar).states]
    of_meeting = {s.clock: s.due for s in states if s.for_ == str(day)}
    after = {s.clock: s.due for s in states if s.clock in ("send-review-report", "decide-after-review") and s.started == max(day, today)}
    complete = complete_by(states)
    notice = of_meeting.get("give-notice-of-meeting")
    return Meeting(
        day, notice, of_meeting.get("circulate-review-advice"), after.get("send-review-report"), after.get("decide-after-review"),
        complete, tuple(_warnings(day, today, notice, complete)),
    )  # fmt: skip


def complete_by(states: Iterable[ClockState]) -> date | None:
    """The last day for the review of the cycle that runs."""
    return max((s.due for s in states if s.clock == "complete-review" and s.stopped is None and s.due), default=None)


def _warnings(day: date, today: date, notice: date | None, complete: date | None) -> Iterable[str]:
    # The last day that leaves the authority its four weeks.
    hold = weeks_before(DECIDE_WEEKS, complete) if complete else None
    if notice and today > notice:
        yield (
            f"That leaves less than the two weeks’ notice that the law asks for (r.20(3), 21(3)). For a meeting on {full_day(day)} "
            f"the invitations were due by {full_day(notice)}"
        )
    if complete and day > complete:
        yield f"That is after the review must be complete, by {full_day(complete)} (s.44(1)). Hold it as early as you can"
    elif hold and complete and day > hold:
        yield (
            f"That is later than {full_day(hold)}. The review must be complete by {full_day(complete)} (s.44(1)), and the council "
            "has four weeks after the meeting to decide (r.20(10), 21(9))"
        )
