"""Ceasing a plan: consider it, consult the family and the head, then decide, with what the law refuses said (s.45; r.29-31)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Record, Refused, may
from goldenthread.access.queries import child_seen
from goldenthread.assessments.decisions_actions import note_consulted, to_tell
from goldenthread.assessments.notice_facts import notice_dates
from goldenthread.cases.actions import Conflict, NewEvent, append
from goldenthread.cases.pages.case import case_or_404
from goldenthread.cases.pages.record import read_up_to
from goldenthread.cases.pages.unsent import typed_is_kept
from goldenthread.cases.projection import calendar_of
from goldenthread.cases.queries_case import CaseView, case_view
from goldenthread.cases.queries_children import cases_of_child
from goldenthread.engine.calendar import months_before
from goldenthread.engine.fields import BadEvent
from goldenthread.people.kinds import PLAN
from goldenthread.people.models import Child
from goldenthread.reviews.actions import only_one, review_case
from goldenthread.reviews.ceasing import GROUNDS, Facts, checks, counted
from goldenthread.reviews.forms import cease_form, consulted_form, keep_form
from goldenthread.reviews.pages.decide import notice_page
from goldenthread.reviews.pages.review import CHANGED
from goldenthread.reviews.queries import PATHWAY, setting_of_child
from goldenthread.web.days import day_shown, today

CESSATION = "plan-cessation"


@never_cache
@signed_in
def consider(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """Begins to consider whether a plan ceases, or goes on with it."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    child = child_seen(viewer, child_id)
    if child is None or not may(viewer, "write", PLAN, Record(owner=child.owner_id, child=child.pk)):
        raise Http404
    going_on = next((line.case for line in cases_of_child(viewer, child, on) if line.case.pathway == CESSATION and not line.closed), None)
    if going_on is not None:
        return redirect("cease", going_on.pk)
    if request.method == "POST":
        try:
            case, _ = only_one(
                viewer, child, CESSATION, NewEvent("cessation-considered", on), on,
                arose_from=review_case(viewer, child, on), still=lambda line: not line.closed,
            )
        except (Refused, BadEvent):
            raise Http404 from None
        return redirect("cease", case)
    context = {"nav": "reviews", "day": day_shown(request), "child": child, "narrow": True}
    return render(request, "reviews/consider_ceasing.html", context)


def _view_or_404(request: HttpRequest, case_id: UUID, purpose: str) -> CaseView:
    case = case_or_404(request, case_id, purpose)
    view = case_view(request.viewer, case, today())  # type: ignore[attr-defined]
    if case.pathway != CESSATION or not view.may("write", PLAN):
        raise Http404
    return view


