"""The safeguarding lead's own list: what children said, read the same working day, and what was done where a child may be unsafe."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.voice import childs_views
from goldenthread.voice.forms_views import ReadForm
from goldenthread.voice.pages.tell_us import file_of
from goldenthread.web.days import today

WENT = {
    "plan": "Passed on. It waits with section A of the child’s plan for the case officer.", "kept": "Passed on.",
    "held-back": "Kept. Nobody but safeguarding leads reads it.", "read": "Somebody has read it already. Nothing was changed.",
}  # fmt: skip


def _lead(request: HttpRequest) -> Any:
    viewer = request.viewer  # type: ignore[attr-defined]
    if not childs_views.is_lead(viewer):
        raise Http404
    return viewer


@never_cache
@signed_in
def concerns(request: HttpRequest) -> HttpResponse:
    viewer, on = _lead(request), today()
    found = childs_views.concerns(viewer)
    return render(request, "voice/safeguarding.html", {
        "nav": "safeguarding", "rows": found, "read": childs_views.concerns(viewer, read=True), "on": on,
        "unsafe": sum(h.concern.said_unsafe for h in found), "late": sum(h.late(on) for h in found),
    })  # fmt: skip


@never_cache
@signed_in
def concern(request: HttpRequest, view_id: UUID) -> HttpResponse:
    viewer = _lead(request)
    found = childs_views.concern_of(viewer, view_id)
    if found is None:
        raise Http404
    view = found.view
    form = ReadForm(request.POST or None, needs_words=view.kind != "words" and not view.shows, said_unsafe=found.said_unsafe)
    if request.method == "POST" and found.read_on is None and form.is_valid():
        went = childs_views.read(viewer, found, on=today(), **{"shows": "", **form.cleaned_data})
        messages.success(request, WENT.get(went, "Nothing was changed. Look at the answers again."))
        return redirect("safeguarding")
    context = {"nav": "safeguarding", "concern": found, "view": view, "who": childs_views.who_of(view), "form": form, "errors": form.is_bound and bool(form.errors), "narrow": True}
    return render(request, "voice/safeguarding_one.html", context)


@never_cache
@signed_in
def concern_file(request: HttpRequest, view_id: UUID) -> HttpResponse:
    found = childs_views.concern_of(_lead(request), view_id)
    return file_of(found.view if found else None)
