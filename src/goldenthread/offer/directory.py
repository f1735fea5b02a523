"""The directory as families read it: what is asked for, the services that answer, and what is said of each. All of it is public."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from math import hypot
from uuid import UUID

from django.db.models import Avg, Count, Q, QuerySet

from goldenthread.offer.models import Attribute, Service, TaxonomyTerm
from goldenthread.offer.search import Understood, find
from goldenthread.offer.sessions import Coming, next_of, with_places
from goldenthread.offer.waits import TURN_UP, UNKNOWN, Band, Wait, waits_of
from goldenthread.people.models import District, Postcode
from goldenthread.science.offer_coverage import HIDDEN_AFTER, MARKED_AFTER

STALE_AFTER = MARKED_AFTER
"""Days since its provider last confirmed an entry, after which the page says so."""
A_PAGE = 8
HALF_AS_GOOD = 10
"""Miles at which an answer counts half of the same next door, where a place is given."""
ONLINE = 5.0
"""Miles that something online or by telephone counts as: no nearer than a place that can be walked to."""
METRES_OF_A_MILE = 1609.344
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][A-Z]{2})?")
DAYS = {"MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday", "SU": "Sunday"}


def oldest_shown(on: dt.date) -> dt.date:
    return on - dt.timedelta(days=HIDDEN_AFTER)


def shown(on: dt.date) -> QuerySet[Service]:
    """Services that the public sees on a day."""
    return Service.objects.filter(status__in=(Service.Status.ACTIVE, Service.Status.CLOSED), assured_date__gte=oldest_shown(on))


@dataclass(frozen=True)
class Place:
    """Where a family looks from: a district, or the first half of a postcode; a whole home postcode is never kept."""

    name: str
    district: District
    easting: float
    northing: float


def first_half(text: str) -> str:
    """Of a postcode, whole or half, its first half; else the text as it is."""
    whole = _POSTCODE.fullmatch(text.strip().upper())
    return whole.group(1) if whole else text.strip()[:60]


def place_of(text: str) -> Place | None:
    """None where the list knows neither such a district nor such postcodes."""
    half = first_half(text)
    postcodes = Postcode.objects.exclude(district__locality="")
    there = postcodes.filter(district__name__iexact=half) if not _POSTCODE.fullmatch(half) else postcodes.filter(postcode__startswith=f"{half} ")
    most = there.values("district").annotate(n=Count("pk"), e=Avg("easting"), north=Avg("northing")).order_by("-n").first()
    if most is None:
        return None
    middle = there.aggregate(e=Avg("easting"), north=Avg("northing"))
    district = District.objects.get(pk=most["district"])
    return Place(half if _POSTCODE.fullmatch(half) else district.name, district, middle["e"], middle["north"])


@dataclass(frozen=True)
class Asked:
    """What the address of a list says; every combination has its own."""

    q: str = ""
    own: bool = False
    near: str = ""
    nearest: bool = False
    age: int | None = None
    needs: tuple[str, ...] = ()
    how: tuple[str, ...] = ()
    free: bool = False
    wait: str = ""
    # Only with a session that has places in the coming month.
    soon: bool = False

    @property
    def filters(self) -> int:
        return sum([self.age is not None, len(self.needs), len(self.how), self.free, bool(self.wait), self.soon])


@dataclass(frozen=True)
class Entry:
    service: Service
    wait: Wait
    where: str
    miles: float | None
    ages: str
    cost: str
    free: bool
    how: list[str]
    needs: list[str]
    stale: bool
    # Its next session with a day that is not cancelled.
    next: Coming | None = None


@dataclass(frozen=True)
class Listing:
    entries: list[Entry]
    total: int
    understood: Understood
    # Whether all that was asked is in each, or, where nothing has all, some of it.
    whole: bool
    place: Place | None
    needs: list[tuple[TaxonomyTerm, int]] = field(default_factory=list)
    # Left out by a filter of waits, since nobody knows theirs.
    wait_unknown: int = 0


def listing(asked: Asked, on: dt.date, page: int = 1) -> Listing:
    """One page of services, best first, where a place is given with regard to how far they are; nearest first where that is asked, or where a place is all that is asked."""
    understood, worth, whole = find(asked.q, oldest_shown(on), asked.own)
    place = place_of(asked.near or understood.district) if asked.near or understood.district else None
    # Words have narrowed them already: only of those that answer are the filters asked.
    rows = _asked_for(shown(on).filter(pk__in=list(worth)) if understood.groups else shown(on), asked, place, on)
    kept = set(rows.values_list("pk", flat=True)) if asked.filters or place else worth.keys()
    ordered = [pk for pk in worth if pk in kept]
    unknown = 0
    if asked.wait:
        waits = _waits(rows.filter(pk__in=ordered), place, on)
        unknown = sum(waits[pk].band is Band.UNKNOWN for pk in ordered) if asked.wait != Band.UNKNOWN else 0
        ordered = [pk for pk in ordered if waits[pk].band == asked.wait]
    miles = _miles(ordered, place) if place else {}
    if place and (asked.nearest or not understood.groups):
        ordered.sort(key=lambda pk: miles.get(pk, float("inf")))
    elif place:
        # What is online is as near as can be.
        ordered.sort(key=lambda pk: -worth[pk] / (1 + miles.get(pk, ONLINE) / HALF_AS_GOOD))
    here = ordered[(page - 1) * A_PAGE : page * A_PAGE]
    return Listing(entries_of(here, place, on, miles), len(ordered), understood, whole, place, _needs(ordered), unknown)


def _asked_for(rows: QuerySet[Service], asked: Asked, place: Place | None, on: dt.date) -> QuerySet[Service]:
    """Each kind of filter narrows; of needs, any one will do."""
    if asked.age is not None:
        rows = rows.filter(Q(minimum_age=None) | Q(minimum_age__lte=asked.age), Q(maximum_age=None) | Q(maximum_age__gte=asked.age))
    if asked.needs:
        rows = rows.filter(pk__in=_with("need", asked.needs))
    for code in asked.how:
        rows = rows.filter(pk__in=_with("how", [code]))
    if asked.free:
        rows = rows.filter(cost_options__amount=0)
    if asked.soon:
        rows = rows.filter(pk__in=with_places(on).values("service"))
    if place:
        rows = rows.filter(Q(service_areas=None) | Q(service_areas__district=place.district))
    return rows.distinct()


def _with(taxonomy: str, codes: Collection[str]) -> QuerySet[Attribute, UUID]:
    return Attribute.objects.filter(taxonomy_term__taxonomy__slug=taxonomy, taxonomy_term__code__in=codes).values_list("service", flat=True)


def _waits(rows: Iterable[Service], place: Place | None, on: dt.date) -> dict[UUID, Wait]:
    services = list(rows)
    turn_up = set(_with("how", ["just-turn-up"]).filter(service__in=[s.pk for s in services]))
    said = waits_of({s.waiting_list for s in services if s.waiting_list}, place.district.locality if place else "", on)
    return {s.pk: TURN_UP if s.pk in turn_up else said.get(s.waiting_list, UNKNOWN) for s in services}


def _miles(ids: list[UUID], place: Place) -> dict[UUID, float]:
    """To the nearest of a service's places, as the crow flies; none for those without any."""
    there = Service.objects.filter(pk__in=ids, at__location__easting__isnull=False).values_list("pk", "at__location__easting", "at__location__northing")
    miles: dict[UUID, float] = {}
    for pk, easting, northing in there:
        away = hypot(easting - place.easting, northing - place.northing) / METRES_OF_A_MILE
        miles[pk] = min(away, miles.get(pk, away))
    return miles


