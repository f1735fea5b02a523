"""Every wait in one place: how many wait on each list and since when, how long those had waited who were seen, and what somebody is told
who joins. No child is in it. Small numbers are kept back from whoever is not the provider's own manager."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from goldenthread.access.policy import may_count
from goldenthread.access.viewer import Viewer
from goldenthread.pathways import SERVICES
from goldenthread.pathways.common.referral import WAITS
from goldenthread.science.small_numbers import FEWER, UNTOLD, few, what_is_told
from goldenthread.services.forecasting import LATELY
from goldenthread.services.journeys import COLUMNS, WAITED_FOR, Wait, wait_of
from goldenthread.services.models import Forecast, Service
from goldenthread.services.queries import managed
from goldenthread.web.words import HOME_UNLISTED

STALE_FORECAST = 42
"""Days after which what was said no longer counts as said."""
NOWHERE = "elsewhere"
"""In addresses, the locality of homes that are in none of the area's lists."""


@dataclass(frozen=True)
class Spread:
    """Waits in days: half are no longer than the middle, nine in ten no longer than `most`."""

    middle: int
    most: int
    longest: int


@dataclass(frozen=True)
class Line:
    """One list, or a kind of service's lists of one locality together, with each child once. A count that is not told is a word."""

    kind: str
    locality: str
    service: Service | None
    waiting: int | str
    over_18: int | str
    over_52: int | str
    seen: int | str
    waited: Spread | None
    waited_seen: Spread | None
    confirmed: dt.date | None
    forecast: Forecast | None = None
    parts: int = field(default=1)

    @property
    def kind_title(self) -> str:
        return SERVICES[self.kind].title

    @property
    def place(self) -> str:
        return self.locality or HOME_UNLISTED

    @property
    def slug(self) -> str:
        return slug_of(self.locality)


def slug_of(locality: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", locality.lower()).strip("-") or NOWHERE


def sees_waits(viewer: Viewer) -> bool:
    return managed(viewer) is not None or (bool(viewer.organisations) and may_count(viewer, WAITS))


def lists_seen(viewer: Viewer) -> list[Service]:
    """The services whose lists the viewer may count: of a manager, their provider's own."""
    if not sees_waits(viewer):
        return []
    found = Service.objects.select_related("owner").order_by("name", "owner__name")
    own = managed(viewer)
    found = found.filter(pathway__in=WAITED_FOR)
    return list(found.filter(owner=own) if own else found)


def forecasts() -> QuerySet[Forecast]:
    """Without its counts, which no page may read."""
    return Forecast.objects.defer("waiting", "seen_in_13_weeks")


def newest_forecasts(services: Iterable[UUID], on: dt.date) -> dict[tuple[UUID, str], Forecast]:
    """What was last said of each list, if that was lately."""
    said = forecasts().filter(service__in=list(services), on__lte=on, on__gt=on - dt.timedelta(days=STALE_FORECAST))
    return {(f.service_id, f.locality): f for f in said.order_by("service", "locality", "-on").distinct("service", "locality")}


@dataclass(frozen=True)
class Counted:
    child: int
    service: UUID
    locality: str
    confirmed: dt.date
    wait: Wait


def counted(services: Sequence[UUID]) -> list[Counted]:
    """The wait of each referral that the viewer may count; `child` is a number of this answer."""
    if not services:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"select child, service, locality, confirmed, {COLUMNS} from services_count_journeys(%s::uuid[]) where received is not null",  # noqa: S608
            [list(services)],
        )
        return [Counted(child, service, locality, confirmed, wait_of(*journey)) for child, service, locality, confirmed, *journey in cursor.fetchall()]


