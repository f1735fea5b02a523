"""Reviews of the harm of waiting: what is owed, a form for what a clinician found, and the steps after moderate harm or worse."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.engine.fields import BadEvent
from goldenthread.services.forms import HarmForm, IncidentForm
from goldenthread.services.harm import AFTER_HARM, REVIEWS, SEES, Owed, done, give, line_of, review, reviews
from goldenthread.services.pages.worse import LOOKED
from goldenthread.services.worse import clinicians
from goldenthread.web.days import today
from goldenthread.web.paging import start_in
from goldenthread.web.words import Tag, lower_first, tag

SHOWN = 50


def _tag(owed: Owed) -> Tag:
    return tag("overdue" if owed.days < 0 else "running", "local", owed.days)


@signed_in
def harm_reviews(request: HttpRequest) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if not viewer.holds(*SEES):
        raise Http404
    if request.method == "POST":
        try:
            give(viewer, UUID(request.POST.get("case", "")), UUID(request.POST.get("clinician", "")))
        except ValueError:
            messages.info(request, "Nobody was chosen, so nothing was changed.")
        except Refused:
            raise Http404 from None
        else:
            messages.success(request, "They have the child for eight weeks from today, and the review is theirs.")
        return redirect("harm-reviews")
    start = start_in(request.GET)
    lines, total, late = reviews(viewer, on, SHOWN, start=start)
    for child in {line.child.pk for line in lines}:
        record_look(viewer, child, LOOKED)
    context = {"nav": "harm", "on": on, "lines": lines, "total": total, "late": late, "tag_of": _tag, "clinicians": clinicians(viewer), "start": start,
               "next": start + SHOWN if start + SHOWN < total else 0, "back": max(0, start - SHOWN) if start else None}  # fmt: skip
    return render(request, "services/harm_reviews.html", context)


@signed_in
def harm_review(request: HttpRequest, case_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    line = line_of(viewer, case_id, on)
    if line is None:
        raise Http404
    step = request.POST.get("step", "")
    form = HarmForm(request.POST if request.method == "POST" and not step else None, initial={"on": on})
    incident = IncidentForm(request.POST if step == "report-incident" else None)
    try:
        if step and (not incident.is_bound or incident.is_valid()):
            done(viewer, line, step, on, incident.cleaned_data["reference"] if incident.is_bound else "")
            messages.success(request, f"Recorded today: {lower_first(AFTER_HARM[step][1])}.")
            return _onward(viewer, case_id)
        if form.is_valid():
            given = form.cleaned_data
            review(viewer, line, given["outcome"], given["on"], priority="priority" in given["also"])
            messages.success(request, f"The review of {line.child.forename} {line.child.surname} is recorded.")
            return _onward(viewer, case_id)
    except Refused:
        raise Http404 from None
    except BadEvent as fault:
        (incident if incident.is_bound else form).add_error("reference" if incident.is_bound else "on", str(fault))
    record_look(viewer, line.child.pk, LOOKED, case_id)
    sent = incident if incident.is_bound else form
    context = {
        "nav": "harm", "line": line, "form": form, "incident": incident, "sent": sent, "errors": sent.is_bound and bool(sent.errors), "tag_of": _tag, "narrow": True, "reviews": line.owes(*REVIEWS),
        "steps": [(clock, words) for clock, (_, words) in AFTER_HARM.items() if line.owes(clock)],
    }  # fmt: skip
    return render(request, "services/harm_review.html", context, status=400 if context["errors"] else 200)


def _onward(viewer: object, case: UUID) -> HttpResponse:
    """To what moderate harm or worse asks for next, or back to the list."""
    line = line_of(viewer, case, today())  # type: ignore[arg-type]
    return redirect("harm-review", case) if line is not None and line.owes(*AFTER_HARM) else redirect("harm-reviews")
