"""The desk of those who keep the Local Offer: who is let in, and what each of its pages has in common."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.offer.keeping import edits, reads


def let_in(request: HttpRequest, *, edit: bool = False) -> None:
    """Editors; and those who read along, to look and never to send a form. For anybody else there is no such page."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if not (edits(viewer) if edit or request.method == "POST" else reads(viewer)):
        raise Http404


def page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    return render(request, f"offer/{template}.html", {"nav": "offer", "edits": edits(request.viewer)} | context)  # type: ignore[attr-defined]
