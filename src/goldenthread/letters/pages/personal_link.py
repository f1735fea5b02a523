"""Opening a personal link: nothing is shown until a one-time code, sent to the person's own address, is entered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from goldenthread.access.links import Addressed, addressed, end_link, new_code, opens
from goldenthread.access.middleware import LINK
from goldenthread.letters.sending import enqueue
from goldenthread.letters.writing import mail

_NO_CODE = "No new code was sent: one went a moment ago, or eight went today. Use the newest one, or try again later"


@never_cache
def open_by_code(request: HttpRequest, token: str) -> HttpResponse:
    with transaction.atomic():
        link = addressed(token)
        if link is None:
            return render(request, "letters/link_closed.html", {"narrow": True}, status=410)
        if request.method != "POST":
            return _ask(request, link, sent=False)
        if request.POST.get("do") == "send":
            problem = "" if send_code(link) else _NO_CODE
            return _ask(request, link, sent=True, problem=problem)
        right = opens(link.id, request.POST.get("code", "")[:12])
        ended = not right and addressed(token) is None
    if ended:
        return render(request, "letters/link_closed.html", {"narrow": True}, status=410)
    if not right:
        problem = "Enter the 6 numbers of the newest code that we sent. A code works once, for 15 minutes"
        return _ask(request, link, sent=True, problem=problem)
    request.session.cycle_key()
    request.session[LINK] = str(link.id)
    return redirect("link-task")


def _not_opened(request: HttpRequest) -> HttpResponse:
    """A link that was opened in this browser and has ended is closed. Where this browser opened none, or one to another
    task, nothing is known of the task: its link may be alive in the email."""
    link = getattr(request, "link", None)
    if link is None and LINK in request.session:
        return render(request, "letters/link_closed.html", {"narrow": True}, status=410)
    return render(request, "letters/link_not_opened.html", {"narrow": True}, status=410)


# The page of each task, by the names of the apps above.
TASKS = {"advice": "task-advice", "clauses": "task-clauses", "consultation": "task-consultation", "plan": "task-plan"}


def by_link(task: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A page of a personal link's task: anybody else is told how to open it, or that it is closed."""

    def guard(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            link = getattr(request, "link", None)
            if link is None or link.task != task:
                return _not_opened(request)
            return view(request, *args, **kwargs)

        return guarded

    return guard


def link_task(request: HttpRequest) -> HttpResponse:
    link = getattr(request, "link", None)
    if link is None:
        return _not_opened(request)
    return redirect(TASKS[link.task])


def finish(request: HttpRequest, said: str) -> HttpResponse:
    """Ends every link to the task, and the session, and says thank you in words of the task."""
    end_link(request.link.id)  # type: ignore[attr-defined]
    request.session.flush()
    request.session["said"] = said
    return redirect("link-done")


def link_done(request: HttpRequest) -> HttpResponse:
    said = request.session.get("said", "")
    return render(request, "letters/link_done.html", {"said": said, "narrow": True})


def send_code(link: Addressed) -> bool:
    """Sends a new code; none where one left a moment ago, or eight did today."""
    code = new_code(link.id)
    if code is None:
        return False
    message, words = uuid4(), mail(link.owner, "one-time-code", {})
    with connection.cursor() as cursor:
        cursor.execute("select letters_queue_code(%s, %s, %s, %s, %s)", [message, link.id, words.subject, words.body, code])
    enqueue("letters.send", message=str(message))
    return True


def _ask(request: HttpRequest, link: Addressed, *, sent: bool, problem: str = "") -> HttpResponse:
    context = {"masked": link.masked, "sent": sent, "problem": problem, "errors": bool(problem), "narrow": True}
    return render(request, "letters/enter_code.html", context, status=400 if problem else 200)
