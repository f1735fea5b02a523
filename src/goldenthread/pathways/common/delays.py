"""Why somebody’s advice is late, from a closed list, and how each is told. A reason never stops a clock or moves a date.

Illness is not among them: a service that is short of staff says so, and nothing of anybody’s health is asked or kept.
"""

from __future__ import annotations

from datetime import date

SHORT_OF_STAFF, APPOINTMENT, NOT_SEEN, CLOSED, OTHER = "short-of-staff", "appointment", "not-seen", "closed", "other"

REASONS = {
    SHORT_OF_STAFF: "We do not have enough staff",
    APPOINTMENT: "The child waits for an appointment with us",
    NOT_SEEN: "An appointment was made and did not take place",
    CLOSED: "The school or setting was closed",
    OTHER: "Something else",
}
"""As whoever gives the advice says it."""

_AT_WORK = {
    SHORT_OF_STAFF: "Not enough staff",
    APPOINTMENT: "Waits for an appointment",
    NOT_SEEN: "An appointment did not take place",
    CLOSED: "School or setting was closed",
    OTHER: "Another reason was given",
}


def why_at_work(reason: str) -> str:
    """As those who work on the case read it, in a few words."""
    return _AT_WORK.get(reason, _AT_WORK[OTHER])


def expected_passed(expected: date | None, on: date) -> bool:
    """Whether the day on which the advice was expected has gone by."""
    return expected is not None and expected < on
