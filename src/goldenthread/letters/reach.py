"""Whom a message is for and where they can be reached: their own account, their own wish, and nobody else's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from goldenthread.cases.plain_sql import rows
from goldenthread.letters.models import Message
from goldenthread.science.ways import Reach, Wished

FAMILY = "family"
WISHES: list[Callable[[UUID, UUID], Wished]] = []
"""How somebody wishes to be told of a child. The app of families, which lies above this one, says it when it is ready."""
OTHERWISE: list[Callable[[Message, UUID, UUID | None, str, dt.date], None]] = []
"""What a person owes to somebody who cannot read a letter as it is: a call, Braille, another language. Also that app's."""

# One account has the address; and, of a family, it still is the family of a child whose record is not sealed.
_WHO = """
select u.id, u.is_active and (not %(family)s or exists (
    select 1 from access_rolegrant g
    where g.user_id = u.id and g.role in ('parent', 'young-person', 'parent-of-young-person') and g.ended_at is null
      and g.valid_from <= %(on)s and (g.valid_to is null or g.valid_to >= %(on)s)))
from access_user u
where u.id = coalesce(%(user)s::uuid, (select min(x.id::text)::uuid from access_user x where lower(x.email) = lower(%(email)s) having count(*) = 1))
"""
# An address that was known ceases to be right where the person is no longer of the child's family.
_OF_THE_CHILD = """
select exists (select 1 from people_child c join access_user u on u.id = %(user)s
    where c.id = %(child)s and not c.sealed and (u.child_id = c.id or exists (
        select 1 from people_relationship r where r.child_id = c.id and r.person_id = u.person_id
          and r.valid_from <= %(on)s and (r.valid_to is null or r.valid_to >= %(on)s))))
"""
# Who is asked to find somebody: whoever sent it, else who has the child at the body that wrote, else who leads there; or who covers them.
_NAMED = """
select coalesce(by.id, p.id), coalesce(by.name, p.name) from (
    select p.id, p.name, 1 as first, current_date as since from access_user u join people_practitioner p on p.id = u.practitioner_id
        where u.id = %(sender)s and p.organisation_id = %(owner)s
    union all
    select p.id, p.name, 2, a.valid_from from people_allocation a join people_practitioner p on p.id = a.practitioner_id
        where a.child_id = %(child)s and p.organisation_id = %(owner)s and a.role in ('la-send-caseworker', 'health-practitioner')
          and (a."case" is null or a."case" = %(case)s) and %(on)s between a.valid_from and coalesce(a.valid_to, 'infinity')
    union all
    select p.id, p.name, 3, coalesce(p.valid_from, '-infinity') from people_practitioner p join access_user u on u.practitioner_id = p.id and u.is_active
        where p.organisation_id = %(owner)s and p.role in ('la-send-manager', 'health-service-manager')
) p
left join people_cover c on c.practitioner_id = p.id and %(on)s between c.valid_from and coalesce(c.valid_to, 'infinity')
left join people_practitioner by on by.id = c.covered_by_id
where exists (select 1 from people_practitioner q where q.id = p.id and coalesce(q.valid_to, 'infinity') >= %(on)s)
order by p.first, p.since desc, p.name limit 1
"""


@dataclass(frozen=True)
class Who:
    """Whom a message is for, where they can be reached, and whether they may still be told."""

    user: UUID | None
    reach: Reach
    wished: Wished
    may_be_told: bool = True


def who_of(message: Message, on: dt.date) -> Who:
    """Of the family, by their own wish as it stands now; anybody else at the address that was given."""
    given = Reach(email=message.address, post_to=message.post_to)
    if message.recipient != FAMILY or message.child_id is None:
        return Who(None, given, Wished())
    found = rows(_WHO, user=message.to_user, email=message.address, family=True, on=on)
    if not found:
        # Without an account: a letter to an address that was given for it, or whoever asked and has none yet.
        return Who(None, given, Wished())
    user, stands = found[0]
    of_the_child = rows(_OF_THE_CHILD, user=user, child=message.child_id, on=on)[0][0]
    wished = WISHES[0](message.child_id, user) if WISHES else Wished()
    return Who(user, Reach(message.address, wished.mobile, wished.post_to or message.post_to), wished, bool(stands and of_the_child))


def named(message: Message, on: dt.date) -> tuple[UUID | None, str]:
    """Who is asked to find somebody whom no way reached."""
    found = rows(_NAMED, sender=message.queued_by, owner=message.owner_id, child=message.child_id, case=message.case, on=on)
    return found[0] if found else (None, "")
