"""Pages that belong to no subject: help, faults, and choosing an earlier day."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from goldenthread.web.days import BadDay, today
from goldenthread.web.languages import COOKIE, languages
from goldenthread.web.typed import typed_words

YEAR = 365 * 24 * 3600


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    return render(request, f"pages/{template}.html", context)


def accessibility(request: HttpRequest) -> HttpResponse:
    return _page(request, "accessibility")


def privacy(request: HttpRequest) -> HttpResponse:
    return _page(request, "privacy")


def help_page(request: HttpRequest) -> HttpResponse:
    return _page(request, "help")


def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keeps the language that a reader chose in their browser, and leads back to the page that they read."""
    page, code = request.POST.get("page", "/"), request.POST.get("language", "en")
    if not page.startswith("/") or not url_has_allowed_host_and_scheme(page, allowed_hosts=None):
        page = "/"
    answer = redirect(page)
    if code in {one.code for one in languages()}:
        answer.set_cookie(COOKIE, code, max_age=YEAR, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax")
    return answer


def earlier_day(request: HttpRequest) -> HttpResponse:
    """A form that asks which day to show, and leads back to the page that it came from."""
    page = request.GET.get("page", "/")
    if not page.startswith("/") or not url_has_allowed_host_and_scheme(page, allowed_hosts=None):
        page = "/"
    return _page(request, "earlier_day", page=page, today=today())


def _bad_day(request: HttpRequest, error: str) -> HttpResponse:
    """The form again, with what was typed and how to put it right."""
    typed = {part: request.GET.get(f"as-at-{part}", "") for part in ("day", "month", "year")}
    known = request.GET.get("known", "")
    context = {"page": request.path, "today": today(), "error": error, "typed": typed, "known": known, "errors": True}
    return render(request, "pages/earlier_day.html", context, status=400)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _fault(request, 400, "We could not read that", "Go back, check what you entered, and send it again.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _fault(request, 403, "You cannot do that", "Your role does not allow it. Nothing was changed.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _fault(
        request, 403, "This page was open too long", "Go back, reload the page, and send it again. Nothing was changed."
    )


def method_refused(request: HttpRequest) -> HttpResponse:
    return _fault(request, 405, "Nothing was sent", "This address only takes what a form sends. Begin at your first page, and press the button there again.")


def signed_out(request: HttpRequest, sign_in: str) -> HttpResponse:
    """Somebody sent a form after their session had ended. `sign_in` leads back to its page."""
    return _fault(request, 403, "You have been signed out", "Nothing was sent. Sign in again, and the page opens where you were.", sign_in=sign_in)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, BadDay):
        return _bad_day(request, str(exception))
    return _fault(
        request,
        404,
        "Page not found",
        "There is nothing here that you can see. Check the address, or begin at your first page.",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    # Rendered without the person or the session: the database may be what failed.
    context = {
        "request": {"csp_nonce": getattr(request, "csp_nonce", "")},
        "heading": "Sorry, something went wrong",
        "what_to_do": "It is our fault. What you sent was not saved. Go back and try again in a minute.",
        "typed": typed_words(request),
    }
    return HttpResponse(render_to_string("pages/fault.html", context), status=500)


def _fault(request: HttpRequest, status: int, heading: str, what_to_do: str, sign_in: str = "") -> HttpResponse:
    typed = typed_words(request)
    context = {"heading": heading, "what_to_do": what_to_do, "sign_in": sign_in, "typed": typed, "files": bool(typed and request.FILES)}
    answer = render(request, "pages/fault.html", context, status=status)
    if typed:
        answer["Cache-Control"] = "private, no-store"
    return answer
