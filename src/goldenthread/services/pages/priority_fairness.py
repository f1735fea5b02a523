"""Who is given priority, and whether that is fair."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.science.eligibility import kind_of
from goldenthread.services.pages.shares import HEAD, asked, input_file, range_words, rows, share, share_funnel, verdict
from goldenthread.services.priority_fairness import BY, MEASURES, compare, listed
from goldenthread.services.shares import Compared, inputs_of
from goldenthread.web.csv_file import csv_file
from goldenthread.web.days import today

DONE = {"moved": "moved up by hand", "higher": "given a higher priority"}


def _asked(request: HttpRequest) -> tuple[list[str], str, str, str, Compared]:
    kinds, kind, measure, by = asked(request, MEASURES, BY, "moved", "deprivation")
    return kinds, kind, measure, by, compare(listed(kind, today()) if kind else [], measure, by)


@signed_in
def priority_fairness(request: HttpRequest) -> HttpResponse:
    kinds, kind, measure, by, found = _asked(request)
    context: dict[str, Any] = {
        "nav": "gaps", "kinds": {k: kind_of(k).title for k in kinds}, "kind": kind, "title": kind_of(kind).title if kind else "", "measures": MEASURES, "measure": measure, "bys": BY, "by": by,
        "found": found, "sentence": sentence(found, kind, measure), "funnel": share_funnel(found), "inputs": sorted(inputs_of(found)), "on": today(), "done": DONE[measure],
        "query": urlencode({"kind": kind, "measure": measure, "by": by}), "share": share, "verdict": verdict, "range_words": partial(range_words, alone=found.alone),
    }  # fmt: skip
    return render(request, "services/priority_fairness.html", context)


def sentence(found: Compared, kind: str, measure: str) -> str:
    """First whether any group differs, then the whole, then what not to conclude."""
    if not kind:
        return "No service is on record yet, so nothing can be compared."
    if not found.groups:
        return f"No child whom you may count was given a priority for {kind_of(kind).title.lower()} in the last two years."
    if not found.shown:
        return "Too few children in each group: none is shown, and none is compared."
    done = DONE[measure]
    of_all = f"Of all {found.whole.children:,} children, {found.whole.n:,} were {done} ({share(found.whole)})" if found.whole.shown else f"Of the groups that are shown, {100 * found.target:.1f}% were {done}"
    if found.alone:
        return f"Only one group is large enough to be shown, so nothing can be compared. {of_all}."
    far = [g for g in found.shown if g.beyond]
    if not far:
        return f"No group was {done} more or less often than chance explains. {of_all}. Small groups can differ without its showing."
    named = "; ".join(f"{g.title} {g.beyond} often ({share(g)})" for g in far)
    return f"{done.capitalize()} beyond chance: {named}. {of_all}. This does not say why: needs may differ between groups."


@signed_in
def priority_fairness_csv(request: HttpRequest) -> HttpResponse:
    _, kind, measure, by, found = _asked(request)
    head = [BY[by], "Children", MEASURES[measure], *HEAD]
    return csv_file(f"priority-{kind}-{measure}-by-{by}.csv", head, rows(found))


@signed_in
def priority_fairness_input(request: HttpRequest) -> HttpResponse:
    """What `goldenthread calc` takes for the numbers of the page, by the name of the calculation."""
    *_, found = _asked(request)
    return input_file(request, found)
