"""Have your say: everything in which a family or a young person can take part, on one page without an account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from goldenthread.voice import meetings
from goldenthread.voice.pages.meetings import page
from goldenthread.web.days import today


def hub(request: HttpRequest) -> HttpResponse:
    return page(request, "hub", next_meetings=[r for r in meetings.to_come(today()) if not r.meeting.cancelled_on][:3])
