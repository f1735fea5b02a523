"""How hours are best shared out: named plans, what binds them, and the price of equity. A provider's manager plans from its own lists; whoever
commissions, over all providers, from the numbers that they may see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.allocate_command import BadModel, answer
from goldenthread.science.capacity import NoAnswer
from goldenthread.services import planning_area
from goldenthread.services.forms import PlannerForm
from goldenthread.services.planning import RUNS, lists_of, model, names_of
from goldenthread.services.queries import managed
from goldenthread.services.waits import counted, lists_seen
from goldenthread.web.csv_file import csv_file
from goldenthread.web.days import today
from goldenthread.web.files import attached
from goldenthread.web.words import count_of

BAR = 560
Make = Callable[[dict[str, Any]], dict[str, Any]]


def _asked(request: HttpRequest) -> tuple[PlannerForm, Make, dict[str, Any]]:
    """The form, the model that is made of its answers, and what the page says of the lists."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if managed(viewer) is not None:
        services = lists_seen(viewer)
        found = [c for c in counted([s.pk for s in services]) if c.wait.since <= today()]
        localities = sorted({c.locality for c in found}, key=lambda p: (p == "", p))
        names = names_of(services)
        form = PlannerForm(request.GET or None, services=names, localities=localities)
        return form, lambda given: model(lists_of(found), names, localities, given, today()), {"any": bool(found)}
    if not planning_area.plans_an_area(viewer):
        raise Http404
    kind = request.GET.get("kind", "any")
    of = planning_area.lists(viewer, today(), "" if kind == "any" else kind)
    if kind != "any" and kind not in of.kinds:
        raise Http404
    form = PlannerForm(request.GET if set(request.GET) - {"kind"} else None, services=of.names, bases=of.bases)
    return form, lambda given: planning_area.model(of, given, today()), {
        "any": bool(of.bases), "lists": of, "kind": kind,
        "nothing": "Too few children wait for any number of them to be told, or no list is on record that you may count. Once there is, the hours of its providers can be planned here.",
    }  # fmt: skip


@signed_in
def planner(request: HttpRequest) -> HttpResponse:
    form, make, said = _asked(request)
    context = planned(form, make) | said | {
        "nav": "waits", "back_href": reverse("waits"), "back_text": "Waits", "action": reverse("waits-planner"),
        "model_href": f"{reverse('waits-planner-model')}?{request.GET.urlencode()}", "table_href": f"{reverse('waits-planner-csv')}?{request.GET.urlencode()}",
    }  # fmt: skip
    return render(request, "services/planner.html", context)


def planned(form: PlannerForm, make: Make) -> dict[str, Any]:
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
def planner_csv(request: HttpRequest) -> HttpResponse:
    form, make, _ = _asked(request)
    return as_table(form, make)


def as_table(form: PlannerForm, make: Make) -> HttpResponse:
    """The plans of the chart, and what it costs to bring places together, as the page's tables have them."""
    told = planned(form, make).get("told")
    if told is None:
        raise Http404
    head = ["what", "name", "cost of locums in pounds", "months past the law’s limit", "months waited", "weeks apart at most", "months waited more than without", "lists", "lists that 8 in 10 runs clear", "what holds it back"]
    rows: list[list[Any]] = [
        ["plan", p["name"], round(p["cost"]), round(p["overdue_case_months"], 1), round(p["child_months_waiting"], 1), round(max(p["weeks_apart"].values(), default=0), 1), "",
         len(p["chances"]), sum(c["cleared"] >= 0.8 for c in p["chances"]), " ".join(p["limits"])]
        for p in told["plans"]
    ]  # fmt: skip
    rows += [["price of equity", e["name"], "", "", round(e["waiting"], 1), round(e["weeks"], 1), round(e["more_waiting"], 1), "", "", ""] for e in told["price_of_equity"]]
    return csv_file("plans.csv", head, rows)


@signed_in
def planner_model(request: HttpRequest) -> HttpResponse:
    """The model as `goldenthread allocate` takes it, so that every number of the page can be had again. No child is in it."""
    form, make, _ = _asked(request)
    return as_file(form, make)


def as_file(form: PlannerForm, make: Make) -> HttpResponse:
    if not form.is_bound or not form.is_valid():
        raise Http404
    return attached(JsonResponse(make(form.cleaned_data)), "plan-model.json")
