"""How long children wait, where some still wait (censored) and some left unseen (a competing end). Times are civil days from the date
first received. Kaplan and Meier 1958; Aalen and Johansen 1978."""

from collections.abc import Sequence
from itertools import accumulate

from goldenthread.science.capacity import NoAnswer

SEEN, LEFT, OPEN = 1, 2, 0
_ENDS = {SEEN: SEEN, LEFT: LEFT, OPEN: OPEN, "seen": SEEN, "left": LEFT, "open": OPEN}


def kaplan_meier(times: Sequence[float], events: Sequence[bool | int], entry: Sequence[float] | None = None) -> dict[str, object]:
    """S: after each time at which somebody was seen, the share that still waits, and the median, None where it is not reached. At
    one time, whoever was seen comes before whoever was censored. With `entry`, a child is at risk from after it was first on the
    list: a list that holds only whoever waits since some date is truncated on the left."""
    begun = [float("-inf")] * len(times) if entry is None else entry
    if not len(times) == len(events) == len(begun):
        raise NoAnswer("each child has one time, one event and one entry: the lists are equally long")
    if any(e not in (0, 1) for e in events):
        raise NoAnswer("an event is 1 (seen) or 0 (still waiting)")
    if any(e >= t for e, t in zip(begun, times, strict=True)):
        raise NoAnswer("a child is on the list from before the time that ends the wait")
    at = sorted({t for t, e in zip(times, events, strict=True) if e})
    steps = []
    for t in at:
        risk = sum(e < t <= x for e, x in zip(begun, times, strict=True))
        steps.append(1 - sum(x == t and bool(e) for x, e in zip(times, events, strict=True)) / risk)
    survival = dict(zip(at, accumulate(steps, float.__mul__), strict=True))
    return {
        "median": next((t for t, s in survival.items() if s <= 0.5 + 1e-12), None),
        "S": {_key(t): s for t, s in survival.items()},
    }


def kaplan_meier_left_truncated(entry: Sequence[float], times: Sequence[float], events: Sequence[bool | int]) -> dict[str, object]:
    """As `kaplan_meier`, of children who were on the list only from `entry` on."""
    return kaplan_meier(times, events, entry)


def cumulative_incidence(times: Sequence[float], cause: Sequence[int | str], by: float = 4) -> dict[str, float]:
    """The share seen, and the share that left unseen, by a time (Aalen-Johansen). `cause` is 1 or "seen", 2 or "left", 0 or
    "open". One less Kaplan-Meier would say too much wherever children leave."""
    if len(times) != len(cause):
        raise NoAnswer("each child has one time and one cause: the lists are equally long")
    if any(c not in _ENDS for c in cause):
        raise NoAnswer('a cause is 1 or "seen", 2 or "left", 0 or "open"')
    ends = [_ENDS[c] for c in cause]
    waiting, total = 1.0, {SEEN: 0.0, LEFT: 0.0}
    for t in sorted({x for x, c in zip(times, ends, strict=True) if c != OPEN and x <= by}):
        risk = sum(x >= t for x in times)
        for end in total:
            total[end] += waiting * sum(x == t and c == end for x, c in zip(times, ends, strict=True)) / risk
        waiting *= 1 - sum(x == t and c != OPEN for x, c in zip(times, ends, strict=True)) / risk
    return {f"seen_by_{_key(by)}": total[SEEN], f"left_by_{_key(by)}": total[LEFT]}


def _key(t: float) -> str:
    return str(int(t)) if t == int(t) else repr(t)
