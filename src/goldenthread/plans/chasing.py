"""When somebody who is silent on their clauses of a draft is reminded, and when those who lead their service are told. Pure.

The days are ours and published here, in working days after the day of the draft. The family has its fifteen days, and
practitioners the same time: silence is told within it, and never moves the day of the plan.
"""

from __future__ import annotations

from datetime import date

from goldenthread.engine.calendar import count
from goldenthread.plans.sections import of_care, of_health

REMIND_AFTER = (3, 7)
"""Working days after the draft on which its silent authors are reminded. Local: no law or Code sets them."""
TELL_AFTER = 9
"""Working days after the draft from which the designated officer is told what is not confirmed. Local."""

REMINDER, UNCONFIRMED = "clause-reminder", "clauses-not-confirmed"


def reminder_day(sent_on: date, today: date) -> date | None:
    """The day of the reminder that stands today: the latest that has come, until the designated officer is told. One that
    was missed, because nothing ran that day, is made good by the next run."""
    days = [_after(n, sent_on) for n in REMIND_AFTER]
    return max((day for day in days if day <= today), default=None) if today < _after(TELL_AFTER, sent_on) else None


def told_day(sent_on: date, today: date) -> date | None:
    day = _after(TELL_AFTER, sent_on)
    return day if day <= today else None


def who_is_told(contributor: str) -> tuple[str, str] | None:
    """The designated officer who answers for a silent author, and at which body: the clinical officer of the ICB for
    health, the social care officer of the council for care. Nobody for the rest: their case officer sees it on the plan."""
    if of_health(contributor):
        return "dco", "icb"
    return ("dsco", "council") if of_care(contributor) else None


def _after(n: int, day: date) -> date:
    return count(n, "working days", "of", day)
