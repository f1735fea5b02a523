"""Meetings as anybody sees them, without an account: what is to come, a place, one's own booking, and what was asked and answered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from goldenthread.offer import often
from goldenthread.voice import meetings
from goldenthread.voice.forms_meetings import AskForm, BookForm
from goldenthread.voice.models import Meeting
from goldenthread.web.days import today


def page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    answer = render(request, f"voice/{template}.html", {"narrow": True, "body_class": "gt-family", "family_page": not request.user.is_authenticated} | context, status=status)
    # The address of a booking is its key: no other site is told it, and no search engine keeps it.
    if "token" in context:
        answer["Referrer-Policy"], answer["X-Robots-Tag"], answer["Cache-Control"] = "no-referrer", "noindex", "no-store"
    return answer


def too_often(request: HttpRequest) -> HttpResponse:
    return page(request, "too_often", status=429)


def listing(request: HttpRequest) -> HttpResponse:
    on = today()
    return page(request, "meetings", rows=meetings.to_come(on), before=meetings.answered_lately(on))


def meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    on = today()
    found = get_object_or_404(Meeting.objects.select_related("owner", "district"), pk=meeting_id)
    comes = found.on >= on and found.cancelled_on is None
    booking = BookForm(request.POST if request.POST.get("do") == "book" else None)
    asking = AskForm(request.POST if request.POST.get("do") == "ask" else None)
    if request.method == "POST" and not comes:
        return page(request, "meeting_closed", status=410, meeting=found)
    if booking.is_bound and booking.is_valid():
        if not often.may(request, "book", on):
            return too_often(request)
        outcome, token = meetings.book(found, on, **booking.cleaned_data)
        if outcome == "closed":
            return page(request, "meeting_closed", status=410, meeting=found)
        return redirect("meeting-booking", token)
    if asking.is_bound and asking.is_valid():
        if not often.may(request, "ask-meeting", on):
            return too_often(request)
        if not meetings.ask(found, asking.cleaned_data["text"], on):
            return page(request, "meeting_closed", status=410, meeting=found)
        return redirect(f"{request.path}?asked")
    fault = booking if booking.is_bound else asking
    return page(request, "meeting", meeting=found, comes=comes, full=meetings.is_full(found), booking=booking, asking=asking, fault=fault,
                errors=fault.is_bound and bool(fault.errors), answers=meetings.answers(found), asked="asked" in request.GET)  # fmt: skip


def own_booking(request: HttpRequest, token: str) -> HttpResponse:
    """To open it changes nothing; one button gives the place back."""
    on = today()
    own = meetings.booked_by(token, on)
    if own is None:
        raise Http404
    if request.method == "POST":
        meetings.cancel(own, on)
        return redirect(request.path)
    return page(request, "own_booking", own=own, meeting=own.meeting, token=token, over=own.meeting.on < on)
