"""Comments as editors read, pass and answer them, and the page of the year that they publish. Commissioners and the DCO read along."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from goldenthread.access.pages.administration import nothing_left
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.offer import comments
from goldenthread.offer.forms_comments import AddCommentsForm, AnswerForm, ChangeForm, JudgeForm, TakeBackForm, YearForm
from goldenthread.offer.models import Service
from goldenthread.offer.models_comments import Comment
from goldenthread.offer.pages.desk import let_in, page
from goldenthread.science.personal_details import without
from goldenthread.web.days import today

_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ENTRY = re.compile(r"local-offer/(?:entries/)?([0-9a-f-]{36})")


@signed_in
def to_read(request: HttpRequest) -> HttpResponse:
    let_in(request)
    on = today()
    judged = Comment.objects.exclude(state=Comment.State.HELD).select_related("service", "answer").order_by("-decided_on", "-on", "pk")[: comments.A_LIST]
    return page(request, "judge_list", held=comments.to_read(on), judged=judged, unanswered=comments.unanswered().count(), late=comments.READ_WITHIN, due=comments.due(), on=on)


@signed_in
def judge(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    let_in(request)
    one, on = get_object_or_404(Comment.objects.select_related("service"), pk=comment_id), today()
    if one.state == Comment.State.HELD:
        form: Any = JudgeForm(request.POST or None, initial={"public": without(one.text)})
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            publish = said["publish"] == "yes"
            if comments.judge(one.pk, on, publish=publish, public=said["public"], theme=said["theme"], reason=said["reason"]):
                messages.success(request, "Published. The words as they came are gone." if publish else "Not published. It is counted with its reason.")
            return redirect("offer-judge-list")
    else:
        form = TakeBackForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            if comments.take_back(one.pk, on, form.cleaned_data["reason"]):
                messages.success(request, "Taken back. Nobody reads it any more.")
            return redirect("offer-judge-list")
    return page(request, "judge", one=one, form=form, warnings=comments.warnings_of(one) if one.state == Comment.State.HELD else [], errors=form.is_bound and form.errors, narrow=True)


@signed_in
def answers(request: HttpRequest) -> HttpResponse:
    let_in(request)
    return page(request, "answers", rows=comments.answers()[: comments.A_LIST], unanswered=comments.unanswered()[: comments.A_LIST], on=today())


def _waiting(request: HttpRequest) -> list[tuple[str, str]]:
    """With those that the form which is sent now names, though they were answered meanwhile: it may be sent a second time."""
    named = [key for key in request.POST.getlist("comments")[: comments.A_LIST] if _KEY.fullmatch(key)]
    found = [*comments.unanswered()[: comments.A_LIST], *comments.published().filter(pk__in=named).exclude(answer=None)]
    return [(str(c.pk), f"{c.get_theme_display()}: {c.public[:140]}{'…' if len(c.public) > 140 else ''}") for c in found]


@signed_in
def new_answer(request: HttpRequest) -> HttpResponse:
    let_in(request, edit=True)
    on = today()
    waiting = _waiting(request)
    form = AnswerForm(request.POST, waiting=waiting, on=on) if request.method == "POST" else AnswerForm(waiting=waiting, on=on, initial={"comments": request.GET.getlist("of")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        told = {name: said[name] for name in ("theme", "said", "kind", "decision", "why", "decided_by", "decided_on")} | {"due_on": said["due_on"] if said["kind"] == "will" else None}
        done = said["kind"] == "done"
        made = comments.answer(request.viewer, on, told, said.get("comments", []), said["changed"] if done else "", said["changed_on"] if done else None)  # type: ignore[attr-defined]
        messages.success(request, "Recorded. Families read it beside the comments now.")
        return redirect("offer-answer", made.pk)
    return page(request, "answer_new", form=form, errors=form.is_bound and form.errors, narrow=True)


@signed_in
def answer(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    let_in(request)
    on, waiting = today(), _waiting(request)
    found = get_object_or_404(comments.answers(), pk=answer_id)
    adding = request.POST.get("do") == "comments"
    change = ChangeForm(request.POST if request.method == "POST" and not adding else None)
    more = AddCommentsForm(request.POST if adding else None, waiting=waiting)
    if request.method == "POST" and adding and more.is_valid():
        n = comments.add_comments(found, more.cleaned_data["comments"])
        if not n:
            return nothing_left(request, "offer-answer", answer_id)
        messages.success(request, f"It answers {n} more.")
        return redirect("offer-answer", answer_id)
    if request.method == "POST" and not adding and change.is_valid():
        said = change.cleaned_data
        service = _entry_of(said["entry"])
        if said["on"] > on:
            change.add_error("on", "The day must be today or in the past")
        elif said["entry"] and service is None:
            change.add_error("entry", "No entry has this address: copy it from the entry’s page, or leave this empty")
        else:
            comments.add_change(request.viewer, found, said["on"], said["text"], service.pk if service else None)  # type: ignore[attr-defined]
            messages.success(request, "Recorded. Families read it beside the decision now.")
            return redirect("offer-answer", answer_id)
    wrong = more if more.is_bound and more.errors else change if change.is_bound and change.errors else None
    return page(request, "answer", found=found, of=comments.published().filter(answer=found)[: comments.A_LIST], change=change, more=more if waiting else None, wrong=wrong, errors=bool(wrong), on=on, narrow=True)


def _entry_of(text: str) -> Service | None:
    found = _ENTRY.search(text)
    try:
        return Service.objects.filter(pk=UUID(found[1])).first() if found else None
    except ValueError:
        return None


@signed_in
def publish(request: HttpRequest) -> HttpResponse:
    let_in(request, edit=True)
    on, first = today(), comments.begins()
    if first is None or first > on:
        return page(request, "year_publish", form=None, first=first, narrow=True)
    form = YearForm(request.POST, first=first, on=on) if request.method == "POST" else YearForm(first=first, on=on, initial={"last": on})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = comments.publish(request.viewer, first, said["last"], said["intro"], on)  # type: ignore[attr-defined]
        if made is None:
            messages.info(request, "Somebody was quicker: this is what they published.")
            return redirect("offer-years")
        messages.success(request, "Published. Its numbers and decisions stay as they are.")
        return redirect("offer-year", made.last.isoformat())
    return page(request, "year_publish", form=form, first=first, told=comments.told_of(first, on), due=comments.due(), today=on, errors=form.is_bound and form.errors, narrow=True)
