"""Rows of which the records do not say for sure whom they mean: a person looks at both and decides."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.services.actions import decide, wrong_child
from goldenthread.services.models import Match
from goldenthread.services.queries import children_named, managed, matches_of, referrals_of

SHOWN = 20


@signed_in
def whose(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    if managed(viewer) is None:
        raise Http404
    if request.method == "POST":
        try:
            done = decide(viewer, UUID(request.POST.get("match", "")), request.POST.get("decision", ""))
        except (ValueError, Refused):
            raise Http404 from None
        messages.success(request, "Decided. The next list follows it." if done else "Somebody had decided this already. Nothing was changed.")
        return redirect("list-matches")
    open_ = matches_of(viewer).filter(decision="")
    shown = list(open_[:SHOWN])
    who = children_named(viewer, [m.candidate_id for m in shown if m.candidate_id])
    for child in who:
        record_look(viewer, child, "Opened a form to decide whom a row of a waiting list means")
    decided = list(matches_of(viewer).filter(decision=Match.Decision.SAME).order_by("-decided_at")[:SHOWN])
    loaded = {
        (r.service_id, r.case.reference): r.case_id
        for r in referrals_of(viewer).filter(case__reference__in=[m.reference for m in decided]).select_related("case")
    }
    context = {
        "nav": "lists",
        "decided": [(m, loaded[m.service_id, m.reference]) for m in decided if (m.service_id, m.reference) in loaded],
        "matches": [
            (m, who.get(m.candidate_id) if m.candidate_id else None, dt.date.fromisoformat(m.row["date_of_birth"]))
            for m in shown
        ],
        "total": open_.count(),
        "narrow": True,
    }
    return render(request, "services/whose.html", context)


@signed_in
def not_this_child(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A referral was put on the record of a child whom it does not mean: asked once more, then taken off."""
    viewer = request.viewer  # type: ignore[attr-defined]
    referral = (
        referrals_of(viewer).filter(case=case_id).select_related("case", "service").first() if managed(viewer) else None
    )
    child = children_named(viewer, [referral.child_id]).get(referral.child_id) if referral else None
    if referral is None or child is None:
        raise Http404
    record_look(viewer, child.pk, "Opened a form to decide whom a row of a waiting list means", case_id)
    if request.method == "POST":
        wrong_child(viewer, case_id)
        messages.success(
            request,
            "It is being taken off this child’s record. Correct the child in your own system: your next list adds the referral to whom it means.",
        )
        return redirect("lists")
    return render(
        request, "services/not_this_child.html", {"nav": "lists", "referral": referral, "child": child, "narrow": True}
    )
