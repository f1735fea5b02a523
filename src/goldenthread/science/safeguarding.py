"""By when a person reads what a child says: the same working day. The area's own rule: no regulation counts it in hours. The statutory
guidance Working Together to Safeguard Children has children's social care decide within one working day of a referral, which this leaves whole."""

from __future__ import annotations

from datetime import date, datetime

from goldenthread.engine.calendar import LONDON, is_working_day, working_day_after

LATEST_HOUR = 16
"""What comes later on a working day is read on the next: nobody is told that a person reads it at night."""


def read_by(sent: datetime, on: date | None = None) -> date:
    """The day by whose end it is read. `on` is the civil day where another than the clock's is shown."""
    here = sent.astimezone(LONDON)
    day = on or here.date()
    return day if is_working_day(day) and here.hour < LATEST_HOUR else working_day_after(day)
