"""Putting right early what failed: taken up on the family's page, offered by an officer, and followed to what was agreed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import LOOKED_AT_RECORD, record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.access.queries import child_seen
from goldenthread.cases.queries_children import cases_of_child
from goldenthread.families.answerers import who_answers
from goldenthread.families.complaints import answers_complaints
from goldenthread.families.early import (
    broken_of,
    contacted,
    may_offer,
    offer,
    offers_seen,
    own_offers,
    rights_that_stand,
    say_from_page,
    whom_to_offer,
)
from goldenthread.families.forms_early import OfferForm, PutRightForm, TalkedForm
from goldenthread.families.pages.family import child_or_404
from goldenthread.families.queries import contacts_of, may_ask, who_is
from goldenthread.families.wishes import not_safe
from goldenthread.pathways.common.early_resolution import CONTACT_WITHIN
from goldenthread.pathways.complaint import COMPLAINT
from goldenthread.science.remedies import proposed
from goldenthread.web.days import today
from goldenthread.web.languages import tf

STEPS = ("remedy-agreed", "remedy-done", "finding-made", "change-made", "recurrence-checked", "complaint-closed")


@signed_in
def put_right(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """Somebody of the family reads what is offered, and says whether they want it."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    child = child_or_404(request, child_id)
    cases = [line.case for line in cases_of_child(viewer, child, on)]
    broken, before = broken_of(viewer, cases, on), own_offers(viewer, child)
    if not may_ask(viewer, child) or not (broken or before):
        raise Http404
    who = who_is(viewer, child)
    form = PutRightForm(request.POST if request.method == "POST" else None, who=who)
    if request.method == "POST" and form.is_valid():
        try:
            say_from_page(viewer, child, broken, answer=form.cleaned_data["answer"], wish=form.cleaned_data["wish"], on=on)
        except Refused:
            raise Http404 from None
        wants = form.cleaned_data["answer"] == "accepted"
        messages.success(request, tf("Thank you. Somebody talks with you within {n} working days.", n=CONTACT_WITHIN) if wants else "Thank you. You can change your mind on this page.")
        return redirect("family-page", child.pk)
    context = {
        "form": form, "errors": form.is_bound and bool(form.errors), "child": child, "who": who, "broken": broken, "rights": rights_that_stand(viewer, cases, on),
        "within": CONTACT_WITHIN, "answerer": who_answers(child, broken[0].case.pk if broken else None, on).name, "contacts": contacts_of(child.owner_id), "offers": before,
    }  # fmt: skip
    return render(request, "families/put_right.html", context, status=400 if form.is_bound else 200)


@signed_in
def offer_early(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """An officer records that they offered somebody of the family to put it right."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    child = child_seen(viewer, child_id)
    if child is None or not may_offer(viewer, child):
        raise Http404
    record_look(viewer, child.pk, LOOKED_AT_RECORD)
    cases = [line.case for line in cases_of_child(viewer, child, on)]
    broken, people = broken_of(viewer, cases, on), whom_to_offer(child)
    form = OfferForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and broken and form.is_valid():
        told = form.cleaned_data
        to = next(p for p in people if str(p.person) == told["to"])
        try:
            made = offer(viewer, child, broken, to=to, way=told["way"], text=told["text"], answer="" if told["answer"] == "none" else told["answer"], on=on)
        except Refused:
            raise Http404 from None
        messages.success(request, f"Kept. {to.name} reads it on their page." if to.user else f"Kept. {to.name} has no page here: tell them by letter too.")
        return redirect("early-offer", made.pk)
    context = {
        "nav": "my-work", "form": form, "errors": form.is_bound and bool(form.errors), "child": child, "broken": broken, "people": people, "not_safe": [(p.name, ways) for p in people if (ways := not_safe(viewer, child.pk, p.user))], "rights": rights_that_stand(viewer, cases, on),
        "within": CONTACT_WITHIN, "before": list(offers_seen(viewer).filter(child=child.pk)[:20]), "remedies": proposed(broken[0].clock.clock) if broken else [],
    }  # fmt: skip
    return render(request, "families/offer_early.html", context, status=400 if form.is_bound else 200)


@signed_in
def early_offer(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """One offer as those who do or lead casework follow it."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    found = offers_seen(viewer).filter(pk=offer_id).first()
    if found is None or not may_offer(viewer, found.child):
        raise Http404
    # Without its case: a parent reads who looked and why, and is not to learn what the other was offered.
    record_look(viewer, found.child_id, LOOKED_AT_RECORD, found.case)
    form = TalkedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and found.contacted_on is None and form.is_valid():
        try:
            contacted(viewer, found, agreed=form.cleaned_data["agreed"], answer=form.cleaned_data["answer"], on=on)
            messages.success(request, "Kept. What was agreed is read on the family’s page.")
        except Refused:
            messages.info(request, "Somebody was quicker: this is what they wrote.")
        return redirect("early-offer", found.pk)
    context = {
        "nav": "my-work", "offer": found, "child": found.child, "not_safe": not_safe(viewer, found.child_id, found.to_user), "form": form, "errors": form.is_bound and bool(form.errors), "remedies": proposed(found.about), "leads": answers_complaints(viewer),
        "records": STEPS, "titles": {s: e.title for s, e in COMPLAINT.events.items()},
    }  # fmt: skip
    return render(request, "families/early_offer.html", context, status=400 if form.is_bound else 200)
