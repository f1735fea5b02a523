"""Which schools a mental health team covers and where family hubs are, by district; and how often advice and drop-ins were used, which is access
and never treatment. No child is in any of it; of fewer than six uses in a year no number is told, nor another from which it could be worked out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from goldenthread.access.policy import counts_of
from goldenthread.access.viewer import Viewer
from goldenthread.pathways.common.referral import WAITS
from goldenthread.people.models import District, in_force
from goldenthread.science.eligibility import kind_of
from goldenthread.services.gaps import FEWER, KEPT_BACK, UNTOLD, looks_at_gaps, told_with_whole
from goldenthread.services.models_coverage import Access, Coverage
from goldenthread.services.queries import managed

MONTHS = 12


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
    first = on.replace(day=1)
    since = first.replace(year=first.year - 1)
    return Covered([_place(name, named[name], [c for c in rows if c.district.name == name]) for name in sorted(named)],
                   [c for c in rows if c.kind == Coverage.Kind.SCHOOL and not c.name], _used(viewer, since, first, sorted(named)), since, first - dt.timedelta(days=1))  # fmt: skip


def _place(title: str, locality: str, rows: list[Coverage]) -> Place:
    schools = [c for c in rows if c.kind == Coverage.Kind.SCHOOL]
    known = bool(schools) and all(c.pupils is not None for c in schools)
    return Place(
        title, locality, len(schools), sum(bool(c.name) for c in schools), sum(c.pupils or 0 for c in schools) if known else None,
        sum(c.pupils or 0 for c in schools if c.name) if known else None, tuple(c.name for c in rows if c.kind == Coverage.Kind.HUB),
    )  # fmt: skip


def _used(viewer: Viewer, since: dt.date, before: dt.date, districts: list[str]) -> list[Used]:
    """Of each kind of service, whichever providers sent it; nothing of a district of which nobody sent any number."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    bodies = counts_of(viewer, WAITS) | {body for body in (managed(viewer),) if body}
    for pathway, kind, district, n in Access.objects.filter(owner__in=sorted(bodies), month__gte=since, month__lt=before).values_list("service__pathway", "kind", "district__name", "number"):
        counts.setdefault((pathway, kind), Counter())[district] += n
    kinds = {k.value: str(k.label) for k in Access.Kind}
    found = []
    for (pathway, kind), of in counts.items():
        sent = [d for d in districts if d in of]
        *told, whole = told_with_whole([of[d] for d in sent])
        found.append(Used(kind_of(pathway).title, kinds[kind], {d: words(t, of[d]) for d, t in zip(sent, told, strict=True)}, words(whole, sum(of[d] for d in sent))))
    return sorted(found, key=lambda u: (u.service, u.kind))


def words(told: str, n: int) -> str:
    return f"{n:,}" if told == "shown" else {"few": FEWER, "many": KEPT_BACK}.get(told, UNTOLD)
