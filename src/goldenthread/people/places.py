"""Which district, locality and bodies serve a postcode, and on which day. The lists are public and shipped."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
from importlib.resources import files

from django.db import connection, transaction

from .models import Organisation

DATA = files("goldenthread.people") / "data"
# The unitary authorities beside the county, whose postcodes come in the same list.
NEIGHBOURS = {"E06000033": ("Southend-on-Sea", "LA:882"), "E06000034": ("Thurrock", "LA:883")}
COUNCILS = {
    "LA:881": "Essex County Council",
    "LA:882": "Southend-on-Sea City Council",
    "LA:883": "Thurrock Council",
}
NO_PLACES = "no district is on record yet: run `goldenthread load places` first"
# Councils as they stand; a reorganisation ends a row and begins another.
COUNCILS_FROM = dt.date(1998, 4, 1)


@transaction.atomic
def load_places() -> int:
    """Puts the shipped lists in place, and may be run again. Answers how many postcodes there are."""
    boards = _load_boards()
    districts = _rows("districts.csv")
    councils = {
        code: Organisation.objects.get_or_create(
            code=code, defaults={"name": name, "kind": Organisation.Kind.LOCAL_AUTHORITY}
        )[0].id
        for code, name in COUNCILS.items()
    }
    places = [(row["lad_code"], row["district"], row["quadrant"]) for row in districts]
    places += [(code, name, "") for code, (name, _) in NEIGHBOURS.items()]
    bodies = [(row["lad_code"], councils["LA:881"], COUNCILS_FROM, None) for row in districts]
    bodies += [(code, councils[council], COUNCILS_FROM, None) for code, (_, council) in NEIGHBOURS.items()]
    for row in districts:
        for column in ("icb_ods_to_2026_03_31", "icb_ods_from_2026_04_01"):
            board = boards[row[column]]
            bodies.append((row["lad_code"], board.id, board.valid_from, board.valid_to))
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into people_district (code, name, locality) values (%s, %s, %s) on conflict (code)"
            " do update set name = excluded.name, locality = excluded.locality",
            places,
        )
        cursor.executemany(
            "insert into people_districtbody (district_id, body_id, valid_from, valid_to)"
            " values (%s, %s, %s, %s) on conflict do nothing",
            bodies,
        )
        cursor.execute("create temporary table arriving (like people_postcode) on commit drop")
        with cursor.copy("copy arriving (postcode, easting, northing, district_id) from stdin csv") as copy:
            copy.write(_postcodes())
        cursor.execute("insert into people_postcode select * from arriving on conflict do nothing")
        cursor.execute("drop table arriving")
        cursor.execute("select count(*) from people_postcode")
        return int(cursor.fetchone()[0])


def _load_boards() -> dict[str, Organisation]:
    rows = {row["ods"]: row for row in _rows("icb_codes.csv")}
    boards: dict[str, Organisation] = {}
    # A successor comes before the bodies that merge into it.
    for ods, row in sorted(rows.items(), key=lambda item: bool(item[1]["successor_ods"])):
        boards[ods], _ = Organisation.objects.get_or_create(
            code=f"ICB:{ods}",
            defaults={
                "name": row["name"],
                "kind": Organisation.Kind.ICB,
                "valid_from": dt.date.fromisoformat(row["valid_from"]),
                "valid_to": dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                "successor": boards.get(row["successor_ods"]),
            },
        )
    return boards


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((DATA / name).read_text("utf-8"))))


def _postcodes() -> str:
    """The list has no spaces; ours have one before the last three characters, as people write it."""
    packed = (DATA / "essex_postcodes_onspd_2025_11.csv.gz").read_bytes()
    lines = gzip.decompress(packed).decode("ascii").splitlines()[1:]
    spaced = []
    for line in lines:
        code, _, rest = line.partition(",")
        spaced.append(f"{code[:-3]} {code[-3:]},{rest}")
    return "\n".join(spaced)
