"""What somebody owes, by when: the open clocks of the children allocated to them, to those whom they cover, or to
their team."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.db.models import Q

from goldenthread.access.policy import OF_A_CHILD, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case
from goldenthread.cases.parties import role_of
from goldenthread.cases.queries_clocks import CASE, ClockFacts, clocks_of, open_clocks_of_children
from goldenthread.people.models import Allocation, Child, Cover, Practitioner
from goldenthread.people.models.dated import in_force

WorkOf = Literal["me", "cover", "team"]
OFFICERS = ("la-send-caseworker", "la-send-manager")
IDENTITY = "identity-and-contact"


@dataclass(frozen=True)
class Task:
    """A row of a list of work: a clock that runs, the child, whose move it is and for whom the viewer does it."""

    clock: ClockFacts
    case: Case
    child: Child
    mine: bool
    covering: str = ""
    allocated_to: str = ""
    others: tuple[ClockFacts, ...] = ()

    @property
    def case_id(self) -> UUID:
        return self.case.pk


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
    allocations, away = _allocations(viewer, on, whose)
    covered = frozenset(a.practitioner for a in away)
    children = {a.child_id for a in allocations}
    cases = {c.pk: c for c in _cases(viewer, children)}
    if past:
        found = [c for c in clocks_of(viewer, list(cases.values()), on, known_at) if c.stopped is None]
    else:
        found = open_clocks_of_children(viewer, children)
    of_child: dict[UUID | None, list[Allocation]] = {}
    for allocation in allocations:
        of_child.setdefault(allocation.child_id, []).append(allocation)
    tasks = []
    for clock in found:
        case = cases.get(clock.case)
        if case is not None and (task := _task(clock, case, of_child.get(case.child_id, []), covered, viewer, on)):
            tasks.append(task)
    counted = [replace(a, cases=len({t.case_id for t in tasks if t.covering == a.name})) for a in away]
    return Work(tuple(tasks), tuple(counted))


def with_other_clocks(
    viewer: Viewer, tasks: Iterable[Task], on: date, known_at: datetime | None, past: bool
) -> list[Task]:
    """The same tasks, each with every clock of its case, from which a list says what a task waits for."""
    tasks = list(tasks)
    cases = {t.case_id: t.case for t in tasks}
    by_case: dict[UUID, list[ClockFacts]] = {}
    for clock in clocks_of(viewer, list(cases.values()), on if past else None, known_at):
        by_case.setdefault(clock.case, []).append(clock)
    return [replace(t, others=tuple(by_case.get(t.case_id, ()))) for t in tasks]


def _allocations(viewer: Viewer, on: date, whose: WorkOf) -> tuple[list[Allocation], list[Away]]:
    """Rows in force on the day. Whoever the viewer covers counts with them, or the whole team where asked."""
    if viewer.practitioner is None:
        return [], []
    me = Practitioner.objects.filter(pk=viewer.practitioner).only("team_id").first()
    covers = list(Cover.objects.filter(in_force(on), covered_by=viewer.practitioner).select_related("practitioner"))
    answers = Q(practitioner=viewer.practitioner)
    if whose != "me":
        answers |= Q(practitioner__in=[c.practitioner_id for c in covers])
    if whose == "team" and me is not None and me.team_id is not None:
        answers |= Q(practitioner__team=me.team_id)
    rows = Allocation.objects.filter(
        answers, in_force(on), visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY)
    ).select_related("practitioner")
    return list(rows), [
        Away(c.practitioner_id, c.practitioner.name, c.valid_to) for c in covers
    ] if whose != "me" else []


def _cases(viewer: Viewer, children: Iterable[UUID]) -> list[Case]:
    return list(
        Case.objects.filter(visible(viewer, "status", shape=CASE), child__in=sorted(children)).select_related("child")
    )


def _task(
    clock: ClockFacts,
    case: Case,
    allocations: list[Allocation],
    covered: frozenset[UUID],
    viewer: Viewer,
    on: date,
) -> Task | None:
    if clock.floor and clock.status(on) == "met":
        return None
    if clock.owed_by == "family" and not clock.floor:
        return None  # the family's right to mediate or appeal is nobody's task
    fitting = [a for a in allocations if a.case in (None, case.pk) and _answers(a.role, clock)]
    if not fitting or case.child is None:
        return None
    # The viewer's own allocation first, then a colleague's whom they cover, then any of the team.
    best = min(fitting, key=lambda a: a.practitioner_id != viewer.practitioner)
    theirs = best.practitioner_id != viewer.practitioner
    return Task(
        clock=clock,
        case=case,
        child=case.child,
        mine=(clock.owed_by == "authority" if best.role in OFFICERS else True) and not clock.floor,
        covering=best.practitioner.name if theirs and best.practitioner_id in covered else "",
        allocated_to=best.practitioner.name if theirs else "",
    )


def _answers(role: str, clock: ClockFacts) -> bool:
    """An officer follows every clock of their cases; anybody else owes what their own part of it is."""
    return role in OFFICERS or role == clock.owed_by or role == role_of(clock.owed_by)
