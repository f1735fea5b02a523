"""The lines that a child's issued plan promises, with who gives each: what of it the viewer may read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from goldenthread.access.policy import CHILD, IDENTITY, OF_A_CHILD, Record, may, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.plain_sql import rows
from goldenthread.delivery.models import Arrangement
from goldenthread.engine.calendar import Closure
from goldenthread.people.models import Child
from goldenthread.plans.queries import PLAN
from goldenthread.science.comparison import label
from goldenthread.science.delivery import CannotBeChecked, Due, Line, Rhythm, line_of, schedule, service_of
from goldenthread.science.delivery_columns import closures_of
from goldenthread.web.json_column import json_of

GIVES = ("health-practitioner", "health-visitor", "educational-psychologist", "social-worker")
"""Roles that record what they gave, of the children for whom they answer."""
SETTING = "setting-senco"
OF_A_SCHOOL = ("school", "not-known")
"""Services whose lines a school records of its pupils while nobody is named to give them."""


@dataclass(frozen=True)
class Stretch:
    """The line as one version of the plan had it, and how long that version was in force."""

    plan: UUID
    first: date
    last: date | None
    reads: Line | CannotBeChecked
    closures: tuple[Closure, ...] = ()


def often(rhythm: Rhythm) -> str:
    """ "Twice a day", "3 times every 2 weeks"."""
    times = {1: "Once", 2: "Twice"}.get(rhythm.times, f"{rhythm.times} times")
    return f"{times} a {rhythm.period}" if rhythm.every == 1 else f"{times} every {rhythm.every} {rhythm.period}s"


@dataclass
class PlanLine:
    """A line through all versions; its words and place are those of the newest."""

    line: UUID
    child: Child
    owner: UUID
    case: UUID
    section: str
    number: int
    words: str
    details: Mapping[str, Any]
    contributor: str
    author: UUID | None
    stretches: list[Stretch] = field(default_factory=list)
    arranged: Arrangement | None = None

    @property
    def label(self) -> str:
        return label(self)

    @property
    def service(self) -> str:
        return service_of(str(self.details.get("who") or ""), self.contributor, self.words)

    @property
    def reads(self) -> Line | CannotBeChecked:
        return self.stretches[-1].reads

    @property
    def plan(self) -> UUID:
        return self.stretches[-1].plan

    def in_force(self, on: date) -> bool:
        last = self.stretches[-1]
        return last.first <= on and (last.last is None or last.last >= on)

    def dues(self, on: date) -> list[Due]:
        """What is due by the end of a day's week, and the part that runs then."""
        found: list[Due] = []
        for s in self.stretches:
            if isinstance(s.reads, Line) and s.first <= on:
                found += [d for d in schedule(s.reads, s.first, s.last, s.closures) if d.opens <= on]
        return found

    @property
    def size(self) -> str:
        """ "30 min, group of 3"."""
        minutes, group = self.details.get("minutes"), self.details.get("group")
        parts = [f"{minutes} min" if minutes else "", "one to one" if group == 1 else f"group of {group}" if group else ""]
        times = self.reads.rhythm if isinstance(self.reads, Line) else None
        if times and times.period == "day":
            parts.append("daily" if times.times == 1 else f"{times.times} times a day")
        elif times and times.period == "week" and times.every == 1 and times.times > 1:
            parts.append(f"{times.times} a week")
        return ", ".join(p for p in parts if p)


def lines_of(viewer: Viewer, children: Iterable[UUID]) -> list[PlanLine]:
    """Of these children, in the order of their names and of the plan. Three questions, however many children."""
    keys = sorted(set(children))
    if not keys:
        return []
    return assembled(
        viewer,
        (row for row in rows("select * from delivery_lines(%(keys)s)", keys=keys)
        if may(viewer, "read", PLAN, Record(owner=row[3], child=row[2], case=row[4]))),
    )  # fmt: skip


_OF_ALL = """
select c.line, f.id, f.child_id, f.owner_id, f."case", c.section, c.number, c.text, c.details, c.contributor, null::uuid, f.first, f.last,
       delivery_closures(s.closures)
from delivery_inforce(%(keys)s) f
join cases_case s on s.id = f."case"
join plans_clause c on c.plan_id = f.id and c.section in ('F', 'G', 'H1', 'H2') and not c.removed
"""


def lines_for_import(children: Iterable[UUID]) -> list[PlanLine]:
    """The same for the system role, which loads files: nobody looks at them."""
    return assembled(None, rows(_OF_ALL, keys=sorted(set(children))))


def assembled(viewer: Viewer | None, rows_given: Iterable[tuple[Any, ...]]) -> list[PlanLine]:
    """Rows of versions as lines with their stretches, in the order of children and of the plan. No viewer is the system role, which
    loads files."""
    found: dict[UUID, PlanLine] = {}
    given = sorted(rows_given, key=lambda r: r[11])
    named = visible(viewer, shape=CHILD, kind=IDENTITY) if viewer else Q()
    told = visible(viewer, shape=OF_A_CHILD, kind=PLAN) if viewer else Q()
    known = {c.pk: c for c in Child.objects.filter(named, pk__in={row[2] for row in given})}
    for line, plan, child, owner, case, section, number, words, details, contributor, author, first, last, closures in given:
        if child not in known:
            continue
        said = json_of(details)
        before = found.get(line)
        stretches = before.stretches if before else []
        if last is None or last >= first:
            stretches = [*stretches, Stretch(plan, first, last, line_of(said, words), closures_of(closures))]
        if stretches:
            found[line] = PlanLine(line, known[child], owner, case, section, number, words, said, contributor, author, stretches)
    for a in Arrangement.objects.filter(told, line__in=list(found)).select_related("provider", "practitioner", "place").order_by("id"):
        found[a.line].arranged = a
    return sorted(found.values(), key=lambda x: (x.child.sort_key, x.child.reference, x.section, x.number))


def recordable_children(viewer: Viewer) -> set[UUID]:
    """The children of whom the viewer could record anything: those for whom they answer, and a school's pupils."""
    found: set[UUID] = set()
    if viewer.holds(*GIVES):
        found |= {a.child for a in viewer.allocated}
    for role in viewer.roles:
        if role.slug == SETTING:
            found |= role.connected
    return found


def may_record(viewer: Viewer, line: PlanLine, covered: Sequence[UUID] = ()) -> bool:
    """Whether the viewer records what was given of a line: the rule of `delivery_may_record`. `covered` are the
    practitioners whose work they do while these are away."""
    if viewer.kind != "person":
        return False
    a = line.arranged
    gives = a is not None and any(
        a.provider_id in {b.owner for b in role.bases if b.kinds is None} for role in viewer.roles if role.organisation
    ) and a.practitioner_id in (None, viewer.practitioner, *covered)  # fmt: skip
    pupil = any(role.slug == SETTING and line.child.pk in role.connected for role in viewer.roles)
    if pupil and (gives or (a is None and line.service in OF_A_SCHOOL)):
        return True
    return gives and viewer.holds(*GIVES) and any(x.child == line.child.pk for x in viewer.allocated)


def covered_by(viewer: Viewer, on: date) -> list[UUID]:
    """Whom the viewer covers on a day."""
    if viewer.practitioner is None:
        return []
    question = (
        "select practitioner_id from people_cover where covered_by_id = %(me)s"
        " and %(on)s between valid_from and coalesce(valid_to, 'infinity')"
    )
    return [row[0] for row in rows(question, me=viewer.practitioner, on=on)]
