"""The advice of a case, for its officer: who was asked, who answered, who was reminded, and to whom lateness was taken."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from operator import attrgetter
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.assessments.advice_asking_actions import CannotAsk
from goldenthread.assessments.advice_chasing_actions import remind
from goldenthread.assessments.advice_queries import (
    LEADS,
    Chased,
    Person,
    advice_in,
    answering,
    asked_by_name_of,
    chased,
    has_the_child,
    late_advice,
    required_unasked,
    sent_advice,
)
from goldenthread.assessments.advice_writing_actions import body_of
from goldenthread.assessments.chasing import ESCALATE_DAYS_AFTER, REMIND_DAYS_BEFORE
from goldenthread.assessments.pages.advice_desk import may_write
from goldenthread.cases.pages.case import case_or_404
from goldenthread.cases.pages.case_parts import ANSWERED
from goldenthread.cases.pages.document import handed_over
from goldenthread.cases.presenters import clock_tag, plain
from goldenthread.cases.queries_case import CaseView, case_view
from goldenthread.cases.queries_clocks import ClockFacts, asked_for_this_request
from goldenthread.cases.queries_delays import Key, Why, delays_in_full, delays_of, in_words, why_of
from goldenthread.engine.explain import long_day
from goldenthread.science.advice import AREAS
from goldenthread.science.wording import findings_of_advice
from goldenthread.web.days import today
from goldenthread.web.paging import A_PAGE, page_asked, pages_beside
from goldenthread.web.words import Tag, kind_words, short_day, upper_first


@dataclass(frozen=True)
class Line:
    contributor: str
    title: str
    person: Person | None
    asked: str
    due: str
    set_by: str
    tag: Tag
    answered: str
    chased: Chased
    open: bool
    advice: UUID | None
    # What was said of its lateness: the last words, and in one line.
    why: Why | None = None
    why_late: str = ""

    @property
    def not_known(self) -> bool:
        return self.answered == "advice-nil-return"


@signed_in
def advice(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """For a contributor, their own task; for those who may read it, how the advice of the case stands."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = case_or_404(request, case_id, "Looked at the advice of the case")
    view = case_view(viewer, found, today())
    if "advice-requested" not in view.pathway.events:
        raise Http404
    asked = [c.facts.about for c in view.clocks if c.facts.clock == "advice" and c.facts.stopped is None]
    mine = [c for c in answering(viewer, case_id) if c in asked] or asked
    own = next((c for c in mine if may_write(viewer, found, c)), None)
    if own is not None:
        return redirect("advice-write", case_id, own)
    if request.GET.get("plain") == "1":
        raise Http404
    lines = lines_of(view)
    # Nobody is to be asked before the decision to assess.
    assessed = any(e.event == "decided-to-assess" for e in view.reader.of_this_request)
    missing = required_unasked(view, today()) if assessed else ()
    context = {
        "unasked": [(upper_first(plain(p.contributor)), p.cite, p.contributor == "other-by-family") for p in missing],
        "nav": "children", "case": found, "child": found.child, "lines": lines,
        "may_ask": view.may_record("advice-requested", "family"), "answered": sum(not line.open for line in lines),
        "late": sum(line.open and line.tag.style in ("breach", "overdue") for line in lines),
        "before": REMIND_DAYS_BEFORE, "after": ESCALATE_DAYS_AFTER[0], "long_day": long_day,
    }  # fmt: skip
    return render(request, "assessments/advice_of_case.html", context)


