"""Waits: every list in one place, each with what its own past says of what is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.viewer import Viewer
from goldenthread.pathways import SERVICES
from goldenthread.science.small_numbers import FEWER, few
from goldenthread.science.wait_words import in_ten, in_words
from goldenthread.services.forms import StaffingForm
from goldenthread.services.interim import OFFERS, may_be_offered
from goldenthread.services.journeys import rows_for_the_command
from goldenthread.services.models import AssessmentForecast, Forecast, Staffing
from goldenthread.services.planning_area import plans_an_area
from goldenthread.services.priority import may_move
from goldenthread.services.queries import managed
from goldenthread.services.staffing import plan, planned, unplan
from goldenthread.services.therapies import manages_therapies
from goldenthread.services.told import on_the_list
from goldenthread.services.waits import Line, counted, forecasts, lines, lists_seen, sees_waits
from goldenthread.wait_estimate_command import HISTORY, PLAN
from goldenthread.web.csv_file import csv_file
from goldenthread.web.days import today
from goldenthread.web.paging import start_in
from goldenthread.web.words import count_of, full_day

BAR = 560
SHOWN = 50
SAID_BEFORE, EVERY = 12, 7
"""How many of the earlier forecasts a page shows, and how many days at least lie between them."""


def _asked(request: HttpRequest) -> tuple[list[Line], list[Line], dict[str, str]]:
    """All lines that the viewer may see, those asked for, and by what."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if not sees_waits(viewer):
        raise Http404
    found = lines(viewer, today())
    only = {name: value for name in ("kind", "place") if (value := request.GET.get(name, "any")) != "any"}
    if only.get("kind", "") not in ("", *SERVICES) or only.get("place", "") not in ("", *(line.slug for line in found)):
        raise Http404
    kept = [line for line in found if only.get("kind", line.kind) == line.kind and only.get("place", line.slug) == line.slug]
    return found, kept, only


