"""When somebody who owes advice is reminded, when it goes to those above them, and who those are. Pure; one table each.

The days are ours and published here. Nothing in them moves a legal limit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from goldenthread.pathways.common.contributors import NOT_UNDER_SECTION_31

REMIND_DAYS_BEFORE = (7, 1)
"""Days before the last day on which a contributor is reminded. Local: no law or Code sets them."""
ESCALATE_DAYS_AFTER = (1, 8, 15)
"""Days past the last day on which those above them are told, while nothing has come. Local."""
NOT_KNOWN_DAYS_AFTER = (0, 5, 12)
"""Days from “not known to this service” on which the case officer is asked who might know the child. Local."""

REMINDER, ESCALATED, NOT_KNOWN = "advice-reminder", "advice-escalated", "advice-not-known"


@dataclass(frozen=True)
class Above:
    """Somebody who is told that advice is late: a role, and at which body it is looked for. `head` leads the service."""

    role: str
    body: str
    head: bool


ABOVE = {
    "educational-psychologist": (
        Above("principal-educational-psychologist", "council", head=True),
        Above("la-send-manager", "council", head=False),
    ),
    "social-care": (Above("dsco", "council", head=True), Above("la-send-manager", "council", head=False)),
    "health": (Above("dco", "own", head=True), Above("dco", "icb", head=False)),
    "": (Above("la-send-manager", "council", head=False),),
}
"""Whom lateness goes to: the contributor's head of service, and the lead (the ICB's for health, the council's for the
rest). `own` is the body that the contributor works for. The health row is every health profession's."""


def above(contributor: str) -> tuple[Above, ...]:
    if contributor not in NOT_UNDER_SECTION_31:
        return ABOVE["health"]
    return ABOVE.get(contributor, ABOVE[""])


def contributors_led_by(role: str) -> tuple[str, ...] | None:
    """The contributors whose lateness comes to a role, other than health: `None` for whoever leads health."""
    if role == "dco":
        return None
    return tuple(c for c in NOT_UNDER_SECTION_31 if any(a.role == role for a in above(c)) and c != "family")


def reminder_day(due: date, today: date) -> date | None:
    """The day of the reminder that stands today: the latest that has come, until the last day itself has gone."""
    return _latest((due - timedelta(days=n) for n in REMIND_DAYS_BEFORE), today) if today <= due else None


def escalation_day(due: date, today: date) -> date | None:
    return _latest((due + timedelta(days=n) for n in ESCALATE_DAYS_AFTER), today)


def not_known_day(said: date, today: date) -> date | None:
    return _latest((said + timedelta(days=n) for n in NOT_KNOWN_DAYS_AFTER), today)


def _latest(days: Iterable[date], today: date) -> date | None:
    """One that was missed, because nothing ran that day, is made good by the next run."""
    return max((day for day in days if day <= today), default=None)
