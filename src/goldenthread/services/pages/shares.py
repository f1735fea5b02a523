"""A share of each group beside chance, in words, as a funnel and as rows of a file: for the pages that compare shares."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from goldenthread.science.comparing_places import funnel_binomial_counts
from goldenthread.services.fairness import kinds_waited_for
from goldenthread.services.pages.equity_chart import funnel
from goldenthread.services.shares import Compared, Group, inputs_of
from goldenthread.web.files import attached

NO_SERVICE = "No service is on record yet, so nothing can be compared."
HEAD = ("Share", "Times as often as the others", "From", "To", "Least by chance", "Most by chance", "Beyond chance")


def asked(request: HttpRequest, measures: Collection[str], bys: Collection[str], measure: str, by: str) -> tuple[list[str], str, str, str]:
    """The kinds of service that the viewer may count, and which of them, what and by which group is asked: the first kind, `measure` and `by` where
    nothing is."""
    kinds = kinds_waited_for(request.viewer)  # type: ignore[attr-defined]
    if kinds is None:
        raise Http404
    kind = request.GET.get("kind", kinds[0] if kinds else "")
    measure, by = request.GET.get("measure", measure), request.GET.get("by", by)
    if kind not in [*kinds, ""] or measure not in measures or by not in bys:
        raise Http404
    return kinds, kind, measure, by


def share(g: Group) -> str:
    return f"{100 * g.share:.1f}%" if g.children else "–"


def range_words(g: Group, alone: bool) -> str:
    """`alone`: no other group may be shown, so that there is nothing to compare it with."""
    if g.ratio is None:
        return "not shown" if not g.shown else "Cannot be told: no other group can be shown" if alone else "Cannot be told: none in this group or in the others"
    return f"{g.ratio['ratio']:.2f} times ({g.ratio['lo']:.2f} to {g.ratio['hi']:.2f})"


def verdict(g: Group) -> str:
    if not g.shown:
        return "not shown"
    if g.limits is None:
        return "Cannot be told"
    return f"{g.beyond.capitalize()} often than chance explains" if g.beyond else "No more than chance"


def sentence(found: Compared, nobody: str, done: str, of_whom: str, alike: str) -> str:
    """First whether any group differs, then the whole, then what not to conclude. `nobody` is said where no child was counted; `alike` is what may differ
    between groups."""
    if not found.groups:
        return nobody
    if not found.shown:
        return "Too few children in each group: none is shown, and none is compared."
    of_all = f"Of all {found.whole.children:,} children{of_whom}, {found.whole.n:,} were {done} ({share(found.whole)})" if found.whole.shown else f"Of the groups that are shown, {100 * found.target:.1f}% were {done}"
    if found.alone:
        return f"Only one group is large enough to be shown, so nothing can be compared. {of_all}."
    far = [g for g in found.shown if g.beyond]
    if not far:
        return f"No group was {done} more or less often than chance explains. {of_all}. Small groups can differ without its showing."
    named = "; ".join(f"{g.title} {g.beyond} often ({share(g)})" for g in far)
    return f"{done.capitalize()} beyond chance: {named}. {of_all}. This does not say why: {alike} may differ between groups."


def share_funnel(found: Compared) -> Any:
    points = [(float(g.children), g.share, g.title, bool(g.beyond)) for g in found.shown if g.limits]

    def limits(size: float) -> tuple[float, float, float, float]:
        exact = funnel_binomial_counts(found.target, int(size))
        return tuple(exact[q] / int(size) for q in ("q001", "q025", "q975", "q999"))  # type: ignore[return-value]

    return funnel(points, found.target, limits, top=min(1.0, max([3 * found.target, *(1.2 * p[1] for p in points)])), words=lambda v: f"{100 * v:.0f}%" if v >= 0.1 or not v else f"{100 * v:.1f}%") if points else None


def rows(found: Compared) -> list[list[str]]:
    """Each group, its children and the number, then HEAD."""
    told = []
    for g in [*found.groups, found.whole] if found.groups else []:
        if not g.shown:
            told.append([g.title, *["not shown"] * 9])
            continue
        ratio = [f"{g.ratio[name]:.3f}" for name in ("ratio", "lo", "hi")] if g.ratio else ["", "", ""]
        told.append([g.title, str(g.children), str(g.n), f"{g.share:.4f}", *ratio, *(map(str, g.limits) if g.limits else ("", "")), g.beyond])
    return told


def input_file(request: HttpRequest, found: Compared) -> HttpResponse:
    """What `goldenthread calc` takes for these numbers, as a file: the calculation that the address names."""
    given, name = inputs_of(found), request.GET.get("calc", "")
    if name not in given:
        raise Http404
    return attached(JsonResponse(given[name], safe=False, json_dumps_params={"indent": 1}), f"{name}.json")
