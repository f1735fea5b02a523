"""What a child's treatment owes, who prescribes, and the family's word that the medicine runs out. No address of it names any of this."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.families.pages.family import child_or_404
from goldenthread.families.queries import who_is
from goldenthread.services.keeping import LOOKED
from goldenthread.services.medication import RUNS_OUT, say_it_runs_out, treatments
from goldenthread.web.days import today
from goldenthread.web.fields import DayField, Form
from goldenthread.web.words import tag

MOST = 92


class SupplyForm(Form):
    last_on = DayField(label="What is the last day for which there is medicine?", missing="Enter the last day for which there is medicine", help_text="For example, 27 3 2026")

    def clean_last_on(self) -> Any:
        day: dt.date = self.cleaned_data["last_on"]
        if not -MOST <= (day - today()).days <= MOST:
            raise forms.ValidationError("The day must be within the last three months or the next three. Check the year")
        return day


@signed_in
def checks(request: HttpRequest, child_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    child = child_or_404(request, child_id)
    found = treatments(viewer, child.pk, on)
    if not found:
        raise Http404
    which = request.POST.get("which", "")
    form = SupplyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        case = next((t.line.case for t in found if str(t.line.case) == which), None)
        try:
            if case is None:
                raise Refused
            say_it_runs_out(viewer, case, form.cleaned_data["last_on"], on)
        except Refused:
            raise Http404 from None
        messages.success(request, "We have it. Whoever prescribes sees it within minutes, and must answer within two working days.")
        return redirect("family-checks", child.pk)
    for t in found:
        record_look(viewer, child.pk, LOOKED, t.line.case)
    context = {
        "child": child, "who": who_is(viewer, child), "found": found, "form": form, "which": which, "on": on, "family_page": True, "narrow": True,
        "errors": form.is_bound and bool(form.errors), "runs_out": RUNS_OUT,
        "tag_of": lambda owed: tag("overdue" if owed.days is not None and owed.days < 0 else "running", "guidance", owed.days),
    }  # fmt: skip
    return render(request, "families/checks.html", context)
