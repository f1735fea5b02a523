"""The Local Offer for other directories: Open Referral UK 3.0, read by anybody, from any page, without a key."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from functools import wraps
from importlib.resources import files
from math import ceil
from typing import Any
from uuid import UUID

from django.db.models import F, Model, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.views.decorators.csrf import csrf_exempt

from goldenthread.offer import feed
from goldenthread.offer.directory import DAYS, TURN_UP_CODE, answering, oldest_shown, shown
from goldenthread.offer.models import Schedule, Service, ServiceAtLocation, Taxonomy, TaxonomyTerm
from goldenthread.offer.search import ask
from goldenthread.offer.waits import TURN_UP, UNKNOWN, Band, waits_of
from goldenthread.people.models import Postcode
from goldenthread.web.days import today

MOST = 100
USUAL = 50
OPENAPI = files("goldenthread.offer") / "data" / "open_referral_uk" / "openapi.json"

BESIDES = (
    "A service also has eligibility_description, application_process and, by itself, phones and wait_time, and a taxonomy_term has code, as HSDS 3.0 names them. "
    "A page holds at most 100. What cannot be read is answered with status 400 and a message."
)
MODIFIED_AFTER = {
    "in": "query", "name": "modified_after", "required": False, "schema": {"type": "string", "format": "date-time"}, "description": "Only what was changed after this moment.",
}  # fmt: skip


class Unreadable(Exception):
    """A question that cannot be read; says which."""


def open_to_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Read by a page of any address; what is wrong is said in JSON too."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            said = view(request, *args, **kwargs) if request.method in ("GET", "HEAD", "OPTIONS") else JsonResponse({"message": "Only GET."}, status=405)
        except Unreadable as fault:
            said = JsonResponse({"message": str(fault)}, status=400)
        except Http404:
            said = JsonResponse({"message": "There is none."}, status=404)
        said["Access-Control-Allow-Origin"] = "*"
        said["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        return said

    # What is sent is refused in our own words, and so from any page: nothing here is changed by it.
    return csrf_exempt(answer)


@open_to_all
def about(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"version": feed.VERSION, "profile": feed.PROFILE, "openapi_url": request.build_absolute_uri(reverse("open-referral-openapi"))})


@open_to_all
def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address under the feed's: one that ends with a stroke more is sent to the one without, and the rest is not there."""
    bare = f"/open-referral/{rest.rstrip('/')}"
    if rest.endswith("/") and rest.strip("/") and resolve(bare).url_name != "open-referral-nothing":
        asked = request.GET.urlencode()
        return redirect(f"{bare}?{asked}" if asked else bare)
    raise Http404


@open_to_all
def openapi(request: HttpRequest) -> HttpResponse:
    """The profile's own, with what is ours: where it is, one parameter more, and the names of HSDS 3.0 that we send besides."""
    told = json.loads(OPENAPI.read_text("utf-8"))
    told["servers"] = [{"url": request.build_absolute_uri(reverse("open-referral")).rstrip("/")}]
    told["info"]["description"] += f". {BESIDES}"
    for path in ("/services", "/service_at_locations"):
        told["paths"][path]["get"].setdefault("parameters", []).append(MODIFIED_AFTER)
    return JsonResponse(told)


@open_to_all
def services(request: HttpRequest) -> HttpResponse:
    return _page(request.GET, _narrowed(request.GET).order_by("name", "pk"), Service.objects.select_related("organization").prefetch_related("cost_options").defer("words"), feed.summary)


@open_to_all
def service(request: HttpRequest, key: str) -> HttpResponse:
    whole = ours(today()).select_related("organization").prefetch_related(
        "cost_options", "service_areas__district", "attributes__taxonomy_term__taxonomy", "at__location", "at__schedules"
    )  # fmt: skip
    return _one(whole, key, lambda found: feed.service(found, _wait_of(found)))


def _wait_of(found: Service) -> str:
    """How long the wait is now, as our own page says it; empty where nobody knows."""
    said = TURN_UP if TURN_UP_CODE in found.how else waits_of({found.waiting_list}, "", today()).get(found.waiting_list, UNKNOWN) if found.waiting_list else UNKNOWN
    counted = f" Counted on {said.counted_on.isoformat()}." if said.counted_on else ""
    return "" if said.band is Band.UNKNOWN else f"{said.words}.{counted}"


@open_to_all
def taxonomies(request: HttpRequest) -> HttpResponse:
    return _page(request.GET, Taxonomy.objects.order_by("name"), Taxonomy.objects.all(), feed.taxonomy)


@open_to_all
def taxonomy(request: HttpRequest, key: str) -> HttpResponse:
    return _one(Taxonomy.objects.all(), key, feed.taxonomy)


@open_to_all
def taxonomy_terms(request: HttpRequest) -> HttpResponse:
    return _page(request.GET, TaxonomyTerm.objects.order_by("place", "pk"), TaxonomyTerm.objects.select_related("taxonomy"), feed.term)


@open_to_all
def taxonomy_term(request: HttpRequest, key: str) -> HttpResponse:
    return _one(TaxonomyTerm.objects.select_related("taxonomy"), key, feed.term)


@open_to_all
def service_at_locations(request: HttpRequest) -> HttpResponse:
    of = _narrowed(request.GET)
    rows = _near(ServiceAtLocation.objects.filter(service__in=of).order_by("service__name", "service", "pk"), request.GET)
    # Without a postcode every place of these services is in it, and each service says how many it has.
    total = None if request.GET.get("postcode") else lambda: of.aggregate(n=Sum("places"))["n"] or 0
    return _page(request.GET, rows, _whole_places(), feed.service_at_location, total)


