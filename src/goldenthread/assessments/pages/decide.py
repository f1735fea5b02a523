"""Whether to assess, to issue a plan, or to reassess: what the decision needs, then its notice exactly as it will be sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.assessments.advice_queries import required_unasked
from goldenthread.assessments.decisions import (
    ASSESS,
    ISSUE,
    NOT_THE_TEST,
    REASSESS,
    Decision,
    asked_by_icb,
    changes_own_mind,
    lacks,
    open_ways,
    plan_decided,
)
from goldenthread.assessments.decisions_actions import Notice, Words, notice, send, to_tell
from goldenthread.assessments.decisions_queries import (
    advice_lines,
    evidence_in_words,
    last_assessed,
    limits_elsewhere,
    papers_of,
    requests_of,
)
from goldenthread.assessments.pages.decide_form import DecideForm, decide_form
from goldenthread.assessments.recipients import addressed
from goldenthread.cases.actions import Conflict, conflict_of
from goldenthread.cases.pages.case import case_or_404
from goldenthread.cases.pages.record import REFUSED, read_up_to, since_in_words
from goldenthread.cases.pages.unsent import typed_is_kept
from goldenthread.cases.presenters import clock_tag
from goldenthread.cases.queries_case import CaseView, case_view, recorded_by
from goldenthread.engine.events import effective
from goldenthread.engine.fields import BadEvent
from goldenthread.science.reading_age import AIM, reading_age
from goldenthread.science.thresholds import thresholds_in
from goldenthread.web.days import today
from goldenthread.web.words import readers

# What follows a decision to issue, also where a draft that was made elsewhere was recorded without it.
AFTER_ISSUE = ("drafting", "draft-with-family", "finalising", "plan-issued")


@never_cache
@signed_in
@typed_is_kept
def decide_to_assess(request: HttpRequest, case_id: UUID) -> HttpResponse:
    return _decide(request, case_id, ASSESS)


@never_cache
@signed_in
@typed_is_kept
def decide_to_issue(request: HttpRequest, case_id: UUID) -> HttpResponse:
    return _decide(request, case_id, ISSUE)


@never_cache
@signed_in
@typed_is_kept
def decide_to_reassess(request: HttpRequest, case_id: UUID) -> HttpResponse:
    return _decide(request, case_id, REASSESS)


def officers_view(request: HttpRequest, case_id: UUID, event: str, pathway: str = ASSESS.pathway) -> CaseView:
    """The case, for whoever may send this notice; the same answer as for none to anybody else."""
    found = case_or_404(request, case_id, "Opened a decision")
    view = case_view(request.viewer, found, today())  # type: ignore[attr-defined]
    if found.pathway != pathway or not view.may_record(event) or not view.may("write", found.kind_of_data):
        raise Http404
    return view


def _decide(request: HttpRequest, case_id: UUID, decision: Decision) -> HttpResponse:
    view = officers_view(request, case_id, decision.yes, decision.pathway)
    child, on, ways = view.case.child, today(), _ways(decision, view)
    assert child is not None
    # The same people are told of a decision either way.
    family, copies = to_tell(view.viewer, view.case, decision.no, on)
    asked, (told, papers), advice = requests_of(view.viewer, view.case, on), papers_of(view.viewer, view.case), advice_lines(view, on)
    posted = request.method == "POST"
    anew = changes_own_mind(decision, view.stage, view.reader.events) and not limits_elsewhere(view.viewer, view.case)
    form = decide_form(decision, ways, child.forename, family, request.POST if posted else None, anew=anew)
    page = {
        "decision": decision, "ways": ways, "anew": anew, "asked": asked, "told": told, "papers": papers,
        "advice": advice if decision is ISSUE else [], "lacks": lacks(decision, {e.event for e in view.reader.of_this_request}, required_unasked(view, on) if decision is ISSUE else ()),
        "forgotten": decision is ISSUE and view.stage in AFTER_ISSUE and not plan_decided(effective(view.journal)),
        "decided": next((e for e in reversed(view.reader.of_this_request) if e.event in (decision.yes, decision.no)), None),
        "not_the_test": NOT_THE_TEST, "clock": _clock(view, decision.clock), "final": _clock(view, "issue-final-plan"), "family": family, "copies": copies,
        "last": last_assessed(view.viewer, child, on) if decision is REASSESS else None, "by": next((str(e.fields.get("by", "")) for e in view.reader.of_this_request if e.event == "reassessment-requested"), ""), "bound": decision is REASSESS and asked_by_icb(view.reader.of_this_request),
    }  # fmt: skip
    do = request.POST.get("do", "") if posted else ""
    if posted and (read := read_up_to(request, view)) < view.last_number:
        return _came_first(request, view, form, page, conflict_of(view.case.pk, read))
    if not posted or not form.is_valid() or do == "change":
        if do == "change":
            form.errors.clear()
        return _form(request, view, form, page)
    words = replace(form.words, evidence=evidence_in_words(asked, told, papers, advice)) if form.words.reasons else Words()
    way = form.cleaned_data["way"]
    copies = to_tell(view.viewer, view.case, way, on)[1]
    ready = notice(view.viewer, view, way, words, on, addressed(family, form.addresses), copies)
    if do != "send" or ready.document is None:
        return _preview(request, view, form, decision, ready, words)
    try:
        letter = send(view.viewer, view, ready, words, read_up_to(request, view), on)
    except Conflict as conflict:
        return _came_first(request, view, form, page, conflict)
    except (BadEvent, Refused) as fault:
        form.add_error(None, REFUSED if isinstance(fault, Refused) else str(fault))
        return _form(request, view, form, page)
    messages.success(request, f"Sent: {letter.title}. It was recorded today, and goes to {readers(len(ready.everybody))}.")
    return redirect("letters-of-case", view.case.pk)


def _ways(decision: Decision, view: CaseView) -> tuple[str, ...]:
    return open_ways(decision, view.stage, view.reader.of_this_request)


def _clock(view: CaseView, slug: str) -> Any:
    """How long is left, in the engine's words."""
    found = max((c.facts for c in view.clocks if c.facts.clock == slug), key=lambda c: c.started, default=None)
    return (found, clock_tag(found, today())) if found else None


