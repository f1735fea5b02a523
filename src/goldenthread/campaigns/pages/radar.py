"""Plans that need amending: the whole area's, and what one plan's score is made of."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.viewer import Viewer
from goldenthread.campaigns.audit import audit
from goldenthread.campaigns.progress import STATES, Progress, campaigns_of, progress
from goldenthread.campaigns.radar import NOBODY, OLDER, SCORED, SHOWN, YEARS, Filters, lines
from goldenthread.campaigns.reading import CASEWORK, managed, plans, weights_on
from goldenthread.science.campaign import LEAST_WEEKS, Finish
from goldenthread.science.staleness import MEANING, REASONS
from goldenthread.web.days import today
from goldenthread.web.paging import page_in
from goldenthread.web.words import count_of, number


@signed_in
def radar(request: HttpRequest) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if not viewer.holds(*CASEWORK):
        raise Http404
    asked = Filters.of(request.GET.dict())
    weighed = weights_on(viewer, on)
    found = plans(viewer, on)
    ranked = found.in_order(on, weighed)
    chosen = asked.leave(ranked)
    page, pages = page_of(request, chosen.height)
    running = next((c for c in campaigns_of(viewer) if not asked.team or c.team == asked.team), None)
    context: dict[str, Any] = {
        "nav": "radar", "asked": asked, "sentence": sentence(ranked), "teams": teams(ranked), "years": YEARS, "olders": OLDER, "reasons": REASONS,
        "rows": lines(viewer, found, chosen.slice((page - 1) * SHOWN, SHOWN), on, weighed), "total": chosen.height, "on": on,
        "page": page, "pages": pages, "query": urlencode({k: v for k, v in vars(asked).items() if v and k != "wrong"}), "manager": managed(viewer) is not None,
        "panel": panel(progress(viewer, running, on), on) if running else None, "audit": audit(viewer, found, ranked),
        "others": campaigns_of(viewer)[:20],
    }  # fmt: skip
    return render(request, "campaigns/radar.html", context)


def page_of(request: HttpRequest, rows: int) -> tuple[int, int]:
    pages = max(1, -(-rows // SHOWN))
    return min(page_in(request.GET), pages), pages


def teams(ranked: pl.DataFrame) -> list[str]:
    return [*sorted(t for t in ranked["team"].unique() if t), *([NOBODY] if (ranked["team"] == "").any() else [])]


def sentence(ranked: pl.DataFrame) -> tuple[str, str]:
    """First how many score high, then how many of all are past the law's limit: these come first."""
    high, late = int((ranked["score"] >= SCORED).sum()), int((ranked["overdue"] > 0).sum())
    verb = "scores" if high == 1 else "score"
    return f"{number(high)} of {count_of(ranked.height, 'plan')} {verb} {SCORED} or more.", f"{count_of(late, 'plan')} {'is' if late == 1 else 'are'} past a limit of the law"


def panel(at: Progress, on: date) -> dict[str, Any]:
    """The bar of a campaign with its sentence and its table."""
    total = len(at.state)
    parts = [(key, words, at.count(key)) for key, words in STATES.items()]
    x, bars = 0.0, []
    for key, words, n in parts:
        width = 1000 * n / total if total else 0
        bars.append({"key": key, "words": words, "n": n, "x": round(x, 1), "width": round(width, 1)})
        x += width
    usual = at.finish(on)
    return {
        "campaign": at.campaign, "total": total, "bars": bars, "amended": at.count("amended"), "hours": at.hours, "finish": finish_words(usual),
        "others": [(h, finish_words(at.finish(on, h))) for h in other_hours(at.hours)], "left": at.left, "how": how(usual),
    }  # fmt: skip


def other_hours(hours: int) -> list[int]:
    """A third more, twice as much, and a third less."""
    return sorted({max(1, round(hours * f)) for f in (2 / 3, 4 / 3, 2)} - {hours})


def finish_words(found: Finish) -> str:
    if found.low is None:
        return "no day can be named: at this pace it does not end within ten years"
    if found.high is None:
        return f"not before {_day(found.low)}, and perhaps not within ten years"
    if found.low == found.high:
        return f"about {_day(found.low)}"
    return f"between {_day(found.low)} and {_day(found.high)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def how(found: Finish) -> str:
    if found.from_what_was_done:
        return (
            f"Drawn 400 times from the {found.weeks_seen} weeks of this campaign that are over, each scaled to the hours; 8 draws in 10 end in this range. "
            "It does not know of leave or holidays that those weeks did not have."
        )
    return (
        f"From the hours that a plan was thought to take, a half more and a half less: fewer than {LEAST_WEEKS} weeks of this campaign are over, "
        "so nothing that was done can say it yet."
    )


@signed_in
def sum_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What one plan's score is made of."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if not viewer.holds(*CASEWORK):
        raise Http404
    weighed = weights_on(viewer, on)
    found = plans(viewer, on, [case_id])
    if not found.cases:
        raise Http404
    [line] = lines(viewer, found, found.in_order(on, weighed), on, weighed)
    context = {"nav": "radar", "line": line, "reasons": REASONS, "weighed": weighed, "meaning": MEANING, "on": on,
               "other": [(k, t) for k, t in REASONS.items() if k not in {r.key for r in line.reasons}]}  # fmt: skip
    return render(request, "campaigns/sum.html", context)


def cases_of(viewer: Viewer, asked: Filters, on: date) -> list[UUID]:
    """Every plan that the filters leave, in order."""
    found = plans(viewer, on)
    return [found.cases[n] for n in asked.leave(found.in_order(on, weights_on(viewer, on)))["n"]]


