"""Consultations and projects: a public page each, and where those who run them count who took part and write what came of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.offer import often
from goldenthread.voice import childs_views, projects
from goldenthread.voice.forms_projects import CountForm, ProjectAnswerForm, ProjectForm, WriteForm
from goldenthread.voice.meetings import body_of
from goldenthread.voice.models import Project
from goldenthread.voice.pages.meetings import page, too_often
from goldenthread.voice.pages.running import QUICKER
from goldenthread.web.addresses import key_or_404
from goldenthread.web.days import today

ONCE = "You counted these today already, and they stand once. If it was another group, name its session so that both can be told apart."
WRITES = {
    "said": ("What did people say?", "In themes, and nobody’s own words by which somebody could tell who it was."),
    "decided": ("What is decided, and why?", "Also what is not done, and why."),
    "effect": ("What came of it?", "What is there now that was not there before, and how you know."),
}


def listing(request: HttpRequest) -> HttpResponse:
    on = today()
    found = projects.every(on)
    return page(request, "projects", open=[p for p in found if p.closes_on >= on], over=[p for p in found if p.closes_on < on], on=on)


def project(request: HttpRequest, project_id: UUID) -> HttpResponse:
    on = today()
    found = get_object_or_404(Project.objects.select_related("owner"), pk=project_id)
    over = found.closes_on < on
    asks = bool(found.asks_adults) and found.opens_on <= on and not over
    form = ProjectAnswerForm(request.POST if request.method == "POST" else None, asked=found.asks_adults) if asks else None
    if form is not None and form.is_bound and form.is_valid():
        if not often.may(request, "answer-project", on):
            return too_often(request)
        if projects.answer(found, on, **form.cleaned_data):
            return redirect(f"{request.path}?sent={'first' if form.cleaned_data['unsafe'] == 'yes' else 'yes'}")
        form.add_error("text", "We cannot take more answers today. Send it again tomorrow: copy your words first")
    # Counts that grow from day to day would tell of one person: they are shown once it is over.
    errors = form is not None and form.is_bound and bool(form.errors)
    return page(request, "project", status=400 if errors else 200, form=form, errors=errors, sent_now=request.GET.get("sent", ""), project=found, over=over, opens=found.opens_on > on, reach=projects.reach(found) if over else None,
                sent=projects.views_sent(found.pk) if over else 0, ages=list(childs_views.AGES.items()))  # fmt: skip



def leader(request: HttpRequest) -> Any:
    viewer = request.viewer  # type: ignore[attr-defined]
    if body_of(viewer, projects.LEADS) is None:
        raise Http404
    return viewer


@signed_in
def running(request: HttpRequest) -> HttpResponse:
    viewer = leader(request)
    form = ProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = projects.open_one(viewer, **form.cleaned_data)
        messages.success(request, "It is on the public page.")
        return redirect("project-run", made.pk)
    context = {"nav": "projects", "rows": projects.own(viewer), "form": form, "errors": form.is_bound and bool(form.errors), "on": today(), "narrow": True}
    return render(request, "voice/projects_run.html", context)


@never_cache
@signed_in
def run(request: HttpRequest, project_id: UUID) -> HttpResponse:
    viewer, on, do = leader(request), today(), request.POST.get("do", "")
    found = get_object_or_404(projects.own(viewer), pk=project_id)
    counting = CountForm(request.POST if do == "count" else None)
    step = next((s for s in projects.STEPS if not getattr(found, s)), None)
    writing = WriteForm(request.POST if do == step else None, label=WRITES[step][0], hint=WRITES[step][1]) if step else None
    if do == "count" and counting.is_valid():
        data = counting.cleaned_data
        counted = projects.count(viewer, found, on, **{**data, "number": int(data["number"])})
        messages.success(request, "Counted.") if counted else messages.info(request, ONCE)
        return redirect("project-run", found.pk)
    if do == "lead":
        done = projects.pass_to_lead(viewer, key_or_404(request.POST.get("answer")), on)
        messages.success(request, "The safeguarding lead has it. If a child is in danger now, call 999 as well." if done else "It was passed on already.")
        return redirect("project-run", found.pk)
    if step and do == step and writing and writing.is_valid():
        try:
            projects.write(viewer, found, step, writing.cleaned_data["text"], on)
            messages.success(request, "It is on the public page.")
        except Refused:
            messages.info(request, QUICKER)
        return redirect("project-run", found.pk)
    fault = writing if writing and writing.is_bound else counting
    views = childs_views.passed_on(viewer).filter(project=found, child=None)
    context = {
        "nav": "projects", "project": found, "counted": found.reached.select_related("district").order_by("on", "how"), "needs": projects.NEEDS, "counting": counting, "step": step,
        "writing": writing, "views": [v for v in views if v.age != "adult"], "read_first": [v for v in views if v.age == "adult"], "answers": projects.answers_of(found), "passed": found.answers.exclude(passed_on=None).count(), "fault": fault, "errors": fault.is_bound and bool(fault.errors), "narrow": True,
    }  # fmt: skip
    return render(request, "voice/project_run.html", context)
