"""Waits that anybody may read: by kind of service and place, in bands, with the day of the newest list and who sent lists. Reckoned by the
worker after each list and each week; a page reads what was kept. No count leaves: bands begin at fewer than 25, places are never added up, and
weeks are told only where at least 20 children were seen."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from goldenthread.pathways import SERVICES
from goldenthread.people.models import in_force
from goldenthread.services.forecasting import LATELY
from goldenthread.services.journeys import COLUMNS, WAITED_FOR, Wait, wait_of
from goldenthread.services.models import Service
from goldenthread.services.models_open import OpenWait
from goldenthread.services.public_waits import spanning
from goldenthread.services.waits import newest_forecasts
from goldenthread.web.turns import one_at_a_time

BANDS = (0, 25, 50, 100, 250, 500, 1000)
"""The least number of each; the first is told as fewer than 25, also where nobody waits."""
ENOUGH = 20
"""Children first seen in 13 weeks, under which no weeks are told."""

_JOURNEYS = f"""
select j.service, j.child, d.locality, j.confirmed, {COLUMNS}
from services_journeys(%s::uuid[]) j
join people_child k on k.id = j.child and not k.sealed
join cases_case c on c.id = j."case" and c.confidentiality = 'none'
join people_postcode p on p.postcode = k.postcode
join people_district d on d.code = p.district_id and d.locality <> ''
where j.received is not null
"""  # noqa: S608  names of columns


def band_of(n: int) -> int:
    """The least number of the band in which n lies."""
    return max(least for least in BANDS if least <= n)


def band_words(at_least: int) -> str:
    if at_least == 0:
        return f"Fewer than {BANDS[1]}"
    if at_least == BANDS[-1]:
        return f"{at_least:,} or more"
    return f"{at_least:,} to {BANDS[BANDS.index(at_least) + 1] - 1:,}"


@dataclass(frozen=True)
class Told:
    """A line of the page. `joins` is what somebody is told who is referred today, or None where no list of the place may promise a range."""

    kind: str
    title: str
    locality: str
    waiting: str
    middle: int | None
    most: int | None
    joins: tuple[int, int | None] | None
    confirmed_on: dt.date
    providers: str


def open_waits(on: dt.date) -> list[Told]:
    """For anybody, by the name of the service and the place."""
    services = {s.pk: s.pathway for s in Service.objects.filter(in_force(on), pathway__in=WAITED_FOR)}
    said = defaultdict(list)
    for (service, locality), forecast in newest_forecasts(services, on).items():
        said[services[service], locality].append(forecast)
    found = []
    for w in OpenWait.objects.all():
        given = [f for f in said[w.kind, w.locality] if not f.abstains and f.joins_low is not None]
        # Half of several lists would mislead.
        range_ = spanning(given) if given and len(given) == len(said[w.kind, w.locality]) else None
        joins = None if range_ is None else (range_.low or 0, range_.high)
        found.append(Told(w.kind, SERVICES[w.kind].title, w.locality, band_words(w.at_least), w.middle, w.most, joins, w.confirmed_on, ", ".join(w.providers)))
    return sorted(found, key=lambda t: (t.title, t.locality))


# --- by the worker, which is the system role ---


@transaction.atomic
def keep_open_waits(on: dt.date) -> int:
    """Reckons every line anew; how many. Two providers' lists are loaded at once: one after the other."""
    one_at_a_time("open waits")
    services = {s.pk: s for s in Service.objects.filter(in_force(on), pathway__in=WAITED_FOR).select_related("owner")}
    rows: dict[tuple[str, str], list[tuple[UUID, UUID, dt.date, Wait]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_JOURNEYS, [list(services)])
        for service, child, locality, confirmed, *journey in cursor.fetchall():
            rows[services[service].pathway, locality].append((service, child, confirmed, wait_of(*journey)))
    kept = []
    for (kind, locality), some in rows.items():
        waiting = {child for _, child, _, wait in some if wait.open(on)}
        first: dict[UUID, Wait] = {}
        for _, child, _, wait in some:
            if wait.seen is not None and wait.seen <= on and (child not in first or wait.seen < (first[child].seen or on)):
                first[child] = wait
        days = sorted((w.seen - w.since).days for w in first.values() if w.seen and w.seen > on - dt.timedelta(days=LATELY))
        middle, most = ((-(-days[-(-len(days) * tenths // 10) - 1] // 7)) for tenths in (5, 9)) if len(days) >= ENOUGH else (None, None)
        kept.append(
            OpenWait(kind=kind, locality=locality, on=on, at_least=band_of(len(waiting)), middle=middle, most=most, confirmed_on=max(day for _, _, day, _ in some),
                     providers=sorted({services[service].owner.name for service, *_ in some}))
        )  # fmt: skip
    OpenWait.objects.all().delete()
    OpenWait.objects.bulk_create(kept)
    return len(kept)
