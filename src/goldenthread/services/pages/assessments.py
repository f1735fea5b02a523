"""How long a council's EHC assessments still take to the final plan, and how well what is said of that held."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.people.models import Organisation
from goldenthread.services.assessments import Row, council_of, history, rows_of
from goldenthread.services.pages.waits import BAR, bias_in_words, joins
from goldenthread.wait_estimate_command import HISTORY
from goldenthread.web.csv_file import csv_file
from goldenthread.web.days import today

WEEKS_OF_LAW = 20


def _council(request: HttpRequest) -> Organisation:
    found = council_of(request.viewer)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@signed_in
def assessments(request: HttpRequest) -> HttpResponse:
    council, on = _council(request), today()
    rows = rows_of(council.pk, on)
    longest = max((r.forecast.joins_high or r.forecast.joins_low or 0 for r in rows if r.forecast and joins(r.forecast)), default=0)
    longest = max(longest, WEEKS_OF_LAW * 7)
    bars = [(r, joins(r.forecast), round(BAR * (r.forecast.joins_low or 0) / longest), round(BAR * (r.forecast.joins_high or longest) / longest))
            for r in rows if r.forecast and joins(r.forecast)]  # fmt: skip
    context = {
        "nav": "assessment-times", "council": council, "rows": rows, "bars": bars, "law": round(BAR * WEEKS_OF_LAW * 7 / longest), "joins": joins, "sentence": sentence(rows), "on": on,
        "bias": bias_in_words, "said_on": sorted({r.forecast.on for r in rows if r.forecast}),
    }  # fmt: skip
    return render(request, "services/assessments.html", context)


def sentence(rows: list[Row]) -> str:
    """How many are open, and of how many places nothing is promised."""
    if not rows:
        return "No EHC assessment is on record."
    number = sum(r.open for r in rows)
    said = f"{number:,} EHC assessment{' is' if number == 1 else 's are'} open"
    telling = sum(bool(joins(r.forecast)) for r in rows)
    if not any(r.forecast for r in rows):
        return f"{said}. No range is reckoned yet: it is reckoned every week"
    return f"{said}. A range is told in {telling} of {len(rows)} places; where its own past says that it would not hold, none is told"


@signed_in
def history_csv(request: HttpRequest) -> HttpResponse:
    """The council's assessments without names, as `goldenthread wait-estimate` reads them. Those kept confidential are in no file."""
    return csv_file("assessments.csv", HISTORY, history(_council(request).pk, today()))
