"""What a complaint may be about: a step that failed, with whose it was, or a line of the plan that is not given. Kept as it was on the day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from goldenthread.access.viewer import Viewer
from goldenthread.cases.queries_children import cases_of_child
from goldenthread.cases.queries_clocks import clocks_of
from goldenthread.engine.explain import full_day
from goldenthread.families.queries import ASIDE
from goldenthread.pathways import PATHWAYS
from goldenthread.pathways.common.contributors import CONTRIBUTORS
from goldenthread.pathways.common.early_resolution import OFFERED_FOR
from goldenthread.people.models import Child
from goldenthread.plans.queries import clauses_of, plan_in_force
from goldenthread.science.comparison import label

OTHER, CLAUSE = "other", "clause"
NOT_GIVEN = "deliver-provision"
"""What a line of the plan that is not given is about: the rules of remedies know it by this name."""
GIVEN = ("F", "G", "H1", "H2")


@dataclass(frozen=True)
class Failed:
    """A step that failed: its clock, case and last day; or a line of the plan. And in words."""

    key: str
    clock: str = OTHER
    case: UUID | None = None
    words: str = ""
    due: dt.date | None = None
    line: UUID | None = None
    at: UUID | None = None
    """The body whose case it is."""


def steps_that_failed(viewer: Viewer, child: Child, on: dt.date) -> list[Failed]:
    """Steps of others that are past their day or were done after it, on the cases that the viewer sees: of what goes on, all; of what is
    over, those of the last year."""
    lines = [line for line in cases_of_child(viewer, child, on) if line.case.pathway not in ASIDE]
    over = {line.case.pk for line in lines if line.closed}
    pathways = {line.case.pk: PATHWAYS[line.case.pathway] for line in lines}
    owners = {line.case.pk: line.case.owner_id for line in lines}
    found = []
    for c in clocks_of(viewer, [line.case for line in lines]):
        if c.familys or c.due is None or c.status(on) not in ("overdue", "late") or (c.case in over and c.due < on - OFFERED_FOR):
            continue
        title, whose = pathways[c.case].clock_titles.get(c.clock, c.clock), CONTRIBUTORS.get(c.about, "") if c.clock == "advice" else ""
        found.append(Failed(f"{c.case}:{c.key}", c.clock, c.case, f"{title}{', ' + whose if whose else ''}: was due on {full_day(c.due)}", c.due, at=owners[c.case]))
    return sorted(found, key=lambda f: (f.due or on, f.key))


def lines_of_plan(viewer: Viewer, child: Child) -> list[Failed]:
    """The lines of the plan in force that somebody has to give, as far as the viewer reads them."""
    plan = plan_in_force(viewer, child.pk)
    if plan is None:
        return []
    return [
        Failed(str(c.line), NOT_GIVEN, plan[1].pk, f"{label(c)} of the plan, not given: {c.text}"[:200], line=c.line)
        for c in clauses_of(viewer, plan[1], plan[0])
        if c.section in GIVEN and not c.removed
    ]
