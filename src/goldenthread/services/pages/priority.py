"""Moves on a waiting list by hand: one person asks, a second agrees."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.services.forms_priority import MoveForm
from goldenthread.services.models_priority import Move
from goldenthread.services.pages.worse import LOOKED
from goldenthread.services.priority import (
    MOVES,
    REASONS,
    RULES,
    Overtaken,
    answer,
    ask,
    lines,
    open_move,
    own_places,
    place_of,
)
from goldenthread.web.days import today


@signed_in
def priority_moves(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, what was settled, and the rule that it departs from."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if not viewer.holds(*MOVES):
        raise Http404
    if request.method == "POST":
        said = request.POST.get("say", "")
        try:
            first = answer(viewer, UUID(request.POST.get("move", "")), said, on)
        except Overtaken:
            messages.error(request, "The child’s priority has changed since this was asked. Nothing was moved. Do not agree, and ask anew if it is still right.")
            return redirect("priority-moves")
        except (ValueError, Refused):
            raise Http404 from None
        if not first:
            messages.info(request, "Somebody had answered already. Nothing was changed.")
        elif said == Move.Answer.AGREED:
            messages.success(request, "Two people have agreed, so the child is moved. The family is told that the place was looked at and changed, unless that was left out.")
        else:
            messages.success(request, "You did not agree, so the child stays where it was.")
        return redirect("priority-moves")
    waiting, settled, places = lines(viewer, still_open=True), lines(viewer, still_open=False), own_places(viewer)
    for child in {line.child.pk for line in [*waiting, *settled]} | {p.child.pk for p in places}:
        record_look(viewer, child, LOOKED)
    context = {"nav": "priority", "waiting": waiting, "settled": settled, "places": places, "rules": RULES, "reasons": REASONS, "mine": sum(line.mine for line in waiting), "viewer_id": viewer.id}
    return render(request, "services/priority_moves.html", context)


@signed_in
def priority_move(request: HttpRequest, case_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    place = place_of(viewer, case_id) if viewer.holds(*MOVES) else None
    if place is None:
        raise Http404
    form = MoveForm(request.POST or None, stands=place.priority)
    already = open_move(viewer, case_id)
    if already is None and form.is_valid():
        given = form.cleaned_data
        try:
            ask(viewer, case_id, after=given["after"], why=given["why"], words=given["words"], tell_family=given["tell"] == "yes", on=on)
        except Refused:
            raise Http404 from None
        messages.success(request, f"{place.child.forename} {place.child.surname} is moved once a second person agrees. It waits for them on this page.")
        return redirect("priority-moves")
    record_look(viewer, place.child.pk, LOOKED, case_id)
    context = {"nav": "priority", "place": place, "form": form, "errors": form.is_bound and bool(form.errors), "narrow": True, "already": already, "rules": RULES}
    return render(request, "services/priority_move.html", context)
