"""What somebody owes that is about no child, for their page of work. Apps that lie above say here how it is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from goldenthread.web.words import Tag, count_of, tag


@dataclass(frozen=True)
class Besides:
    """What is owed, with its last day and what sets that day."""

    title: str
    context: str
    due: date
    set_by: str
    href: str
    # As of a clock: only a broken law is called a breach.
    kind: str = "local"

    def state(self, on: date) -> Tag:
        days = (self.due - on).days
        return tag("overdue" if days < 0 else "running", self.kind, days)


def besides_in_words(owed: list[Besides], on: date) -> str:
    """The sentence after the one about children; what is late is called late in it."""
    if not owed:
        return ""
    late = sum(b.due < on for b in owed)
    past = "" if not late else f": {late} {'is' if late == 1 else 'are'} past {'its' if late == 1 else 'their'} last day"
    return f"{count_of(len(owed), 'thing')} {'is' if len(owed) == 1 else 'are'} not about one child{past}."


SOURCES: list[Callable[[Any, date], list[Besides]]] = []
"""Each is asked by viewer and day."""


def owed_besides(viewer: Any, on: date) -> list[Besides]:
    return sorted((b for source in SOURCES for b in source(viewer, on)), key=lambda b: (b.due, b.title))
