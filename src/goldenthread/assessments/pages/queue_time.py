"""Everyone's time: who has weeks for assessments, what is kept for other work, and who is away and covered by whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.assessments import queue_words as say
from goldenthread.assessments.capacity import (
    PARTS,
    Person,
    WeekChanged,
    WeeksChanged,
    changes,
    keep_cover,
    keep_weeks,
    mondays,
    people,
)
from goldenthread.assessments.pages.queue import looking_after
from goldenthread.assessments.queue import PRINCIPAL, body_of
from goldenthread.engine.calendar import monday_of
from goldenthread.science.ep_queue import HALF_DAYS, WEEKS, Time, fault_of
from goldenthread.web.days import day_of
from goldenthread.web.fields import DayField, Form, SelectField
from goldenthread.web.words import count_of, number, short_day

LABELS = {
    "assessments": "Assessments", "kept_for_reviews": "Kept for reviews", "kept_for_tribunals": "Kept for tribunals",
    "kept_for_schools": "Kept for schools", "leave": "Leave",
}  # fmt: skip
MOST_ASSESSMENTS = 10
MOST_CHANGES = 24


@signed_in
def ep_queue_time(request: HttpRequest) -> HttpResponse:
    viewer, day = looking_after(request)
    weeks = mondays(monday_of(day.today), WEEKS)
    everybody = people(viewer, day.today, weeks)
    left = sum(p.time(week).left for p in everybody for week in weeks)
    entered = sum(p.time(week).assessments for p in everybody for week in weeks)
    groups: dict[str, list[Person]] = {}
    for person in everybody:
        groups.setdefault(person.locality or "No locality", []).append(person)
    context = {
        "nav": "queue",
        "answer": f"{count_of(left, 'assessment')} can still be given in the {WEEKS} weeks from {short_day(weeks[0], day.today)}, of {number(entered)} that there is time for.",
        "weeks": weeks,
        "today": day.today,
        "groups": [(name, [(p, say.kept_words(p, weeks), [_cell(p, w) for w in weeks]) for p in of]) for name, of in groups.items()],
    }
    return render(request, "assessments/queue_time.html", context)


def _cell(person: Person, week: date) -> str:
    time = person.time(week)
    if person.on_leave(week):
        return "Leave"
    if not person.entered(week):
        return f"{time.given} given" if time.given else "–"
    return f"{time.left} of {time.assessments}" if time.assessments or time.given else "None"


class Weeks(forms.Form):
    """Twelve weeks of one person, in whole numbers: assessments, and half-days kept or away."""

    def __init__(self, data: Any, person: Person, weeks: list[date], today: date) -> None:
        super().__init__(data)
        self.weeks, self.person, self.today = weeks, person, today
        again = "Open this page again, and enter the weeks there"
        self.fields["read_up_to"] = forms.IntegerField(min_value=0, required=False, error_messages={"invalid": again, "min_value": again})
        for week in weeks:
            time = person.time(week)
            for part in PARTS:
                most = MOST_ASSESSMENTS if part == "assessments" else HALF_DAYS
                said = f"{LABELS[part]} in the week of {short_day(week, today)} must be a whole number from 0 to {most}"
                words = dict.fromkeys(("required", "invalid", "min_value", "max_value"), said)
                self.fields[_name(part, week)] = forms.IntegerField(
                    min_value=0, max_value=most, initial=getattr(time, part), error_messages=words
                )
            self.fields[_name("locum", week)] = forms.BooleanField(required=False, initial=week in person.locum_in)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for week in self.weeks:
            if all(_name(part, week) in given for part in PARTS) and (fault := fault_of(self.time(week))):
                self.add_error(_name("assessments", week), f"In the week of {short_day(week, self.today)}, {fault}")
        return given

    def time(self, week: date) -> Time:
        return Time(**{part: self.cleaned_data[_name(part, week)] for part in PARTS})

    def kept(self) -> dict[date, tuple[Time, bool]]:
        return {week: (self.time(week), self.cleaned_data[_name("locum", week)]) for week in self.weeks}

    @property
    def error_list(self) -> list[dict[str, str]]:
        return [{"text": str(fault), "href": f"#id_{name}"} for name, faults in self.errors.items() for fault in faults]


def _name(part: str, week: date) -> str:
    return f"{part}-{week.isoformat()}"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ep_queue_time_of(request: HttpRequest, who: UUID) -> HttpResponse:
    viewer, day = looking_after(request)
    weeks = mondays(monday_of(day.today), WEEKS)
    person = next((p for p in people(viewer, day.today, weeks) if p.key == who), None)
    may_change = body_of(viewer, PRINCIPAL) is not None
    if person is None or request.method == "POST" and not may_change:
        raise Http404
    form = Weeks(request.POST if request.method == "POST" else None, person, weeks, day.today)
    came_first: tuple[WeekChanged, ...] = ()
    if form.is_valid():
        try:
            keep_weeks(viewer, who, form.kept(), form.cleaned_data["read_up_to"] or 0)
        except WeeksChanged as changed:
            came_first = changed.since
        else:
            messages.success(request, f"The weeks of {person.name} are saved.")
            return redirect("ep-queue-time")
    history = changes(viewer, who, most=MOST_CHANGES)
    newest = history[0].number if history else 0
    context = {
        "nav": "queue",
        "person": person,
        "form": form,
        "errors": form.is_bound and bool(form.errors),
        "may_change": may_change,
        "came_first": [_changed(c, day.today) for c in came_first],
        "history": [_changed(c, day.today) for c in history],
        # A form with a fault keeps what its reader had read.
        "read_up_to": form.cleaned_data.get("read_up_to") or 0 if form.is_bound and not came_first else newest,
        "labels": LABELS,
        "half_days": HALF_DAYS,
        "rows": [
            (week, short_day(week, day.today), person.time(week).given, [(part, form[_name(part, week)]) for part in PARTS], form[_name("locum", week)])
            for week in weeks
        ],
    }  # fmt: skip
    return render(request, "assessments/queue_time_of.html", context)


def _changed(change: WeekChanged, today: date) -> tuple[str, str, list[str]]:
    """When and by whom, which week, and each part: "assessments from 2 to 3"."""
    parts = [f"{_part(part)} {'' if was is None else f'from {_amount(was)} '}to {_amount(now)}" for part, (was, now) in change.parts.items()]
    return f"{short_day(day_of(change.at), today)}, {change.by or 'with a file'}", short_day(change.week, today), parts


def _part(part: str) -> str:
    return LABELS.get(part, "Locum").lower()


def _amount(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


class Cover(Form):
    covered_by = SelectField(label="Who covers", missing="Select who covers")
    first = DayField(label="First day away", help_text="For example, 30 11 2026")
    last = DayField(label="Last day away", help_text="For example, 4 12 2026")

    def __init__(self, data: Any, colleagues: list[Person]) -> None:
        super().__init__(data)
        self.fields["covered_by"].choices = [("", "Select a colleague"), *((str(p.key), p.name) for p in colleagues)]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", "The last day away must be the same as or after the first day away")
        elif first and last and last - first > timedelta(days=366):
            self.add_error("last", "Cover lasts a year at most: for longer, give the children to a colleague")
        return given


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ep_queue_cover(request: HttpRequest, who: UUID) -> HttpResponse:
    """Who does somebody's work while they are away."""
    viewer, day = looking_after(request)
    everybody = people(viewer, day.today, [monday_of(day.today)])
    person = next((p for p in everybody if p.key == who), None)
    if person is None or body_of(viewer, PRINCIPAL) is None:
        raise Http404
    form = Cover(request.POST if request.method == "POST" else None, [p for p in everybody if p.key != who])
    if form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                keep_cover(viewer, who, UUID(given["covered_by"]), given["first"], given["last"])
        except IntegrityError:
            form.add_error("first", "This colleague is already entered as cover from that day")
        else:
            messages.success(request, f"{dict(form.fields['covered_by'].choices)[given['covered_by']]} covers {person.name} from {short_day(given['first'], day.today)} to {short_day(given['last'], day.today)}.")
            return redirect("ep-queue-time")
    context = {"nav": "queue", "person": person, "form": form, "errors": form.is_bound and bool(form.errors)}
    return render(request, "assessments/queue_cover.html", context)
