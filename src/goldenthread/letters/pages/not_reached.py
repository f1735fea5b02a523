"""Somebody whom nothing that was sent has reached."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import LOOKED_AT_RECORD, record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.letters.models import NotReached
from goldenthread.letters.not_reached import done, seen, unsafe_ways
from goldenthread.letters.queries import letter
from goldenthread.science.ways import UNSAFE_WORDS
from goldenthread.web import fields
from goldenthread.web.days import today


class OutcomeForm(fields.Form):
    outcome = fields.ChoiceField(label="What came of it?", choices=NotReached.Outcome.choices, missing="Say what came of it")


@signed_in
def not_reached(request: HttpRequest, not_reached_id: UUID) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    found = seen(viewer, not_reached_id)
    if found is None:
        raise Http404
    record_look(viewer, found.child_id, LOOKED_AT_RECORD, found.case)
    form = OutcomeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            done(viewer, found, form.cleaned_data["outcome"], today())
        except Refused:
            raise Http404 from None
        messages.success(request, f"Recorded: {found.for_name}. It has left your work.")
        return redirect("my-work")
    unsafe = [words for way, words in UNSAFE_WORDS.items() if way in unsafe_ways(found)]
    context = {"nav": "my-work", "found": found, "form": form, "child": found.child, "unsafe": unsafe, "errors": form.is_bound and bool(form.errors), "letter": letter(viewer, found.letter) if found.letter else None, "narrow": True}
    return render(request, "letters/not_reached.html", context, status=400 if form.is_bound else 200)
