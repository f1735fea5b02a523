"""Record what happened, and put right what was recorded wrongly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.cases import actions
from goldenthread.cases.actions import Conflict, NewEvent, conflict_of
from goldenthread.cases.forms import (
    EventForm,
    WithdrawForm,
    form_of,
    initial_of,
)
from goldenthread.cases.pages.case import case_or_404
from goldenthread.cases.presenters import clock_name, event_words
from goldenthread.cases.queries_case import CaseView, Entry, case_view, entries_of, recorded_by_viewer
from goldenthread.cases.steps import ELSEWHERE, answers_of, by_subject, likely_steps, own_events, passed, screen_of
from goldenthread.engine.fields import BadEvent
from goldenthread.web.addresses import number_in
from goldenthread.web.days import today

REFUSED = "Your role cannot record this for this child. Nothing was recorded. Ask whoever owns this part of the record"


def _view(request: HttpRequest, case_id: UUID) -> CaseView:
    found = case_or_404(request, case_id, "Opened a form to record something")
    view = case_view(request.viewer, found, today())  # type: ignore[attr-defined]
    if not own_events(view):
        raise Http404
    return view


@signed_in
def record(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Choose what happened; what would answer the clock that one comes from, or any open clock, stands first."""
    view = _view(request, case_id)
    clock = view.clock(request.GET.get("for", ""))
    allowed, first = own_events(view), likely_steps(view)
    if clock is not None and clock.facts.stopped is None:
        first = [slug for slug in answers_of(view.pathway, clock.facts.clock) if slug in allowed]
    context = {
        "nav": "children",
        "view": view,
        "case": view.case,
        "child": view.case.child,
        "clock": clock,
        "clock_name": clock_name(view.pathway, clock.facts) if clock else "",
        "likely": [view.pathway.events[slug] for slug in first],
        "others": by_subject(view.pathway, [slug for slug in allowed if slug not in first], passed(view)),
        "elsewhere": ELSEWHERE,
    }
    return render(request, "cases/record.html", context)


@signed_in
def record_event(request: HttpRequest, case_id: UUID, event: str) -> HttpResponse:
    view = _view(request, case_id)
    if event not in own_events(view):
        raise Http404
    screen = screen_of(view.pathway, event)
    if screen and request.method != "POST" and "plain" not in request.GET:
        return redirect(screen, case_id)
    if request.method != "POST":
        form = form_of(view, event, today(), initial=_preset(view, event, request.GET.get("for", "")))
        return _show(request, view, event, form)
    form = form_of(view, event, today(), data=request.POST)
    if not form.is_valid():
        return _show(request, view, event, form)
    new = NewEvent(event, form.on, form.values)
    since = _save(form, lambda read: actions.append(view.viewer, view.case.pk, read, [new]), view)
    if since is not None and recorded_by_viewer(view, new, since):
        # The answer to the first press was lost on its way. To ask again whether it is still right would have it recorded twice.
        messages.success(request, f"Recorded already, once: {view.pathway.events[event].title}. Pressing the button again recorded nothing.")
        return redirect("case", view.case.pk)
    if since is not None or form.errors:
        return _show(request, view, event, form, since)
    messages.success(request, f"Recorded: {view.pathway.events[event].title}.")
    return redirect("case", view.case.pk)


@signed_in
def correct(request: HttpRequest, case_id: UUID, event_id: UUID) -> HttpResponse:
    """A wrong entry is withdrawn with a reason, and the right fact recorded in the same transaction."""
    # Not of `_view`: a clinician's own pages record what these forms do not, and it can be mistyped there too.
    found = case_or_404(request, case_id, "Opened a form to correct an entry")
    view = case_view(request.viewer, found, today())  # type: ignore[attr-defined]
    entries = entries_of(view.viewer, view.case)
    wrong = next((e for e in entries if e.id == event_id and _correctable(view, e)), None)
    if wrong is None:
        raise Http404
    if _withdrawn(wrong, entries):
        return _corrected_before(request, view, wrong)
    shown = initial_of(wrong.slug, view.pathway, wrong.fields, wrong.on)
    if request.method != "POST":
        return _show_correction(request, view, wrong, WithdrawForm(), form_of(view, wrong.slug, today(), initial=shown))
    why = WithdrawForm(request.POST)
    withdraw_only = request.POST.get("what_is_right") == "withdrawn"
    form = form_of(view, wrong.slug, today(), data=request.POST, ignoring=wrong.id)
    if withdraw_only:
        form = form_of(view, wrong.slug, today(), initial=shown)
    if not why.is_valid() or not (withdraw_only or form.is_valid()):
        return _show_correction(request, view, wrong, why, form)
    right = None if withdraw_only else NewEvent(wrong.slug, form.on, form.values)
    since = _save(
        why,
        lambda read: actions.correct(
            view.viewer, view.case.pk, read, wrong.id, reason=why.cleaned_data["wrong_because"], right=right
        ),
        view,
        request.POST.get("read_up_to", ""),
    )
    if since is not None or why.errors:
        done = since is not None and _withdrawn(wrong, entries_of(view.viewer, view.case))
        return _show_correction(request, view, wrong, why, form, since, done=done)
    messages.success(request, f"Corrected: {view.pathway.events[wrong.slug].title}.")
    return redirect("case", view.case.pk)


