"""The designated officers of health and social care: what is not confirmed, and section G."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused, Shape, visible
from goldenthread.cases.models import Case
from goldenthread.cases.pages.case import case_or_404
from goldenthread.cases.queries_parties import responsible_icb
from goldenthread.pathways.common.contributors import CONTRIBUTORS
from goldenthread.plans.actions_answers import agree_section_g, agrees_for
from goldenthread.plans.changes import section_g
from goldenthread.plans.confirming import ORDER, standing
from goldenthread.plans.models import Clause, Plan, SignBack
from goldenthread.plans.queries import PLAN, agreed_words, clauses_of, plans_of, reach, rests_on_advice
from goldenthread.plans.sections import of_care, of_health
from goldenthread.science.comparison import label
from goldenthread.web.days import today

_SHAPE = Shape(kind=None)


@signed_in
def unconfirmed_clauses(request: HttpRequest) -> HttpResponse:
    """Clauses of draft and amended plans that rest on health or social care advice: first those changed or taken out after they
    were confirmed, then those not confirmed. Silence is shown as
    silence: the plan is not held up."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.holds("dco", "dsco"):
        raise Http404
    mine = [f for role, f in (("dco", of_health), ("dsco", of_care)) if viewer.holds(role)]
    newest: dict[UUID, Plan] = {}
    for plan in Plan.objects.filter(visible(viewer, "read", shape=_SHAPE, kind=PLAN)).select_related("child").order_by("version"):
        newest[plan.case] = plan
    open_plans = {p.pk: p for p in newest.values() if not p.issued_on and not p.withdrawn}
    seen = set(Case.objects.filter(visible(viewer, "status", shape=Shape(case="id", confidentiality="confidentiality")), pk__in=newest).values_list("pk", flat=True))
    answers: dict[UUID, list[SignBack]] = defaultdict(list)
    for a in SignBack.objects.filter(child__in=[p.child_id for p in open_plans.values()]).select_related("clause").order_by("at"):
        answers[a.clause.line].append(a)
    rows = []
    for c in Clause.objects.filter(plan__in=open_plans, advice__isnull=False).order_by("case", "section", "number"):
        if c.case in seen and rests_on_advice(c) and any(f(c.contributor) for f in mine):
            state = standing("" if c.removed else c.text, [a for a in answers[c.line] if a.contributor == c.contributor])
            if c.removed and state.state != "changed-since":
                continue
            rows.append((open_plans[c.plan_id], c, label(c), CONTRIBUTORS.get(c.contributor, c.contributor.replace("-", " ")), state))
    rows.sort(key=lambda r: (ORDER[r[4].state], r[0].sent_on is None, str(r[0].sent_on), str(r[0].case)))
    waiting = sum(r[4].state in ("not-confirmed", "changed-since") for r in rows)
    return render(request, "plans/unconfirmed.html", {"nav": "unconfirmed", "rows": rows[:300], "total": len(rows), "waiting": waiting})


@signed_in
def agree(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The ICB's agreement to section G, as it then reads."""
    viewer = request.viewer  # type: ignore[attr-defined]
    case = case_or_404(request, case_id, "Looked at section G of the plan")
    plan = plans_of(viewer, case).first()
    if reach(viewer, case) != "all":
        raise Http404
    clauses = [c for c in clauses_of(viewer, case, plan) if c.section == "G" and not c.removed] if plan else []
    words, agreed = section_g(clauses), agreed_words(case)
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
