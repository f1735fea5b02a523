"""Why somebody’s advice is late, from a closed list, and how each is told. A reason never stops a clock or moves a date.

Illness is not among them: a service that is short of staff says so, and nothing of anybody’s health is asked or kept.
"""

from __future__ import annotations

from datetime import date

SHORT_OF_STAFF, APPOINTMENT, NOT_SEEN, CLOSED, OTHER = "short-of-staff", "appointment", "not-seen", "closed", "other"

REASONS = {
    SHORT_OF_STAFF: "Not enough staff",
    APPOINTMENT: "The child waits for an appointment",
    NOT_SEEN: "An appointment did not take place",
    CLOSED: "The school or setting was closed",
    OTHER: "Another reason",
}
"""As those who say it and those who work on the case read it."""


def expected_passed(expected: date | None, on: date) -> bool:
    """Whether the day on which the advice was expected has gone by."""
    return expected is not None and expected < on
