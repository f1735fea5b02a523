"""Which schools a mental health team covers and where family hubs are, by district; and how often advice and drop-ins were used, which is access
and never treatment: as providers send it in numbers, and as cases tell it. No child is in any of it; of fewer than six uses in a year no number is told, nor another from which it could be worked out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import connection

from goldenthread.access.policy import counts_of
from goldenthread.access.viewer import Viewer
from goldenthread.pathways.common.referral import WAITS
from goldenthread.people.models import District, in_force
from goldenthread.science.eligibility import kind_of
from goldenthread.science.small_numbers import FEWER, KEPT_BACK, UNTOLD, what_is_told
from goldenthread.services.gaps import looks_at_gaps
from goldenthread.services.models import Service
from goldenthread.services.models_coverage import Access, Coverage
from goldenthread.services.queries import managed


def looks_at_coverage(viewer: Viewer) -> bool:
    return looks_at_gaps(viewer) or managed(viewer) is not None


@dataclass(frozen=True)
class Place:
    """Of a district: its schools on record, those that a team covers, their pupils where each is known, and its hubs."""

    title: str
    locality: str
    schools: int
    covered: int
    pupils: int | None
    pupils_covered: int | None
    hubs: tuple[str, ...]

    @property
    def share(self) -> float | None:
        return self.covered / self.schools if self.schools else None


@dataclass(frozen=True)
class Used:
    """Of one kind of service and of access, over the last twelve whole months: how often in each district that sent numbers and in all, as may
    be told."""

    service: str
    kind: str
    of_district: dict[str, str]
    whole: str


@dataclass(frozen=True)
class Covered:
    places: list[Place]
    uncovered: list[Coverage]
    used: list[Used]
    since: dt.date
    until: dt.date


def coverage(viewer: Viewer, on: dt.date) -> Covered | None:
    """None where the viewer may not look at it."""
    if not looks_at_coverage(viewer):
        return None
    rows = list(Coverage.objects.filter(in_force(on)).select_related("district", "school").order_by("district__name", "school__name", "name"))
    named = {d.name: d.locality for d in District.objects.order_by("name") if d.locality} | {c.district.name: c.district.locality for c in rows}
    since, first = last_twelve_months(on)
    return Covered([_place(name, named[name], [c for c in rows if c.district.name == name]) for name in sorted(named)],
                   [c for c in rows if c.kind == Coverage.Kind.SCHOOL and not c.name], _used(viewer, since, first, sorted(named)), since, first - dt.timedelta(days=1))  # fmt: skip


def _place(title: str, locality: str, rows: list[Coverage]) -> Place:
    schools = [c for c in rows if c.kind == Coverage.Kind.SCHOOL]
    known = bool(schools) and all(c.pupils is not None for c in schools)
    return Place(
        title, locality, len(schools), sum(bool(c.name) for c in schools), sum(c.pupils or 0 for c in schools) if known else None,
        sum(c.pupils or 0 for c in schools if c.name) if known else None, tuple(c.name for c in rows if c.kind == Coverage.Kind.HUB),
    )  # fmt: skip


OF_EVENTS = {"advice-given": Access.Kind.ADVICE, "drop-in-attended": Access.Kind.DROP_IN, "link-therapist-discussed": Access.Kind.LINK}
"""The events of a case that are access and no appointment (pathways.speech_and_language), by the kind in which numbers are sent."""


def uses(viewer: Viewer, since: dt.date, before: dt.date, pathway: str = "") -> dict[tuple[str, str], Counter[str]]:
    """How often, by pathway, kind of access and district, whichever providers tell of it. Where numbers were sent of a service, district,
    month and kind, and cases tell of it too, the greater of the two counts, since the number sent may hold what the cases tell."""
    bodies = counts_of(viewer, WAITS) | {body for body in (managed(viewer),) if body}
    services = {s: p for s, p in Service.objects.filter(owner__in=sorted(bodies)).values_list("pk", "pathway") if pathway in ("", p)}
    each: dict[tuple[Any, str, str, dt.date], int] = {}
    sent = Access.objects.filter(owner__in=sorted(bodies), service__in=list(services), month__gte=since, month__lt=before)
    for service, kind, district, month, n in sent.values_list("service", "kind", "district__name", "month", "number"):
        each[service, kind, district, month] = n
    with connection.cursor() as cursor:
        cursor.execute("select service, kind, district, month, times from services_count_access(%s::uuid[], %s, %s, %s)", [list(services), list(OF_EVENTS), since, before])
        for service, event, district, month, n in cursor.fetchall():
            told = service, OF_EVENTS[event].value, district, month
            each[told] = max(n, each.get(told, 0))
    found: dict[tuple[str, str], Counter[str]] = {}
    for (service, kind, district, _), n in each.items():
        found.setdefault((services[service], kind), Counter())[district] += n
    return found


def last_twelve_months(on: dt.date) -> tuple[dt.date, dt.date]:
    """The first day of the last twelve whole months, and the first after them."""
    first = on.replace(day=1)
    return first.replace(year=first.year - 1), first


def _used(viewer: Viewer, since: dt.date, before: dt.date, districts: list[str]) -> list[Used]:
    """Of each kind of service, whichever providers sent it; nothing of a district of which nobody told anything."""
    kinds = {k.value: str(k.label) for k in Access.Kind}
    found = []
    for (pathway, kind), of in uses(viewer, since, before).items():
        told, whole = _told_of(of, districts)
        found.append(Used(kind_of(pathway).title, kinds[kind], {d: words(t, of[d]) for d, t in told.items()}, words(whole, sum(of[d] for d in told))))
    return sorted(found, key=lambda u: (u.service, u.kind))


def _told_of(of: Counter[str], districts: list[str]) -> tuple[dict[str, str], str]:
    """What may be told of each district that sent numbers, and of all."""
    sent = [d for d in districts if d in of]
    *told, whole = what_is_told([of[d] for d in sent])
    return dict(zip(sent, told, strict=True)), whole


def told_uses(viewer: Viewer, on: dt.date, pathway: str) -> dict[str, int | None]:
    """How often access without a referral was had in the last twelve whole months, of every kind of it together, for each district of which
    somebody told. None where one of the kinds may not be told there: the sum holds nothing but what `coverage` tells."""
    found: dict[str, int | None] = {}
    for of in uses(viewer, *last_twelve_months(on), pathway).values():
        told, _ = _told_of(of, sorted(of))
        for district, said in told.items():
            before = found.get(district, 0)
            found[district] = before + of[district] if said == "shown" and before is not None else None
    return found


def words(told: str, n: int) -> str:
    return f"{n:,}" if told == "shown" else {"few": FEWER, "many": KEPT_BACK}.get(told, UNTOLD)
