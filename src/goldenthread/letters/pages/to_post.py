"""The tray of letters to post: for people without email, and for those whose email could not be sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.rules import OFFICERS
from goldenthread.letters.models import Message
from goldenthread.letters.queries import message_to_post, posted_lately, to_post
from goldenthread.letters.reach import wish_of
from goldenthread.letters.sending import posted
from goldenthread.letters.translating import to_say_of_print, with_english
from goldenthread.letters.writing import as_pdf, document_in
from goldenthread.web.files import pdf_file

# The letters that enclose a plan, which is printed with the reports that are part of it: their page lies in an outer app, and
# is named here as the steps of a case name theirs.
WHOLE_PLANS = ("draft-plan-sent", "final-plan-issued", "final-plan-copy", "amendment-notice-sent", "amended-plan-issued")
LATELY = dt.timedelta(days=14)


def _officer(request: HttpRequest) -> None:
    if not request.viewer.holds(*OFFICERS):  # type: ignore[attr-defined]
        raise Http404


@signed_in
def letters_to_post(request: HttpRequest) -> HttpResponse:
    _officer(request)
    viewer = request.viewer  # type: ignore[attr-defined]
    waiting = to_post(viewer)
    of_print = {m.pk: to_say_of_print(document_in(m.letter.content), wish_of(m.letter.child_id, m.to_user).language) for m in waiting if m.letter and m.letter.content.text}
    context = {
        "of_print": of_print,
        "nav": "my-work",
        "whole_plans": WHOLE_PLANS,
        "waiting": [m for m in waiting if m.state == Message.State.TO_POST],
        "failed": [m for m in waiting if m.state == Message.State.FAILED],
        "posted": posted_lately(viewer, timezone.now() - LATELY),
    }
    return render(request, "letters/to_post.html", context)


def _message_or_404(request: HttpRequest, key: UUID, purpose: str) -> Message:
    _officer(request)
    viewer = request.viewer  # type: ignore[attr-defined]
    found = message_to_post(viewer, key)
    if found is None or found.letter is None or not found.letter.content.text:
        raise Http404
    record_look(viewer, found.letter.child_id, purpose, found.letter.case)
    return found


def _to_print(request: HttpRequest, key: UUID, purpose: str) -> Message:
    """Not one that is held back, as for somebody who is barred from the child by now: its address may be known still."""
    found = _message_or_404(request, key, purpose)
    if found.state == Message.State.UNREACHED:
        raise Http404
    return found


@signed_in
def posted_letter_pdf(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """The letter with its envelope's address, which stands nowhere on the letter that is kept."""
    found = _to_print(request, message_id, "Printed a letter")
    assert found.letter is not None
    document = replace(document_in(found.letter.content), to=(found.to_name, *(line.strip() for line in found.post_to.splitlines() if line.strip())))
    # In large print, and in a language, where the reader asked for it.
    wished = wish_of(found.letter.child_id, found.to_user)
    return _printed(as_pdf(with_english(document, wished.language), wished.large_print), "letter")


@signed_in
def posted_enclosure(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """The document that goes into the same envelope."""
    found = _to_print(request, message_id, "Printed what goes with a letter")
    enclosed = found.letter.encloses if found.letter else None
    if enclosed is None or not enclosed.file:
        raise Http404
    return _printed(bytes(enclosed.file), "enclosed")


def _printed(file: bytes, name: str) -> HttpResponse:
    response = pdf_file(file, f"{name}.pdf")
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@signed_in
def mark_posted(request: HttpRequest, message_id: UUID) -> HttpResponse:
    found = _message_or_404(request, message_id, "Opened a letter to record that it was posted")
    if posted(found.pk):
        messages.success(request, f"Recorded: posted today to {found.to_name}.")
    else:
        messages.success(request, "That letter was already recorded as sent. Nothing changed.")
    return redirect("letters-to-post")