@open_to_all
def service_at_location(request: HttpRequest, key: str) -> HttpResponse:
    return _one(_whole_places().filter(service__in=ours(today())), key, feed.service_at_location)


def _whole_places() -> QuerySet[ServiceAtLocation]:
    return ServiceAtLocation.objects.select_related("location", "service__organization").defer("service__words").prefetch_related("schedules", "service__cost_options")


def ours(on: dt.date) -> QuerySet[Service]:
    """What this area keeps: whoever reads two areas' feeds would else have the entries of one twice, and under the wrong name."""
    return shown(on).filter(feed=None)


# --- filters, which all hold at once ---


def _narrowed(given: QueryDict) -> QuerySet[Service]:
    on = today()
    rows = ours(on)
    if given.get("search"):
        question = ask(given["search"], oldest_shown(on))[1]
        rows = Service.objects.none() if question is None else answering(question, on).filter(feed=None)
    for name, path in (("taxonomy_term_id", "taxonomy_term"), ("taxonomy_id", "taxonomy_term__taxonomy")):
        if given.get(name):
            rows = rows.filter(pk__in=Service.objects.filter(**{f"attributes__{path}": _uuid(given[name], name)}))
    # As the profile words them: a least age of at least this, and a greatest of at most that.
    if given.get("minimum_age"):
        rows = rows.filter(minimum_age__gte=_whole(given, "minimum_age", 0, 120))
    if given.get("maximum_age"):
        rows = rows.filter(maximum_age__lte=_whole(given, "maximum_age", 0, 120))
    if given.get("modified_after"):
        rows = rows.filter(last_modified__gt=_moment(given["modified_after"]))
    return _when(rows, given)


def _when(rows: QuerySet[Service], given: QueryDict) -> QuerySet[Service]:
    """On a day (MO to SU, or its name), from an hour, until an hour, all of one schedule."""
    kept = Schedule.objects.all()
    day = given.get("day", "")
    if day:
        code = day.upper()[:2]
        if code not in DAYS or day.upper() not in (code, DAYS[code].upper()):
            raise Unreadable("day is MO, TU, WE, TH, FR, SA or SU")
        kept = kept.filter(byday__contains=code)
    if given.get("start_time"):
        kept = kept.filter(opens_at__gte=_time(given["start_time"], "start_time"))
    if given.get("end_time"):
        kept = kept.filter(closes_at__lte=_time(given["end_time"], "end_time"))
    asked = any(given.get(name) for name in ("day", "start_time", "end_time"))
    return rows.filter(pk__in=kept.values("at__service")) if asked else rows


def _near(rows: QuerySet[ServiceAtLocation], given: QueryDict) -> QuerySet[ServiceAtLocation]:
    """Those within so many metres of a postcode, or, without a number of metres, the nearest first."""
    if not given.get("postcode"):
        if given.get("proximity"):
            raise Unreadable("proximity needs a postcode")
        return rows
    bare = "".join(given["postcode"].upper().split())
    here = Postcode.objects.filter(postcode=f"{bare[:-3]} {bare[-3:]}").first()
    if here is None:
        raise Unreadable("the postcode is not in the area’s list")
    east, north = F("location__easting") - here.easting, F("location__northing") - here.northing
    rows = rows.filter(location__easting__isnull=False).annotate(away=east * 1.0 * east + north * 1.0 * north)
    if given.get("proximity"):
        rows = rows.filter(away__lte=float(_whole(given, "proximity", 0, 1_000_000)) ** 2)
    return rows.order_by("away", "pk")


# --- answers ---


def _page(given: QueryDict, rows: QuerySet[Any], whole: QuerySet[Any], written: Callable[[Any], dict[str, Any]], counted: Callable[[], int] | None = None) -> HttpResponse:
    """One page of `rows`, each read from `whole`: which rows they are is asked of an index, and only theirs are read with what hangs on them."""
    page, size = _whole(given, "page", 1, 10**9, 1), _whole(given, "per_page" if "per_page" in given else "perPage", 1, 10**9, USUAL)
    size = min(size, MOST)
    total = counted() if counted else rows.count()
    keys = list(rows.values_list("pk", flat=True)[(page - 1) * size : page * size]) if (page - 1) * size < total else []
    found = {row.pk: row for row in whole.filter(pk__in=keys)} if keys else {}
    here = [written(found[key]) for key in keys if key in found]
    pages = ceil(total / size)
    return JsonResponse({
        "total_items": total, "total_pages": pages, "page_number": page, "size": len(here), "first_page": page == 1, "last_page": page >= pages,
        "empty": not here, "contents": here,
    })  # fmt: skip


def _one(rows: QuerySet[Any], key: str, written: Callable[[Any], dict[str, Any]]) -> HttpResponse:
    found: Model | None = rows.filter(pk=_uuid(key, "id")).first()
    if found is None:
        raise Http404
    return JsonResponse(written(found))


def _uuid(text: str, name: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Unreadable(f"{name} is not a UUID") from None


def _whole(given: QueryDict, name: str, least: int, most: int, usual: int = 0) -> int:
    text = given.get(name, "") or str(usual)
    if not (text.isascii() and text.isdigit() and len(text) < 11 and least <= int(text) <= most):
        raise Unreadable(f"{name} is a whole number from {least}")
    return int(text)


def _time(text: str, name: str) -> dt.time:
    try:
        return dt.time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise Unreadable(f"{name} is a time such as 09:30") from None


def _moment(text: str) -> dt.datetime:
    try:
        moment = parse_datetime(text) or dt.datetime.fromisoformat(text)
    except ValueError:
        raise Unreadable("modified_after is a moment such as 2026-11-01T09:00:00Z") from None
    return make_aware(moment) if is_naive(moment) else moment
