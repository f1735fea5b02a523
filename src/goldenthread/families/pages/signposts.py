"""Suggesting help to a family, in three clicks; what became of it; and uptake by service, locality and need."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.access.queries import child_seen
from goldenthread.cases.queries_children import cases_of_child
from goldenthread.families.help_now import help_for
from goldenthread.families.pages.family import child_or_404
from goldenthread.families.signposts import (
    READS_UPTAKE,
    found_for,
    may_suggest,
    say_taken_up,
    suggest,
    suggested_to,
    uptake,
)
from goldenthread.web.days import today

LONGEST = 200


@signed_in
def suggest_help(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """What fits first; or what is looked for, which stands in no address: it may say what a child needs."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    child = child_seen(viewer, child_id)
    if child is None or not may_suggest(viewer, child):
        raise Http404
    record_look(viewer, child.pk, "Opened a form to suggest help to the family")
    text = request.POST.get("text", "").strip()[:LONGEST]
    if request.method == "POST" and "service" in request.POST:
        try:
            made = suggest(viewer, child, UUID(request.POST["service"]), on)
        except (Refused, ValueError):
            messages.error(request, "That entry is not shown any more. Nothing was suggested. Choose another.")
        else:
            messages.success(request, f"Suggested: {made.service_name}. The family reads it on its page.")
        return redirect("suggest-help", child.pk)
    entries = found_for(child, text, on) if text else help_for(viewer, child, cases_of_child(viewer, child, on), on).entries
    context = {"nav": "children", "child": child, "entries": entries, "text": text, "longest": LONGEST, "before": list(suggested_to(viewer, child.pk)[:50])}
    return render(request, "families/suggest.html", context)


@signed_in
def was_it_used(request: HttpRequest, child_id: UUID, signpost_id: UUID) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    child = child_or_404(request, child_id)
    said = request.POST.get("used", "")
    if request.method != "POST" or said not in ("helped", "not-helped", "no") or not suggested_to(viewer, child.pk).filter(pk=signpost_id).exists():
        raise Http404
    try:
        say_taken_up(viewer, signpost_id, said != "no", said == "helped", today())
    except Refused:
        raise Http404 from None
    messages.success(request, "Thank you for telling us.")
    return redirect("family-page", child.pk)


@signed_in
def uptake_page(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    if not any(viewer.holds(role) for role in READS_UPTAKE):
        raise Http404
    manages = viewer.holds("la-send-manager")
    return render(request, "families/uptake.html", {"nav": "questions" if manages else "offer", "manages": manages, "groups": uptake(viewer)})
