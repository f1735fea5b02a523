"""What the pages of a plan begin with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.access.viewer import Viewer
from goldenthread.assessments.models import Advice
from goldenthread.cases.actions import Conflict, conflict_of
from goldenthread.cases.models import Case
from goldenthread.cases.pages.case import case_or_404
from goldenthread.cases.pages.record import read_up_to, since_in_words
from goldenthread.cases.queries_case import CaseView, case_view
from goldenthread.pathways import PATHWAYS
from goldenthread.plans.actions_amending import in_hand, proposed
from goldenthread.plans.actions_sending import answers_named
from goldenthread.plans.models import Clause, Plan
from goldenthread.plans.queries import clauses_of, may_write, versions_for_request
from goldenthread.science.advice import Advice as Advised
from goldenthread.science.advice import advice_of
from goldenthread.web.days import day_shown, today


@dataclass(frozen=True)
class Desk:
    """An officer's plan of a case: its newest version, and the draft that was sent, if one was."""

    viewer: Viewer
    case: Case
    plan: Plan | None
    draft: Plan | None
    clauses: list[Clause]

    @property
    def editable(self) -> bool:
        return self.plan is not None and self.plan.sent_on is None and self.plan.issued_on is None

    @property
    def amends(self) -> bool:
        """Whether a plan in force is amended here, where an assessment makes the first."""
        return "amendment-notice-sent" in PATHWAYS[self.case.pathway].events

    def view(self) -> CaseView:
        return case_view(self.viewer, self.case, today())

    def context(self, request: HttpRequest, **more: Any) -> dict[str, Any]:
        return {
            "nav": "children", "day": day_shown(request), "case": self.case, "child": self.case.child, "plan": self.plan,
            "draft": self.draft, "editable": self.editable, "amends": self.amends, **more,
        }  # fmt: skip


def since_read(request: HttpRequest, view: CaseView) -> Conflict | None:
    """What others recorded on the case after its reader opened the form that they now send; None where nothing was."""
    read = read_up_to(request, view)
    return conflict_of(view.case.pk, read) if request.method == "POST" and read < view.last_number else None


def told_first(view: CaseView, conflict: Conflict | None) -> dict[str, Any]:
    """For a page with such a form: what came first, and up to which number its reader has read now."""
    return {
        "conflict": conflict, "since": since_in_words(view, conflict), "read_up_to": conflict.last_number if conflict else view.last_number,
    }  # fmt: skip


def nothing_left(request: HttpRequest, desk: Desk) -> HttpResponse:
    """For whoever presses a button when a colleague has done it: what came first. An old address shows nothing."""
    view = desk.view()
    conflict = since_read(request, view)
    if conflict is None:
        raise Http404
    return render(request, "plans/came_first.html", desk.context(request, narrow=True, **told_first(view, conflict)), status=409)


def desk_or_404(request: HttpRequest, case_id: UUID, purpose: str) -> Desk:
    """For those who write plans; to anybody else the page does not exist."""
    viewer = request.viewer  # type: ignore[attr-defined]
    case = case_or_404(request, case_id, purpose)
    if not may_write(viewer, case):
        raise Http404
    versions = versions_for_request(viewer, case)
    plan = versions[0] if versions else None
    draft = next((p for p in versions if p.sent_on), None)
    if Desk(viewer, case, None, None, []).amends:
        # A plan is amended time and again on one case: only what is open now is at the desk, or what was issued last.
        plan, draft = proposed(viewer, case)
        plan = plan or next((p for p in versions if p.issued_on), None)
    return Desk(viewer, case, plan, draft, clauses_of(viewer, case, plan) if plan else [])


def because_of(desk: Desk) -> dict[str, str] | None:
    """What was said of the draft, which a change may name; None while no draft was sent."""
    versions = in_hand(desk.viewer, desk.case) if desk.amends else None
    return answers_named(desk.viewer, desk.case, versions) if desk.draft is not None else None


def clause_or_404(clauses: list[Clause], clause_id: UUID) -> Clause:
    found = next((c for c in clauses if c.pk == clause_id), None)
    if found is None:
        raise Http404
    return found


def advised_by(clauses: list[Clause]) -> dict[UUID, tuple[Advice, Advised]]:
    """The advice behind these clauses that the viewer may read, by key."""
    keys = {c.advice for c in clauses if c.advice}
    return {a.pk: (a, advice_of(a.body)) for a in Advice.objects.filter(pk__in=keys, sent_at__isnull=False)}
