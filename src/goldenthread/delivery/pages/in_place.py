"""Who gives each line, said by the case officer; and whether it is in place, said by setting and family."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.cases.actions import Conflict
from goldenthread.delivery import actions
from goldenthread.delivery import in_place as places
from goldenthread.delivery.models import InPlace
from goldenthread.delivery.pages.ledger import child_ledger
from goldenthread.plans.queries import plan_in_force
from goldenthread.science.delivery import SERVICES
from goldenthread.web.words import count_of

DAYS = [("", "No fixed day"), ("1", "Monday"), ("2", "Tuesday"), ("3", "Wednesday"), ("4", "Thursday"), ("5", "Friday")]


@signed_in
def arrange_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    case, found, on = child_ledger(request, case_id, "Looked at who gives each line of the plan")
    lines = [e.line for e in found if e.line.in_force(on)]
    if not lines or not actions.may_settle(viewer, lines[0]):
        raise Http404
    choices = places.choices_for(viewer, lines[0].child.pk, on)
    if request.method == "POST":
        wanted = []
        for line in lines:
            taken = choices.taken(request.POST.get(f"who-{line.line}", ""))
            day = request.POST.get(f"day-{line.line}", "")
            if taken:
                place = choices.settings[0] if choices.settings else None
                wanted.append(actions.Arranging(line.line, taken[0], taken[1], place, int(day) if day in ("1", "2", "3", "4", "5") else None))
        try:
            places.arrange_plan(viewer, lines, wanted, case_id)
        except (Refused, Conflict):
            raise Http404 from None
        left = len(lines) - len(wanted)
        messages.success(request, "Saved." + (f" Nobody is named yet for {count_of(left, 'line')}." if left else " Somebody is named for every line."))
        return redirect("ledger", case.pk)
    rows = [(x, SERVICES[x.service], places.proposed(x, choices), str(x.arranged.weekday or "") if x.arranged else "") for x in lines]
    context = {"nav": "children", "case": case, "child": case.child, "rows": rows, "options": choices.options(), "days": DAYS}
    return render(request, "delivery/arrange.html", context)


@signed_in
def in_place_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    case, found, on = child_ledger(request, case_id, "Looked at whether each line of the plan is in place")
    child = case.child
    assert child is not None
    party = next((p for p in ("setting", "family") if actions.may_answer_in_place(viewer, child, p)), "")
    lines = [e.line for e in found if e.line.in_force(on)]
    if not party or not lines:
        raise Http404
    said = places.standing(viewer, lines, party)
    problem = ""
    if request.method == "POST":
        given = {x.line: request.POST.get(f"in-place-{x.line}", "") for x in lines}
        answers = {k: v for k, v in given.items() if v in InPlace.Answer.values and (k not in said or said[k].answer != v)}
        if not answers and len(said) < len(lines):
            problem = "Select an answer for each line that you know of"
        else:
            try:
                everything = places.confirm(viewer, lines, party, answers, on)
            except (Refused, Conflict):
                raise Http404 from None
            messages.success(request, "Thank you. Every line is in place." if everything else "Thank you. The case officer sees what is not in place.")
            return redirect("ledger", case.pk)
    family = party == "family"
    # A plan that came from a file is followed from a later day than that of its issue.
    held = plan_in_force(viewer, child.pk)
    issued = held[0].issued_on if held else max(x.stretches[-1].first for x in lines)
    context = {
        "nav": "children", "case": case, "child": child, "family": family, "family_page": family, "narrow": True, "problem": problem, "errors": bool(problem),
        "rows": [(x, SERVICES[x.service], said[x.line].answer if x.line in said else "") for x in lines], "choices": InPlace.Answer.choices,
        "by": places.answer_by(viewer, child.pk, party), "left": len(lines) - len(said), "issued": issued, "on": on,
    }  # fmt: skip
    return render(request, "delivery/in_place.html", context)
