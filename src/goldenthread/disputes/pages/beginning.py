"""A mediation or an appeal begins."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.cases.actions import Conflict
from goldenthread.cases.pages.case import case_or_404
from goldenthread.disputes.beginning import begin_dispute, may_begin
from goldenthread.disputes.forms import DisputeForm
from goldenthread.disputes.ties import choices_for
from goldenthread.engine.fields import BadEvent
from goldenthread.web.days import today


@signed_in
def begin(request: HttpRequest, case_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    case = case_or_404(request, case_id, "Looked at the case")
    if not may_begin(viewer, case):
        raise Http404
    choices, changed = choices_for(viewer, case, on), False
    form = DisputeForm(request.POST if request.method == "POST" else None, choices=choices, today=on)
    if request.method == "POST" and form.is_valid():
        told, wanted = form.cleaned_data, set(form.cleaned_data["about"])
        try:
            key = begin_dispute(viewer, case, what=told["what"], on=told["on"], issues=told["issues"], chosen=[c for c in choices if c.value in wanted], today=on)
        except Refused:
            raise Http404 from None
        except BadEvent as fault:
            form.add_error("on", str(fault))
        except Conflict:
            changed = True
        else:
            messages.success(request, "It is begun. Its clocks stand here, and what it is about beside them.")
            return redirect("case", key)
    context = {"nav": "children", "case": case, "child": case.child, "form": form, "errors": form.is_bound and bool(form.errors), "any": bool(choices), "changed": changed}
    return render(request, "disputes/begin.html", context, status=409 if changed else 400 if form.is_bound else 200)
