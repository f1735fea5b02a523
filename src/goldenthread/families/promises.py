"""What we promise a family by when: our own periods, which no law or Code sets (science.promises). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from goldenthread.science.promises import promised


def answer_by(asked_on: date) -> date:
    """The last day on which a family's question is answered as promised."""
    return promised("answer-question").after(asked_on)


def answer_again_by(said_on: date) -> date:
    """The same of a question that the family says was not answered, from the day on which it said so."""
    return promised("answer-again").after(said_on)


def _tell_by(late_from: date) -> date:
    """That something is late is told within the area's own time."""
    return promised("tell-of-lateness").after(late_from)


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
