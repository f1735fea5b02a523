"""Totals of an area, for those whose right is to totals only: small numbers stay hidden."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from goldenthread.access.policy import may_count
from goldenthread.access.viewer import Viewer


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
