"""What is done about gaps and unfairness: each case from its finding to a decision, and whether it closed."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.services.commissioning import (
    DECISIONS,
    Standing,
    add_step,
    cases_of,
    commissioner_for,
    kind_title,
    left_words,
    price_of,
    standing,
    steps_of,
)
from goldenthread.services.forms_commissioning import FORMS, said_of
from goldenthread.services.gaps import all_offers, looks_at_gaps
from goldenthread.services.models_commissioning import CommissioningCase, CommissioningStep
from goldenthread.services.pages.equity import today_of
from goldenthread.services.pages.referral_answers import today_of as answers_today
from goldenthread.services.referral_answers import MEASURES
from goldenthread.web.days import today
from goldenthread.web.words import count_of, full_day, long_day, lower_first

ADDED = {
    "cost": "Add children, hours and cost", "option": "Add an option", "owner": "Say who sees to it", "decision": "Record the decision", "funding": "Record the funding",
    "start": "Say when it starts", "note": "Add a note",
}  # fmt: skip


@signed_in
def commissioning(request: HttpRequest) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if not looks_at_gaps(viewer):
        raise Http404
    cases = list(cases_of(viewer)[:200])
    steps, offers = steps_of(viewer, cases), all_offers()
    found = [standing(c, steps[c.pk], offers, on) for c in cases]
    context = {"nav": "gaps", "rows": [(s, kind_title(s.case), state(s)) for s in found], "sentence": list_sentence(found)}
    return render(request, "services/commissioning.html", context)


def list_sentence(found: list[Standing]) -> str:
    if not found:
        return "No case has been opened yet."
    undecided = sum(not s.decided and s.closed is None for s in found)
    closed = sum(s.closed is not None for s in found)
    return f"{count_of(len(found), 'case')}: {undecided} without a decision, {closed} closed because the gap is gone."


def state(s: Standing) -> tuple[str, str]:
    """Where a case stands, in words and as a tag."""
    if s.closed:
        return f"Closed {long_day(s.closed)}", "met"
    if s.starts:
        return f"Starts {long_day(s.starts)}", "running"
    if s.decided:
        return {"Fund it": "To be funded", "Do not fund it": "Not funded"}.get(s.decided, "More work needed"), "running"
    return ("Costed, not decided" if s.cost else "Opened, not costed"), "soon"


@signed_in
def case_page(request: HttpRequest, commissioning_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    case = _case(request, commissioning_id)
    offers = all_offers()
    found = standing(case, steps_of(viewer, [case])[case.pk], offers, on)
    mine = case.owner_id == commissioner_for(viewer)
    context = {
        "nav": "gaps", "case": case, "found": found, "sentence": sentence(found, on), "left": left_words(found, offers), "mine": mine, "added": ADDED, "kind_title": kind_title(case),
        "state": state(found), "steps": [(s, words_of(s)) for s in reversed(found.steps)], "on": on, "is_gap": case.about == CommissioningCase.About.GAP,
        "today_of": "" if case.about == CommissioningCase.About.GAP else (answers_today if _answers(case) else today_of)(case),
        "again": f"{reverse('referral-answers' if _answers(case) else 'equity')}?{_again(case)}",
    }  # fmt: skip
    return render(request, "services/commissioning_case.html", context)


def _answers(case: CommissioningCase) -> bool:
    """Whether it is about who is turned away, and not about who waits longer."""
    return case.compared_by.partition(":")[0] in MEASURES


def _again(case: CommissioningCase) -> str:
    measure, _, by = case.compared_by.partition(":")
    return urlencode({"kind": case.kind, "measure": measure, "by": by})


def _case(request: HttpRequest, key: UUID) -> CommissioningCase:
    found = cases_of(request.viewer).filter(pk=key).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def sentence(s: Standing, on: dt.date) -> str:
    """First whether the gap is closed, then what was decided, then what comes next."""
    if s.closed:
        return f"Closed: since {full_day(s.closed)} the offers on record leave nothing of this gap."
    weeks = (on - s.case.opened_on).days // 7
    opened = f"Open for {count_of(weeks, 'week')}" if weeks else "Opened this week"
    if not s.decided:
        return f"{opened}, and not decided. " + (f"It would cost £{s.cost.pounds:,} a year." if s.cost else "Nothing says yet what it would cost.")
    said = f"{opened}. Decided: {lower_first(s.decided)}."
    if s.starts:
        said += f" It {'was to start' if s.starts < on else 'starts'} on {full_day(s.starts)}" + (", and the gap is still there." if s.starts < on and s.left else ".")
    return said


def words_of(step: CommissioningStep) -> str:
    """What a step says, in one line."""
    said = step.said
    match step.kind:
        case "cost":
            pounds = round(said["children"] * said["hours"] * said["pence"] / 100)
            return f"{said['children']:,} children, {said['hours']:g} hours each a year, £{said['pence'] / 100:,.2f} an hour: £{pounds:,} a year"
        case "option":
            return said["title"] + (f", £{said['pounds']:,} a year" if "pounds" in said else "")
        case "owner":
            return f"{said['name']}, {said['post']}"
        case "decision":
            return DECISIONS.get(said["decided"], "")
        case "funding":
            return f"£{said['pounds']:,} a year from {said['source']}"
        case "start":
            return full_day(dt.date.fromisoformat(said["on"]))
    return ""


@signed_in
def add_page(request: HttpRequest, commissioning_id: UUID, step: str) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    case = _case(request, commissioning_id)
    if step not in FORMS or case.owner_id != commissioner_for(viewer):
        raise Http404
    initial: dict[str, Any] = {}
    if step == "cost":
        pence = price_of(case.kind, on)
        initial = {"children": case.children, "pounds": f"{pence / 100:.2f}" if pence else None}
    form = FORMS[step](request.POST or None, initial=initial)
    if form.is_valid():
        add_step(viewer, case, step, text=form.cleaned_data.get("text", ""), said=said_of(step, form.cleaned_data), on=on)
        messages.success(request, "Added. What was said before stays on record.")
        return redirect("commissioning-case", case.pk)
    context = {"nav": "gaps", "case": case, "form": form, "title": ADDED[step], "step": step, "narrow": True, "errors": form.is_bound and bool(form.errors)}
    return render(request, "services/commissioning_add.html", context)
