"""Asking something of the council, from a family's page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.cases.queries_case import around
from goldenthread.cases.queries_children import cases_of_child
from goldenthread.families.actions import ask
from goldenthread.families.forms import TITLES, AskForm, about_of
from goldenthread.families.pages.family import child_or_404
from goldenthread.families.queries import leads, may_ask, officer_of, who_is
from goldenthread.families.words import day
from goldenthread.web.days import today


@signed_in
def ask_page(request: HttpRequest, child_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    child = child_or_404(request, child_id)
    if not may_ask(viewer, child):
        raise Http404
    leading = leads(cases_of_child(viewer, child, on), on)
    officer = officer_of(around(viewer, leading.case, on)) if leading else ""
    asked = request.POST if request.method == "POST" else request.GET
    about, who = about_of(asked.get("about")), who_is(viewer, child)
    form = AskForm(request.POST if request.method == "POST" else None, about=about, who=who)
    if request.method == "POST" and form.is_valid():
        question = ask(
            viewer, child, leading.case.pk if leading else None, about=about, text=form.cleaned_data["text"],
            shared=bool(form.cleaned_data["share"]), on=on,
        )  # fmt: skip
        messages.success(request, f"We have it. {officer or 'We'} will answer by {day(question.answer_by, on)}.")
        return redirect("family-page", child.pk)
    context = {
        "form": form, "errors": form.is_bound and bool(form.errors), "about": about, "title": TITLES[about], "child": child,
        "who": who, "officer": officer,
    }  # fmt: skip
    return render(request, "families/ask.html", context, status=400 if form.is_bound else 200)
