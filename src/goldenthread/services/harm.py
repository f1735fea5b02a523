"""Reviews of the harm of waiting: which are owed, what a clinician found, and what moderate harm or worse then asks for
(pathways.safe_waiting). It is the service's own note: nobody outside the service reads any of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Min, QuerySet

from goldenthread.access.policy import Record, Refused, may, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.actions import NewEvent, say_once
from goldenthread.cases.models import Case, ClockRow
from goldenthread.cases.plain_sql import rows as sql_rows
from goldenthread.cases.queries_clocks import OF_A_CLOCK
from goldenthread.engine import clocks
from goldenthread.pathways.common.referral import NOTES
from goldenthread.pathways.safe_waiting import SAFE_WAITING
from goldenthread.people.models import Child
from goldenthread.services.models import Referral
from goldenthread.services.queries import children_named
from goldenthread.services.worse import clinicians

SEES = ("health-practitioner", "health-service-manager")
OUTCOMES = {"none": "No harm", "low": "Low harm", "moderate": "Moderate harm", "severe": "Severe harm"}
AFTER_HARM = {
    "report-incident": ("incident-reported", "Reported as an incident"),
    "meet-duty-of-candour": ("duty-of-candour-met", "Family told openly of the harm, with an apology"),
    "tell-designated-officer": ("designated-officer-told", "Designated clinical officer told"),
}
"""What moderate harm or worse asks for: the clock, the event that meets it, and its words."""
REVIEWS = ("review-harm", "review-harm-again", "review-harm-after-warning")
FIRST = ("review-harm-after-warning", *AFTER_HARM)
"""Shown before the reviews that are owed for the length of the wait alone."""
AHEAD = dt.timedelta(days=28)


@dataclass(frozen=True)
class Owed:
    clock: str
    title: str
    due: dt.date
    days: int


@dataclass(frozen=True)
class Line:
    """A child of whom something is owed. `mine`: the viewer may review it."""

    case: UUID
    child: Child
    service: str
    since: dt.date
    owed: tuple[Owed, ...]
    mine: bool
    # Clinicians of the provider who have the child, by name.
    given: tuple[str, ...] = ()

    @property
    def weeks(self) -> int:
        return (max(o.due for o in self.owed) - self.since).days // 7

    def owes(self, *which: str) -> bool:
        return any(o.clock in which for o in self.owed)


def _clocks(viewer: Viewer, on: dt.date) -> QuerySet[ClockRow]:
    mine = sorted({r.organisation for r in viewer.roles if r.slug in SEES and r.organisation})
    return ClockRow.objects.filter(
        visible(viewer, "read", shape=OF_A_CLOCK), owner__in=mine, case__pathway=SAFE_WAITING.slug, clock__in=[*REVIEWS, *AFTER_HARM], stopped=None, due__lte=on + AHEAD,
        kind_of_data=NOTES,
    )  # fmt: skip


def reviews(viewer: Viewer, on: dt.date, most: int = 50, only: UUID | None = None, start: int = 0) -> tuple[list[Line], int, int]:
    """What is owed by four weeks from now: after warnings and harm first, then by the day and the longest wait. Also how many children there are of whom anything
    is, and how many of whom something is past its day."""
    found = _clocks(viewer, on) if only is None else _clocks(viewer, on).filter(case=only)
    days = dict(found.values_list("case_id").annotate(Min("due")))
    first = set(found.filter(clock__in=FIRST).values_list("case_id", flat=True))
    late = sum(due < on for due in days.values())
    received = dict(Case.objects.filter(pk__in=days).values_list("pk", "arose_from__opened_on"))
    shown = sorted(days, key=lambda case: (case not in first, days[case], received[case] or on, str(case)))[start : start + most]
    return _lines(viewer, found.filter(case__in=shown), shown, on), len(days), late


def _lines(viewer: Viewer, rows: QuerySet[ClockRow], shown: Sequence[UUID], on: dt.date) -> list[Line]:
    cases = {c.pk: c for c in Case.objects.filter(pk__in=shown)}
    who = children_named(viewer, [c.child_id for c in cases.values() if c.child_id])
    of = {r.case_id: r for r in Referral.objects.filter(case__in=[c.arose_from_id for c in cases.values()]).select_related("service", "case")}
    since = dict(ClockRow.objects.filter(case__in=list(of), clock="first-contact").values_list("case_id", "started"))
    owed: dict[UUID, list[Owed]] = defaultdict(list)
    for row in rows.order_by("due", "clock"):
        owed[row.case_id].append(Owed(row.clock, SAFE_WAITING.clock_titles[row.clock], row.due, clocks.days(row.due, None, on) or 0))  # type: ignore[arg-type]
    given = _given(shown)
    lines = []
    for key in shown:
        case = cases.get(key)
        referral = of.get(case.arose_from_id) if case and case.arose_from_id else None
        if case is None or referral is None or case.child_id not in who:
            continue
        mine = viewer.holds("health-practitioner") and may(viewer, "write", NOTES, Record(owner=case.owner_id, child=case.child_id, case=case.pk))
        lines.append(Line(key, who[case.child_id], referral.service.name, since.get(referral.case_id, referral.case.opened_on), tuple(owed[key]), mine, given[key]))
    return lines


def _given(cases: Sequence[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Who has each child, of the clinicians of the provider that the viewer manages."""
    found: dict[UUID, list[str]] = defaultdict(list)
    for case, name in sql_rows('select "case", name from services_given(%(cases)s) order by name', cases=list(cases)):
        found[case].append(name)
    return {case: tuple(found[case]) for case in cases}


def line_of(viewer: Viewer, case: UUID, on: dt.date) -> Line | None:
    """A child whom the viewer may review, and of whom something is owed."""
    return next((line for line in reviews(viewer, on, only=case)[0] if line.mine), None)


def review(viewer: Viewer, line: Line, outcome: str, on: dt.date, *, priority: bool) -> None:
    """What a clinician found; `priority`: the priority was looked at too, and the family told. Raises Refused, BadEvent."""
    if not line.mine:
        raise Refused
    said: list[NewEvent] = [NewEvent("harm-reviewed", on=on, fields={"outcome": outcome})]
    say_once(viewer, line.case, said + ([NewEvent("priority-reviewed", on=on)] if priority else []))


def done(viewer: Viewer, line: Line, clock: str, on: dt.date, reference: str = "") -> None:
    """That one of the steps after harm was taken. Raises Refused, BadEvent."""
    if not line.mine or not line.owes(clock) or clock not in AFTER_HARM:
        raise Refused
    fields: dict[str, Any] = {"reference": reference} if clock == "report-incident" and reference else {}
    say_once(viewer, line.case, [NewEvent(AFTER_HARM[clock][0], on=on, fields=fields)])


@transaction.atomic
def give(viewer: Viewer, case: UUID, clinician: UUID) -> None:
    """A manager gives a child who waits to a clinician of the provider. Raises Refused."""
    if clinician not in {p.pk for p in clinicians(viewer)}:
        raise Refused
    with connection.cursor() as cursor:
        cursor.execute("select services_give_waiting(%s, %s)", [case, clinician])
        if not cursor.fetchone()[0]:
            raise Refused
