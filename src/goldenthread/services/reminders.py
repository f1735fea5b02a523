"""Reminders of what a treatment with medication owes: to whoever treats the child, and to the family; and where nobody of the service was given
the child, to the service's manager by name. By the queue's worker, each morning.

Once two weeks before a day, and once when it has passed. An email names no child, service, condition or medicine: it says that something is
due, and whoever signs in reads what. A manager may not read of medication, and learns neither which child nor of what. A case that is kept confidential is told only to those who were named to it; nothing of it is sent to a
family, and nothing at all of a sealed record."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction

from goldenthread.access.rules import PRESCRIBING
from goldenthread.access.viewer import PUBLIC
from goldenthread.cases.models import Case
from goldenthread.cases.plain_sql import rows
from goldenthread.letters.sending import Recipient, queue
from goldenthread.letters.writing import mail
from goldenthread.pathways.adhd_medication import ADHD_MEDICATION
from goldenthread.services.models_medication import Reminder
from goldenthread.services.telling import families_to_write
from goldenthread.web.turns import one_at_a_time

AHEAD = dt.timedelta(days=14)
PURPOSE = "something-due"
NOBODY_GIVEN = "nobody-given"
FAMILY_HEARS = (
    "height-check", "weight-check", "heart-rate-and-blood-pressure-check", "specialist-review", "prescriber-of-record", "next-prescriber",
    "reassess-for-adulthood", "adult-prescriber",
)  # fmt: skip
"""What a family is reminded of too. A flag, an officer to tell and how a practice answers are the clinicians' own."""

_DUE = """
select distinct k.case_id, k.clock, k.due, k.due < %(on)s, c.child_id, c.owner_id, c.confidentiality
from cases_clockrow k
join cases_case c on c.id = k.case_id and c.pathway = %(pathway)s
join people_child h on h.id = c.child_id and not h.sealed
where k.stopped is null and k.kind <> 'wait' and k.due <= %(until)s and (%(owner)s::uuid is null or c.owner_id = %(owner)s)
  and not exists (select 1 from services_reminder r where r.case_id = k.case_id and r.clock = k.clock and r.due = k.due and r.late = (k.due < %(on)s))
order by c.owner_id, k.case_id, k.due, k.clock
"""
# Whoever was given the child, or this case, to prescribe or to review; and who covers them, to whom a confidential case stays shut.
_TREAT = """
select distinct a.child_id, a."case", u.practitioner_id = a.practitioner_id, u.name, u.email
from people_allocation a
left join people_cover v on v.practitioner_id = a.practitioner_id and %(on)s between v.valid_from and coalesce(v.valid_to, 'infinity')
join access_user u on u.practitioner_id in (a.practitioner_id, v.covered_by_id) and u.is_active
where a.child_id = any(%(children)s) and a.role = any(%(parts)s) and %(on)s between a.valid_from and coalesce(a.valid_to, 'infinity')
order by 1, 4
"""
# Who manages the service, by name.
_MANAGE = """
select distinct u.name, u.email from access_rolegrant g join access_user u on u.id = g.user_id and u.is_active
where g.organisation_id = %(owner)s and g.role = 'health-service-manager' and %(on)s between g.valid_from and coalesce(g.valid_to, 'infinity')
  and (g.ended_at is null or g.ended_at > now()) and u.email <> ''
order by 1
"""


@dataclass(frozen=True)
class _Owed:
    case: UUID
    clock: str
    due: dt.date
    late: bool
    child: UUID
    owner: UUID
    confidentiality: str


def remind(on: dt.date, owner: UUID | None = None) -> int:
    """Of every provider, or of one; how many emails were queued. A run that is repeated sends nothing again."""
    found: dict[UUID, list[_Owed]] = defaultdict(list)
    for row in rows(_DUE, pathway=ADHD_MEDICATION.slug, on=on, until=on + AHEAD, owner=owner):
        owed = _Owed(*row)
        found[owed.case].append(owed)
    children = sorted({those[0].child for those in found.values()})
    treat = rows(_TREAT, children=children, parts=list(PRESCRIBING), on=on) if children else []
    family = families_to_write(children, on) if children else {}
    return sum(_remind(those, treat, family.get(those[0].child, []), on) for those in found.values())


@transaction.atomic
def _remind(owed: list[_Owed], treat: list[tuple[UUID, UUID | None, bool, str, str]], family: list[Recipient], on: dt.date) -> int:
    first = owed[0]
    one_at_a_time(f"reminding {first.case}")
    told = set(Reminder.objects.filter(case=first.case).values_list("clock", "due", "late"))
    new = [o for o in owed if (o.clock, o.due, o.late) not in told]
    if not new:
        return 0
    confidential = first.confidentiality != Case.Confidentiality.NONE
    clinicians = [
        Recipient("clinician", name, email)
        for child, case, own, name, email in treat
        if child == first.child and email and (case == first.case and (own or not confidential) or case is None and not confidential)
    ]
    of_family = [] if confidential or not any(o.clock in FAMILY_HEARS for o in new) else family
    for to, slug, where in ((clinicians, "work-due", "/"), (of_family, "news", "/family/")):
        for one in to:
            words = mail(first.owner, slug, {"reader": one.name, "address": f"{settings.BASE_URL}{where}"})
            queue(PUBLIC, one, purpose=PURPOSE, subject=words.subject, body=words.body, child=first.child, case=first.case, owner=first.owner, kind="medication")
    managers = [] if clinicians or confidential else _tell_managers(first, on)
    Reminder.objects.bulk_create(
        Reminder(
            case_id=o.case, clock=o.clock, due=o.due, late=o.late, child_id=o.child, owner_id=o.owner, on=on,
            to_family=len(of_family) if o.clock in FAMILY_HEARS else 0, to_clinicians=len(clinicians), to_managers=len(managers) if o is new[0] else 0,
        )
        for o in new
    )  # fmt: skip
    return len(clinicians) + len(of_family) + len(managers)


def _tell_managers(owed: _Owed, on: dt.date) -> list[Recipient]:
    """Once a day for a whole service, however many children: how many there are is told to nobody who may only count them."""
    one_at_a_time(f"reminding managers {owed.owner}")
    if rows("select 1 from services_reminder r where r.owner_id = %(owner)s and r.on = %(on)s and r.to_managers > 0 limit 1", owner=owed.owner, on=on):
        return []
    managers = [Recipient("manager", name, email) for name, email in rows(_MANAGE, owner=owed.owner, on=on)]
    for one in managers:
        words = mail(owed.owner, NOBODY_GIVEN, {"reader": one.name})
        queue(PUBLIC, one, purpose=NOBODY_GIVEN, subject=words.subject, body=words.body, child=owed.child, case=owed.case, owner=owed.owner, kind="medication")
    return managers
