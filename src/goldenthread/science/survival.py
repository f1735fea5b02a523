"""How long children wait, where some still wait (censored) and some left unseen (a competing end). Times are civil days from the date
first received. Kaplan and Meier 1958; Aalen and Johansen 1978."""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from goldenthread.science.capacity import NoAnswer
from goldenthread.science.comparing_places import Z95

SEEN, LEFT, OPEN = 1, 2, 0
_ENDS = {SEEN: SEEN, LEFT: LEFT, OPEN: OPEN, "seen": SEEN, "left": LEFT, "open": OPEN}


class Step(NamedTuple):
    """At `time` `seen` of `risk` children were seen, and `after` is the share of all that still waits."""

    time: float
    risk: int
    seen: int
    after: float


def product_limit(times: Sequence[float], events: Sequence[bool | int], entry: Sequence[float] | None = None) -> list[Step]:
    """Kaplan and Meier's curve, a step for each time at which somebody was seen. At one time, whoever was seen comes before whoever was
    censored. With `entry`, a child is at risk from after it was first on the list: a list that holds only whoever waits since some date
    is truncated on the left. Raises `NoAnswer` for lists that are not as long as each other, and for events that are not 0 or 1."""
    if not len(times) == len(events) == len(times if entry is None else entry):
        raise NoAnswer("each child has one time, one event and one entry: the lists are equally long")
    if any(e not in (0, 1) for e in events):
        raise NoAnswer("an event is 1 (seen) or 0 (still waiting, or left unseen)")
    ends, begun = sorted(times), None if entry is None else sorted(entry)
    steps, after = [], 1.0
    for t, seen in sorted(Counter(t for t, e in zip(times, events, strict=True) if e).items()):
        risk = (len(ends) if begun is None else bisect_left(begun, t)) - bisect_left(ends, t)
        after *= 1 - seen / risk
        steps.append(Step(t, risk, seen, after))
    return steps


def reached(steps: Sequence[Step], share: float = 0.5) -> float | None:
    """The first time by which this share has been seen (the median at 0.5); None where that is not reached."""
    return next((s.time for s in steps if s.after <= 1 - share + 1e-12), None)


def survival_curve(times: Sequence[float], events: Sequence[bool | int], least: int = 6) -> list[dict[str, float | None]]:
    """Kaplan and Meier's curve for others than those who hold the list: from `time` on the share `after` still waits, with 95% between `lo` and
    `hi` (Greenwood, log-log), None where nobody waits any more. Steps are taken together until each is of `least` children or more, and it
    ends before so few are left that the next would be of fewer, so that no point of it tells of one child. Every step, with a `least` of 1."""
    found: list[dict[str, float | None]] = []
    untold, spread = 0, 0.0
    for step in product_limit(times, events):
        left = step.risk - step.seen
        untold, spread = untold + step.seen, spread + (step.seen / (step.risk * left) if left else 0.0)
        if untold < least or 0 < left < least:
            continue
        untold, lo, hi = 0, None, None
        if step.after > 0:
            way = Z95 * math.sqrt(spread) / math.log(step.after)
            lo, hi = step.after ** math.exp(-way), step.after ** math.exp(way)
        found.append({"time": step.time, "after": step.after if left else 0.0, "lo": lo, "hi": hi})
    return found


def kaplan_meier(times: Sequence[float], events: Sequence[bool | int], entry: Sequence[float] | None = None) -> dict[str, object]:
    """S: after each time at which somebody was seen, the share that still waits, and the median, None where it is not reached."""
    if entry is not None and any(e >= t for e, t in zip(entry, times, strict=False)):
        raise NoAnswer("a child is on the list from before the time that ends the wait")
    steps = product_limit(times, events, entry)
    return {"median": reached(steps), "S": {_key(s.time): s.after for s in steps}}


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
