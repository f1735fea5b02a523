"""The one character that the database cannot hold, NUL, is taken out of what an address asks, so that no page need think of it."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase

from goldenthread.web.pages import method_refused

NUL = "\0"


def without_nul(given: QueryDict) -> QueryDict:
    kept = QueryDict(mutable=True)
    for name, values in given.lists():
        kept.setlist(name.replace(NUL, ""), [v.replace(NUL, "") for v in values])
    return kept


class WithoutNul:
    """Of the questions of an address it is taken out; an address that has it in its path is of no page. Forms refuse it beside their field."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if NUL in request.path:
            raise Http404
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = without_nul(request.GET)  # type: ignore[assignment,misc]
        return self.get_response(request)


class RefusedInWords:
    """An address that takes only what a form sends, opened by hand or after signing in again, would answer with an empty page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED or getattr(answer, "content", b""):
            return answer
        said = method_refused(request)
        said.headers["Allow"] = answer.headers.get("Allow", "")
        return said
