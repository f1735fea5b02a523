"""The demo's referrals to children's continuing care: few, each with its decision and what followed, and some that still wait for it. One of them
is past the day that guidance names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

from goldenthread.local.demo.chance import born_at_age, weekday
from goldenthread.local.demo.offers import CARE
from goldenthread.local.demo.staff import TRUSTS
from goldenthread.local.demo.story import Area

HOW_MANY = {"Mid": 34, "North East": 14, "South": 16, "West": 12}
"""In five years, whatever the size of the area: too few to be scaled down."""
OF_OSCAR = "CC-MI-0035"
PAST = 1_826
_Patient = TypeVar("_Patient")


def continuing_care(area: Area, until: date, somebody: Callable[[str, date], _Patient], oscar: _Patient) -> list[tuple[str, str, _Patient, dict[str, Any]]]:
    """Provider, quadrant, patient and what is known of each referral by the fields of a list, up to the day of the last list."""
    rng = area.stream("continuing care")
    found = []
    for quadrant, many in HOW_MANY.items():
        provider = TRUSTS[quadrant][0]
        for n in range(1, many + 1):
            received = weekday(until - timedelta(days=rng.randint(1, 40) if n > many - 3 else rng.randint(60, PAST)))
            decided = weekday(received + timedelta(days=rng.choice((24, 31, 36, 38, 40, 47, 66))))
            told: dict[str, Any] = {
                "reference": f"CC-{quadrant[:2].upper()}-{n:04d}", "service": CARE[1], "source": rng.choice(("other-health", "social-care", "gp")), "received_on": received, "priority": "routine",
                "accepted_on": weekday(received + timedelta(days=2)), "first_seen_on": weekday(received + timedelta(days=7)), "seen_how": "face-to-face",
                "assessment_started_on": weekday(received + timedelta(days=7)), "decided_on": decided, "decision_told_on": weekday(decided + timedelta(days=rng.choice((1, 3, 4, 9)))),
            }  # fmt: skip
            if rng.random() < 0.6:
                told |= {"decision": "eligible", "treatment_started_on": weekday(decided + timedelta(days=rng.randint(14, 60)))}
            else:
                told |= {"decision": "not-eligible", "closed_on": weekday(decided + timedelta(days=14)), "closed_how": "discharged"}
            found.append((provider, quadrant, somebody(quadrant, born_at_age(rng, rng.randint(1, 15), received)), told))
    late = weekday(until - timedelta(days=52))
    oscar_told = {
        "reference": OF_OSCAR, "service": CARE[1], "source": "other-health", "received_on": late, "priority": "routine", "accepted_on": weekday(late + timedelta(days=3)),
        "first_seen_on": weekday(late + timedelta(days=9)), "seen_how": "face-to-face", "assessment_started_on": weekday(late + timedelta(days=9)),
    }  # fmt: skip
    return [*found, (TRUSTS["Mid"][0], "Mid", oscar, oscar_told)]
