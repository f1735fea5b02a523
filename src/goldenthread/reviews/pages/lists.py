"""Reviews as a list: a setting's children of every council, or a council's reviews by where they stand."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.rules import OFFICERS
from goldenthread.cases.presenters import clock_tag
from goldenthread.engine.calendar import age_on
from goldenthread.people.models import Child, Organisation
from goldenthread.reviews.queries import Row, lines_for_council, lines_for_setting, urgent_first, with_children
from goldenthread.reviews.standing import NEXT, STATES
from goldenthread.web.days import today
from goldenthread.web.paging import A_PAGE, page_asked, pages_beside
from goldenthread.web.words import kind_words, short_day, year_group


@signed_in
def reviews(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.holds(*OFFICERS):
        return _council(request)
    if viewer.holds("setting-senco"):
        return _setting(request)
    raise Http404


def _setting(request: HttpRequest) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    lines = urgent_first(lines_for_setting(viewer, on), on)
    councils = dict(Organisation.objects.filter(pk__in={line.owner for line in lines}).values_list("pk", "name"))
    rows = [_row(line, on, councils[line.owner]) for line in lines]
    now = [r for r in rows if r["state"] != "later"]
    over = sum(r["over"] for r in rows)
    context = {"nav": "reviews", "rows": now, "later": [r for r in rows if r["state"] == "later"], "councils": sorted(councils.values()), "over": over}
    return render(request, "reviews/setting.html", context)


def _council(request: HttpRequest) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    lines = urgent_first(lines_for_council(viewer, on), on)
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    late_only = request.GET.get("late") == "1"
    counts = Counter(line.where.state for line in lines)
    late = Counter(line.where.state for line in lines if _over(line, on))
    chosen = [line for line in lines if (line.where.state == state if state else line.where.state != "later") and (not late_only or _over(line, on))]
    page = page_asked(request, len(chosen), A_PAGE)
    shown = with_children(viewer, chosen[page * A_PAGE : (page + 1) * A_PAGE])
    context: dict[str, Any] = {
        "nav": "reviews", "states": [(s, title, counts[s], late[s]) for s, title in STATES.items()], "state": state, "title": STATES.get(state, ""),
        "late_only": late_only, "rows": [_row(line, on, "") for line in shown], "total": len(chosen), "over": sum(late.values()),
        "open": sum(counts.values()), "first": page * A_PAGE + 1, "pages": pages_beside(request, page, len(chosen), A_PAGE),
    }  # fmt: skip
    return render(request, "reviews/council.html", context)


def _over(line: Row, on: Any) -> bool:
    clock = line.where.clock
    return clock is not None and clock.kind == "law" and clock.status(on) == "overdue"


def _under_5(child: Child | None, day: Any) -> bool:
    """On this day. Of a child who may not be seen, and one of no known birth, nothing is said."""
    return child is not None and child.date_of_birth is not None and age_on(child.date_of_birth, day) < 5


def _row(line: Row, on: Any, council: str) -> dict[str, Any]:
    child, where = line.child, line.where
    return {
        "case": line.case, "state": where.state, "title": where.title, "next": NEXT[where.state], "council": council, "over": _over(line, on),
        "child": f"{child.forename} {child.surname}" if child else "A child whose name you may not see",
        "child_line": ", ".join(p for p in (child.reference, year_group(child.date_of_birth, on)) if p) if child else "",
        "complete_by": short_day(where.complete_by, on) if where.complete_by else "–",
        "early": short_day(where.early, on) if where.early and _under_5(child, max(where.early, on)) else "",
        # A meeting that was held is told by where the review stands.
        "meeting": short_day(where.meeting, on) if where.meeting and (where.state == "arranged" or where.state in ("amending", "ceasing") and where.meeting >= on) else "",
        "due": short_day(where.clock.due, on) if where.clock and where.clock.due else "–",
        "tag": clock_tag(where.clock, on) if where.clock else None, "set_by": kind_words(where.clock.kind) if where.clock else "",
    }  # fmt: skip


