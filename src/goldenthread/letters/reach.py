"""Whom a message is for and where they can be reached: their own account, their own wish, and nobody else's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from goldenthread.cases.plain_sql import rows
from goldenthread.letters.models import Message
from goldenthread.science.ways import EMAIL, TEXT, Reach, Wished, mobile_of

FAMILY = "family"
WISHES: list[Callable[[Iterable[tuple[UUID, UUID]]], dict[tuple[UUID, UUID], Wished]]] = []
"""How each of several people wishes to be told of a child, by child and account. The app of families, which lies above this one, says it
when it is ready; whoever said nothing is left out."""
REACHES: dict[str, Callable[[Message], Reach]] = {}
"""Where a message of some purpose goes whose address stands nowhere in it, such as that of a booking, which lies sealed: said by the app whose
purpose it is. It goes by that one way and by no other."""
OTHERWISE: list[Callable[[Message, UUID, UUID | None, str, dt.date], None]] = []
"""What a person owes to somebody who cannot read a letter as it is: a call, Braille, another language. Also that app's."""

# The one account that has the address, whether it still is of the family of a child whose record is not sealed, and whether it is barred from
# learning where the child is, or a child asked that it is not shown this letter: then it does not leave for it, also where it was queued before.
# That there is news of their own question names nothing.
_WHO = """
select m.id, u.id, u.is_active and not c.sealed and exists (
        select 1 from access_rolegrant g
        where g.user_id = u.id and g.role in ('parent', 'young-person', 'parent-of-young-person') and g.ended_at is null
          and g.valid_from <= %(on)s and (g.valid_to is null or g.valid_to >= %(on)s))
    and (u.child_id = c.id or exists (
        select 1 from people_relationship r where r.child_id = c.id and r.person_id = u.person_id
          and r.valid_from <= %(on)s and (r.valid_to is null or r.valid_to >= %(on)s))),
    not (m.letter_id is null and m.purpose = 'news') and exists (select 1 from access_barred(u.person_id) b where b.child = c.id)
        or coalesce(m.letter_id in (select w from access_withheld_from(u.person_id) w), false)
from letters_message m join people_child c on c.id = m.child_id
join access_user u on u.id = coalesce(m.to_user, (select min(x.id::text)::uuid from access_user x where m.address <> '' and lower(x.email) = lower(m.address) having count(*) = 1))
where m.id = any(%(messages)s)
"""
# Whoever has no account is asked of the bars by their name: what may be meant for somebody who is barred does not leave by itself.
_BARRED_BY_NAME = """
select distinct m.id from letters_message m join people_bar b on b.child_id = m.child_id and b.ended_at is null join people_person p on p.id = b.person_id
where m.id = any(%(messages)s) and access_named_alike(m.to_name, p.forename, p.surname)
"""
# Who is asked to find somebody: whoever sent it, else who has the child at the body that wrote, else who leads there; or who covers them. A case
# that is kept from others is open to those named to it alone, and to nobody who covers them: anybody else would not find what they owe.
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
left join cases_case k on k.id = %(case)s and k.confidentiality <> 'none'
left join people_cover c on c.practitioner_id = p.id and k.id is null and %(on)s between c.valid_from and coalesce(c.valid_to, 'infinity')
left join people_practitioner by on by.id = c.covered_by_id
where exists (select 1 from people_practitioner q where q.id = p.id and coalesce(q.valid_to, 'infinity') >= %(on)s)
  and (k.id is null or exists (select 1 from people_allocation a where a."case" = k.id and a.practitioner_id = p.id
                               and %(on)s between a.valid_from and coalesce(a.valid_to, 'infinity')))
order by p.first, p.since desc, p.name limit 1
"""


@dataclass(frozen=True)
class Who:
    """Whom a message is for, where they can be reached, and whether they may still be told."""

    user: UUID | None
    reach: Reach
    wished: Wished
    may_be_told: bool = True
    # Or kept from this letter by the child's asking: nobody is asked to find them.
    barred: bool = False
    only: str = ""


def who_of(messages: Iterable[Message], on: dt.date) -> dict[UUID, Who]:
    """Each message's own. Of the family, by their own wish as it stands now; anybody else, and whoever has no account, at the address that
    was given for it."""
    of_family = {m.pk: m for m in messages if m.recipient == FAMILY and m.child_id is not None}
    found = {key: (user, stands, barred) for key, user, stands, barred in rows(_WHO, messages=list(of_family), on=on)} if of_family else {}
    without = [key for key in of_family if key not in found]
    held = {key for (key,) in rows(_BARRED_BY_NAME, messages=without)} if without else set()
    pairs = [(of_family[key].child_id, user) for key, (user, *_) in found.items()]
    wishes = WISHES[0](pairs) if WISHES and pairs else {}  # type: ignore[arg-type]
    told = {}
    for m in messages:
        if m.purpose in REACHES:
            reach = REACHES[m.purpose](m)
            told[m.pk] = Who(None, reach, Wished(language=reach.language), only=EMAIL if reach.email else TEXT if mobile_of(reach.mobile) else "nobody")
            continue
        user, stands, barred = found.get(m.pk, (None, True, m.pk in held))
        wished = wishes.get((m.child_id, user), Wished()) if user and m.child_id else Wished()
        told[m.pk] = Who(user, Reach(m.address, wished.mobile, wished.post_to or m.post_to), wished, bool(stands) and not barred, bool(barred))
    return told


def wish_of(child: UUID, user: UUID | None) -> Wished:
    """As far as whoever asks may read it."""
    return WISHES[0]([(child, user)]).get((child, user), Wished()) if WISHES and user else Wished()


def named(message: Message, on: dt.date) -> tuple[UUID | None, str]:
    """Who is asked to find somebody whom no way reached."""
    found = rows(_NAMED, sender=message.queued_by, owner=message.owner_id, child=message.child_id, case=message.case, on=on)
    return found[0] if found else (None, "")
