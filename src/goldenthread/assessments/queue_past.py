"""How long children waited for an educational psychologist's advice, and how long those have waited who still do: what the queue's capacity is
reckoned from, for those who look after the queue of their own organisation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from goldenthread.access.policy import Record, may
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.queue import PATHWAYS_WITH_ADVICE, PSYCHOLOGIST, body_of, queue
from goldenthread.cases.plain_sql import rows
from goldenthread.pathways.common.assessment import ENDS

DECISIONS = ["decided-to-assess", "decided-to-reassess"]
"""A refusal begins no wait, also where it is turned round later."""


@dataclass(frozen=True)
class Waited:
    """From the decision to assess, or from the day on which the advice was asked for where that was sooner. `ended`: the case ended first."""

    locality: str
    since: date
    advised: date | None = None
    ended: date | None = None


_SINCE = """
select case_id, min(day) from (
    select e.case_id, e."on" as day from cases_event e join cases_case c on c.id = e.case_id
    where c.owner_id = %(body)s and c.pathway = any(%(pathways)s) and e.event = any(%(decisions)s)
      and not exists (select 1 from cases_event w where w.case_id = e.case_id and w.event = 'corrected' and w.fields ->> 'event_id' = e.id::text)
    union all select case_id, started from cases_clockrow where owner_id = %(body)s and clock = 'advice' and about = %(who)s) began
group by case_id
"""
# The clock of an advice that never came is gone once its case is over.
_OVER = """
with uncorrected as (
    select e.case_id, e.event, e.about, e."on" from cases_event e join cases_case c on c.id = e.case_id
    where c.owner_id = %(body)s and c.pathway = any(%(pathways)s) and (e.event = 'advice-requested' and e.about = %(who)s or e.event = any(%(ends)s))
      and not exists (select 1 from cases_event w where w.case_id = e.case_id and w.event = 'corrected' and w.fields ->> 'event_id' = e.id::text)),
asked as (select case_id, min("on") as asked from uncorrected where event = 'advice-requested' group by case_id),
ended as (select case_id, min("on") as ended from uncorrected where event <> 'advice-requested' group by case_id),
clock as (select case_id, bool_and(stopped is not null) as over, max(stopped) as advised from cases_clockrow
          where owner_id = %(body)s and clock = 'advice' and about = %(who)s group by case_id)
select c.owner_id, c.child_id, c.id, c.kind_of_data, c.confidentiality, coalesce(d.locality, ''), a.asked, k.advised, n.ended
from asked a
join cases_case c on c.id = a.case_id
left join clock k on k.case_id = a.case_id
left join ended n on n.case_id = a.case_id
join people_child h on h.id = c.child_id
left join people_postcode p on p.postcode = h.postcode
left join people_district d on d.code = p.district_id
where k.over or k.case_id is null and n.ended is not null
"""


def waited(viewer: Viewer, on: date) -> list[Waited]:
    """Everybody in the queue, and everybody whose wait is over; nothing for those who do not look after a queue."""
    body = body_of(viewer)
    if body is None:
        return []
    since = dict(rows(_SINCE, body=body, decisions=DECISIONS, who=PSYCHOLOGIST, pathways=list(PATHWAYS_WITH_ADVICE)))
    return [*_over(viewer, since), *_open(viewer, since, on)]


def _open(viewer: Viewer, since: Mapping[UUID, date], on: date) -> Iterator[Waited]:
    for row in queue(viewer, on):
        yield Waited(row.locality, min(on, since.get(row.case.pk, row.received_on)))


def _over(viewer: Viewer, since: Mapping[UUID, date]) -> Iterator[Waited]:
    found = rows(_OVER, body=body_of(viewer), who=PSYCHOLOGIST, ends=list(ENDS), pathways=list(PATHWAYS_WITH_ADVICE))
    for owner, child, case, kind, level, locality, asked, advised, ended in found:
        if may(viewer, "status", kind, Record(owner=owner, child=child, case=case, confidentiality=level)):
            begun = min(asked, since.get(case, asked))
            yield Waited(locality, begun, advised and max(begun, advised), ended and max(begun, ended) if advised is None else None)
