"""What the Multi-Schools Council and the parent-carer forum ask: a public record, and the pages of those whose turn it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.voice import forum
from goldenthread.voice.forms_projects import ChangedForm, OwnerForm, QuestionForm, ReplyForm
from goldenthread.voice.pages.meetings import page
from goldenthread.web.days import today


def _row(question: Any, on: Any) -> dict[str, Any]:
    return {"q": question, "stands": forum.stands(question), "late": forum.late(question, on)}


def record(request: HttpRequest) -> HttpResponse:
    """Anybody reads what was asked, by whom it is answered, and what changed."""
    on = today()
    rows = [_row(q, on) for q in forum.public_record()[:300]]
    return page(request, "forum_record", rows=rows, late=sum(r["late"] for r in rows), changed=sum(r["q"].changed_on is not None for r in rows))


@signed_in
def own(request: HttpRequest) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    asks = forum.role_of(viewer) is not None
    if not asks and not forum.answers(viewer):
        raise Http404
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and asks and form.is_valid():
        key = forum.raise_one(viewer, form.cleaned_data["text"], form.cleaned_data["why"], on)
        messages.success(request, "It is asked, and on the public record. A manager of the council names who answers.")
        return redirect("forum-question", key)
    rows = [_row(q, on) for q in forum.own(viewer)]
    context = {"nav": "forum", "rows": rows, "asks": asks, "form": form, "errors": form.is_bound and bool(form.errors), "narrow": True, "by": forum.reply_day(on)}
    return render(request, "voice/forum_own.html", context)


@signed_in
def question(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """One question, with what the viewer may do about it now."""
    viewer, on, do = request.viewer, today(), request.POST.get("do")  # type: ignore[attr-defined]
    found = get_object_or_404(forum.own(viewer), pk=question_id)
    asked, mine = forum.role_of(viewer), found.to_user is not None and found.to_user == viewer.id
    may = {
        "name": forum.names_owners(viewer) and found.council_id in viewer.organisations and found.replied_on is None,
        "reply": mine and found.replied_on is None,
        "changed": mine and found.replied_on is not None and found.decision != "no" and found.changed_on is None,
        "seen": asked == (found.raised_by, found.raised_body_id) and found.changed_on is not None and not found.seen,
    }
    latest = found.reply_by if found.reply_by >= on else forum.reply_day(on)
    forms = {
        "name": OwnerForm(request.POST if do == "name" else None, people=forum.people(on), today=on, latest=latest, initial={"to": str(found.to_user or ""), "reply_by": found.reply_by}),
        "reply": ReplyForm(request.POST if do == "reply" else None, today=on),
        "changed": ChangedForm(request.POST if do == "changed" else None),
    }
    bound = forms.get(do or "")
    try:
        if request.method == "POST" and may.get(do or "") and (do == "seen" or bound and bound.is_valid()):
            _do(found, do or "", bound.cleaned_data if bound else {"there": request.POST.get("there") == "yes"}, on)
            messages.success(request, "Kept, and on the public record.")
            return redirect("forum-question", found.pk)
    except Refused:
        messages.info(request, "Somebody was quicker, and nothing was changed. This is how it stands now.")
        return redirect("forum-question", found.pk)
    context = {
        "nav": "forum", **_row(found, on), "may": may, "forms": forms, "fault": bound, "errors": bool(bound and bound.is_bound and bound.errors), "narrow": True,
    }  # fmt: skip
    return render(request, "voice/forum_question.html", context)


def _do(found: Any, do: str, data: dict[str, Any], on: Any) -> None:
    if do == "name":
        forum.put_to(found, UUID(data["to"]), data["reply_by"], on)
    elif do == "reply":
        forum.reply(found, decision=data["decision"], text=data["reply"], change_by=data["change_by"], on=on)
    elif do == "changed":
        forum.changed(found, data["changed"], on)
    else:
        forum.seen(found, data["there"], on)
