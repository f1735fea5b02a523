"""A child asks that a parent is not shown something, by themselves or with somebody's help; and a professional decides."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import LOOKED_AT_RECORD, record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.access.queries import child_seen
from goldenthread.cases.queries_parties import parents_of, rights_passed
from goldenthread.families.models import WithheldDecision
from goldenthread.families.pages.family import child_or_404
from goldenthread.families.withholding import (
    LONGEST,
    Already,
    ask_to_withhold,
    asked_of,
    decide_withholding,
    decision_of,
    is_the_child,
    may_decide,
    may_help,
    pieces_of,
    who_decides,
    withheld_seen,
)
from goldenthread.people.models import Child
from goldenthread.science.promises import promised
from goldenthread.science.withholding import OWED, competences
from goldenthread.web import fields
from goldenthread.web.days import today
from goldenthread.web.languages import t, tf

EVERY = "every"
COMPETENCE = dict(WithheldDecision.Competence.choices)


class WishForm(fields.Form):
    piece = fields.ChoiceField(label="What should not be shown?", missing="Select what should not be shown")
    person = fields.ChoiceField(label="Who should not see it?", missing="Select who should not see it")
    says = fields.LongTextField(label="Why? (optional)", required=False, max_length=2000)

    def __init__(self, *args: Any, pieces: Any, people: Any, own: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["piece"].choices = pieces  # type: ignore[attr-defined]
        self.fields["person"].choices = [*people, (EVERY, "No parent")]  # type: ignore[attr-defined]
        if not own:
            self.fields["says"] = fields.LongTextField(label="What did the child say, in their own words?", max_length=2000, missing="Write down what the child said")


class DecideForm(fields.Form):
    competence = fields.ChoiceField(label="In your judgement, what does the child or young person understand?", missing="Select what you judge")
    withhold = fields.ChoiceField(label="What do you decide?", choices=[("yes", "It is not shown to the parent"), ("no", "It is shown to the parent again")], missing="Select what you decide", reveals={"review_on": ("yes",)})
    review_on = fields.DayField(label="When do you look at it again?", required=False, missing="Enter a day")
    reasons = fields.LongTextField(label="Your reasons", max_length=4000, missing="Give your reasons", help_text="What the child wants and understands, and what would happen if the parent knew, or did not.")

    def __init__(self, *args: Any, choices: Any, on: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.on = on
        self.fields["competence"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        day = told.get("review_on")
        if told.get("withhold") == "yes" and "review_on" not in self.errors and (day is None or not self.on < day <= self.on + LONGEST):
            raise forms.ValidationError({"review_on": "Enter a day within the next year on which you look at it again"})
        return told


@signed_in
def keep_private(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """The young person's own page for it."""
    child = child_or_404(request, child_id)
    if not is_the_child(request.viewer, child):  # type: ignore[attr-defined]
        raise Http404
    return _ask(request, child, own=True)


@signed_in
def keep_private_with_help(request: HttpRequest, child_id: UUID) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    child = child_seen(viewer, child_id)
    if child is None or not may_help(viewer, child):
        raise Http404
    # A parent reads who looked and why, and learns nothing of it.
    record_look(viewer, child.pk, LOOKED_AT_RECORD)
    return _ask(request, child, own=False)


def _ask(request: HttpRequest, child: Child, *, own: bool) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    pieces = {f"{p.kind} {p.key}": p for p in pieces_of(viewer, child, on)}
    parents = parents_of(viewer, child, on)
    form = WishForm(
        request.POST if request.method == "POST" else None, own=own, pieces=[(key, p.called) for key, p in pieces.items()],
        people=[(str(r.person_id), f"{r.person.forename} {r.person.surname}".strip()) for r in parents],
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = ask_to_withhold(viewer, child, pieces[told["piece"]], person=None if told["person"] == EVERY else UUID(told["person"]), says=told["says"], on=on)
        except Refused:
            raise Http404 from None
        messages.success(request, tf("It is not shown any more. {name} decides, and tells you what and why.", name=made.to_name or t("A manager")) if own else f"It is not shown any more. {made.to_name or 'A manager'} decides, and the child hears what and why.")
        return redirect("keep-private" if own else "keep-private-with-help", child.pk)
    context = {
        "child": child, "own": own, "form": form, "errors": form.is_bound and bool(form.errors), "any": bool(pieces), "owed": OWED, "passed": rights_passed(child, on), "who": who_decides(child, on).name,
        "asked": [(w, decision_of(w)) for w in asked_of(viewer, child)], "period": t(promised("decide-withholding").words), "nav": "" if own else "children", "family_page": own,
        "parents": parents, "COMPETENCE": COMPETENCE,
    }  # fmt: skip
    return render(request, "families/keep_private.html", context, status=400 if form.is_bound else 200)


@signed_in
def withheld(request: HttpRequest, withheld_id: UUID) -> HttpResponse:
    """One wish, for whoever decides about it."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    found = withheld_seen(viewer, withheld_id)
    if found is None or viewer.practitioner is None:
        raise Http404
    record_look(viewer, found.child_id, LOOKED_AT_RECORD)
    newest, deciding, changed = decision_of(found), may_decide(viewer, found), False
    form = DecideForm(request.POST if request.method == "POST" else None, choices=[(c, COMPETENCE[c]) for c in competences(found.child.date_of_birth, on)], on=on)
    if request.method == "POST" and form.is_valid():
        told, read = form.cleaned_data, request.POST.get("after", "")
        try:
            decide_withholding(
                viewer, found, withhold=told["withhold"] == "yes", competence=told["competence"], reasons=told["reasons"], review_on=told["review_on"], on=on,
                after=newest.pk if newest and str(newest.pk) == read else None if not read else found.pk,
            )  # fmt: skip
        except Refused:
            raise Http404 from None
        except Already:
            changed = True
        else:
            messages.success(request, t("Your decision is recorded in your name. Tell the child what you decided, and why."))
            return redirect("withheld", found.pk)
    context = {
        "nav": "my-work", "withheld": found, "child": found.child, "form": form, "errors": form.is_bound and bool(form.errors), "deciding": deciding, "newest": newest, "changed": changed,
        "decisions": sorted(found.decisions.all(), key=lambda d: d.at, reverse=True), "on": on, "COMPETENCE": COMPETENCE, "owed": OWED,
    }  # fmt: skip
    return render(request, "families/withheld.html", context, status=409 if changed else 400 if form.is_bound else 200)
