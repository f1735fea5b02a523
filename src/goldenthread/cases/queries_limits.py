"""Totals for those who may see no case: counted and made safe inside the database, which gives out nothing else."""

from __future__ import annotations

from datetime import date

from django.db import connection

from goldenthread.access.policy import may_count
from goldenthread.access.viewer import Viewer
from goldenthread.cases.queries_standing import ASSESSMENT, SOON
from goldenthread.cases.standing_table import Line, title_of
from goldenthread.cases.timeliness import Month, whole_months
from goldenthread.engine.calendar import working_days_within
from goldenthread.pathways import PATHWAYS

BY = ("stage", "locality")


def sees_totals(viewer: Viewer) -> bool:
    """Totals belong to somebody's body: a family has no body whose totals these would be."""
    return bool(viewer.organisations) and may_count(viewer, "kpi-aggregates")


def limits(viewer: Viewer, slug: str, by: str, on: date) -> tuple[list[Line], Line]:
    """A line for each stage or locality, and one for all; None where a number is too small."""
    pathway = PATHWAYS[slug]
    nothing = Line("", "", 0, 0, 0)
    if not sees_totals(viewer):
        return [], nothing
    stages = [s.slug for s in pathway.stages if not s.closed]
    with connection.cursor() as cursor:
        cursor.execute(
            "select what, measure, n, kept_back from cases_limits(%s, %s, %s, %s, %s)",
            [by, slug, stages, on, working_days_within(SOON, on)],
        )
        rows = cursor.fetchall()
    counts: dict[str | None, dict[str, int | None]] = {}
    kept: dict[str | None, set[str]] = {}
    untold: dict[str | None, set[str]] = {}
    for what, measure, n, kept_back in rows:
        counts.setdefault(what, {})[measure] = n
        kept.setdefault(what, set()).update([measure] if kept_back else [])
        untold.setdefault(what, set()).update([measure] if kept_back is None else [])
    whole = counts.pop(None, None)
    order = stages if by == "stage" else sorted(k for k in counts if k is not None)
    found = [
        Line(k, title_of(k, by, pathway), **counts[k], kept_back=frozenset(kept[k]), untold=frozenset(untold[k]))
        for k in order
        if k in counts
    ]
    return found, Line("", "", **whole, untold=frozenset(untold[None])) if whole else nothing


def monthly(viewer: Viewer, on: date) -> list[Month]:
    if not sees_totals(viewer):
        return []
    pathway = PATHWAYS[ASSESSMENT]
    without_plan = {s.slug for s in pathway.stages if s.closed and s.slug != "plan-issued"}
    enders = [slug for slug, event in pathway.events.items() if event.stage in without_plan]
    with connection.cursor() as cursor:
        cursor.execute("select * from cases_months(%s, %s)", [whole_months(on)[0], enders])
        return [Month(*row) for row in cursor.fetchall()]
