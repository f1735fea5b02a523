"""Complaining from a family's page; and complaints as those who lead casework answer them, with what was learned."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import LOOKED_AT_RECORD, record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.cases.actions import Conflict
from goldenthread.cases.presenters import clock_tag
from goldenthread.cases.queries_case import case_view
from goldenthread.cases.queries_children import cases_of_child
from goldenthread.engine.explain import full_day
from goldenthread.families.complaints import (
    OTHER,
    Failed,
    answer_complaint,
    complain,
    complaints_seen,
    leads_complaints,
    learned,
    open_clocks,
)
from goldenthread.families.forms_complaints import OUTCOMES, AnswerForm, ComplainForm
from goldenthread.families.pages.family import child_or_404
from goldenthread.families.queries import ASIDE, contacts_of, may_ask, who_is
from goldenthread.pathways.complaint import COMPLAINT
from goldenthread.people.models import Child
from goldenthread.science.remedies import proposed
from goldenthread.web.days import today
from goldenthread.web.languages import t, tf


@signed_in
def complain_page(request: HttpRequest, child_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    child = child_or_404(request, child_id)
    if not may_ask(viewer, child):
        raise Http404
    who, steps = who_is(viewer, child), _failed(viewer, child)
    form = ComplainForm(request.POST if request.method == "POST" else None, failed=steps, who=who)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        step = next((s for s in steps if s.key == told["failed"]), Failed(OTHER))
        made = complain(viewer, child, step, of=told["of"], text=told["text"], on=on)
        messages.success(request, tf("We have your complaint. {name} answers it.", name=made.to_name or t("A manager")))
        return redirect("family-page", child.pk)
    context = {"form": form, "errors": form.is_bound and bool(form.errors), "child": child, "who": who, "contacts": contacts_of(child.owner_id)}
    return render(request, "families/complain.html", context, status=400 if form.is_bound else 200)


def _failed(viewer: Viewer, child: Child) -> list[Failed]:
    """Steps of others that are past their day, or were done after it, on the cases that the viewer sees."""
    on, found = today(), []
    for line in cases_of_child(viewer, child, on):
        if line.case.pathway in ASIDE or line.closed:
            continue
        view = case_view(viewer, line.case, on)
        for c in (shown.facts for shown in view.clocks):
            if not c.familys and c.kind != "wait" and c.due and c.status(on) in ("overdue", "late"):
                title = view.pathway.clock_titles.get(c.clock, c.clock)
                found.append(Failed(f"{line.case.pk}:{c.key}", c.clock, line.case.pk, f"{title}: was due on {full_day(c.due)}"))
    return found


@signed_in
def complaints(request: HttpRequest) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if not leads_complaints(viewer):
        raise Http404
    found = list(complaints_seen(viewer)[:200])
    clocks = open_clocks(viewer, found)
    rows = [(c, [(COMPLAINT.clock_titles.get(k.clock, k.clock), k.due, clock_tag(k, on)) for k in clocks.get(c.case, [])[:1]] if c.case else []) for c in found]
    context = {"nav": "questions", "rows": rows, "open": sum(bool(k) for _, k in rows), "learned": learned(viewer), "on": on}
    return render(request, "families/complaints.html", context)


@signed_in
def complaint(request: HttpRequest, complaint_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    found = complaints_seen(viewer).filter(pk=complaint_id).first()
    if found is None or not leads_complaints(viewer):
        raise Http404
    # A parent reads who looked and why, and is not to learn that the other complained.
    record_look(viewer, found.child_id, LOOKED_AT_RECORD, found.case)
    clocks = open_clocks(viewer, [found]).get(found.case, []) if found.case else []
    stage = next((c.about for c in clocks if c.clock == "answer-stage"), "")
    form = AnswerForm(request.POST if request.method == "POST" else None)
    changed = False
    if request.method == "POST" and stage and form.is_valid():
        try:
            answer_complaint(viewer, found, outcome=form.cleaned_data["outcome"], text=form.cleaned_data["text"], stage=stage, on=on)
        except Refused:
            raise Http404 from None
        except Conflict:
            changed = True
        else:
            messages.success(request, t("Answered. Whoever complained reads it on their page."))
            return redirect("complaint", found.pk)
    context = {
        "nav": "questions", "complaint": found, "child": found.child, "form": form, "errors": form.is_bound and bool(form.errors), "stage": stage, "changed": changed,
        "clocks": [(COMPLAINT.clock_titles.get(c.clock, c.clock), c, clock_tag(c, on)) for c in clocks], "remedies": proposed(found.about), "outcomes": OUTCOMES, "on": on,
        "records": ("complaint-acknowledged", "early-resolution-offered", "remedy-agreed", "remedy-done", "finding-made", "change-made", "recurrence-checked"), "titles": {s: e.title for s, e in COMPLAINT.events.items()},
    }  # fmt: skip
    return render(request, "families/complaint.html", context, status=409 if changed else 400 if form.is_bound else 200)
