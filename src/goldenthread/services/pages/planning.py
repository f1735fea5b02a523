"""How a provider's hours are best shared out: named plans, what binds them, and the price of equity, from its own lists."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.allocate_command import BadModel, answer
from goldenthread.science.capacity import NoAnswer
from goldenthread.services.forms import PlannerForm
from goldenthread.services.models import Service
from goldenthread.services.planning import RUNS, model, names_of
from goldenthread.services.queries import managed
from goldenthread.services.waits import Counted, counted, lists_seen
from goldenthread.web.days import today
from goldenthread.web.words import count_of

BAR = 560


def _lists(request: HttpRequest) -> tuple[list[Service], list[str], list[Counted]]:
    """The services of the viewer's own provider, the localities of their lists, and the waits."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if managed(viewer) is None:
        raise Http404
    services = lists_seen(viewer)
    found = [c for c in counted([s.pk for s in services]) if c.wait.since <= today()]
    return services, sorted({c.locality for c in found}, key=lambda p: (p == "", p)), found


def _form(request: HttpRequest, services: list[Service], localities: list[str]) -> PlannerForm:
    return PlannerForm(request.GET or None, services=names_of(services), localities=localities)


@signed_in
def planner(request: HttpRequest) -> HttpResponse:
    from goldenthread.science.planner import NotSolved

    services, localities, found = _lists(request)
    form = _form(request, services, localities)
    context: dict[str, Any] = {"nav": "waits", "form": form, "any": bool(found), "errors": form.is_bound and bool(form.errors), "query": request.GET.urlencode(), "runs": RUNS}
    if form.is_bound and form.is_valid():
        try:
            told = answer(model(found, services, localities, form.cleaned_data, today()))
        except (BadModel, NoAnswer, NotSolved) as why:
            context["why"] = str(why)
        else:
            most = max((p["child_months_waiting"] for p in told["plans"]), default=0) or 1
            bars = [(p, max(1, round(BAR * p["child_months_waiting"] / most))) for p in told["plans"]]
            context |= {"told": told, "bars": bars, "sentence": sentence(told, form.cleaned_data), "count_of": count_of}
    return render(request, "services/planner.html", context)


def sentence(told: dict[str, Any], given: Any) -> str:
    """What the money buys, and what no plan does."""
    plans = {p["name"]: p for p in told["plans"]}
    without, best = plans.get("staff in post"), plans.get("least waiting")
    months = count_of(int(given["months"]), "month")
    if without is None or best is None:
        return f"In {months} all children together wait at least {min(p['child_months_waiting'] for p in told['plans']):,.0f} months"
    fewer = without["child_months_waiting"] - best["child_months_waiting"]
    if best["cost"] <= 0 or fewer < 0.5:
        return f"In {months} all children together wait {without['child_months_waiting']:,.0f} months with the staff in post; no money is given, or none would shorten that"
    return f"In {months} all children together wait {without['child_months_waiting']:,.0f} months with the staff in post; £{best['cost']:,.0f} of locums would make that {fewer:,.0f} fewer"


@signed_in
def planner_model(request: HttpRequest) -> HttpResponse:
    """The model as `goldenthread allocate` takes it, so that every number of the page can be had again. No child is in it."""
    services, localities, found = _lists(request)
    form = _form(request, services, localities)
    if not form.is_bound or not form.is_valid():
        raise Http404
    made = JsonResponse(model(found, services, localities, form.cleaned_data, today()))
    made["Content-Disposition"] = 'attachment; filename="plan-model.json"'
    return made
