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

_PAST = """
select c.key, c.child_id, c.kind_of_data, r.anchor, r.years,
       (from_day.day + make_interval(years => r.years::integer))::date as until,
       (select max(e."on") from cases_event e where e.case_id = c."case" and position(c.key::text in e.fields::text) > 0) as named_on
from people_content c
join people_retentionrule r on r.organisation_id = c.owner_id and r.kind_of_data = c.kind_of_data
    and coalesce(r.valid_from, %(today)s) <= %(today)s and coalesce(r.valid_to, %(today)s) >= %(today)s
left join people_child k on k.id = c.child_id
left join cases_case o on o.id = c."case"
left join cases_casestate s on s.case_id = c."case"
left join lateral (select max(e."on") as last from cases_event e where e.case_id = c."case") j on true
cross join lateral (select case r.anchor when 'birth' then k.date_of_birth
                                         when 'last-contact' then j.last
                                         when 'closed' then case when o.pathway || ' ' || s.stage = any (%(closed)s)
                                                                 then j.last end end as day) from_day
where c.owner_id = any (%(bodies)s) and c.removed_at is null
  and (from_day.day + make_interval(years => r.years::integer))::date < %(today)s
  and not exists (select 1 from people_legalhold h where h.child_id = c.child_id and h.lifted_at is null)
order by until, c.key
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
    closed = [f"{p.slug} {stage.slug}" for p in PATHWAYS.values() for stage in p.stages if stage.closed]
    with connection.cursor() as cursor:
        cursor.execute(_PAST, {"closed": closed, "bodies": sorted(viewer.own_bodies), "today": today})
        return [PastItsTime(*row) for row in cursor.fetchall()]


def references_of(viewer: Viewer, children: set[UUID | None]) -> dict[UUID | None, str]:
    """The references of those children whom the viewer may know."""
    rows = Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY), pk__in={c for c in children if c})
    return dict(rows.values_list("pk", "reference"))
