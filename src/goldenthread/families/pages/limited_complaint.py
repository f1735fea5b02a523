"""Complaining, and reading one's own complaint, for a parent whom a bar keeps from a child's record. It reads nothing but what
`complaints_barred` answers, so that nothing else can come onto it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.families.bars import Told, told_barred
from goldenthread.families.complaint_about import OTHER, Failed
from goldenthread.families.complaint_steps import ombudsmen
from goldenthread.families.complaint_whose import nhs_bodies, whose_it_is
from goldenthread.families.complaints_barred import complain_barred, complaints_barred, step_barred, steps_told
from goldenthread.families.forms_complaints import OUTCOMES, ComplainForm, StepForm
from goldenthread.families.story import Who
from goldenthread.web.days import today
from goldenthread.web.languages import t

COUNCIL_OF_THE_CHILD = UUID(int=0)


def _told(request: HttpRequest, child_id: UUID) -> Told:
    told = told_barred(request.viewer, today()).get(child_id)  # type: ignore[attr-defined]
    if told is None:
        raise Http404
    return told


def limited_complain_page(request: HttpRequest, child_id: UUID) -> HttpResponse:
    told, on = _told(request, child_id), today()
    steps, bodies = steps_told(told, on), nhs_bodies()
    form = ComplainForm(request.POST if request.method == "POST" else None, failed=steps, lines=[], bodies=bodies, who=Who(told.forename))
    if request.method == "POST" and form.is_valid():
        step = next((s for s in steps if s.key == form.cleaned_data["failed"]), Failed(OTHER))
        # Which council it is they need not know: it is the one that none is named for.
        whose = whose_it_is(form.cleaned_data["of"], COUNCIL_OF_THE_CHILD)
        body, also = (None if key == COUNCIL_OF_THE_CHILD else key for key in (whose.body, whose.also))
        if complain_barred(child_id, step, body, also, text=form.cleaned_data["text"], on=on):
            messages.success(request, t("We have your complaint. A manager answers it here."))
            return redirect("family-page", child_id)
        form.add_error("text", t("You have complained many times today, and this was not kept. Send it again tomorrow, or write to them"))
    context = {"form": form, "errors": form.is_bound and bool(form.errors), "told": told, "bodies": bodies}
    return render(request, "families/limited_complain.html", context, status=400 if form.is_bound else 200)


def limited_own_complaint(request: HttpRequest, child_id: UUID, complaint_id: UUID) -> HttpResponse:
    told, on = _told(request, child_id), today()
    found = next((c for c in complaints_barred(child_id) if c.pk == complaint_id), None)
    if found is None:
        raise Http404
    step = request.POST.get("step", "")
    form = StepForm(request.POST if step == "next-stage" else None, who=Who(told.forename), needed=step == "next-stage")
    if request.method == "POST" and (step != "next-stage" or form.is_valid()):
        if not step_barred(child_id, found, step, text=form.cleaned_data["text"] if step == "next-stage" else "", on=on):
            raise Http404
        messages.success(request, t("We have noted that."))
        return redirect("own-complaint", child_id, complaint_id)
    context = {"told": told, "complaint": found, "form": form, "errors": form.is_bound and bool(form.errors), "on": on, "ombudsmen": ombudsmen(found.of, found.joint), "outcomes": OUTCOMES}
    return render(request, "families/limited_complaint.html", context, status=400 if form.is_bound else 200)
