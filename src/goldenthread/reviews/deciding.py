"""What a council decides after a review, and what should have come first: SEND Regulations 2014 r.20(10)-(11), 21(9)-(10);
R (L, M and P) v Devon [2022] EWHC 493 (Admin). Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Way:
    """`event` is what it records; `told` says what follows."""

    slug: str
    event: str
    words: str
    told: str


WAYS = {
    w.slug: w
    for w in (
        Way("maintain", "decided-to-maintain", "Keep the plan as it is", "The family gets the decision with its reasons and its right of appeal."),
        Way("amend", "decided-to-amend", "Amend the plan",
            "The decision is notified only by the notice with the proposed changes: write them next. The four weeks run until it is sent."),
        Way("cease", "decided-to-cease", "Cease the plan", "The family and the head or principal are consulted first."),
    )
}  # fmt: skip
REASSESS = (
    "A council may reassess at any time (s.44(3)). That is a decision of its own: the review still ends with one of these three, "
    "within four weeks of the meeting."
)


def lacks(happened: Collection[str], held: bool, reported: bool) -> tuple[str, ...]:
    """What the law has come before the decision and that is not on record. It is said, and stops nothing but a decision without
    any meeting."""
    found = []
    if not held:
        found.append("No review meeting is on record since the last decision (r.20(1), 21(1))")
    elif not reported:
        found.append("The report has not come (r.20(9), 21(8)). The four weeks run from the meeting all the same")
    if "review-advice-circulated" not in happened:
        found.append("It is not on record that advice went round before the meeting (r.20(4), 21(4))")
    return tuple(found)
