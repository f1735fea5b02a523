"""Reading a plan: the family, and whoever a part of it was given to. The family says what it thinks of it here."""

from __future__ import annotations

import json
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import record_look
from goldenthread.access.links import OpenLink
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.cases.models import Case
from goldenthread.cases.pages.case import case_or_404
from goldenthread.cases.pages.document import handed_over
from goldenthread.cases.queries_case import case_view, settings_named
from goldenthread.cases.queries_settings import settings_with_words
from goldenthread.letters.pages.personal_link import by_link
from goldenthread.people.models import Organisation
from goldenthread.plans import actions_answers
from goldenthread.plans.actions_copies import ask_for_copy, copies_asked
from goldenthread.plans.changes import Change, changes
from goldenthread.plans.document import plan_document
from goldenthread.plans.forms import AskForCopyForm, CommentForm, SettingForm
from goldenthread.plans.models import Clause, CopyAsked, IssuedDocument, Plan
from goldenthread.plans.pages.shared import clause_or_404
from goldenthread.plans.queries import (
    adds_for_child,
    clauses_of,
    comments_of,
    document_of,
    given_all,
    grounds_of,
    may_write,
    newer_was_issued,
    plan_in_force,
    plans_of,
    reach,
    report_with,
    reports_with,
    with_reports,
)
from goldenthread.plans.taken_away import as_pdf
from goldenthread.science.comparison import label
from goldenthread.web.addresses import address
from goldenthread.web.days import day_shown, today
from goldenthread.web.files import pdf_file
from goldenthread.web.navigation import is_family

ANSWERS = ("parent", "young-person")
"""Who says what they think of a draft."""


def _given(request: HttpRequest, case_id: UUID, purpose: str, *, issued: bool = False) -> tuple[Case, Plan]:
    """The newest version that was sent or issued and given to the viewer; `issued` leaves out drafts. What was proposed and not
    gone on with is read among the versions."""
    viewer = request.viewer  # type: ignore[attr-defined]
    case = case_or_404(request, case_id, purpose)
    # So named on the page of the plan in force, of which the next version may lie on the same case as a proposal.
    issued = issued or "issued" in request.GET
    found = [p for p in plans_of(viewer, case).filter(withdrawn=False) if p.issued_on or (p.sent_on and not issued)]
    if not found:
        raise Http404
    return case, found[0]


@signed_in
def read(request: HttpRequest, case_id: UUID) -> HttpResponse:
    return _read(request, case_id)


