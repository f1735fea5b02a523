"""Who may open the pages behind the Local Offer, and in what every page of it stands."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.offer.keeping import edits, reads


def public_page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """For anybody, with an account or without."""
    return render(request, f"offer/{template}.html", {"narrow": True, "family_page": not request.user.is_authenticated} | context, status=status)


def page_behind(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """For those who edit the directory or commission by it."""
    return render(request, f"offer/{template}.html", {"nav": "offer", "edits": edits(request.viewer)} | context)  # type: ignore[attr-defined]


def for_readers(request: HttpRequest, *, edit: bool = False) -> None:
    """Raises Http404 for whoever may not read behind the directory; whoever sends something edits it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if not (edits(viewer) if edit or request.method == "POST" else reads(viewer)):
        raise Http404
