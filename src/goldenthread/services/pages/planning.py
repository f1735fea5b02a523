"""How a provider's hours are best shared out: named plans, what binds them, and the price of equity, from its own lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.allocate_command import BadModel, answer
from goldenthread.science.capacity import NoAnswer
from goldenthread.services.forms import PlannerForm
from goldenthread.services.models import Service
from goldenthread.services.planning import RUNS, lists_of, model, names_of
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
    services, localities, found = _lists(request)
    form = _form(request, services, localities)
    context = planned(form, lambda given: model(lists_of(found), names_of(services), localities, given, today())) | {
        "nav": "waits", "any": bool(found), "back_href": reverse("waits"), "back_text": "Waits", "action": reverse("waits-planner"),
        "model_href": f"{reverse('waits-planner-model')}?{request.GET.urlencode()}",
    }  # fmt: skip
    return render(request, "services/planner.html", context)


def planned(form: PlannerForm, make: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """What the page says of the model that is made of the form's answers, or why there is no plan."""
    from goldenthread.science.planner import NotSolved

    context: dict[str, Any] = {"form": form, "errors": form.is_bound and bool(form.errors), "runs": RUNS}
    if not form.is_bound or not form.is_valid():
        return context
    try:
        told = answer(make(form.cleaned_data))
    except (BadModel, NoAnswer, NotSolved) as why:
        return context | {"why": str(why)}
    most = max((p["child_months_waiting"] for p in told["plans"]), default=0) or 1
    bars = [(p, max(1, round(BAR * p["child_months_waiting"] / most))) for p in told["plans"]]
    return context | {"told": told, "bars": bars, "sentence": sentence(told, form.cleaned_data)}


def sentence(told: dict[str, Any], given: Any) -> str:
    """What the money buys, and what no plan does: in months past the law's limit where any case is, else in months of waiting."""
    plans = {p["name"]: p for p in told["plans"]}
    without, best = plans.get("staff in post"), plans.get("least waiting")
    months = count_of(int(given["months"]), "month")
    late = any(p["overdue_case_months"] >= 0.5 for p in told["plans"])
    measure, said = ("overdue_case_months", "all cases together are past the law’s limit for") if late else ("child_months_waiting", "all children together wait")
    if without is None or best is None:
        return f"In {months} {said} at least {min(p[measure] for p in told['plans']):,.0f} months"
    fewer = without[measure] - best[measure]
    if best["cost"] <= 0 or fewer < 0.5:
        return f"In {months} {said} {without[measure]:,.0f} months with the staff in post; no money is given, or none would shorten that"
    return f"In {months} {said} {without[measure]:,.0f} months with the staff in post; £{best['cost']:,.0f} of locums would make that {fewer:,.0f} fewer"


@signed_in
def planner_model(request: HttpRequest) -> HttpResponse:
    """The model as `goldenthread allocate` takes it, so that every number of the page can be had again. No child is in it."""
    services, localities, found = _lists(request)
    form = _form(request, services, localities)
    return as_file(form, lambda given: model(lists_of(found), names_of(services), localities, given, today()))


def as_file(form: PlannerForm, make: Callable[[dict[str, Any]], dict[str, Any]]) -> HttpResponse:
    if not form.is_bound or not form.is_valid():
        raise Http404
    made = JsonResponse(make(form.cleaned_data))
    made["Content-Disposition"] = 'attachment; filename="plan-model.json"'
    return made
