"""Families whose step failed and whose child has no case officer: nobody owes them the offer to put it right in a list of work, so those who lead
the casework find them together."""

from __future__ import annotations

import datetime as dt

from goldenthread.access.rules import OFFICERS
from goldenthread.access.viewer import Viewer
from goldenthread.cases.plain_sql import cases_where, rows
from goldenthread.families.early import MAYBE_BROKEN, Broken, broken_of, sieve
from goldenthread.families.queries import ASIDE, officer_bodies
from goldenthread.pathways import HEALTH

_FAILED = f"""
select r.child_id, (array_agg(r.case_id order by r.due, r.id))[1], min(r.due)
from cases_clockrow r join cases_case c on c.id = r.case_id
where {MAYBE_BROKEN} and c.pathway <> all(%(aside)s) and (r.excused_from is null or r.excused_from > coalesce(r.stopped, %(on)s))
  and not exists (select 1 from people_allocation a where a.child_id = r.child_id and a.role = any(%(officers)s) and a.valid_from <= %(on)s and (a.valid_to is null or a.valid_to >= %(on)s))
group by r.child_id order by 3, 1
"""  # noqa: S608 - our own words


def offered_by_nobody(viewer: Viewer, on: dt.date, most: int) -> tuple[list[Broken], int]:
    """Of the bodies whose casework the viewer leads: what failed first for each such child, the oldest first, and how many children there are."""
    bodies = sorted(officer_bodies(viewer))
    if not bodies:
        return [], 0
    found = rows(_FAILED, aside=[*ASIDE, *HEALTH], officers=list(OFFICERS), **sieve(bodies, on))
    cases = cases_where("c.id = any(%(cases)s)", cases=[case for _, case, _ in found[:most]]) if found else []
    first: dict[object, Broken] = {}
    for broken in broken_of(viewer, cases, on) if cases else []:
        first.setdefault(broken.case.child_id, broken)
    return list(first.values()), len(found)