@signed_in
def now(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The plan of the case's child that is in force, on whichever case it was issued; where there is none, when there will be."""
    viewer = request.viewer  # type: ignore[attr-defined]
    case = case_or_404(request, case_id, "Looked for the plan in force")
    if case.child_id is None or reach(viewer, case) == "none":
        raise Http404
    found = plan_in_force(viewer, case.child_id)
    # The setting that the child attends asks here for the plan that it was not given, or not the whole of.
    asks = adds_for_child(viewer, case) and (found is None or not given_all(viewer, found[1], found[0]))
    form = AskForCopyForm(request.POST or None)
    if request.method == "POST":
        if not asks:
            raise Http404
        if form.is_valid():
            sent = ask_for_copy(viewer, case, form.cleaned_data["reason"])
            messages.success(request, "The council has your request. Its answer stands here." if sent else "Your setting has asked already, and waits for the council’s answer.")
            return redirect("plan-now", case.pk)
    asked = copies_asked(viewer, case) if asks else []
    # What was answered once before is told where it was not given; who has a part of it now need not read that it was given.
    asking = {
        "asked": [a for a in asked if found is None or a.decision != CopyAsked.Decision.GIVEN], "ask_at": address("plan-now", case.pk),
        "form": form if asks and all(a.decision for a in asked) else None, "errors": form.is_bound and bool(form.errors),
    }  # fmt: skip
    if found is None:
        return _none_in_force(request, case, asking)
    return _read(request, found[1].pk, in_force=found[0], asking=asking if asks else None)


def _none_in_force(request: HttpRequest, case: Case, asking: dict[str, object]) -> HttpResponse:
    """None that the viewer may read."""
    viewer = request.viewer  # type: ignore[attr-defined]
    assert case.child_id
    context = {
        "nav": "children", "case": case, "child": case.child, "family": reach(viewer, case) == "sent", "newer": newer_was_issued(viewer, case.child_id),
        "part": False, "narrow": True, **asking,
    }  # fmt: skip
    return render(request, "plans/no_plan_now.html", context)


@by_link("plan")
def task_plan(request: HttpRequest) -> HttpResponse:
    """The plan, or the part of it, that was given to somebody who has a link to read it."""
    return _read(request, request.link.case, request.link)  # type: ignore[attr-defined]


def _read(
    request: HttpRequest, case_id: UUID, link: OpenLink | None = None, in_force: Plan | None = None, asking: dict[str, object] | None = None
) -> HttpResponse:
    case, plan = _given(request, case_id, "Read the plan", issued=link is not None or in_force is not None)
    plan = in_force or plan
    viewer, child = request.viewer, case.child  # type: ignore[attr-defined]
    # Whoever reads it by consent, or outside their work, answers nothing here and is not spoken to as the family.
    family = reach(viewer, case) == "sent" and is_family(viewer)
    clauses = clauses_of(viewer, case, plan)
    document = document_of(viewer, case, plan)
    # What was sent is shown as it was sent. Whoever has a part of it is shown that part alone.
    whole = document is not None and bool(document.content.text)
    data = json.loads(document.content.text) if whole and document else plan_document(
        child=f"{child.forename} {child.surname}", reference=child.reference, what="Plan", day="", clauses=clauses
    )  # fmt: skip
    if not whole:
        data["sections"] = [s for s in data["sections"] if s["clauses"]]
    view = case_view(viewer, case, today())
    floor = next((s for _, s in reversed(view.reader.states) if s.clock in ("draft-representations", "amendment-representations")), None)
    comments: dict[str, list[object]] = {}
    # What was said of a later proposal stands with it.
    of = [p for p in plans_of(viewer, case) if p.version <= plan.version] if in_force else None
    for c in comments_of(viewer, case, of):
        comments.setdefault(str(c.clause.line) if c.clause else "", []).append(c)
    answered = [e for e in view.reader.events if e.event in ("representations-received", "meeting-requested", "setting-requested") and not in_force]
    named = settings_named(str(e.fields["setting"]) for e in answered if "setting" in e.fields)
    context = {
        "nav": "children", "day": day_shown(request), "case": case, "child": child, "plan": plan, "document": data, "family": family, "narrow": True,
        "floor": floor, "open": bool(family and viewer.holds(*ANSWERS) and plan.sent_on and floor and not plan.issued_on),
        "amends": "amendment-notice-sent" in view.pathway.events, "asks": view.pathway.events, "changes": _changes(request, case, plan, clauses) if family else [],
        "still": floor.status(today()) == "running" if floor else False, "comments": comments,
        "clauses": {str(c.line): c for c in clauses}, "answered": answered, "named": named, "pdf": bool(document.content.file) if document else given_all(viewer, case, plan),
        "reports": [(r, address("task-plan-report", r.advice) if link else address("plan-report", case.pk, r.advice)) for r in reports_with(viewer, case, plan)],
        "now": in_force is not None, "only": "?issued=1" if in_force else "", "link": link, "given": grounds_of(viewer, case, plan),
        "part": asking is not None, **(asking or {}),
    }  # fmt: skip
    return render(request, "plans/read.html", context)


def _changes(request: HttpRequest, case: Case, plan: Plan, clauses: list[Clause]) -> list[Change]:
    """What is proposed to change in the plan in force, where that is what was sent."""
    found = plan_in_force(request.viewer, case.child_id) if case.child_id and not plan.issued_on else None  # type: ignore[attr-defined]
    if found is None:
        return []
    return changes(clauses_of(request.viewer, found[1], found[0]), clauses, ("K",))  # type: ignore[attr-defined]


@signed_in
def plan_pdf(request: HttpRequest, case_id: UUID) -> HttpResponse:
    return _pdf(request, case_id)


@by_link("plan")
def task_plan_pdf(request: HttpRequest) -> HttpResponse:
    return _pdf(request, request.link.case, issued=True)  # type: ignore[attr-defined]


def _pdf(request: HttpRequest, case_id: UUID, *, issued: bool = False) -> HttpResponse:
    case, plan = _given(request, case_id, "Downloaded the plan", issued=issued)
    made = as_pdf(request.viewer, case, plan)  # type: ignore[attr-defined]
    if made is None:
        raise Http404
    record_look(request.viewer, case.child_id, "Downloaded the plan", case.pk)  # type: ignore[attr-defined,arg-type]
    return pdf_file(made, "plan.pdf")


@signed_in
def plan_with_reports(request: HttpRequest, case_id: UUID) -> HttpResponse:
    return _with_reports(request, case_id)


@by_link("plan")
def task_plan_with_reports(request: HttpRequest) -> HttpResponse:
    return _with_reports(request, request.link.case, issued=True)  # type: ignore[attr-defined]


def _with_reports(request: HttpRequest, case_id: UUID, *, issued: bool = False) -> HttpResponse:
    """The plan and the reports that are its appendices, in one file."""
    case, plan = _given(request, case_id, "Downloaded the plan with its reports", issued=issued)
    document = document_of(request.viewer, case, plan)  # type: ignore[attr-defined]
    made = with_reports(request.viewer, case, plan, document) if document else None  # type: ignore[attr-defined]
    if made is None:
        raise Http404
    return pdf_file(made.pdf, "plan-with-reports.pdf")


@signed_in
def plan_to_post(request: HttpRequest, case_id: UUID, content_id: UUID) -> HttpResponse:
    """What goes into the envelope with a letter: the plan that it encloses, with the reports that are part of it."""
    case = case_or_404(request, case_id, "Printed what goes with a letter")
    viewer = request.viewer  # type: ignore[attr-defined]
    document = IssuedDocument.objects.filter(case=case.pk, content=content_id).select_related("content", "plan").first()
    made = with_reports(viewer, case, document.plan, document) if document and may_write(viewer, case) else None
    if made is None:
        raise Http404
    response = pdf_file(made.pdf, "enclosed.pdf")
    response.headers["Cache-Control"] = "no-store"
    return response


@signed_in
def plan_report(request: HttpRequest, case_id: UUID, advice_id: UUID) -> HttpResponse:
    return _report(request, case_id, advice_id)


@by_link("plan")
def task_plan_report(request: HttpRequest, advice_id: UUID) -> HttpResponse:
    return _report(request, request.link.case, advice_id, issued=True)  # type: ignore[attr-defined]


def _report(request: HttpRequest, case_id: UUID, advice_id: UUID, *, issued: bool = False) -> HttpResponse:
    """A report that is part of the plan."""
    case, plan = _given(request, case_id, "Opened a report of the plan", issued=issued)
    found = report_with(request.viewer, case, plan, advice_id)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return handed_over(*found)


def _family_plan(request: HttpRequest, case_id: UUID) -> tuple[Case, Plan]:
    case, plan = _given(request, case_id, "Opened a form to answer the draft plan")
    viewer = request.viewer  # type: ignore[attr-defined]
    if reach(viewer, case) != "sent" or plan.issued_on or not viewer.holds(*ANSWERS):
        raise Http404
    return case, plan


@signed_in
def comment(request: HttpRequest, case_id: UUID, clause_id: UUID | None = None) -> HttpResponse:
    case, plan = _family_plan(request, case_id)
    viewer = request.viewer  # type: ignore[attr-defined]
    clause = clause_or_404(clauses_of(viewer, case, plan), clause_id) if clause_id else None
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions_answers.comment(viewer, case, plan, form.cleaned_data["text"], clause)
        messages.success(request, "We have what you said. Your case officer will answer it here.")
        return redirect("plan-read", case.pk)
    context = {
        "nav": "children", "case": case, "child": case.child, "clause": clause, "label": label(clause) if clause else "", "form": form,
        "errors": form.is_bound and bool(form.errors), "narrow": True,
    }  # fmt: skip
    return render(request, "plans/comment.html", context)


ASKS = {
    "meeting": ("meeting-requested", "We will ring or write to you to agree a day. Asking for a meeting does not slow anything down."),
    "content": ("representations-received", "Thank you. We know now that you have said what you want to say about the draft."),
}


@signed_in
def ask(request: HttpRequest, case_id: UUID, what: str) -> HttpResponse:
    """Ask for a meeting, or say that they have answered the draft."""
    case, _ = _family_plan(request, case_id)
    if what not in ASKS:
        raise Http404
    if request.method == "POST":
        event, done = ASKS[what]
        actions_answers.family_records(request.viewer, case, event)  # type: ignore[attr-defined]
        messages.success(request, done)
        return redirect("plan-read", case.pk)
    return render(request, "plans/ask.html", {"nav": "children", "case": case, "child": case.child, "what": what, "narrow": True})


@signed_in
def name_setting(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The family names the school or college that they want (s.38(3))."""
    case, _ = _family_plan(request, case_id)
    form = SettingForm(request.POST or None)
    found: list[Organisation] = []
    chosen = request.POST.get("code", "")
    if request.method == "POST" and form.is_valid():
        found = settings_with_words(form.cleaned_data["setting"])
        if chosen or request.POST.get("as-typed"):
            known = next((s for s in found if s.code == chosen), None)
            setting = known.code if known else form.cleaned_data["setting"]
            actions_answers.family_records(request.viewer, case, "setting-requested", setting=setting)  # type: ignore[attr-defined]
            messages.success(request, "We have the school or college that you want. We must ask it, and tell you what it says.")
            return redirect("plan-read", case.pk)
    context = {
        "nav": "children", "case": case, "child": case.child, "form": form, "found": found, "asked": form.is_bound and form.is_valid(),
        "errors": form.is_bound and bool(form.errors), "narrow": True,
    }  # fmt: skip
    return render(request, "plans/name_setting.html", context)
