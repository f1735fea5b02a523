"""A child's ledger: what each line of the plan promises, what was given, what is owed; and a single week of a line, where
the family says that it did not happen and a named officer settles a difference."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused, may
from goldenthread.cases.models import Case
from goldenthread.cases.pages.case import case_or_404
from goldenthread.cases.queries_clocks import record_of
from goldenthread.delivery import actions
from goldenthread.delivery.forms import HappenedForm, SettleForm
from goldenthread.delivery.ledger import Entry, by_terms, ledger, week_in_words
from goldenthread.delivery.lines import covered_by, may_record, recordable_children
from goldenthread.delivery.models import Word
from goldenthread.plans.queries import PLAN
from goldenthread.science.delivery import SERVICES, Week, account, hours
from goldenthread.web.days import today
from goldenthread.web.navigation import FOLLOWS_PROVISION, RECORDS_SESSIONS
from goldenthread.web.words import count_of, full_day, school_year, short_day

RECENT = 6


def child_ledger(request: HttpRequest, case_id: UUID, purpose: str) -> tuple[Case, list[Entry], date]:
    """The lines of the case's child that the viewer may read. To those who may read no plan of the child it is no page."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    case = case_or_404(request, case_id, purpose)
    if not case.child_id or not may(viewer, "read", PLAN, record_of(case)):
        raise Http404
    return case, ledger(viewer, [case.child_id], on), on


@signed_in
def ledger_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    case, found, on = child_ledger(request, case_id, "Looked at the provision ledger")
    child = case.child
    assert child is not None
    family = actions.may_speak(viewer, child)
    everything = request.GET.get("weeks") == "all"
    shown = [_shown(e, on, everything, family) for e in found]
    first = min((w.monday for e in found for w in e.weeks), default=None)
    context = {
        "nav": "children", "case": case, "child": child, "family": family, "family_page": family, "narrow": family, "lines": shown,
        "counted_from": full_day(first) if first else "",
        "answer": answer(found, child.forename if family else f"{child.forename} {child.surname}", family), "hours": hours,
        "settles": bool(found) and actions.may_settle(viewer, found[0].line), "on": on, "count_of": count_of,
        "in_place": next((p for p in ("setting", "family") if actions.may_answer_in_place(viewer, child, p)), ""),
    }  # fmt: skip
    return render(request, "delivery/ledger.html", context)


def answer(found: list[Entry], name: str, family: bool) -> str:
    """The page's first sentence."""
    if not found:
        return "No plan has been issued here whose help could be followed." if family else "No line of an issued plan is kept here that you may read."
    owed = sum(e.account.owed_minutes for e in found)
    silent = sum(e.account.not_recorded for e in found)
    cannot = sum(bool(e.cannot) for e in found)
    said = f"{name} is owed {hours(owed)} of help from the plan" if owed else f"Nothing is recorded as owed to {name}"
    parts = [said]
    if silent:
        parts.append(f"for {hours(silent)} none of those who give it has told us whether it was given" if family else f"{hours(silent)} are not recorded by whoever gives them")
    if cannot:
        parts.append(f"{count_of(cannot, 'line')} of the plan cannot be checked")
    text = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}, and {parts[-1]}"
    return f"{text}."


def _shown(e: Entry, on: date, everything: bool, family: bool) -> dict[str, Any]:
    """This term, to a family its newest weeks with the rest folded; the terms before it where they are asked for."""
    terms = by_terms(e.weeks)
    this_term = terms[0][1] if terms else []
    shown = RECENT if family else len(this_term)
    rest = [("Earlier this term", this_term[shown:])] if this_term[shown:] else []
    earlier = rest + [(_named(term), weeks) for term, weeks in terms[1:]]
    arranged = e.line.arranged
    gives = f"{arranged.practitioner.name}, {arranged.provider.name}" if arranged and arranged.practitioner else arranged.provider.name if arranged else ""
    return {
        "e": e, "line": e.line, "a": e.account, "service": SERVICES[e.line.service], "gives": gives, "in_force": e.line.in_force(on),
        "oldest": short_day(e.account.oldest, on) if e.account.oldest else "",
        "from_last_year": sum(o.minutes for o in e.account.owed if school_year(o.since) < school_year(on)),
        "weeks": [_week(e, w, on) for w in this_term[:shown]],
        "earlier": [(name, [_week(e, w, on) for w in weeks], account(weeks[::-1])) for name, weeks in (earlier if everything else earlier[:len(rest)])],
        "more": 0 if everything else sum(len(weeks) for _, weeks in terms[1:]), "reasons": dict(Word.Reason.choices),
    }  # fmt: skip


