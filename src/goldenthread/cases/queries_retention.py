"""What an organisation has kept past its own time, for two people to review. Nothing is removed by a rule alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from goldenthread.access.policy import CHILD, IDENTITY, visible
from goldenthread.access.queries_administration import REVIEWERS
from goldenthread.access.viewer import Viewer
from goldenthread.pathways import PATHWAYS
from goldenthread.people.models import Child

# The day that is shown rests on what the viewer may see; whether it is over, on everything.
_PAST = """
with seen as materialized (
    select u.* from cases_kept_until(%(bodies)s::uuid[], null, %(today)s) u where u.until < %(today)s)
select c.key, c.child_id, c.kind_of_data, u.anchor, u.years, u.until,
       (select max(e."on") from cases_event e where e.case_id = c."case" and position(c.key::text in e.fields::text) > 0) as named_on
from seen u join people_content c on c.key = u.key
where c.key in (select cases_past_their_time(array(select s.key from seen s), %(today)s))
  and not exists (select 1 from people_legalhold h where h.child_id = c.child_id and h.lifted_at is null)
order by u.until, c.key
"""


@dataclass(frozen=True)
class PastItsTime:
    content: UUID
    child: UUID | None
    kind_of_data: str
    anchor: str
    years: int
    until: dt.date
    # The day of what names it, which tells two of one kind apart.
    named_on: dt.date | None


def past_their_time(viewer: Viewer, today: dt.date) -> list[PastItsTime]:
    """Of the viewer's own organisations, what each one's rules would have let go, save where a legal hold stands."""
    if not viewer.holds(*REVIEWERS):
        return []
    with connection.cursor() as cursor:
        cursor.execute(_PAST, {"bodies": sorted(viewer.own_bodies), "today": today})
        return [PastItsTime(*row) for row in cursor.fetchall()]


def references_of(viewer: Viewer, children: set[UUID | None]) -> dict[UUID | None, str]:
    """The references of those children whom the viewer may know."""
    rows = Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY), pk__in={c for c in children if c})
    return dict(rows.values_list("pk", "reference"))


def closed_stages_sql() -> str:
    """The function of the database that names the stages which end a case, so that what it removes rests on no word of a page's."""
    stages = ", ".join(f"'{p.slug} {stage.slug}'" for p in PATHWAYS.values() for stage in p.stages if stage.closed)
    return f"""
create or replace function cases_closed_stages() returns text[] language sql immutable parallel safe
    as $$ select array[{stages}] $$
"""
