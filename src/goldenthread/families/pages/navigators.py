"""The caseload of the SEND navigators, and one family of it."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import LOOKED_AT_RECORD, record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.cases.queries_children import find_children
from goldenthread.families.forms_navigators import BeginForm, CloseForm, NoteForm
from goldenthread.families.models import Navigation
from goldenthread.families.navigators import (
    begin,
    bodies_read,
    close,
    colleagues,
    hand_over,
    navigates_for,
    navigations,
    write,
)
from goldenthread.people.references import reference_typed
from goldenthread.web.days import today

MOST = 300


@signed_in
def navigators(request: HttpRequest) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    own = navigates_for(viewer) is not None
    if not bodies_read(viewer) or not viewer.holds("send-navigator", "la-send-manager", "la-send-caseworker"):
        raise Http404
    every = list(navigations(viewer)[:MOST])
    mine = [n for n in every if n.navigator == viewer.id and not n.closed_on]
    team = not own or request.GET.get("whose") == "team"
    opened = [n for n in every if not n.closed_on]
    context = {
        "nav": "navigators", "own": own, "team": team, "rows": every if team else mine, "mine": mine if own else opened, "on": on,
        "late": sum(bool(n.next_on and n.next_on < on) for n in (mine if own else opened)), "by": Counter(n.navigator_name for n in opened).most_common(),
    }  # fmt: skip
    return render(request, "families/navigators.html", context)


@signed_in
def new_navigation(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    if navigates_for(viewer) is None:
        raise Http404
    form = BeginForm(request.POST or None, today=today())
    if form.is_valid():
        told = dict(form.cleaned_data)
        typed, child = told.pop("reference"), None
        if typed:
            wanted = reference_typed(typed)
            child = next((f.child for f in find_children(viewer, typed) if f.child.reference == wanted), None)
            if child is None:
                form.add_error("reference", "No child has this reference, or you may not know of the child. Check it, or leave it empty")
        if not form.errors:
            if child is not None:
                record_look(viewer, child.pk, LOOKED_AT_RECORD)
            made = begin(viewer, child=child, on=today(), **told)
            return redirect("navigation", made.pk)
    context = {"nav": "navigators", "form": form, "errors": form.is_bound and bool(form.errors)}
    return render(request, "families/new_navigation.html", context, status=400 if form.is_bound else 200)


@signed_in
def navigation(request: HttpRequest, navigation_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    found = navigations(viewer).filter(pk=navigation_id).first()
    if found is None:
        raise Http404
    if found.child_id is not None:
        record_look(viewer, found.child_id, LOOKED_AT_RECORD)
    may, do = navigates_for(viewer) == found.owner_id and not found.closed_on, request.POST.get("do")
    note, ending = NoteForm(request.POST if do == "note" else None, today=on), CloseForm(request.POST if do == "close" else None)
    if request.method == "POST":
        if not may:
            raise Http404
        try:
            if done := _done(request, found, note, ending):
                messages.success(request, done)
                return redirect("navigation", found.pk)
        except Refused:
            raise Http404 from None
    fault = ending if ending.is_bound else note
    context = {
        "nav": "navigators", "found": found, "child": found.child, "note": note, "ending": ending, "fault": fault, "errors": fault.is_bound and bool(fault.errors), "may": may, "on": on,
        "notes": list(found.notes.order_by("-at")), "colleagues": [c for c in colleagues(viewer, on) if c[0] != str(found.navigator)] if may else [],
    }  # fmt: skip
    return render(request, "families/navigation.html", context, status=400 if fault.is_bound else 200)


def _done(request: HttpRequest, found: Navigation, note: NoteForm, ending: CloseForm) -> str:
    viewer, on, do = request.viewer, today(), request.POST.get("do")  # type: ignore[attr-defined]
    if do == "note" and note.is_valid():
        write(viewer, found, on=on, **note.cleaned_data)
        return "The note is kept."
    if do == "close" and ending.is_valid():
        close(viewer, found, ending.cleaned_data["outcome"], on)
        return "It is closed."
    if do == "hand":
        hand_over(viewer, found, request.POST.get("to", ""), on)
        return "It is handed over."
    return ""
