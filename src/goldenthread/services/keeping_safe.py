"""Waiting safely begins and ends by itself: every child who waits to be seen on a health list has a case on which that wait is kept safe
(pathways.safe_waiting), with what its family should hear and when. By the queue's worker, for all children of a provider at once: what
has begun is left as it is, so that a run which is repeated adds nothing.

A referral that came since the list before the last one is `was-referred`, on the day it came. An older one is `already-waited`, from
today on: nobody promised its family a message before. Either way the 26 weeks of a clinician's reviews run from the day on which the
referral was first received, so that of a long wait the review is owed at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from goldenthread.cases.actions import record_by_queue
from goldenthread.cases.models import Case
from goldenthread.cases.projection import rebuild, take_turn
from goldenthread.pathways.common.referral import SEEN_HOW, WAITS
from goldenthread.pathways.safe_waiting import BEGAN, SAFE_WAITING
from goldenthread.services.models import Service
from goldenthread.services.queries import STALE_DAYS
from goldenthread.services.told import WAITING

BY = "system:safe-waiting"
ENDED = "waiting-ended"

_WITHDRAWN = "exists (select 1 from cases_event w where w.case_id = e.case_id and w.event = 'corrected' and w.fields ->> 'event_id' = e.id::text)"
_WAITS = """s.stage = any(%(waiting)s)
  and not exists (select 1 from cases_clockrow k where k.case_id = r.case_id and k.clock = 'first-contact' and k.stopped is not null)"""

_BEGIN = f"""
create temporary table begun on commit drop as
select gen_random_uuid() as id, r.case_id, r.child_id, r.owner_id, c.confidentiality, min(e."on") as received,
       min(least(e."on", (e.fields ->> 'first_received_on')::date)) as first_received
from services_referral r
join cases_case c on c.id = r.case_id
join cases_casestate s on s.case_id = r.case_id
join people_child h on h.id = r.child_id and not h.sealed
join cases_event e on e.case_id = r.case_id and e.event = 'referral-received' and not {_WITHDRAWN}
where r.owner_id = %(owner)s and (%(only)s::uuid is null or r.case_id = %(only)s) and {_WAITS}
  and not exists (select 1 from cases_case x where x.arose_from_id = r.case_id and x.pathway = %(pathway)s)
group by r.case_id, r.child_id, r.owner_id, c.confidentiality
having min(e."on") <= %(on)s
"""  # noqa: S608  fragments of our own
_CASES = """
insert into cases_case (id, pathway, child_id, owner_id, arose_from_id, regime, opened_on, kind_of_data, confidentiality, last_number)
select id, %(pathway)s, child_id, owner_id, case_id, %(regime)s, case when received > %(since)s then received else %(on)s end, %(kind)s, confidentiality, 1 from begun
order by case_id
"""
_EVENTS = """
insert into cases_event (id, case_id, number, event, "on", by, about, kind_of_data, fields)
select gen_random_uuid(), id, 1, %(began)s, case when received > %(since)s then received else %(on)s end, %(by)s, '', %(kind)s,
       jsonb_build_object('because', case when received > %(since)s then 'was-referred' else 'already-waited' end)
       || case when received > %(since)s and first_received = received then '{}'::jsonb else jsonb_build_object('first_received_on', first_received) end
from begun order by id
"""
# Seen: the first day that ends a wait, as services.journeys has it. A wait for treatment begins with being seen, and is not ended by it.
_SEEN = f"""
select k.id, greatest(k.opened_on, min(e."on")), null::uuid
from cases_case k
join cases_casestate z on z.case_id = k.id and z.stage = 'waiting'
join services_referral r on r.case_id = k.arose_from_id
join cases_casestate s on s.case_id = r.case_id
join cases_event e on e.case_id = r.case_id and not {_WITHDRAWN}
  and (e.event = 'contact-attended' and e.fields ->> 'mechanism' = any(%(seen_by)s) or e.event in ('assessment-started', 'assessment-completed', 'treatment-started'))
