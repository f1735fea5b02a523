"""Opening a record outside the ordinary rules: for a reason, for a time, and reviewed by somebody else afterwards."""

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from goldenthread.access.actions import NoMatch, TooMany, break_glass, review_break_glass
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.access.queries import (
    MOST_REVIEWED,
    REVIEWERS_OF_OPENINGS,
    attempts_without_match,
    openings_reviewed,
    openings_to_review,
    reviewed_already,
)
from goldenthread.access.queries_looks import looked_while_open, may_break_glass, opened_child
from goldenthread.web.days import today
from goldenthread.web.fields import ChoiceField, DayField, Form, LongTextField, TextField
from goldenthread.web.words import time_of_day

DAYS_OF_ATTEMPTS = 30
MINUTES = {"30": "30 minutes", "60": "1 hour", "240": "4 hours"}


class Opening(Form):
    number = TextField(
        label="The child’s reference, UPN or NHS number", width="govuk-input--width-20", max_length=20,
        missing="Enter the child’s reference, UPN or NHS number",
    )  # fmt: skip
    born = DayField(label="Date of birth", help_text="For example, 27 3 2018")
    reason = LongTextField(
        label="Why you must see this record now", max_length=500, missing="Enter why you must see this record now",
        help_text="Those who answer for the record at the organisation that owns it are told at once, and review it.",
    )  # fmt: skip
    minutes = ChoiceField(
        label="How long you need it", choices=list(MINUTES.items()), missing="Select how long you need it"
    )


class Finding(Form):
    finding = LongTextField(label="What you found", max_length=500, missing="Enter what you found", rows=2)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def open_record(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    if not may_break_glass(viewer):
        raise Http404
    form = Opening(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            opening = break_glass(
                viewer, number=given["number"].replace(" ", "").upper(), date_of_birth=given["born"],
                reason=given["reason"], minutes=int(given["minutes"]),
            )  # fmt: skip
        except (NoMatch, TooMany) as fault:
            form.add_error("number", f"{fault}.")
        else:
            return _opened(request, opening)
    return render(request, "access/break_glass.html", {"form": form, "errors": form.errors if form.is_bound else None})


def _opened(request: HttpRequest, opening: UUID) -> HttpResponse:
    found = opened_child(request.viewer, opening)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    child, closes_at = found
    at = timezone.localtime(closes_at)
    messages.success(
        request, f"This record is open to you until {time_of_day(at)}. Those who answer for it have been told, and will ask why."
    )
    return redirect(f"/children/{child}/")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.holds(*REVIEWERS_OF_OPENINGS):
        raise Http404
    asked, first, typed = request.POST.get("opening", ""), False, ""
    form = Finding(request.POST if request.method == "POST" else None, prefix=None)
    if form.is_valid():
        try:
            review_break_glass(viewer, UUID(asked), form.cleaned_data["finding"])
        except ValueError:
            raise Http404 from None
        except Refused:
            if not reviewed_already(viewer, UUID(asked)):
                raise Http404 from None
            # One review is kept: what this reader found is not lost on them.
            first, typed = True, form.cleaned_data["finding"]
        else:
            messages.success(request, "Your review is kept.")
            return redirect("break-glass-review")
    openings = openings_to_review(viewer)
    looked = looked_while_open(viewer, openings)
    waiting = [
        (
            o,
            timezone.localtime(o.opened_at),
            Finding(request.POST if str(o.id) == asked else None, auto_id=f"id_{n}_%s"),
            looked.get(o.id, []),
        )
        for n, o in enumerate(openings)
    ]
    attempts = attempts_without_match(viewer, timezone.now() - dt.timedelta(days=DAYS_OF_ATTEMPTS))
    context = {
        "waiting": waiting,
        "today": today(),
        "reviewed": [(r, timezone.localtime(r.reviewed_at)) for r in openings_reviewed(viewer)],
        "most": MOST_REVIEWED,
        "attempts": [(a, timezone.localtime(a.latest)) for a in attempts],
        "days": DAYS_OF_ATTEMPTS,
        "first": first,
        "typed": typed,
        "manages": viewer.holds("la-send-manager"),
    }
    return render(request, "access/break_glass_review.html", context, status=409 if first else 200)
