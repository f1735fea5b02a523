"""Every request has a viewer, known to the application and to the database for exactly one transaction."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from goldenthread.access.links import open_link
from goldenthread.access.viewer import PUBLIC, become

LINK = "personal_link"
LINK_PAGES = "/task/"
VERIFIED = "second_factor"
PERSONA = "demo_persona"


class ViewerMiddleware:
    """Wraps the request in one transaction, because the viewer is a setting of the transaction. A page that fails
    has changed nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if not user.is_authenticated:
            if LINK in request.session and request.path.startswith(LINK_PAGES):
                return self._by_link(request)
            request.viewer = PUBLIC  # type: ignore[attr-defined]
            return self.get_response(request)
        if sent := self._to_second_factor(request):
            return sent
        with transaction.atomic():
            request.viewer = become(user.pk)  # type: ignore[attr-defined]
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        # After signing out on a shared computer, going back must not show the record again.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def _by_link(self, request: HttpRequest) -> HttpResponseBase:
        """Somebody who opened a personal link with a code: one task of one child, for as long as it stands open."""
        with transaction.atomic():
            link = open_link(request.session[LINK])
            request.viewer = PUBLIC if link is None else become(link.user, "link", link.child)  # type: ignore[attr-defined]
            request.link = link  # type: ignore[attr-defined]
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def _to_second_factor(self, request: HttpRequest) -> HttpResponse | None:
        """A signed-in user without a second factor sets one up before anything else."""
        session = request.session
        if session.get(VERIFIED) or (settings.GOLDENTHREAD_DEMO and session.get(PERSONA)):
            return None
        if is_mfa_enabled(request.user):
            # Sign-in has asked for it already: allauth lets nobody past that has one and does not show it.
            session[VERIFIED] = True
            return None
        if request.path.startswith((settings.STATIC_URL, "/accounts/")):
            request.viewer = PUBLIC  # type: ignore[attr-defined]
            return None
        return redirect(reverse("mfa_activate_totp"))
