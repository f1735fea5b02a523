"""The page of a parent whom a bar keeps from a child's record: where the assessment is by law, the rights with their days, and a question.
It reads nothing but what `bars` answers, so that nothing else can come onto it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.families import words
from goldenthread.families.bars import ask_barred, questions_barred, told_barred
from goldenthread.families.complaints_barred import complaints_barred, late_of
from goldenthread.families.forms_access import AskForm
from goldenthread.families.story import day
from goldenthread.science.promises import promised
from goldenthread.web.days import today
from goldenthread.web.languages import t


def limited_page(request: HttpRequest, child_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    told = told_barred(viewer, on).get(child_id)
    if told is None:
        raise Http404
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if ask_barred(child_id, form.cleaned_data["text"], on):
            messages.success(request, t("We have it. We will answer here."))
            return redirect("family-page", child_id)
        form.add_error("text", "You have asked many questions today. Ask again tomorrow")
    story = told.story
    context = {
        "told": told, "form": form, "errors": form.is_bound and bool(form.errors), "on": on, "period": t(promised("answer-question").words), "day_words": lambda when: day(when, on),
        "heading": words.heading(story) if story else "", "where": words.where(story) if story else "",
        "steps": [s for s in words.next_steps(story) if s.clock.status(on) == "running"] if story and story.stage != "closed" else [],
        "late": late_of(told, on), "complaints": complaints_barred(child_id),
        "ended": words.ended_time(story) if story and story.stage != "closed" else [], "asked": questions_barred(child_id),
    }  # fmt: skip
    return render(request, "families/limited.html", context, status=400 if form.is_bound else 200)
