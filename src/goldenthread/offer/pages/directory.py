"""The Local Offer as anybody reads it, without signing in: looking for help, one service, and a shortlist of one's own."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.offer import unfound
from goldenthread.offer.directory import (
    A_PAGE,
    Asked,
    answers,
    entries_of,
    first_half,
    listing,
    on_days,
    shown,
)
from goldenthread.offer.forms import OutcomeForm
from goldenthread.offer.keeping import edits, reads
from goldenthread.offer.mapping import map_of
from goldenthread.offer.models import Ring
from goldenthread.offer.models_keeping import Outcome
from goldenthread.offer.often import may
from goldenthread.offer.plain import without_postcodes
from goldenthread.offer.search import LONGEST
from goldenthread.offer.sessions import coming
from goldenthread.offer.waits import BANDS
from goldenthread.people.models import District
from goldenthread.web.addresses import keys_in
from goldenthread.web.days import today
from goldenthread.web.middleware import without_nul
from goldenthread.web.paging import page_in

SHORTLIST = "shortlist"
MOST = 30
OLDEST = 25


def _page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    mine = {"narrow": True, "family_page": not request.user.is_authenticated, "chosen": len(_shortlist(request))}
    return render(request, f"offer/{template}.html", mine | context, status=status)


def find_help(request: HttpRequest) -> HttpResponse:
    given = request.GET
    near, q = _shareable(given)
    if (near, q) != (given.get("near", "").strip()[:60], given.get("q", "")):
        # Somebody wrote the address by hand: no page of ours does.
        return redirect(f"{request.path}?{_query(given, near=near, q=q)}")
    age, asked = given.get("age", "").strip()[:4], asked_of(given, near)
    begun = any(given.get(name) for name in ("q", "near", "age", "need", "how", "free", "wait", "in", "soon", "all"))
    page = page_in(given)
    said = listing(asked, today(), page)
    if begun and asked.q and not said.total and not asked.filters and not near:
        unfound.note(request, asked.q, today())
    # Last, since whoever searches from the same school meanwhile waits for it.
    if begun and asked.q and not may(request, "search", today()):
        return _page(request, "too_often", status=429)
    how = [term for term, _ in said.how]
    return _page(
        request, "find", asked=asked, begun=begun, said=said, bands=BANDS, needs=said.needs, districts=District.objects.exclude(locality="").order_by("name"),
        on=_on(request, asked, how, said.needs), own_href=f"?{_query(given, own='1', page=None)}", wider_href=f"?{urlencode({'q': asked.q})}", bad_age=bool(age) and asked.age is None,
        nowhere=bool(near) and said.place is None, nearest_href=f"?{_query(given, sort='nearest', page=None)}", best_href=f"?{_query(given, sort=None, page=None)}",
        more_href=f"?{_query(given, page=page + 1)}" if said.total > page * A_PAGE else "", back_to=f"?{_query(given, page=page - 1)}" if page > 1 else "",
        left=min(A_PAGE, said.total - page * A_PAGE), back_here=request.get_full_path(),
        map_href=f"{reverse('offer-map')}?{_query(given, page=None, **{'in': None})}",
    )  # fmt: skip


def asked_of(given: Any, near: str) -> Asked:
    """What an address asks; what cannot be read is not asked."""
    age = given.get("age", "").strip()[:4]
    return Asked(
        q=given.get("q", "").strip()[:LONGEST], own="own" in given, near=near, nearest=given.get("sort") == "nearest",
        age=int(age) if age.isascii() and age.isdigit() and int(age) <= OLDEST else None, needs=tuple(given.getlist("need")), how=tuple(given.getlist("how")),
        free="free" in given, wait=given.get("wait", "") if given.get("wait") in BANDS else "", within=given.get("in", "").strip()[:60], soon="soon" in given,
    )  # fmt: skip


def offer_map(request: HttpRequest) -> HttpResponse:
    """The same services as the list with the same address, counted by district: a picture, and a table that says the same."""
    given = request.GET
    near, q = _shareable(given)
    if (near, q) != (given.get("near", "").strip()[:60], given.get("q", "")):
        return redirect(f"{request.path}?{_query(given, near=near, q=q)}")
    asked = asked_of(given, near)
    understood, rows, place = answers(asked, today())
    begin, told = reverse("offer"), map_of(rows)
    hrefs = {p.district.name: f"{begin}?{_query(given, page=None, **{'in': p.district.name})}" for p in told.parts}
    list_href = f"{begin}?{_query(given, page=None) or 'all=1'}"
    return _page(request, "map", asked=asked, map=told, total=told.total, understood=understood, place=place, hrefs=hrefs, list_href=list_href, back_href=list_href, back_text="The list")


@csrf_exempt
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Takes what a family asks for as it is typed, and sends it on to an address that may be shared: of a postcode no more than its first
    half stands in any address. It writes nothing about anybody, so that a browser without cookies looks for help too."""
    if not may(request, "look", today()):
        return _page(request, "too_often", status=429)
    given = without_nul(request.POST)
    near, q = _shareable(given)
    asked = _query(given, near=near, q=q, page=None)
    return redirect(f"{reverse('offer')}?{asked}" if asked else "offer")


