"""One service as a file, a feed or a spreadsheet tells it: read without touching the database, then put there."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from goldenthread.offer.models import (
    Attribute,
    CostOption,
    Location,
    Organization,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    TaxonomyTerm,
)
from goldenthread.offer.models_keeping import OPEN_TO_CHANGE, Change
from goldenthread.people.models import District, Postcode

SPACE = UUID("5d3c9a52-54a6-5a0e-9b0e-0d6d7d3f3a10")
"""Of every identifier made here, so that a service keeps its own when its file is loaded again."""
WITHHELD = "The address is kept private"
OF_PLACE = ("place", "address", "town", "postcode", "days", "opens", "closes", "withhold_address")
KINDS = {"need": "needs", "how": "how", "schedule-2": "schedule_2"}
"""Of our taxonomies, the column that has their codes."""
DERIVED = ("id", "last_modified", "words", "needs", "how", "places")
"""What no file says of a service."""
_DAYS = re.compile(r"(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*")
_AMOUNT = re.compile(r"[0-9]{1,5}(\.[0-9]{2})?")

Row = Mapping[str, str]
Times = tuple[str, dt.time | None, dt.time | None]


@dataclass
class Place:
    where: Location
    times: list[Times] = field(default_factory=list)
    # Its address is withheld: where an earlier file told it, that row is emptied.
    empties: UUID | None = None


@dataclass
class Told:
    service: Service
    terms: list[TaxonomyTerm]
    districts: list[District]
    cost: tuple[Decimal | None, str] | None
    places: list[Place] = field(default_factory=list)
    # What it does not tell: the entry keeps its own.
    untold: tuple[str, ...] = ("child_summary",)


@dataclass
class Known:
    """What a row may name."""

    terms: dict[tuple[str, str], TaxonomyTerm]
    districts: dict[str, District]
    postcodes: dict[str, Postcode]

    @classmethod
    def of(cls, postcodes: Iterable[str]) -> Known:
        terms = {(t.taxonomy.slug, t.code): t for t in TaxonomyTerm.objects.select_related("taxonomy")}
        return cls(terms, {d.name: d for d in District.objects.all()}, Postcode.objects.in_bulk({p.upper() for p in postcodes if p}))


def id_of(*parts: str) -> UUID:
    return uuid5(SPACE, "\n".join(parts))


def service_id(row: Row) -> UUID:
    return id_of("service", row["organisation"], row["service"])


def read_rows(rows: Iterable[tuple[int, Row]], known: Known, key_of: Callable[[Row], UUID] = service_id, merged: Collection[UUID] = ()) -> tuple[dict[UUID, Told], list[tuple[int, str]]]:
    """Services by their identifiers, and of each row that cannot be right its number and why. Of those in `merged` a person has said that
    rows with other words are one service: the words of the first stand, and each adds its place."""
    found: dict[UUID, Told] = {}
    first: dict[UUID, Row] = {}
    refused: list[tuple[int, str]] = []
    for n, row in rows:
        try:
            key = key_of(row)
            place = _place(row, known)
            if key not in found:
                found[key] = _read(row, key, known)
                first[key] = row
            elif key not in merged and {k: v for k, v in row.items() if k not in OF_PLACE} != {k: v for k, v in first[key].items() if k not in OF_PLACE}:
                raise ValueError("another row tells this service otherwise")
            if place:
                _add(found[key], place)
        except (ValueError, ValidationError) as fault:
            refused.append((n, ", ".join(fault.messages) if isinstance(fault, ValidationError) else str(fault)))
    return found, refused


def _add(told: Told, place: Place) -> None:
    same = next((p for p in told.places if p.where.pk == place.where.pk), None)
    if same is None:
        told.places.append(place)
    else:
        same.times += [t for t in place.times if t not in same.times]


def _read(row: Row, key: UUID, known: Known) -> Told:
    for needed in ("organisation", "about_organisation", "service", "about", "checked_on"):
        if not row[needed]:
            raise ValueError(f"{needed} is empty")
    body = Organization(id=id_of("organization", row["organisation"]), name=row["organisation"], description=row["about_organisation"])
    service = Service(
        id=key, organization=body, name=row["service"], description=row["about"], url=row["website"], email=row["email"], phone=row["phone"],
        status=row["status"] or Service.Status.ACTIVE, minimum_age=_age(row["age_from"]), maximum_age=_age(row["age_to"]), eligibility_description=row["who_for"],
        application_process=row["how_to_ask"], assured_date=dt.date.fromisoformat(row["checked_on"]), waiting_list=row["waiting_list"],
    )  # fmt: skip
    body.clean_fields()
    fit(service)
    found = [_term(known, slug, code) for slug, column in KINDS.items() for code in many(row[column])]
    unknown = [name for name in many(row["districts"]) if name not in known.districts]
    if unknown:
        raise ValueError(f"no such district: {', '.join(unknown)}")
    amount = _pounds(row["cost"])
    cost = (amount, row["cost_words"]) if amount is not None or row["cost_words"] else None
    if "for_children" in row:
        service.child_summary = row["for_children"]
    return Told(service, found, [known.districts[name] for name in many(row["districts"])], cost, untold=() if "for_children" in row else ("child_summary",))


def fit(service: Service) -> None:
    """Raises ValueError or ValidationError where an entry could not be kept."""
    if service.minimum_age is not None and service.maximum_age is not None and service.minimum_age > service.maximum_age:
        raise ValueError("age_from is after age_to")
    service.clean_fields(exclude=["organization", "words", "needs", "how", "places", "feed"])


def _place(row: Row, known: Known) -> Place | None:
    if not row["place"]:
        return None
    there = known.postcodes.get(row["postcode"].upper())
    if row["postcode"] and there is None:
        raise ValueError(f"the postcode {row['postcode']} is not in the area’s list")
    if there and not (row["address"] and row["town"]):
        raise ValueError("a place with a postcode needs its address and town")
    if row["days"] and not _DAYS.fullmatch(row["days"]):
        raise ValueError("days are written as MO,TU,WE,TH,FR,SA,SU")
    where = Location(
        id=id_of("location", row["organisation"], row["place"], row["postcode"]), location_type="physical" if there else "virtual", name=row["place"], address_1=row["address"],
        city=row["town"], postal_code=there.postcode if there else "", district_id=there.district_id if there else None, easting=there.easting if there else None,
        northing=there.northing if there else None,
    )  # fmt: skip
    where.clean_fields(exclude=["district"])
    opens, closes = (dt.time.fromisoformat(row[c]) if row[c] else None for c in ("opens", "closes"))
    place = Place(where, [(row["days"], opens, closes)] if row["days"] else [])
    if _yes(row.get("withhold_address", "")):
        _withhold(place, row)
    return place


def _withhold(place: Place, row: Row) -> None:
    """Keeps town and district alone. Nor can the identifier be guessed from the address, and an earlier row of it is emptied."""
    told = "".join(" ".join(v for k, v in row.items() if k not in OF_PLACE).upper().split())
    if any(row[c] and "".join(row[c].upper().split()) in told for c in ("postcode", "address")):
        raise ValueError("the address is withheld, and another column says it")
    place.empties = place.where.pk
    place.where.pk = UUID(bytes=salted_hmac("offer.withheld", str(place.where.pk), algorithm="sha256").digest()[:16])
    for name, value in EMPTY.items():
        setattr(place.where, name, value)


EMPTY: dict[str, Any] = {"withheld": True, "name": WITHHELD, "address_1": "", "postal_code": "", "easting": None, "northing": None}


def save(told: Told) -> bool:
    """Whether it was taken: no where somebody here said of the entry since."""
    service, body = told.service, told.service.organization
    Organization.objects.bulk_create([body], update_conflicts=True, unique_fields=["id"], update_fields=["name", "description", "website"] if service.feed_id else ["description"])
    before = Service.objects.filter(pk=service.pk).values().first()
    said_since = Change.objects.filter(service=service.pk, on__gte=service.assured_date).exclude(by=Change.By.FILE)
    if before and said_since.exclude(fields__has_key="schedule_2").exists():
        # What the service itself or an editor said since the file was made stands: an old file never takes it back.
        return False
    changing = [f.attname for f in Service._meta.concrete_fields if f.name not in (*DERIVED, *told.untold)]
    names = [f.name for f in Service._meta.concrete_fields if f.name not in (*DERIVED, *told.untold)]
    Service.objects.bulk_create([service], update_conflicts=True, unique_fields=["id"], update_fields=names)
    if before and any(before[name] != getattr(service, name) for name in changing):
        Service.objects.filter(pk=service.pk).update(last_modified=Now())
        said = {name: [before[name], getattr(service, name)] for name in OPEN_TO_CHANGE if before[name] != getattr(service, name)}
        Change.objects.create(service=service, what=Change.What.CHANGED if said else Change.What.CONFIRMED, by=Change.By.FILE, on=service.assured_date, fields=said)
    for model in (CostOption, ServiceArea, ServiceAtLocation):
        model.objects.filter(service=service).delete()  # type: ignore[attr-defined]
    # Rows of Schedule 2 that an editor gave it since are an editor's; the rest is the file's.
    tagged = said_since.filter(fields__has_key="schedule_2").exists()
    old = Attribute.objects.filter(service=service)
    (old.exclude(taxonomy_term__taxonomy__slug="schedule-2") if tagged else old).delete()
    terms = [t for t in told.terms if not tagged or t.taxonomy.slug != "schedule-2"]
    key = str(service.pk)
    Attribute.objects.bulk_create(Attribute(id=id_of("attribute", key, str(t.pk)), service=service, taxonomy_term=t) for t in terms)
    ServiceArea.objects.bulk_create(ServiceArea(id=id_of("area", key, d.name), service=service, district=d) for d in told.districts)
    if told.cost:
        CostOption.objects.create(id=id_of("cost", key), service=service, amount=told.cost[0], amount_description=told.cost[1])
    for place in told.places:
        _save_place(service, place)
    return True


def _save_place(service: Service, place: Place) -> None:
    if place.empties:
        Location.objects.filter(pk=place.empties).update(**EMPTY)
    changing = ["location_type", "name", "address_1", "city", "postal_code", "district", "easting", "northing", "withheld"]
    Location.objects.bulk_create([place.where], update_conflicts=True, unique_fields=["id"], update_fields=changing)
    at = ServiceAtLocation.objects.create(id=id_of("at", str(service.pk), str(place.where.pk)), service=service, location=place.where)
    for days, opens, closes in place.times:
        key = id_of("schedule", str(at.pk), days, opens.isoformat("minutes") if opens else "")
        Schedule.objects.get_or_create(id=key, defaults={"at": at, "byday": days, "opens_at": opens, "closes_at": closes})


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
    if not (text.isascii() and text.isdigit()) or len(text) > 3 or int(text) > 120:
        raise ValueError(f"{text[:20]!r} is no age in years")
    return int(text)


def many(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))


def _term(known: Known, slug: str, code: str) -> TaxonomyTerm:
    if (slug, code) not in known.terms:
        raise ValueError(f"no such {NAMES[slug]}: {code[:60]}")
    return known.terms[slug, code]


NAMES = {"need": "need", "how": "how to get it", "schedule-2": "schedule 2"}
