"""The phase-transfer campaign: where everybody stands, run backwards from the last lawful day, and who is behind the pace."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import CHILD, IDENTITY, Record, Refused, may, visible
from goldenthread.access.queries import child_seen
from goldenthread.access.rules import OFFICERS
from goldenthread.cases.actions import Conflict, NewEvent, append
from goldenthread.cases.models import Case
from goldenthread.cases.queries_case import case_view
from goldenthread.engine.fields import BadEvent
from goldenthread.people.kinds import PLAN
from goldenthread.people.models import Child
from goldenthread.reviews.actions import only_one, review_case
from goldenthread.reviews.forms import IdentifyForm
from goldenthread.reviews.phases import PHASES, WORDS, phases_ahead, transfer_day
from goldenthread.reviews.transfers import PATHWAY, Transfer, open_transfers, phases_of, transfers
from goldenthread.web.days import today
from goldenthread.web.paging import A_PAGE, page_asked, pages_beside
from goldenthread.web.words import count_of, full_day, school_year, short_day, year_group

NOBODY = "No team"


@signed_in
def phase_transfers(request: HttpRequest) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if not viewer.holds(*OFFICERS):
        raise Http404
    everybody = transfers(viewer, on)
    teams = sorted({t.team or NOBODY for t in everybody}, key=lambda t: (t == NOBODY, t))
    team, at = request.GET.get("team", ""), request.GET.get("at", "")
    late = request.GET.get("behind") == "1"
    chosen = [t for t in everybody if (not team or (t.team or NOBODY) == team) and (not at or t.position == at) and (not late or t.behind)]
    page = page_asked(request, len(chosen), A_PAGE)
    context = {
        "nav": "reviews", "positions": list(WORDS.items()), "table": _table(everybody, teams), "total": len(everybody), "behind": sum(t.behind for t in everybody),
        "sentence": _sentence(everybody, on), "bars": _bars(everybody), "calendars": _calendars(everybody), "team": team, "at": at, "late": late,
        "filtered": bool(team or at or late), "rows": _rows(viewer, chosen[page * A_PAGE : (page + 1) * A_PAGE], on), "chosen": len(chosen),
        "first": page * A_PAGE + 1, "pages": pages_beside(request, page, len(chosen), A_PAGE), "words": WORDS,
    }  # fmt: skip
    return render(request, "reviews/transfers.html", context)


def _table(found: list[Transfer], teams: list[str]) -> list[dict[str, Any]]:
    n = Counter((t.team or NOBODY, t.position) for t in found)
    late = Counter(t.team or NOBODY for t in found if t.behind)
    rows = [{"team": team, "key": team, "counts": [(p, n[team, p]) for p in WORDS], "behind": late[team]} for team in teams]
    whole = Counter(t.position for t in found)
    return [*rows, {"team": "All", "key": "", "counts": [(p, whole[p]) for p in WORDS], "behind": sum(late.values())}]


def _sentence(found: list[Transfer], on: date) -> str:
    at = Counter(t.position for t in found)
    return (
        f"Of {count_of(len(found), 'transfer')} this school year, {at['not-identified']} are not identified yet and {at['issued']} have their plan; "
        f"{sum(t.behind for t in found)} are behind the pace. Being on the pace is not the plan: only a plan that was issued is.{_from_before(found, on)}"
    )


def _from_before(found: list[Transfer], on: date) -> str:
    n = sum(t.position != "issued" and school_year(t.pace.issued) < school_year(on) for t in found)
    return f" {n} of them {'was' if n == 1 else 'were'} due before this school year and still {'has' if n == 1 else 'have'} no plan." if n else ""


def _bars(found: list[Transfer]) -> list[dict[str, Any]]:
    """A bar for each position, with the part of it that is behind the pace; zero on the axis."""
    n, late = Counter(t.position for t in found), Counter(t.position for t in found if t.behind)
    most = max([*n.values(), 1])
    return [
        {"y": 34 * i, "words": words, "n": n[p], "late": late[p], "width": round(820 * n[p] / most, 1), "late_width": round(820 * late[p] / most, 1)}
        for i, (p, words) in enumerate(WORDS.items())
    ]


def _calendars(found: list[Transfer]) -> list[dict[str, str]]:
    """The days of each last day, run backwards."""
    return [
        {"published": full_day(p.published) if p.published else "", "issued": full_day(p.issued), "notice": full_day(p.notice),
         "consulted": full_day(p.consulted), "preference": full_day(p.preference)}
        for p in sorted({t.pace for t in found}, key=lambda p: p.issued)
    ]  # fmt: skip


def _rows(viewer: Any, chosen: list[Transfer], on: Any) -> list[dict[str, Any]]:
    children = {c.pk: c for c in Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY), pk__in=[t.child for t in chosen])}
    phases = phases_of(viewer, [t.case for t in chosen if t.case])
    return [_row(t, children.get(t.child), phases.get(t.case, "") if t.case else "", on) for t in chosen]


def _row(t: Transfer, child: Child | None, phase: str, on: Any) -> dict[str, Any]:
    if not phase and child is not None:
        phase = next(iter(phases_ahead(child.date_of_birth, on)), "")
    return {
        "child": f"{child.forename} {child.surname}" if child else "A child whose name you may not see", "key": t.child, "case": t.case,
        "line": ", ".join(p for p in (child.reference, year_group(child.date_of_birth, on)) if p) if child else "", "phase": PHASES.get(phase, ""),
        "at": WORDS[t.position], "by": short_day(t.pace.by(t.position), on), "issued": short_day(t.pace.issued, on), "behind": t.behind,
        "done": t.position == "issued", "officer": t.officer or "Nobody allocated", "team": t.team,
    }  # fmt: skip


@signed_in
def identify(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """Records that a child's transfer is coming: opens its case."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    child = child_seen(viewer, child_id)
    if child is None or not may(viewer, "write", PLAN, Record(owner=child.owner_id, child=child.pk)):
        raise Http404
    ahead = phases_ahead(child.date_of_birth, on)
    form = IdentifyForm(request.POST or None, initial={"phase": ahead[0] if ahead else "", "transfer_on": transfer_day(on)})
    if request.method == "POST" and form.is_valid():
        return _identified(request, child, dict(form.cleaned_data), on)
    context = {"nav": "reviews", "child": child, "form": form, "errors": form.is_bound and bool(form.errors), "narrow": True, "ahead": [PHASES[p] for p in ahead]}
    return render(request, "reviews/identify.html", context)


def _identified(request: HttpRequest, child: Child, said: dict[str, Any], on: date) -> HttpResponse:
    """One open transfer of a child: said again otherwise, the latest word governs; said again alike, it is there already."""
    viewer = request.viewer  # type: ignore[attr-defined]
    waiting = set(open_transfers(viewer, child.pk))
    first = NewEvent("phase-transfer-identified", on, said)
    try:
        case, new = only_one(
            viewer, child, PATHWAY, first, on, arose_from=review_case(viewer, child, on), still=lambda line: not line.closed and line.case.pk in waiting
        )
        view = case_view(viewer, Case.objects.get(pk=case), on)
        latest = [e for e in view.reader.events if e.event == "phase-transfer-identified"][-1]
        again = not new and dict(latest.fields) != said
        if again:
            append(viewer, case, view.last_number, [first])
    except Refused:
        raise Http404 from None
    except (BadEvent, Conflict):
        messages.error(request, "This could not be recorded as it is. Look at the dates, and try again")
        return redirect(request.path)
    messages.success(request, "The phase transfer is identified." if new else "The phase or its day is changed." if again else "This phase transfer was identified already.")
    return redirect("case", case)
