"""Meetings as those who run them see them: a new one, who booked, what was asked, and who came."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from goldenthread.access.pages.administration import nothing_left
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.voice import meetings
from goldenthread.voice.forms_meetings import (
    AnswerForm,
    AskedThereForm,
    CallOffForm,
    CameForm,
    LeaveOutForm,
    MeetingForm,
)
from goldenthread.voice.models import Meeting
from goldenthread.web.addresses import key_or_404
from goldenthread.web.days import today

QUICKER = "Somebody was quicker, and nothing was changed. This is how it stands now."


def _runner(request: HttpRequest) -> Any:
    viewer = request.viewer  # type: ignore[attr-defined]
    if meetings.body_of(viewer) is None:
        raise Http404
    return viewer


def _own(request: HttpRequest, meeting_id: UUID) -> tuple[Any, Meeting]:
    viewer = _runner(request)
    return viewer, get_object_or_404(meetings.own_meetings(viewer), pk=meeting_id)


@signed_in
def running(request: HttpRequest) -> HttpResponse:
    viewer, on = _runner(request), today()
    found = list(meetings.own_meetings(viewer)[:200])
    come = [m for m in found if m.on >= on][::-1]
    return render(request, "voice/running.html", {"nav": "meetings", "come": come, "before": [m for m in found if m.on < on], "reach": meetings.reach(viewer, on)})


@signed_in
def new(request: HttpRequest) -> HttpResponse:
    viewer = _runner(request)
    form = MeetingForm(request.POST or None, today=today())
    if request.method == "POST" and form.is_valid():
        made = meetings.make(viewer, **form.kept)
        messages.success(request, "The meeting is on the public page now.")
        return redirect("meeting-run", made.pk)
    return render(request, "voice/meeting_new.html", {"nav": "meetings", "form": form, "errors": form.is_bound and bool(form.errors), "narrow": True})


@never_cache
@signed_in
def run(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    viewer, found = _own(request, meeting_id)
    on, do = today(), request.POST.get("do")
    there = AskedThereForm(request.POST if do == "there" else None)
    off = CallOffForm(request.POST if do == "off" else None)
    came = CameForm(request.POST if do == "came" else None, initial={f"came-{code}": n for code, n in meetings.came_by_district(found).items()})
    if do == "told":
        meetings.told(viewer, found, key_or_404(request.POST.get("booking")), on)
        return redirect("meeting-run", found.pk)
    if do == "there" and there.is_valid():
        meetings.asked_there(found, there.cleaned_data["text"], int(there.cleaned_data["families"]), on)
        messages.success(request, "The question is kept. Answer it below.")
        return redirect("meeting-run", found.pk)
    if do == "off" and found.on >= on and found.cancelled_on is None and off.is_valid():
        meetings.call_off(viewer, found, off.cleaned_data["because"], on)
        messages.success(request, "The meeting is called off. Tell everybody who booked.")
        return redirect("meeting-run", found.pk)
    if do == "came" and found.on <= on and came.is_valid():
        meetings.count_who_came(found, came.counted)
        messages.success(request, "Who came is counted.")
        return redirect("meeting-run", found.pk)
    fault = next((f for f in (there, off, came) if f.is_bound), there)
    booked = meetings.bookings(found)
    context = {
        "nav": "meetings", "meeting": found, "booked": [b for b in booked if b.booking.state == "booked"], "waiting": [b for b in booked if b.booking.state == "waiting"],
        "questions": meetings.open_questions(found), "answers": meetings.answers(found), "there": there, "off": off, "came": came, "fault": fault,
        "errors": fault.is_bound and bool(fault.errors), "on": on, "counted": sum(meetings.came_by_district(found).values()), "narrow": True,
    }  # fmt: skip
    return render(request, "voice/run.html", context)


@never_cache
@signed_in
def answer(request: HttpRequest, meeting_id: UUID, question_id: UUID) -> HttpResponse:
    viewer, found = _own(request, meeting_id)
    question = meetings.open_questions(found).filter(pk=question_id).first()
    if question is None:
        get_object_or_404(found.questions, pk=question_id)
        return nothing_left(request, "meeting-run", found.pk)
    do = request.POST.get("do")
    form = AnswerForm(request.POST if do == "answer" else None, initial={"families": question.families})
    out = LeaveOutForm(request.POST if do == "out" else None)
    if do == "answer" and form.is_valid():
        data = form.cleaned_data
        try:
            meetings.answer(viewer, question, asked_as=data["asked_as"], said=data["said"], families=int(data["families"]), on=today())
        except Refused:
            messages.info(request, QUICKER)
        else:
            messages.success(request, "The answer is on the public page.")
        return redirect("meeting-run", found.pk)
    if do == "out" and out.is_valid():
        meetings.leave_out(question, out.cleaned_data["because"])
        return redirect("meeting-run", found.pk)
    fault = out if out.is_bound else form
    return render(request, "voice/answer.html", {"nav": "meetings", "meeting": found, "question": question, "form": form, "out": out, "fault": fault, "errors": fault.is_bound and bool(fault.errors), "narrow": True})
