"""School mental health teams and family hubs by district, and what was used without a referral."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.engine.explain import listed
from goldenthread.services.coverage import Covered, coverage
from goldenthread.web.csv_file import csv_file
from goldenthread.web.days import today
from goldenthread.web.words import count_of

BAR = 560


def _found(request: HttpRequest) -> Covered:
    found = coverage(request.viewer, today())  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@signed_in
def coverage_page(request: HttpRequest) -> HttpResponse:
    found = _found(request)
    bars = [(p, round(BAR * (p.share or 0))) for p in found.places if p.schools]
    context = {"nav": "gaps", "found": found, "sentence": sentence(found), "bars": bars, "on": today(), "any": bool(bars or found.used or any(p.hubs for p in found.places))}
    return render(request, "services/coverage.html", context)


def sentence(found: Covered) -> str:
    """First how many schools a team covers, then where fewest, then where there is no hub."""
    schools, covered = sum(p.schools for p in found.places), sum(p.covered for p in found.places)
    if not schools and not any(p.hubs for p in found.places):
        return "No school team and no family hub is on record yet."
    said = f"A mental health team covers {covered:,} of {count_of(schools, 'school')}."
    some = [p for p in found.places if p.share is not None]
    if some and (least := min(some, key=lambda p: p.share or 0)).share != max(p.share or 0 for p in some):
        said += f" The smallest share is in {least.title}: {least.covered:,} of {least.schools:,}."
    without = [p.title for p in found.places if not p.hubs]
    if without:
        said += f" No family hub is on record in {listed(without, 'or')}."
    return said


@signed_in
def coverage_csv(request: HttpRequest) -> HttpResponse:
    head = ["District", "Locality", "Schools", "Covered by a mental health team", "Pupils", "Pupils of covered schools", "Family hubs"]
    rows = [[p.title, p.locality, p.schools, p.covered, "" if p.pupils is None else p.pupils, "" if p.pupils_covered is None else p.pupils_covered, "; ".join(p.hubs)] for p in _found(request).places]
    return csv_file("school-teams-and-family-hubs.csv", head, rows)
