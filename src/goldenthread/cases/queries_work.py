"""What somebody owes, by when: the open clocks of the children allocated to them, to those whom they cover, or to
their team."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Literal, NamedTuple
from uuid import UUID

from goldenthread.access.policy import knows_part, may
from goldenthread.access.rules import OFFICERS
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case
from goldenthread.cases.parties import role_of
from goldenthread.cases.plain_sql import cases_where, identities, rows
from goldenthread.cases.queries_clocks import ClockFacts, clocks_of, record_of
from goldenthread.cases.walls import KNOWN_CASE
from goldenthread.engine.calendar import LONDON, london_date
from goldenthread.pathways.common.early_resolution import OFFERED_FOR
from goldenthread.people.models import Child

WorkOf = Literal["me", "cover", "team"]


class Elsewhere(NamedTuple):
    """What an app above this one holds that is owed on cases, and no pathway's clock holds.

    `tasks` answers, for a viewer on a day, what they owe; or of one case, and then also what they may see that others owe, where the app
    shows that. `of_viewer` and `of_case` are the `from` and `where` of plain questions that find at least one row whenever `tasks` finds one; None
    where it never does, and empty where that is no cheaper to ask. They may name the viewer's account (`%(user)s`), the practitioners for whom
    they work (`%(whose)s`), the children whose officer they are (`%(children)s`), the case (`%(case)s`) and the day (`%(on)s`).
    They are asked by cases_owed_elsewhere below, and `tasks` then by row-level security and the policy."""

    tasks: Callable[[Viewer, date, UUID | None], list[Task]]
    of_viewer: str
    of_case: str | None = None


OWED_ELSEWHERE: list[Elsewhere] = []
"""An app above this one adds its own when it is ready."""
OWED_BY_CLOCKS: list[Callable[[Viewer, date, Sequence[tuple[Case, ClockFacts]]], list[Task]]] = []
"""The same of what it asks to be done because of clocks, told to it each with its case: of all that the viewer's list of work was made from, or of one case."""


class Said(NamedTuple):
    """The words of what no pathway's clock holds: what is to be done, where, what to know of it, and who owes it."""

    title: str
    href: str
    context: str
    who: str
    whose: UUID
    # Whom it is for, where that is no child on record, and what to know of them.
    of: str = ""
    of_line: str = ""


class Task(NamedTuple):
    """A row of a list of work: a clock that runs, the child, whose move it is and for whom the viewer does it. `others`
    are all clocks of the case, from which a list says what the task waits for. `said` is filled where the clock is none of
    the pathway's; only then may there be no `case`, as with a family's question that is of none, and no
    `child`, as with a family that asks the advice service, or a forum that asks for many."""

    clock: ClockFacts
    case: Case | None
    child: Child | None
    mine: bool
    covering: str = ""
    allocated_to: str = ""
    others: Sequence[ClockFacts] = ()
    said: Said | None = None

    @property
    def case_id(self) -> UUID:
        return self.clock.case


class Allocation(NamedTuple):
    """Who answers for a child, or for one case of the child, and as what."""

    child: UUID
    case: UUID | None
    role: str
    practitioner: UUID
    name: str
    own: bool


@dataclass(frozen=True)
class Away:
    """A colleague who is away, and until when."""

    practitioner: UUID
    name: str
    until: date | None
    cases: int = 0


@dataclass(frozen=True)
class Work:
    tasks: tuple[Task, ...]
    away: tuple[Away, ...]


