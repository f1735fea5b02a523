"""The answer for one clock, and how it stands on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from goldenthread.engine.calendar import working_target

Status = Literal["running", "met", "late", "overdue", "excused"]


@dataclass(frozen=True)
class ClockState:
    """One clock of one case (or one thing in it) without reference to today: stored as it is, compared with a date
    when read. `due` is the last lawful day; None while a floor has no last day yet, and for a wait."""

    clock: str
    for_: str | None
    title: str
    started: date
    due: date | None
    stopped: date | None
    excused_from: date | None
    excused_by: str | None
    exception_ended: date | None
    floor: bool
    kind: str
    owed_by: str
    cite: str
    kind_of_data: str
    published_date: date | None = None

    @property
    def working_target(self) -> date | None:
        return working_target(self.due) if self.due else None

    @property
    def owed(self) -> bool:
        """Whether somebody still owes it: a floor is time of their own, and a wait has no day."""
        return self.stopped is None and not self.floor and self.kind != "wait"

    def status(self, as_at: date) -> Status:
        return status(self.due, self.stopped, self.excused_from, self.floor, as_at)

    def days(self, as_at: date) -> int | None:
        return days(self.due, self.stopped, as_at)


def status(due: date | None, stopped: date | None, excused_from: date | None, floor: bool, as_at: date) -> Status:
    """How a clock stands at the end of a day. On the due day itself it is still running; a floor is never overdue;
    an exception shows only once the due date has passed."""
    if due is None:
        return "met" if stopped is not None and stopped <= as_at else "running"
    if floor:
        return "running" if as_at <= due else "met"
    if stopped is not None and stopped <= due:
        return "met"
    if stopped is None and as_at <= due:
        return "running"
    if excused_from is not None and excused_from <= as_at:
        return "excused"
    return "overdue" if stopped is None else "late"


def days(due: date | None, stopped: date | None, as_at: date) -> int | None:
    """Days from where the clock stopped, or else from the day looked at, to the due date; negative once past it."""
    return None if due is None else (due - (stopped or as_at)).days
