"""How long children wait from an assessment to each kind of therapy, and from one session to the next. Times are civil days.

A child who still waits is counted for as long as it has waited and no longer (censored), so that a service is not made to look quick by those
whom it has not begun with. One who left before a first session is counted as having left. Both are as `science.survival` has them, so that each
number can be had again from `goldenthread calc kaplan_meier` and `goldenthread calc cumulative_incidence`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from goldenthread.science.survival import cumulative_incidence, product_limit, reached

WINDOW = 730
"""Days: therapies that were agreed, and sessions held, in the last two years."""
WITHIN = 126
"""Days: 18 weeks."""
LONG_GAP = 42
"""Days: somebody with an open gap longer than six weeks between sessions is counted by itself. The number is local."""


@dataclass(frozen=True)
class Course:
    """One kind of therapy of one child. `planned` is the day the assessment finished, `begun` the first day of the therapy, `left` the day on
    which it ended or the referral closed. `sessions` are days on which the child was seen, in order, and `where` the place of each."""

    therapy: str
    place: str
    grouping: str
    planned: dt.date
    begun: dt.date | None
    left: dt.date | None
    sessions: tuple[dt.date, ...] = ()
    where: tuple[str, ...] = ()


def to_begin(courses: Iterable[Course], on: dt.date) -> tuple[list[int], list[str]]:
    """Days from the assessment, and how each ended by the day: "seen", "left" or "open"."""
    times, ends = [], []
    for c in courses:
        if not 0 <= (on - c.planned).days < WINDOW:
            continue
        begun = c.begun if c.begun is not None and c.begun <= on else None
        left = c.left if c.left is not None and c.left <= on else None
        if begun is not None and (left is None or begun <= left):
            times.append(max(0, (begun - c.planned).days))
            ends.append("seen")
        elif left is not None:
            times.append(max(0, (left - c.planned).days))
            ends.append("left")
        else:
            times.append((on - c.planned).days)
            ends.append("open")
    return times, ends


def between(courses: Iterable[Course], on: dt.date, where: str = "") -> tuple[list[int], list[int]]:
    """Days from each session of the window to the next of the same therapy, and 1 where there was a next, 0 where somebody waits for it.
    `where`: of sessions in that place alone."""
    times, events = [], []
    for c in courses:
        held = [(day, place) for day, place in zip(c.sessions, c.where or ("",) * len(c.sessions), strict=True) if day <= on]
        for n, (day, place) in enumerate(held):
            after = held[n + 1] if n + 1 < len(held) else None
            if not 0 <= (on - day).days < WINDOW or (where and place != where):
                continue
            if after is not None:
                if after[0] > day:
                    times.append((after[0] - day).days)
                    events.append(1)
            elif (c.left is None or c.left > on) and on > day:
                times.append((on - day).days)
                events.append(0)
    return times, events


@dataclass(frozen=True)
class Waited:
    """Of one therapy in one group. `middle`: days by which half have begun, None where fewer than half have; `within`: the share that begins
    within 18 weeks, and `gap`: days by which half have had their next session."""

    therapy: str
    group: str
    children: int
    waiting: int
    longest: int | None
    middle: float | None
    within: float | None
    sessions: int
    gap: float | None
    long_gaps: int


def waited(courses: Sequence[Course], group_of: Callable[[Course], str], on: dt.date) -> list[Waited]:
    """Each therapy by group, in the order of their names."""
    of: dict[tuple[str, str], list[Course]] = {}
    for c in courses:
        of.setdefault((c.therapy, group_of(c)), []).append(c)
    return [_waited(therapy, group, found, on) for (therapy, group), found in sorted(of.items())]


def _waited(therapy: str, group: str, found: list[Course], on: dt.date) -> Waited:
    times, ends = to_begin(found, on)
    gaps, held = between(found, on)
    open_ = [t for t, e in zip(times, ends, strict=True) if e == "open"]
    return Waited(
        therapy, group, len(times), len(open_), max(open_, default=None),
        median(times, [int(e == "seen") for e in ends]), cumulative_incidence(times, ends, WITHIN)[f"seen_by_{WITHIN}"] if times else None,
        len(gaps), median(gaps, held), sum(1 for t, e in zip(gaps, held, strict=True) if not e and t > LONG_GAP),
    )  # fmt: skip


def median(times: Sequence[int], events: Sequence[int]) -> float | None:
    return reached(product_limit(times, events))


def widest(found: Iterable[Waited], least: int) -> tuple[Waited, Waited] | None:
    """Of groups with at least `least` children, the two of one therapy whose middle waits are furthest apart, the shorter first."""
    best: tuple[float, Waited, Waited] | None = None
    of: dict[str, list[Waited]] = {}
    for w in found:
        if w.middle is not None and w.children >= least:
            of.setdefault(w.therapy, []).append(w)
    for some in of.values():
        low, high = min(some, key=lambda w: w.middle or 0), max(some, key=lambda w: w.middle or 0)
        apart = (high.middle or 0) - (low.middle or 0)
        if apart > 0 and (best is None or apart > best[0]):
            best = (apart, low, high)
    return best and (best[1], best[2])
