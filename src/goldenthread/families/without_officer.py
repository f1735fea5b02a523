"""Families whose step failed and whose child has no case officer: nobody owes them the offer to put it right in a list of work, so those who lead
the casework find them together."""

from __future__ import annotations

import datetime as dt

from goldenthread.access.viewer import Viewer
from goldenthread.cases.plain_sql import cases_where, rows
from goldenthread.families.early import Broken, broken_of
from goldenthread.families.queries import ASIDE, OFFICERS, officer_bodies
from goldenthread.pathways import HEALTH
from goldenthread.pathways.common.early_resolution import KINDS, OFFERED_FOR

# The same sieve as that of owed_early; the rule itself is is_broken. What failed after an offer was made calls for another.
_FAILED = """
select k.child_id, (array_agg(k.case_id order by k.due, k.id))[1], min(k.due)
from cases_clockrow k join cases_case c on c.id = k.case_id
where k.owner_id = any(%(bodies)s) and k.kind = any(%(kinds)s) and not k.floor and k.owed_by <> 'family' and c.pathway <> all(%(aside)s)
  and k.due between %(from)s and %(on)s and coalesce(k.stopped, %(on)s) > k.due and (k.excused_from is null or k.excused_from > coalesce(k.stopped, %(on)s))
  and not exists (select 1 from families_earlyoffer o where o.child_id = k.child_id and o.offered_on > k.due)
  and not exists (select 1 from people_allocation a where a.child_id = k.child_id and a.role = any(%(officers)s) and a.valid_from <= %(on)s and (a.valid_to is null or a.valid_to >= %(on)s))
group by k.child_id order by 3, 1
"""


def offered_by_nobody(viewer: Viewer, on: dt.date, most: int) -> tuple[list[Broken], int]:
    """Of the bodies whose casework the viewer leads: what failed first for each such child, the oldest first, and how many children there are."""
    bodies = sorted(officer_bodies(viewer))
    if not bodies:
        return [], 0
    given = {"bodies": bodies, "kinds": list(KINDS), "aside": [*ASIDE, *HEALTH], "officers": list(OFFICERS), "from": on - OFFERED_FOR, "on": on}
    found = rows(_FAILED, **given)
    cases = cases_where("c.id = any(%(cases)s)", cases=[case for _, case, _ in found[:most]]) if found else []
    first: dict[object, Broken] = {}
    for broken in broken_of(viewer, cases, on) if cases else []:
        first.setdefault(broken.case.child_id, broken)
    return list(first.values()), len(found)
