"""Who is turned away: how referrals are answered, by every group."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.science.eligibility import kind_of
from goldenthread.services.commissioning import commissioner_for, open_for_difference
from goldenthread.services.fairness import BY
from goldenthread.services.gaps import about
from goldenthread.services.models_commissioning import CommissioningCase
from goldenthread.services.pages import shares
from goldenthread.services.pages.equity import by_words
from goldenthread.services.referral_answers import MEASURES, answered, compare
from goldenthread.services.shares import Compared, Group, inputs_of
from goldenthread.web.csv_file import csv_file
from goldenthread.web.days import today
from goldenthread.web.words import lower_first

DONE = {"turned": "turned away", "signposted": "pointed to other help"}
_OF = {"turned": "whose referral was answered", "signposted": "who were turned away"}


def _asked(request: HttpRequest) -> tuple[list[str], str, str, str, Compared]:
    kinds, kind, measure, by = shares.asked(request, MEASURES, BY, "turned", "body")
    return kinds, kind, measure, by, compare(answered(kind, today(), by) if kind else [], measure, by)


@signed_in
def referral_answers(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    kinds, kind, measure, by, found = _asked(request)
    may_open = commissioner_for(viewer) is not None and measure == "turned"
    if request.method == "POST":
        group = next((g for g in found.shown if g.beyond == "more" and g.title == request.POST.get("group", "")), None)
        if group is None or not may_open:
            raise Http404
        made = open_for_difference(viewer, kind=kind, compared_by=f"{measure}:{by}", group=group.title, finding=group_words(group, kind, by), children=about(group.n), on=today())
        return redirect("commissioning-case", made.pk)
    context: dict[str, Any] = {
        "nav": "gaps", "kinds": {k: kind_of(k).title for k in kinds}, "kind": kind, "title": kind_of(kind).title if kind else "", "measures": MEASURES, "measure": measure, "bys": BY, "by": by, "by_words": by_words(by),
        "found": found, "sentence": sentence(found, kind, measure), "funnel": shares.share_funnel(found), "inputs": sorted(inputs_of(found)), "on": today(), "done": DONE[measure], "may_open": may_open,
        "below": f"Children {_OF[measure]}", "query": urlencode({"kind": kind, "measure": measure, "by": by}), "share": shares.share, "verdict": shares.verdict, "range_words": partial(shares.range_words, alone=found.alone),
    }  # fmt: skip
    return render(request, "services/referral_answers.html", context)


def group_words(g: Group, kind: str, by: str) -> str:
    """A difference as a commissioning case keeps it."""
    ratio = f", {g.ratio['ratio']:.1f} times as often as the others" if g.ratio else ""
    return f"{kind_of(kind).title}: of {g.children:,} children of {by_words(by)} {g.title} {g.n:,} were turned away ({shares.share(g)}){ratio}"


def sentence(found: Compared, kind: str, measure: str) -> str:
    nobody = f"No child whom you may count was referred to {lower_first(kind_of(kind).title)} and answered in the last two years." if kind else shares.NO_SERVICE
    return shares.sentence(found, nobody, DONE[measure], f" {_OF[measure]}", "needs and ages")


def today_of(case: CommissioningCase) -> str:
    """What stands today of the difference for which a case was opened."""
    measure, _, by = case.compared_by.partition(":")
    group = next((g for g in compare(answered(case.kind, today(), by), measure, by).shown if g.title == case.group), None)
    return f"{group.n:,} of {group.children:,} were turned away ({shares.share(group)}): {shares.verdict(group).lower()}" if group else "not shown: the numbers are small"


@signed_in
def referral_answers_csv(request: HttpRequest) -> HttpResponse:
    _, kind, measure, by, found = _asked(request)
    return csv_file(f"answers-{kind}-{measure}-by-{by}.csv", [BY[by], "Children", MEASURES[measure], *shares.HEAD], shares.rows(found))


@signed_in
def referral_answers_input(request: HttpRequest) -> HttpResponse:
    """What `goldenthread calc` takes for the numbers of the page, by the name of the calculation."""
    *_, found = _asked(request)
    return shares.input_file(request, found)
