"""What of a case rests on confidential cases linked to it: those from whom one of them is hidden are not shown it.

A clock is found by its slug, what it is about and the day it started. It rests on a case if it would not stand just
so without that case's events: not only today, but on any day and as known at any moment since then. Else the earlier
days of a clock would tell on which day it went out of sight.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import combinations, product
from uuid import UUID

from goldenthread.engine.calendar import Calendar
from goldenthread.engine.clocks import ClockState
from goldenthread.engine.events import Event, effective
from goldenthread.engine.pathway import Pathway
from goldenthread.engine.replay import Reader

Key = tuple[str, str, date]
Moment = tuple[date | None, datetime | None]
"""What had happened by a day, as far as it was recorded by a moment; None is everything."""
FEW = 3
"""With more confidential cases than these, what rests on one is taken to rest on all: their combinations double."""


def key_of(clock: ClockState) -> Key:
    return clock.clock, clock.for_ or "", clock.started


def resting(
    pathway: Pathway, events: Sequence[Event], calendar: Calendar, confided: Mapping[str, UUID], shown: Moment
) -> dict[Key, frozenset[UUID]]:
    """The clocks that rest on confidential cases, and on which. `confided` names the case of each such event, by the
    event's id; `shown` is the moment of the answer that is to be shown."""
    theirs = [e for e in events if e.id in confided]
    if not theirs:
        return {}
    cases = sorted({confided[e.id] for e in theirs})
    parts = [frozenset({c}) for c in cases] if len(cases) <= FEW else [frozenset(cases)]
    without = [frozenset[UUID]().union(*some) for n in range(len(parts) + 1) for some in combinations(parts, n)]
    left = {out: [e for e in events if confided.get(e.id) not in out] for out in without}
    found: dict[Key, frozenset[UUID]] = defaultdict(frozenset)
    for as_at, known_at in {*_moments(events, theirs), shown}:
        clocks = {
            out: {state for _, state in Reader(pathway, effective(some, as_at, known_at), calendar).states}
            for out, some in left.items()
        }
        for out, part in product(without, parts):
            if not part <= out:
                for clock in clocks[out] ^ clocks[out | part]:
                    found[key_of(clock)] |= part
    return dict(found)


def _moments(events: Sequence[Event], theirs: Sequence[Event]) -> Iterable[Moment]:
    """All that is known, on each day on which something happened, and all that had happened, as known at each moment
    at which something was recorded: from the first of their events on, before which nothing can differ."""
    began = min(e.on for e in theirs)
    known = min(e.recorded_at for e in theirs if e.recorded_at)
    return [
        (None, None),
        *((e.on, None) for e in events if e.on >= began),
        *((None, e.recorded_at) for e in events if e.recorded_at and e.recorded_at >= known),
    ]
