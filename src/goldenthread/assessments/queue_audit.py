"""Every move in the queue that the viewer may see, newest first, and how many passed over an earlier place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from goldenthread.access.policy import IDENTITY, Record, may
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.queue import body_of
from goldenthread.cases.plain_sql import rows
from goldenthread.people.kinds import STAGE


@dataclass(frozen=True)
class Move:
    child: str
    reference: str
    case: UUID
    what: str
    to: str
    week: date | None
    place: int
    why_this_place: str
    passed_over: int
    beyond_time: bool
    reason: str
    by: str
    at: datetime


_MOVES = """
select m.owner_id, m.child_id, m."case", c.confidentiality, h.forename, h.surname, h.reference, m.what, coalesce(p.name, ''),
       m.week, m.place, m.why_this_place, m.passed_over, m.beyond_time, m.reason, coalesce(u.name, 'somebody'), m.at
from assessments_queuemove m
join cases_case c on c.id = m."case"
join people_child h on h.id = m.child_id
left join people_practitioner p on p.id = m.practitioner_id
left join access_user u on u.id = m.by
where m.owner_id = %(body)s and (%(case)s::uuid is null or m."case" = %(case)s)
order by m.id desc
"""


def moves(viewer: Viewer, case: UUID | None = None) -> list[Move]:
    body = body_of(viewer)
    if body is None:
        return []
    found = []
    for owner, child, key, level, forename, surname, reference, *rest in rows(_MOVES, body=body, case=case):
        record = Record(owner=owner, child=child, case=key, confidentiality=level)
        if may(viewer, "read", STAGE, record) and may(viewer, "read", IDENTITY, record):
            found.append(Move(f"{forename} {surname}", reference, key, *rest))
    return found
