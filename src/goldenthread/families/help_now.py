"""Help from the Local Offer that a family can use now: open without a diagnosis, for the child's age, and for the needs that home and
school named or that an open case is about.

What is near is near to the reader: reckoned from the reader's own postcode, never from the child's, so that a parent who may not know
where the child lives learns nothing of it. Somebody whose own place is not known is shown what serves the whole area."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from uuid import UUID

from django.db.models import Q

from goldenthread.access.viewer import Viewer
from goldenthread.cases.queries_children import CaseLine
from goldenthread.engine.calendar import age_on
from goldenthread.families.needs import answers_of
from goldenthread.offer.directory import Entry, Place, entries_of, place_of, shown
from goldenthread.offer.models import Attribute, Service
from goldenthread.people.models import Child, Person

FEW, AT_WORK, MOST = 3, 8, 24
LEVEL = {"lot": 2, "little": 1}
"""How much more an area counts in which a lot of help is needed."""


@dataclass(frozen=True)
class Help:
    """The services, those that fit best first; how many fit; the reader's own place, if known; and whether anything is known of needs."""

    entries: list[Entry] = field(default_factory=list)
    total: int = 0
    place: Place | None = None
    matched: bool = False


@cache
def _table() -> dict[tuple[str, str], dict[str, int]]:
    text = files("goldenthread.families").joinpath("data/help_now.csv").read_text("utf-8")
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in csv.DictReader(io.StringIO(text)):
        found[row["from"], row["what"]][row["need"]] = int(row["worth"])
    return found


def worth_of(areas: dict[str, str], pathways: Collection[str]) -> dict[str, int]:
    """How much each need of the Local Offer counts, by areas of need with their level, and the pathways of open cases."""
    found = dict(_table()["always", ""])
    asked = [("area", area, LEVEL[level]) for area, level in areas.items() if level in LEVEL] + [("case", p, 1) for p in sorted(set(pathways))]
    for kind, what, times in asked:
        for need, worth in _table().get((kind, what), {}).items():
            found[need] = found.get(need, 0) + worth * times
    return found


def help_now(viewer: Viewer, child: Child, lines: Iterable[CaseLine], on: date, most: int = FEW) -> Help:
    """For the family: near is near to the reader. As far as the viewer may read what was said of needs, and of which cases it knows."""
    return _matched(viewer, child, lines, on, most, _place(viewer, child))


def help_for(viewer: Viewer, child: Child, lines: Iterable[CaseLine], on: date) -> Help:
    """For somebody at work, who knows where the child lives."""
    return _matched(viewer, child, lines, on, AT_WORK, place_of(child.postcode) if child.postcode else None)


def _matched(viewer: Viewer, child: Child, lines: Iterable[CaseLine], on: date, most: int, place: Place | None) -> Help:
    areas: dict[str, str] = {}
    for said in reversed([a for a in answers_of(viewer, child) if a.sent_on]):
        areas.update({area: level for area, level in said.levels.items() if LEVEL.get(level, 0) >= LEVEL.get(areas.get(area, ""), 0)})
    pathways = {line.case.pathway for line in lines if not line.closed}
    worth = worth_of(areas, pathways)
    fits = _fits(child, place, on)
    scores: dict[UUID, int] = defaultdict(int)
    for service, need in Attribute.objects.filter(service__in=fits, taxonomy_term__taxonomy__slug="need", taxonomy_term__code__in=worth).values_list("service", "taxonomy_term__code"):
        scores[service] += worth[need]
    names = dict(Service.objects.filter(pk__in=scores).values_list("pk", "name"))
    ordered = sorted(names, key=lambda pk: (-scores[pk], names[pk], pk))
    return Help(entries_of(ordered[:most], place, on), len(ordered), place, bool(areas) or bool(pathways & {what for kind, what in _table() if kind == "case"}))


def _place(viewer: Viewer, child: Child) -> Place | None:
    """Where the reader lives, to half a postcode."""
    if viewer.child == child.pk:
        return place_of(child.postcode) if child.postcode else None
    own = Person.objects.filter(pk=viewer.person).values_list("postcode", flat=True).first() if viewer.person else ""
    return place_of(own) if own else None


def _fits(child: Child, place: Place | None, on: date) -> list[UUID]:
    """Open today, without a diagnosis, for that age, and for the whole area or the reader's district."""
    # What another area keeps does not say whether a family from here may come.
    rows = shown(on).filter(feed=None, status=Service.Status.ACTIVE, attributes__taxonomy_term__taxonomy__slug="how", attributes__taxonomy_term__code="no-diagnosis")
    if child.date_of_birth:
        years = age_on(child.date_of_birth, on)
        rows = rows.filter(Q(minimum_age=None) | Q(minimum_age__lte=years), Q(maximum_age=None) | Q(maximum_age__gte=years))
    here = Q(service_areas=None)
    if place:
        # What meets somewhere else in the area is not nearby: the reader's district, or online and by telephone.
        rows = rows.filter(here | Q(service_areas__district=place.district)).filter(Q(at=None) | Q(at__location__district=None) | Q(at__location__district=place.district))
    else:
        rows = rows.filter(here, Q(at=None) | Q(at__location__district=None))
    return list(rows.values_list("pk", flat=True).distinct())