def lines_of(view: CaseView) -> list[Line]:
    """One line a contributor, by the latest request; what is open and due first stands first."""
    on = today()
    latest = {c.about: c for c in asked_for_this_request(s.facts for s in view.clocks) if c.clock == "advice"}
    delays = delays_in_full(view.viewer, view.case)
    people = {**has_the_child(view.viewer, view.case, on), **asked_by_name_of(view.viewer, view.case, on)}
    again = view.reader.asked_again
    said = chased(view.viewer, view.case.pk, again.on if again else dt.date.min)
    written = {a.contributor: a.pk for a in advice_in(view)}
    lines = []
    for who, c in sorted(latest.items(), key=lambda kept: (kept[1].stopped is not None, kept[1].due or on)):
        answer = _answer(view, c)
        tag = ANSWERED.get(answer, Tag("In", "met")) if c.stopped else clock_tag(c, on)
        lines.append(
            Line(
                who, upper_first(plain(who)), people.get(who), short_day(c.started, on), short_day(c.due, on), kind_words(c.kind), tag, answer,
                said.get(who, Chased()), c.stopped is None, written.get(who), why_of(c, delays), in_words(why_of(c, delays), on),
            )
        )  # fmt: skip
    return lines


def _answer(view: CaseView, c: ClockFacts) -> str:
    if c.stopped is None:
        return ""
    return next(
        (e.event for e in view.reader.events if e.event in ANSWERED and e.on == c.stopped and e.fields.get("contributor") == c.about), "advice-received"
    )


@signed_in
def send_reminder(request: HttpRequest, case_id: UUID, contributor: str) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    found = case_or_404(request, case_id, "Opened the advice of the case to send a reminder")
    view = case_view(viewer, found, today())
    line = next((x for x in lines_of(view) if x.contributor == contributor and x.open), None)
    if request.method != "POST" or line is None or not view.may_record("advice-requested", contributor):
        raise Http404
    due = next(c.facts.due for c in view.clocks if c.facts.clock == "advice" and c.facts.about == contributor and c.facts.stopped is None)
    try:
        person = remind(viewer, found, contributor, due, today())
    except CannotAsk as cannot:
        messages.error(request, f"{cannot}.")
    else:
        messages.success(request, f"Reminder sent to {person.name}.")
    return redirect("advice", case_id)


@signed_in
def read_advice(request: HttpRequest, case_id: UUID, advice_id: UUID) -> HttpResponse:
    """Advice as it was sent, for whoever the agreement lets read it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = case_or_404(request, case_id, "Read advice")
    row = next((a for a in sent_advice(viewer, case_id) if a.pk == advice_id), None)
    if row is None:
        raise Http404
    if "report" in request.GET and row.report is not None and row.report.file is not None:
        return handed_over(row.report.file_name, bytes(row.report.file))
    body = body_of(row)
    context = {
        "nav": "children", "narrow": True, "case": found, "child": found.child, "row": row, "advice": body, "areas": AREAS,
        "title": upper_first(plain(row.contributor)), "findings": findings_of_advice(body),
    }  # fmt: skip
    return render(request, "assessments/advice_read.html", context)


@signed_in
def late(request: HttpRequest) -> HttpResponse:
    """Advice that is late and has come to the viewer, who leads the service or answers for it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.holds(*LEADS):
        raise Http404
    on = today()
    # What the law excuses is still owed, and is no breach.
    owed = sorted(late_advice(viewer, on), key=attrgetter("excused"))
    late, breach = sum(not each.excused for each in owed), sum(kind_words(each.kind) == "Law" for each in owed if not each.excused)
    page = page_asked(request, len(owed), A_PAGE)
    shown = owed[page * A_PAGE : (page + 1) * A_PAGE]
    delays = delays_of(viewer, {each.case: each.confidentiality for each in shown})
    found = [
        (
            each, upper_first(plain(each.contributor)), short_day(each.due, on), in_words(delays.get(Key(each.case, each.contributor)), on),
            "advice-why-late" if viewer.holds("la-send-manager") else "advice-write-late", (on - each.due).days, kind_words(each.kind),
        )
        for each in shown
    ]  # fmt: skip
    context = {
        "nav": "late-advice", "late": late, "excused": len(owed) - late, "breach": breach, "first": page * A_PAGE + 1, "total": len(owed),
        "shown_late": [f for f in found if not f[0].excused], "shown_excused": [f for f in found if f[0].excused],
        "pages": pages_beside(request, page, len(owed), A_PAGE),
    }  # fmt: skip
    return render(request, "assessments/late_advice.html", context)
