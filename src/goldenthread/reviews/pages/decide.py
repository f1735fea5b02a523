"""The council's decision after a review, and its decision not to make an amendment that it proposed: each with its notice
exactly as it will be sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.assessments.decisions_actions import Words, notice, send, to_tell
from goldenthread.assessments.recipients import addressed
from goldenthread.cases.actions import Conflict, NewEvent, append
from goldenthread.cases.pages.record import read_up_to
from goldenthread.cases.pages.unsent import turned_back, typed_is_kept
from goldenthread.cases.presenters import clock_tag
from goldenthread.cases.queries_case import CaseView
from goldenthread.plans.actions_amending import proposed, withdraw
from goldenthread.reviews.deciding import REASSESS, WAYS, lacks
from goldenthread.reviews.forms import ADDRESS, decide_form, reasons_form
from goldenthread.reviews.pages.review import CHANGED
from goldenthread.reviews.pages.shared import Desk, desk_or_404
from goldenthread.reviews.queries import PATHWAY, held_on, report_of, reported, since_last_decision
from goldenthread.reviews.report import RECOMMENDS
from goldenthread.reviews.transfers import open_transfer_of
from goldenthread.science.reading_age import AIM, reading_age
from goldenthread.web.days import today
from goldenthread.web.words import readers


def decider_or_404(request: HttpRequest, case_id: UUID, purpose: str, pathways: tuple[str, ...] = (PATHWAY,)) -> Desk:
    desk = desk_or_404(request, case_id, purpose, pathways)
    if not desk.decides:
        raise Http404
    return desk


@never_cache
@signed_in
@typed_is_kept
def decide(request: HttpRequest, case_id: UUID) -> HttpResponse:
    desk = decider_or_404(request, case_id, "Opened the decision after a review")
    view, on = desk.view, today()
    held = held_on(view)
    family = to_tell(desk.viewer, desk.case, "decided-to-maintain", on)[0]
    form = decide_form(family, request.POST if request.method == "POST" else None)
    review = desk.review
    report = report_of(desk.viewer, desk.case, review) if review else None
    clock = next((c.facts for c in view.clocks if c.facts.clock == "decide-after-review" and c.facts.stopped is None and c.facts.started == held), None)
    page = {
        "lacks": lacks({e.event for e in since_last_decision(view)}, held is not None, reported(view)), "ways": list(WAYS.values()),
        "reassess": REASSESS, "clock": clock, "tag": clock_tag(clock, on) if clock else None, "report": report,
        "recommends": RECOMMENDS.get(report.body.get("changes", {}).get("recommends", ""), "") if report and report.sent_at else "",
    }  # fmt: skip
    do = request.POST.get("do", "")
    if request.method != "POST" or not form.is_valid() or do == "change" or held is None:
        if do == "change":
            form.errors.clear()
        return render(request, "reviews/decide.html", desk.context(request, form=form, errors=form.is_bound and bool(form.errors), **page))
    way = form.cleaned_data["way"]
    if way == "cease":
        return redirect("consider-ceasing", desk.case.child_id)
    if way == "amend":
        if view.stage != "amending" and do != "send":
            typed = [(n, v) for n, values in request.POST.lists() if n not in ("csrfmiddlewaretoken", "do", "read_up_to") for v in values]
            return render(request, "reviews/amend_check.html", desk.context(request, typed=typed, read_up_to=read_up_to(request, view), **page))
        try:
            if view.stage != "amending":
                append(desk.viewer, desk.case.pk, read_up_to(request, view), [NewEvent("decided-to-amend", on)])
        except Conflict:
            messages.error(request, CHANGED)
            return turned_back(request)
        transfer = open_transfer_of(desk.viewer, desk.case)
        if transfer is not None:
            messages.info(request, "This child is about to change phase. Amend the plan here: the notice of it is the decision of the review, and the plan names the next setting.")
        return redirect("plan-amend", transfer or desk.case.pk)
    return notice_page(request, view, form, WAYS[way].event, "The decision is sent, and the review is complete")


@never_cache
@signed_in
@typed_is_kept
def not_to_amend(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The council gives its reasons in place of the amended plan (r.22(5))."""
    desk = decider_or_404(request, case_id, "Opened a form to decide not to amend a plan", (PATHWAY, "phase-transfer"))
    if proposed(desk.viewer, desk.case)[1] is None:
        if request.method == "POST":
            raise Http404
        # Nothing was proposed here, so a decision that was told another way is recorded by the plain form.
        return redirect(reverse("record-event", args=[desk.case.pk, "decided-not-to-amend"]) + "?plain")
    family = to_tell(desk.viewer, desk.case, "decided-not-to-amend", today())[0]
    form = reasons_form(family, request.POST if request.method == "POST" else None)
    change = request.POST.get("do") == "change"
    if request.method != "POST" or not form.is_valid() or change:
        if change:
            form.errors.clear()
        return render(request, "reviews/not_to_amend.html", desk.context(request, form=form, errors=form.is_bound and bool(form.errors)))
    return notice_page(request, desk.view, form, "decided-not-to-amend", "The decision not to amend is sent", then=lambda: withdraw(desk.viewer, desk.case))


def notice_page(request: HttpRequest, view: CaseView, form: Any, event: str, done: str, then: Callable[[], None] | None = None) -> HttpResponse:
    """The notice as it will be sent; or, on the second press, sends it."""
    viewer, case, on = view.viewer, view.case, today()
    family, copies = to_tell(viewer, case, event, on)
    addresses = {name.removeprefix(ADDRESS): v for name, v in form.cleaned_data.items() if name.startswith(ADDRESS)}
    words = Words(reasons=form.reasons)
    ready = notice(viewer, view, event, words, on, addressed(family, addresses), copies)
    read = read_up_to(request, view)
    if request.POST.get("do") == "send" and ready.document is not None:
        try:
            send(viewer, view, ready, words, read, on)
        except Conflict:
            messages.error(request, CHANGED)
            return turned_back(request)
        if then is not None:
            then()
        messages.success(request, f"{done}. It goes to {readers(len(ready.everybody))}.")
        return redirect("letters-of-case", case.pk)
    typed = [(n, v) for n, values in request.POST.lists() if n not in ("csrfmiddlewaretoken", "do", "read_up_to") for v in values]
    ages = [("Your reasons", reading_age(words.reasons))]
    if ready.document:
        ages.append(("The whole letter", reading_age(ready.document.words)))
    context = {
        "nav": "reviews", "child": case.child, "today": on, "ready": ready, "typed": typed, "ages": ages, "aim": AIM,
        "read_up_to": read, "event": view.pathway.events[event], "form": form,
    }  # fmt: skip
    return render(request, "assessments/decide_notice.html", context)
