"""What we promise a family by when: our own periods, which no law or Code sets, in one place. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from goldenthread.engine.calendar import count


@dataclass(frozen=True)
class Period:
    """A number of units, counted as the engine counts them from a day that is not counted."""

    n: int
    unit: str
    kind: str

    def after(self, day: date) -> date:
        return count(self.n, self.unit, "of", day)


ANSWER_A_QUESTION = Period(3, "working days", "local")
TELL_OF_LATENESS = Period(5, "working days", "local")


@dataclass(frozen=True)
class Hear:
    """The day by which a family hears about what is late, and the day on which it should have heard and did not."""

    by: date
    missed: date | None = None


def hear_by(due: date, told: date | None, today: date) -> Hear:
    """Counted from the first late day, or from the last time that the family was told something since. A day that has gone
    by is owned up to, and the next is counted from it: it never slides from day to day."""
    late_from = due + timedelta(days=1)
    first = TELL_OF_LATENESS.after(max(late_from, told) if told else late_from)
    by = first
    while by < today:
        by = TELL_OF_LATENESS.after(by)
    return Hear(by, first if first < today else None)
