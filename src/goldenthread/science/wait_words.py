"""How a range of a wait is said: in weeks under three months, else in months, always rounded outwards, and never as one day."""

from __future__ import annotations

import math

WEEKS_UNDER = 91
"""Days of the later end, under which a range is said in weeks."""
MONTH = 365.25 / 12


def in_words(low: float, high: float | None) -> str:
    """ "between 5 and 9 months", from days. high: None where one child in ten is not reached within five years."""
    if high is None:
        months = math.floor(low / MONTH)
        return f"{months} months or longer, and we cannot say how much longer" if months > 1 else "so long that we cannot say how long"
    unit, of = ("week", 7.0) if high < WEEKS_UNDER else ("month", MONTH)
    first, last = math.floor(low / of), max(1, math.ceil(high / of))
    first = min(first, last - 1)
    if first == 0:
        return f"up to {last} {unit}{'' if last == 1 else 's'}"
    return f"between {first} and {last} {unit}s"


def in_ten(share: float) -> int:
    """A share as a whole number of every ten."""
    return round(share * 10)
