"""From assessment to each kind of therapy, and from one session to the next: one page for whoever manages the service."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.pathways.camhs import GROUPINGS
from goldenthread.science.therapies import LONG_GAP, WITHIN, Course, Waited, between, median, to_begin, waited, widest
from goldenthread.services.therapies import NOT_SET, Therapies, therapies
from goldenthread.web.csv_file import csv_file
from goldenthread.web.days import today
from goldenthread.web.files import attached

BAR = 560
LEAST = 10
"""The sentence names a difference only between groups of so many children."""
BY = {"place": "Where the child lives", "grouping": "i-THRIVE grouping when it was agreed"}
THERAPIES = {
    "cbt": "CBT", "family": "Family therapy", "dbt-informed": "DBT-informed", "medication": "Medication", "group": "Group", "digital": "Digital", "other": "Another kind",
}  # fmt: skip
GROUPING_WORDS = {g: g.replace("-", " ").capitalize() for g in GROUPINGS} | {NOT_SET: "Not set"}
WHERE = {"clinic": "Clinic", "school": "School", "family-hub": "Family hub", "home": "Home", "online": "Online", "other": "Elsewhere", "": "Not said"}


def _asked(request: HttpRequest) -> tuple[Therapies, str]:
    found = therapies(request.viewer, today())  # type: ignore[attr-defined]
    by = request.GET.get("by", "place")
    if found is None or by not in BY:
        raise Http404
    return found, by


def group_of(by: str) -> Any:
    return (lambda c: GROUPING_WORDS[c.grouping]) if by == "grouping" else (lambda c: c.place)


def weeks(days: float | None) -> str:
    return "fewer than half" if days is None else f"{days / 7:.1f}"


@signed_in
def therapies_page(request: HttpRequest) -> HttpResponse:
    found, by = _asked(request)
    rows = waited(found.courses, group_of(by), today())
    longest = max((w.middle for w in rows if w.middle is not None), default=0) or 1
    bars = [(w, max(1, round(BAR * w.middle / longest))) for w in rows if w.middle is not None]
    context = {
        "nav": "waits", "rows": rows, "by": by, "bys": BY, "bars": bars, "sentence": sentence(rows), "on": today(), "weeks": weeks, "therapies": THERAPIES, "within": WITHIN // 7,
        "long_gap": LONG_GAP // 7, "groupings": GROUPING_WORDS, "now": found.now, "moved": found.moved, "of_places": _of_places(found.courses), "where": WHERE,
    }  # fmt: skip
    return render(request, "services/therapies.html", context)


def _of_places(courses: list[Course]) -> list[tuple[str, int, str]]:
    """By where sessions are held: how many, and by when half had their next one."""
    found = []
    for place in sorted({place for c in courses for place in c.where if place}):
        times, events = between(courses, today(), place)
        if times:
            found.append((place, len(times), weeks(median(times, events))))
    return found


def sentence(rows: list[Waited]) -> str:
    """Who waits now, then where the wait is most unlike, then what is hidden behind a first session."""
    if not rows:
        return "No kind of therapy is on record yet."
    waiting = sum(w.waiting for w in rows)
    said = f"{waiting:,} {'therapy is' if waiting == 1 else 'therapies are'} agreed and not begun."
    if apart := widest(rows, LEAST):
        low, high = apart
        said += f" The widest difference is in {THERAPIES[low.therapy]}: half have begun after {weeks(low.middle)} weeks in {low.group}, and after {weeks(high.middle)} in {high.group}."
    hidden = sum(w.long_gaps for w in rows)
    if hidden:
        said += f" {hidden:,} {'child has' if hidden == 1 else 'children have'} waited longer than {LONG_GAP // 7} weeks for a next session."
    return said


@signed_in
def therapies_csv(request: HttpRequest) -> HttpResponse:
    found, by = _asked(request)
    head = ["Therapy", BY[by], "Agreed in two years", "Not begun", "Longest of those, weeks", "Half have begun after, weeks", f"Begin within {WITHIN // 7} weeks", "Sessions", "Half have their next session after, weeks", f"Waiting longer than {LONG_GAP // 7} weeks for a next session"]
    rows = [
        [THERAPIES[w.therapy], w.group, str(w.children), str(w.waiting), "" if w.longest is None else f"{w.longest / 7:.1f}", weeks(w.middle), "" if w.within is None else f"{100 * w.within:.0f}%",
         str(w.sessions), weeks(w.gap) if w.sessions else "", str(w.long_gaps)]
        for w in waited(found.courses, group_of(by), today())
    ]  # fmt: skip
    return csv_file(f"therapies-by-{by}.csv", head, rows)


@signed_in
def therapies_input(request: HttpRequest) -> HttpResponse:
    """What `goldenthread calc` takes for one number of the page. No child is in it."""
    found, by = _asked(request)
    therapy, group, calc = (request.GET.get(name, "") for name in ("therapy", "group", "calc"))
    some = [c for c in found.courses if c.therapy == therapy and group_of(by)(c) == group]
    times, ends = to_begin(some, today())
    gaps, held = between(some, today())
    given = {
        "begin-kaplan_meier": {"times": times, "events": [int(e == "seen") for e in ends]},
        "begin-cumulative_incidence": {"times": times, "cause": ends, "by": WITHIN},
        "next-kaplan_meier": {"times": gaps, "events": held},
    }
    if calc not in given or not given[calc]["times"]:
        raise Http404
    return attached(JsonResponse(given[calc], json_dumps_params={"indent": 1}), f"{calc}.json")
