"""What would clear one list: when the backlog is gone, what a locum week buys, what keeps waits under so many weeks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.science.queue_model import Model
from goldenthread.services.capacity import DAYS, RUNS, SEED, Answer, answer, extra_slots, model
from goldenthread.services.forms import CapacityForm
from goldenthread.services.journeys import history_of, key
from goldenthread.services.pages.waits import own_list
from goldenthread.services.staffing import plan_of
from goldenthread.services.waits import Line, counted
from goldenthread.web.days import today
from goldenthread.web.files import attached
from goldenthread.web.words import count_of

USUAL = {"target": 18, "start": 4, "weeks": 12, "each": 2}
EVERY = 13
NO_PLAN = "No staffing plan is on record: today’s pace is taken to go on."


def _model(line: Line) -> Model | str:
    assert line.service is not None
    told = sorted((c.wait for c in counted([line.service.pk]) if c.locality == line.locality and c.wait.since <= today()), key=key)
    return model(history_of(told), today(), plan_of(line.service, line.locality))


@signed_in
def capacity(request: HttpRequest, service_id: UUID, place: str) -> HttpResponse:
    line = own_list(request, service_id, place)
    assert line.service is not None
    form = CapacityForm(request.GET or None, initial=USUAL)
    at = (line.service.pk, line.slug)
    context = answered(_model(line), form, USUAL) | {
        "nav": "waits", "caption": f"{line.service.name}, {line.place}", "back_href": reverse("waits-list", args=at), "back_text": f"{line.service.name}, {line.place}",
        "action": reverse("waits-capacity", args=at), "model_href": f"{reverse('waits-model', args=at)}?{request.GET.urlencode()}",
        "staffing": "Weeks of your staffing plan are taken as planned." if line.forecast and line.forecast.with_staffing else NO_PLAN,
    }  # fmt: skip
    return render(request, "services/capacity.html", context)


def asked_of(form: CapacityForm, usual: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The form's answers, or the usual ones where it was not sent; None where it has faults."""
    return form.cleaned_data if form.is_valid() else None if form.is_bound else usual


def answered(found: Model | str, form: CapacityForm, usual: Mapping[str, Any]) -> dict[str, Any]:
    """What the page says of a model, or why there is none."""
    context: dict[str, Any] = {"form": form, "errors": form.is_bound and bool(form.errors), "why": found if isinstance(found, str) else "", "runs": RUNS}
    asked = asked_of(form, usual)
    if isinstance(found, str) or asked is None:
        return context
    locum = (int(asked["start"]), int(asked["weeks"]), float(asked["each"]))
    a = answer(found, float(asked["target"]), locum if locum[1] and locum[2] else None)
    points = [(w + 1, *a.weeks[w]) for w in range(EVERY - 1, len(a.weeks), EVERY)]
    return context | {"a": a, "asked": asked, "sentence": sentence(a, asked), "points": points, "chart": chart(a, len(found.slots)), "now": found.backlog}


def sentence(a: Answer, asked: Any) -> str:
    cleared = a.cleared
    wait = f"{round(a.target)} children, the size that goes with waits of {asked['target']:g} weeks at most"
    if cleared["p50"] is None:
        return f"As it goes on now, the list will more likely than not still be above {wait}, two years from now"
    early = cleared["p10"] or cleared["p50"]
    late = f"{cleared['p90']:.0f} weeks" if cleared["p90"] is not None else "later than two years"
    return f"As it goes on now, the list comes down to {wait}, after {early:.0f} weeks to {late} (8 in 10 runs)"


def chart(a: Answer, days: int) -> dict[str, Any]:
    """The fan of the list: the band of 8 in 10 and the middle, over two years."""
    most = max((high for *_, high in a.weeks), default=1) or 1
    step = 1000 / max(1, len(a.weeks))

    def at(n: int, value: float) -> str:
        return f"{70 + n * step:.1f},{270 - 240 * value / most:.1f}"

    upper = [at(n, high) for n, (_, _, high) in enumerate(a.weeks)]
    lower = [at(n, low) for n, (low, _, _) in enumerate(a.weeks)]
    return {"band": " ".join([*upper, *reversed(lower)]), "middle": " ".join(at(n, m) for n, (_, m, _) in enumerate(a.weeks)), "most": round(most),
            "target": 270 - 240 * min(a.target, most) / most, "last": a.weeks[-1] if a.weeks else (0, 0, 0), "weeks": count_of(days // 7, "week")}  # fmt: skip


@signed_in
def model_file(request: HttpRequest, service_id: UUID, place: str) -> HttpResponse:
    """The model as `goldenthread queue` takes it, so that every number of the page can be had again. No child is in it."""
    line = own_list(request, service_id, place)
    return as_file(_model(line), CapacityForm(request.GET or None), USUAL)


def as_file(found: Model | str, form: CapacityForm, usual: Mapping[str, Any]) -> HttpResponse:
    if isinstance(found, str):
        return JsonResponse({"error": found}, status=200)
    asked = asked_of(form, usual) or usual
    told: dict[str, Any] = {
        "horizon_days": DAYS, "slots": list(found.slots), "arrivals": list(found.arrivals), "backlog": found.backlog,
        "classes": [{"name": c.name, "share": c.share, "patience_mean_days": c.patience_mean_days} for c in found.classes],
        "replications": RUNS, "seed": SEED, "target_wait_weeks": float(asked["target"]), "keep_under_weeks": float(asked["target"]), "keep_from_day": 26 * 7,
    }  # fmt: skip
    if asked["weeks"] and asked["each"]:
        told |= {"extra_slots": extra_slots((int(asked["start"]), int(asked["weeks"]), float(asked["each"]))), "extra_weeks": float(asked["weeks"])}
    return attached(JsonResponse(told), "model.json")
