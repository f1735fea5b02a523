"""Pages that show, before anything is sent, what was typed. Each is asked for by its address and never made of a post alone, so that reloading,
going back, a second window and another day lose nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from goldenthread.cases.actions_unsent import Typed, forget_typed, keep_typed, typed_before
from goldenthread.cases.queries_case import case_seen
from goldenthread.web.days import day_of
from goldenthread.web.words import full_day

LOOKS = ("", "preview", "look", "change")
"""What a form's button may ask for without sending or recording anything."""
SENDS = ("send", "tell")
"""What it asks for when the thing that was typed is to be sent: then it is over. A page may have other buttons, which leave it as it is."""
FORGETS = "throw-away"
"""What the button asks for that throws away what was kept."""
TYPED, AGAIN = "typed", "again"
_NOT_KEPT = ("csrfmiddlewaretoken",)


def typed_is_kept(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a page of a case whose form's button is called `do`. What the page does with a post that looks alone, it does with what was kept."""

    @wraps(page)
    def wrapped(request: HttpRequest, case_id: UUID, *args: Any, **more: Any) -> HttpResponse:
        viewer, name = request.viewer, request.resolver_match.url_name or "" if request.resolver_match else ""  # type: ignore[attr-defined]
        case = case_seen(viewer, case_id)
        if case is None or viewer.link_child is not None:
            return page(request, case_id, *args, **more)
        if request.method == "POST":
            do, posted = request.POST.get("do", ""), {n: values for n, values in request.POST.lists() if n not in _NOT_KEPT}
            if do == FORGETS:
                forget_typed(viewer, case, name)
                messages.success(request, "What you had typed and not sent was thrown away.")
                return redirect(request.path)
            # A database keeps no null character: the form says itself what is wrong.
            if do in LOOKS and not any("\0" in v for n, values in posted.items() for v in (n, *values)):
                keep_typed(viewer, case, name, posted)
                return redirect(f"{request.path}?{TYPED}")
            answer = page(request, case_id, *args, **more)
            if do in SENDS and answer.status_code == 302:
                if answer.headers["Location"] == _again(request):
                    keep_typed(viewer, case, name, posted)
                else:
                    forget_typed(viewer, case, name)
            return answer
        kept = typed_before(viewer, case, name)
        if kept is not None:
            again = TYPED not in request.GET
            _as_posted(request, kept[0], again=again)
            if again:
                # The layout says so, with the button that throws it away.
                request.typed_on = full_day(day_of(kept[1]))  # type: ignore[attr-defined]
        return page(request, case_id, *args, **more)

    return wrapped


def turned_back(request: HttpRequest) -> HttpResponse:
    """Nothing was sent, because the case changed meanwhile: the form comes back with what was typed."""
    return redirect(_again(request))


def _again(request: HttpRequest) -> str:
    return f"{request.path}?{AGAIN}"


def _as_posted(request: HttpRequest, typed: Typed, *, again: bool) -> None:
    """The request as if the form had been posted to look at it; nothing that is kept sends anything. Opened `again`, the form is shown with
    what was typed, and the case is read anew."""
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, list(values))
    if again:
        data["do"] = "change"
        data.pop("read_up_to", None)
    if data.get("do", "") not in LOOKS:
        raise Http404
    data._mutable = False
    request.method = "POST"
    request.POST = data  # type: ignore[assignment,misc]
