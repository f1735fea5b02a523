"""Counts of people that may be published: none of fewer than five, and none that could be worked out from the rest.

A number from 1 to 4 is hidden. Where that leaves one hidden number, or hidden numbers that come to fewer than five together, the next
smallest is hidden too, since the total less the rest would tell them. Where all are hidden and come to fewer than five, so is the total.
A nought says that nobody is there, and is shown."""

from __future__ import annotations

from collections.abc import Mapping

LEAST = 5
Shown = int | None
"""A number that may be shown; None is one that is hidden."""


def without_small(counts: Mapping[str, int], least: int = LEAST) -> tuple[dict[str, Shown], int | None]:
    """The cells and their total as they may be shown, in the order given. Raises ValueError on a negative count."""
    if any(n < 0 for n in counts.values()):
        raise ValueError("a count of people is never negative")
    total = sum(counts.values())
    hidden = {name for name, n in counts.items() if 0 < n < least}
    rest = sorted((n, name) for name, n in counts.items() if n >= least)
    while hidden and rest and (len(hidden) == 1 or sum(counts[name] for name in hidden) < least):
        hidden.add(rest.pop(0)[1])
    # One alone, which is all there is: its total is the number itself.
    tells = hidden and (len(hidden) == 1 or sum(counts[name] for name in hidden) < least)
    return {name: None if name in hidden else n for name, n in counts.items()}, None if tells else total
