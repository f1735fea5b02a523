"""One waiting list, day by day: children of several classes, some of whom leave unseen, and a number of slots at the end of each day.

A day is a unit of time: day 0 runs from 0 to 1, and its slots fall at 1. A slot goes to the first class that has anybody waiting, and in a
class to whoever arrived first. Whoever leaves before a slot is passed over without spending it. The functions are plain Python over
anything that is indexed; where numba is installed, `compiled` gives the same functions compiled."""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

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


def arrive(ladder: Any, begins: Any, parts: Any, days: int, backlog: Any, patience: Any, uniform: Any, exponential: Any, first: Any, past: Any, at: Any, leaves: Any, called: Any) -> bool:
    """Draws the children of every class into `at` and `leaves`, none of them called yet; False if they do not fit.

    ladder:      chances of nobody, of at most one, at most two and so on, up to 1, one ladder behind another
    begins:      of each class and day, where its ladder begins
    parts:       of each class and day, how many times its ladder is used: a busy day arrives in parts
    backlog:     how many of each class wait at 0
    patience:    the mean days until a child of each class leaves unseen
    uniform:     a random number for each part: as many come as there are rungs at or below it
    exponential: one for each child there is room for
    """
    u = 0
    for c in range(len(backlog)):
        i = first[c]
        room = first[c + 1] if c + 1 < len(first) else len(at)
        if i + backlog[c] > room:
            return False
        for _ in range(backlog[c]):
            at[i] = 0.0
            i += 1
        for day in range(days):
            for _ in range(parts[c * days + day]):
                rung = begins[c * days + day]
                while uniform[u] >= ladder[rung]:
                    if i == room:
                        return False
                    # The middle of the day: the mean of arrivals that are spread over it.
                    at[i] = day + 0.5
                    i += 1
                    rung += 1
                u += 1
        past[c] = i
        for i in range(first[c], past[c]):
            leaves[i] = at[i] + patience[c] * exponential[i]
            called[i] = NOT_CALLED
    return True


def tally(days: int, first: Any, past: Any, at: Any, leaves: Any, called: Any, seen: Any, left: Any, waiting: Any, waited: Any, change: Any, at_week_end: Any) -> None:
    """Adds up one run: of each class how many were seen, left unseen and still wait, and the days waited by those seen; and the list at the
    end of each week. change: room for each day's change of the list."""
    for day in range(days):
        change[day] = 0
    for c in range(len(first)):
        of_seen, of_left, days_waited = 0, 0, 0.0
        for i in range(first[c], past[c]):
            change[int(at[i])] += 1
            if called[i] > 0:
                of_seen += 1
                days_waited += called[i] - at[i]
                change[int(called[i]) - 1] -= 1
            elif leaves[i] < days:
                of_left += 1
                change[int(leaves[i])] -= 1
        seen[c] = of_seen
        left[c] = of_left
        waiting[c] = past[c] - first[c] - of_seen - of_left
        waited[c] = days_waited
    now = 0
    for week in range(len(at_week_end)):
        for day in range(7 * week, 7 * week + 7):
            now += change[day]
        at_week_end[week] = now


def waiting_at(day: int, first: Any, past: Any, at: Any, leaves: Any, called: Any) -> int:
    """How many wait at the end of a day's number of days: `day` days have passed, and their slots are used."""
    found = 0
    for c in range(len(first)):
        for i in range(first[c], past[c]):
            if at[i] < day and leaves[i] >= day and not 0 < called[i] <= day:
                found += 1
    return found


def waited_longer(limit: float, since: float, until: float, first: Any, past: Any, at: Any, leaves: Any, called: Any, counts: Any) -> None:
    """Of whoever arrives from `since` on and before `until`: how many are called, or still wait, after more than `limit` days, and how many in all
    did not leave within it. Both go into `counts`. Nobody is judged who has not had the time: `until` lies `limit` days before the end."""
    longer, judged = 0, 0
    for c in range(len(first)):
        for i in range(first[c], past[c]):
            if since <= at[i] < until:
                if 0 < called[i] <= at[i] + limit:
                    judged += 1
                elif leaves[i] >= at[i] + limit:
                    judged += 1
                    longer += 1
    counts[0] = longer
    counts[1] = judged


class Kernel(NamedTuple):
    """The functions above, all plain or all compiled."""

    serve: Callable[..., Any]
    arrive: Callable[..., Any]
    tally: Callable[..., Any]
    waiting_at: Callable[..., Any]
    waited_longer: Callable[..., Any]


PLAIN = Kernel(serve, arrive, tally, waiting_at, waited_longer)


@cache
def compiled() -> Kernel | None:
    """The functions as machine code, which lets other threads run meanwhile; None without numba. The first call of each takes seconds."""
    try:
        from numba import njit  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError:
        return None
    return Kernel(*map(njit(nogil=True, cache=True), PLAIN))