def work_of(
    viewer: Viewer, on: date, *, whose: WorkOf = "cover", known_at: datetime | None = None, past: bool = False
) -> Work:
    """The tasks of a practitioner on a day, unordered. A past day reads the journal; the permission is today's."""
    allocations, away = _allocations(viewer, on, whose, past)
    covered = frozenset(a.practitioner for a in away)
    of_child: dict[UUID | None, list[Allocation]] = {}
    for allocation in allocations:
        of_child.setdefault(allocation.child, []).append(allocation)
    cases = {c.id: c for c in _cases(viewer, list(of_child), on, past)}
    clocks_seen = clocks_of(viewer, list(cases.values()), on if past else None, known_at)
    own_bodies, tasks = viewer.own_bodies, []
    for of_case, found in groupby(clocks_seen, key=attrgetter("case")):
        case, clocks = cases[of_case], list(found)
        own, given = case.owner_id in own_bodies, [a for a in of_child.get(case.child_id, []) if a.case in (None, of_case)]
        if case.child is not None:
            tasks += [t for c in clocks if c.stopped is None and (t := _task(c, case, case.child, given, own, covered, on, clocks))]
    # What an app above holds is read as it stands now.
    if not past:
        tasks += owed_elsewhere(viewer, on)
        tasks += owed_by_clocks(viewer, on, [(cases[c.case], c) for c in clocks_seen])
    counted = [replace(a, cases=len({t.case_id for t in tasks if t.covering == a.name})) for a in away]
    return Work(tuple(tasks), tuple(counted))


def owed_elsewhere(viewer: Viewer, on: date, case: UUID | None = None) -> list[Task]:
    """What the apps above hold. Mostly none of them holds anything for the viewer, so one question first asks which of them may."""
    [(held,)] = rows("select cases_owed_elsewhere(%(case)s, %(on)s)", case=case, on=on)
    return [t for source, found in zip(OWED_ELSEWHERE, held, strict=True) if found for t in source.tasks(viewer, on, case)]


def owed_by_clocks(viewer: Viewer, on: date, clocks: Sequence[tuple[Case, ClockFacts]]) -> list[Task]:
    """What the apps above ask to be done because of clocks that are at hand."""
    return [t for source in OWED_BY_CLOCKS for t in source(viewer, on, clocks)]


def owed_elsewhere_sql() -> str:
    """The function of the database that says, source by source, whether it may hold anything: for the viewer, or of one case that they may know of.

    Put to the tables themselves: asking twenty walled tables whether they hold anything took longer than all else on the page, and they mostly
    do not. It answers about nobody but the viewer, and tells no more than that there is something to ask for, which is then asked under the walls.
    """
    named = {"user": "my_account", "whose": "my_people", "children": "my_children", "case": "of_case", "on": "on_day"}

    def asked(held: list[str | None]) -> str:
        return ", ".join("false" if h is None else f"exists (select 1 {h % named})" for h in held)

    return f"""
create or replace function cases_owed_elsewhere(of_case uuid, on_day date) returns boolean[]
    language plpgsql stable security definer set search_path = public, pg_temp set plan_cache_mode = force_generic_plan
    as $$ #variable_conflict use_column
    declare
        my_account uuid := access_viewer();
        me uuid := (select u.practitioner_id from access_user u where u.id = my_account);
        my_people uuid[];
        my_children uuid[];
    begin
        my_people := array(select me where me is not null union all select c.practitioner_id from people_cover c
                           where c.covered_by_id = me and on_day between c.valid_from and coalesce(c.valid_to, 'infinity'));
        my_children := array(select a.child from access_allocated(me) a where a.part = any (array{list(OFFICERS)}));
        if of_case is not null then
            if not exists (select 1 from cases_case where id = of_case and {KNOWN_CASE}) then
                return array_fill(false, array[{len(OWED_ELSEWHERE)}]);
            end if;
            return array[{asked([s.of_case for s in OWED_ELSEWHERE])}]::boolean[];
        end if;
        return array[{asked([s.of_viewer for s in OWED_ELSEWHERE])}]::boolean[];
    end $$"""  # noqa: S608 - our own words


_COVER = "people_cover c where c.covered_by_id = %(me)s and %(on)s between c.valid_from and coalesce(c.valid_to, 'infinity')"
_COVERED = f"select p.id, p.name, c.valid_to from people_practitioner p, {_COVER} and p.id = c.practitioner_id order by c.id"  # noqa: S608 - our own words
_WHOM_THEY_COVER = f"select c.practitioner_id from {_COVER}"  # noqa: S608 - our own words


