"""One review: what comes next for those who prepare it, and what has gone round for those who were invited."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.cases.actions import Conflict
from goldenthread.cases.pages.record import read_up_to
from goldenthread.cases.pages.unsent import typed_is_kept
from goldenthread.cases.presenters import clock_tag
from goldenthread.cases.projection import calendar_of
from goldenthread.cases.queries_clocks import ClockFacts
from goldenthread.engine.calendar import months_within
from goldenthread.letters.pdf import pdf
from goldenthread.plans.queries import adds_for_child
from goldenthread.reviews import actions
from goldenthread.reviews.actions import NotReady
from goldenthread.reviews.forms import MeetingForm, PaperForm, chosen, held_form, inviting_form
from goldenthread.reviews.meeting import meeting_on
from goldenthread.reviews.pages.shared import Desk, desk_or_404, keeper_or_404
from goldenthread.reviews.paper import invitation, papers_document, report_document
from goldenthread.reviews.people import candidates
from goldenthread.reviews.queries import (
    held_of,
    invitations_of,
    meeting_day,
    meeting_to_come,
    papers_of,
    report_day,
    report_of,
    reports_of,
    setting_of,
    setting_of_child,
)
from goldenthread.reviews.report import shown
from goldenthread.reviews.standing import NEXT, where
from goldenthread.reviews.transfers import open_transfer_of
from goldenthread.web.days import today
from goldenthread.web.files import pdf_file

OF_A_MEETING = ("send-review-report", "decide-after-review")
CHANGED = "The case has changed since you opened this page. Nothing was sent. Look at it again, and send if it is still right"


@never_cache
@signed_in
def review(request: HttpRequest, case_id: UUID) -> HttpResponse:
    desk = desk_or_404(request, case_id, "Looked at a review")
    if request.method == "POST" and request.POST.get("do") == "circulate":
        return _circulate(request, desk)
    found = desk.review
    stands = where(desk.view.stage or "", [c.facts for c in desk.view.clocks], today())
    report = report_of(desk.viewer, desk.case, found) if found else None
    reports = reports_of(desk.viewer, desk.case)
    context = desk.context(
        request, stands=stands, of_meeting=_of_meeting(stands.clock), next=NEXT[stands.state], tag=clock_tag(stands.clock, today()) if stands.clock else None,
        invited=invitations_of(desk.viewer, desk.case, found) if found else [], papers=papers_of(desk.viewer, desk.case, found) if found else [],
        adds_own=not desk.decides and adds_for_child(desk.viewer, desk.case), coming=meeting_to_come(desk.view, today()), report=report, shown=shown(report.body) if report and report.sent_at else [],
        amends_on=(open_transfer_of(desk.viewer, desk.case) if desk.decides else None) or desk.case.pk,
        sent_on=report_day(desk.view, report) if report else None,
        earlier=[(report_day(desk.view, r), r, shown(r.body)) for r in reports if report is None or r.pk != report.pk],
    )  # fmt: skip
    return render(request, "reviews/review.html", context)


def _of_meeting(clock: ClockFacts | None) -> date | None:
    """The meeting after which something is owed: of two that nobody decided after, the earlier one is."""
    return date.fromisoformat(clock.about) if clock is not None and clock.clock in OF_A_MEETING else None


def _circulate(request: HttpRequest, desk: Desk) -> HttpResponse:
    if not desk.keeps or desk.review is None or not desk.preparing:
        raise Http404
    try:
        on_paper = actions.circulate(desk.viewer, desk.view, desk.review, today(), read_up_to=read_up_to(request, desk.view))
    except NotReady as fault:
        messages.error(request, "; ".join(fault.faults))
    except Conflict:
        messages.error(request, CHANGED)
    else:
        printed = f" Print it for {', '.join(i.name for i in on_paper)}." if on_paper else ""
        messages.success(request, f"The advice went round.{printed}")
    return redirect("review", desk.case.pk)


@never_cache
@signed_in
@typed_is_kept
def arrange(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The day, what it means in law, and whom to invite."""
    desk = keeper_or_404(request, case_id, "Opened a form to arrange a review meeting")
    on, posted = today(), request.method == "POST"
    form = MeetingForm(request.POST if posted else None)
    if not posted or not form.is_valid() or request.POST.get("do") == "change":
        return render(request, "reviews/arrange.html", desk.context(request, form=form, errors=posted and bool(form.errors)))
    data = form.cleaned_data
    if data["day"] < on:
        form.add_error("day", "The day of the meeting must be today or in the future")
    elif data["day"] > months_within(24, on):
        form.add_error("day", "The day of the meeting must be within two years from today")
    if form.errors:
        return render(request, "reviews/arrange.html", desk.context(request, form=form, errors=True))
    means = meeting_on(desk.view.reader.events, data["day"], on, calendar_of(desk.case.closures))
    setting = setting_of(desk.viewer, desk.case) or setting_of_child(desk.viewer, desk.case, on)
    parties = candidates(desk.viewer, desk.case, setting, on)
    sending = request.POST.get("do") == "send"
    people = inviting_form(parties, data=request.POST if sending else None)
    faults: list[str] = []
    if sending and people.is_valid():
        others = [n.strip() for n in people.cleaned_data["others"].splitlines() if n.strip()]
        try:
            actions.arrange(
                desk.viewer, desk.view, day=data["day"], time=data["time"], place=data["place"], invited=chosen(people, parties), others=others,
                today=on, read_up_to=read_up_to(request, desk.view),
            )  # fmt: skip
        except NotReady as fault:
            faults = list(fault.faults)
        except Conflict:
            faults = [CHANGED]
        else:
            messages.success(request, "The meeting is arranged, and the invitations are sent. Print those on paper below.")
            return redirect("review", desk.case.pk)
    context = desk.context(
        request, form=form, people=people, means=means, typed=[(n, request.POST.get(n, "")) for n in ("day_day", "day_month", "day_year", "time", "place")],
        data=data, faults=faults, errors=bool(faults or (sending and people.errors)), read_up_to=desk.view.last_number,
    )  # fmt: skip
    return render(request, "reviews/invite.html", context, status=409 if faults else 200)


