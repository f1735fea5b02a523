"""What we promise a family by when: our own periods, which no law or Code sets, in one place. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from goldenthread.engine.calendar import count


def answer_by(asked_on: date) -> date:
    """A family's question is answered within three working days."""
    return count(3, "working days", "of", asked_on)


def _tell_by(late_from: date) -> date:
    """That something is late is told within five working days."""
    return count(5, "working days", "of", late_from)


@dataclass(frozen=True)
class Hear:
    """The day by which a family hears about what is late, and the day on which it should have heard and did not."""

    by: date
    missed: date | None = None


def hear_by(due: date, told: date | None, today: date) -> Hear:
    """Counted from the first late day, or from the last time that the family was told something since. A day that has gone
    by is owned up to, and the next is counted from it: it never slides from day to day."""
    late_from = due + timedelta(days=1)
    first = _tell_by(max(late_from, told) if told else late_from)
    by = first
    while by < today:
        by = _tell_by(by)
    return Hear(by, first if first < today else None)