def covered_by(practitioner: UUID | None, on: date) -> list[UUID]:
    """The colleagues whom somebody covers on a day."""
    return [who for (who,) in rows(_WHOM_THEY_COVER, me=practitioner, on=on)]


_ALLOCATIONS = """
select a.owner_id, a.child_id, a.child_id, a."case", a.role, a.practitioner_id, (select p.name from people_practitioner p where p.id = a.practitioner_id)
from people_allocation a
where %(on)s between a.valid_from and coalesce(a.valid_to, 'infinity')
  and a.practitioner_id = any (array({who}))
order by a.id
"""
# Found by the question itself: for a list that it is given the database would make a new plan each time.
_ME = "select %(me)s::uuid"
_ME_AND_COVERED = f"{_ME} union all select c.practitioner_id from {_COVER}"  # noqa: S608 - our own words
_TEAM = f"{_ME_AND_COVERED} union all select p.id from people_practitioner p join people_practitioner me on me.team_id = p.team_id where me.id = %(me)s"  # noqa: S608
_WHO: dict[WorkOf, str] = {"me": _ME, "cover": _ME_AND_COVERED, "team": _TEAM}


def _allocations(viewer: Viewer, on: date, whose: WorkOf, past: bool) -> tuple[list[Allocation], list[Away]]:
    """Those in force on the day, the viewer's own first, then those of colleagues whom they cover, and where asked of the whole team. Of the real day
    those of the viewer and of whom they cover are known from signing in; a demo area may hold another."""
    me = viewer.practitioner
    if me is None:
        return [], []
    away = [Away(*row) for row in rows(_COVERED, me=me, on=on)] if whose != "me" else []
    covered = {a.practitioner: a.name for a in away}
    if past or whose == "team" or on != london_date(datetime.now(LONDON)):
        found = identities(viewer, _ALLOCATIONS.format(who=_WHO[whose]), me=me, on=on)
        given = [Allocation(*row, own=row[3] == me) for row in found]
    else:
        names = {None: viewer.name, **covered}
        given = [Allocation(a.child, a.case, a.part, a.covered or me, names[a.covered], a.covered is None) for a in viewer.allocated if a.covered in names]
    given.sort(key=lambda a: (not a.own, a.practitioner not in covered))
    return [a for a in given if knows_part(viewer, a.role, a.child, a.practitioner)], away


_OF_CHILDREN = """c.child_id = any(%(children)s)
  and (%(past)s or exists (select 1 from cases_clockrow r where r.case_id = c.id and r.kind <> 'wait'
                           and (r.stopped is null or r.stopped > r.due and r.due >= %(since)s)))"""


def _cases(viewer: Viewer, children: list[UUID], on: date, past: bool) -> list[Case]:
    """Cases of these children that the viewer may know of. Today those are enough on which something runs, or was done late and is still offered
    to be put right; what ran on a past day, only the journal tells."""
    found = cases_where(_OF_CHILDREN, children=children, past=past, since=on - OFFERED_FOR)
    return [case for case in found if may(viewer, "status", case.kind_of_data, record_of(case))]


def _task(
    clock: ClockFacts,
    case: Case,
    child: Child,
    given: list[Allocation],
    own: bool,
    covered: frozenset[UUID],
    on: date,
    others: list[ClockFacts],
) -> Task | None:
    if clock.floor and clock.status(on) == "met":
        return None
    if clock.owed_by == "family" and not clock.floor:
        return None  # the family's right to mediate or appeal is nobody's task
    best = next((a for a in given if _answers(a.role, clock, own)), None)
    if best is None:
        return None
    return Task(
        clock=clock,
        case=case,
        child=child,
        mine=(clock.owed_by == "authority" if best.role in OFFICERS else True) and not clock.floor,
        covering=best.name if not best.own and best.practitioner in covered else "",
        allocated_to="" if best.own else best.name,
        others=others,
    )


def _answers(role: str, clock: ClockFacts, own: bool) -> bool:
    """An officer follows every clock of their authority's cases, and none of a health service's; anybody else owes what their own part is."""
    return (own and role in OFFICERS) or role == clock.owed_by or role == role_of(clock.owed_by)