def _shared(request: HttpRequest, view: CaseView, **more: Any) -> dict[str, Any]:
    return {"nav": "children", "view": view, "case": view.case, "child": view.case.child, "today": today(), **more}


def _form(request: HttpRequest, view: CaseView, form: DecideForm, page: dict[str, Any], conflict: Conflict | None = None) -> HttpResponse:
    wrong = form.is_bound and bool(form.errors)
    context = _shared(
        request, view, **page, form=form, errors=wrong, conflict=conflict, since=since_in_words(view, conflict),
        read_up_to=conflict.last_number if conflict else read_up_to(request, view),
    )  # fmt: skip
    return render(request, "assessments/decide.html", context)


def _preview(request: HttpRequest, view: CaseView, form: DecideForm, decision: Decision, ready: Notice, words: Words) -> HttpResponse:
    ages = [(name, reading_age(text)) for name, text in (("Your reasons", words.reasons), ("What help there is now", words.help_now)) if text]
    if ready.document:
        ages.append(("The whole letter", reading_age(ready.document.words)))
    typed = [(name, value) for name, values in request.POST.lists() if name not in ("csrfmiddlewaretoken", "do", "read_up_to") for value in values]
    context = _shared(
        request, view, decision=decision, ready=ready, typed=typed, ages=ages, aim=AIM, read_up_to=read_up_to(request, view),
        form=form, event=view.pathway.events[ready.event], thresholds=thresholds_in(form.cleaned_data.get("reasons", "")) if words.reasons and decision is not REASSESS else (),
        not_the_test=NOT_THE_TEST,
    )  # fmt: skip
    return render(request, "assessments/decide_notice.html", context)


def _came_first(request: HttpRequest, view: CaseView, form: DecideForm, page: dict[str, Any], conflict: Conflict) -> HttpResponse:
    """A second press of the same button finds its own notice; anybody else is told what came first. Nothing is sent."""
    way = request.POST.get("way", "")
    now = case_view(view.viewer, view.case, today())
    if any(s.event == way for s in conflict.since) and _mine(now, way, conflict):
        messages.success(request, "The notice had already been sent, once. Pressing the button again sent nothing.")
        return redirect("letters-of-case", view.case.pk)
    if not _ways(page["decision"], now):
        form = decide_form(page["decision"], (), form.first, page["family"])
    page |= {"ways": _ways(page["decision"], now), "clock": _clock(now, page["decision"].clock)}
    return _form(request, now, form, page, conflict)


def _mine(view: CaseView, way: str, conflict: Conflict) -> bool:
    return recorded_by(view, {s.number for s in conflict.since if s.event == way}) == {f"user:{view.viewer.id}"}
