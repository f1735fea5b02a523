"""Another area's Local Offer, by its feed in Open Referral UK 3.0: read from its address or a file, held beside what is here, and taken up
by a person. Its entries stay that area's: here they carry its name and licence and are never changed."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import transaction

from goldenthread.offer.fetching import Fetcher, Unfetchable
from goldenthread.offer.grid import metres
from goldenthread.offer.loading import index
from goldenthread.offer.models import Feed, Location, Organization, Service
from goldenthread.offer.told import Known, Place, Told, fit, id_of, save
from goldenthread.web.days import today

MOST = 5_000
"""Services of one feed."""
PAGES = 500
PER_PAGE = 100
LONGEST = 4_000
"""Letters of one text."""
_HALF = re.compile(r"\s+")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_STATES = {s.value for s in Service.Status}

Said = dict[str, Any]


# --- reading ---


def read_feed(address: str, fetcher: Fetcher) -> list[Said]:
    """Every service of a feed, whole. Pages are followed by what they say of themselves, and no further than the limits."""
    base = _services(address)
    keys: list[str] = []
    for page in range(1, PAGES + 1):
        said = fetcher.json(f"{base}?{urlencode({'page': page, 'per_page': PER_PAGE})}")
        contents = said.get("contents") if isinstance(said, dict) else None
        if not isinstance(contents, list):
            raise Unfetchable("What stands at the address is no page of Open Referral UK 3.0: it has no contents.")
        keys += [key for each in contents if isinstance(each, dict) and (key := _uuid(each.get("id"))) and key not in keys[-PER_PAGE:]]
        if len(keys) > MOST:
            raise Unfetchable(f"The feed holds more than {MOST:,} services. Ask whoever keeps it for a part of it.")
        if not contents or said.get("last_page") is not False:
            break
    return [one for key in dict.fromkeys(keys) if isinstance(one := fetcher.json(f"{base}/{key}"), dict)]


def _services(address: str) -> str:
    """Where its services stand: an address may be given with or without the last part."""
    parts = urlsplit(address.strip())
    path = parts.path.rstrip("/")
    return urlunsplit((parts.scheme, parts.netloc, path if path.endswith("/services") else f"{path}/services", "", ""))


def read_file(said: Any) -> list[Said]:
    """The services of a file: a page of Open Referral UK 3.0, or a list of services."""
    contents = said.get("contents") if isinstance(said, dict) else said
    if not isinstance(contents, list) or len(contents) > MOST:
        raise Unfetchable(f"The file must be a page of Open Referral UK 3.0, or a list, of up to {MOST:,} services.")
    return [each for each in contents if isinstance(each, dict)]


def _uuid(value: Any) -> str:
    try:
        return str(UUID(value)) if isinstance(value, str) else ""
    except ValueError:
        return ""


class _Text(HTMLParser):
    """The words of a text that may hold HTML; of scripts and styles nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.silent += tag in ("script", "style")
        self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style") and self.silent:
            self.silent -= 1
        self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def text_of(value: Any, longest: int = LONGEST) -> str:
    """Words alone: no tag, no control character, no more than may be kept."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ""
    reader = _Text()
    reader.feed(str(value)[: longest * 4])
    reader.close()
    return _HALF.sub(" ", "".join(c for c in "".join(reader.words) if c.isprintable() or c.isspace())).strip()[:longest]


# --- what a service says, as it would stand here ---


@dataclass
class Compared:
    """A feed beside what is here: services by what would become of them, and those that are refused with why."""

    new: list[Told] = field(default_factory=list)
    # With the names of what would change.
    changed: list[tuple[Told, list[str]]] = field(default_factory=list)
    same: int = 0
    gone: list[Service] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    # Terms that are not known here, with how often they stand.
    unknown: Counter[str] = field(default_factory=Counter)


def compare(feed: Feed, services: list[Said]) -> Compared:
    postcodes = [text_of(a.get("postal_code"), 8) for s in services for at in _list(s, "service_at_locations") for a in _list(_dict(at, "location"), "addresses")]
    known, made = Known.of(postcodes), Compared()
    here = {s.pk: s for s in Service.objects.filter(feed=feed).select_related("organization")}
    met: set[UUID] = set()
    for said in services:
        name = text_of(said.get("name"), 200) or "(without a name)"
        try:
            told = told_of(feed, said, known, made.unknown)
        except (ValueError, ValidationError) as fault:
            made.refused.append((name, ", ".join(fault.messages) if isinstance(fault, ValidationError) else str(fault)))
            continue
        if told.service.pk in met:
            continue
        met.add(told.service.pk)
        before = here.get(told.service.pk)
        if before is None:
            made.new.append(told)
        elif different := _different(before, told):
            made.changed.append((told, different))
        else:
            made.same += 1
    # One that is refused stays as it was: that it cannot be read does not say that it has ended.
    spoilt = {id_of("feed", str(feed.pk), _uuid(s.get("id"))) for s in services}
    made.gone = [s for pk, s in here.items() if pk not in met and pk not in spoilt and s.status != Service.Status.DEFUNCT]
    return made


WORDS = {
    "name": "name", "description": "what it does", "eligibility_description": "who it is for", "application_process": "how to get it", "minimum_age": "from age", "maximum_age": "up to age",
    "phone": "telephone", "email": "email", "url": "website", "status": "whether it is open", "assured_date": "when it was checked",
}  # fmt: skip


def _different(before: Service, told: Told) -> list[str]:
    names = [words for name, words in WORDS.items() if getattr(before, name) != getattr(told.service, name)]
    if before.organization.name != told.service.organization.name or before.organization.description != told.service.organization.description:
        names.append("who runs it")
    places = {p.where.pk for p in told.places}
    if places != set(before.at.values_list("location", flat=True)):
        names.append("where it is")
    if {t.pk for t in told.terms} != set(before.attributes.values_list("taxonomy_term", flat=True)):
        names.append("needs")
    return names


def told_of(feed: Feed, said: Said, known: Known, unknown: Counter[str]) -> Told:
    """Raises ValueError or ValidationError with why it cannot stand here."""
    theirs = _uuid(said.get("id"))
    if not theirs:
        raise ValueError("it has no identifier")
    body = _dict(said, "organization")
    runs = text_of(body.get("name"), 200)
    if not runs:
        raise ValueError("it does not say who runs it")
    areas = [text_of(a.get("service_area") or a.get("name"), 100) for a in _list(said, "service_areas")]
    districts = [known.districts[name] for name in dict.fromkeys(areas) if name in known.districts]
    if areas and not districts:
        raise ValueError("it serves none of our districts")
    organization = Organization(id=id_of("feed organization", str(feed.pk), runs), name=runs, description=text_of(body.get("description")) or runs, website=_link(body.get("website")))
    service = Service(
        id=id_of("feed", str(feed.pk), theirs), organization=organization, feed=feed, name=text_of(said.get("name"), 200), description=text_of(said.get("description")),
        url=_link(said.get("url")), email=_email(said.get("email")), phone=_phone(said), status=text_of(said.get("status"), 20) if text_of(said.get("status"), 20) in _STATES else "active",
        minimum_age=_age(said.get("minimum_age")), maximum_age=_age(said.get("maximum_age")), eligibility_description=text_of(said.get("eligibility_description")),
        application_process=text_of(said.get("application_process")), assured_date=_checked(said),
    )  # fmt: skip
    if not service.name or not service.description:
        raise ValueError("it has no name or does not say what it does")
    fit(service)
    terms = list(dict.fromkeys(_terms(said, known, unknown)))
    return Told(service, terms, districts, _cost(said), list(_places(feed, said, known)))


def _terms(said: Said, known: Known, unknown: Counter[str]) -> Iterator[Any]:
    """Theirs that have the code or the name of one of ours."""
    ours = {k: t for (slug, code), t in known.terms.items() if slug in ("need", "how") for k in (code.casefold(), t.name.casefold())}
    # Rows of Schedule 2 say what their own council's offer holds, and nothing of ours.
    law = {k for (slug, code), t in known.terms.items() if slug == "schedule-2" for k in (code.casefold(), t.name.casefold())}
    for each in _list(said, "attributes"):
        term = _dict(each, "taxonomy_term")
        found = ours.get(text_of(term.get("code"), 100).casefold()) or ours.get(text_of(term.get("name"), 200).casefold())
        if found:
            yield found
        elif (name := text_of(term.get("name"), 100)) and name.casefold() not in law:
            unknown[name] += 1


def _cost(said: Said) -> tuple[Decimal | None, str] | None:
    for each in _list(said, "cost_options"):
        try:
            amount = Decimal(str(each["amount"])) if each.get("amount") is not None else None
        except InvalidOperation:
            amount = None
        if amount is not None and not (amount.is_finite() and 0 <= amount < 100_000):
            amount = None
        words = text_of(each.get("amount_description"), 200)
        if amount is not None or words:
            return (round(amount, 2) if amount is not None else None), words
    words = text_of(said.get("fees"), 200)
    return (Decimal(0), "") if words.casefold() == "free" else (None, words) if words else None


def _places(feed: Feed, said: Said, known: Known) -> Iterator[Place]:
    for at in _list(said, "service_at_locations")[:50]:
        there = _dict(at, "location")
        theirs = _uuid(there.get("id"))
        if not theirs:
            continue
        address = next(iter(_list(there, "addresses")), {})
        code = text_of(address.get("postal_code"), 8).upper()
        found = known.postcodes.get(code)
        east, north = (found.easting, found.northing) if found else metres(there.get("latitude"), there.get("longitude"))
        where = Location(
            id=id_of("feed location", str(feed.pk), theirs), location_type="virtual" if there.get("location_type") == "virtual" else "physical",
            name=text_of(there.get("name"), 200) or text_of(address.get("city"), 100) or "A place", address_1=text_of(address.get("address_1"), 200), city=text_of(address.get("city"), 100),
            postal_code=code, district_id=found.district_id if found else None, easting=east, northing=north,
        )  # fmt: skip
        times = []
        for each in (_list(at, "schedules") or [s for s in _list(said, "schedules") if s.get("service_at_location_id") == at.get("id")])[:20]:
            days = [d for d in text_of(each.get("byday"), 20).upper().split(",") if d in _DAYS]
            if days:
                times.append((",".join(sorted(set(days), key=_DAYS.index)), _time(each.get("opens_at")), _time(each.get("closes_at"))))
        yield Place(where, list(dict.fromkeys(times)))


def _checked(said: Said) -> dt.date:
    """When its own area last said that it is right; failing that, when it last changed."""
    for value in (said.get("assured_date"), said.get("last_modified")):
        try:
            moment = dt.date.fromisoformat(value[:10]) if isinstance(value, str) else None
        except ValueError:
            continue
        if moment and dt.date(2000, 1, 1) <= moment:
            return min(moment, today())
    raise ValueError("nobody says when it was last checked")


def _age(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 120 else None


def _time(value: Any) -> dt.time | None:
    try:
        return dt.time.fromisoformat(value).replace(tzinfo=None) if isinstance(value, str) else None
    except ValueError:
        return None


def _phone(said: Said) -> str:
    numbers = [text_of(p.get("number"), 40) for holder in (said, *_list(said, "contacts")) for p in _list(holder, "phones")]
    return next((n for n in numbers if re.fullmatch(r"[0-9+() ]{5,40}", n)), "")


def _link(value: Any) -> str:
    return _valid(text_of(value, 301), URLValidator(schemes=["http", "https"]), 300)


def _email(value: Any) -> str:
    return _valid(text_of(value, 255), validate_email, 254)


def _valid(text: str, judge: Callable[[str], None], longest: int) -> str:
    try:
        judge(text)
    except ValidationError:
        return ""
    return text if len(text) <= longest else ""


def _dict(said: Any, name: str) -> Said:
    found = said.get(name) if isinstance(said, dict) else None
    return found if isinstance(found, dict) else {}


def _list(said: Any, name: str) -> list[Said]:
    found = said.get(name) if isinstance(said, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


# --- taking up ---


def take_up(feed: Feed, services: list[Said], on: dt.date) -> Compared:
    """Puts new and changed services in place, and marks those that the feed has no longer as ended. Again, it changes nothing."""
    with transaction.atomic():
        made = compare(feed, services)
        for told in [*made.new, *(told for told, _ in made.changed)]:
            save(told)
        Service.objects.filter(pk__in=[s.pk for s in made.gone]).update(status=Service.Status.DEFUNCT)
        feed.taken_on = on
        feed.save(update_fields=["taken_on"])
        if made.new or made.changed or made.gone:
            index()
    return made


def sentence(made: Compared, done: bool = False) -> str:
    verb = "" if done else "would be "
    parts = [f"{len(made.new)} {verb}new", f"{len(made.changed)} {verb}changed", f"{len(made.gone)} {verb}ended", f"{made.same} as before", f"{len(made.refused)} refused"]
    return ", ".join(parts)
