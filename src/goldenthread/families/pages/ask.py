"""Asking something of the council, from a family's page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import LOOKED_AT_RECORD, record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.assessments.uploads import SENDABLE, BadFile
from goldenthread.cases.models import Case
from goldenthread.cases.pages.document import handed_over
from goldenthread.cases.queries_case import case_view
from goldenthread.cases.queries_children import cases_of_child
from goldenthread.engine.explain import full_day
from goldenthread.families.actions import Answered, ask, keep_with_the_case, say_helped
from goldenthread.families.answerers import who_answers
from goldenthread.families.forms import FILES_ALONE, MOST_FILES, TITLES, AgainForm, AskForm, about_of, files_of
from goldenthread.families.pages.family import child_or_404
from goldenthread.families.queries import file_seen, leading_case, may_ask, own_question, who_is
from goldenthread.families.story import day
from goldenthread.science.promises import promised
from goldenthread.web.days import today
from goldenthread.web.languages import t, tf


@signed_in
def ask_page(request: HttpRequest, child_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    child = child_or_404(request, child_id)
    if not may_ask(viewer, child):
        raise Http404
    leading = leading_case(cases_of_child(viewer, child, on), on)
    officer = who_answers(child, leading.case.pk if leading else None, on).name
    asked = request.POST if request.method == "POST" else request.GET
    about, who = about_of(asked.get("about")), who_is(viewer, child)
    uploads = request.FILES.getlist("files")
    form = AskForm(request.POST if request.method == "POST" else None, about=about, who=who)
    form.fields["text"].required = not (uploads and about == "evidence")
    which = _which(request, leading.case, asked.get("which", "")) if leading and about == "date" else None
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            files = files_of(uploads)
        except BadFile as bad:
            problem = str(bad)
    if request.method == "POST" and form.is_valid() and not problem:
        text = form.cleaned_data["text"] or FILES_ALONE
        question = ask(
            viewer, child, leading.case if leading else None, about=about, text=f"{which[1]}\n\n{text}" if which else text,
            shared=bool(form.cleaned_data["share"]), on=on, files=files,
        )  # fmt: skip
        messages.success(request, tf("We have it. {name} will answer by {day}.", name=question.to_name or t("We"), day=day(question.answer_by, on)))
        return redirect("family-page", child.pk)
    context = {
        "form": form, "errors": problem or (form.is_bound and bool(form.errors)), "about": about, "title": t(TITLES[about]), "child": child,
        "who": who, "officer": officer, "problem": problem, "sendable": t(SENDABLE), "most": MOST_FILES, "which": which, "period": t(promised("answer-question").words),
    }  # fmt: skip
    return render(request, "families/ask.html", context, status=400 if form.is_bound else 200)


@signed_in
def was_it_answered(request: HttpRequest, child_id: UUID, question_id: UUID) -> HttpResponse:
    """Whether an answer answered the question. Said once; a "no" opens the question again with somebody's manager."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    child = child_or_404(request, child_id)
    asked = own_question(viewer, question_id)
    if asked is None or asked.child_id != child.pk or asked.answered_at is None or not may_ask(viewer, child):
        raise Http404
    if asked.helped is not None:
        messages.success(request, t("You told us this before. Thank you."))
        return redirect("family-page", child.pk)
    who = who_is(viewer, child)
    form = AgainForm(request.POST if request.method == "POST" else None, who=who)
    if request.method == "POST" and form.is_valid():
        helped = request.POST.get("helped") == "yes"
        try:
            again = say_helped(viewer, asked, helped, on, text=form.cleaned_data["text"])
        except Answered:
            messages.success(request, t("You told us this before. Thank you."))
        else:
            messages.success(request, tf("We are sorry. {name} will answer by {day}.", name=again.to_name or t("We"), day=day(again.answer_by, on)) if again else t("Thank you for telling us."))
        return redirect("family-page", child.pk)
    context = {"form": form, "errors": form.is_bound and bool(form.errors), "child": child, "who": who, "asked": asked, "period": t(promised("answer-again").words)}
    return render(request, "families/was_it_answered.html", context, status=400 if form.is_bound else 200)


def _which(request: HttpRequest, case: Case, key: str) -> tuple[str, str] | None:
    """The date that somebody thinks is wrong: its key, and in words."""
    view = case_view(request.viewer, case, today())  # type: ignore[attr-defined]
    found = next((c.facts for c in view.clocks if c.facts.key == key), None)
    if found is None or found.due is None:
        return None
    return key, f"{view.pathway.clock_titles.get(found.clock, found.clock)}: {full_day(found.due)}"


@signed_in
def question_file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """A paper that came with a question: handed over to whoever reads the question; added by an officer to the case."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = file_seen(viewer, file_id)
    if found is None:
        raise Http404
    record_look(viewer, found.child_id, LOOKED_AT_RECORD, found.question.case)
    if request.method != "POST":
        return handed_over(found.name, bytes(found.data))
    try:
        keep_with_the_case(viewer, found)
    except Refused:
        raise Http404 from None
    except Answered:
        messages.success(request, t("It was added to the case before."))
    else:
        messages.success(request, t("Added to the papers of the case. You can send it with requests for advice."))
    return redirect("question", found.question_id)