def _correctable(view: CaseView, e: Entry) -> bool:
    return e.slug != "corrected" and view.may_correct(e.slug, e.about or None)


def _withdrawn(e: Entry, entries: list[Entry]) -> bool:
    return any(c.slug == "corrected" and str(c.fields.get("event_id")) == str(e.id) for c in entries)


def _corrected_before(request: HttpRequest, view: CaseView, wrong: Entry) -> HttpResponse:
    """Who presses the button second is told what came first, and keeps their reason; there is no entry left to withdraw.
    Somebody who only follows an old address finds none."""
    read = number_in(request.POST.get("read_up_to", ""))
    if read is None or read >= view.last_number:
        raise Http404
    form = form_of(view, wrong.slug, today(), initial=initial_of(wrong.slug, view.pathway, wrong.fields, wrong.on))
    return _show_correction(request, view, wrong, WithdrawForm(request.POST), form, conflict_of(view.case.pk, read), done=True)


def _save(form: Any, act: Callable[[int], object], view: CaseView, read_up_to: str | None = None) -> Conflict | None:
    """Does it, or says on the form why not. A conflict is answered: it tells what came since."""
    read = read_up_to if read_up_to is not None else form.data.get("read_up_to", "")
    try:
        number = number_in(str(read))
        act(view.last_number if number is None else number)
    except Conflict as conflict:
        return conflict
    except Refused:
        form.add_error(None, REFUSED)
    except BadEvent as bad:
        form.add_error(bad.field if bad.field in form.fields else None, str(bad))
    return None


def _preset(view: CaseView, event: str, key: str) -> dict[str, Any]:
    """What is known from the clock that one comes from: whom or what it is about. A day starts empty."""
    declared, clock = view.pathway.events[event], view.clock(key)
    if clock is None or not declared.about or not clock.facts.about:
        return {}
    field = declared.field(declared.about)
    return {declared.about: [clock.facts.about] if field and field.type == "choices" else clock.facts.about}


def since_in_words(view: CaseView, conflict: Conflict | None) -> list[tuple[Any, str, str]]:
    """What others recorded meanwhile, as far as the viewer may read it."""
    if conflict is None:
        return []
    first = min((s.number for s in conflict.since), default=1)
    found = {e.number: e for e in entries_of(view.viewer, view.case, after=first - 1)}
    said = []
    for s in conflict.since:
        entry = found.get(s.number)
        said.append(
            (entry, *event_words(view.pathway, entry)) if entry else (None, "An entry that you may not read", "")
        )
    return said


def read_up_to(request: HttpRequest, view: CaseView) -> int:
    """Up to which number of the case the reader of a form had read, as the form remembers it."""
    return number_read(request, view.last_number)


def number_read(request: HttpRequest, newest: int) -> int:
    """The same, of a case whose newest number is this."""
    given = number_in(request.POST.get("read_up_to", ""))
    return newest if given is None else given


def _read_up_to(view: CaseView, conflict: Conflict | None) -> int:
    return conflict.last_number if conflict else view.last_number


def _kept(request: HttpRequest, view: CaseView, conflict: Conflict | None) -> int:
    """A form with a fault keeps the number up to which its reader had read."""
    number = number_in(request.POST.get("read_up_to", ""))
    return number if conflict is None and number is not None else _read_up_to(view, conflict)


def _show(
    request: HttpRequest, view: CaseView, event: str, form: EventForm, conflict: Conflict | None = None
) -> HttpResponse:
    context = {
        "nav": "children",
        "view": view,
        "case": view.case,
        "child": view.case.child,
        "declared": view.pathway.events[event],
        "form": form,
        "errors": form.is_bound and bool(form.errors),
        "conflict": conflict,
        "since": since_in_words(view, conflict),
        "read_up_to": _kept(request, view, conflict),
    }
    return render(request, "cases/record_event.html", context)


def _show_correction(
    request: HttpRequest,
    view: CaseView,
    wrong: Entry,
    why: WithdrawForm,
    form: EventForm,
    conflict: Conflict | None = None,
    *,
    done: bool = False,
) -> HttpResponse:
    title, details = event_words(view.pathway, wrong)
    context = {
        "nav": "children",
        "view": view,
        "case": view.case,
        "child": view.case.child,
        "wrong": wrong,
        "title": title,
        "details": details,
        "why": why,
        "form": form,
        "done": done,
        "error_list": [*(why.error_list if why.is_bound else []), *(form.error_list if form.is_bound else [])],
        "errors": (why.is_bound and bool(why.errors)) or (form.is_bound and bool(form.errors)),
        "conflict": conflict,
        "since": since_in_words(view, conflict),
        "read_up_to": _kept(request, view, conflict),
    }
    return render(request, "cases/correct.html", context)
