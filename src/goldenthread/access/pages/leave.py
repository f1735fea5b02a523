"""Leaving quickly: whoever takes up the device next finds nobody signed in."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from goldenthread.web.navigation import LEAVE


@never_cache
def leave(request: HttpRequest) -> HttpResponse:
    """Ends the session, also that of a personal link, and goes to a page that says nothing of whoever opens it. A plain
    link, because it must work at once and without scripts: somebody who is led here by another site is signed out, and no
    more."""
    logout(request)
    answer = redirect(LEAVE)
    answer["Referrer-Policy"] = "no-referrer"
    return answer
