"""Bringing in the Local Offer from a file: each row is one service at one place. A file is taken whole or not at all, and may be loaded
again; a service that it does not name stays as it was."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

from django.db import connection, transaction

from goldenthread.offer.columns import COLUMNS, OPTIONAL
from goldenthread.offer.models import Ring, Taxonomy, TaxonomyTerm
from goldenthread.offer.plain import plain
from goldenthread.offer.told import Known, id_of, read_rows, save

DATA = files("goldenthread.offer") / "data"
TAXONOMIES = {
    "need": ("Need", "What a child, young person or parent wants help with."),
    "how": ("How to get it", "Whether a referral or a diagnosis is asked for."),
    "schedule-2": ("Schedule 2", "What a Local Offer must hold: Schedule 2 of the Special Educational Needs and Disability Regulations 2014 (SI 2014/1530)."),
}

Row = dict[str, str]


class Unloadable(Exception):
    """Why a file was not taken; each reason names its row. Nothing of it was loaded."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def load_terms() -> None:
    """Puts the shipped terms in place, and may be run again."""
    taxonomies = {slug: Taxonomy(id=id_of("taxonomy", slug), slug=slug, name=name, description=about) for slug, (name, about) in TAXONOMIES.items()}
    rows = _shipped("terms.csv")
    terms = [
        TaxonomyTerm(id=id_of("term", r["taxonomy"], r["code"]), taxonomy=taxonomies[r["taxonomy"]], code=r["code"], name=r["name"], description=r["description"], place=n)
        for n, r in enumerate(rows)
    ]
    Taxonomy.objects.bulk_create(taxonomies.values(), update_conflicts=True, unique_fields=["id"], update_fields=["name", "description"])
    TaxonomyTerm.objects.bulk_create(terms, update_conflicts=True, unique_fields=["id"], update_fields=["name", "description", "place"])


def load_rings(path: Path | None = None) -> int:
    """Puts a file of rings (name, words with semicolons) in place of those that are there; without a file, those that are shipped."""
    with transaction.atomic():
        rows = _shipped("rings.csv") if path is None else _read(path, ("name", "words"))
        Ring.objects.all().delete()
        made = Ring.objects.bulk_create(Ring(name=r["name"].strip(), words=[w for w in (plain(w) for w in r["words"].split(";")) if w]) for r in rows)
    return len(made)


def load_offer(path: Path) -> int:
    """How many services the file tells. Raises Unloadable."""
    rows = _read(Path(path), COLUMNS, OPTIONAL)
    told, refused = read_rows(enumerate(rows, start=2), Known.of(r["postcode"] for r in rows))
    if refused:
        raise Unloadable([f"row {n}: {why}" for n, why in refused])
    with transaction.atomic():
        for each in told.values():
            save(each)
        index()
    return len(told)


def index() -> None:
    """Makes the words by which services are found, and the list against which spelling is held."""
    with connection.cursor() as cursor:
        cursor.execute("select offer_index()")


def _shipped(name: str) -> list[Row]:
    return list(_rows((DATA / name).read_text("utf-8"), None))


def _read(path: Path, columns: Iterable[str], optional: Iterable[str] = ()) -> list[Row]:
    try:
        return list(_rows(path.read_text("utf-8-sig"), tuple(columns), tuple(optional)))
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise Unloadable([f"the file cannot be read: {fault}"]) from None


def _rows(text: str, columns: tuple[str, ...] | None, optional: tuple[str, ...] = ()) -> Iterator[Row]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [c for c in columns or () if c not in (reader.fieldnames or ())]
    if missing:
        raise Unloadable([f"columns are missing: {', '.join(missing)}"])
    for row in reader:
        yield {c: (row[c] or "").strip() for c in (columns or row)} | {c: (row.get(c) or "").strip() for c in optional if c in row}