def _week(e: Entry, w: Week, on: date) -> tuple[Any, ...]:
    return w, short_day(w.monday, on), week_in_words(w), e.word(w.monday), e.word(w.monday, "family"), e.word(w.monday, "settled")


def _named(term: tuple[int, str]) -> str:
    """ "Summer term 2026": by the year in which it lies."""
    year, name = term
    return f"{name.capitalize()} term {year if name == 'autumn' else year + 1}" if name else "Before"


@signed_in
def week_page(request: HttpRequest, case_id: UUID, line: UUID, week: str) -> HttpResponse:
    """A week of a line: what each said of it, and the viewer's own word."""
    viewer = request.viewer  # type: ignore[attr-defined]
    case, found, on = child_ledger(request, case_id, "Looked at a week of the provision ledger")
    child = case.child
    assert child is not None
    e = next((x for x in found if x.line.line == line), None)
    try:
        monday = date.fromisoformat(week)
    except ValueError:
        raise Http404 from None
    stands = next((w for w in e.weeks if w.monday == monday), None) if e else None
    due = next((d for d in e.dues if d.monday == monday), None) if e else None
    if e is None or due is None or monday > on:
        raise Http404
    family, settles = actions.may_speak(viewer, child), actions.may_settle(viewer, e.line)
    own = e.word(monday, "family")
    form: Any = None
    if family:
        form = HappenedForm(request.POST or None)
    elif settles:
        form = SettleForm(request.POST or None)
    if request.method == "POST":
        if form is None:
            raise Http404
        try:
            if family and request.POST.get("happened") == "yes":
                actions.did_not_happen(viewer, e, monday, happened=True)
                messages.success(request, "Thank you. We have noted that it did happen.")
                return redirect("ledger", case.pk)
            if form.is_valid():
                if family:
                    actions.did_not_happen(viewer, e, monday, form.cleaned_data["words"])
                    messages.success(request, "Thank you. What you told us now stands beside what was recorded. Your case officer will look at it.")
                else:
                    actions.settle(viewer, e, monday, happened=form.cleaned_data["outcome"] == "delivered", words=form.cleaned_data["words"])
                    messages.success(request, "Settled, in your name. Both words stay in the ledger.")
                return redirect("ledger", case.pk)
        except Refused:
            raise Http404 from None
    context = {
        "nav": "children", "case": case, "child": child, "family": family, "family_page": family, "narrow": True, "line": e.line, "due": due,
        "monday": monday, "stands": week_in_words(stands) if stands else "", "said": e.said.get(monday, []), "own": own, "form": form,
        "errors": bool(form is not None and form.is_bound and form.errors), "hours": hours, "reasons": dict(Word.Reason.choices),
        "said_not": bool(own and own.missed),
    }  # fmt: skip
    return render(request, "delivery/week.html", context)


@signed_in
def help_behind(request: HttpRequest) -> HttpResponse:
    """Lines that are three weeks behind, for their provider and their case officer; and differences that wait for a word."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if not viewer.holds(*FOLLOWS_PROVISION):
        raise Http404
    mine = {a.child for a in viewer.allocated} if viewer.holds("la-send-caseworker") else set()
    gives = recordable_children(viewer) if viewer.holds(*RECORDS_SESSIONS) else set()
    covered = covered_by(viewer, on)
    everything = [e for e in ledger(viewer, mine | gives, on) if e.line.child.pk in mine or may_record(viewer, e.line, covered)]
    late = sorted((e for e in everything if e.behind), key=lambda e: (-e.weeks_behind, e.line.child.sort_key, e.line.label))
    questions = [(e, w) for e in everything for w in e.weeks if w.in_question]
    unanswered = [(e, monday, bool(e.line.child.pk not in mine)) for e in everything for monday in e.unanswered]
    context = {
        "nav": "behind", "on": on, "late": late, "questions": questions, "unanswered": unanswered, "hours": hours, "services": SERVICES, "officer": bool(mine),
        "unarranged": sorted({(e.line.case, f"{e.line.child.forename} {e.line.child.surname}", e.line.child.reference) for e in everything
                              if e.line.child.pk in mine and e.line.arranged is None and e.line.in_force(on)}, key=lambda x: x[1]),
    }  # fmt: skip
    return render(request, "delivery/behind.html", context)


