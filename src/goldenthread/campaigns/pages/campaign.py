"""A campaign: begun by a manager, worked by a team, week by week."""

from __future__ import annotations

from uuid import UUID

import polars as pl
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.administration import nothing_left
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.viewer import Viewer
from goldenthread.campaigns.actions import begin, change_hours, choose_for_week, end
from goldenthread.campaigns.forms import BeginForm, HoursForm
from goldenthread.campaigns.models import Campaign
from goldenthread.campaigns.pages.radar import cases_of, finish_words, page_of, panel
from goldenthread.campaigns.progress import campaigns_of, ended_by_us, progress
from goldenthread.campaigns.radar import NAMES, SHOWN, Filters, lines
from goldenthread.campaigns.reading import managed, plans, weights_on
from goldenthread.engine.calendar import monday_of
from goldenthread.web.addresses import key_or_404
from goldenthread.web.days import today
from goldenthread.web.words import count_of

TEAM_MOST = 100


def _campaign(viewer: Viewer, key: UUID) -> Campaign:
    found = campaigns_of(viewer).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _chosen(given: list[str]) -> list[UUID]:
    return [key_or_404(key) for key in given[:500]]


@signed_in
def new(request: HttpRequest) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if managed(viewer) is None:
        raise Http404
    asked = Filters.of(request.GET.dict())
    cases = cases_of(viewer, asked, on)
    ticked = set(_chosen(request.POST.getlist("plan")))
    if ticked:
        cases = [c for c in cases if c in ticked]
    form = BeginForm(request.POST if "title" in request.POST else None, initial={"title": asked.words[:120], "hours_a_plan": 6})
    if form.is_valid() and cases:
        given = form.cleaned_data
        before = set(campaigns_of(viewer).values_list("pk", flat=True))
        made = begin(viewer, title=given["title"], team=asked.team[:TEAM_MOST], hours=int(given["hours"]), hours_a_plan=int(given["hours_a_plan"]), cases=cases, on=on)
        new_one = made.pk not in before
        messages.success(request, f"The campaign has begun, with {count_of(len(cases), 'plan')}." if new_one else "This campaign had begun already, with the same plans. Nothing was made twice.")
        return redirect("campaign", made.pk)
    context = {"nav": "radar", "form": form, "asked": asked, "total": len(cases), "ticked": sorted(ticked), "narrow": True, "errors": form.is_bound and bool(form.errors) or bool(asked.wrong),
               "names": NAMES, "query": request.GET.urlencode()}  # fmt: skip
    return render(request, "campaigns/new.html", context)


@signed_in
def campaign(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    found = _campaign(viewer, campaign_id)
    if request.method == "POST":
        added = choose_for_week(viewer, found, _chosen(request.POST.getlist("plan")), on)
        messages.success(request, f"{count_of(added, 'plan')} added to this week." if added else "Nothing was added: tick the plans to add.")
        return redirect("campaign", found.pk)
    at = progress(viewer, found, on)
    area = plans(viewer, on, at.state)
    weighed = weights_on(viewer, on)
    number = {case: n for n, case in enumerate(area.cases)}
    monday = monday_of(on)
    ranked = area.in_order(on, weighed)

    def those(of: set[UUID]) -> pl.DataFrame:
        return ranked.filter(pl.col("n").is_in([number[c] for c in of if c in number]))

    not_started = {c for c, s in at.state.items() if s == "not-started"}
    now = {c for c in not_started if at.week[c] == monday}
    rest = those(not_started - now)
    family = those({c for c, s in at.state.items() if s == "family"})
    page, pages = page_of(request, rest.height)
    context = {
        "nav": "radar", "panel": panel(at, on), "rows": lines(viewer, area, rest.slice((page - 1) * SHOWN, SHOWN), on, weighed), "total": rest.height,
        "page": page, "pages": pages, "week": lines(viewer, area, those(now), on, weighed), "family": lines(viewer, area, family.head(100), on, weighed),
        "manager": managed(viewer) == found.owner_id, "campaign": found, "monday": monday,
    }  # fmt: skip
    return render(request, "campaigns/campaign.html", context)


@signed_in
def change(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Other hours, shown before they hold; or the end of the campaign."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if request.method == "POST" and ended_by_us(viewer, campaign_id):
        return nothing_left(request, "radar")
    found = _campaign(viewer, campaign_id)
    if managed(viewer) != found.owner_id:
        raise Http404
    at = progress(viewer, found, on)
    if request.method == "POST" and request.POST.get("do") == "end":
        end(viewer, found, on)
        messages.success(request, "The campaign has ended. Its plans stay on the radar.")
        return redirect("radar")
    form = HoursForm(request.POST or None, initial={"hours": at.hours})
    if form.is_valid():
        hours = int(form.cleaned_data["hours"])
        if request.POST.get("do") == "apply" and request.POST.get("seen") == str(hours):
            change_hours(viewer, found, hours, on)
            messages.success(request, f"From today the campaign has {hours} hours a week.")
            return redirect("campaign", found.pk)
        would = (hours, finish_words(at.finish(on, hours)))
    else:
        would = None
    context = {"nav": "radar", "form": form, "campaign": found, "panel": panel(at, on), "would": would, "narrow": True, "errors": form.is_bound and bool(form.errors)}
    return render(request, "campaigns/change.html", context)
