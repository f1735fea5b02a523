"""Amending a plan in force: begin from it, send the notice with the changes, issue the amended plan."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.cases.actions import Conflict
from goldenthread.engine.explain import full_day
from goldenthread.letters.document import Unfilled
from goldenthread.letters.writing import Incomplete
from goldenthread.pathways import PATHWAYS
from goldenthread.people.models import Organisation
from goldenthread.plans import actions_amending as actions
from goldenthread.plans.actions_sending import NotReady, answers_named
from goldenthread.plans.facts import first_due
from goldenthread.plans.forms import addresses_of, amended_form, notice_form
from goldenthread.plans.pages.sending import said_of
from goldenthread.plans.pages.shared import Desk, desk_or_404
from goldenthread.plans.queries import consultations_of
from goldenthread.web.addresses import number_in

_FAULTS = (NotReady, Incomplete, Unfilled, Conflict)


def _desk(request: HttpRequest, case_id: UUID, purpose: str) -> Desk:
    desk = desk_or_404(request, case_id, purpose)
    if not desk.amends:
        raise Http404
    return desk


def _read(request: HttpRequest) -> int | None:
    return number_in(request.POST.get("read_up_to", ""))


@never_cache
@signed_in
def amend(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Begin the amended version from the plan in force, or go on with it."""
    desk = _desk(request, case_id, "Opened a form to amend a plan")
    if request.method == "POST":
        actions.begin(desk.viewer, desk.case)
        messages.success(request, "The amended version begins as the plan is now. Change what should change; the plan in force stays as it is.")
        return redirect("plan", desk.case.pk)
    if actions.proposed(desk.viewer, desk.case)[0] is not None:
        return redirect("plan", desk.case.pk)
    before, clauses = actions.in_force(desk.viewer, desk.case)
    context = desk.context(
        request, before=before, count=len([c for c in clauses if not c.removed]), consults="setting-consulted" in PATHWAYS[desk.case.pathway].events, narrow=True
    )
    return render(request, "plans/amend.html", context)


@never_cache
@signed_in
def notice(request: HttpRequest, case_id: UUID) -> HttpResponse:
    desk = _desk(request, case_id, "Opened a form for an amendment notice")
    if not desk.editable or desk.plan is None:
        raise Http404
    view = desk.view()
    checked = actions.check_notice(desk.viewer, view, desk.plan)
    form = notice_form([*checked.facts["family"], *checked.facts["copies"]], data=request.POST if request.method == "POST" else None)
    faults = list(checked.faults)
    if request.method == "POST" and form.is_valid():
        try:
            actions.send_notice(
                desk.viewer, view, desk.plan, evidence=form.cleaned_data["evidence"], officer=desk.viewer.name, addresses=addresses_of(form),
                read_up_to=_read(request),
            )  # fmt: skip
        except _FAULTS as fault:
            faults = said_of(fault)
        else:
            messages.success(request, f"The notice was sent. The family has until {full_day(checked.facts['answer_by'])}.")
            return redirect("plan", desk.case.pk)
    context = desk.context(
        request, form=form, faults=faults, warnings=checked.warnings, changes=checked.changes, facts=checked.facts, narrow=True,
        errors=bool(request.method == "POST" and (faults or form.errors)), read_up_to=view.last_number,
    )  # fmt: skip
    return render(request, "plans/notice.html", context, status=409 if request.method == "POST" else 200)


@never_cache
@signed_in
def amended(request: HttpRequest, case_id: UUID) -> HttpResponse:
    desk = _desk(request, case_id, "Opened a form to issue an amended plan")
    newest, noticed = actions.proposed(desk.viewer, desk.case)
    if newest is None or noticed is None:
        if request.method == "POST":
            raise Http404
        # Nothing was proposed here, so a plan that was amended another way is recorded by the plain form.
        return redirect(reverse("record-event", args=[desk.case.pk, "amended-plan-issued"]) + "?plain")
    view = desk.view()
    consulted = [c.setting for c in consultations_of(desk.viewer, desk.case)]
    setting: Organisation | None = next((s for s in consulted if str(s.pk) == request.POST.get("setting", "")), None)
    checked = actions.check_amended(desk.viewer, view, setting)
    now = checked.facts.get("setting")
    to_post = [*checked.facts.get("family", ()), *checked.facts.get("copies", ())]
    form = amended_form([(str(s.pk), s.name) for s in consulted], now.name if now else "", to_post, data=request.POST if request.method == "POST" else None)
    # What is still to be chosen in the form stops nothing before it is sent.
    faults = [f for f in checked.faults if request.method == "POST" or not f.startswith("Name the next setting")]
    if request.method == "POST" and form.is_valid():
        try:
            actions.issue_amended(desk.viewer, view, setting=setting, officer=desk.viewer.name, addresses=addresses_of(form), read_up_to=_read(request))
        except _FAULTS as fault:
            faults = said_of(fault)
        else:
            messages.success(request, "The amended plan was issued. It was sent to the family, the setting and the ICB.")
            return redirect("plan", desk.case.pk)
    answers = answers_named(desk.viewer, desk.case, actions.in_hand(desk.viewer, desk.case))
    context = desk.context(
        request, form=form, faults=faults, warnings=checked.warnings, noticed=noticed, due=first_due(view.reader, "issue-amended-plan"), narrow=True,
        changes=[(c, answers.get(c.because, "The ICB did not agree to it" if c.because else "")) for c in checked.changes],
        errors=bool(request.method == "POST" and (faults or form.errors)), read_up_to=view.last_number, copies=checked.facts.get("copies", ()),
        refuses="decided-not-to-amend" in view.pathway.events,
    )  # fmt: skip
    return render(request, "plans/amended.html", context, status=409 if request.method == "POST" else 200)