def lines(viewer: Viewer, on: dt.date, kind: str = "") -> list[Line]:
    """Each list by kind of service and locality, or those of one kind; where several providers have one of a kind in a locality, first all
    together. What is kept back is the same either way."""
    services = {s.pk: s for s in lists_seen(viewer) if kind in ("", s.pathway)}
    said = newest_forecasts(services, on)
    together: dict[tuple[str, str], Line] = {}
    apart: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for of_kind, locality, service, *counts in _counts(list(services), on):
        if service is None:
            together[of_kind, locality] = _line(of_kind, locality, None, counts)
        else:
            apart[of_kind, locality].append(_line(of_kind, locality, services[service], counts, said.get((service, locality))))
    groups = []
    for where, parts in apart.items():
        parts.sort(key=lambda line: (line.service.name, line.service.owner.name) if line.service else ("", ""))
        groups.append([replace(together[where], parts=len(parts)), *parts] if len(parts) > 1 else parts)
    groups.sort(key=lambda g: (g[0].kind_title, g[0].locality == "", g[0].locality))
    return [line for g in (groups if managed(viewer) else _told(groups)) for line in g]


def _counts(services: Sequence[UUID], on: dt.date) -> list[tuple[Any, ...]]:
    """Counted by the database, from the journeys that it keeps."""
    if not services:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select * from services_count_waits(%s::uuid[], %s, %s)", [services, on, LATELY])
        return cursor.fetchall()


def _line(kind: str, locality: str, service: Service | None, counts: Sequence[Any], said: Forecast | None = None) -> Line:
    waiting, over_18, over_52, middle, most, longest, seen, seen_middle, seen_most, seen_longest, confirmed = counts
    waited = Spread(middle, most, longest) if waiting else None
    return Line(kind, locality, service, waiting, over_18, over_52, seen, waited, Spread(seen_middle, seen_most, seen_longest) if seen else None, confirmed, said)


# --- what is told of small numbers ---

_MEASURES = ("waiting", "over_18", "over_52", "seen")


def _told(groups: list[list[Line]]) -> list[list[Line]]:
    """Of fewer than six children no number, and no other from which it could be worked out: across the lists of a group with their sum,
    and within a list from the parts of its wait."""
    asked = [[_n(line, m) for line in _parts(g)] for g in groups for m in _MEASURES]
    told = [what_is_told(each) for each in asked]
    return [_group(g, dict(zip(_MEASURES, told[n * 4 : n * 4 + 4], strict=True))) for n, g in enumerate(groups)]


def _parts(group: list[Line]) -> list[Line]:
    return group[1:] if len(group) > 1 else group


def _n(line: Line, measure: str) -> int:
    value = getattr(line, measure)
    assert isinstance(value, int)
    return value


def _group(group: list[Line], told: dict[str, list[str]]) -> list[Line]:
    parts = _parts(group)
    hides = {m: [w != "shown" for w in told[m][:-1]] for m in _MEASURES}
    for n, line in enumerate(parts):
        waiting, over_18, over_52 = (_n(line, m) for m in _MEASURES[:3])
        # Who waits less, and who waits between, is what these leave of one another.
        if hides["waiting"][n] or any(few(n) for n in (waiting - over_18, over_18 - over_52, over_52)):
            hides["over_18"][n] = hides["over_52"][n] = True
    shown = [_hidden(line, {m for m in _MEASURES if hides[m][n]}) for n, line in enumerate(parts)]
    if len(group) == 1:
        return shown
    together = group[0]
    untold = set()
    for m in _MEASURES:
        whole, apart = _n(together, m), sum(_n(p, m) for p in parts)
        # One that is hidden alone would be what the others leave of the whole; and so would children who are on two lists.
        if told[m][-1] != "shown" or sum(hides[m]) == 1 or few(whole) or (not any(hides[m]) and few(apart - whole)):
            untold.add(m)
    waiting, over_18, over_52 = (_n(together, m) for m in _MEASURES[:3])
    if "waiting" in untold or {"over_18", "over_52"} & untold or any(few(n) for n in (waiting - over_18, over_18 - over_52, over_52)):
        untold |= {"over_18", "over_52"}
    return [_hidden(together, untold), *shown]


def _hidden(line: Line, measures: set[str]) -> Line:
    words = {m: FEWER if few(_n(line, m)) else UNTOLD for m in measures}
    if "waiting" in measures:
        line = replace(line, waited=None)
    if "seen" in measures:
        line = replace(line, waited_seen=None)
    return replace(line, **words)  # type: ignore[arg-type]