@never_cache
@signed_in
def add_paper(request: HttpRequest, case_id: UUID) -> HttpResponse:
    desk = keeper_or_404(request, case_id, "Opened a form to add advice to a review")
    if desk.review is None or not desk.preparing:
        raise Http404
    form = PaperForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_paper(desk.viewer, desk.case, desk.review, form.cleaned_data["by_name"], form.cleaned_data["text"])
        messages.success(request, "The advice is kept. Send it round once you have what came.")
        return redirect("review", desk.case.pk)
    return render(request, "reviews/paper.html", desk.context(request, form=form, errors=form.is_bound and bool(form.errors)))


@never_cache
@signed_in
def held(request: HttpRequest, case_id: UUID) -> HttpResponse:
    desk = keeper_or_404(request, case_id, "Opened a form to record a review meeting")
    if desk.review is None or not desk.preparing and held_of(desk.view, desk.review) is None:
        raise Http404
    invited, on = invitations_of(desk.viewer, desk.case, desk.review), today()
    day = meeting_day(desk.view)
    form = held_form(invited, on, data=request.POST or None, initial={"on": day if day and day <= on else None})
    if request.method == "POST" and form.is_valid():
        try:
            actions.hold(desk.viewer, desk.view, desk.review, form.cleaned_data["on"], [int(k) for k in form.cleaned_data["came"]], on)
        except NotReady as fault:
            form.add_error(None, "; ".join(fault.faults))
        except Conflict:
            form.add_error(None, CHANGED)
        else:
            messages.success(request, "The meeting is recorded.")
            return redirect("review", desk.case.pk)
    return render(request, "reviews/held.html", desk.context(request, form=form, errors=form.is_bound and bool(form.errors)))


@never_cache
@signed_in
def printed(request: HttpRequest, case_id: UUID, invitation_id: int, what: str) -> HttpResponse:
    """An invitation, the advice or the report on paper, for somebody who cannot sign in."""
    desk = keeper_or_404(request, case_id, "Printed a paper of a review")
    one = next((i for i in invitations_of(desk.viewer, desk.case, desk.newest) if i.pk == invitation_id), None) if desk.newest else None
    if one is None or desk.newest is None:
        raise Http404
    report = report_of(desk.viewer, desk.case, desk.newest)
    if what == "invitation":
        document = invitation(desk.case, desk.newest, one, meeting_day(desk.view), today())
    elif what == "advice":
        document = papers_document(desk.case, one, [p for p in papers_of(desk.viewer, desk.case, desk.newest) if p.shared_at], today())
    elif what == "report" and report and report.sent_at:
        document = report_document(desk.case, one, shown(report.body), today())
    else:
        raise Http404
    return pdf_file(pdf("letter.typ", letter=document.data()), f"{what}.pdf")
