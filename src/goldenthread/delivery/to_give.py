"""A provider's list of what it is to give: the lines of the ledger once more, child by child, whatever the week. The sessions
page says what is due of them in one week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from goldenthread.access.policy import OF_A_CHILD, visible
from goldenthread.access.viewer import Viewer
from goldenthread.delivery.lines import PlanLine, covered_by, lines_of, may_record, often, recordable_children
from goldenthread.plans.models import Clause
from goldenthread.plans.queries import PLAN
from goldenthread.science.delivery import SERVICES, Line

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
NO_PLACE = "Place not entered"
NOT_GIVEN = "Not shared with you. The case officer can share it"


@dataclass(frozen=True)
class ToGive:
    """A line in force that somebody's service or school gives. `outcome` is what it leads to, where the viewer was given that clause
    of the plan (SEND Regulations 2014 r.17)."""

    line: PlanLine
    outcome: str

    @property
    def name(self) -> str:
        return f"{self.line.child.forename} {self.line.child.surname}"

    @property
    def how_often(self) -> str:
        weeks = self.line.details.get("weeks")
        said = self.line.reads
        how_often = str(self.line.details.get("how_often") or "").strip() or (often(said.rhythm) if isinstance(said, Line) else "")
        return ", ".join(p for p in (how_often, f"{weeks} weeks a year" if weeks else "") if p)

    @property
    def how_long(self) -> str:
        said = self.line.reads
        minutes = self.line.details.get("minutes") or (said.minutes if isinstance(said, Line) else None)
        return f"{minutes} minutes" if minutes else ""

    @property
    def group(self) -> str:
        size = self.line.details.get("group")
        return "One to one" if size == 1 else f"Up to {size} together" if size else ""

    @property
    def kind_of_person(self) -> str:
        return str(self.line.details.get("who") or "").strip()

    @property
    def by(self) -> str:
        a = self.line.arranged
        return (a.practitioner.name if a.practitioner else a.provider.name) if a else "Nobody named yet"

    @property
    def place(self) -> str:
        a = self.line.arranged
        return a.place.name if a and a.place else ""

    @property
    def day(self) -> str:
        a = self.line.arranged
        return WEEKDAYS[a.weekday - 1] if a and a.weekday else ""


def to_give(viewer: Viewer, on: date) -> list[ToGive]:
    """Every line in force that the viewer records, or that their own body gives of the children whom they may record of, in the
    order of children and of the plan."""
    covered, bodies = covered_by(viewer, on), _bodies(viewer)
    found = [
        x for x in lines_of(viewer, recordable_children(viewer))
        if x.in_force(on) and (may_record(viewer, x, covered) or (x.arranged is not None and x.arranged.provider_id in bodies))
    ]  # fmt: skip
    leads_to = _outcomes(viewer, found)
    return [ToGive(x, leads_to.get((x.plan, x.line), "")) for x in found]


def _bodies(viewer: Viewer) -> set[UUID]:
    return {b.owner for role in viewer.roles if role.organisation for b in role.bases if b.kinds is None}


def _outcomes(viewer: Viewer, lines: Sequence[PlanLine]) -> dict[tuple[UUID, UUID], str]:
    """What each line leads to. Row-level security leaves the clauses that the viewer was given."""
    plans = {x.plan for x in lines}
    seen = Clause.objects.filter(visible(viewer, shape=OF_A_CHILD, kind=PLAN), plan__in=plans)
    serve = dict[tuple[UUID, UUID], UUID]()
    for plan, line, outcome in seen.filter(line__in=[x.line for x in lines], outcome__isnull=False).values_list("plan_id", "line", "outcome"):
        serve[plan, line] = outcome
    words = {(p, line): text for p, line, text in seen.filter(line__in=set(serve.values()), section="E", removed=False).values_list("plan_id", "line", "text")}
    return {key: words[key[0], outcome] for key, outcome in serve.items() if (key[0], outcome) in words}


COLUMNS = ("reference", "child", "line", "section", "service", "words_of_the_plan", "how_often", "how_long", "group", "who_the_plan_says", "given_by", "place", "day", "outcome", "in_force_since")


def in_cells(found: Iterable[ToGive]) -> Iterator[tuple[object, ...]]:
    """The lines under `COLUMNS`."""
    for t in found:
        x = t.line
        yield (x.child.reference, t.name, x.label, x.section, SERVICES[x.service], x.words, t.how_often, t.how_long, t.group, t.kind_of_person,
               t.by, t.place, t.day, t.outcome or NOT_GIVEN, x.stretches[-1].first.isoformat())  # fmt: skip
