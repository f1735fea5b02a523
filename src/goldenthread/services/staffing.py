"""How many children a service plans to see for the first time, week by week, in one locality: what the forecast takes for known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.engine.calendar import monday_of
from goldenthread.letters.sending import enqueue
from goldenthread.services.models import Service, Staffing
from goldenthread.services.queries import services_of

WEEK = dt.timedelta(days=7)
MOST_WEEKS = 156
"""Three years: beyond that nobody plans by the week."""


@dataclass(frozen=True)
class Stretch:
    """Weeks one after the other with the same number; both ends are Mondays, and included."""

    first: dt.date
    last: dt.date
    slots: Decimal


def planned(service: Service, locality: str, since: dt.date | None = None) -> list[Stretch]:
    """The plan as stretches; that of the weeks from a day on."""
    told = Staffing.objects.filter(service=service, locality=locality).order_by("week")
    if since is not None:
        told = told.filter(week__gte=monday_of(since))
    found: list[Stretch] = []
    for week, slots in told.values_list("week", "slots"):
        if found and found[-1].slots == slots and found[-1].last + WEEK == week:
            found[-1] = Stretch(found[-1].first, week, slots)
        else:
            found.append(Stretch(week, week, slots))
    return found


def plan_of(service: Service, locality: str) -> dict[int, float]:
    """Slots of a week, by the ordinal of its Monday."""
    return {week.toordinal(): float(slots) for week, slots in Staffing.objects.filter(service=service, locality=locality).values_list("week", "slots")}


@transaction.atomic
def unplan(viewer: Viewer, service: Service, locality: str, first: dt.date, last: dt.date) -> int:
    """Takes the weeks from the one of `first` to the one of `last` out of the plan; how many were in it. In these weeks the level of staff is
    not known again. The lists are reckoned anew by the queue."""
    if not services_of(viewer).filter(pk=service.pk).exists() or not first <= last:
        raise Refused
    removed, _ = Staffing.objects.filter(service=service, locality=locality, week__range=(monday_of(first), monday_of(last))).delete()
    if removed:
        enqueue("services.forecast_provider", owner=str(service.owner_id))
    return removed


@transaction.atomic
def plan(viewer: Viewer, service: Service, locality: str, first: dt.date, last: dt.date, slots: Decimal) -> int:
    """The same number for each week from the one of `first` to the one of `last`, instead of what was planned; how many weeks. The lists
    are reckoned anew by the queue."""
    if not services_of(viewer).filter(pk=service.pk).exists() or not first <= last:
        raise Refused
    weeks = [monday_of(first) + n * WEEK for n in range((monday_of(last) - monday_of(first)).days // 7 + 1)]
    if len(weeks) > MOST_WEEKS:
        raise Refused
    Staffing.objects.bulk_create(
        [Staffing(service=service, owner_id=service.owner_id, locality=locality, week=w, slots=slots) for w in weeks],
        update_conflicts=True, unique_fields=["service", "locality", "week"], update_fields=["slots"],
    )  # fmt: skip
    enqueue("services.forecast_provider", owner=str(service.owner_id))
    return len(weeks)
