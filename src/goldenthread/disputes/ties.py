"""What a mediation or an appeal is about: the step that failed or the clause of the plan; and beside the case that it arose from, what an order
or an agreement asks of it and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from goldenthread.access.policy import OF_A_CHILD, Refused, may, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case
from goldenthread.cases.plain_sql import cases_where
from goldenthread.cases.queries_case import CaseView
from goldenthread.cases.queries_children import cases_of_child
from goldenthread.cases.queries_clocks import CASE, clocks_of, record_of
from goldenthread.disputes.models import Tie
from goldenthread.engine.explain import full_day, long_day
from goldenthread.families.early import broken_of
from goldenthread.families.queries import officer_bodies
from goldenthread.families.recurrence import since_the_change
from goldenthread.pathways import PATHWAYS
from goldenthread.pathways.common.compliance import LIMITS_OF_COMPLIANCE
from goldenthread.pathways.common.rights import DISPUTE
from goldenthread.plans.queries import clauses_of, plan_in_force
from goldenthread.science.comparison import label

DISPUTES = ("mediation", "tribunal-appeal")
APPEALED = ("B", "F", "I")


@dataclass(frozen=True)
class Choice:
    """A step or a clause that a disagreement may be about."""

    of_case: UUID
    key: str
    words: str
    clock: str = ""
    line: UUID | None = None

    @property
    def value(self) -> str:
        return f"{self.of_case}:{self.key}"


def may_tie(viewer: Viewer, case: Case) -> bool:
    return case.pathway in DISPUTES and case.child_id is not None and case.owner_id in officer_bodies(viewer)


def choices_for(viewer: Viewer, case: Case, on: date) -> list[Choice]:
    """Decisions that can be appealed, steps that failed, and the clauses of the plan in force of which the tribunal decides."""
    assert case.child is not None
    assert case.child_id is not None
    cases = [line.case for line in cases_of_child(viewer, case.child, on) if line.case.pathway not in (*DISPUTES, "complaint")]
    titles = {c.pk: PATHWAYS[c.pathway] for c in cases}
    found = [
        Choice(k.case, k.key, f"{titles[k.case].title}: the decision of {long_day(k.started)}", k.clock)
        for k in clocks_of(viewer, cases)
        if k.clock == "lodge-appeal"
    ]
    found += [Choice(b.case.pk, b.clock.key, b.words, b.clock.clock) for b in broken_of(viewer, cases, on)]
    plan = plan_in_force(viewer, case.child_id)
    if plan is not None:
        found += [
            Choice(plan[1].pk, str(c.line), f"{label(c)} of the plan: {c.text}"[:300], line=c.line)
            for c in clauses_of(viewer, plan[1], plan[0])
            if c.section in APPEALED and not c.removed
        ]
    return found


def ties_of(viewer: Viewer, case: Case) -> list[Tie]:
    return list(Tie.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=DISPUTE), case=case.pk).order_by("at", "pk"))


@transaction.atomic
def tie(viewer: Viewer, case: Case, chosen: list[Choice], on: date) -> None:
    """What it is about from now on: what is not chosen any more is taken away, what stays keeps the words that it had."""
    if not may_tie(viewer, case):
        raise Refused
    wanted = {c.value: c for c in chosen}
    before = {f"{t.of_case}:{t.key}": t for t in ties_of(viewer, case)}
    Tie.objects.filter(pk__in=[t.pk for value, t in before.items() if value not in wanted]).delete()
    Tie.objects.bulk_create([
        Tie(child_id=case.child_id, owner_id=case.owner_id, case=case.pk, of_case=c.of_case, clock=c.clock, line=c.line, key=c.key, words=c.words[:300], by_name=viewer.name[:100], on=on)
        for value, c in wanted.items() if value not in before
    ])  # fmt: skip


def about(viewer: Viewer, cases: list[UUID]) -> dict[UUID, str]:
    """In words, what each of these disagreements is about."""
    found: dict[UUID, str] = {}
    for t in Tie.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=DISPUTE), case__in=cases).order_by("at", "pk"):
        found[t.case] = f"{found[t.case]}; {t.words}" if t.case in found else t.words
    return found


def beside_the_clocks(view: CaseView, on: date) -> list[str]:
    viewer, case = view.viewer, view.case
    if case.pathway in DISPUTES:
        ties = ties_of(viewer, case)
        tied = [f"It is about: {t.words}." for t in ties]
        tied += [said for t in ties if t.clock not in ("", "lodge-appeal") for said in since_the_change(viewer, case.pk, t.clock, on)]
        return tied or (["It is not said yet which step or clause it is about."] if may_tie(viewer, case) else [])
    if not view.whole.linked:
        return []
    arising = cases_where("c.arose_from_id = %(case)s and c.pathway = any(%(pathways)s)", case=case.pk, pathways=list(DISPUTES))
    arose = [c for c in arising if may(viewer, "status", c.kind_of_data, record_of(c))]
    of = {c.pk: c for c in arose}
    said = []
    for k in sorted(clocks_of(viewer, arose), key=lambda k: k.due or date.max):
        if k.clock in LIMITS_OF_COMPLIANCE and k.due:
            what = PATHWAYS[of[k.case].pathway]
            how = f"done on {long_day(k.stopped)}" if k.stopped else "not done, and past its day" if k.status(on) == "overdue" else "not done yet"
            said.append(f"{what.title} of {long_day(k.started)}: {what.clock_titles[k.clock].lower()} by {full_day(k.due)}; {how}.")
    return said


def learned_from(viewer: Viewer, keys: list[UUID]) -> dict[UUID, str]:
    """Of these, the mediations and appeals of the bodies whose casework the viewer does or leads, and what each is about."""
    seen = Case.objects.filter(visible(viewer, "read", shape=CASE), pk__in=keys, pathway__in=DISPUTES, owner__in=sorted(officer_bodies(viewer)))
    cases = dict(seen.values_list("pk", "pathway"))
    words = about(viewer, list(cases))
    return {key: words.get(key, f"{PATHWAYS[pathway].title}: what it is about is not said yet") for key, pathway in cases.items()}
