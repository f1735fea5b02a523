"""Dated help: what is on, for anybody; and the sessions of one entry, as its service keeps them by its own link or an editor for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.offer import keeping, often, sessions
from goldenthread.offer.directory import shown
from goldenthread.offer.forms_sessions import PlacesForm, SessionForm
from goldenthread.offer.models import Service, TaxonomyTerm
from goldenthread.offer.pages.keeping import LINK_DAYS, too_often
from goldenthread.people.models import District
from goldenthread.web.addresses import key_or_404
from goldenthread.web.days import today
from goldenthread.web.paging import page_in

A_PAGE = 20


def whats_on(request: HttpRequest) -> HttpResponse:
    """Everything with a day in the coming month, by day."""
    given, on = request.GET, today()
    places = District.objects.exclude(locality="").order_by("name")
    district = next((d for d in places if d.name == given.get("near")), None)
    needs = list(TaxonomyTerm.objects.filter(taxonomy__slug="need").order_by("place"))
    need = given.get("need", "") if given.get("need") in {t.code for t in needs} else ""
    found = sessions.listed(shown(on), on, district=district, online="online" in given, need=need, only_with_places="places" in given)
    page = page_in(given)
    here = found[(page - 1) * A_PAGE : page * A_PAGE]
    kept = [(k, v) for k, v in (("near", district.name if district else ""), ("need", need), ("places", "1" if "places" in given else ""), ("online", "1" if "online" in given else "")) if v]
    days: dict[Any, list[sessions.Coming]] = {}
    for one in here:
        days.setdefault(one.session.on, []).append(one)
    return render(request, "offer/whats_on.html", {
        "narrow": True, "family_page": not request.user.is_authenticated, "days": days, "total": len(found), "places": places, "district": district, "needs": needs, "need": need,
        "online": "online" in given, "only": "places" in given, "asked": bool(given),
        "before_href": f"?{urlencode([*kept, ('page', page - 1)])}" if page > 1 else "", "more_href": f"?{urlencode([*kept, ('page', page + 1)])}" if len(found) > page * A_PAGE else "", "back_href": reverse("offer"),
    })  # fmt: skip


@dataclass(frozen=True)
class Keeper:
    """Who keeps an entry's sessions here: its service, by its link, or an editor."""

    service: Service
    by_provider: bool
    home: str
    back: str


def own_sessions(request: HttpRequest, token: str) -> HttpResponse:
    return _by_link(request, token, _sessions)


def own_session_add(request: HttpRequest, token: str) -> HttpResponse:
    return _by_link(request, token, _add)


def _by_link(request: HttpRequest, token: str, page: Any) -> HttpResponse:
    asked = keeping.asked_by(token)
    if asked is None:
        answer = render(request, "offer/entry_gone.html", {"narrow": True, "family_page": True, "days": LINK_DAYS}, status=404)
    else:
        answer = page(request, Keeper(asked.service, by_provider=True, home=reverse("offer-own-sessions", args=[token]), back=reverse("offer-own-entry", args=[token])))
    # The address is a key: no other site is told it, and no search engine keeps it.
    answer["Referrer-Policy"], answer["X-Robots-Tag"] = "no-referrer", "noindex"
    return answer


@signed_in
def entry_sessions(request: HttpRequest, service_id: UUID) -> HttpResponse:
    return _by_editor(request, service_id, _sessions)


@signed_in
def entry_session_add(request: HttpRequest, service_id: UUID) -> HttpResponse:
    return _by_editor(request, service_id, _add)


def _by_editor(request: HttpRequest, service_id: UUID, page: Any) -> HttpResponse:
    if not keeping.edits(request.viewer):  # type: ignore[attr-defined]
        raise Http404
    service = get_object_or_404(Service.objects.select_related("organization"), pk=service_id)
    return page(request, Keeper(service, by_provider=False, home=reverse("offer-entry-sessions", args=[service_id]), back=reverse("offer-entry", args=[service_id])))  # type: ignore[no-any-return]


def _page(request: HttpRequest, keeper: Keeper, template: str, status: int = 200, **context: Any) -> HttpResponse:
    mine = {"narrow": True, "service": keeper.service, "keeper": keeper, "family_page": keeper.by_provider and not request.user.is_authenticated, "nav": "" if keeper.by_provider else "offer"}
    return render(request, f"offer/{template}.html", mine | context, status=status)


def _sessions(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    on = today()
    wrong: tuple[str, PlacesForm] | None = None
    if request.method == "POST":
        if keeper.by_provider and not often.may(request, "entry", on):
            return too_often(request)
        which, do = key_or_404(request.POST.get("session")), request.POST.get("do", "")
        done = False
        if do == "fewer":
            done = sessions.one_fewer(keeper.service.pk, which, on, by_provider=keeper.by_provider)
        elif do == "cancel":
            done = sessions.say(keeper.service.pk, which, on, left=None, cancelled=True, by_provider=keeper.by_provider)
        else:
            form = PlacesForm(request.POST)
            if not sessions.stands(keeper.service.pk, which, on):
                # Cancelled or over meanwhile, by somebody else: the page says so.
                return redirect(keeper.home)
            done = form.is_valid() and sessions.say(keeper.service.pk, which, on, left=int(form.cleaned_data["left"]), cancelled=False, by_provider=keeper.by_provider)
            if form.is_valid() and not done:
                form.add_error("left", "No more can be left than there are places")
            wrong = None if done else (str(which), form)
        if done:
            messages.success(request, "Families see it now.")
        if wrong is None:
            return redirect(keeper.home)
    return _page(request, keeper, "sessions", coming=sessions.coming(keeper.service, on), wrong=wrong, errors=wrong is not None)


def _add(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    on = today()
    form = SessionForm(request.POST, service=keeper.service, today=on) if request.method == "POST" else SessionForm(service=keeper.service, today=on, initial={"weeks": "1"})
    if request.method == "POST" and form.is_valid():
        if keeper.by_provider and not often.may(request, "entry", on):
            return too_often(request)
        told = form.told()
        for one in told:
            sessions.add(keeper.service.pk, one, on, by_provider=keeper.by_provider)
        messages.success(request, "Families see it now." if len(told) == 1 else f"Families see all {len(told)} now.")
        return redirect(keeper.home)
    return _page(request, keeper, "session_add", form=form, errors=form.is_bound and form.errors)
