"""How long children waited for an educational psychologist's advice, and how long those have waited who still do: what the queue's capacity is
reckoned from, for those who look after the queue of their own organisation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from goldenthread.access.policy import Record, may
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.queue import PATHWAYS_WITH_ADVICE, PSYCHOLOGIST, body_of, queue
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_clocks import FROM_THE_REQUEST
from goldenthread.pathways.common.assessment import ENDS

Since = Mapping[UUID, Mapping[date, date]]
"""By case, and by the day of the request in whose time it was, the day from which the wait counts."""
DECISIONS = ["decided-to-assess", "decided-to-reassess"]
"""A refusal begins no wait, also where it is turned round later."""


@dataclass(frozen=True)
class Waited:
    """From the decision to assess, or from the day on which the advice was asked for where that was sooner. `ended`: the case ended first."""

    locality: str
    since: date
    advised: date | None = None
    ended: date | None = None


# Of a request that was made again its limits are about the day, so each wait is of the request in whose time it was.
_ROUNDS = """
with rounds as (
    select case_id, since, lead(since) over (partition by case_id order by since) as until from (
        select id as case_id, date '0001-01-01' as since from cases_case where owner_id = %(body)s and pathway = any(%(pathways)s)
        union select case_id, started from cases_clockrow where owner_id = %(body)s and clock = any(%(asked_for)s) and about <> '') b),
uncorrected as (
    select e.case_id, r.since, e.event, e.about, e."on" from cases_event e join rounds r on r.case_id = e.case_id
    where e."on" >= r.since and (r.until is null or e."on" < r.until)
      and not exists (select 1 from cases_event w where w.case_id = e.case_id and w.event = 'corrected' and w.fields ->> 'event_id' = e.id::text)),
clocks as (
    select k.case_id, r.since, k.started, k.stopped from cases_clockrow k join rounds r on r.case_id = k.case_id
    where k.owner_id = %(body)s and k.clock = 'advice' and k.about = %(who)s and k.started >= r.since and (r.until is null or k.started < r.until))
"""
_SINCE = f"""
{_ROUNDS}
select case_id, since, min(day) from (
    select case_id, since, "on" as day from uncorrected where event = any(%(decisions)s)
    union all select case_id, since, started from clocks) began
group by case_id, since
"""  # noqa: S608 - our own words
# The clock of an advice that never came is gone once its case is over. The day on which a request was made again may be that on which the
# one before ended.
_OVER = f"""
{_ROUNDS},
-- In one pass: joined to one another, of numbers that the planner cannot know, each would be read anew for every row.
told as (
    select case_id, since, min(asked) as asked, min(ended) as ended, bool_and(over) as over, max(advised) as advised from (
        select case_id, since, case when event = 'advice-requested' and about = %(who)s then "on" end as asked,
               case when event = any(%(ends)s) and "on" > since then "on" end as ended, null::boolean as over, null::date as advised
        from uncorrected
        union all select case_id, since, null, null, stopped is not null, stopped from clocks) each
    group by case_id, since)
select c.owner_id, c.child_id, c.id, c.kind_of_data, c.confidentiality, coalesce(d.locality, ''), a.since, a.asked, a.advised, a.ended
from told a
join cases_case c on c.id = a.case_id
join people_child h on h.id = c.child_id
left join people_postcode p on p.postcode = h.postcode
left join people_district d on d.code = p.district_id
where a.asked is not null and (a.over or a.over is null and a.ended is not null)
"""  # noqa: S608 - our own words


def waited(viewer: Viewer, on: date) -> list[Waited]:
    """Everybody in the queue, and everybody whose wait is over; nothing for those who do not look after a queue."""
    body = body_of(viewer)
    if body is None:
        return []
    asked = {"body": body, "who": PSYCHOLOGIST, "pathways": list(PATHWAYS_WITH_ADVICE), "asked_for": list(FROM_THE_REQUEST)}
    since: dict[UUID, dict[date, date]] = {}
    for case, of, day in rows(_SINCE, **asked, decisions=DECISIONS):
        since.setdefault(case, {})[of] = day
    return [*_over(viewer, since, asked), *_open(viewer, since, on)]


def _open(viewer: Viewer, since: Since, on: date) -> Iterator[Waited]:
    for row in queue(viewer, on):
        yield Waited(row.locality, min(on, max(since.get(row.case.pk, {}).values(), default=row.received_on)))


def _over(viewer: Viewer, since: Since, asked: Mapping[str, Any]) -> Iterator[Waited]:
    for owner, child, case, kind, level, locality, of, requested, advised, ended in rows(_OVER, **asked, ends=list(ENDS)):
        if may(viewer, "status", kind, Record(owner=owner, child=child, case=case, confidentiality=level)):
            begun = min(requested, since.get(case, {}).get(of, requested))
            yield Waited(locality, begun, advised and max(begun, advised), ended and max(begun, ended) if advised is None else None)
