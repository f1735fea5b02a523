"""Writing the report of a review, part by part. Every press of a button keeps what was typed; so does the page by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from goldenthread.access.pages.administration import nothing_left
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.cases.actions import Conflict
from goldenthread.reviews import actions, adulthood
from goldenthread.reviews.actions import NotReady, Overtaken
from goldenthread.reviews.forms import part_form
from goldenthread.reviews.models import Review
from goldenthread.reviews.pages.review import CHANGED
from goldenthread.reviews.pages.shared import Desk, keeper_or_404
from goldenthread.reviews.queries import invitations_of
from goldenthread.reviews.report import PARTS, lacking, lines_in, questions, shown
from goldenthread.web.addresses import number_in
from goldenthread.web.days import today
from goldenthread.web.words import time_of_day


def _in_hand(request: HttpRequest, case_id: UUID, purpose: str) -> tuple[Desk, Review]:
    desk = keeper_or_404(request, case_id, purpose)
    found = desk.review or actions.after_a_meeting(desk.viewer, desk.view, kept=request.method == "POST")
    if found is None or not desk.reporting:
        raise Http404
    return desk, found


def parts_for(desk: Desk, body: Mapping[str, Any]) -> list[str]:
    """Preparing for adulthood is asked about from Year 9, and help where the ledger leaves something to ask."""
    child = desk.case.child
    born = child.date_of_birth if child else None
    asks = {"adulthood": adulthood.due(born, today()), "help": bool(lines_in(body, "help"))}
    return [p for p in PARTS if asks.get(p, True)]


@never_cache
@signed_in
def part(request: HttpRequest, case_id: UUID, part: str) -> HttpResponse:
    desk, review = _in_hand(request, case_id, "Opened the report of a review to write it")
    row = actions.report_in_hand(desk.viewer, desk.case, review, kept=False)
    listed = parts_for(desk, row.body)
    if part not in listed:
        raise Http404
    lines = lines_in(row.body, part)
    if request.method != "POST":
        return _show(request, desk, part, listed, part_form(part, lines, initial=row.body.get(part, {})), row.revision)
    said = {name: request.POST.get(name, "").strip()[:8000] for name in questions(part, lines)}
    by_itself = request.POST.get("autosave") == "1"
    form = part_form(part, lines, data=request.POST)
    try:
        row = actions.save_part(desk.viewer, desk.case, review, part, number_in(request.POST.get("revision", "")) or 0, said)
    except Overtaken as overtaken:
        if by_itself:
            return JsonResponse({"overtaken": True}, status=409)
        return _show(request, desk, part, listed, form, overtaken.revision, overtaken)
    if by_itself:
        return JsonResponse({"saved": time_of_day(timezone.localtime()), "revision": row.revision, "hints": {}, "reads": ""})
    after = listed[listed.index(part) + 1 :]
    return redirect("review-report-part", desk.case.pk, after[0]) if after else redirect("review-report-check", desk.case.pk)


def _show(request: HttpRequest, desk: Desk, part: str, listed: list[str], form: Any, revision: int, overtaken: Overtaken | None = None) -> HttpResponse:
    labels = {name: field.label for name, field in form.fields.items()}
    context = desk.context(
        request, form=form, part=part, title=PARTS[part], revision=revision, overtaken=overtaken, labels=labels, place=listed.index(part) + 1, of=len(listed),
        errors=form.is_bound and bool(form.errors),
    )  # fmt: skip
    return render(request, "reviews/report_part.html", context)


@never_cache
@signed_in
def check(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What will be sent, and what is missing from it. Nothing that is pointed out stops it: its date is law."""
    if request.method == "POST" and not keeper_or_404(request, case_id, "Checked the report of a review").reporting:
        return nothing_left(request, "review", case_id)
    desk, review = _in_hand(request, case_id, "Checked the report of a review")
    row = actions.report_in_hand(desk.viewer, desk.case, review, kept=False)
    child, faults = desk.case.child, []
    if request.method == "POST":
        try:
            on_paper = actions.send_report(desk.viewer, desk.view, review, today())
        except NotReady as fault:
            faults = list(fault.faults)
        except Conflict:
            faults = [CHANGED]
        else:
            printed = f" Print it for {', '.join(i.name for i in on_paper)}." if on_paper else ""
            messages.success(request, f"The report was sent to everybody who was invited.{printed}")
            return redirect("review", desk.case.pk)
    context = desk.context(
        request, shown=shown(row.body), lacking=lacking(row.body, child.date_of_birth if child else None, today()), faults=faults,
        nobody=not invitations_of(desk.viewer, desk.case, review), errors=bool(faults), parts=[(p, PARTS[p]) for p in parts_for(desk, row.body)],
    )  # fmt: skip
    return render(request, "reviews/report_check.html", context, status=409 if faults else 200)
