"""The designated officers of health and social care: what is not confirmed, and section G."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.cases.pages.case import case_or_404
from goldenthread.cases.queries_parties import responsible_icb
from goldenthread.plans.actions_answers import agree_section_g, agrees_for
from goldenthread.plans.changes import section_g
from goldenthread.plans.overseeing import OFFICERS, SHOWN, STATES, WHICH, Asked, overseen, waiting_for_the_icb
from goldenthread.plans.queries import agreed_words, clauses_of, reach, versions_for_request
from goldenthread.science.comparison import label
from goldenthread.web.days import today
from goldenthread.web.paging import page_in


@never_cache
@signed_in
def unconfirmed_clauses(request: HttpRequest) -> HttpResponse:
    """The health and care clauses of plans in force and of those being made: first those changed or taken out after they were
    confirmed, then those not confirmed. Silence is shown as silence: the plan is not held up."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.holds(*OFFICERS):
        raise Http404
    asked, page = Asked.of(request.GET.dict()), page_in(request.GET)
    found = overseen(viewer, asked, page)
    pages = max(1, -(-found.left // SHOWN))
    if page > pages:
        page, found = pages, overseen(viewer, asked, pages)
    context = {
        "nav": "unconfirmed", "waiting": waiting_for_the_icb(viewer), "found": found, "asked": asked, "states": STATES, "which": WHICH, "page": page, "pages": pages,
        "query": urlencode({k: v for k, v in vars(asked).items() if v}), "filtered": any(vars(asked).values()),
        "area": " and ".join(a for role, a in (("dco", "health"), ("dsco", "care")) if viewer.holds(role)),
    }  # fmt: skip
    return render(request, "plans/unconfirmed.html", context)


@signed_in
def agree(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The ICB's agreement to section G, as it then reads."""
    viewer = request.viewer  # type: ignore[attr-defined]
    case = case_or_404(request, case_id, "Looked at section G of the plan")
    plan = next(iter(versions_for_request(viewer, case)), None)
    if reach(viewer, case) != "all":
        raise Http404
    clauses = [c for c in clauses_of(viewer, case, plan) if c.section == "G" and not c.removed] if plan else []
    words, agreed = section_g(clauses), agreed_words(viewer, case)
    problem = ""
    if request.method == "POST":
        if plan is None or agrees_for(viewer, case) is None:
            raise Http404
        if request.POST.get("words", "").split() != words.split():
            problem = "Section G was changed while you read it. Please read the new words, and agree again if they are right"
        else:
            try:
                agree_section_g(viewer, case, plan, words)
            except Refused:
                raise Http404 from None
            messages.success(request, "The ICB’s agreement to section G is recorded, for these words.")
            return redirect("section-g", case.pk)
    context = {
        "nav": "children", "case": case, "child": case.child, "plan": plan, "clauses": [(label(c), c) for c in clauses], "words": words,
        "agreed": agreed, "stands": agreed is not None and agreed.section_g == words, "may_agree": plan is not None and not plan.issued_on and agrees_for(viewer, case) is not None,
        "icb": responsible_icb(case.child_id, today()) if case.child_id else None,
        "problem": problem, "errors": bool(problem), "narrow": True,
    }  # fmt: skip
    return render(request, "plans/section_g.html", context)
