""" "It has got worse": the family says it, a clinician answers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.services.forms import AnswerForm, WorseForm
from goldenthread.services.told import referral_of_family
from goldenthread.services.worse import answer, answer_by, clinicians, give, say, unanswered
from goldenthread.web.days import today
from goldenthread.web.words import full_day, tag

LOOKED = "Looked at a health service’s record"
"""The record of looks is read by those who may not know of which service, or why: so it says no more."""
ANSWERS = ("health-practitioner", "health-service-manager")


@signed_in
def say_worse(request: HttpRequest, case_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    referral = referral_of_family(viewer, case_id)
    if referral is None:
        raise Http404
    form = WorseForm(request.POST or None)
    if form.is_valid():
        try:
            said = say(viewer, referral, words=form.cleaned_data["words"], call=form.cleaned_data["call"], on=on)
        except Refused:
            raise Http404 from None
        messages.success(request, f"We have it. A clinician of the service will answer you by {full_day(answer_by(said.said_on))}.")
        return redirect("family-page", referral.child_id)
    context = {"family_page": True, "narrow": True, "form": form, "errors": form.is_bound and bool(form.errors), "child": referral.child_id, "by": answer_by(on), "case": case_id}
    return render(request, "services/say_worse.html", context)


@signed_in
def worse(request: HttpRequest) -> HttpResponse:
    """Everything that is owed an answer, and the answering of it."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if not viewer.holds(*ANSWERS):
        raise Http404
    found = unanswered(viewer)
    which = request.POST.get("word", "")
    if request.method == "POST" and request.POST.get("do") == "give":
        try:
            give(viewer, UUID(which), UUID(request.POST.get("clinician", "")))
        except ValueError:
            messages.info(request, "Nobody was chosen, so nothing was changed.")
        except Refused:
            raise Http404 from None
        else:
            messages.success(request, "They have the child for eight weeks from today, and the answer is theirs.")
        return redirect("worse")
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            first = answer(viewer, UUID(which), text=form.cleaned_data["text"], on=on)
        except (ValueError, Refused):
            raise Http404 from None
        messages.success(request, "The family has your answer on its page." if first else "Somebody had answered already. Nothing was changed.")
        return redirect("worse")
    for w in found:
        record_look(viewer, w.child.pk, LOOKED, w.case)
    context = {
        "nav": "worse", "found": [(w, tag("overdue" if w.by < on else "running", "local", (w.by - on).days)) for w in found], "form": form, "which": which,
        "errors": form.is_bound and bool(form.errors), "clinicians": clinicians(viewer), "late": sum(w.by < on for w in found), "narrow": True,
    }  # fmt: skip
    return render(request, "services/worse.html", context)
