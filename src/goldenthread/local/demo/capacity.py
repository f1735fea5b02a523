"""The weeks of the demo's educational psychologists, and the first children whom their principal gave them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings

from goldenthread.access.models import User
from goldenthread.access.viewer import Viewer, become
from goldenthread.assessments.capacity import mondays, people
from goldenthread.assessments.models import QueueMove, WorkingWeek
from goldenthread.assessments.queue import PSYCHOLOGIST, queue
from goldenthread.assessments.queue_actions import allocate, state_of
from goldenthread.cases.actions import set_demo_clock
from goldenthread.engine.calendar import LONDON, monday_of
from goldenthread.people.models import Organisation, Practitioner

WEEKS = 14
REASONS = ("Knows the family from an assessment in June", "Two children at one school, on one visit")


def make_weeks(council: Organisation, today: date) -> None:
    """Each week is made of what somebody usually keeps, Christmas, a little leave, and time for assessments in the rest."""
    everybody = Practitioner.objects.filter(organisation=council, role=PSYCHOLOGIST).order_by("reference")
    made = []
    for n, person in enumerate(everybody):
        for week, monday in enumerate(mondays(monday_of(today), WEEKS)):
            leave = 10 if (n + week) % 13 == 4 else _christmas(monday)
            kept = (0, 0, 0) if leave == 10 else (1 + n % 2, int((n + week) % 5 == 0), 2)
            left = 10 - leave - sum(kept)
            # One assessment takes about two and a half days with its writing.
            made.append(
                WorkingWeek(
                    practitioner=person, owner=council, week=monday, assessments=left // 5, leave=leave, locum=n % 7 == 3,
                    kept_for_reviews=kept[0], kept_for_tribunals=kept[1], kept_for_schools=kept[2],
                )  # fmt: skip
            )
    WorkingWeek.objects.bulk_create(made, ignore_conflicts=True)


def _christmas(monday: date) -> int:
    """Half-days between 24 December and 1 January."""
    days = (monday + timedelta(days=n) for n in range(5))
    return 2 * sum((day.month, day.day) >= (12, 24) or (day.month, day.day) == (1, 1) for day in days)


def give_the_first(user: User, today: date) -> None:
    """A few moves, so that the audit has something to show: the earliest that wait, and some that pass over others."""
    if QueueMove.objects.exists():
        return
    if settings.GOLDENTHREAD_DEMO:
        set_demo_clock(datetime.combine(today, time(9, 40), LONDON))
    viewer = become(user.pk)
    week = monday_of(today) + timedelta(weeks=1)
    for n in range(8):
        alone = [row for row in queue(viewer, today) if row.with_whom is None]
        later = n in (3, 6)
        if not alone:
            break
        row = alone[min(4, len(alone) - 1)] if later else alone[0]
        if who := _somebody_free(viewer, row.locality, week, today):
            allocate(viewer, row.case.pk, who, week, reason=REASONS[n % 2] if later else "", read=state_of(row), on=today)
    become(None)
    if settings.GOLDENTHREAD_DEMO:
        set_demo_clock(None)


def _somebody_free(viewer: Viewer, locality: str, week: date, today: date) -> UUID | None:
    free = [p for p in people(viewer, today, [week]) if p.time(week).left and not p.time(week).closed]
    near = sorted(free, key=lambda p: (p.locality != locality, -p.time(week).left, p.name))
    return near[0].key if near else None
