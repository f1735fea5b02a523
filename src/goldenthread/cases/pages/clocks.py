"""Clocks at risk and broken: where is it going wrong, and is it getting better?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.queries import openings_to_review
from goldenthread.access.viewer import Viewer
from goldenthread.cases import standing_table, timeliness
from goldenthread.cases.chart import chart
from goldenthread.cases.limits_before import periods_before, what_came
from goldenthread.cases.pages.clocks_rows import rows_of
from goldenthread.cases.queries_limits import BY as BY_OF_TOTALS
from goldenthread.cases.queries_limits import limits, monthly, sees_totals
from goldenthread.cases.queries_shared import not_shared
from goldenthread.cases.queries_standing import ASSESSMENT, SOON, Population, children_named, population, sees_cases
from goldenthread.cases.standing_table import LIMITS, Line
from goldenthread.pathways import PATHWAYS
from goldenthread.science.missed_limits import chances, held
from goldenthread.science.small_numbers import FEWER, KEPT_BACK, UNTOLD
from goldenthread.web.csv_file import csv_file
from goldenthread.web.days import DayShown, day_shown
from goldenthread.web.paging import A_PAGE, page_asked, pages_beside

_ALL = {"stage": "All stages", "team": "All teams", "locality": "All localities", "cause": "All causes"}


_PARTS = ("within", "share", "lawful_share")


@dataclass(frozen=True)
class Asked:
    """What the filters say. Anything not known is the first choice."""

    by: str
    pathway: str
    team: str

    def query(self, day: DayShown, **more: str) -> str:
        given = {"by": self.by, "pathway": self.pathway, "team": self.team} | more
        if day.past:
            given |= {"as-at": day.as_at.isoformat(), "known": day.known}
        return urlencode({k: v for k, v in given.items() if v or k == "group"})


def _asked(request: HttpRequest, ways: Iterable[str]) -> Asked:
    given, ways = request.GET, tuple(ways)
    by = given.get("by", "")
    pathway = given.get("pathway", "")
    return Asked(
        by if by in ways else ways[0], pathway if pathway in PATHWAYS else ASSESSMENT, given.get("team", "")[:100]
    )


@signed_in
def clocks(request: HttpRequest) -> HttpResponse:
    viewer, day = request.viewer, day_shown(request)  # type: ignore[attr-defined]
    cases = sees_cases(viewer)
    if not cases and not sees_totals(viewer):
        raise Http404
    if nothing := not_shared(viewer):
        context = {"nav": "clocks", "day": day, "nothing": nothing, "cases": cases}
        return render(request, "cases/clocks_not_shared.html", context)
    return (_with_cases if cases else _totals)(request, viewer, day)


def _with_cases(request: HttpRequest, viewer: Viewer, day: DayShown) -> HttpResponse:
    asked = _asked(request, standing_table.BY)
    pathway = PATHWAYS[asked.pathway]
    periods = periods_before(day.as_at, SOON)
    found = _population(viewer, asked.pathway, day, limits_since=periods[0].day)
    came = what_came(found.limits, found.ended, periods)
    before = chances(came)
    teams = sorted({s.team for s in found.standings if s.team})
    chosen = standing_table.chosen(found.standings, team=asked.team)
    whole = standing_table.line("", _ALL[asked.by], chosen, asked.by, pathway, before)
    rows = [(line, _links(line, asked, day)) for line in standing_table.lines(chosen, asked.by, pathway, before)]
    context = _context(
        day, asked, rows, whole, timeliness.months(found.finals, day.as_at) if asked.pathway == ASSESSMENT else []
    )
    return render(
        request,
        "cases/clocks.html",
        context
        | {
            "teams": teams,
            "ways": standing_table.BY,
            "lists": True,
            "likely": standing_table.range_of if before else None,
            "held": standing_table.held_answer(held(came)) if before else "",
            "openings": len(openings_to_review(viewer)),
            "whole_links": _links(whole, asked, day, all_groups=True),
        },
    )


def _totals(request: HttpRequest, viewer: Viewer, day: DayShown) -> HttpResponse:
    asked = _asked(request, BY_OF_TOTALS)
    ways = {slug: standing_table.BY[slug] for slug in BY_OF_TOTALS}
    if day.past:
        # A total of an earlier day would have to be computed from cases that this viewer may not see.
        return render(request, "cases/clocks_today_only.html", {"nav": "clocks", "day": day})
    lines, whole = limits(viewer, asked.pathway, asked.by, day.as_at)
    months = monthly(viewer, day.as_at) if asked.pathway == ASSESSMENT else []
    context = _context(day, asked, [(line, {}) for line in lines], whole, months)
    return render(
        request, "cases/clocks.html", context | {"teams": [], "ways": ways, "lists": False, "whole_links": {}}
    )


def _context(
    day: DayShown, asked: Asked, rows: list[tuple[Line, dict[str, str]]], whole: Line, months: list[timeliness.Month]
) -> dict[str, object]:
    pathway = PATHWAYS[asked.pathway]
    return {
        "nav": "clocks",
        "day": day,
        "asked": asked,
        "pathways": {slug: p.title for slug, p in PATHWAYS.items()},
        "answer": standing_table.answer(whole.past, whole.soon, pathway, whole.untold),
        "likely_answer": standing_table.likely_answer(whole.soon, whole.likely),
        "things": standing_table.things(pathway),
        "rows": rows,
        "whole": whole,
        "all_of": _ALL[asked.by],
        "fewer": FEWER,
        "kept_back": KEPT_BACK,
        "untold": UNTOLD,
        "months": months,
        "sentence": timeliness.sentence(months) if months else "",
        # Where every share is too small to be shown, there is nothing to draw: sentence and table say what there is.
        "chart": chart(months) if any(m.share is not None for m in months) else None,
        "kept_months": any(m.words_for(n) == timeliness.NOT_SHOWN for m in months for n in _PARTS if getattr(m, n) is None),
        "england": timeliness,
        "keep": asked.query(day),
        "showing": ", ".join(part for part in (standing_table.BY[asked.by].lower(), asked.team, pathway.title) if part),
    }


def _links(line: Line, asked: Asked, day: DayShown, *, all_groups: bool = False) -> dict[str, str]:
    """Each count opens the list of its cases."""
    group = {} if all_groups else {"group": line.key}
    return {
        limit: f"{reverse('clocks-list')}?{asked.query(day, **group, limit=limit)}"
        for limit in LIMITS
        if getattr(line, limit)
    }


def _population(viewer: Viewer, slug: str, day: DayShown, limits_since: date | None = None) -> Population:
    since = timeliness.whole_months(day.as_at)[0]
    return population(viewer, slug, day.as_at, since, limits_since=limits_since, past=day.past, known_at=day.known_at)


@signed_in
def clocks_list(request: HttpRequest) -> HttpResponse:
    """The cases behind one count."""
    viewer, day = request.viewer, day_shown(request)  # type: ignore[attr-defined]
    limit = request.GET.get("limit", "past")
    if not sees_cases(viewer) or limit not in LIMITS:
        raise Http404
    asked = _asked(request, standing_table.BY)
    pathway, group = PATHWAYS[asked.pathway], request.GET.get("group")
    found = _population(viewer, asked.pathway, day)
    behind = standing_table.chosen(found.standings, team=asked.team, by=asked.by, group=group, limit=limit)
    ordered = sorted(behind, key=lambda s: (s.clocks[0].due or date.max if s.clocks else date.max, str(s.case)))
    page = page_asked(request, len(ordered), A_PAGE)
    shown = ordered[page * A_PAGE : (page + 1) * A_PAGE]
    named = children_named(viewer, [s.child for s in shown if s.child])
    title = standing_table.title_of(group, asked.by, pathway) if group is not None else ""
    context = {
        "nav": "clocks",
        "day": day,
        "rows": rows_of(shown, named, pathway, day),
        "total": len(ordered),
        "first": page * A_PAGE + 1,
        "limit": LIMITS[limit],
        "group": title,
        "thing": standing_table.things(pathway),
        "team": asked.team,
        "back": f"{reverse('clocks')}?{asked.query(day)}",
        "pages": pages_beside(request, page, len(ordered), A_PAGE),
    }
    return render(request, "cases/clocks_list.html", context)


@signed_in
def timeliness_csv(request: HttpRequest) -> HttpResponse:
    viewer, day = request.viewer, day_shown(request)  # type: ignore[attr-defined]
    if sees_cases(viewer):
        months = timeliness.months(_population(viewer, ASSESSMENT, day).finals, day.as_at)
    elif sees_totals(viewer) and not day.past:
        months = monthly(viewer, day.as_at)
    else:
        raise Http404
    head = ["Month", "New plans issued", "Within 20 weeks", "Share (%)", "Share counting lawfully excused as in time (%)", "Open past 20 weeks at month end"]
    counts = ("issued", "within", "share", "lawful_share", "open_past")
    rows = ([m.name, *(_shown(m, name) for name in counts)] for m in months)
    return csv_file(f"timeliness-{day.as_at:%Y-%m-%d}.csv", head, rows)


def _shown(month: timeliness.Month, name: str) -> str:
    n = getattr(month, name)
    return str(n) if n is not None else month.words_for(name)


@signed_in
def clocks_counted(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    if not sees_cases(viewer) and not sees_totals(viewer):
        raise Http404
    return render(request, "cases/clocks_counted.html", {"nav": "clocks", "england": timeliness})
