"""An assessment is considered: telling the family and those whom the law has told, and what those consulted said."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.assessments.decisions_actions import Words, note_consulted, notice, send, to_tell
from goldenthread.assessments.decisions_queries import papers_of
from goldenthread.assessments.pages.decide import officers_view
from goldenthread.assessments.pages.decide_form import ADDRESS, address_field
from goldenthread.assessments.recipients import addressed
from goldenthread.cases.actions import Conflict, conflict_of
from goldenthread.cases.pages.record import REFUSED, read_up_to, since_in_words
from goldenthread.cases.pages.unsent import typed_is_kept
from goldenthread.engine.fields import BadEvent
from goldenthread.web.days import today
from goldenthread.web.fields import ChoiceField, DayField, Form, LongTextField
from goldenthread.web.words import readers, upper_first

TELL, CONSULTED = "notified-considering", "family-consulted"
WHO = {
    "family": "the family",
    "setting": "the school, college or setting",
    "health": "health",
    "social-care": "social care",
    "other": "somebody else",
}


class SaidForm(Form):
    who = ChoiceField(label="Who was consulted?", missing="Select who was consulted", choices=[(k, upper_first(v)) for k, v in WHO.items()])
    words = LongTextField(
        label="What they said", rows=6, max_length=8000, missing="Enter what they said",
        help_text="As near to their own words as you can. Everybody who may read the request can read it, the family too.",
    )  # fmt: skip


@never_cache
@signed_in
@typed_is_kept
def consider(request: HttpRequest, case_id: UUID) -> HttpResponse:
    view = officers_view(request, case_id, TELL)
    on, do = today(), request.POST.get("do", "") if request.method == "POST" else ""
    family, copies = to_tell(view.viewer, view.case, TELL, on)
    posts = {ADDRESS + a.key: address_field(a) for a in family if a.by_post}
    tell_form = type("TellForm", (Form,), posts)(request.POST if do in ("tell", "look", "change") else None)
    typed = {k.removeprefix(ADDRESS): v for k, v in request.POST.items() if k.startswith(ADDRESS)} if do else {}
    ready = notice(view.viewer, view, TELL, Words(), on, addressed(family, typed), copies)
    day = DayField(label="Day it was", missing="Enter the day it was", not_after=on, initial=on)
    said_form = type("SaidOnForm", (SaidForm,), {"on": day})(request.POST if do == "said" else None)
    conflict: Conflict | None = None
    read = read_up_to(request, view)
    try:
        if do and read < view.last_number:
            raise conflict_of(view.case.pk, read)
        if do == "tell" and tell_form.is_valid() and ready.document is not None:
            send(view.viewer, view, ready, Words(), read, on)
            messages.success(request, f"Sent: {ready.document.title}. It goes to {readers(len(ready.everybody))}.")
            return redirect("consider", view.case.pk)
        if do == "said" and said_form.is_valid() and not _too_early(view, said_form):
            given = said_form.cleaned_data
            note_consulted(view.viewer, view, given["who"], WHO[given["who"]], given["words"], given["on"], read)
            messages.success(request, "Kept what was said." + (" Recorded: Family consulted." if given["who"] == "family" else ""))
            return redirect("consider", view.case.pk)
    except Conflict as came:
        conflict = came
    except (BadEvent, Refused) as fault:
        (said_form if do == "said" else tell_form).add_error(None, REFUSED if isinstance(fault, Refused) else str(fault))
    wrong = tell_form if tell_form.is_bound and tell_form.errors else said_form if said_form.is_bound and said_form.errors else None
    context: dict[str, Any] = {
        "nav": "children", "view": view, "case": view.case, "child": view.case.child, "ready": ready, "said_form": said_form,
        "tell_form": tell_form, "done": {e.event: e.on for e in view.reader.of_this_request if e.event in (TELL, CONSULTED)},
        "told": papers_of(view.viewer, view.case)[0], "conflict": conflict, "since": since_in_words(view, conflict),
        "read_up_to": conflict.last_number if conflict else read, "wrong": wrong, "errors": wrong is not None, "today": on,
    }  # fmt: skip
    return render(request, "assessments/consider.html", context)


def _too_early(view: Any, form: forms.Form) -> bool:
    early = bool(form.cleaned_data["on"] < view.case.opened_on)
    if early:
        form.add_error("on", "The day must be on or after the day on which this case began")
    return early
