"""Beginning a reassessment of a plan: who asked and when it came, or the council's own decision (s.44(2)-(3); r.23-27)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import CHILD, IDENTITY, Record, Refused, may, visible
from goldenthread.assessments.decisions import ICB_ASKED, REASSESS
from goldenthread.assessments.decisions_actions import (
    AlreadyReassessing,
    begin_reassessment,
    reassess_of_own_motion,
)
from goldenthread.assessments.decisions_queries import last_assessed, plan_case_of
from goldenthread.assessments.pages.decide_form import ADDRESS, address_field
from goldenthread.assessments.recipients import Addressee, family_of
from goldenthread.cases.queries_children import cases_of_child
from goldenthread.people.kinds import STAGE
from goldenthread.people.models import Child
from goldenthread.web.days import day_shown, today
from goldenthread.web.fields import ChoiceField, DayField, Form

OWN = "own"
WHO = {
    "parent": ("The family or the young person", "The family"),
    "setting": ("The school or college", "The school or college"),
    "icb": ("The ICB: then we must reassess (regulation 23)", ICB_ASKED),
    OWN: ("Nobody: it is our own decision (section 44(3))", ""),
}
"""Who asks: as the officer chooses it, and as the event keeps it."""


class _StartForm(Form):
    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("by") == OWN:
            self.errors.pop("received", None)
        elif not data.get("received") and "received" not in self.errors:
            self.add_error("received", "Enter the day on which the request came")
        return data


def _form(family: list[Addressee], data: Any) -> Any:
    fields: dict[str, forms.Field] = {
        "by": ChoiceField(label="Who asked?", choices=[(k, words) for k, (words, _) in WHO.items()], missing="Select who asked",
                          reveals={"received": ("parent", "setting", "icb")}),
        "received": DayField(label="On which day did the request come?", required=False, not_after=today(),
                             help_text="To any part of the council. The 15 days run from it and it is written once."),
    }  # fmt: skip
    posts = {ADDRESS + a.key: address_field(a) for a in family if a.by_post}
    for field in posts.values():
        field.required = False
    return type("StartForm", (_StartForm,), {**fields, **posts})(data)


@never_cache
@signed_in
def reassess(request: HttpRequest, child_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    child = Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY), pk=child_id).select_related("owner").first()
    if child is None or not may(viewer, "write", STAGE, Record(owner=child.owner_id, child=child.pk)):
        raise Http404
    plan = plan_case_of(viewer, child, on)
    going_on = next((c.case for c in cases_of_child(viewer, child, on) if c.case.pathway == REASSESS.pathway and not c.closed), None)
    if going_on is not None:
        return redirect("case", going_on.pk)
    family = family_of(viewer, plan, on) if plan else []
    form = _form(family, request.POST if request.method == "POST" else None)
    lacking: tuple[Any, ...] = ()
    if request.method == "POST" and plan is not None and form.is_valid():
        data = form.cleaned_data
        try:
            if data["by"] != OWN:
                case = begin_reassessment(viewer, plan, WHO[data["by"]][1], data["received"], on)
                messages.success(request, "The reassessment is open. Decide within 15 days of the request.")
                return redirect("decide-to-reassess", case)
            addresses = {n.removeprefix(ADDRESS): v for n, v in data.items() if n.startswith(ADDRESS) and v}
            case, lacking = reassess_of_own_motion(viewer, plan, addresses, on)
            if not lacking:
                messages.success(request, "The decision is recorded, and the family is told. Ask for advice next.")
                return redirect("ask-for-advice", case)
        except AlreadyReassessing:
            return redirect("reassess", child.pk)
        except Refused:
            raise Http404 from None
    context = {
        "nav": "children", "day": day_shown(request), "child": child, "form": form, "errors": request.method == "POST" and bool(form.errors), "narrow": True,
        "last": last_assessed(viewer, child, on), "plan": plan, "lacking": lacking,
    }  # fmt: skip
    return render(request, "assessments/reassess.html", context)
