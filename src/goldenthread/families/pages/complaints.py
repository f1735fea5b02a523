"""Complaining from a family's page; and complaints as those who lead casework answer them, with what was learned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import LOOKED_AT_RECORD, record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.cases.actions import Conflict
from goldenthread.cases.pages.record import number_read
from goldenthread.cases.presenters import clock_tag
from goldenthread.cases.queries_clocks import ClockFacts
from goldenthread.engine.fields import BadEvent
from goldenthread.families.bars import barred_makers, barred_user
from goldenthread.families.complaint_about import CLAUSE, NOT_GIVEN, OTHER, Failed, lines_of_plan, steps_that_failed
from goldenthread.families.complaint_steps import decide_remedy, last_number, ombudsmen, take_step, ways_on
from goldenthread.families.complaint_whose import answering_for, nearest_first, nhs_bodies, reads_case, whose_it_is
from goldenthread.families.complaints import (
    TooMany,
    answer_complaint,
    answered_before,
    answers_complaints,
    answers_this_one,
    complain,
    complaints_seen,
    give_part,
    learned,
    open_clocks,
)
from goldenthread.families.complaints_barred import leave_out
from goldenthread.families.early import offers_counted, offers_open
from goldenthread.families.forms_complaints import OUTCOMES, AnswerForm, ComplainForm, PartForm, RemedyForm, StepForm
from goldenthread.families.models import Complaint
from goldenthread.families.pages.family import child_or_404
from goldenthread.families.pages.limited_complaint import limited_complain_page, limited_own_complaint
from goldenthread.families.queries import contacts_of, may_ask, who_is
from goldenthread.families.recurrence import since_the_change
from goldenthread.families.wishes import not_safe
from goldenthread.families.without_officer import offered_by_nobody
from goldenthread.pathways import PATHWAYS
from goldenthread.pathways.common.early_resolution import CONTACT_WITHIN
from goldenthread.pathways.complaint import COMPLAINT
from goldenthread.people.models import Child
from goldenthread.science.remedies import proposed, remedies
from goldenthread.web.days import today
from goldenthread.web.fields import Form
from goldenthread.web.languages import t, tf
from goldenthread.web.words import Tag

MOST_OFFERS = 25
STEP_TAKEN = {
    "next-stage": "We have it. A manager who did not answer you before looks at it again.",
    "ombudsman": "Thank you for telling us. We help the Ombudsman with what it asks.",
}
"""What whoever complained is told of a step that they took."""
RECORDED_BY_HAND = (
    "complaint-acknowledged", "early-resolution-offered", "early-resolution-answered", "stage-requested", "ombudsman-contacted", "ombudsman-decided", "remedy-agreed", "remedy-done",
    "finding-made", "change-made", "recurrence-checked", "complaint-closed",
)  # fmt: skip
"""Events of its case for which the page has a link of their own."""


@signed_in
def complain_page(request: HttpRequest, child_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if child_id in viewer.barred:
        return limited_complain_page(request, child_id)
    child = child_or_404(request, child_id)
    if not may_ask(viewer, child):
        raise Http404
    who, steps, lines, bodies = who_is(viewer, child), steps_that_failed(viewer, child, on), lines_of_plan(viewer, child), nearest_first(viewer, child, nhs_bodies())
    form = ComplainForm(request.POST if request.method == "POST" else None, failed=steps, lines=lines, bodies=bodies, who=who)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        wanted = told["line"] if told["failed"] == CLAUSE else told["failed"]
        step = next((s for s in (*steps, *lines) if s.key == wanted), Failed(OTHER))
        try:
            made = complain(viewer, child, step, whose_it_is(told["of"], child.owner_id, step.at), text=told["text"], on=on)
        except TooMany:
            form.add_error("text", t("You have complained many times today, and this was not kept. Send it again tomorrow, or write to them"))
        else:
            messages.success(request, tf("We have your complaint. {name} answers it.", name=made.to_name or t("A manager")))
            return redirect("family-page", child.pk)
    context = {"bodies": bodies, "form": form, "errors": form.is_bound and bool(form.errors), "child": child, "who": who, "contacts": contacts_of(child.owner_id)}
    return render(request, "families/complain.html", context, status=400 if form.is_bound else 200)


@signed_in
def complaints(request: HttpRequest) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if not answers_complaints(viewer):
        raise Http404
    found = list(complaints_seen(viewer)[:200])
    clocks = open_clocks(viewer, found)
    warned = barred_makers(viewer, found)
    mine = answering_for(viewer)
    rows = [(c, c.owner_id in mine, c.pk in warned, _first_due(clocks.get(c.case, []), on) if c.case else []) for c in found]
    owes_a_part = {c.pk for c in found if c.with_body_id in mine and not c.part_on and not c.answered_on}
    council = viewer.holds("la-send-manager")
    early, counted = list(offers_open(viewer)[:MOST_OFFERS]), offers_counted(viewer)
    alone, without = offered_by_nobody(viewer, on, MOST_OFFERS) if council else ([], 0)
    context = {
        "nav": "questions" if council else "complaints", "council": council, "alone": alone, "without": without, "early": early, "counted": counted,
        "offers": sum(counted.values()), "rows": rows, "open": sum(bool(due) or c.pk in owes_a_part for c, _, _, due in rows), "learned": learned(viewer), "on": on,
    }  # fmt: skip
    return render(request, "families/complaints.html", context)


def _first_due(clocks: Sequence[ClockFacts], on: dt.date) -> list[tuple[str, dt.date | None, Tag]]:
    """The open limit that ends first: what it is called, its last day and its tag. Nothing where none is open."""
    return [(COMPLAINT.clock_titles.get(c.clock, c.clock), c.due, clock_tag(c, on)) for c in clocks[:1]]


@signed_in
def own_complaint(request: HttpRequest, child_id: UUID, complaint_id: UUID) -> HttpResponse:
    """Whoever complained reads how it stands, and says what they do next."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if child_id in viewer.barred:
        return limited_own_complaint(request, child_id, complaint_id)
    child = child_or_404(request, child_id)
    found = complaints_seen(viewer).filter(pk=complaint_id, child=child.pk, made_by=viewer.id).first()
    if found is None:
        raise Http404
    ways, who = ways_on(viewer, found, on), who_is(viewer, child)
    step = request.POST.get("step", "")
    form = StepForm(request.POST if step == "next-stage" else None, who=who, needed=step == "next-stage")
    if request.method == "POST" and may_ask(viewer, child) and (step != "next-stage" or form.is_valid()):
        try:
            take_step(viewer, found, step, text=form.cleaned_data["text"] if step == "next-stage" else "", on=on)
        except Refused:
            raise Http404 from None
        messages.success(request, STEP_TAKEN.get(step, "We have noted that. You can still go to the Ombudsman."))
        return redirect("own-complaint", child.pk, found.pk)
    context = {
        "child": child, "who": who, "complaint": found, "ways": ways, "form": form, "errors": form.is_bound and bool(form.errors), "on": on,
        "ombudsmen": ombudsmen(found.of, found.with_body_id is not None and child.owner_id in (found.owner_id, found.with_body_id)),
        "contacts": contacts_of(child.owner_id), "outcomes": OUTCOMES, "steps": list(found.steps.order_by("on")), "may": may_ask(viewer, child), "changes": [one for one in learned(viewer) if one.case == found.case],
    }  # fmt: skip
    return render(request, "families/own_complaint.html", context, status=400 if form.is_bound else 200)


