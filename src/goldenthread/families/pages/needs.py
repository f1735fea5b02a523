"""What help a child needs: home and school answer, and both are shown side by side."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Record, Refused, may
from goldenthread.access.queries import child_seen
from goldenthread.access.viewer import Viewer
from goldenthread.families.forms_needs import NeedsForm
from goldenthread.families.needs import AREAS, KIND, LEVELS, OPEN, answers_of, draft_of, keep, side_by_side, side_of
from goldenthread.people.models import Child
from goldenthread.web.days import today

LOOKED = "Looked at what help is needed"


def _child(viewer: Viewer, child_id: UUID) -> tuple[Child, list[str]]:
    """The child, and the sides of which the viewer may read what was sent."""
    child = child_seen(viewer, child_id)
    reads = [side for side, kind in KIND.items() if child is not None and may(viewer, "read", kind, Record(owner=child.owner_id, child=child.pk))]
    if child is None or not reads:
        raise Http404
    return child, reads


@signed_in
def needs(request: HttpRequest, child_id: UUID) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    child, reads = _child(viewer, child_id)
    record_look(viewer, child.pk, LOOKED)
    sent = [a for a in answers_of(viewer, child) if a.sent_on]
    home, school = (next((a for a in sent if a.side == side), None) for side in ("home", "school"))
    rows = side_by_side(home, school)
    side = side_of(viewer, child)
    context: dict[str, Any] = {
        "child": child, "reads": reads, "home": home, "school": school, "rows": [r for r in rows if r.home or r.school or r.home_words or r.school_words], "levels": LEVELS, "open": OPEN, "areas": {a: title for a, (title, _) in AREAS.items()},
        "earlier": [a for a in sent if a not in (home, school)], "side": side, "draft": draft_of(viewer, child) if side else None, "narrow": True, "family_page": side == "home",
        "much": [r.title for r in rows if r.most == 2], "apart": [r.title for r in rows if r.apart],
    }  # fmt: skip
    return render(request, "families/needs.html", context)


@signed_in
def needs_answer(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """Kept as often as they like, and sent once; the next answers begin from the last."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    child, _ = _child(viewer, child_id)
    side = side_of(viewer, child)
    if not side:
        raise Http404
    before = draft_of(viewer, child) or answers_of(viewer, child).filter(by=viewer.id).first()
    initial = {f"level-{a}": v for a, v in before.levels.items()} | {f"words-{a}": v for a, v in before.words.items()} if before else {}
    form = NeedsForm(request.POST if request.method == "POST" else None, name=child.forename, initial=initial)
    if request.method == "POST":
        later = request.POST.get("do") == "later"
        try:
            if later or form.is_valid():
                keep(viewer, child, *form.said(), send_on=None if later else on)
                messages.success(request, "Kept. Nobody else reads it until you send it." if later else "Sent. Home and school can now be read side by side.")
                return redirect("needs", child.pk)
        except Refused:
            raise Http404 from None
    context = {"child": child, "form": form, "errors": form.is_bound and bool(form.errors), "side": side, "narrow": True, "family_page": side == "home"}
    return render(request, "families/needs_answer.html", context)
