"""Whether what was changed worked, in numbers: how often the same step failed since the change, beside as long a time before it. A person says
whether it happened again; this is what they look at first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from goldenthread.access.policy import visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case, Event
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_clocks import CASE
from goldenthread.engine.explain import long_day
from goldenthread.families.queries import officer_bodies

_COUNTED = """
select count(*) filter (where k.due > %(since)s), count(*) filter (where k.due > %(since)s and k.missed),
       count(*) filter (where k.due <= %(since)s), count(*) filter (where k.due <= %(since)s and k.missed)
from (select due, coalesce(stopped, %(on)s) > due and (excused_from is null or excused_from > coalesce(stopped, %(on)s)) missed
      from cases_clockrow
      where clock = %(clock)s and owner_id = any(%(bodies)s) and not floor and owed_by <> 'family' and due > %(from)s and due < %(on)s) k
"""


@dataclass(frozen=True)
class Counted:
    """Limits of one step that came due since the change, and in as many days before it; and of each how many were missed without an exception."""

    since: dt.date
    due: int
    missed: int
    before_due: int
    before_missed: int

    @property
    def words(self) -> str:
        if not self.due:
            now = "the same step did not come due yet"
        else:
            now = f"the same step came due {_times(self.due)}, and failed {_times(self.missed)}"
        return f"Since the change of {long_day(self.since)} {now}. In as many days before it, it came due {_times(self.before_due)}, and failed {_times(self.before_missed)}."


def counted(viewer: Viewer, clock: str, since: dt.date, on: dt.date) -> Counted:
    """Of the bodies whose casework the viewer does or leads. The day of the change counts as before it; today is not over."""
    span = on - since
    given = {"clock": clock, "bodies": sorted(officer_bodies(viewer)), "since": since, "on": on, "from": since - span}
    return Counted(since, *rows(_COUNTED, **given)[0])


def since_the_change(viewer: Viewer, case: UUID, clock: str, on: dt.date) -> list[str]:
    """A sentence for whoever checks that a change worked; none where nothing waits for a check, or the step is of no clock."""
    if not clock or not officer_bodies(viewer):
        return []
    seen = Case.objects.filter(visible(viewer, "read", shape=CASE), pk=case)
    newest = Event.objects.filter(case__in=seen, event__in=("change-made", "recurrence-checked", "corrected")).order_by("-number").first()
    if newest is None or newest.event != "change-made" or newest.on >= on:
        return []
    return [counted(viewer, clock, newest.on, on).words]


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n} times"
