"""The ADHD medication register: whom to check, who prescribes, and one form for what was done at a visit."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.engine.fields import BadEvent
from goldenthread.services.pages.worse import LOOKED
from goldenthread.services.prescribers import days_without
from goldenthread.services.register import CHECKS, SOON, Owed, line_of, record_checks, register
from goldenthread.web.days import today
from goldenthread.web.fields import ChoicesField, DayField, Form
from goldenthread.web.words import Tag, count_of, tag

PRESCRIBE = ("health-practitioner", "dco", "health-service-manager")


class VisitForm(Form):
    done = ChoicesField(label="What was done?", choices=list(CHECKS.items()), missing="Choose what was done")
    on = DayField(label="On which day?", missing="Enter the day")

    def clean_on(self):  # type: ignore[no-untyped-def]
        if self.cleaned_data["on"] > today():
            raise forms.ValidationError("The day must be today or in the past")
        return self.cleaned_data["on"]


def _tag(owed: Owed) -> Tag:
    status = "overdue" if owed.days is not None and owed.days < 0 else "running"
    return tag(status, "guidance", owed.days)  # type: ignore[arg-type]


@signed_in
def adhd_register(request: HttpRequest) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if not viewer.holds(*PRESCRIBE):
        raise Http404
    found = register(viewer, on)
    practices = [p.name for p in found.practices]
    practice = request.GET.get("practice", "")
    shown = [line for line in found.lines if practice in ("", line.practice)]
    for line in (*shown, *found.waiting):
        record_look(viewer, line.child.pk, LOOKED, line.case)
    context = {
        "nav": "register", "lines": shown, "total": len(found.lines), "alarms": found.count(alarm=True), "overdue": found.count(overdue=True),
        "soon": found.count(soon=True), "practices": practices, "practice": practice, "waiting": found.waiting, "of_practices": found.practices, "tag_of": _tag, "weeks": SOON // 7, "on": on, "count_of": count_of,
    }  # fmt: skip
    return render(request, "services/register.html", context)


@signed_in
def adhd_visit(request: HttpRequest, case_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    line = line_of(viewer, on, case_id)
    if not viewer.holds(*PRESCRIBE) or line is None:
        raise Http404
    form = VisitForm(request.POST or None, initial={"on": on})
    if form.is_valid():
        try:
            record_checks(viewer, case_id, form.cleaned_data["done"], form.cleaned_data["on"])
        except Refused:
            raise Http404 from None
        except BadEvent as fault:
            form.add_error("on", str(fault))
        else:
            messages.success(request, f"Recorded for {line.child.forename} {line.child.surname}.")
            return redirect("adhd-register")
    record_look(viewer, line.child.pk, LOOKED, line.case)
    context = {
        "nav": "register",
        "line": line,
        "form": form,
        "errors": form.is_bound and bool(form.errors),
        "tag_of": _tag,
        "on": on,
        "without": days_without(line.prescribed, on),
        "count_of": count_of,
        "narrow": True,
    }
    return render(request, "services/visit.html", context)
