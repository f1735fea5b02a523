"""The letters of a case, and what was sent of them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.cases.pages.case import case_or_404
from goldenthread.letters.queries import letters_of, messages_of


@signed_in
def letters_of_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Every letter that the viewer may read, newest first. Casework also sees to whom each went, and how."""
    found = case_or_404(request, case_id, "Looked at the letters of a case")
    viewer = request.viewer  # type: ignore[attr-defined]
    messages = list(messages_of(viewer, case_id).exclude(purpose="one-time-code"))
    lines = [
        (letter, timezone.localtime(letter.made_at), sorted((m for m in messages if m.letter_id == letter.pk), key=lambda m: (m.recipient != "family", m.to_name)))
        for letter in letters_of(viewer, case_id)
    ]
    context = {"nav": "children", "case": found, "child": found.child, "lines": lines, "narrow": True}
    return render(request, "letters/of_case.html", context)
