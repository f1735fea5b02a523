"""The directory as families read it: what is asked for, the services that answer, and what is said of each. All of it is public."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchRank
from django.db.models import Avg, Count, Exists, F, FloatField, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Sqrt

from goldenthread.engine.explain import listed
from goldenthread.offer.models import CostOption, Location, Service, ServiceArea, ServiceAtLocation, TaxonomyTerm
from goldenthread.offer.ranking import WEIGHTS, Ranked, RawQuery, ranked
from goldenthread.offer.search import Understood, answered, ask, understand, ways
from goldenthread.offer.sessions import Coming, next_of, with_places
from goldenthread.offer.waits import TURN_UP, UNKNOWN, Band, Wait, waits_of
from goldenthread.people.models import District, Postcode
from goldenthread.science.offer_coverage import BANDS as AGE_GROUPS
from goldenthread.science.offer_coverage import HIDDEN_AFTER, MARKED_AFTER

STALE_AFTER = MARKED_AFTER
"""Days since its provider last confirmed an entry, after which the page says so."""
A_PAGE = 8
TURN_UP_CODE = "just-turn-up"
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
        return None if _POSTCODE.fullmatch(half) else _town(half)
    middle = there.aggregate(e=Avg("easting"), north=Avg("northing"))
    district = District.objects.get(pk=most["district"])
    return Place(half if _POSTCODE.fullmatch(half) else district.name, district, middle["e"], middle["north"])


def _town(name: str) -> Place | None:
    """A town that is no district, where the directory itself says that something is. Places whose address is withheld tell nothing here."""
    there = Location.objects.filter(city__iexact=name, easting__isnull=False, withheld=False).exclude(district__locality="").exclude(district=None)
    most = there.values("district").annotate(n=Count("pk")).order_by("-n", "district").first() if name else None
    if most is None:
        return None
    middle = there.filter(district=most["district"]).aggregate(e=Avg("easting"), north=Avg("northing"))
    said = there.filter(district=most["district"]).values_list("city", flat=True).order_by("city")[0]
    return Place(said, District.objects.get(pk=most["district"]), middle["e"], middle["north"])


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
    # The name of a district in which it has a place.
    within: str = ""

    @property
    def filters(self) -> int:
        return sum([bool(self.within), self.age is not None, len(self.needs), len(self.how), self.free, bool(self.wait), self.soon])


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
    # How many of those that answer have each of these. Of waits and places, of which one is chosen, only while none is.
    how: list[tuple[TaxonomyTerm, int]] = field(default_factory=list)
    waits: dict[Band, int] = field(default_factory=dict)
    ages: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    free: int | None = None


def listing(asked: Asked, on: dt.date, page: int = 1) -> Listing:
    """One page of services, best first, where a place is given with regard to how far they are; nearest first where that is asked, or where a place is all that is asked."""
    understood = understand(asked.q, asked.own)
    asked = _with_age(asked, understood)
    place = place_of(asked.near or understood.district) if asked.near or understood.district else None
    terms = list(TaxonomyTerm.objects.filter(taxonomy__slug__in=("need", "how")).select_related("taxonomy").order_by("place"))
    for question, whole in ways(understood, asked.own):
        rows = _asked_for(answering(question, on), asked, place, on)
        unknown = 0
        if asked.wait:
            if asked.wait != Band.UNKNOWN:
                unknown = rows.filter(_waiting(rows, Band.UNKNOWN, place, on)).count()
            rows = rows.filter(_waiting(rows, Band(asked.wait), place, on))
        order = "best" if place is None else "nearest" if asked.nearest or not understood.groups else "best here"
        found = ranked(_ranked_by(rows, question, place), order, (page - 1) * A_PAGE, A_PAGE, words=bool(question))
        # Where a filter leaves none of those that answer, nothing else is looked for.
        if found.total or not question or answered(question, oldest_shown(on)):
            return Listing(
                entries_of(found.ids, place, on, found.miles, terms), found.total, understood, whole, place, _terms(terms, "need", found.needs), unknown,
                how=_terms(terms, "how", found.how), waits={} if asked.wait else _by_wait(found, place, on), ages={} if asked.age is not None else _by_age(found),
                places={} if asked.within else found.places, free=found.free,
            )  # fmt: skip
    return Listing([], 0, understood, False, place, _terms(terms, "need", {}), how=_terms(terms, "how", {}))


def answers(asked: Asked, on: dt.date) -> tuple[Understood, QuerySet[Service], Place | None]:
    """All that answers, without order: for a map, and whatever else counts."""
    understood, question, _ = ask(asked.q, oldest_shown(on), asked.own)
    asked = _with_age(asked, understood)
    place = place_of(asked.near or understood.district) if asked.near or understood.district else None
    if question is None:
        return understood, Service.objects.none(), place
    rows = _asked_for(answering(question, on), asked, place, on)
    return understood, rows.filter(_waiting(rows, Band(asked.wait), place, on)) if asked.wait else rows, place


def _with_age(asked: Asked, understood: Understood) -> Asked:
    """An age that is given by itself counts before one in the words."""
    return asked if asked.age is not None or understood.age is None else replace(asked, age=understood.age)


def answering(question: str, on: dt.date) -> QuerySet[Service]:
    """Services shown on a day that answer a question of `search.ask`; all of them where it asks nothing."""
    return shown(on).filter(words=RawQuery(question)) if question else shown(on)


def _ranked_by(rows: QuerySet[Service], question: str, place: Place | None) -> QuerySet[Service]:
    """With how well each answers, and how many miles it is to the nearest of its places: as the crow flies, none for what is online."""
    worth = SearchRank(F("words"), RawQuery(question), weights=WEIGHTS) if question else Value(0.0)
    miles: Any = Value(None, output_field=FloatField())
    if place:
        east, north = F("location__easting") - Value(place.easting), F("location__northing") - Value(place.northing)
        away = ServiceAtLocation.objects.filter(service=OuterRef("pk"), location__easting__isnull=False).values("service")
        miles = Subquery(away.annotate(miles=Min(Sqrt(east * east + north * north)) / METRES_OF_A_MILE).values("miles"), output_field=FloatField())
    return rows.annotate(worth=worth, miles=miles)


def _asked_for(rows: QuerySet[Service], asked: Asked, place: Place | None, on: dt.date) -> QuerySet[Service]:
    """Each kind of filter narrows; of needs, any one will do."""
    if asked.age is not None:
        rows = rows.filter(Q(minimum_age=None) | Q(minimum_age__lte=asked.age), Q(maximum_age=None) | Q(maximum_age__gte=asked.age))
    if asked.needs:
        rows = rows.filter(needs__overlap=list(asked.needs))
    if asked.how:
        rows = rows.filter(how__contains=list(asked.how))
    if asked.free:
        rows = rows.filter(Exists(CostOption.objects.filter(service=OuterRef("pk"), amount=0)))
    if asked.within:
        rows = rows.filter(Exists(ServiceAtLocation.objects.filter(service=OuterRef("pk"), location__district__name=asked.within)))
    if asked.soon:
        rows = rows.filter(pk__in=with_places(on).values("service"))
    if place:
        areas = ServiceArea.objects.filter(service=OuterRef("pk"))
        rows = rows.filter(~Exists(areas) | Exists(areas.filter(district=place.district)))
    return rows


def _waiting(rows: QuerySet[Service], band: Band, place: Place | None, on: dt.date) -> Q:
    """Those whose wait now is in a band: said of whole lists, never of a service by itself."""
    lists = set(rows.exclude(waiting_list="").values_list("waiting_list", flat=True).distinct())
    said = waits_of(lists, place.district.locality if place else "", on)
    turn_up = Q(how__contains=[TURN_UP_CODE])
    within = Q(waiting_list__in=[name for name, wait in said.items() if wait.band == band])
    if band == UNKNOWN.band:
        within |= ~Q(waiting_list__in=list(said))
    return turn_up | within if band == TURN_UP.band else ~turn_up & within


def _by_wait(found: Ranked, place: Place | None, on: dt.date) -> dict[Band, int]:
    """How many of the services that answer have a wait in each band."""
    said = waits_of({name for name, _ in found.lists if name}, place.district.locality if place else "", on)
    counted: Counter[Band] = Counter()
    for (name, turn_up), n in found.lists.items():
        counted[TURN_UP.band if turn_up else said.get(name, UNKNOWN).band] += n
    return dict(counted)


def _by_age(found: Ranked) -> dict[str, int]:
    """How many of them are for somebody of each group of ages, such as "5 to 10"."""
    return {
        name: sum(n for (low, high), n in found.ages.items() if (low is None or low <= last) and (high is None or high >= first))
        for name, (first, last) in AGE_GROUPS.items()
    }


def _terms(terms: list[TaxonomyTerm], of: str, counts: dict[str, int]) -> list[tuple[TaxonomyTerm, int]]:
    """Every need, or every way to get help, with how many of the services that answer have it."""
    return [(t, counts.get(t.code, 0)) for t in terms if t.taxonomy.slug == of]


def entries_of(ids: list[UUID], place: Place | None, on: dt.date, miles: dict[UUID, float] | None = None, terms: list[TaxonomyTerm] | None = None) -> list[Entry]:
    """In the order of `ids`; services that are not shown are left out. `terms`, where they have been read, are not read again."""
    if not ids:
        return []
    at = Prefetch("at", ServiceAtLocation.objects.select_related("location"))
    services = {s.pk: s for s in shown(on).filter(pk__in=ids).defer("words").select_related("organization", "feed").prefetch_related("cost_options", at)}
    if terms is None:
        terms = list(TaxonomyTerm.objects.filter(taxonomy__slug__in=("need", "how")).select_related("taxonomy").order_by("place"))
    names: dict[str, dict[str, str]] = {"need": {}, "how": {}}
    for t in terms:
        names[t.taxonomy.slug][t.code] = t.name
    lists = {s.waiting_list for s in services.values() if s.waiting_list}
    waits = waits_of(lists, place.district.locality if place else "", on) if lists else {}
    dated = next_of(list(services), on)
    return [_entry(services[pk], waits.get(services[pk].waiting_list, UNKNOWN), (miles or {}).get(pk), on, dated.get(pk), names) for pk in ids if pk in services]


def _entry(service: Service, wait: Wait, miles: float | None, on: dt.date, dated: Coming | None, names: dict[str, dict[str, str]]) -> Entry:
    how, needs = ([name for code, name in names[slug].items() if code in has] for slug, has in (("how", service.how), ("need", service.needs)))
    if TURN_UP_CODE in service.how:
        wait = TURN_UP
    towns = list(dict.fromkeys(a.location.city or a.location.name for a in service.at.all()))
    cost = next(iter(service.cost_options.all()), None)
    free = bool(cost and cost.amount == 0)
    said = "Ask what it costs" if cost is None else "Free" if free else f"£{cost.amount:.2f}" if cost.amount is not None else cost.amount_description
    if cost and cost.amount is not None and cost.amount_description:
        said = f"{said}. {cost.amount_description}"
    return Entry(service, wait, " or ".join(towns[:3]), miles, _ages(service.minimum_age, service.maximum_age), said, free, how, needs, (on - service.assured_date).days > STALE_AFTER, dated)


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
    return listed(days)
