"""Section A in the child's own words, pictures and sound: the family or the child's setting sends them, an officer puts them in, and whoever may read the
clause sees or hears them."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.assessments.uploads import BadFile
from goldenthread.cases.models import Case
from goldenthread.cases.pages.case import case_or_404
from goldenthread.letters.pages.personal_link import by_link
from goldenthread.plans import actions_section_a as actions
from goldenthread.plans.actions import Overtaken
from goldenthread.plans.forms import DeclineForm, own_form
from goldenthread.plans.media import SENDABLE, TYPES, Media, taken
from goldenthread.plans.pages.shared import because_of, desk_or_404
from goldenthread.plans.queries import adds_for_child, adds_to_plan, may_write, media_seen, offerings_of
from goldenthread.science.comparison import label
from goldenthread.web.words import count_of

FULL = f"There are {actions.MOST} pictures and recordings in this plan already. Take one out first"
FULL_FOR_SENDER = "You have sent as many things as we can keep for this plan. Ask the case officer to put one in its place"


@never_cache
@signed_in
def section_a(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What was sent for section A, and a form to send more."""
    viewer = request.viewer  # type: ignore[attr-defined]
    case = case_or_404(request, case_id, "Looked at what is in section A")
    officer, family = may_write(viewer, case), adds_to_plan(viewer, case)
    setting = not officer and not family and adds_for_child(viewer, case)
    if not (officer or family or setting) or case.child is None:
        raise Http404
    desk = desk_or_404(request, case_id, "Looked at what is in section A") if officer else None
    # An officer's own words for section A are written on the plan's page.
    because = because_of(desk) if desk else None
    form = own_form(case.child.forename, words_too=not officer, childs_alone=setting, because=because, data=request.POST or None)
    problem = ""
    if request.method == "POST" and (family or setting or (desk and desk.editable)) and form.is_valid():
        data = form.cleaned_data
        try:
            found = _file(request, data["kind"])
            said = {"words": data["words"].strip(), "childs_own": setting or data["whose"] == "child"}
            if desk and desk.plan:
                assert found is not None
                made = actions.add_own(viewer, case, desk.plan, found=found, because=data.get("because", ""), **said)
                messages.success(request, f"Added {label(made)}.")
                return redirect("plan", case.pk)
            actions.offer(viewer, case, kind=data["kind"], found=found, **said)
            messages.success(request, "We have it. The case officer puts it in the plan, or says here why not.")
            return redirect("plan-section-a", case.pk)
        except BadFile as bad:
            problem = str(bad)
        except actions.Full:
            problem = FULL if officer else FULL_FOR_SENDER
        except Refused:
            raise Http404 from None
    offered = offerings_of(viewer, case)
    context = {
        "nav": "children", "case": case, "child": case.child, "form": form, "problem": problem, "errors": bool(problem) or (form.is_bound and bool(form.errors)),
        "offered": offered, "waiting": sum(not o.decision for o in offered), "officer": officer, "setting": setting, "editable": bool(desk and desk.editable),
        "sendable": SENDABLE, "narrow": True, "plan": desk.plan if desk else None, "count_of": count_of,
    }  # fmt: skip
    return render(request, "plans/section_a.html", context)


def _file(request: HttpRequest, kind: str) -> Media | None:
    """The picture or the recording that came with the form. Raises `BadFile`."""
    upload = request.FILES.get("file")
    if kind == "words":
        return None
    if upload is None:
        raise BadFile("Choose the picture" if kind == "picture" else "Choose the recording")
    found = actions.drawable(taken(upload))
    if found.kind != kind:
        raise BadFile(f"“{found.name}” is {'a picture' if found.kind == 'picture' else 'a recording'}. Choose that above, so that we ask for the right words")
    return found


