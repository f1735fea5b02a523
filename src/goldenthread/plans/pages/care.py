"""Sections D and H beside what social care advised."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.assessments.models import Advice
from goldenthread.cases.pages.case import case_or_404
from goldenthread.plans.care import care_items
from goldenthread.plans.queries import advice_read, clauses_of, may_write, reach, versions_for_request
from goldenthread.science.advice import advice_of


@never_cache
@signed_in
def care(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """For those who write plans, and the designated officers: whoever reads the whole of a plan that is being made."""
    viewer = request.viewer  # type: ignore[attr-defined]
    case = case_or_404(request, case_id, "Compared the plan with social care’s advice")
    plan = next(iter(versions_for_request(viewer, case)), None)
    if reach(viewer, case) != "all" or plan is None:
        raise Http404
    given: dict[UUID, Advice] = {}
    for a in advice_read(viewer, case.child_id).filter(contributor="social-care").order_by("sent_at"):
        given[a.author] = a
    items = care_items(clauses_of(viewer, case, plan), [(a.pk, advice_of(a.body)) for a in given.values()])
    context = {
        "nav": "children", "case": case, "child": case.child, "plan": plan, "items": items, "given": list(given.values()),
        "differ": sum(i.result != "same" for i in items), "officer": may_write(viewer, case),
    }  # fmt: skip
    return render(request, "plans/care.html", context)
