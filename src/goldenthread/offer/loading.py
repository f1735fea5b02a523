"""Bringing in the Local Offer from a file: each row is one service at one place. A file is taken whole or not at all, and may be loaded
again; a service that it does not name stays as it was."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from goldenthread.offer.columns import COLUMNS, OPTIONAL
from goldenthread.offer.models import (
    Attribute,
    CostOption,
    Location,
    Organization,
    Ring,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from goldenthread.offer.models_keeping import OPEN_TO_CHANGE, Change
from goldenthread.offer.plain import plain
from goldenthread.people.models import District, Postcode

DATA = files("goldenthread.offer") / "data"
SPACE = UUID("5d3c9a52-54a6-5a0e-9b0e-0d6d7d3f3a10")
"""Of every identifier made here, so that a service keeps its own when its file is loaded again."""
WITHHELD = "The address is kept private"
OF_PLACE = ("place", "address", "town", "postcode", "days", "opens", "closes", "withhold_address")
TAXONOMIES = {
    "need": ("Need", "What a child, young person or parent wants help with."),
    "how": ("How to get it", "Whether a referral or a diagnosis is asked for."),
    "schedule-2": ("Schedule 2", "What a Local Offer must hold: Schedule 2 of the Special Educational Needs and Disability Regulations 2014 (SI 2014/1530)."),
}
_DAYS = re.compile(r"(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*")
_AMOUNT = re.compile(r"[0-9]{1,5}(\.[0-9]{2})?")

Row = dict[str, str]


class Unloadable(Exception):
    """Why a file was not taken; each reason names its row. Nothing of it was loaded."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def load_terms() -> None:
    """Puts the shipped terms in place, and may be run again."""
    taxonomies = {slug: Taxonomy(id=_id("taxonomy", slug), slug=slug, name=name, description=about) for slug, (name, about) in TAXONOMIES.items()}
    rows = _shipped("terms.csv")
    terms = [
        TaxonomyTerm(id=_id("term", r["taxonomy"], r["code"]), taxonomy=taxonomies[r["taxonomy"]], code=r["code"], name=r["name"], description=r["description"], place=n)
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
    terms = {(t.taxonomy.slug, t.code): t for t in TaxonomyTerm.objects.select_related("taxonomy")}
    districts = {d.name: d for d in District.objects.all()}
    postcodes = Postcode.objects.in_bulk({r["postcode"].upper() for r in rows if r["postcode"]})
    told: dict[tuple[str, str], Row] = {}
    passed: set[tuple[str, str]] = set()
    reasons: list[str] = []
    with transaction.atomic():
        for n, row in enumerate(rows, start=2):
            try:
                key = (row["organisation"], row["service"])
                first = told.setdefault(key, row)
                if first is row:
                    if not _service(row, terms, districts):
                        passed.add(key)
                elif {k: v for k, v in row.items() if k not in OF_PLACE} != {k: v for k, v in first.items() if k not in OF_PLACE}:
                    raise ValueError("another row tells this service otherwise")
                if key not in passed:
                    _place(row, postcodes)
            except (ValueError, ValidationError) as fault:
                reasons.append(f"row {n}: {', '.join(fault.messages) if isinstance(fault, ValidationError) else fault}")
        if reasons:
            raise Unloadable(reasons)
        index()
    return len(told)


def index() -> None:
    """Makes the words by which services are found, and the list against which spelling is held."""
    with connection.cursor() as cursor:
        cursor.execute("select offer_index()")


def _service(row: Row, terms: dict[tuple[str, str], TaxonomyTerm], districts: dict[str, District]) -> bool:
    """Whether the row was taken: no where somebody said of the entry since."""
    for needed in ("organisation", "about_organisation", "service", "about", "checked_on"):
        if not row[needed]:
            raise ValueError(f"{needed} is empty")
    body = Organization(id=_id("organization", row["organisation"]), name=row["organisation"], description=row["about_organisation"])
    service = Service(
        id=_of_service(row), organization=body, name=row["service"], description=row["about"], url=row["website"], email=row["email"], phone=row["phone"],
        status=row["status"] or Service.Status.ACTIVE, minimum_age=_age(row["age_from"]), maximum_age=_age(row["age_to"]), eligibility_description=row["who_for"],
        application_process=row["how_to_ask"], assured_date=dt.date.fromisoformat(row["checked_on"]), waiting_list=row["waiting_list"],
    )  # fmt: skip
    if service.minimum_age is not None and service.maximum_age is not None and service.minimum_age > service.maximum_age:
        raise ValueError("age_from is after age_to")
    service.clean_fields(exclude=["organization", "words", "needs", "how", "feed"])
    found = [_term(terms, slug, code) for slug, column in (("need", "needs"), ("how", "how"), ("schedule-2", "schedule_2")) for code in _many(row[column])]
    unknown = [name for name in _many(row["districts"]) if name not in districts]
    if unknown:
        raise ValueError(f"no such district: {', '.join(unknown)}")
    amount = _pounds(row["cost"])
    Organization.objects.bulk_create([body], update_conflicts=True, unique_fields=["id"], update_fields=["description"])
    before = Service.objects.filter(pk=service.pk).values().first()
    if before and Change.objects.filter(service=service.pk, on__gte=service.assured_date).exclude(by=Change.By.FILE).exists():
        # What the service itself or an editor said since the file was made stands: an old file never takes it back.
        return False
    changing = [f.name for f in Service._meta.concrete_fields if f.name not in ("id", "organization", "last_modified", "words", "needs", "how", "feed")]
    Service.objects.bulk_create([service], update_conflicts=True, unique_fields=["id"], update_fields=changing)
    if before and any(before[name] != getattr(service, name) for name in changing):
        Service.objects.filter(pk=service.pk).update(last_modified=Now())
        told = {name: [before[name], getattr(service, name)] for name in OPEN_TO_CHANGE if before[name] != getattr(service, name)}
        Change.objects.create(service=service, what=Change.What.CHANGED if told else Change.What.CONFIRMED, by=Change.By.FILE, on=service.assured_date, fields=told)
    for model in (Attribute, CostOption, ServiceArea, ServiceAtLocation):
        model.objects.filter(service=service).delete()  # type: ignore[attr-defined]
    Attribute.objects.bulk_create(Attribute(id=_id("attribute", str(service.pk), str(t.pk)), service=service, taxonomy_term=t) for t in found)
    ServiceArea.objects.bulk_create(ServiceArea(id=_id("area", str(service.pk), name), service=service, district=districts[name]) for name in _many(row["districts"]))
    if amount is not None or row["cost_words"]:
        CostOption.objects.create(id=_id("cost", str(service.pk)), service=service, amount=amount, amount_description=row["cost_words"])
    return True


def _place(row: Row, postcodes: dict[str, Postcode]) -> None:
    if not row["place"]:
        return
    known = postcodes.get(row["postcode"].upper())
    if row["postcode"] and known is None:
        raise ValueError(f"the postcode {row['postcode']} is not in the area’s list")
    if known and not (row["address"] and row["town"]):
        raise ValueError("a place with a postcode needs its address and town")
    if row["days"] and not _DAYS.fullmatch(row["days"]):
        raise ValueError("days are written as MO,TU,WE,TH,FR,SA,SU")
    where = Location(
        id=_id("location", row["organisation"], row["place"], row["postcode"]), location_type="physical" if known else "virtual", name=row["place"], address_1=row["address"],
        city=row["town"], postal_code=known.postcode if known else "", district_id=known.district_id if known else None, easting=known.easting if known else None,
        northing=known.northing if known else None,
    )  # fmt: skip
    if _yes(row.get("withhold_address", "")):
        _withhold(where, row)
    changing = ["location_type", "name", "address_1", "city", "postal_code", "district", "easting", "northing", "withheld"]
    Location.objects.bulk_create([where], update_conflicts=True, unique_fields=["id"], update_fields=changing)
    at, _ = ServiceAtLocation.objects.get_or_create(id=_id("at", str(_of_service(row)), str(where.pk)), defaults={"service_id": _of_service(row), "location": where})
    if row["days"]:
        times = [dt.time.fromisoformat(row[c]) if row[c] else None for c in ("opens", "closes")]
        Schedule.objects.get_or_create(id=_id("schedule", str(at.pk), row["days"], row["opens"]), defaults={"at": at, "byday": row["days"], "opens_at": times[0], "closes_at": times[1]})


def _id(*parts: str) -> UUID:
    return uuid5(SPACE, "\n".join(parts))


def _of_service(row: Row) -> UUID:
    return _id("service", row["organisation"], row["service"])


def _withhold(where: Location, row: Row) -> None:
    """Keeps town and district alone. Nor can the identifier be guessed from the address, and an earlier row of it is emptied."""
    told = " ".join(v for k, v in row.items() if k not in OF_PLACE).upper().replace(" ", "")
    if row["postcode"] and row["postcode"].upper().replace(" ", "") in told or row["address"] and row["address"].upper().replace(" ", "") in told:
        raise ValueError("the address is withheld, and another column says it")
    empty: dict[str, Any] = {"withheld": True, "name": WITHHELD, "address_1": "", "postal_code": "", "easting": None, "northing": None}
    Location.objects.filter(pk=where.pk).update(**empty)
    where.pk = UUID(bytes=salted_hmac("offer.withheld", str(where.pk), algorithm="sha256").digest()[:16])
    for name, value in empty.items():
        setattr(where, name, value)


def _yes(text: str) -> bool:
    if text.lower() not in ("", "yes", "no"):
        raise ValueError("withhold_address is yes, no or empty")
    return text.lower() == "yes"


def _pounds(text: str) -> Decimal | None:
    if not text or text.lower() == "free":
        return Decimal(0) if text else None
    if not _AMOUNT.fullmatch(text):
        raise ValueError("cost is neither free nor an amount of pounds")
    return Decimal(text)


def _age(text: str) -> int | None:
    if not text:
        return None
    if not text.isdigit() or int(text) > 120:
        raise ValueError(f"{text!r} is no age in years")
    return int(text)


def _many(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))


def _term(terms: dict[tuple[str, str], TaxonomyTerm], slug: str, code: str) -> TaxonomyTerm:
    if (slug, code) not in terms:
        raise ValueError(f"no such {TAXONOMIES[slug][0].lower()}: {code}")
    return terms[slug, code]


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
        yield {c: (row[c] or "").strip() for c in (columns or row)} | {c: (row.get(c) or "").strip() for c in optional}