where k.pathway = %(pathway)s and k.owner_id = %(owner)s and not ({_WAITS})
  and not exists (select 1 from cases_event t where t.case_id = k.id and t.event = %(began)s and t.fields ->> 'because' = 'waits-for-treatment')
group by k.id having min(e."on") <= %(on)s order by k.id
"""  # noqa: S608
# Ended by us, and a later list took back that the child was seen.
_NOT_SEEN = f"""
select k.id, e."on", e.id
from cases_case k
join services_referral r on r.case_id = k.arose_from_id
join cases_casestate s on s.case_id = r.case_id
join cases_event e on e.case_id = k.id and e.event = %(ended)s and e.by = %(by)s and not {_WITHDRAWN}
where k.pathway = %(pathway)s and k.owner_id = %(owner)s and {_WAITS} order by k.id
"""  # noqa: S608


def keep_lists_safe(on: dt.date, owner: UUID | None = None) -> int:
    """Of every provider, or of one; how many cases of waiting safely began or changed."""
    owners = Service.objects.values_list("owner_id", flat=True).distinct()
    return sum(keep_safe_of(o, on) for o in (owners.order_by("owner_id") if owner is None else [owner]))


@transaction.atomic
def keep_safe_of(owner: UUID, on: dt.date, only: UUID | None = None) -> int:
    """Of one provider, or of one of its referrals. A list of the provider that is being loaded is waited for."""
    take_turn()
    given = {
        "owner": owner, "only": only, "on": on, "since": on - dt.timedelta(days=STALE_DAYS), "waiting": list(WAITING), "seen_by": list(SEEN_HOW), "pathway": SAFE_WAITING.slug,
        "regime": SAFE_WAITING.regime, "kind": WAITS, "began": BEGAN, "ended": ENDED, "by": BY,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists begun")
        cursor.execute(_BEGIN, given)
        cursor.execute(_CASES, given)
        cursor.execute(_EVENTS, given)
        cursor.execute("select id from begun")
        changed = [case for (case,) in cursor.fetchall()]
        if only is None:
            changed += _add(cursor, _SEEN, given)
            changed += _add(cursor, _NOT_SEEN, given)
    if changed:
        rebuild(changed)
    return len(changed)


def _add(cursor: Any, asked: str, given: dict[str, Any]) -> list[UUID]:
    """An end, or the withdrawal of one, on each case that is asked for."""
    cursor.execute(asked, given)
    found: Sequence[tuple[UUID, dt.date, UUID | None]] = cursor.fetchall()
    for case, on, withdrawn in found:
        if withdrawn is None:
            record(case, ENDED, on, {}, BY)
        else:
            record(case, "corrected", on, {"event_id": str(withdrawn), "reason": "A later list says that the child was not seen"}, BY)
    return [case for case, *_ in found]


def record(case: UUID, event: str, on: dt.date, fields: dict[str, str], by: str) -> None:
    """One event of waiting safely on its case, by the queue."""
    record_by_queue(SAFE_WAITING, case, event, on, fields, by)


def kept_case(referral: Case, on: dt.date, by: str) -> UUID:
    """The case on which a referral's wait is kept safe, begun where there is none yet; also of a child who was seen since, so that what its
    family said of the wait still has its place."""
    keep_safe_of(referral.owner_id, on, referral.pk)
    case = Case.objects.filter(arose_from=referral.pk, pathway=SAFE_WAITING.slug).first()
    if case is None:
        case = Case.objects.create(
            pathway=SAFE_WAITING.slug, child_id=referral.child_id, owner_id=referral.owner_id, arose_from_id=referral.pk, regime=SAFE_WAITING.regime, opened_on=on, kind_of_data=WAITS,
        )
        record(case.pk, BEGAN, on, {"because": "already-waited"}, by)
    return case.pk
