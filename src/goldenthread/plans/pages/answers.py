"""What was said of a draft, and the officer's answers: corrections by authors, and the family's comments."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.cases.actions import NewEvent, say_once
from goldenthread.plans import actions_answers
from goldenthread.plans.actions import Overtaken
from goldenthread.plans.forms import CommentForm, DecideForm, WrittenDownForm
from goldenthread.plans.pages.shared import desk_or_404
from goldenthread.plans.queries import answers_read, comments_of
from goldenthread.science.comparison import label
from goldenthread.web.days import today


@signed_in
def plan_answers(request: HttpRequest, case_id: UUID) -> HttpResponse:
    desk = desk_or_404(request, case_id, "Looked at what was said of the draft plan")
    corrections = answers_read(desk.viewer, desk.case).filter(case=desk.case.pk, answer="corrected").select_related("clause").order_by("-at")
    events = [e for e in desk.view().reader.events if e.event in ("meeting-requested", "setting-requested", "representations-received")]
    context = desk.context(
        request,
        corrections=[(a, label(a.clause)) for a in corrections],
        comments=[(c, label(c.clause) if c.clause else "The whole draft") for c in reversed(comments_of(desk.viewer, desk.case))],
        events=events,
        titles={e.event: desk.view().pathway.events[e.event].title for e in events},
    )
    return render(request, "plans/answers.html", context)


@signed_in
def decide(request: HttpRequest, case_id: UUID, answer_id: UUID) -> HttpResponse:
    desk = desk_or_404(request, case_id, "Opened a form to answer a correction of the draft plan")
    answer = answers_read(desk.viewer, desk.case).filter(pk=answer_id, case=desk.case.pk, answer="corrected").select_related("clause").first()
    if answer is None or (answer.decision and request.method != "POST"):
        raise Http404
    now = next((c for c in desk.clauses if c.line == answer.clause.line), None)
    form, late = DecideForm(request.POST or None), False
    if request.method == "POST" and form.is_valid():
        take = form.cleaned_data["decision"] == "taken"
        if take and not desk.editable:
            form.add_error("decision", "The draft was sent and cannot be changed. First press “Change the plan in the light of what was said”")
        else:
            try:
                actions_answers.decide_correction(desk.viewer, desk.case, answer.pk, take=take, reason=form.cleaned_data["reason"])
            except Overtaken as first:
                late = True
                form.add_error(None, f"A colleague answered this first. Nothing was saved. It was {first.now.decision}: “{first.now.decision_reason}”")
            else:
                messages.success(request, f"{'Taken' if take else 'Declined'}. {answer.by_name} has been told.")
                return redirect("plan-answers", desk.case.pk)
    context = desk.context(request, form=form, errors=form.is_bound and bool(form.errors), answer=answer, label=label(answer.clause), now=now, narrow=True)
    return render(request, "plans/decide.html", context, status=409 if late else 200)


@signed_in
def answer_comment(request: HttpRequest, case_id: UUID, comment_id: UUID) -> HttpResponse:
    desk = desk_or_404(request, case_id, "Opened a form to answer a comment on the draft plan")
    found = next((c for c in comments_of(desk.viewer, desk.case) if c.pk == comment_id), None)
    if found is None or (found.answer and request.method != "POST"):
        raise Http404
    form, late = CommentForm(request.POST or None), False
    form.fields["text"].label = "Your answer to the family"
    if request.method == "POST" and form.is_valid():
        try:
            actions_answers.answer_comment(desk.viewer, desk.case, found.pk, form.cleaned_data["text"])
        except Overtaken as first:
            late = True
            form.add_error(None, f"A colleague answered this first. Nothing was saved. The family reads: “{first.now.answer}”")
        else:
            messages.success(request, "Your answer is saved. The family can read it beside what they said.")
            return redirect("plan-answers", desk.case.pk)
    context = desk.context(
        request, form=form, errors=form.is_bound and bool(form.errors), comment=found, label=label(found.clause) if found.clause else "", narrow=True
    )
    return render(request, "plans/answer_comment.html", context, status=409 if late else 200)


@signed_in
def write_down(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What the family said by telephone, in a meeting or by letter."""
    desk = desk_or_404(request, case_id, "Opened a form for what the family said of the draft plan")
    if desk.draft is None:
        raise Http404
    form = WrittenDownForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            actions_answers.comment(desk.viewer, desk.case, desk.draft, form.cleaned_data["text"])
            if form.cleaned_data["done"] == "yes":
                say_once(desk.viewer, desk.case.pk, [NewEvent("representations-received", today(), {"by_everybody": True})])
        messages.success(request, "Written down.")
        return redirect("plan-answers", desk.case.pk)
    context = desk.context(request, form=form, errors=form.is_bound and bool(form.errors), narrow=True)
    return render(request, "plans/write_down.html", context)
