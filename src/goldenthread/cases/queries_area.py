"""An area as its managers see it: where clocks are at risk and broken, and how timeliness moves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import TruncMonth

from goldenthread.access.policy import may_count, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import CaseState, ClockRow
from goldenthread.cases.parties import CASEWORK
from goldenthread.cases.queries_clocks import OF_A_CASE
from goldenthread.people.models import Allocation, Postcode, in_force

AT_RISK = dt.timedelta(days=14)
MANAGERS = ("la-send-manager", "dco", "dsco")


@dataclass(frozen=True)
class PressureRow:
    """Clocks in law at risk and broken, for one stage, team, locality or cause."""

    what: str
    at_risk: int
    broken: int


def pressure(viewer: Viewer, by: str, today: dt.date) -> list[PressureRow]:
    """`by` is stage, team, locality or cause. At risk: due within two weeks. Only managers see counts by child."""
    if not viewer.holds(*MANAGERS):
        return []
    open_clocks = ClockRow.objects.filter(
        visible(viewer, "status", shape=OF_A_CASE), kind="law", stopped=None, floor=False,
        due__lte=today + AT_RISK,
    ).exclude(owed_by="family")  # fmt: skip
    lifted = Q(excused_from__lte=today)
    rows = (
        open_clocks.annotate(what=_by(by, today))
        .values("what")
        .annotate(
            at_risk=Count("id", filter=Q(due__gte=today)),
            broken=Count("id", filter=Q(due__lt=today) & ~lifted | Q(due__lt=today, excused_from=None)),
        )
        .order_by("-broken", "-at_risk", "what")
    )
    return [PressureRow(r["what"] or "", r["at_risk"], r["broken"]) for r in rows]


def _by(by: str, today: dt.date) -> Any:
    if by == "stage":
        return F("case__state__stage")
    if by == "cause":
        return F("clock")
    if by == "locality":
        home = Postcode.objects.filter(postcode=OuterRef("child__postcode"))
        return Subquery(home.values("district__locality")[:1])
    if by == "team":
        theirs = Allocation.objects.filter(in_force(today), child=OuterRef("child_id"), role=CASEWORK)
        return Subquery(theirs.order_by("-valid_from").values("practitioner__team__name")[:1])
    raise ValueError("by must be stage, team, locality or cause")


@dataclass(frozen=True)
class MonthRow:
    month: dt.date
    in_time: int
    ended: int


def timeliness(viewer: Viewer, since: dt.date, clock: str = "issue-final-plan") -> list[MonthRow]:
    """Of the clocks that ended in each month, how many ended in time."""
    ended = ClockRow.objects.filter(
        visible(viewer, "status", shape=OF_A_CASE), clock=clock, stopped__gte=since, floor=False
    )
    rows = (
        ended.annotate(month=TruncMonth("stopped"))
        .values("month")
        .annotate(in_time=Count("id", filter=Q(stopped__lte=F("due"))), ended=Count("id"))
        .order_by("month")
    )
    return [MonthRow(r["month"], r["in_time"], r["ended"]) for r in rows]


@dataclass(frozen=True)
class TotalRow:
    """Number is None where it is too small to show."""

    pathway: str
    what: str
    number: int | None


def totals(viewer: Viewer, by: str = "stage") -> list[TotalRow]:
    """Cases of the whole area by stage or locality, for those whose right is to totals only."""
    if not may_count(viewer, "kpi-aggregates"):
        return []
    with connection.cursor() as cursor:
        cursor.execute("select pathway, what, n from cases_totals(%s)", [by])
        return [TotalRow(*row) for row in cursor.fetchall()]


def stage_counts(viewer: Viewer) -> list[tuple[str, str, int]]:
    """Cases that the viewer may see, by pathway and stage."""
    states = CaseState.objects.filter(visible(viewer, "status", shape=OF_A_CASE))
    rows = states.values_list("case__pathway", "stage").annotate(n=Count("case_id"))
    return [(pathway, stage, n) for pathway, stage, n in rows.order_by("case__pathway", "stage")]
