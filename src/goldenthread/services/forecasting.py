"""What is said of each waiting list on a day: reckoned by the queue, as the system role, and kept, so that what was told can be held
against what came.

A list is one service's, of one locality. The days are those that lists and people give: what was written down late counts from its own
day, since a provider's first list tells years at once."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from goldenthread.people.models.dated import in_force
from goldenthread.science.small_numbers import FEWER, few
from goldenthread.science.wait_estimate import FURTHEST, Estimate, Ranges, Test, alarm, estimate, with_and_without
from goldenthread.services.journeys import (
    COLUMNS,
    WAITED_FOR,
    Wait,
    history_of,
    key,
    last_in_line,
    wait_of,
)
from goldenthread.services.models import Forecast, Range, Service, Staffing

LATELY = 91
"""Days: 13 weeks."""

_JOURNEYS = f"""
select j."case", j.child, coalesce(d.locality, ''), {COLUMNS}
from services_journeys(%s::uuid[]) j
join people_child k on k.id = j.child and not k.sealed
join cases_case c on c.id = j."case" and c.confidentiality = 'none'
left join people_postcode p on p.postcode = k.postcode
left join people_district d on d.code = p.district_id
where j.received is not null
"""  # noqa: S608  names of columns


@dataclass(frozen=True)
class _Referred:
    case: UUID
    child: UUID
    wait: Wait


def forecast_lists(on: dt.date, owner: UUID | None = None) -> int:
    """Of every list, or of one provider's; how many. What was said earlier on the same day is said anew."""
    services = Service.objects.filter(in_force(on), pathway__in=WAITED_FOR)
    return sum(_forecast_service(s, on) for s in (services if owner is None else services.filter(owner=owner)))


def _forecast_service(service: Service, on: dt.date) -> int:
    lists: dict[str, list[_Referred]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_JOURNEYS, [[service.pk]])
        for case, child, locality, *journey in cursor.fetchall():
            lists[locality].append(_Referred(case, child, wait_of(*journey)))
    plans = _plans(service)
    for locality, referred in lists.items():
        _forecast_list(service, locality, on, referred, plans.get(locality, {}))
    return len(lists)


def _plans(service: Service) -> dict[str, dict[int, float]]:
    """Slots of a week, by locality and the ordinal of its Monday."""
    found: dict[str, dict[int, float]] = defaultdict(dict)
    for planned in Staffing.objects.filter(service=service):
        found[planned.locality][planned.week.toordinal()] = float(planned.slots)
    return found


def _forecast_list(service: Service, locality: str, on: dt.date, referred: list[_Referred], plan: Mapping[int, float]) -> None:
    referred = sorted(referred, key=lambda r: (*key(r.wait), r.case))
    day = on.toordinal()
    known = history_of([r.wait for r in referred]).by(day)
    said = estimate(known, day, plan)
    without = estimate(known, day) if plan else None
    compared = with_and_without(known, day, plan) if plan else None
    waiting = [r for r in referred if r.wait.open(on)]
    seen = sum(r.wait.seen is not None and on - dt.timedelta(days=LATELY) < r.wait.seen <= on for r in referred)
    last = last_in_line(known)
    low, high = ends_of(said, last)
    unplanned_low, unplanned_high = ends_of(without, last)
    with transaction.atomic():
        Forecast.objects.filter(service=service, locality=locality, on=on).delete()
        forecast = Forecast.objects.create(
            service=service, owner_id=service.owner_id, locality=locality, on=on, waiting=len(waiting), seen_in_13_weeks=seen, seen_told=None if few(seen) else seen,
            with_staffing=bool(plan), abstains=told_why(said.abstains), unsettled=said.unsettled, test=test_of(said.test),
            compared=None if compared is None else {"with": test_of(compared[0]), "without": test_of(compared[1])}, joins_low=low, joins_high=high,
            unplanned_low=unplanned_low, unplanned_high=unplanned_high,
        )  # fmt: skip
        if said.ranges is not None:
            Range.objects.bulk_create(_ranges(forecast, waiting, said.ranges), batch_size=2000)


def ends_of(said: Estimate | None, last: int | None) -> tuple[int | None, int | None]:
    """What somebody is told who joins today: what holds of the last in line. The second None where the first is none: longer than five
    years."""
    if said is None or said.ranges is None or last is None:
        return None, None
    return _days(said.ranges.low[last], math.floor), _days(said.ranges.high[last], math.ceil)


def _ranges(forecast: Forecast, waiting: list[_Referred], ranges: Ranges) -> list[Range]:
    return [
        Range(forecast=forecast, case_id=r.case, child_id=r.child, owner_id=forecast.owner_id, low=low, middle=middle, high=high)
        for r, (low, middle, high) in zip(waiting, ranges_of(ranges), strict=True)
    ]


def ranges_of(ranges: Ranges) -> Iterator[tuple[int, int | None, int | None]]:
    """Whole days, rounded outwards; the later two None where they are beyond five years."""
    for low, middle, high in zip(ranges.low, ranges.middle, ranges.high, strict=True):
        earliest = _days(low, math.floor)
        yield FURTHEST if earliest is None else earliest, _days(middle, round), _days(high, math.ceil)


def _days(value: float, way: Any) -> int | None:
    return int(way(value)) if value <= FURTHEST else None


_FEW_CHILDREN = re.compile(r"only (?:[1-5] children|1 child( was)?)")


def told_why(abstains: str) -> str:
    """Why a list promises nothing, without a small number: what is kept is read by everybody."""
    return _FEW_CHILDREN.sub(lambda few: f"{FEWER} children{' were' if few[1] else ''}", abstains)


def test_of(test: Test | None) -> dict[str, Any] | None:
    """A back-test, with whether somebody should look at it; what is not a number is null."""
    if test is None:
        return None
    told = {n: v if isinstance(v, int) or math.isfinite(v) else None for n, v in asdict(test).items()}
    return told | {"alarm": alarm(test)}
