"""A child who goes to another setting: what the plan promises is to be confirmed there anew (pathway provision-delivery)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from goldenthread.cases.projection import hold, project_with_linked
from goldenthread.pathways.provision_delivery import PROVISION_DELIVERY, TO_START

# The newest setting of each child whose provision is being followed, where it is another than the one before it, and began after
# all that the four weeks have begun from so far.
_MOVED = """
select k.id, k.last_number, now.valid_from, o.code
from cases_case k join cases_casestate s on s.case_id = k.id and s.stage <> 'ended'
cross join lateral (select c.organisation_id, c.valid_from, c.id from people_connection c
                    where c.child_id = k.child_id and c.kind = 'attends' and c.valid_from <= access_today()
                    order by c.valid_from desc, c.id desc limit 1) now
cross join lateral (select c.organisation_id from people_connection c
                    where c.child_id = k.child_id and c.kind = 'attends' and c.valid_from < now.valid_from
                    order by c.valid_from desc, c.id desc limit 1) earlier
join people_organisation o on o.id = now.organisation_id
where k.pathway = %s and k.owner_id = %s and earlier.organisation_id <> now.organisation_id
  and now.valid_from > (select max(e."on") from cases_event e where e.case_id = k.id and e.event = %s)
  and (%s::uuid[] is null or k.id = any(%s::uuid[]))
order by k.id
"""


def _moved(cursor: Any, owner: UUID, among: list[UUID] | None = None) -> list[tuple[UUID, int, date, str]]:
    cursor.execute(_MOVED, [PROVISION_DELIVERY.slug, owner, TO_START, among, among])
    found: list[tuple[UUID, int, date, str]] = cursor.fetchall()
    return found


def begin_where_moved(cursor: Any, owner: UUID) -> list[UUID]:
    """In the transaction in which connections are written: begins the four weeks from the day of the move. Answers the cases, whose
    projections are to be made anew."""
    moved = _moved(cursor, owner)
    if moved:
        # Asked again once they are held: another may have begun them meanwhile.
        held = [case for case, *_ in moved]
        hold(held)
        moved = _moved(cursor, owner, held)
    cursor.executemany(
        'insert into cases_event (id, case_id, number, event, "on", by, about, kind_of_data, fields) values (%s, %s, %s, %s, %s, %s, %s, %s, %s)',
        [
            (uuid4(), case, last + 1, TO_START, on, "import:moved", "", PROVISION_DELIVERY.kind_of_data(TO_START, None),
             Jsonb({"because": "setting-changed", "setting": code}))
            for case, last, on, code in moved
        ],
    )  # fmt: skip
    cursor.executemany("update cases_case set last_number = %s where id = %s", [(last + 1, case) for case, last, *_ in moved])
    return [case for case, *_ in moved]


def setting_moved(child: UUID) -> None:
    """After an officer has said where a child goes: the same as after a file that says it. By the queue's worker, which is the system role."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select id, owner_id from cases_case where child_id = %s order by id", [child])
        cases = dict(cursor.fetchall())
        hold(list(cases))
        moved = {case for owner in set(cases.values()) for case in begin_where_moved(cursor, owner)}
        for case in sorted({*cases, *moved}):
            project_with_linked(case)
