"""Who of a family can see a child's page, and who is barred: for the officers of the council."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import LOOKED_AT_RECORD, record_look
from goldenthread.access.pages.administration import nothing_left
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.access.queries import child_seen
from goldenthread.cases.queries_parties import parents_of, rights_pass_on
from goldenthread.families import alone
from goldenthread.families.bars import Already, ask_to_end, bar, bars_of, copies_owed, copy_given, end
from goldenthread.families.forms_access import BarForm, EndBarForm, LostForm, SpeaksForm
from goldenthread.families.own_rights import SELF, has_account, own_ask, passes_soon
from goldenthread.families.pages.access import officer_or_404
from goldenthread.families.queries import officer_bodies
from goldenthread.families.second_parent import accounts_of, asks_of, who_signs_in
from goldenthread.families.second_parent import lost_phone as reset
from goldenthread.families.wishes import not_safe
from goldenthread.people.models import Child, Relationship
from goldenthread.web.days import today


def _child(request: HttpRequest, child_id: UUID) -> Child:
    viewer = officer_or_404(request)
    child = child_seen(viewer, child_id)
    if child is None or child.owner_id not in officer_bodies(viewer):
        raise Http404
    # A parent reads who looked and why, and learns of no bar.
    record_look(viewer, child.pk, LOOKED_AT_RECORD)
    return child


@signed_in
def family_access(request: HttpRequest, child_id: UUID) -> HttpResponse:
    child, viewer, on = _child(request, child_id), request.viewer, today()  # type: ignore[attr-defined]
    parents, bars = parents_of(viewer, child, on), bars_of(viewer, child.pk)
    accounts = accounts_of([r.person_id for r in parents])
    barred = {b.person_id for b in bars if b.ended_at is None}
    copies = copies_owed(viewer, bars)
    passes = rights_pass_on(child)
    passed = passes is not None and passes <= on
    nobody = alone.alone(viewer, child.pk)
    form = SpeaksForm(request.POST if "found" in request.POST or "again_on" in request.POST or "words" in request.POST else None, on=on, latest=on + alone.LONGEST) if nobody else None
    if form is not None and form.is_bound and form.is_valid():
        alone.record(viewer, child, **form.cleaned_data, on=on)
        messages.success(request, "Recorded in your name.")
        return redirect("family-access", child.pk)
    if request.method == "POST" and not (form and form.is_bound):
        chosen = next((c for c in copies if f"{c.bar.pk} {c.letter}" == request.POST.get("copy")), None)
        if chosen is not None:
            copy_given(viewer, chosen, on)
            messages.success(request, f"Recorded: {chosen.bar.person.forename} {chosen.bar.person.surname} has the copy.")
        return redirect("family-access", child.pk)
    context = {
        "copies": copies, "nobody": nobody, "form": form, "errors": form is not None and form.is_bound,
        "passes": passes if passed or passes_soon(child, on) else None, "passed": passed, "own": own_ask(viewer, child.pk) if passed else None, "has_own": passed and has_account(child.pk),
        "nav": "children", "child": child, "bars": bars, "asks": [a for a in asks_of(viewer, child.pk) if a.relation != SELF], "manages": viewer.holds("la-send-manager"), "on": on,
        "parents": [(r, Relationship.Relation(r.relation).label, r.person_id in accounts, r.person_id in barred, not_safe(viewer, child.pk, accounts[r.person_id].pk) if r.person_id in accounts else []) for r in parents],
    }  # fmt: skip
    return render(request, "families/family_access.html", context, status=400 if context["errors"] else 200)


@signed_in
def lost_phone(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """Somebody of the family has lost the phone with their second step."""
    child, viewer, on = _child(request, child_id), request.viewer, today()  # type: ignore[attr-defined]
    people = {str(u.pk): u for u in who_signs_in(viewer, child, on)}
    form = LostForm(request.POST if request.method == "POST" else None, people=[(key, f"{u.name}, {u.email}") for key, u in people.items()])
    if request.method == "POST" and settings.SENDS_MAIL and form.is_valid():
        who = people[form.cleaned_data["who"]]
        try:
            reset(viewer, child, who.pk, form.cleaned_data["how"])
        except Refused:
            raise Http404 from None
        messages.success(request, f"Done. Tell {who.name}: where you sign in, choose “I do not know my password”. The link goes to {who.email}.")
        return redirect("family-access", child.pk)
    context = {"nav": "children", "form": form, "errors": form.is_bound and bool(form.errors), "child": child, "people": people}
    return render(request, "families/lost_phone.html", context, status=400 if form.is_bound else 200)


@signed_in
def record_bar(request: HttpRequest, child_id: UUID) -> HttpResponse:
    child, viewer, on = _child(request, child_id), request.viewer, today()  # type: ignore[attr-defined]
    people = {str(r.person_id): r.person for r in parents_of(viewer, child, on)}
    form = BarForm(request.POST if request.method == "POST" else None, people=[(key, f"{p.forename} {p.surname}".strip()) for key, p in people.items()])
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            bar(viewer, child, people[told["person"]], ground=told["ground"], words=told["words"], on=on)
        except Refused:
            raise Http404 from None
        messages.success(request, "The bar binds from now. Whoever is barred is shown no name, place or letter any more.")
        return redirect("family-access", child.pk)
    context = {"nav": "children", "form": form, "errors": form.is_bound and bool(form.errors), "child": child, "people": people}
    return render(request, "families/record_bar.html", context, status=400 if form.is_bound else 200)


@signed_in
def end_bar(request: HttpRequest, child_id: UUID, bar_id: UUID) -> HttpResponse:
    """Asked for by one person with reasons, done by a manager who is somebody else."""
    child, viewer, on = _child(request, child_id), request.viewer, today()  # type: ignore[attr-defined]
    one = next((b for b in bars_of(viewer, child.pk) if b.pk == bar_id), None)
    if one is None:
        raise Http404
    if one.ended_at or (one.end_asked_by and (one.end_asked_by == viewer.id or not viewer.holds("la-send-manager"))):
        return nothing_left(request, "family-access", child.pk)
    form = EndBarForm(request.POST if request.method == "POST" and not one.end_asked_by else None)
    try:
        if request.method == "POST" and one.end_asked_by:
            end(viewer, one)
            messages.success(request, "The bar is ended. They see the page again as any parent does.")
            return redirect("family-access", child.pk)
        if request.method == "POST" and form.is_valid():
            ask_to_end(viewer, one, reasons=form.cleaned_data["reasons"], on=on)
            messages.success(request, "A manager must agree before it ends. Until then it binds.")
            return redirect("family-access", child.pk)
    except Already:
        return nothing_left(request, "family-access", child.pk)
    except Refused:
        raise Http404 from None
    context = {"nav": "children", "form": form, "errors": form.is_bound and bool(form.errors), "child": child, "bar": one}
    return render(request, "families/end_bar.html", context, status=400 if form.is_bound else 200)
