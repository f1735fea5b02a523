"""A child or a young person tells us something, in a form for their age: words, faces, a picture or a recording."""

from __future__ import annotations

import datetime as dt
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.assessments.uploads import BadFile
from goldenthread.offer import often
from goldenthread.people.models import Child
from goldenthread.plans.actions_section_a import drawable
from goldenthread.plans.media import SENDABLE, TYPES, taken
from goldenthread.voice import childs_views, projects
from goldenthread.voice.forms_views import ViewForm
from goldenthread.voice.models import ChildView, Project
from goldenthread.voice.pages.meetings import page, too_often
from goldenthread.web.days import today
from goldenthread.web.words import full_day

SAID = "voice.said"


def choose(request: HttpRequest) -> HttpResponse:
    """Whose views, and how old: the form is for that age."""
    viewer = request.viewer  # type: ignore[attr-defined]
    children = childs_views.children_of(viewer) if request.user.is_authenticated else []
    return page(request, "tell_us", children=children, projects=projects.asking_children(today()), ages=list(childs_views.AGES.items()), you=viewer.child)


@never_cache
@signed_in
def of_child(request: HttpRequest, child_id: UUID, age: str) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    child = next((c for c in childs_views.children_of(viewer) if c.pk == child_id), None)
    if child is None:
        raise Http404
    return _form(request, age, child=child, project=None)


@never_cache
def of_project(request: HttpRequest, project_id: UUID, age: str) -> HttpResponse:
    """Anybody, without an account or a name."""
    project = get_object_or_404(Project, pk=project_id)
    if project not in projects.asking_children(today()):
        raise Http404
    return _form(request, age, child=None, project=project)


def _form(request: HttpRequest, age: str, *, child: Child | None, project: Project | None) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if age not in childs_views.AGES:
        raise Http404
    beside = childs_views.helpers(viewer, child)
    form = ViewForm(request.POST if request.method == "POST" else None, age=age, helpers=beside, asked=project.asks_children if project else "", known=child is not None)
    problem = ""
    if request.method == "POST" and form.is_valid():
        upload = request.FILES.get("file")
        # Before anything of a file is read or drawn: that costs more than to say no.
        if not often.may(request, "say", on):
            return too_often(request)
        try:
            found = drawable(taken(upload)) if upload else None
            if not (found or form.words or form.cleaned_data["unsafe"] == "yes"):
                problem = "Tell us something first: choose a face, write, or send a picture or a recording"
            else:
                due = childs_views.say(viewer, form, on, child=child, project=project, helped=form.cleaned_data.get("helped") or beside[0][0], found=found)
                request.session[SAID] = {"due": due.isoformat(), "unsafe": form.cleaned_data["unsafe"] == "yes", "age": age}
                return redirect("tell-us-thanks")
        except BadFile as bad:
            problem = str(bad)
        except Refused:
            problem = "We could not keep this. The questions may be over, or we have as many pictures and recordings as we can keep in one day. Try without one"
    return page(request, "tell_us_form", child=child, project=project, age=age, form=form, problem=problem, errors=bool(problem) or (form.is_bound and bool(form.errors)),
                sendable=SENDABLE, you=child is not None and viewer.child == child.pk, alone=len(beside) == 1)  # fmt: skip


@never_cache
def thanks(request: HttpRequest) -> HttpResponse:
    """What happens now, told as it is. To open it again later says nothing of what was sent."""
    said: dict[str, Any] = request.session.pop(SAID, {})
    return page(request, "tell_us_thanks", unsafe=said.get("unsafe", False), age=said.get("age", ""), due=full_day(dt.date.fromisoformat(said["due"])) if said.get("due") else "")


@never_cache
@signed_in
def passed(request: HttpRequest) -> HttpResponse:
    """What children and young people said, once it was passed on: to those who work on it, and to whoever sent it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.link_child is not None:
        raise Http404
    found = list(childs_views.passed_on(viewer)[: childs_views.A_LIST])
    names = childs_views.names_of(viewer, found)
    return render(request, "voice/passed.html", {"nav": "views", "rows": [(v, names.get(v.child_id, "")) for v in found], "narrow": True})


@never_cache
@signed_in
def passed_file(request: HttpRequest, view_id: UUID) -> HttpResponse:
    found = childs_views.passed_on(request.viewer).filter(pk=view_id).first()  # type: ignore[attr-defined]
    return file_of(found)


def file_of(view: ChildView | None) -> HttpResponse:
    """As it was kept. No browser keeps it, or takes it for anything else."""
    kind = TYPES.get(PurePosixPath(view.file_name).suffix) if view else None
    if view is None or not view.file or kind is None:
        raise Http404
    return HttpResponse(bytes(view.file), content_type=kind, headers={
        "Content-Disposition": f'inline; filename="view{PurePosixPath(view.file_name).suffix}"', "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff",
    })  # fmt: skip
