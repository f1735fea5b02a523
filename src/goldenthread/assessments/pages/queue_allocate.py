"""Giving one child's assessment to a psychologist: who has time this week or next, and what stands before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.assessments import queue_words as say
from goldenthread.assessments.capacity import Person, people
from goldenthread.assessments.pages.queue import looking_after
from goldenthread.assessments.queue import PRINCIPAL, Row, body_of, earlier_and_alone, queue
from goldenthread.assessments.queue_actions import (
    AllKept,
    Changed,
    NeedsReason,
    NoLonger,
    Why,
    allocate,
    state_of,
    time_without,
)
from goldenthread.assessments.queue_audit import moves
from goldenthread.cases.pages.case import case_or_404
from goldenthread.engine.calendar import LONDON, monday_of
from goldenthread.web.fields import Form, LongTextField
from goldenthread.web.words import count_of, short_day, time_of_day, year_group

MOST_NAMED = 3


@dataclass(frozen=True)
class Choice:
    """Somebody's one week as an answer; without a value where it cannot be chosen."""

    value: str
    words: str
    label: str
    checked: bool = False


class Allocate(Form):
    who = forms.CharField(required=False)
    reason = LongTextField(
        label="Why", required=False, max_length=300, rows=3,
        help_text="Needed where an earlier place is passed over, a week has no time left, or the child is taken from a colleague. Name no other child.",
    )  # fmt: skip
    read = forms.CharField(widget=forms.HiddenInput, error_messages={"required": "Open this page again, and choose there"})

    def __init__(self, data: Any, mondays: list[date]) -> None:
        super().__init__(data)
        self.mondays = mondays

    def clean_who(self) -> tuple[UUID, date]:
        try:
            key, _, monday = self.cleaned_data["who"].partition("|")
            chosen = UUID(key), date.fromisoformat(monday)
        except ValueError:
            raise forms.ValidationError("Select who, and which week") from None
        if chosen[1] not in self.mondays:
            raise forms.ValidationError("Select this week or next week")
        return chosen


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ep_queue_allocate(request: HttpRequest, case_id: UUID) -> HttpResponse:
    viewer, day = looking_after(request)
    if body_of(viewer, PRINCIPAL) is None:
        raise Http404
    case = case_or_404(request, case_id, "Looked at the case in the queue")
    monday = monday_of(day.today)
    mondays = [monday, monday + timedelta(weeks=1)]
    form = Allocate(request.POST if request.method == "POST" else None, mondays)
    changed = ""
    if form.is_valid():
        who, week = form.cleaned_data["who"]
        try:
            row = allocate(
                viewer, case.pk, who, week, reason=form.cleaned_data["reason"], read=form.cleaned_data["read"], on=day.today
            )
        except NeedsReason as need:
            form.add_error("reason", _needed(need.why))
        except AllKept:
            form.add_error("who", "That week is all kept for other work or leave. Select another week or person")
        except Changed:
            changed = _what_came_first(viewer, case.pk)
        except NoLonger:
            messages.success(request, "This child no longer waits: the advice came, or the assessment ended. Nothing was recorded.")
            return redirect("ep-queue")
        except Refused:
            form.add_error("who", "Select somebody who works here and has the week")
        else:
            name = next((p.name for p in people(viewer, day.today, mondays) if p.key == who), "")
            messages.success(request, f"{row.child.forename} {row.child.surname} is with {name}, week of {short_day(week, day.today)}.")
            return redirect("ep-queue")
    waiting = queue(viewer, day.today)
    row = next((r for r in waiting if r.case.pk == case.pk), None)  # type: ignore[assignment]
    if row is None:
        return render(request, "assessments/queue_not_waiting.html", {"nav": "queue", "case": case})
    everybody = people(viewer, day.today, mondays)
    earlier = earlier_and_alone(waiting, row.number)
    picked = str(form.data.get("who", "")) if form.is_bound else ""
    context = {
        "nav": "queue",
        "today": day.today,
        "form": form,
        "errors": form.is_bound and bool(form.errors),
        "changed": changed,
        "read": state_of(row),
        "row": row,
        "caption": ", ".join(
            p for p in (f"{row.child.forename} {row.child.surname}", row.child.reference, year_group(row.child.date_of_birth, day.today), row.district) if p
        ),
        "total": len(waiting),
        "earlier": earlier[:MOST_NAMED],
        "earlier_number": len(earlier),
        "weeks": list(zip(("This week", "Next week"), mondays, strict=True)),
        "people": [_offered(p, row, mondays, picked, day.today) for p in sorted(everybody, key=lambda p: p.locality != row.locality)],
    }  # fmt: skip
    return render(request, "assessments/queue_allocate.html", context)


def _offered(person: Person, row: Row, mondays: list[date], picked: str, today: date) -> dict[str, Any]:
    return {
        "name": person.name,
        "locality": person.locality,
        "locum": any(monday in person.locum_in for monday in mondays),
        "away": person.covered_by,
        "until": person.away_until,
        "kept": say.kept_words(person, mondays),
        "has_it": row.with_whom is not None and row.with_whom.practitioner == person.key,
        "choices": [_choice(person, row, monday, picked, today) for monday in mondays],
    }


def _choice(person: Person, row: Row, monday: date, picked: str, today: date) -> Choice:
    time, value = time_without(row, person, monday), f"{person.key}|{monday.isoformat()}"
    if time.closed:
        return Choice("", "On leave" if person.on_leave(monday) else "All kept", "")
    if not person.entered(monday):
        words = "No time entered"
    elif time.left:
        words = f"{time.left} of {count_of(time.assessments, 'assessment')} left"
    else:
        words = "None left"
    return Choice(value, words, f"{person.name}, week of {short_day(monday, today)}: ", picked == value)


def _needed(why: Why) -> str:
    parts = []
    if why.passed_over:
        earlier = "an earlier place waits" if why.passed_over == 1 else f"{why.passed_over} earlier places wait"
        parts.append(f"{earlier} with nobody")
    if why.beyond_time:
        parts.append("that week has no time left")
    if why.taken_from:
        parts.append(f"{why.taken_from} has this child now")
    return f"Enter why: {', and '.join(parts)}"


def _what_came_first(viewer: Any, case: UUID) -> str:
    latest = next(iter(moves(viewer, case)), None)
    if latest is None or not latest.week:
        return "Who has this child has changed since you opened the page. Nothing was recorded."
    return f"{latest.by} gave this child to {latest.to} at {time_of_day(latest.at.astimezone(LONDON))}, after you opened the page. Nothing of yours was recorded."
