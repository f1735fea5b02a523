"""What somebody owes that is about no child, for their page of work. Apps that lie above say here how it is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Besides:
    """What is owed, with its last day and what sets that day."""

    title: str
    context: str
    due: date
    set_by: str
    href: str


SOURCES: list[Callable[[Any, date], list[Besides]]] = []
"""Each is asked by viewer and day."""


def owed_besides(viewer: Any, on: date) -> list[Besides]:
    return sorted((b for source in SOURCES for b in source(viewer, on)), key=lambda b: (b.due, b.title))
