"""For a family: who else does what its child waits for, and how long each list is."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.services.choices import choices
from goldenthread.services.keeping import LOOKED
from goldenthread.services.queries import children_named
from goldenthread.services.told import referral_of_family, waits_told
from goldenthread.web.days import today


@signed_in
def choice_of_provider(request: HttpRequest, case_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    referral = referral_of_family(viewer, case_id)
    child = children_named(viewer, [referral.child_id]).get(referral.child_id) if referral else None
    if referral is None or child is None:
        raise Http404
    record_look(viewer, child.pk, LOOKED, case_id)
    since = next((w.since for w in waits_told(viewer, child, on) if w.case == case_id), None)
    context = {"family_page": True, "narrow": True, "child": child, "you": viewer.child == child.pk, "found": choices(referral, child, on), "since": since, "service": referral.service.name}
    return render(request, "services/choices.html", context)
