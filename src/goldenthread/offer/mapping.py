"""Where the services that answer are, by district: the same counts as a picture and as a table. No point is nearer than a kilometre, and a
place whose address is withheld has none."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from goldenthread.offer.models import Service
from goldenthread.offer.ranking import by_index
from goldenthread.people.models import District
from goldenthread.web.json_column import json_of

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
    # Stands for its name where the picture is too small to hold it.
    letter: str


@dataclass(frozen=True)
class Map:
    total: int
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


def map_of(rows: QuerySet[Service]) -> Map:
    """Of the services that answer."""
    page = drawn()
    try:
        inner, given = rows.order_by().values("id").query.sql_with_params()
    except EmptyResultSet:
        return Map(0, [], [], 0, page.height, False)
    asked = f"""
        with hit as materialized ({inner}),
        here as materialized (select a.service_id, l.district_id, l.easting, l.northing, l.withheld from hit
            join offer_serviceatlocation a on a.service_id = hit.id join offer_location l on l.id = a.location_id
            join people_district d on d.code = l.district_id where d.locality <> '')
        select (select count(*) from hit), (select count(distinct service_id) from here),
            (select json_object_agg(district_id, n) from (select district_id, count(distinct service_id) as n from here group by district_id) x),
            (select json_agg(json_build_array(e, n)) from (select distinct round(easting / {KILOMETRE}.0) as e, round(northing / {KILOMETRE}.0) as n from here
                where easting is not null and not withheld order by 1, 2 limit {MOST_DOTS + 1}) y)
    """  # noqa: S608 - the numbers are ours, and what is asked goes as parameters
    with by_index(), connection.cursor() as cursor:
        cursor.execute(asked, given)
        total, placed, counts, spots = (json_of(told) for told in cursor.fetchone())
    districts = District.objects.exclude(locality="").order_by("name")
    parts = [Part(d, (counts or {}).get(str(d.pk), 0), page.outlines.get(d.code), _letter(n)) for n, d in enumerate(districts)]
    cut = len(spots or []) > MOST_DOTS
    # Half of the dots would say that the other half of the county has none: all of them, or none.
    dots = [] if cut else [page.at(e * KILOMETRE, n * KILOMETRE) for e, n in spots or []]
    return Map(total, parts, dots, total - placed, page.height, cut)


def _letter(n: int) -> str:
    """A to Z, then AA and so on."""
    return (_letter(n // 26 - 1) if n >= 26 else "") + chr(ord("A") + n % 26)