@signed_in
def complaint(request: HttpRequest, complaint_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    found = complaints_seen(viewer).filter(pk=complaint_id).first()
    if found is None or not answering_for(viewer) & {found.owner_id, found.with_body_id}:
        raise Http404
    # A parent reads who looked and why, and is not to learn that the other complained.
    record_look(viewer, found.child_id, LOOKED_AT_RECORD, found.case)
    clocks = open_clocks(viewer, [found]).get(found.case, []) if found.case else []
    stage = next((c.about for c in clocks if c.clock == "answer-stage"), "")
    if not answers_this_one(viewer, found):
        return _part(request, found)
    do, before, rules = request.POST.get("do"), answered_before(viewer, found, stage), proposed(found.about)
    form = AnswerForm(request.POST if request.method == "POST" and do != "remedy" else None)
    remedy = RemedyForm(request.POST if do == "remedy" else None, remedies=rules, today=on)
    changed, barred = False, barred_user(viewer, found.made_by, found.child_id)
    if barred:
        _warn(form, "text", found.child)
        _warn(remedy, "action", found.child)
    if do == "remedy" and found.case and remedy.is_valid():
        try:
            decide_remedy(viewer, found.owner_id, found.case, action=remedy.cleaned_data["action"], due=remedy.cleaned_data["due"], rule="" if remedy.cleaned_data["rule"] == OTHER else dict(remedy.fields["rule"].choices)[remedy.cleaned_data["rule"]], on=on, read_up_to=number_read(request, last_number(found.case)))
        except Refused:
            raise Http404 from None
        except BadEvent as fault:
            remedy.add_error("due", str(fault))
        except Conflict:
            changed = True
        else:
            messages.success(request, "Decided. Whoever complained reads it on their page, and it stands in your list of work until it is done.")
            return redirect("complaint", found.pk)
    elif request.method == "POST" and do != "remedy" and stage and not before and form.is_valid():
        try:
            answer_complaint(viewer, found, outcome=form.cleaned_data["outcome"], text=form.cleaned_data["text"], stage=stage, on=on)
        except Refused:
            raise Http404 from None
        except Conflict:
            changed = True
        else:
            messages.success(request, t("Answered. Whoever complained reads it on their page."))
            return redirect("complaint", found.pk)
    context = {
        "nav": "questions" if viewer.holds("la-send-manager") else "complaints", "complaint": found, "child": found.child, "form": form, "stage": stage, "changed": changed,
        "read_up_to": last_number(found.case),
        "not_safe": not_safe(viewer, found.child_id, found.made_by), "opens": found.failed_case and reads_case(viewer, found.failed_case),
        "errors": any(f.is_bound and f.errors for f in (form, remedy)),
        "clocks": [(COMPLAINT.clock_titles.get(c.clock, c.clock), c, clock_tag(c, on)) for c in clocks], "remedies": rules, "outcomes": OUTCOMES, "on": on, "remedy": remedy, "before": before, "barred": barred,
        "decided": ways_on(viewer, found, on).remedies, "changes": [one for one in learned(viewer) if one.case == found.case],
        "counted": since_the_change(viewer, found.case, found.about if found.failed_key else "", on) if found.case else [],
        "fault": remedy if remedy.is_bound else form, "steps": list(found.steps.order_by("on")),
        "records": RECORDED_BY_HAND, "titles": {s: e.title for s, e in COMPLAINT.events.items()},
    }  # fmt: skip
    return render(request, "families/complaint.html", context, status=409 if changed else 400 if form.is_bound or remedy.is_bound else 200)


def _part(request: HttpRequest, found: Complaint) -> HttpResponse:
    """Who answers for the other of two bodies reads the complaint, and says their part for the one answer."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if found.with_body_id not in answering_for(viewer):
        raise Http404
    form = PartForm(request.POST if request.method == "POST" else None)
    barred, changed = barred_user(viewer, found.made_by, found.child_id), False
    if request.method == "POST" and form.is_valid():
        if give_part(viewer, found, text=form.cleaned_data["text"], on=today()):
            messages.success(request, "Given. Whoever leads puts it into the one answer.")
            return redirect("complaint", found.pk)
        changed = True
    context = {"nav": "questions" if viewer.holds("la-send-manager") else "complaints", "complaint": found, "child": found.child, "form": form, "barred": barred, "changed": changed, "outcomes": OUTCOMES}
    return render(request, "families/complaint_part.html", context, status=409 if changed else 400 if form.is_bound else 200)


def _warn(form: Form, name: str, child: Child) -> None:
    """Says beside a text which words of it would tell a barred parent where the child is."""
    if form.is_bound and form.is_valid() and (told := leave_out(child, form.cleaned_data[name])):
        form.add_error(name, told)


def how_we_put_right(request: HttpRequest) -> HttpResponse:
    """The rules by which something is proposed, for anybody to read."""
    return render(request, "families/remedies.html", {"rules": [(r, _when(r.clocks)) for r in remedies()], "within": CONTACT_WITHIN})


def _when(clocks: tuple[str, ...]) -> str:
    """The steps of which a rule speaks, each as its pathways call it."""
    if not clocks:
        return "Whenever a step failed"
    titles = {slug: title for p in PATHWAYS.values() for slug, title in p.clock_titles.items()} | {NOT_GIVEN: "Help in a plan is not given"}
    return "; ".join(dict.fromkeys(titles.get(slug, slug) for slug in clocks))
