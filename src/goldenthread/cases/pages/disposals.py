"""What was kept too long: proposed by one person, removed by two others, unless a legal hold stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from goldenthread.access.actions import approve_disposal, propose_disposal
from goldenthread.access.actions_administration import reject_disposal
from goldenthread.access.pages.administration import ANY_REFUSED, moment, nothing_left, show_form
from goldenthread.access.pages.record_keeping import Why
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.access.queries_administration import REVIEWERS, counted_from, disposals, the_day
from goldenthread.cases.queries_retention import PastItsTime, past_their_time, references_of
from goldenthread.people.kinds import KINDS
from goldenthread.web.fields import Form, LongTextField
from goldenthread.web.words import long_day

MOST = 100
BACK = "Removing what was kept too long"
STOPPED = {
    "held": "A legal hold stands on this child, so nothing is removed. Nothing was changed",
    "kept": "Its time has not ended by the rule that is now in force, so nothing is removed. Nothing was changed",
}


class Proposal(Form):
    reason = LongTextField(
        label="Why it may be removed", max_length=300, missing="Enter why it may be removed", rows=3,
        help_text="Two others read this, and decide.",
    )  # fmt: skip


def _viewer(request: HttpRequest):  # type: ignore[no-untyped-def]
    viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.holds(*REVIEWERS):
        raise Http404
    return viewer


@signed_in
def queue(request: HttpRequest) -> HttpResponse:
    viewer = _viewer(request)
    waiting = [{**d, "kind": KINDS.get(d["kind"], d["kind"]), "when": moment(d["proposed_at"])} for d in disposals(viewer)]
    for d in waiting:
        ended = d["done_at"] or d["rejected_at"]
        d["ended"] = moment(ended) if ended else ""
    past = _not_proposed(viewer)
    shown = past[:MOST]
    known = references_of(viewer, {p.child for p in shown})
    context = {
        "nav": "administration",
        "open": [d for d in waiting if not d["ended"]],
        "ended": [d for d in waiting if d["ended"]],
        "kept_on": [(p, known.get(p.child), KINDS.get(p.kind_of_data, ""), counted_from(p.anchor)) for p in shown],
        "total": len(past),
    }
    return render(request, "cases/disposals.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, content_id: UUID) -> HttpResponse:
    viewer = _viewer(request)
    found = next((p for p in _not_proposed(viewer) if p.content == content_id), None)
    if found is None:
        return _decided(request, lambda d: d["content"] == content_id)
    form = Proposal(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            propose_disposal(viewer, content_id, form.cleaned_data["reason"])
        except Refused:
            form.add_error(None, ANY_REFUSED)
        else:
            messages.success(request, "Proposed. Two other people now decide.")
            return redirect("disposals")
    child = references_of(viewer, {found.child}).get(found.child)
    return show_form(
        request, form, title="Propose to remove this", button="Propose it", back=(reverse("disposals"), BACK),
        caption=f"{KINDS[found.kind_of_data]}{', ' + child if child else ''}{_of_day(found.named_on)}",
        answer=f"Its time ended on {long_day(found.until)}. Two people other than you must agree before it is removed.",
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest, disposal_id: UUID) -> HttpResponse:
    viewer = _viewer(request)
    found = _waiting(viewer, disposal_id)
    if found is None or found["own"]:
        return _decided(request, lambda d: d["id"] == disposal_id)
    form, last = Form(request.POST if request.method == "POST" else None), found["first_by"] is not None
    if form.is_bound:
        try:
            answer = approve_disposal(viewer, disposal_id)
        except Refused:
            form.add_error(None, ANY_REFUSED)
        else:
            if answer not in STOPPED:
                messages.success(request, "It is removed." if answer == "removed" else "You have agreed. One more person decides.")
                return redirect("disposals")
            form.add_error(None, STOPPED[answer])
    return show_form(
        request, form, title="Agree, and remove it?" if last else "Agree that it be removed?", dear=last,
        caption=_caption(found), button="Agree, and remove it now" if last else "Agree", back=(reverse("disposals"), BACK),
        answer=f"Proposed by {found['proposed_by']} because: {found['reason']}.",
        notes=[f"{found['first_by']} has agreed. When you agree, it is removed for good." if last
               else "Somebody other than you and the person who proposed it must agree too."],
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def reject(request: HttpRequest, disposal_id: UUID) -> HttpResponse:
    viewer = _viewer(request)
    found = _waiting(viewer, disposal_id)
    if found is None:
        return _decided(request, lambda d: d["id"] == disposal_id)
    form = Why(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            reject_disposal(viewer, disposal_id, form.cleaned_data["reason"])
        except Refused:
            form.add_error(None, ANY_REFUSED)
        else:
            messages.success(request, "It is kept.")
            return redirect("disposals")
    return show_form(
        request, form, title="Keep it?", caption=_caption(found), button="Keep it", back=(reverse("disposals"), BACK),
        answer="The proposal ends, and nothing is removed. Somebody may propose it again later.",
    )  # fmt: skip


def _not_proposed(viewer) -> list[PastItsTime]:  # type: ignore[no-untyped-def]
    waiting = {d["content"] for d in disposals(viewer) if d["done_at"] is None and d["rejected_at"] is None}
    return [p for p in past_their_time(viewer, the_day()) if p.content not in waiting]


def _decided(request: HttpRequest, so: Callable[[dict[str, Any]], bool]) -> HttpResponse:
    """For whoever presses a button again, or after somebody else, on what stands in their queue."""
    if not any(so(d) for d in disposals(_viewer(request))):
        raise Http404
    return nothing_left(request, "disposals")


def _waiting(viewer, disposal: UUID):  # type: ignore[no-untyped-def]
    rows = (d for d in disposals(viewer) if d["id"] == disposal and d["done_at"] is None and d["rejected_at"] is None)
    return next(rows, None)


def _caption(found) -> str:  # type: ignore[no-untyped-def]
    return f"{KINDS.get(found['kind'], found['kind'])}{', ' + found['reference'] if found['reference'] else ''}{_of_day(found['named_on'])}"


def _of_day(day: dt.date | None) -> str:
    return f", of {long_day(day)}" if day else ""
