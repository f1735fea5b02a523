"""One referral's wait, from the days of its journey; the lists that these make; and a list as `goldenthread wait-estimate` reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from goldenthread.pathways import SERVICES
from goldenthread.pathways.common.referral import PRIORITIES
from goldenthread.science.wait_estimate import NEVER, History

WAITED_FOR = [slug for slug, p in SERVICES.items() if any(c.slug == "first-contact" for c in p.clocks)]
"""Where a child waits to be seen for the first time; in continuing care, for the decision. A limit that there is stands beside what is estimated."""
ROUTINE = len(PRIORITIES) - 1
COLUMNS = "first_received, received, seen, assessed_from, assessed, treated, ended, priority"
"""Of services_journeys and services_count_journeys: what `wait_of` needs, in its order."""


@dataclass(frozen=True, slots=True, order=True)
class Wait:
    """From the day on which the referral was first received, wherever that was, to the first contact. An assessment or a treatment that
    has begun ends the wait too, since lists do not always tell of the contact before it. `left`: the referral ended before the child was
    seen. `priority`: a place in PRIORITIES; nobody's word is the last of them."""

    since: dt.date
    seen: dt.date | None
    left: dt.date | None
    priority: int

    def open(self, on: dt.date) -> bool:
        return self.since <= on and not any(end is not None and end <= on for end in (self.seen, self.left))


def wait_of(first_received: dt.date | None, received: dt.date, seen: dt.date | None, assessed_from: dt.date | None, assessed: dt.date | None,
            treated: dt.date | None, ended: dt.date | None, priority: str | None) -> Wait:  # fmt: skip
    since = min(first_received or received, received)
    first = min((day for day in (seen, assessed_from, assessed, treated) if day is not None), default=None)
    if first is not None and ended is not None and ended < first:
        first = None
    return Wait(
        since, None if first is None else max(first, since), None if first is not None or ended is None else max(ended, since),
        PRIORITIES.index(priority) if priority in PRIORITIES else ROUTINE,
    )  # fmt: skip


def key(wait: Wait) -> tuple[dt.date, dt.date, dt.date, int]:
    """The order of a history. Children with the same days are the same to the estimate, so that a file without names gives its numbers."""
    return wait.since, wait.seen or dt.date.max, wait.left or dt.date.max, wait.priority


def history_of(waits: Sequence[Wait]) -> History:
    """A list, in the order given."""
    days = [[w.since.toordinal(), _never(w.seen), _never(w.left), w.priority] for w in waits]
    since, seen, left, priority = np.array(days, dtype=np.int64).reshape(-1, 4).T
    return History(since, seen, left, np.searchsorted(np.unique(priority), priority))


def _never(day: dt.date | None) -> int:
    return NEVER if day is None else day.toordinal()


def last_in_line(history: History) -> int | None:
    """Behind whom somebody who joins today would stand, as a position in `History.waiting`: the last of those of the last priority."""
    waiting = history.waiting
    if not len(waiting):
        return None
    last = int(np.lexsort((waiting, history.received[waiting], history.priority[waiting]))[-1])
    return last if history.priority[waiting[last]] == history.priority.max() else None


def rows_for_the_command(service: str, locality: str, waits: Iterable[Wait]) -> list[list[Any]]:
    """A list in the layout of `goldenthread wait-estimate`: a number in place of each child."""
    told = sorted(waits, key=key)
    return [[n, service, locality, w.priority, w.since, w.seen or "", w.left or ""] for n, w in enumerate(told, 1)]
