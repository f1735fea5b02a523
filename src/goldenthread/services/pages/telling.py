"""Families whom the system could not tell what was promised: somebody of the provider tells them, and says how."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.engine.fields import BadEvent
from goldenthread.services.pages.worse import LOOKED
from goldenthread.services.telling import TELLS, to_tell, told_by_hand, told_lately
from goldenthread.web.days import today
from goldenthread.web.words import tag

SHOWN = 50
CHANNELS = {"letter": "By letter", "call": "By a call", "in-person": "In person", "text": "By text"}
LATELY = dt.timedelta(days=28)


@signed_in
def tell_yourself(request: HttpRequest) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if not viewer.holds(*TELLS):
        raise Http404
    if request.method == "POST":
        channel = request.POST.get("channel", "")
        if channel not in CHANNELS:
            messages.info(request, "Choose how the family was told. Nothing was saved.")
            return redirect("tell-yourself")
        try:
            first = told_by_hand(viewer, UUID(request.POST.get("telling", "")), channel, on)
        except (ValueError, Refused, BadEvent):
            raise Http404 from None
        messages.success(request, "Recorded: the family was told today." if first else "Somebody had told the family already. Nothing was changed.")
        return redirect("tell-yourself")
    found, total, late = to_tell(viewer, on, SHOWN)
    for child in {f.child.pk for f in found}:
        record_look(viewer, child, LOOKED)
    context = {
        "nav": "tell", "on": on, "found": [(f, tag("overdue" if f.due < on else "running", "local", (f.due - on).days)) for f in found], "total": total, "channels": CHANNELS,
        "late": late, "sent": told_lately(viewer, on - LATELY),
        "manages": viewer.holds("health-service-manager"),
    }  # fmt: skip
    return render(request, "services/tell_yourself.html", context)
