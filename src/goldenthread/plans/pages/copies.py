"""An officer answers a setting that asks for the plan in force."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.cases.pages.case import case_or_404
from goldenthread.plans.actions import Overtaken
from goldenthread.plans.actions_copies import copy_asked, decline_copy, give_copy, has_part, still_attends
from goldenthread.plans.forms import DeclineCopyForm, GiveCopyForm
from goldenthread.plans.queries import may_write, plan_in_force


@never_cache
@signed_in
def answer_copy(request: HttpRequest, case_id: UUID, copy_id: UUID) -> HttpResponse:
    case = case_or_404(request, case_id, "Opened a form to answer a setting that asks for the plan")
    viewer = request.viewer  # type: ignore[attr-defined]
    asked = copy_asked(viewer, case, copy_id)
    if asked is None or case.child_id is None or not may_write(viewer, case):
        raise Http404
    found = plan_in_force(viewer, case.child_id)
    do = request.POST.get("do", "")
    give = GiveCopyForm(request.POST if do == "give" else None)
    decline = DeclineCopyForm(request.POST if do == "decline" else None)
    problem = ""
    if do and asked.decision:
        problem = "Somebody has answered this already"
    elif do == "give" and (found is None or not still_attends(asked)):
        problem = "There is no plan in force to give" if found is None else f"{case.child.forename if case.child else 'The child'} is not entered at {asked.setting.name} any more, so it needs no copy. Answer without giving it"
    elif do in ("give", "decline") and (give if do == "give" else decline).is_valid():
        try:
            if do == "give" and found is not None:
                give_copy(viewer, asked, found[0], found[1], give.cleaned_data["ground"], give.cleaned_data["reason"])
                messages.success(request, f"{asked.setting.name} can read the plan now, and was told so.")
            elif do == "decline":
                decline_copy(viewer, asked, decline.cleaned_data["reason"])
                messages.success(request, f"Answered. {asked.setting.name} reads your reason.")
            return redirect("case", case.pk)
        except (Overtaken, Refused):
            problem = "Somebody has answered this already"
    wrong = next((f for f in (give, decline) if f.is_bound and f.errors), None)
    context = {
        "nav": "children", "case": case, "child": case.child, "asked": asked, "plan": found[0] if found else None, "has_part": found is not None and has_part(asked, found[0]), "give": give, "decline": decline, "wrong": wrong,
        "problem": problem, "errors": bool(problem or wrong), "narrow": True,
    }  # fmt: skip
    return render(request, "plans/answer_copy.html", context, status=409 if problem else 200)