def _shareable(given: Any) -> tuple[str, str]:
    """Place and words without any whole postcode."""
    return first_half(without_postcodes(given.get("near", ""))), without_postcodes(given.get("q", ""))


def _query(given: Any, **changed: Any) -> str:
    """The address's questions with some changed; None takes one away, as an empty one is."""
    pairs = [(k, v) for k in given for v in given.getlist(k) if k not in changed and v]
    return urlencode([*pairs, *((k, v) for k, v in changed.items() if v is not None and v != "")])


def _on(request: HttpRequest, asked: Asked, how: list[Any], needs: list[Any]) -> list[tuple[str, str]]:
    """Each filter that is on, in words, with the address without it."""
    given = request.GET
    pairs = [(k, v) for k in given for v in given.getlist(k) if v and k != "page"]
    words = {("need", t.code): t.name for t, _ in needs} | {("how", t.code): t.name for t in how} | {("free", "1"): "free", ("soon", "1"): "has places in the coming month"}
    words |= {("in", asked.within): f"in {asked.within}"} if asked.within else {}
    words |= {("wait", band): f"wait: {name}" for band, name in BANDS.items()}
    if asked.age is not None:
        words["age", given["age"]] = f"age {asked.age}"
    return [(words[p], f"?{urlencode([q for q in pairs if q != p])}") for p in pairs if p in words]


def service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    said = entries_of([service_id], None, today())
    if not said:
        raise Http404
    places = [
        (a.location, [(on_days(s.byday), s) for s in a.schedules.all()])
        for a in said[0].service.at.all()
    ]  # fmt: skip
    areas = list(said[0].service.service_areas.select_related("district").values_list("district__name", flat=True))
    return _page(request, "service", entry=said[0], places=places, areas=areas, coming=coming(said[0].service, today()), listed=service_id in _shortlist(request), back_here=request.path, back_href=_back(request))


def _back(request: HttpRequest) -> str:
    """The list from which somebody came, if it was ours; else where looking begins."""
    come = request.headers.get("Referer", "")
    begin = reverse("offer")
    if url_has_allowed_host_and_scheme(come, {request.get_host()}) and f"{begin}?" in come:
        return come[come.index(begin) :]
    return begin


def _shortlist(request: HttpRequest) -> list[UUID]:
    try:
        return [UUID(each) for each in request.get_signed_cookie(SHORTLIST, "").split(",") if each]
    except (ValueError, BadSignature):
        return []


@require_POST
def keep(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Puts a service on the shortlist, or takes it off. The list is a signed cookie that ends with the browser: a shared computer keeps none."""
    if not shown(today()).filter(pk=service_id).exists():
        raise Http404
    kept = [each for each in _shortlist(request) if each != service_id]
    if "take-off" not in request.POST:
        kept = [*kept, service_id][-MOST:]
    to = request.POST.get("to", "")
    answer = redirect(to if to.startswith("/") and url_has_allowed_host_and_scheme(to, None) else reverse("offer-shortlist"))
    answer.set_signed_cookie(SHORTLIST, ",".join(map(str, kept)), httponly=True, samesite="Lax", secure=settings.SECURE_COOKIES, path=reverse("offer"))
    return answer


def shortlist(request: HttpRequest) -> HttpResponse:
    """One's own list; or the list that an address names, which is how it is shared."""
    shared = keys_in(request.GET.get("of", "").split(",")[:MOST])
    ids = shared or _shortlist(request)
    address = request.build_absolute_uri(f"{request.path}?{urlencode({'of': ','.join(map(str, ids))})}") if ids else ""
    return _page(request, "shortlist", entries=entries_of(ids, None, today()), shared=bool(shared), address=address, back_here=request.path, back_href=reverse("offer"))


@signed_in
def searches(request: HttpRequest) -> HttpResponse:
    """What nobody found, worked through: what each means is recorded, and an editor may add the words to a ring."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if not reads(viewer):
        raise Http404
    rows = unfound.from_five(on)
    rings = [(str(r.pk), r.name) for r in Ring.objects.exclude(name="").order_by("name")] if edits(viewer) else []
    form = OutcomeForm(request.POST or None, words=[r.words for r in rows], rings=rings)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if said["kind"] == Outcome.Kind.RING and not unfound.add_to_ring(said["words"], said["ring"]):
            raise Http404
        unfound.record(viewer, said["words"], said["kind"], said["text"], on)
        return redirect("offer-searches")
    context = {"nav": "offer", "open": [r for r in rows if not r.outcome], "done": [r for r in rows if r.outcome], "form": form, "errors": form.is_bound and form.errors}
    return render(request, "offer/searches.html", context)
