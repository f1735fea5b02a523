"""What a person typed into a form that could not be taken, for the page that says why: a reason that took ten minutes to word is not lost because
a session ended, or because somebody else was first."""

from __future__ import annotations

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.http.request import UnreadablePostError

MOST = 20_000
"""Of a text in characters: no box of ours takes more."""


def typed_words(request: HttpRequest) -> list[str]:
    """The texts of more than one word, in the order of the form. A single word, a day or a tick is sooner given again than copied, and may be
    a key of ours. None of a password, and none where another site sent the form: its words are not the reader's."""
    if request.method != "POST":
        return []
    try:
        # The host may be the fault that is told of.
        if request.headers.get("Origin") != f"{request.scheme}://{request.get_host()}":
            return []
        given = [(name, value) for name, values in request.POST.lists() for value in values]
    except (SuspiciousOperation, UnreadablePostError):
        return []
    return [value[:MOST] for name, value in given if "password" not in name and isinstance(value, str) and len(value.split()) > 1]
