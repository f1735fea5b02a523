"""Referrals that no list has named for a while: still waiting, or how they ended."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.pathways.common.referral import REFERRAL_STAGES
from goldenthread.services.actions import GONE, confirm
from goldenthread.services.queries import STALE_DAYS, managed, stale
from goldenthread.web.days import today
from goldenthread.web.words import count_of

SHOWN = 50


@signed_in
def still_waiting(request: HttpRequest) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if managed(viewer) is None:
        raise Http404
    if request.method == "POST":
        said = {name.removeprefix("say-"): value for name, value in request.POST.items() if name.startswith("say-") and value}
        try:
            gone = {UUID(case): how for case, how in said.items() if how in GONE}
            still, ended = confirm(viewer, [UUID(case) for case, how in said.items() if how == "waiting"], gone, on)
        except (ValueError, Refused):
            raise Http404 from None
        if still or ended:
            messages.success(request, f"Saved. {count_of(still, 'referral')} still waiting, {ended} ended.")
        else:
            messages.info(request, "Nothing was chosen, so nothing was saved.")
        return redirect("list-stale")
    rows, total = stale(viewer, on, SHOWN)
    for child in {r.child.pk for r in rows}:
        record_look(viewer, child, "Opened a form to say whether a child still waits")
    titles = {s.slug: s.title for s in REFERRAL_STAGES}
    context = {"nav": "lists", "rows": rows, "total": total, "weeks": STALE_DAYS // 7, "gone": GONE, "titles": titles, "on": on}
    return render(request, "services/still_waiting.html", context)
