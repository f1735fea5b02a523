"""Entries as others keep them, without an account: a service by its own signed link, and anybody by a suggestion."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.offer import keeping, often
from goldenthread.offer.directory import HIDDEN_AFTER, entries_of, shown
from goldenthread.offer.fields import said_of
from goldenthread.offer.forms import EntryForm, SuggestForm, told_of
from goldenthread.offer.models import Service
from goldenthread.web.days import today

LINK_DAYS = keeping.LINK_LIVES.days


def _page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    answer = render(request, f"offer/{template}.html", {"narrow": True, "family_page": not request.user.is_authenticated} | context, status=status)
    # The address of an entry's own page is its key: no other site is told it, and no search engine keeps it.
    answer["Referrer-Policy"] = "no-referrer" if "token" in context else "same-origin"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def too_often(request: HttpRequest) -> HttpResponse:
    return _page(request, "too_often", status=429)


def own_entry(request: HttpRequest, token: str) -> HttpResponse:
    """A service's entry as it stands, with one button that says it is still right. To open the address changes nothing."""
    asked, on = keeping.asked_by(token), today()
    if asked is None:
        return _page(request, "entry_gone", status=404, days=LINK_DAYS)
    if request.method == "POST" and not asked.answered:
        if not often.may(request, "entry", on):
            return too_often(request)
        keeping.confirm(asked.service.pk, on, by_provider=True)
        return redirect(request.path)
    return _page(request, "own_entry", asked=asked, service=asked.service, told=said_of(told_of(asked.service)), token=token, waiting="sent" in request.GET, on=on, hidden_after=HIDDEN_AFTER)


def own_change(request: HttpRequest, token: str) -> HttpResponse:
    """A service says what has changed; an editor judges it before it stands."""
    asked, on = keeping.asked_by(token), today()
    if asked is None:
        return _page(request, "entry_gone", status=404, days=LINK_DAYS)
    form = EntryForm(request.POST) if request.method == "POST" else EntryForm(initial=told_of(asked.service))
    if request.method == "POST" and form.is_valid():
        fields = keeping.changed_in(asked.service, form.cleaned_data)
        if fields:
            if not often.may(request, "entry", on):
                return too_often(request)
            keeping.suggest(asked.service.pk, on, fields=fields, from_provider=True)
            return redirect(f"{request.path.removesuffix('change/')}?sent")
        form.add_error(None, "Nothing is said otherwise than before. If all of it is right, go back and press “It is still right”")
    return _page(request, "own_change", form=form, service=asked.service, token=token, errors=form.is_bound and form.errors)


def suggest(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Anybody says what is wrong with an entry. Who says it is not asked and not kept."""
    on = today()
    said = entries_of([service_id], None, on) if shown(on).filter(pk=service_id, feed=None).exists() else []
    if not said:
        raise Http404
    form = SuggestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not often.may(request, "suggest", on):
            return too_often(request)
        keeping.suggest(service_id, on, text=form.cleaned_data["text"])
        return redirect(f"{request.path}?sent")
    service: Service = said[0].service
    return _page(request, "suggest", form=form, service=service, sent="sent" in request.GET, errors=form.is_bound and form.errors)


def ask_link(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Whoever runs a service asks for its own link, which goes to its entry's address and nowhere else."""
    on = today()
    service = Service.objects.select_related("organization").filter(pk=service_id).exclude(status=Service.Status.DEFUNCT).first()
    if service is None:
        raise Http404
    if request.method == "POST":
        if not often.may(request, "suggest", on):
            return too_often(request)
        keeping.ask_for_link(service_id, on)
        return redirect(f"{request.path}?sent")
    return _page(request, "ask_link", service=service, sent="sent" in request.GET, days=LINK_DAYS)
