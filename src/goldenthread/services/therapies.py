"""The therapies of the mental health service that the viewer manages: from the journal of its referrals, as `science.therapies` counts them.

Kind of therapy and grouping are the service's own notes: its manager and its clinicians read them, and no council and no commissioner."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from goldenthread.access.policy import CHILD, IDENTITY, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case, Event
from goldenthread.cases.queries_case import OF_AN_EVENT
from goldenthread.pathways.camhs import CAMHS, GROUPINGS
from goldenthread.pathways.common.referral import REFERRAL_ENDS
from goldenthread.people.models import Child, Postcode
from goldenthread.science.therapies import Course
from goldenthread.services.models import Service
from goldenthread.services.queries import managed
from goldenthread.web.words import HOME_UNLISTED

PLANNED, BEGAN, SESSION, ENDED, GROUPED = "therapy-planned", "therapy-started", "session-attended", "therapy-ended", "grouping-set"
_READ = (PLANNED, BEGAN, SESSION, ENDED, GROUPED, "corrected", *REFERRAL_ENDS)
NOT_SET = "not-set"


@dataclass(frozen=True)
class Therapies:
    """Every course; of open referrals, how many are in each grouping now; and how many changed grouping in the last year, from and to."""

    courses: list[Course]
    now: dict[str, int]
    moved: dict[tuple[str, str], int]


def manages_therapies(viewer: Viewer) -> bool:
    body = managed(viewer)
    return body is not None and Service.objects.filter(owner=body, pathway=CAMHS.slug).exists()


def therapies(viewer: Viewer, on: dt.date) -> Therapies | None:
    """None where the viewer manages no such service."""
    if not manages_therapies(viewer):
        return None
    seen = Event.objects.filter(visible(viewer, "read", shape=OF_AN_EVENT), case__pathway=CAMHS.slug, case__owner=managed(viewer), event__in=_READ, on__lte=on)
    journals: dict[UUID, list[Event]] = defaultdict(list)
    withdrawn = set()
    for e in seen.order_by("case", "on", "number"):
        if e.event == "corrected":
            withdrawn.add(str(e.fields.get("event_id")))
        else:
            journals[e.case_id].append(e)
    places = _places(viewer, list(journals))
    courses: list[Course] = []
    now: Counter[str] = Counter()
    moved: Counter[tuple[str, str]] = Counter()
    for case, events in journals.items():
        stand = [e for e in events if str(e.pk) not in withdrawn]
        closed = min((e.on for e in stand if e.event in REFERRAL_ENDS), default=None)
        grouped = [(e.on, str(e.fields["grouping"])) for e in stand if e.event == GROUPED]
        if grouped and closed is None:
            now[grouped[-1][1]] += 1
        for (_, before), (day, after) in zip(grouped, grouped[1:], strict=False):
            if before != after and (on - day).days < 365:
                moved[before, after] += 1
        courses += _courses(stand, places.get(case, HOME_UNLISTED), grouped, closed)
    order = {g: n for n, g in enumerate(GROUPINGS)}
    # In an order that says nothing of who it is, so that a file without names gives the same numbers.
    courses.sort(key=lambda c: (c.planned, c.begun or dt.date.max, c.therapy, c.place))
    return Therapies(courses, {g: now[g] for g in GROUPINGS}, dict(sorted(moved.items(), key=lambda m: (order[m[0][0]], order[m[0][1]]))))


def _courses(events: Sequence[Event], place: str, grouped: Sequence[tuple[dt.date, str]], closed: dt.date | None) -> list[Course]:
    """Each plan for a kind of therapy; a later plan of the same kind takes the place of one that had not begun."""
    found = []
    for therapy in dict.fromkeys(e.about for e in events if e.event == PLANNED):
        own = [e for e in events if e.about == therapy and e.event in (PLANNED, BEGAN, SESSION, ENDED)]
        plan = next(e for e in own if e.event == PLANNED)
        planned = dt.date.fromisoformat(plan.fields["assessed_on"]) if plan.fields.get("assessed_on") else plan.on
        begun = next((e.on for e in own if e.event in (BEGAN, SESSION) and e.on >= plan.on), None)
        ended = next((e.on for e in reversed(own) if e.event == ENDED), None)
        held = [(e.on, str(e.fields.get("place") or "")) for e in own if e.event == SESSION]
        left = min((day for day in (ended, closed) if day is not None), default=None)
        grouping = next((g for day, g in reversed(grouped) if day <= plan.on), NOT_SET)
        found.append(Course(therapy, place, grouping, planned, begun, left, tuple(day for day, _ in held), tuple(where for _, where in held)))
    return found


def _places(viewer: Viewer, cases: Sequence[UUID]) -> dict[UUID, str]:
    """The locality of each referral's child, by its home."""
    child_of = dict(Case.objects.filter(pk__in=list(cases)).values_list("pk", "child_id"))
    homes = dict(Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY), pk__in=set(child_of.values())).values_list("pk", "postcode"))
    locality = dict(Postcode.objects.filter(postcode__in=set(homes.values())).values_list("postcode", "district__locality"))
    return {case: locality.get(homes.get(child, "")) or HOME_UNLISTED for case, child in child_of.items() if child}
