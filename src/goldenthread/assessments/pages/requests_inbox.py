"""What people asked for, until an officer has said whose it is; and a request that is taken by telephone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.access.actions import record_search
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.assessments import requests_own as own
from goldenthread.assessments.models import Request
from goldenthread.assessments.pages.ask import ASKING, WHAT_WORDS, WhoCallsForm
from goldenthread.assessments.requests import (
    asker_name,
    child_by_number,
    decided_by_name,
    earlier_requests,
    half_taken,
    inbox,
    keeps_private,
    likely_children,
    may_add_child,
    may_handle,
    paper_of,
    papers_of,
    request_seen,
)
from goldenthread.assessments.requests_steps import ASKERS, FILES, OF_THEM, born_of, said, steps_of
from goldenthread.cases.pages.document import handed_over
from goldenthread.cases.presenters import aim_words
from goldenthread.engine.calendar import working_target
from goldenthread.engine.clocks import days, status
from goldenthread.web.days import day_of, today
from goldenthread.web.words import Tag, count_of, long_day, short_day, tag

WHO_SAID = {slug: words for slug, _, words in ASKERS}


def handling(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for those who match requests to children; to anybody else it does not exist."""

    @signed_in
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_handle(request.viewer):  # type: ignore[attr-defined]
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def request_or_404(request: HttpRequest, request_id: UUID) -> Request:
    found = request_seen(request.viewer, request_id)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Line:
    """A request in the list: who it names, who asks, and by when the council decides."""

    request: Request
    name: str
    context: str
    received: str
    due: str
    # The last working day, where the limit falls on none.
    aim: str
    tag: Tag


def _line(row: Request, on: date) -> Line:
    assert row.received_on is not None
    due = own.decide_by(row.received_on)
    born = born_of(row.answers)
    context = [f"born {long_day(born)}" if born else "", row.answers.get("setting", ""),
               count_of(len(row.files.all()), "paper") if row.files.all() else ""]  # fmt: skip
    return Line(
        row, child_named(row), ", ".join(filter(None, context)), short_day(row.received_on, on), short_day(due, on), aim_words(due, working_target(due), on) if due else "",
        tag(status(due, None, None, False, on), "law", days(due, None, on)),
    )  # fmt: skip


def child_named(row: Request) -> str:
    return f"{row.answers.get('child_forename', '')} {row.answers.get('child_surname', '')}".strip() or "A child without a name"


@handling
def requests(request: HttpRequest) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    lines = [_line(row, on) for row in inbox(viewer)]
    half = [(row, day_of(row.started_at)) for row in half_taken(viewer)]
    context = {"nav": "requests", "lines": lines, "who_said": WHO_SAID, "asker_name": asker_name, "half": half}
    return render(request, "assessments/requests.html", context)


@handling
def by_telephone(request: HttpRequest) -> HttpResponse:
    form = WhoCallsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        token = own.begin(form.cleaned_data["asked_by"], by_telephone=True)
        if token is None:
            raise Http404
        request.session[ASKING] = token
        return redirect("ask-step", "child")
    context = {"nav": "requests", "form": form, "errors": form.is_bound and bool(form.errors), "narrow": True,
               "telephone": True, "back_href": reverse("requests")}  # fmt: skip
    return render(request, "assessments/ask_who.html", context)


@handling
def go_on(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Back to what one began to write down."""
    if request.method != "POST":
        return redirect("requests")
    token = own.resume(request_id)
    if token is None:
        raise Http404
    request.session[ASKING] = token
    return redirect("ask-check")


@handling
def request_one(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """What was said, the papers, and whom it may be about; the officer says whose it is."""
    viewer, row, on = request.viewer, request_or_404(request, request_id), today()  # type: ignore[attr-defined]
    assert row.received_on is not None
    is_open = row.outcome == Request.Outcome.OPEN
    likely = likely_children(viewer, row) if is_open else []
    if is_open:
        record_search(viewer, len(likely))
    problem = ""
    if request.method == "POST" and is_open:
        answer = _chosen(request, row, {str(one.child.pk) for one in likely})
        if isinstance(answer, HttpResponse):
            return answer
        problem = answer
    steps = steps_of(row.asked_by, row.answers, row.received_on)
    context = {
        "nav": "requests",
        "row": row,
        "line": _line(row, on),
        "decide_by": own.decide_by(row.received_on),
        "of_them": OF_THEM,
        "who_said": WHO_SAID,
        "asker": asker_name(row),
        "private": keeps_private(row),
        "lines": [(s, said(s, row.answers)) for s in steps if s.slug != FILES],
        "papers": papers_of(row),
        "what_words": WHAT_WORDS,
        "likely": likely,
        "earlier": earlier_requests(viewer, row) if is_open else [],
        "may_add": may_add_child(viewer, row.owner_id),
        "is_open": is_open,
        "problem": problem,
        "errors": bool(problem),
        "typed": request.POST.get("number", ""),
        "outcome": Request.Outcome(row.outcome).label,
        "decided_by": "" if is_open else decided_by_name(row),
        "decided_on": day_of(row.decided_at) if row.decided_at else None,
        "today": on,
        "child_named": child_named,
        "back_href": reverse("requests"),
        "back_text": "Requests",
    }
    return render(request, "assessments/request.html", context)


def _chosen(request: HttpRequest, row: Request, likely: set[str]) -> HttpResponse | str:
    who, number = request.POST.get("who", ""), request.POST.get("number", "").strip()
    if who in likely:
        return redirect("request-known-child", row.pk, who)
    if who == "other":
        child = child_by_number(request.viewer, number, row.owner_id)  # type: ignore[attr-defined]
        if child is None:
            return "Enter the reference, UPN or NHS number of a child whom you can see, such as GT-00123"
        return redirect("request-known-child", row.pk, child.pk)
    if who == "new" and may_add_child(request.viewer, row.owner_id):  # type: ignore[attr-defined]
        return redirect("request-new-child", row.pk)
    if who == "repeated":
        return redirect("request-repeated", row.pk)
    return "Select who this is about"


@handling
def request_paper(request: HttpRequest, request_id: UUID, file_id: UUID) -> HttpResponse:
    found = paper_of(request_or_404(request, request_id), file_id)
    if found is None:
        raise Http404
    return handed_over(*found)