@signed_in
def waits(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    found, kept, only = _asked(request)
    most = max((line.waiting for line in kept if isinstance(line.waiting, int)), default=0)
    bars = [(line, max(1, round(BAR * line.waiting / most)), round(BAR * line.over_18 / most) if isinstance(line.over_18, int) else 0)
            for line in _whole(kept) if isinstance(line.waiting, int) and line.waiting] if most else []  # fmt: skip
    context = {
        "nav": "waits", "found": found, "rows": kept, "only": only, "sentence": sentence(kept), "bars": bars, "on": today(), "own": managed(viewer) is not None, "therapies": manages_therapies(viewer),
        "plans": managed(viewer) is not None or plans_an_area(viewer),
        "kinds": {line.kind: line.kind_title for line in found}, "places": {line.slug: line.place for line in found}, "query": request.GET.urlencode(),
        "said": joins, "weeks": weeks, "title": _title,
    }  # fmt: skip
    return render(request, "services/waits.html", context)


def _whole(some: Sequence[Line]) -> list[Line]:
    """Of each kind and locality the line that counts each child once; where its number is not told, the lists apart."""
    told = {(line.kind, line.locality) for line in some if line.service is None and isinstance(line.waiting, int)}
    return [line for line in some if (line.service is None) == ((line.kind, line.locality) in told)]


def _title(line: Line) -> str:
    """What a bar or a sentence calls a line: a list by its own name where several stand side by side."""
    return f"{line.service.name if line.service else line.kind_title}, {line.place}"


def sentence(some: Sequence[Line]) -> str:
    """First how many wait, then for how long, then what not to conclude."""
    whole = _whole(some)
    if not whole:
        return "No list is on record that you may count."
    told = [(line, line.waiting) for line in whole if isinstance(line.waiting, int)]
    if not told:
        return "So few children wait on each list that the numbers are not shown."
    waiting = sum(n for _, n in told)
    long = [line.over_18 for line in whole if isinstance(line.over_18, int)]
    said = f"{waiting:,} {'wait is' if waiting == 1 else 'waits are'} open"
    if waiting:
        said += f", {'' if len(long) == len(whole) else 'at least '}{sum(long):,} of them for more than 18 weeks"
    worst = max((line for line, n in told if line.waited), key=lambda line: line.waited.middle if line.waited else 0, default=None)
    if worst is not None and worst.waited is not None:
        said += f". The longest: {_title(worst)}, where half have waited {count_of(weeks(worst.waited.middle), 'week')} or more so far"
    if len(told) < len(whole):
        said += ". Lists with so few children that no number is shown are left out"
    return f"{said}. How long those waited who were seen lately does not say how long those wait who are still here."


def weeks(days: int) -> int:
    """Whole weeks that have passed."""
    return days // 7


def joins(forecast: Forecast | AssessmentForecast | None) -> str:
    """What somebody is told who joins the list, or whose request comes, now; empty where nothing reliable can be said."""
    return "" if forecast is None or forecast.abstains or forecast.joins_low is None else in_words(forecast.joins_low, forecast.joins_high)


@signed_in
def waits_csv(request: HttpRequest) -> HttpResponse:
    _, kept, _ = _asked(request)
    head = ["Kind of service", "Locality", "List", "Provider", "Waiting now", "Half have waited, weeks", "Nine in ten have waited, weeks", "Longest, weeks", "Over 18 weeks",
            "Over 52 weeks", "First seen in 13 weeks", "Half of those seen had waited, weeks", "Nine in ten of those seen had waited, weeks", "Who joins now is told (8 in 10)",
            "Why nothing is told", "Last confirmed"]  # fmt: skip
    body = []
    for line in kept:
        waited = [weeks(d) for d in (line.waited.middle, line.waited.most, line.waited.longest)] if line.waited else ["", "", ""]
        seen = [weeks(d) for d in (line.waited_seen.middle, line.waited_seen.most)] if line.waited_seen else ["", ""]
        f = line.forecast
        body.append([line.kind_title, line.place, line.service.name if line.service else "All together, each child once", line.service.owner.name if line.service else "",
                     line.waiting, *waited, line.over_18, line.over_52, line.seen, *seen, joins(f), f.abstains if f else "", line.confirmed or ""])  # fmt: skip
    return csv_file("waits.csv", head, body)


# --- one list ---


def _line(viewer: Viewer, service_id: UUID, place: str) -> Line:
    kind = next((s.pathway for s in lists_seen(viewer) if s.pk == service_id), None)
    if kind is None:
        raise Http404
    found = next((line for line in lines(viewer, today(), kind) if line.service and line.service.pk == service_id and line.slug == place), None)
    if found is None:
        raise Http404
    return found


def own_list(request: HttpRequest, service_id: UUID, place: str) -> Line:
    """A list of the viewer's own provider."""
    viewer = request.viewer  # type: ignore[attr-defined]
    line = _line(viewer, service_id, place)
    if line.service is None or managed(viewer) != line.service.owner_id:
        raise Http404
    return line


@signed_in
def one_list(request: HttpRequest, service_id: UUID, place: str) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    line = _line(viewer, service_id, place)
    service, f = line.service, line.forecast
    assert service is not None
    own = managed(viewer) == service.owner_id
    before = _said_before(line)
    longest = max((b.joins_high or b.joins_low or 0 for b in before), default=0)
    context: dict[str, Any] = {
        "nav": "waits", "line": line, "service": service, "f": f, "own": own, "on": on, "weeks": weeks, "said": joins(f), "why": f.abstains if f else "",
        "compared": _compared(f) if f and f.compared else [],
        "test": _test(f, own) if f and f.test else [], "alarm": bool(f and f.test and f.test.get("alarm")), "inside": in_ten(f.test["coverage"]) if f and f.test else None,
        "unplanned": in_words(f.unplanned_low, f.unplanned_high) if f and f.unplanned_low is not None else "", "before": [(b, joins(b)) for b in before],
        "bars": [(b, joins(b), round(BAR * (b.joins_low or 0) / longest), round(BAR * (b.joins_high or longest) / longest)) for b in before if joins(b)] if longest else [],
        "plan": planned(service, line.locality, on),
    }  # fmt: skip
    if own:
        start = start_in(request.GET)
        children, total = on_the_list(viewer, service, line.locality, f, on, start, SHOWN)
        for child in {c.child.pk for c in children}:
            record_look(viewer, child, "Looked at a waiting list")
        shown = [c.case for c in children]
        offers = frozenset(may_be_offered(viewer).filter(case__in=shown).values_list("case_id", flat=True)) if viewer.holds(*OFFERS) else frozenset()
        context |= {"may_move": may_move(viewer, shown), "may_offer": offers}
        context |= {"children": children, "total": total, "start": start, "next": start + SHOWN if start + SHOWN < total else 0, "back": max(0, start - SHOWN) if start else None}
    return render(request, "services/wait.html", context)


def _said_before(line: Line) -> list[Forecast]:
    """The latest forecasts of a list, a week or more apart, the newest first."""
    assert line.service is not None
    found: list[Forecast] = []
    for f in forecasts().filter(service=line.service.pk, locality=line.locality).order_by("-on")[: SAID_BEFORE * EVERY]:
        if not found or (found[-1].on - f.on).days >= EVERY:
            found.append(f)
    return found[:SAID_BEFORE]


def _test(f: Forecast, own: bool) -> list[tuple[str, str, str]]:
    """The back-test as rows: what, the answer, and what it should be."""
    t = f.test
    number = FEWER if not own and few(t["number"]) else str(t["number"])
    if not own and few(t["number"]):
        return [("Children whose wait is over and whom it was tried on", number, "40 or more")]
    bias = "Not known" if t["bias"] is None else bias_in_words(t["bias"])
    unknown = t["not_yet_known"] if own or not few(t["not_yet_known"]) else FEWER
    return [
        ("Seen within the range", _percent(t["coverage"]), "80%"),
        ("Seen later than the range", _percent(t["later"]), "10%"),
        ("Seen sooner than the range", _percent(t["sooner"]), "10%"),
        ("Width of a range, on average", "Not known" if t["width"] is None else count_of(round(t["width"] / 7), "week"), "The narrower the better, if the first row holds"),
        ("The middle of the range", bias, "Neither"),
        ("Children whose wait is over and whom it was tried on", number, "40 or more"),
        ("Predictions about children who still wait within their range", str(unknown), "Left out until they are known"),
    ]


def _compared(f: Forecast) -> list[tuple[str, str, str]]:
    """The same of the days of which the staffing plan names the weeks: what, with the plan, without it. Never of few children."""
    tests = [f.compared["with"], f.compared["without"]]
    width = ["Not known" if t["width"] is None else count_of(round(t["width"] / 7), "week") for t in tests]
    bias = ["Not known" if t["bias"] is None else bias_in_words(t["bias"]) for t in tests]
    rows = [(what, [_percent(t[name]) for t in tests]) for what, name in (("Seen within the range", "coverage"), ("Seen later than the range", "later"), ("Seen sooner than the range", "sooner"))]
    rows += [("Width of a range, on average", width), ("The middle of the range", bias), ("Children whose wait is over and whom it was tried on", [str(t["number"]) for t in tests])]
    return [(what, with_, without) for what, (with_, without) in rows]


def _percent(share: float) -> str:
    return f"{share:.0%}"


def bias_in_words(days: float) -> str:
    whole = round(abs(days))
    return "As often too soon as too late" if not whole else f"{count_of(whole, 'day')} too {'soon' if days > 0 else 'late'}"


@signed_in
def history(request: HttpRequest, service_id: UUID, place: str) -> HttpResponse:
    """The list without names, as `goldenthread wait-estimate` reads it. Referrals that are kept confidential are in no file."""
    line = own_list(request, service_id, place)
    assert line.service is not None
    told = [c.wait for c in counted([line.service.pk]) if c.locality == line.locality and c.wait.since <= today()]
    return csv_file("history.csv", HISTORY, rows_for_the_command(line.service.code, line.slug, told))


@signed_in
def plan_csv(request: HttpRequest, service_id: UUID, place: str) -> HttpResponse:
    line = own_list(request, service_id, place)
    assert line.service is not None
    told = Staffing.objects.filter(service=line.service, locality=line.locality).order_by("week").values_list("week", "slots")
    return csv_file("plan.csv", PLAN, [[line.service.code, line.slug, week, slots] for week, slots in told])


def _stretch(request: HttpRequest) -> tuple[dt.date, dt.date]:
    """The two weeks that a button names."""
    try:
        first, last = (dt.date.fromisoformat(request.POST.get(name, "")) for name in ("from", "to"))
    except ValueError:
        raise Http404 from None
    if last < first:
        raise Http404
    return first, last


@signed_in
def staffing(request: HttpRequest, service_id: UUID, place: str) -> HttpResponse:
    """How many children the service plans to see first in each week."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    line = own_list(request, service_id, place)
    service, f = line.service, line.forecast
    assert service is not None
    if request.method == "POST" and request.POST.get("do") == "remove":
        number = unplan(viewer, service, line.locality, *_stretch(request))
        messages.success(request, f"{count_of(number, 'week')} taken out of the plan. The list is reckoned anew within some minutes." if number else "They were taken out of the plan before.")
        return redirect("waits-staffing", service.pk, line.slug)
    form = StaffingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        number = plan(viewer, service, line.locality, given["first"], given["last"], given["slots"])
        messages.success(request, f"Saved for {count_of(number, 'week')}. The list is reckoned anew within some minutes.")
        return redirect("waits-staffing", service.pk, line.slug)
    context = {
        "nav": "waits", "line": line, "service": service, "form": form, "errors": form.is_bound and bool(form.errors), "plan": planned(service, line.locality, on), "said": joins(f), "f": f,
        "unplanned": in_words(f.unplanned_low, f.unplanned_high) if f and f.unplanned_low is not None else "",
        "lately": line.seen / 13 if isinstance(line.seen, int) else None, "narrow": True, "full_day": full_day,
    }  # fmt: skip
    return render(request, "services/staffing.html", context)
