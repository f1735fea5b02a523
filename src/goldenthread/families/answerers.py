"""Who answers a family: a person with a name. The child's case officer, or who covers them; where there is none, the SEND manager of the
place where the child lives; and above each the manager of their team."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from goldenthread.cases.plain_sql import rows
from goldenthread.people.models import Child


class Named(NamedTuple):
    """A practitioner by name; nobody where none is entered."""

    practitioner: UUID | None = None
    name: str = ""


# Of several officers the one given to this case, then the one given last. Whoever covers on that day answers instead.
_OFFICER = """
select coalesce(by.id, p.id), coalesce(by.name, p.name)
from people_allocation a
join people_practitioner p on p.id = a.practitioner_id
left join people_cover c on c.practitioner_id = p.id and %(on)s between c.valid_from and coalesce(c.valid_to, 'infinity')
left join people_practitioner by on by.id = c.covered_by_id
where a.child_id = %(child)s and a.role = 'la-send-caseworker' and (a."case" is null or a."case" = %(case)s)
  and %(on)s between a.valid_from and coalesce(a.valid_to, 'infinity') and coalesce(p.valid_to, 'infinity') >= %(on)s
order by a."case" nulls last, a.valid_from desc, a.id, c.id desc
limit 1
"""
# Those who lead casework at a body and can sign in, the nearest first: of this team, of this place, then whoever is there.
_MANAGER = """
select p.id, p.name
from people_practitioner p
left join people_team t on t.id = p.team_id
where p.organisation_id = %(body)s and p.role = 'la-send-manager' and p.id is distinct from %(but)s
  and %(on)s between coalesce(p.valid_from, '-infinity') and coalesce(p.valid_to, 'infinity')
  and exists (select 1 from access_user u join access_rolegrant g on g.user_id = u.id
              where u.practitioner_id = p.id and u.is_active and g.role = 'la-send-manager' and g.ended_at is null)
order by (p.team_id is not distinct from %(team)s and p.team_id is not null) desc, (t.locality = %(locality)s and t.locality <> '') desc, p.name, p.id
limit 1
"""
_LIVES = """
select d.locality from people_child c join people_postcode p on p.postcode = c.postcode join people_district d on d.code = p.district_id
where c.id = %(child)s
"""
_WORKS = """
select p.organisation_id, p.team_id, coalesce(t.locality, '') from people_practitioner p left join people_team t on t.id = p.team_id
where p.id = %(who)s
"""


def who_answers(child: Child, case: UUID | None, on: date) -> Named:
    """Who answers a family about a child on a day, as far as the viewer may read whose child it is."""
    for practitioner, name in rows(_OFFICER, child=child.pk, case=case, on=on):
        return Named(practitioner, name)
    return manager_of(child, on)


def manager_of(child: Child, on: date) -> Named:
    """The SEND manager of the place where a child lives: complaints go there, and not to whoever they may be about."""
    lives = next((place for (place,) in rows(_LIVES, child=child.pk)), "")
    return _manager(child.owner_id, None, lives, None, on)


# Whom an NHS body names to answer complaints, where they can sign in.
_COMPLAINTS_MANAGER = """
select p.id, coalesce(p.name, u.name)
from access_rolegrant g join access_user u on u.id = g.user_id left join people_practitioner p on p.id = u.practitioner_id
where g.organisation_id = %(body)s and g.role = 'complaints-manager' and g.ended_at is null and u.is_active
  and %(on)s between g.valid_from and coalesce(g.valid_to, 'infinity')
order by 2, 1
limit 1
"""


def complaints_manager_of(body: UUID, on: date) -> Named:
    """Who answers complaints for an NHS body (SI 2009/309 reg. 4(1)(b))."""
    return next((Named(*row) for row in rows(_COMPLAINTS_MANAGER, body=body, on=on)), Named())


def above(practitioner: UUID, on: date) -> Named:
    """The manager of somebody: of their team, else of their place, else of their body."""
    for body, team, place in rows(_WORKS, who=practitioner):
        return _manager(body, team, place, practitioner, on)
    return Named()


def _manager(body: UUID, team: UUID | None, place: str, but: UUID | None, on: date) -> Named:
    return next((Named(*row) for row in rows(_MANAGER, body=body, team=team, locality=place, but=but, on=on)), Named())