@never_cache
@signed_in
def decide(request: HttpRequest, case_id: UUID, offering_id: UUID) -> HttpResponse:
    """Puts one thing in section A, or leaves it out with the reason."""
    desk = desk_or_404(request, case_id, "Opened a form to answer what the family sent for section A")
    found = next((o for o in offerings_of(desk.viewer, desk.case) if o.pk == offering_id), None)
    if found is None:
        raise Http404
    form = DeclineForm(request.POST if request.POST.get("do") == "decline" else None)
    answered = found.decision not in actions.WAITING
    problem = "Somebody has answered this already" if answered else ""
    may_keep = desk.amends and desk.plan is None and not found.decision
    if request.method == "POST" and not answered:
        try:
            if request.POST.get("do") == "keep" and may_keep:
                actions.keep(desk.viewer, desk.case, found.pk)
                messages.success(request, "Accepted. It goes in the plan when you begin the next version.")
                return redirect("plan-section-a", desk.case.pk)
            if request.POST.get("do") == "take" and desk.editable and desk.plan:
                made = actions.take(desk.viewer, desk.case, desk.plan, found.pk)
                messages.success(request, f"Put in the plan as {label(made)}.")
                return redirect("plan-section-a", desk.case.pk)
            if request.POST.get("do") == "decline" and form.is_valid():
                actions.decline(desk.viewer, desk.case, found.pk, form.cleaned_data["reason"])
                messages.success(request, "Left out of the plan. Whoever sent it reads your reason.")
                return redirect("plan-section-a", desk.case.pk)
        except actions.Full:
            problem = FULL
        except (Overtaken, Refused):
            problem = "Somebody has answered this already"
    context = desk.context(request, offering=found, answered=answered, may_keep=may_keep, form=form, problem=problem, errors=bool(problem) or (form.is_bound and bool(form.errors)), narrow=True)
    return render(request, "plans/section_a_decide.html", context, status=409 if problem else 200)


@signed_in
def media(request: HttpRequest, case_id: UUID, content_id: UUID) -> HttpResponse:
    return _media(request, case_or_404(request, case_id, "Looked at a picture or recording of the plan"), content_id)


@by_link("plan")
def task_media(request: HttpRequest, content_id: UUID) -> HttpResponse:
    case = case_or_404(request, request.link.case, "Looked at a picture or recording of the plan")  # type: ignore[attr-defined]
    return _media(request, case, content_id, issued=True)


_RANGE = re.compile(r"bytes=(\d{1,9})?-(\d{1,9})?")


def _media(request: HttpRequest, case: Case, content_id: UUID, *, issued: bool = False) -> HttpResponse:
    """The file as it was kept, or the part of it that a player asks for. No browser keeps it, or takes it for anything else."""
    found = media_seen(request.viewer, case, content_id, issued=issued)  # type: ignore[attr-defined]
    kind = TYPES.get(PurePosixPath(found.file_name).suffix) if found else None
    if found is None or kind is None:
        raise Http404
    data = bytes(found.file or b"")
    headers = {
        "Content-Disposition": f'inline; filename="section-a{PurePosixPath(found.file_name).suffix}"', "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store", "Accept-Ranges": "bytes", "X-Content-Type-Options": "nosniff",
    }  # fmt: skip
    part = _RANGE.fullmatch(request.headers.get("Range", ""))
    if part and any(part.groups()):
        first, last = _asked(part, len(data))
        if first > last:
            return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{len(data)}"})
        return HttpResponse(data[first : last + 1], status=206, content_type=kind, headers={**headers, "Content-Range": f"bytes {first}-{last}/{len(data)}"})
    record_look(request.viewer, found.child_id, "Opened a picture or recording of the plan", case.pk)  # type: ignore[attr-defined,arg-type]
    return HttpResponse(data, content_type=kind, headers=headers)


def _asked(part: Any, size: int) -> tuple[int, int]:
    """The first and the last byte of a range (RFC 9110 section 14.1.2)."""
    first, last = part.groups()
    if first is None:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last) if last else size - 1, size - 1)
