"""One waiting list, day by day: children of several classes, some of whom leave unseen, and a number of slots at the end of each day.

A day is a unit of time: day 0 runs from 0 to 1, and its slots fall at 1. A slot goes to the first class that has anybody waiting, and in a
class to whoever arrived first. Whoever leaves before a slot is passed over without spending it. The functions are plain Python over
anything that is indexed; where numba is installed, `compiled` gives the same functions compiled."""

import math
from collections.abc import Callable
from functools import cache
from typing import Any

NOT_CALLED = 0.0
"""No slot falls at 0. A time below 0 says when the turn came of a child that had left by then."""


def serve(slots: Any, first: Any, past: Any, at: Any, leaves: Any, called: Any) -> int:
    """Writes into `called` when each child was called (see NOT_CALLED); the answer is how many slots nobody used.

    slots:       whole slots of each day
    first, past: of each class in order of priority, where its children begin, and end, in the arrays below
    at:          when each child arrives, in order within a class
    leaves:      until when each child waits: one who leaves at the moment of a slot is still there
    """
    head = first.copy()
    unused = 0
    for day in range(len(slots)):
        now = day + 1.0
        free = slots[day]
        for c in range(len(first)):
            i = head[c]
            while free > 0 and i < past[c] and at[i] < now:
                if leaves[i] >= now:
                    called[i] = now
                    free -= 1
                else:
                    called[i] = -now
                i += 1
            head[c] = i
        unused += free
    return unused


def arrive(limits: Any, parts: Any, days: int, backlog: Any, patience: Any, uniform: Any, exponential: Any, first: Any, past: Any, at: Any, leaves: Any) -> bool:
    """Draws the children of every class into `at` and `leaves`; False if they do not fit.

    limits, parts: of each class and day, exp(-rate / parts) and how many parts the day's arrivals are drawn in: a Poisson number by
                   multiplying uniforms, which only serves small means
    backlog:       how many of each class wait at 0
    patience:      the mean days until a child of each class leaves unseen
    uniform, exponential: the randomness, as much of it as is needed
    """
    u = 0
    i = 0
    for c in range(len(backlog)):
        i = first[c]
        room = first[c + 1] if c + 1 < len(first) else len(at)
        if i + backlog[c] > room:
            return False
        for _ in range(backlog[c]):
            at[i] = 0.0
            leaves[i] = patience[c] * exponential[i]
            i += 1
        for day in range(days):
            limit = limits[c * days + day]
            for _ in range(parts[c * days + day]):
                if u == len(uniform):
                    return False
                product = uniform[u]
                u += 1
                while product > limit:
                    if i == room or u == len(uniform):
                        return False
                    # The middle of the day: the mean of arrivals that are spread over it.
                    at[i] = day + 0.5
                    leaves[i] = at[i] + patience[c] * exponential[i]
                    i += 1
                    product *= uniform[u]
                    u += 1
        past[c] = i
    return True


def tally(days: int, first: Any, past: Any, at: Any, leaves: Any, called: Any, seen: Any, left: Any, waiting: Any, waited: Any, at_week_end: Any) -> None:
    """Adds up one run: of each class how many were seen, left unseen and still wait, and the days waited by those seen; and the list at the
    end of each week."""
    for w in range(len(at_week_end)):
        at_week_end[w] = 0
    for c in range(len(first)):
        seen[c] = 0
        left[c] = 0
        waiting[c] = 0
        waited[c] = 0.0
        for i in range(first[c], past[c]):
            # On the list at the end of each week from `begin` on, and no longer at that of `end`.
            begin = max(0, int(math.ceil(at[i] / 7.0)) - 1)
            end = len(at_week_end)
            if called[i] > 0:
                seen[c] += 1
                waited[c] += called[i] - at[i]
                end = int(math.ceil(called[i] / 7.0)) - 1
            elif leaves[i] < days:
                left[c] += 1
                end = int(math.ceil(leaves[i] / 7.0)) - 1
            else:
                waiting[c] += 1
            if begin < len(at_week_end):
                at_week_end[begin] += 1
            if end < len(at_week_end):
                at_week_end[end] -= 1
    for w in range(1, len(at_week_end)):
        at_week_end[w] += at_week_end[w - 1]


@cache
def compiled() -> tuple[Callable[..., Any], Callable[..., Any], Callable[..., Any]] | None:
    """`serve`, `arrive` and `tally` as machine code, which lets other threads run meanwhile; None without numba. The first call of each
    takes seconds."""
    try:
        from numba import njit  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError:
        return None
    quick = njit(nogil=True, cache=True)
    return quick(serve), quick(arrive), quick(tally)
