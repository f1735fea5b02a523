"""The bundle of an appeal: its deadlines and versions, its papers one by one, and the file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.cases.models import Case
from goldenthread.cases.pages.case import case_or_404
from goldenthread.cases.presenters import clock_tag
from goldenthread.cases.queries_case import case_seen, case_view
from goldenthread.disputes.bundles import (
    APPELLANT_BARRED,
    NotReady,
    appellant_barred,
    ask_to_make,
    begin,
    bundle_seen,
    bundles_of,
    decide,
    file_of,
    items_of,
    may_bundle,
    pages_now,
    who_may_appeal,
)
from goldenthread.disputes.forms import BeginForm, DecideForm, TieForm
from goldenthread.disputes.models import Bundle
from goldenthread.disputes.ties import choices_for, may_tie, tie, ties_of
from goldenthread.people.kinds import KINDS
from goldenthread.science.tribunal_bundle import scheme
from goldenthread.web.days import today
from goldenthread.web.files import pdf_file

LOOKED = "Worked on papers for the tribunal"
BUSY = (Bundle.State.READING, Bundle.State.MAKING)


@signed_in
def bundles(request: HttpRequest, case_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    case = case_or_404(request, case_id, LOOKED)
    if not may_bundle(viewer, case) or case.child is None:
        raise Http404
    view, found = case_view(viewer, case, on), bundles_of(viewer, case)
    form = BeginForm(request.POST if request.method == "POST" else None, people=who_may_appeal(case.child))
    if request.method == "POST" and form.is_valid():
        try:
            made = begin(viewer, case, appeal=form.cleaned_data["appeal"], appellant=UUID(form.cleaned_data["appellant"]), on=on)
        except Refused:
            raise Http404 from None
        return redirect("bundle", made.pk)
    deadlines = sorted((c.facts for c in view.clocks if c.facts.stopped is None and c.facts.kind == "law"), key=lambda c: (c.due is None, c.due))
    context = {
        "nav": "children", "case": case, "child": case.child, "bundles": found, "form": form, "errors": form.is_bound and bool(form.errors), "scheme": scheme(),
        "deadlines": [(view.pathway.clock_titles[c.clock], c, clock_tag(c, on)) for c in deadlines], "may_begin": not found or found[0].state in (Bundle.State.MADE, Bundle.State.FAILED),
        "may_record": {slug for slug in ("directions-made", "bundle-sent") if view.may_record(slug)}, "directed": any(e.event == "directions-made" for e in view.reader.events), "no_people": not form.fields["appellant"].choices,
    }  # fmt: skip
    return render(request, "disputes/bundles.html", context, status=400 if form.is_bound else 200)


def _bundle_or_404(request: HttpRequest, key: UUID) -> tuple[Bundle, Case]:
    viewer = request.viewer  # type: ignore[attr-defined]
    found = bundle_seen(viewer, key)
    case = case_seen(viewer, found.case) if found is not None else None
    if found is None or case is None or not may_bundle(viewer, case):
        raise Http404
    return found, case


@signed_in
@never_cache
def bundle(request: HttpRequest, bundle_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    found, case = _bundle_or_404(request, bundle_id)
    record_look(viewer, found.child_id, LOOKED, case.pk)
    if request.method == "POST":
        try:
            ask_to_make(viewer, found, on)
        except NotReady:
            messages.error(request, "It was not made. Decide on each paper first, and leave one in at least.")
        return redirect("bundle", found.pk)
    items = items_of(viewer, found)
    waiting = [i for i in items if not i.barred and not i.decision]
    context = {
        "nav": "children", "bundle": found, "case": case, "child": found.child, "items": items, "waiting": waiting, "busy": found.state in BUSY, "of": len([i for i in items if found.state != "making" or i.decision == "in"]),
        "counts": pages_now(found, items), "parts": {p.slug: p for p in scheme().parts}, "scheme": scheme(), "may_record": case_view(viewer, case, on).may_record("bundle-sent"), "kinds": KINDS, "on": on,
    }  # fmt: skip
    return render(request, "disputes/bundle.html", context)


@signed_in
def bundle_paper(request: HttpRequest, bundle_id: UUID, item_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    found, case = _bundle_or_404(request, bundle_id)
    items = items_of(viewer, found)
    item = next((i for i in items if i.pk == item_id), None)
    if item is None or found.state not in (Bundle.State.CHECKING, Bundle.State.FAILED):
        raise Http404
    record_look(viewer, found.child_id, LOOKED, case.pk)
    first = {"decision": item.decision, "part": item.part, "reason": item.reason, "looked": ["yes"] if item.looked else []}
    form = DecideForm(request.POST if request.method == "POST" else None, item=item, initial=first)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            decide(viewer, item, decision=told["decision"], part=told["part"], reason=told["reason"], looked=bool(told["looked"]), on=on)
        except Refused:
            raise Http404 from None
        later = [i for i in items if not i.barred and not i.decision and i.pk != item.pk]
        return redirect("bundle-paper", found.pk, later[0].pk) if later else redirect("bundle", found.pk)
    context = {
        "nav": "children", "bundle": found, "case": case, "child": found.child, "item": item, "form": form, "errors": form.is_bound and bool(form.errors), "kind": KINDS[item.kind_of_data],
        "left": len([i for i in items if not i.barred and not i.decision]), "parts": {p.slug: p for p in scheme().parts},
    }  # fmt: skip
    return render(request, "disputes/paper.html", context, status=400 if form.is_bound else 200)


@signed_in
@never_cache
def bundle_file(request: HttpRequest, bundle_id: UUID) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    found, case = _bundle_or_404(request, bundle_id)
    record_look(viewer, found.child_id, "Downloaded the bundle for the tribunal", case.pk)
    file = file_of(viewer, found)
    if file is None:
        if appellant_barred(found.pk):
            messages.error(request, f"{APPELLANT_BARRED}.")
            return redirect("bundle", found.pk)
        if found.state == Bundle.State.MADE:
            messages.error(request, "A paper in it was sealed or removed since, or the child asked that whoever appeals is not shown it. Begin the next version: it is made without that paper.")
            return redirect("bundle", found.pk)
        raise Http404
    return pdf_file(file, f"bundle-version-{found.version}.pdf")


@signed_in
def what_it_is_about(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The step or the clause that a mediation or an appeal is about."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    case = case_or_404(request, case_id, LOOKED)
    if not may_tie(viewer, case):
        raise Http404
    choices, tied = choices_for(viewer, case, on), ties_of(viewer, case)
    form = TieForm(request.POST if request.method == "POST" else None, choices=choices, initial={"about": [f"{t.of_case}:{t.key}" for t in tied]})
    if request.method == "POST" and form.is_valid():
        chosen = set(form.cleaned_data["about"])
        tie(viewer, case, [c for c in choices if c.value in chosen], on)
        messages.success(request, "Kept. It stands beside the clocks of this case.")
        return redirect("case", case.pk)
    context = {"nav": "children", "case": case, "child": case.child, "form": form, "errors": form.is_bound and bool(form.errors), "any": bool(choices)}
    return render(request, "disputes/about.html", context, status=400 if form.is_bound else 200)
