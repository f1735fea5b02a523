"""Advice that exists already is used again, once its author, the council and the family have each agreed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.assessments.advice_asking_actions import use_again
from goldenthread.assessments.pages.advice_asking import rows_of, view_of
from goldenthread.assessments.uploads import Accepted, BadFile, accepted
from goldenthread.cases.actions import Conflict, conflict_of
from goldenthread.cases.pages.record import read_up_to, since_in_words
from goldenthread.engine.fields import BadEvent
from goldenthread.web.days import today
from goldenthread.web.fields import DayField, Form, TextField
from goldenthread.web.words import upper_first

AGREED = ("author_on", "authority_on", "family_on")


class ExistingForm(Form):
    author = TextField(label="Who wrote it", missing="Enter who wrote it", max_length=100)
    dated = DayField(label="Date of the advice", missing="Enter the date of the advice")
    author_on = DayField(label="Day its author agreed that it is sufficient", missing="Enter the day its author agreed. If they did not, ask for new advice")
    authority_on = DayField(label="Day the council agreed", missing="Enter the day the council agreed. If it did not, ask for new advice")
    family_on = DayField(label="Day the family agreed", missing="Enter the day the family agreed. If they did not, ask for new advice")

    def clean(self) -> dict[str, object]:
        data = super().clean() or self.cleaned_data
        for name in ("dated", *AGREED):
            if (day := data.get(name)) and day > today():
                self.add_error(name, f"{self.fields[name].label} must be today or in the past")
        days = [data.get(name) for name in AGREED]
        if data.get("dated") and any(day and day < data["dated"] for day in days):
            self.add_error("dated", "Nobody can have agreed to the advice before its date")
        return data


def _document(request: HttpRequest) -> Accepted:
    """The advice itself, checked and scanned. Raises `BadFile`."""
    upload = request.FILES.get("document")
    if upload is None:
        raise BadFile("Choose the document that holds the advice. It goes with the plan as an appendix (regulation 12)")
    return accepted(upload)


@signed_in
def existing_advice(request: HttpRequest, case_id: UUID, contributor: str) -> HttpResponse:
    view = view_of(request, case_id)
    row = next((r for r in rows_of(request, view) if r.proposed.contributor == contributor and contributor != "family"), None)
    if row is None or not view.may_record("existing-advice-agreed", contributor):
        raise Http404
    form, read = ExistingForm(request.POST or None), read_up_to(request, view)
    problem = ""
    conflict = conflict_of(view.case.pk, read) if request.method == "POST" and read < view.last_number else None
    if request.method == "POST" and form.is_valid() and conflict is None:
        try:
            use_again(view.viewer, view.case, read, contributor, file=_document(request), **form.cleaned_data)
        except BadFile as bad:
            problem = str(bad)
        except Conflict as came:
            conflict = came
        except (Refused, BadEvent) as problem:
            form.add_error(None, upper_first(str(problem)) or "This cannot be recorded. Nothing was changed")
        else:
            messages.success(request, "Recorded: existing advice is used again.")
            return redirect("ask-for-advice", case_id)
    context = {
        "nav": "children", "narrow": True, "case": view.case, "child": view.case.child, "row": row, "form": form,
        "errors": form.is_bound and bool(form.errors or problem), "problem": problem, "conflict": conflict, "since": since_in_words(view, conflict),
        "read_up_to": conflict.last_number if conflict else read,
    }  # fmt: skip
    return render(request, "assessments/advice_existing.html", context)
