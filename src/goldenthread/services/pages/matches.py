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
from goldenthread.services.actions import decide
from goldenthread.services.models import Match
from goldenthread.services.queries import children_named, managed, matches_of

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
        record_look(viewer, child, "Decided whom a row of a waiting list means")
    context = {"nav": "lists", "matches": [(m, who.get(m.candidate_id) if m.candidate_id else None, dt.date.fromisoformat(m.row["date_of_birth"])) for m in shown], "total": open_.count(), "decisions": Match.Decision, "narrow": True}
    return render(request, "services/whose.html", context)
