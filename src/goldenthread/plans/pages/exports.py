"""Other views of the one plan: a page for the child, structured data, and a Word document. Each gives what its reader may read, and
leaves a look on the child's record."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.cases.models import Case
from goldenthread.cases.pages.case import case_or_404
from goldenthread.letters.pdf import pdf
from goldenthread.people.models import Content
from goldenthread.plans import word_template
from goldenthread.plans.actions_sending import pictures_of
from goldenthread.plans.docx import plan_docx
from goldenthread.plans.export import plan_data
from goldenthread.plans.models import Plan
from goldenthread.plans.queries import clauses_of, given_all, may_write, plans_of, reach
from goldenthread.plans.summary import Summary, summary_of
from goldenthread.plans.taken_away import as_data
from goldenthread.web.files import attached

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _newest(request: HttpRequest, case_id: UUID, purpose: str) -> tuple[Case, Plan]:
    """The newest version that others may read, and that the viewer was given."""
    viewer = request.viewer  # type: ignore[attr-defined]
    case = case_or_404(request, case_id, purpose)
    plan = next((p for p in plans_of(viewer, case) if (p.issued_on or p.sent_on and "issued" not in request.GET) and not p.withdrawn), None)
    if plan is None:
        raise Http404
    return case, plan


def _summary(request: HttpRequest, case_id: UUID, purpose: str) -> tuple[Case, Plan, Summary]:
    viewer = request.viewer  # type: ignore[attr-defined]
    case, plan = _newest(request, case_id, purpose)
    if not given_all(viewer, case, plan):
        raise Http404
    assert case.child is not None
    return case, plan, summary_of(case.child.forename, clauses_of(viewer, case, plan))


@never_cache
@signed_in
def summary(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case, plan, made = _summary(request, case_id, "Read the plan on one page")
    viewer = request.viewer  # type: ignore[attr-defined]
    context = {
        "nav": "children", "case": case, "child": case.child, "plan": plan, "summary": made, "officer": may_write(viewer, case),
        "family": reach(viewer, case) == "sent", "narrow": True,
    }  # fmt: skip
    return render(request, "plans/summary.html", context)


@never_cache
@signed_in
def summary_pdf(request: HttpRequest, case_id: UUID) -> HttpResponse:
    _, _, made = _summary(request, case_id, "Downloaded the plan on one page")
    return attached(HttpResponse(_summary_pdf(made), content_type="application/pdf"), "plan-on-one-page.pdf")


def _summary_pdf(made: Summary) -> bytes:
    held = {str(t.pk): bytes(t.file) for t in Content.objects.filter(pk__in=[p.content for p in made.pictures], file__isnull=False)}
    made = replace(made, pictures=tuple(p for p in made.pictures if p.content in held))
    return pdf("summary.typ", pictures={p.file: held[p.content] for p in made.pictures}, summary=made.data())


@never_cache
@signed_in
def as_json(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case, plan = _newest(request, case_id, "Downloaded the plan as structured data")
    viewer = request.viewer  # type: ignore[attr-defined]
    assert case.child is not None
    whole = given_all(viewer, case, plan)
    data = plan_data(plan, case.child.reference, clauses_of(viewer, case, plan), whole=whole)
    return attached(JsonResponse(data, json_dumps_params={"indent": 2, "ensure_ascii": False}), "plan.json")


@never_cache
@signed_in
def as_docx(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The plan in the council's template where its administrator set one."""
    case, plan = _newest(request, case_id, "Downloaded the plan as a Word document")
    data = as_data(request.viewer, case, plan)  # type: ignore[attr-defined]
    if data is None:
        raise Http404
    own = word_template.standing(case.owner_id)
    template = bytes(own.file) if own and own.file else None
    return attached(HttpResponse(plan_docx(data, template, pictures_of(data)), content_type=WORD), "plan.docx")
