"""Questions of families: those to answer, and one of them; and telling a family where things are."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import LOOKED_AT_RECORD, record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Record, Refused, may
from goldenthread.cases.pages.case import case_or_404
from goldenthread.cases.queries_clocks import record_of
from goldenthread.families.actions import Answered, answer, tell
from goldenthread.families.bars import barred_user
from goldenthread.families.complaints_barred import leave_out
from goldenthread.families.forms import AnswerForm, TellForm
from goldenthread.families.queries import (
    asker_of,
    earlier_of,
    may_answer,
    officer_bodies,
    question_seen,
    to_answer,
    to_tell,
    updates_of,
)
from goldenthread.families.wishes import wish_of
from goldenthread.people.kinds import MESSAGES, STAGE
from goldenthread.science.promises import promised
from goldenthread.web.days import today
from goldenthread.web.words import Tag, tag


@signed_in
def questions(request: HttpRequest) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if not officer_bodies(viewer):
        raise Http404
    found, total = to_answer(viewer, on)
    rows = [(each, _tag(each.question.answer_by, on)) for each in found]
    late = sum(each.question.answer_by < on for each in found)
    hear = [(each, _tag(each.hear.missed or each.hear.by, on)) for each in to_tell(viewer, on)]
    context = {"nav": "questions", "period": promised("answer-question").words, "tell_within": promised("tell-of-lateness").words, "rows": rows, "total": total, "late": late, "on": on, "hear": hear}
    return render(request, "families/questions.html", context)


def _tag(due: date, on: date) -> Tag:
    days = (due - on).days
    return tag("overdue" if days < 0 else "running", "local", days)


@signed_in
def question(request: HttpRequest, question_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    found = question_seen(viewer, question_id)
    if found is None:
        raise Http404
    # One parent is not told that the other asked.
    record_look(viewer, found.child_id, LOOKED_AT_RECORD, found.case)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    first, barred = False, barred_user(viewer, found.asked_by, found.child_id)
    if barred and form.is_bound and form.is_valid() and (told := leave_out(found.child, form.cleaned_data["text"])):
        form.add_error("text", told)
    if request.method == "POST" and form.is_valid():
        try:
            answer(viewer, found.pk, form.cleaned_data["text"], on)
        except Refused:
            raise Http404 from None
        except Answered:
            first, found = True, question_seen(viewer, question_id) or found
        else:
            messages.success(request, "Answered. The family sees it on its page.")
            return redirect("questions")
    context = {
        "nav": "questions", "question": found, "child": found.child, "asker": asker_of(found), "form": form, "first": first,
        "errors": form.is_bound and bool(form.errors), "may_answer": found.answered_at is None and may_answer(viewer, found, on),
        "unsafe_phone": bool((told := wish_of(viewer, found.child_id, found.asked_by)) and told.unsafe_phone), "earlier": earlier_of(viewer, found), "period": promised("answer-again" if found.again else "answer-question").words,
        "barred": barred, "tag": _tag(found.answer_by, on) if found.answered_at is None else None, "on": on,
        "may_keep": may(viewer, "write", STAGE, Record(owner=found.owner_id, child=found.child_id, case=found.case)),
    }  # fmt: skip
    return render(request, "families/question.html", context, status=409 if first else 400 if form.is_bound else 200)


@signed_in
def tell_the_family(request: HttpRequest, case_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    case = case_or_404(request, case_id, "Opened a form to tell the family where things are")
    if case.owner_id not in officer_bodies(viewer) or not may(viewer, "write", MESSAGES, record_of(case)):
        raise Http404
    form = TellForm(request.POST if request.method == "POST" else None, on=on)
    if request.method == "POST" and form.is_valid():
        tell(viewer, case, form.cleaned_data["text"], on, hear_by=form.cleaned_data["hear_by"])
        messages.success(request, "Told. The family reads it on its page.")
        return redirect("questions")
    context = {
        "nav": "questions", "case": case, "child": case.child, "form": form, "errors": form.is_bound and bool(form.errors),
        "updates": updates_of(viewer, case.pk),
    }  # fmt: skip
    return render(request, "families/tell.html", context, status=400 if form.is_bound else 200)
