"""Where the services that answer are, by district: the same counts as a picture and as a table. No point is nearer than a kilometre, and a
place whose address is withheld has none."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.db.models import Count, QuerySet

from goldenthread.offer.models import Service, ServiceAtLocation
from goldenthread.people.models import District

WIDTH = 720
EDGE = 10
MOST_DOTS = 400
"""Past which a map would be all dots; the counts say the rest."""
KILOMETRE = 1000


@dataclass(frozen=True)
class Outline:
    code: str
    # Of SVG, and the middle of its widest part.
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawn:
    height: float
    outlines: dict[str, Outline]
    left: int
    top: int
    scale: float

    def at(self, easting: float, northing: float) -> tuple[float, float]:
        return round((easting - self.left) * self.scale + EDGE, 1), round((self.top - northing) * self.scale + EDGE, 1)


@cache
def drawn() -> Drawn:
    """The shipped outlines, north upwards."""
    text = (files("goldenthread.people") / "data" / "district_outlines.csv").read_text("utf-8")
    rows = [(r, [[(int(e), int(n)) for e, n in (p.split(",") for p in ring.split())] for ring in r["rings"].split(";")]) for r in csv.DictReader(text.splitlines())]
    east = [e for _, rings in rows for ring in rings for e, _ in ring]
    north = [n for _, rings in rows for ring in rings for _, n in ring]
    scale = (WIDTH - 2 * EDGE) / (max(east) - min(east))
    page = Drawn(round((max(north) - min(north)) * scale + 2 * EDGE), {}, min(east), max(north), scale)
    for r, rings in rows:
        path = " ".join("M" + "L".join("{} {}".format(*page.at(*p)) for p in ring) + "Z" for ring in rings)
        page.outlines[r["lad_code"]] = Outline(r["lad_code"], path, *page.at(int(r["label_easting"]), int(r["label_northing"])))
    return page


@dataclass(frozen=True)
class Part:
    """A district, how many of the services have a place there, and its outline where one is shipped."""

    district: District
    services: int
    outline: Outline | None


@dataclass(frozen=True)
class Map:
    parts: list[Part]
    dots: list[tuple[float, float]]
    # Services without a place in any district: online, by telephone, or elsewhere.
    nowhere: int
    height: float
    # There are more places than dots.
    cut: bool

    @property
    def has_picture(self) -> bool:
        return any(p.outline for p in self.parts)


def map_of(rows: QuerySet[Service], total: int) -> Map:
    """Of the services that answer, of which there are so many."""
    page = drawn()
    here = ServiceAtLocation.objects.filter(service__in=rows)
    counts = dict(here.filter(location__district__isnull=False).values_list("location__district").annotate(n=Count("service", distinct=True)))
    placed = here.filter(location__district__in=[d for d in counts], location__district__locality__gt="").values("service").distinct().count()
    districts = District.objects.exclude(locality="").order_by("name")
    spots = set()
    for easting, northing in here.filter(location__easting__isnull=False, location__withheld=False, location__district__locality__gt="").values_list("location__easting", "location__northing"):
        spots.add((round(easting / KILOMETRE), round(northing / KILOMETRE)))
    dots = [page.at(e * KILOMETRE, n * KILOMETRE) for e, n in sorted(spots)[: None if len(spots) <= MOST_DOTS else MOST_DOTS]]
    parts = [Part(d, counts.get(d.pk, 0), page.outlines.get(d.code)) for d in districts]
    # Half of the dots would say that the other half of the county has none: all of them, or none.
    return Map(parts, dots if len(spots) <= MOST_DOTS else [], total - placed, page.height, len(spots) > MOST_DOTS)
