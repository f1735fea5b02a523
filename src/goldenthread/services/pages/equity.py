"""Whether children wait alike, and reach a service alike: by group, with what chance and the mix of priorities explain left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.science.comparing_places import Z95, Z998, funnel_binomial_counts
from goldenthread.science.eligibility import kind_of
from goldenthread.science.fairness import FEWEST_ALIKE, funnel_poisson_counts, pairs_apart
from goldenthread.science.small_numbers import FEWER, KEPT_BACK, UNTOLD
from goldenthread.services.access_rates import ACCESS, COUNTED, Reach, inputs_of_reach, reach, reach_of_plans
from goldenthread.services.commissioning import commissioner_for, open_for_difference
from goldenthread.services.coverage import last_twelve_months, told_uses
from goldenthread.services.fairness import (
    BY,
    HORIZON,
    MEASURES,
    SMALL,
    Group,
    Waits,
    compare,
    inputs_of,
    journeys,
    kinds_waited_for,
)
from goldenthread.services.gaps import about
from goldenthread.services.models_commissioning import CommissioningCase
from goldenthread.services.pages.equity_chart import PLACES_LEFT, TILE_HEIGHT, TILE_WIDTH, curves, funnel, places, tiles
from goldenthread.web.csv_file import csv_file
from goldenthread.web.days import today
from goldenthread.web.files import attached
from goldenthread.web.words import count_of, lower_first

Found = Waits | list[Reach]


def _asked(request: HttpRequest) -> tuple[list[str], str, str, str, Found | None]:
    kinds = kinds_waited_for(request.viewer)  # type: ignore[attr-defined]
    if kinds is None:
        raise Http404
    kind, measure = request.GET.get("kind", kinds[0] if kinds else ""), request.GET.get("measure", "seen")
    by = request.GET.get("by", "locality")
    if kind not in [*kinds, ""] or measure not in MEASURES or by not in BY:
        raise Http404
    if not kind or (measure in ACCESS and by not in COUNTED[measure]):
        return kinds, kind, measure, by, None
    if measure == "plans":
        return kinds, kind, measure, by, reach_of_plans(journeys(kind, "need"), by, today())
    told = journeys(kind, by)
    return kinds, kind, measure, by, (reach(told, by, today(), told_uses(request.viewer, today(), kind)) if measure == "access" else compare(told, measure, by, today()))  # type: ignore[attr-defined]


@signed_in
def equity(request: HttpRequest) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    kinds, kind, measure, by, found = _asked(request)
    # That some ages are referred more often than others is no gap.
    may_open = commissioner_for(viewer) is not None and not (measure in ACCESS and by == "age")
    query = urlencode({"kind": kind, "measure": measure, "by": by})
    if request.method == "POST":
        return _open(request, kind, measure, by, found)
    context: dict[str, Any] = {
        "nav": "gaps", "kinds": {k: kind_of(k).title for k in kinds}, "kind": kind, "title": kind_of(kind).title if kind else "", "measures": MEASURES, "measure": measure, "bys": BY, "by": by, "by_words": by_words(by),
        "on": on, "may_open": may_open, "query": query, "answers": urlencode({"kind": kind, "by": by}), "weeks": weeks, "percent": percent, "place": place, "tile": (TILE_WIDTH, TILE_HEIGHT), "children_words": children_words, "small": SMALL, "fewest": FEWEST_ALIKE, "not_counted": False,
    }  # fmt: skip
    if isinstance(found, Waits):
        given = inputs_of(found)
        context |= {
            "waits": found, "sentence": sentence(found, kind, measure), "funnel": _share_funnel(found), "tiles": _wait_tiles(found) if by == "district" else None, "inputs": sorted(given),
            "verdict": verdict, "nothing": found.whole.children == 0, "curves": _curves(found), "marks": MARKS, "still": still, "curved": [g for g in found.groups if g.curve],
        }  # fmt: skip
    elif found is not None:
        context |= {
            "reach": found, "sentence": reach_sentence(found, kind, measure) if by != "age" else age_sentence(found, kind, measure), "funnel": _reach_funnel(found), "tiles": _reach_tiles(found) if by == "district" else None,
            "inputs": sorted(inputs_of_reach(found)), "nothing": not any(r.referred or r.used_rate or not r.shown for r in found), "months": last_twelve_months(on), "used_words": used_words, "uses": measure == "access" and by != "age",
        }  # fmt: skip
    elif kind:
        context |= {"sentence": _not_counted(measure, by), "nothing": True, "not_counted": True}
    else:
        context |= {"sentence": "No service is on record yet, so nothing can be compared.", "nothing": True}
    ranks = {x.title: x.rank for x in (found.groups if isinstance(found, Waits) else found or []) if x.rank}
    context["apart"] = ranks_sentence(ranks, "fewest" if measure in ACCESS else "longest") if ranks else ""
    context |= {"places": places(ranks, place) if ranks else None, "places_left": PLACES_LEFT}
    return render(request, "services/equity.html", context)


def _open(request: HttpRequest, kind: str, measure: str, by: str, found: Found | None) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    wanted = request.POST.get("group", "")
    if commissioner_for(viewer) is None or found is None or (measure in ACCESS and by == "age"):
        raise Http404
    if isinstance(found, Waits):
        group = next((g for g in found.shown if g.title == wanted and g.beyond == "longer"), None)
        if group is None:
            raise Http404
        said, children = group_words(group, kind, measure, by), about(group.children)
    else:
        place = next((r for r in found if r.shown and r.title == wanted and r.outside == "fewer"), None)
        if place is None:
            raise Http404
        said, children = place_words(place, kind, measure), about(place.referred)
    made = open_for_difference(viewer, kind=kind, compared_by=f"{measure}:{by}", group=wanted, finding=said, children=children, on=today())
    return redirect("commissioning-case", made.pk)


# --- words ---


def weeks(days: float | None) -> str:
    return "not reached" if days is None else f"{days / 7:.1f}"


def percent(part: int | None, whole: int) -> str:
    return "not shown" if part is None else f"{round(100 * part / whole)}%" if whole else "none so old"


MARKS = (13, 26, 39, 52)
"""Weeks at which the table says who still waits."""


def still(g: Group, weeks: int) -> str:
    """The share that still waits, with its range at 95%."""
    at = g.waits_at(7 * weeks)
    if at is None:
        return "not shown"
    if at["lo"] is None or at["hi"] is None:
        return "0%"
    return f"{100 * (at['after'] or 0):.0f}% ({100 * at['lo']:.0f} to {100 * at['hi']:.0f})"


def place(rank: Mapping[str, int] | None) -> str:
    """The place in the order, first the range that can be told."""
    if rank is None:
        return "cannot be told"
    return f"{rank['lo']}" if rank["lo"] == rank["hi"] else f"{rank['lo']} to {rank['hi']}"


def ranks_sentence(ranks: Mapping[str, Mapping[str, int]], first: str) -> str:
    """What can be told apart, and what cannot."""
    n = len(ranks)
    pairs, apart = n * (n - 1) // 2, pairs_apart(list(ranks.values()))
    if apart == 0:
        return f"The order of these {n} cannot be told: the places of every two overlap, so none comes before another for sure."
    front = [title for title, r in ranks.items() if r["hi"] <= n / 2]
    back = [title for title, r in ranks.items() if r["lo"] > (n + 1) / 2]
    said = f"Of {count_of(pairs, 'pair')} it can be told of {apart:,} which comes first; of the other {pairs - apart:,} it cannot." if apart < pairs else "Each place can be told from every other."
    if front:
        said += f" Surely in the half with the {first}: {', '.join(front)}."
    if back:
        said += f" Surely in the other half: {', '.join(back)}."
    return said


def used_words(r: Reach) -> str:
    return str(r.used) if r.used_rate is None else f"{r.used_rate:.1f}"


def children_words(told: str, n: int) -> str:
    return {"shown": f"{n:,}", "few": FEWER, "many": KEPT_BACK}.get(told, UNTOLD)


def by_words(by: str) -> str:
    return BY[by] if BY[by].startswith("NHS") else BY[by].lower()


def verdict(g: Group) -> str:
    """A difference in words, first what is sure of it."""
    if g.told_difference is None:
        return "Cannot be told yet"
    n, way = abs(g.told_difference) / 7, "longer" if g.told_difference > 0 else "shorter"
    if g.children < SMALL:
        return f"{n:.1f} weeks {way}, drawn towards the others: fewer than {SMALL} children"
    assert g.difference is not None
    low, high = g.difference["lo"] / 7, g.difference["hi"] / 7
    if not g.beyond:
        return f"No more than chance ({_way(low)} to {_way(high)})"
    low, high = sorted((abs(low), abs(high)))
    return f"{n:.1f} weeks {way} ({low:.1f} to {high:.1f})"


def _way(weeks: float) -> str:
    """A difference with its direction: a number of weeks is never below nought."""
    return f"{abs(weeks):.1f} weeks {'longer' if weeks > 0 else 'shorter'}"


_UNIT = {"seen": "for a first appointment", "treated": "from assessment to treatment"}


def group_words(g: Group, kind: str, measure: str, by: str) -> str:
    """A difference as a commissioning case keeps it."""
    assert g.difference is not None
    return (
        f"{kind_of(kind).title}: {by_words(by)} {g.title} waits {g.difference['difference'] / 7:.1f} weeks longer {_UNIT[measure]} than the others, with priorities alike "
        f"(95%: {g.difference['lo'] / 7:.1f} to {g.difference['hi'] / 7:.1f} weeks, of the first 52)"
    )


def place_words(r: Reach, kind: str, measure: str) -> str:
    return f"{kind_of(kind).title}: {r.title} had {r.referred:,} children{' with a plan' if measure == 'plans' else ''} referred in a year, where {r.expected:,.0f} were to be expected of its ages"


def _not_counted(measure: str, by: str) -> str:
    if measure == "plans":
        return f"Children with a plan are not counted by {by_words(by)}, so no rate can be told. Choose another comparison."
    return f"How many people live here by {by_words(by)} is not on record, so no rate can be told. Choose locality, district or age, or compare children with a plan."


def sentence(found: Waits, kind: str, measure: str) -> str:
    """First the gap between the worst and the best, then the area, then what not to conclude."""
    if found.whole.children == 0:
        return f"No waiting list for {lower_first(kind_of(kind).title)} holds anybody whom you may count."
    if not found.whole.shown:
        return "So few children are on these lists that no number is shown."
    if not found.shown:
        return "Too few children in each group: none is shown, and none is compared."
    whole = found.whole
    of_all = f"Of all, half wait {weeks(whole.median)} weeks or less {_UNIT[measure]}" if whole.median is not None else f"Fewer than half of all have been seen yet {_UNIT[measure]}"
    far = [g for g in found.shown if g.beyond]
    if not far:
        return f"No group waits longer {_UNIT[measure]} than chance and the mix of priorities explain. {of_all}."
    drawn = [(g.difference["difference"] if g.shrunk is None else g.shrunk, g) for g in found.shown if g.difference]
    if len(drawn) == 1:
        alone = drawn[0][1]
        return f"{alone.title} waits {abs(alone.told_difference or 0) / 7:.1f} weeks {alone.beyond} {_UNIT[measure]} than all others together, with priorities alike. {of_all}. This does not say why."
    (most, worst), (least, best) = max(drawn, key=lambda d: d[0]), min(drawn, key=lambda d: d[0])
    apart = (most - least) / 7
    return (
        f"{worst.title} waits longest and {best.title} shortest {_UNIT[measure]}: {apart:.1f} weeks apart in the first 52, with priorities alike and chance left out. {of_all}. "
        f"This does not say why."
    )


_OF = {"access": "aged 0 to 25", "plans": "children with a plan"}


def reach_sentence(rows: list[Reach], kind: str, measure: str) -> str:
    shown = [r for r in rows if r.shown and r.people]
    beside = _beside(rows)
    if not any(r.referred for r in shown):
        return f"Too few children, or none, were referred to {lower_first(kind_of(kind).title)} in the last year to show numbers.{beside}"
    few = [r for r in shown if r.outside == "fewer"]
    if len(shown) == 1:
        alone = shown[0]
        return f"{alone.title} alone can be shown: {alone.rate:.1f} children referred in a year for each 1,000 {_OF[measure]}. Nothing is compared: the other numbers are small.{beside}"
    low, high = min(shown, key=lambda r: r.rate), max(shown, key=lambda r: r.rate)
    said = f"{high.title} has {high.rate:.1f} children referred in a year for each 1,000 {_OF[measure]}, {low.title} {low.rate:.1f}"
    if few:
        return f"{said}. Fewer than its ages explain, beyond chance: {', '.join(r.title for r in few)}. A short list where few are referred is not fairness.{beside}"
    return f"{said}. No {'place' if measure == 'access' else 'group'} has fewer than its ages and chance explain.{beside}"


def age_sentence(rows: list[Reach], kind: str, measure: str) -> str:
    shown = [r for r in rows if r.shown and r.people and r.referred]
    if not shown:
        return f"Too few children, or none, were referred to {lower_first(kind_of(kind).title)} in the last year to show numbers."
    low, high = min(shown, key=lambda r: r.rate), max(shown, key=lambda r: r.rate)
    return f"Of {'those' if measure == 'access' else 'children with a plan'} aged {high.title}, {high.rate:.1f} in each 1,000 were referred in a year; of those aged {low.title}, {low.rate:.1f}. Needs differ by age: this does not say that anybody is left out."


def _beside(rows: list[Reach]) -> str:
    """What is access too, so that work that moves before the referral does not look like fewer children in need."""
    told = [r for r in rows if r.used_rate]
    if not told:
        return ""
    high, low = max(told, key=lambda r: r.used_rate or 0), min(told, key=lambda r: r.used_rate or 0)
    said = f" Advice, drop-ins and talks with a therapist, which need no referral, were used most in {high.title}: {high.used_rate:.1f} times for each 1,000"
    return f"{said}; least in {low.title}: {low.used_rate:.1f}." if high is not low else f"{said}."


def today_of(case: CommissioningCase) -> str:
    """What stands today of the difference for which a case was opened."""
    measure, _, by = case.compared_by.partition(":")
    told = journeys(case.kind, "need" if measure == "plans" else by)
    if measure in ACCESS:
        place = next((r for r in (reach_of_plans if measure == "plans" else reach)(told, by, today()) if r.shown and r.title == case.group), None)
        return f"{place.referred:,} referred in a year, {place.expected:,.0f} to be expected of its ages" if place else "not shown: the numbers are small"
    group = next((g for g in compare(told, measure, by, today()).shown if g.title == case.group), None)
    return verdict(group) if group else "not shown: the numbers are small"


# --- charts ---


def _share_funnel(found: Waits) -> Any:
    points = [(float(g.due), g.share or 0.0, g.title, bool(g.outside)) for g in found.shown if g.share is not None]

    def limits(size: float) -> tuple[float, float, float, float]:
        n = int(size)
        if found.phi <= 1:
            exact = funnel_binomial_counts(found.target, n)
            return exact["q001"] / n, exact["q025"] / n, exact["q975"] / n, exact["q999"] / n
        error = (found.target * (1 - found.target) / n * found.phi) ** 0.5
        return found.target - Z998 * error, found.target - Z95 * error, found.target + Z95 * error, found.target + Z998 * error

    return funnel(points, found.target, limits, top=1.0, words=lambda v: f"{round(100 * v)}%")


def _reach_funnel(rows: list[Reach]) -> Any:
    points = [(r.expected, r.referred / r.expected, r.title, bool(r.outside)) for r in rows if r.shown and r.expected]

    def limits(size: float) -> tuple[float, float, float, float]:
        exact = funnel_poisson_counts(size)
        return exact["q001"] / size, exact["q025"] / size, exact["q975"] / size, exact["q999"] / size

    return funnel(points, 1.0, limits, top=max([2.0, *(1.1 * value for _, value, *_ in points)]), words=lambda v: f"{v:.1f} times")


def _curves(found: Waits) -> Any:
    """None where no group is large enough."""
    groups = [(g.title, [(p["time"] or 0.0, p["after"] or 0.0) for p in g.curve], g.followed, bool(g.beyond)) for g in found.groups if g.curve]
    return curves(groups, HORIZON) if groups else None


def _wait_tiles(found: Waits) -> Any:
    words = {"longer": ("waits longer", "high"), "shorter": ("waits less", "low"), "": ("no more than chance", "")}
    return tiles({g.title: (f"{weeks(g.median)} weeks" if g.median is not None else "not reached", *words[g.beyond]) for g in found.shown})


def _reach_tiles(rows: list[Reach]) -> Any:
    words = {"fewer": ("fewer than expected", "high"), "more": ("more than expected", "low"), "": ("as expected", "")}
    return tiles({r.title: (f"{r.rate:.1f} in 1,000", *words[r.outside]) for r in rows if r.shown})


# --- files ---


def _cell(n: float | None) -> str:
    return "not shown" if n is None else f"{n:.2f}" if isinstance(n, float) else str(n)


def _places(rank: Mapping[str, int] | None) -> list[str]:
    return ["", "", ""] if rank is None else [str(rank["rank"]), str(rank["lo"]), str(rank["hi"])]


@signed_in
def equity_csv(request: HttpRequest) -> HttpResponse:
    _, kind, measure, by, found = _asked(request)
    if found is None:
        raise Http404
    if isinstance(found, Waits):
        head = ["Group", "Children", "Waiting now", "Half seen by, weeks", "Referred 18 weeks ago or more", "Seen within 18 weeks", "Left unseen within 18 weeks", "Difference from the others, weeks",
                 "From", "To", "Beyond chance", "Place, 1 the longest", "Place at least", "Place at most", *(f"Still waiting after {n} weeks (95%)" for n in MARKS)]  # fmt: skip
        rows = []
        for g in [*found.groups, found.whole]:
            if not g.shown:
                rows.append([g.title, children_words(g.told, g.children), *["not shown"] * 9, "", "", "", *["not shown"] * len(MARKS)])
                continue
            d = g.difference if g.children >= SMALL else None
            rows.append([g.title, str(g.children), _cell(g.waiting), weeks(g.median), _cell(g.due if g.within is not None else None), _cell(g.within), _cell(g.left), f"{g.told_difference / 7:.2f}" if g.told_difference is not None else "",
                         f"{d['lo'] / 7:.2f}" if d else "", f"{d['hi'] / 7:.2f}" if d else "", g.beyond, *_places(g.rank), *(still(g, n) for n in MARKS)])  # fmt: skip
    else:
        head = [*(("Group", "Children with a plan") if measure == "plans" else ("Place", "People 0 to 25")), "Referred", "For each 1,000", "Seen", "Seen for each 1,000", "Expected of its ages", "Least by chance", "Most by chance", "Beyond chance", "Times advice, a drop-in or a talk was used", "Times for each 1,000", "Place, 1 the fewest", "Place at least", "Place at most"]
        rows = []
        for r in found:
            rows.append([r.title, str(r.people), str(r.referred), f"{r.rate:.2f}", _cell(r.seen), _cell(r.seen_rate), f"{r.expected:.1f}", *(map(str, r.limits) if r.limits else ("", "")), r.outside, r.used, _cell(r.used_rate), *_places(r.rank)]
                        if r.shown else [r.title, _cell(r.people or None), children_words(r.told, 0), *["not shown"] * 7, r.used, _cell(r.used_rate), "", "", ""])  # fmt: skip
    return csv_file(f"fairness-{kind}-{measure}-by-{by}.csv", head, rows)


@signed_in
def equity_input(request: HttpRequest) -> HttpResponse:
    """What `goldenthread calc` takes for the numbers of the page, by the name of the calculation."""
    _, kind, _, _, found = _asked(request)
    if found is None:
        raise Http404
    given = inputs_of(found) if isinstance(found, Waits) else inputs_of_reach(found)
    name = request.GET.get("calc", "")
    if name not in given:
        raise Http404
    return attached(JsonResponse(given[name], safe=False, json_dumps_params={"indent": 1}), f"{name}-{kind}.json")