@never_cache
@signed_in
@typed_is_kept
def cease(request: HttpRequest, case_id: UUID) -> HttpResponse:
    view, on = _view_or_404(request, case_id, "Opened a form to decide whether a plan ceases"), today()
    case = view.case
    child = case.child
    assert child is not None
    setting = setting_of_child(view.viewer, case, on)
    do = request.POST.get("do") if request.method == "POST" else None
    closed = any(s.slug == view.stage and s.closed for s in view.pathway.stages)
    said = consulted_form(setting is not None, on, request.POST if do == "consulted" and not closed else None)
    if said.is_bound and said.is_valid():
        return _consulted(request, view, setting, said)
    if do == "afresh" and not closed:
        return _afresh(request, view)
    if do == "keep" and not closed:
        return _keep(request, view)
    counts = counted(view.reader.events, months_before(12, on))
    happened = counts | (set() if setting else {"setting-consulted"})
    decided = next((c.facts for c in view.clocks if c.facts.clock == "keep-plan"), None)
    family = to_tell(view.viewer, case, "decided-to-cease", on)[0]
    form = cease_form(child.forename, family, request.POST if request.method == "POST" and not said.is_bound else None)
    ground = request.POST.get("ground", "") if request.POST.get("ground", "") in GROUNDS else ""
    answers = {"yes": True, "no": False}
    facts = Facts(
        child.date_of_birth, on, happened, _reviewed(view, child), answers.get(request.POST.get("wants_to_return", "")),
        answers.get(request.POST.get("appropriate", "")),
    )  # fmt: skip
    found = checks(ground, facts)
    stops = [c for c in found if c.stops]
    if request.method == "POST" and form.is_valid() and not stops and decided is None and not closed and request.POST.get("do") in ("preview", "send"):
        return notice_page(request, view, form, "decided-to-cease", "The decision to cease the plan is sent")
    if request.POST.get("do") == "change":
        form.errors.clear()
    keep = notice_dates(view.pathway, view.journal, "decided-to-cease", on, calendar_of(case.closures)).get("keep_until")
    context = {
        "nav": "reviews", "day": day_shown(request), "today": on, "case": case, "child": child, "view": view, "form": form, "checks": found, "stops": stops,
        "decided": decided, "keep": decided.due if decided else keep, "consulted": said, "narrow": True,
        "closed": closed, "over": decided is not None and decided.status(on) == "met", "keep_form": keep_form(),
        "considered": max((e.on for e in view.reader.events if e.event == "cessation-considered"), default=None),
        "appeal": next((e for e in reversed(view.reader.events) if e.event == "appeal-decided"), None),
        "happened": [(e.on, view.pathway.events[e.event].title) for e in view.reader.events if e.event in ("family-consulted", "setting-consulted")],
        "wrong": said if said.is_bound else form, "errors": request.method == "POST" and bool(said.errors or form.errors or stops and not said.is_bound), "read_up_to": view.last_number, "told": bool(ground and stops),
    }  # fmt: skip
    return render(request, "reviews/cease.html", context, status=409 if request.POST.get("do") in ("preview", "send") and stops else 200)


def _afresh(request: HttpRequest, view: CaseView) -> HttpResponse:
    """Considers it anew: what was said before counts no longer."""
    if any(e.event == "cessation-considered" and e.on == today() for e in view.reader.events):
        return redirect("cease", view.case.pk)
    return _record(request, view, NewEvent("cessation-considered", today()), "Ceasing is considered afresh. Consult the family and the head or principal again.")


def _keep(request: HttpRequest, view: CaseView) -> HttpResponse:
    """The plan goes on: given up, or overturned by the tribunal. The case is closed."""
    form = keep_form(request.POST)
    if not form.is_valid():
        messages.error(request, "Enter why the plan goes on")
        return redirect("cease", view.case.pk)
    return _record(request, view, NewEvent("decided-not-to-cease", today(), {"reasons": form.cleaned_data["why"].strip()}), "The plan goes on, and this case is closed.")


def _record(request: HttpRequest, view: CaseView, event: NewEvent, done: str) -> HttpResponse:
    try:
        append(view.viewer, view.case.pk, read_up_to(request, view), [event])
    except Conflict:
        messages.error(request, CHANGED)
    else:
        messages.success(request, done)
    return redirect("cease", view.case.pk)


def _consulted(request: HttpRequest, view: CaseView, setting: Any, form: Any) -> HttpResponse:
    data, read = form.cleaned_data, read_up_to(request, view)
    try:
        if data["who"] == "family":
            note_consulted(view.viewer, view, "family", "the family", data["words"], data["on"], read)
        else:
            append(view.viewer, view.case.pk, read, [NewEvent("setting-consulted", data["on"], {"setting": setting.code})])
            note_consulted(view.viewer, view, "setting", setting.name, data["words"], data["on"], read)
    except Conflict:
        messages.error(request, CHANGED)
    else:
        messages.success(request, "The consultation is recorded.")
    return redirect("cease", view.case.pk)


def _reviewed(view: CaseView, child: Child) -> bool:
    """Whether a meeting of a review was held in the last year."""
    since = months_before(12, today())
    reviews = [line.case for line in cases_of_child(view.viewer, child, today()) if line.case.pathway == PATHWAY]
    return any(e.event == "review-meeting-held" and e.on >= since for r in reviews for e in case_view(view.viewer, r, today()).reader.events)
