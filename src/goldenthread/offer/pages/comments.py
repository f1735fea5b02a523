"""Comments on the Local Offer as anybody gives and reads them, and what was done about them in a year. No one signs in."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from goldenthread.offer import comments, often
from goldenthread.offer.directory import shown
from goldenthread.offer.forms_comments import BAIT, ChildsCommentForm, CommentForm
from goldenthread.offer.models import Service
from goldenthread.offer.models_comments import Answer, Comment, Publication
from goldenthread.offer.pages.keeping import too_often
from goldenthread.web.csv_file import csv_file
from goldenthread.web.days import today


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    return render(request, f"offer/{template}.html", {"narrow": True, "family_page": not request.user.is_authenticated} | context)


def said(request: HttpRequest) -> HttpResponse:
    """What was said and passed, the newest first, each with its answer."""
    rows = comments.published()
    return _page(request, "said", rows=rows[: comments.A_LIST], total=rows.count(), most=comments.A_LIST, years=comments.publications(), read_within=comments.READ_WITHIN)


def say(request: HttpRequest, service_id: UUID | None = None) -> HttpResponse:
    """Of the whole Local Offer, or of one entry. Who says it is not asked and not kept."""
    service = None
    if service_id and (service := shown(today()).filter(pk=service_id).first()) is None:
        raise Http404
    return _take(request, CommentForm, "say", service)


def child_says(request: HttpRequest) -> HttpResponse:
    return _take(request, ChildsCommentForm, "child_says", None)


def _take(request: HttpRequest, kind: Any, template: str, service: Service | None) -> HttpResponse:
    form, on = kind(request.POST or None), today()
    if request.method == "POST" and form.is_valid():
        if not often.may(request, "comment", on):
            return too_often(request)
        given = form.cleaned_data
        # A machine is thanked like anybody else, so that it learns nothing.
        if not request.POST.get(BAIT):
            who = Comment.Who.CHILD if kind is ChildsCommentForm else given.get("who") or Comment.Who.UNSAID
            comments.take(service.pk if service else None, on, given.get("asks") or Comment.Asks.OTHER, who, given["text"])
        return redirect(f"{request.path}?sent")
    return _page(request, template, form=form, service=service, sent="sent" in request.GET, bait=BAIT, errors=form.is_bound and form.errors, read_within=comments.READ_WITHIN)


def years(request: HttpRequest) -> HttpResponse:
    """The newest, or what will stand here and when."""
    newest = comments.publications().first()
    return _year(request, newest) if newest else _page(request, "year_none", by=comments.due())


def year(request: HttpRequest, last: str) -> HttpResponse:
    return _year(request, _publication(last))


def year_csv(request: HttpRequest, last: str) -> HttpResponse:
    """Each published comment with what was decided about it."""
    found = _publication(last)
    head = ("came_on", "about", "asked_about", "theme", "comment", "decision", "what_was_decided", "why", "decided_by", "decided_on", "what_changed")
    return csv_file(f"you-said-we-did-{found.last.isoformat()}.csv", head, [
        (c.on.isoformat(), c.service.name if c.service else "the Local Offer", c.get_asks_display(), c.get_theme_display(), c.public, *_decision(c.answer)) for c in comments.comments_of(found)
    ])  # fmt: skip


def _decision(answer: Answer | None) -> tuple[str, ...]:
    if answer is None:
        return ("no answer yet", "", "", "", "", "")
    changed = "; ".join(f"{c.on.isoformat()}: {c.text}" for c in answer.changes.all())
    return (answer.get_kind_display(), answer.decision, answer.why, answer.decided_by, answer.decided_on.isoformat(), changed)


def _publication(last: str) -> Publication:
    try:
        day = dt.date.fromisoformat(last)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(comments.publications(), last=day)


def _year(request: HttpRequest, found: Publication) -> HttpResponse:
    told = found.told
    kinds = [(k.label, [_of_answer(a) for a in told["answers"] if a["kind"] == k]) for k in Answer.Kind]
    asked = [(dt.date.fromisoformat(on), *rest) for on, *rest in told.get("asked", [])]
    others = [p for p in comments.publications() if p.pk != found.pk]
    return _page(request, "year", found=found, told=told, asked=asked, kinds=[k for k in kinds if k[1]], spoken=comments.comments_of(found), others=others, back_href=reverse("offer-said"), back_text="What people say")


def _of_answer(told: dict[str, Any]) -> dict[str, Any]:
    day = dt.date.fromisoformat
    return told | {
        "decided_on": day(told["decided_on"]), "due_on": day(told["due_on"]) if told["due_on"] else None,
        "changes": [(day(on), text, UUID(entry) if entry else None, name) for on, text, entry, name in told["changes"]],
    }  # fmt: skip
