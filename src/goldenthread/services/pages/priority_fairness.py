"""Who is given priority, and whether that is fair."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.science.eligibility import kind_of
from goldenthread.services.pages import shares
from goldenthread.services.priority_fairness import BY, MEASURES, compare, listed
from goldenthread.services.shares import Compared, inputs_of
from goldenthread.web.csv_file import csv_file
from goldenthread.web.days import today
from goldenthread.web.words import lower_first

DONE = {"moved": "moved up by hand", "higher": "given a higher priority"}


def _asked(request: HttpRequest) -> tuple[list[str], str, str, str, Compared]:
    kinds, kind, measure, by = shares.asked(request, MEASURES, BY, "moved", "deprivation")
    return kinds, kind, measure, by, compare(listed(kind, today()) if kind else [], measure, by)


@signed_in
def priority_fairness(request: HttpRequest) -> HttpResponse:
    kinds, kind, measure, by, found = _asked(request)
    context: dict[str, Any] = {
        "nav": "gaps", "kinds": {k: kind_of(k).title for k in kinds}, "kind": kind, "title": kind_of(kind).title if kind else "", "measures": MEASURES, "measure": measure, "bys": BY, "by": by,
        "found": found, "sentence": sentence(found, kind, measure), "funnel": shares.share_funnel(found), "inputs": sorted(inputs_of(found)), "on": today(), "done": DONE[measure],
        "query": urlencode({"kind": kind, "measure": measure, "by": by}), "share": shares.share, "verdict": shares.verdict, "range_words": partial(shares.range_words, alone=found.alone),
    }  # fmt: skip
    return render(request, "services/priority_fairness.html", context)


def sentence(found: Compared, kind: str, measure: str) -> str:
    nobody = f"No child whom you may count was given a priority for {lower_first(kind_of(kind).title)} in the last two years." if kind else shares.NO_SERVICE
    return shares.sentence(found, nobody, DONE[measure], "", "needs")


@signed_in
def priority_fairness_csv(request: HttpRequest) -> HttpResponse:
    _, kind, measure, by, found = _asked(request)
    head = [BY[by], "Children", MEASURES[measure], *shares.HEAD]
    return csv_file(f"priority-{kind}-{measure}-by-{by}.csv", head, shares.rows(found))


@signed_in
def priority_fairness_input(request: HttpRequest) -> HttpResponse:
    """What `goldenthread calc` takes for the numbers of the page, by the name of the calculation."""
    *_, found = _asked(request)
    return shares.input_file(request, found)
