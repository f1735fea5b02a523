"""When somebody who owes advice is reminded, when it goes to those above them, and who those are. Pure; one table each.

The days are ours and published here. Nothing in them moves a legal limit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from goldenthread.access.rules import POSTS_WITHOUT_RIGHTS
from goldenthread.pathways.common.contributors import NOT_UNDER_SECTION_31

REMIND_DAYS_BEFORE = (7, 1)
"""Days before the last day on which a contributor is reminded. Local: no law or Code sets them."""
ESCALATE_DAYS_AFTER = (1, 8, 15)
"""Days past the last day on which those above them are told, while nothing has come. Local."""
NOT_KNOWN_DAYS_AFTER = (0, 5, 12)
"""Days from “not known to this service” on which the case officer is asked who might know the child. Local."""

REMINDER, ESCALATED, NOT_KNOWN = "advice-reminder", "advice-escalated", "advice-not-known"
NOBODY = "advice-nobody-above"
HEADS = POSTS_WITHOUT_RIGHTS
"""They are told by a message that says all, since they sign in to nothing."""


@dataclass(frozen=True)
class Above:
    """Somebody who is told that advice is late: a role, and at which body it is looked for. `head` leads the service."""

    role: str
    body: str
    head: bool
    # What the officer is told where nobody is entered.
    missing: str


_MANAGER = Above("la-send-manager", "council", False, "No SEND manager is entered")
_HEAD_TEACHER = Above("head-teacher", "own", True, "No head teacher or principal is entered for the setting that was asked")
ABOVE = {
    "educational-psychologist": (
        Above("principal-educational-psychologist", "council", True, "No principal educational psychologist is entered"),
        _MANAGER,
    ),
    "social-care": (Above("dsco", "council", True, "No designated social care officer is entered"), _MANAGER),
    "health": (
        Above("head-of-service", "own", True, "No head of service is entered for the body that was asked"),
        Above("dco", "icb", False, "No designated clinical officer is found of the ICB responsible for the child"),
    ),
    "education-setting": (_HEAD_TEACHER, _MANAGER),
    "early-years-setting": (_HEAD_TEACHER, _MANAGER),
    "": (_MANAGER,),
}
"""Whom lateness goes to: the contributor's head of service or head teacher, and the lead (the ICB's for health, the
council's for the rest). `own` is the body that the contributor works for. The health row is every health profession's."""


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
