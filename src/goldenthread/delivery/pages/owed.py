"""Owed hours for commissioners: where help in plans is not given, in hours, children and cost."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.delivery.owed import AGES, BY, Total, Totals, rates_of, set_rates, totals
from goldenthread.science.delivery import SERVICES
from goldenthread.web.csv_file import csv_file
from goldenthread.web.days import today
from goldenthread.web.words import HOME_UNLISTED

MANAGER = "la-send-manager"
BAR = 620


def _asked(request: HttpRequest) -> tuple[str, dict[str, str], Totals]:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    by = request.GET.get("by", "service")
    by = by if by in BY else "service"
    asked = {name: request.GET.get(name, "any") for name in BY}
    only = {name: value for name, value in asked.items() if name != by and value != "any"}
    if only.get("service", "school") not in SERVICES or only.get("age", "0-4") not in AGES:
        raise Http404
    found = totals(viewer, on, by, only)
    if found is None or only.get("locality", "") not in ("", *found.localities):
        raise Http404
    return by, only, found


@signed_in
def owed_hours(request: HttpRequest) -> HttpResponse:
    by, only, found = _asked(request)
    viewer = request.viewer  # type: ignore[attr-defined]
    most = max((t.owed for t in found.rows if t.shown), default=0)
    choices = {"service": SERVICES, "locality": {n: n or HOME_UNLISTED for n in found.localities}, "age": AGES}
    context = {
        "nav": "owed", "by": by, "by_title": BY[by], "bys": BY, "only": only, "found": found, "sentence": sentence(found, by, only, choices), "on": today(),
        "bars": [(t, max(1, round(BAR * t.owed / most)), 34 * n) for n, t in enumerate(t for t in found.rows if t.shown and t.owed)] if most else [],
        "choices": [(n, BY[n], c) for n, c in choices.items() if n != by], "hours": whole_hours, "pounds": pounds, "manager": viewer.holds(MANAGER),
        "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "delivery/owed.html", context)


def sentence(found: Totals, by: str, only: dict[str, str], choices: dict[str, Any]) -> str:
    """First the number, then where it is largest, then what not to conclude."""
    slice_ = ", ".join(str(choices[n][v]) for n, v in only.items())
    where = f" ({slice_})" if slice_ else ""
    if not found.rows:
        return f"No plan in force has a line that could be counted{where}."
    whole = found.whole
    if not whole.shown:
        return f"Hours are owed to so few children that the numbers are not shown{where}."
    said = f"{whole_hours(whole.owed)} hours of help in plans are owed to {whole.children:,} children{where}"
    if whole.pence:
        said += f", which would cost {pounds(whole.pence)}"
    largest = max((t for t in found.rows if t.shown), key=lambda t: t.owed, default=None)
    if largest and largest.owed and len(found.rows) > 1:
        said += f". Most are owed by {largest.title}" if by == "service" else f". Most: {largest.title}"
        said += f", {whole_hours(largest.owed)} hours to {largest.children:,} children"
    return f"{said}. For {whole_hours(whole.not_recorded)} hours nobody recorded anything: these are neither owed nor delivered."


def whole_hours(minutes: int) -> str:
    return f"{round(minutes / 60):,}"


def pounds(pence: int | None) -> str:
    return "no rate set" if pence is None else f"£{round(pence / 100):,}"


@signed_in
def owed_csv(request: HttpRequest) -> HttpResponse:
    by, _, found = _asked(request)
    head = [BY[by], "Children owed", "Hours owed", "Of it from before this school year", "Cost", "Hours due", "Hours delivered",
            "Hours not recorded", "Hours in question", "Lines that cannot be checked"]  # fmt: skip
    return csv_file(f"owed-hours-by-{by}.csv", head, (_cells(t) for t in [*found.rows, found.whole]))


def _cells(t: Total) -> list[object]:
    if not t.shown:
        return [t.title, t.children_words, *["not shown"] * 8]
    cost = "" if t.pence is None else f"{t.pence / 100:.2f}"
    return [t.title, t.children, *(f"{m / 60:.1f}" for m in (t.owed, t.old)), cost,
            *(f"{m / 60:.1f}" for m in (t.due, t.delivered, t.not_recorded, t.in_question)), t.cannot]  # fmt: skip


@signed_in
def rates(request: HttpRequest) -> HttpResponse:
    """What an hour of each service costs, from today on: a dated setting of the council."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    role = next((r for r in viewer.roles if r.slug == MANAGER and r.organisation), None)
    if role is None:
        raise Http404
    now = rates_of(on)
    problem = ""
    if request.method == "POST":
        wanted: dict[str, int] = {}
        for service, title in SERVICES.items():
            given = request.POST.get(f"rate-{service}", "").strip().lstrip("£")
            try:
                pence = round(Decimal(given) * 100) if given else 0
            except (InvalidOperation, ValueError, OverflowError):
                pence = -1
            if not 0 <= pence <= 100_000:
                problem = f"{title} must be pounds an hour, like 64.50, and no more than 1,000"
                break
            wanted[service] = pence
        if not problem:
            set_rates(role.organisation, wanted, on)
            messages.success(request, "Saved. The rates hold from today.")
            return redirect("owed-hours")
    rows = [(s, title, f"{now[s] / 100:.2f}" if now.get(s) else "") for s, title in SERVICES.items() if s != "not-known"]
    return render(request, "delivery/rates.html", {"nav": "owed", "rows": rows, "problem": problem, "errors": bool(problem), "narrow": True})