def _needs(ids: list[UUID]) -> list[tuple[TaxonomyTerm, int]]:
    """Every need, with how many of these services it has."""
    counts = dict(Attribute.objects.filter(service__in=ids).values_list("taxonomy_term").annotate(n=Count("pk")))
    return [(t, counts.get(t.pk, 0)) for t in TaxonomyTerm.objects.filter(taxonomy__slug="need").order_by("place")]


def entries_of(ids: list[UUID], place: Place | None, on: dt.date, miles: dict[UUID, float] | None = None) -> list[Entry]:
    """In the order of `ids`; services that are not shown are left out."""
    rows = shown(on).filter(pk__in=ids).select_related("organization").prefetch_related("cost_options", "attributes__taxonomy_term__taxonomy", "at__location", "at__schedules")
    services = {s.pk: s for s in rows}
    waits = _waits(services.values(), place, on)
    dated = next_of(list(services), on)
    return [_entry(services[pk], waits[pk], (miles or {}).get(pk), on, dated.get(pk)) for pk in ids if pk in services]


def _entry(service: Service, wait: Wait, miles: float | None, on: dt.date, dated: Coming | None) -> Entry:
    terms: dict[str, list[TaxonomyTerm]] = {}
    for a in service.attributes.all():
        terms.setdefault(a.taxonomy_term.taxonomy.slug, []).append(a.taxonomy_term)
    names = {slug: [t.name for t in sorted(of, key=lambda t: t.place)] for slug, of in terms.items()}
    towns = list(dict.fromkeys(a.location.city or a.location.name for a in service.at.all()))
    cost = next(iter(service.cost_options.all()), None)
    free = bool(cost and cost.amount == 0)
    said = "Ask what it costs" if cost is None else "Free" if free else f"£{cost.amount:.2f}" if cost.amount is not None else cost.amount_description
    if cost and cost.amount is not None and cost.amount_description:
        said = f"{said}. {cost.amount_description}"
    return Entry(
        service, wait, " or ".join(towns[:3]), miles, _ages(service.minimum_age, service.maximum_age), said, free, names.get("how", []), names.get("need", []),
        (on - service.assured_date).days > STALE_AFTER, dated,
    )  # fmt: skip


def _ages(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return "Any age"
    if high is None:
        return f"Age {low} and over"
    return f"Up to age {high}" if not low else f"Ages {low} to {high}"


def on_days(byday: str) -> str:
    """ "Monday and Wednesday"; days that follow one another are "Monday to Friday"."""
    days = [DAYS[d] for d in byday.split(",")]
    if len(days) > 2 and ",".join(DAYS).find(byday) >= 0:
        return f"{days[0]} to {days[-1]}"
    return " and ".join([", ".join(days[:-1]), days[-1]] if len(days) > 1 else days)


def choices_of_how() -> list[TaxonomyTerm]:
    return list(TaxonomyTerm.objects.filter(taxonomy__slug="how").order_by("place"))
