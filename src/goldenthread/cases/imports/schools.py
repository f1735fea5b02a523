"""Which schools a child attends or has left, as a council's returns tell it: whoever works at one sees the child by it.

What each return shows of a child is kept, and these facts alone give the schools, so that returns may come in any order, some never, and some again. A child attends
a school from the first day of a placement that a return shows

- to its last day, as the newest return that gives one has it;
- else to the census of the first return, after the last one that shows the placement, that shows the child elsewhere, or to have left that school since;
- else still.

A return shows a child elsewhere where a placement is open in it and each of its placements could be read: a plan that ceased, and a school's number with a slip, end
nothing. Of two files with one census the last that was loaded counts, but the last day of a placement that it lacks stands.

Of what files of people and officers say, two things differ, since nobody kept as of which day they said it. An end that no return gave, neither as a last day nor as its
census, stands. And a school that no return shows from that day on is ended only by one that shows the child in a placement begun later, or to have left that school
since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from goldenthread.cases.imports.staging import as_json
from goldenthread.exchange.facts import PersonFacts

PART = "placements"
"""Of the raw record: what the return of the census that is its key shows of a child."""


def shown(person: PersonFacts) -> str:
    """As JSON: the placements of a person of a return, and whether they are `whole`, which is that each that the file gives could be read."""
    stays: dict[tuple[str, str], str | None] = {}
    unread = sum(len(plan.get("PlacementDetail", ())) for _, request in person.raw for plan in request.get("ActivePlans", ()))
    for case in person.cases:
        for fact in case.facts:
            if fact.event == "placement-started":
                stays.setdefault((fact.fields["setting"], fact.on.isoformat()), None)
                unread -= 1
            elif fact.event == "placement-ended":
                stays[fact.fields["setting"], fact.key.rpartition(" ")[2]] = fact.on.isoformat()
    return as_json({"whole": not unread, "stays": [{"code": code, "first": first, "last": last} for (code, first), last in stays.items()]})


# `stands`: no later file with the same census replaced it. `elsewhere`: it ends what it does not show.
_TOLD = """
create temporary table told_stay on commit drop as
select t.child_id, t.census, t.stands, t.files, s.code, s.first, s.last, o.id as organisation_id,
       t.stands and (t.data ->> 'whole')::boolean and bool_or(s.last is null) over (partition by t.id) as elsewhere
from (select r.id, r.child_id, r.key::date as census, r.data, row_number() over (partition by r.child_id, r.key order by r.id desc) = 1 as stands,
             count(*) over (partition by r.child_id, r.key) as files
      from cases_rawrecord r where r.owner_id = %(owner)s and r.part = %(part)s and r.child_id = any(%(children)s)) t
cross join lateral jsonb_to_recordset(t.data -> 'stays') s(code text, first date, last date)
left join people_organisation o on o.code = s.code
"""

# An end on the day of a census is no return's where each file of that census shows the placement: an officer who says on the next day where the child goes ends it so.
# A placement that only replaced files show was not there by their census. Nothing opens again that no return after its end shows: of an area whose
# returns came before these facts were kept, only some may have been loaded again.
_SHOWN = """
with placement as (select *, stands or not bool_or(stands) over (partition by child_id, organisation_id, first) as counts,
                          count(*) over (partition by child_id, organisation_id, first, census) = files as in_each_file
                   from told_stay where organisation_id is not null),
stay as (select child_id, organisation_id, first, array_agg(last) as lasts, (array_agg(last order by census desc) filter (where counts and last is not null))[1] as left_on,
                coalesce(max(census) filter (where stands), min(census) - 1) as seen, array_agg(case when in_each_file then census end) as in_each
         from placement group by child_id, organisation_id, first),
attended as (select s.*, coalesce(s.left_on, (
                 select min(e.census) from told_stay e where e.child_id = s.child_id and e.census > s.seen
                 and (e.elsewhere or e.stands and e.organisation_id = s.organisation_id and e.last >= s.first))) as until from stay s)
insert into people_connection (child_id, owner_id, organisation_id, kind, valid_from, valid_to)
select a.child_id, %(owner)s, a.organisation_id, 'attends', a.first, a.until
from attended a
left join people_connection c on c.child_id = a.child_id and c.organisation_id = a.organisation_id and c.kind = 'attends' and c.valid_from = a.first
where c.id is null or c.valid_to is distinct from a.until and (
    c.valid_to is null
    or (c.valid_to = any(%(censuses)s) and (c.valid_to = any(a.in_each)) is not true or c.valid_to = any(a.lasts)) and (c.valid_to <= a.seen or a.until < c.valid_to))
on conflict (child_id, organisation_id, kind, valid_from) do update set valid_to = excluded.valid_to
returning child_id
"""

_NEVER_SHOWN = """
update people_connection c set valid_to = e.census
from (select n.id, min(t.census) as census from people_connection n
      join told_stay t on t.child_id = n.child_id
        and (t.elsewhere and t.last is null and t.first > n.valid_from or t.stands and t.organisation_id = n.organisation_id and t.last >= n.valid_from)
      where n.kind = 'attends' and (n.valid_to is null or n.valid_to = any(%(censuses)s))
        and not exists (select from told_stay s where s.child_id = n.child_id and s.organisation_id = n.organisation_id and s.first = n.valid_from)
      group by n.id) e
where c.id = e.id and (c.valid_to is null or c.valid_to > e.census)
returning c.child_id
"""


def connect(cursor: Any, owner: UUID, children: Sequence[UUID], censuses: Sequence[date]) -> list[UUID]:
    """The schools of these children, from all that is kept. `censuses`: of all returns loaded so far. Answers a child for each school that changed."""
    given = {"owner": owner, "part": PART, "children": children, "censuses": censuses}
    cursor.execute("drop table if exists pg_temp.told_stay")
    cursor.execute(_TOLD, given)
    # Nothing is known yet of tables filled in this transaction, and without an index each row would be compared with every other.
    cursor.execute("create index on told_stay (child_id)")
    cursor.execute("analyze told_stay")
    changed: list[UUID] = []
    for rule in (_SHOWN, _NEVER_SHOWN):
        cursor.execute(rule, given)
        changed += [child for (child,) in cursor.fetchall()]
    return changed
