"""What may be said of one child's wait: to the family, and to the provider's own manager of each child on a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from goldenthread.access.policy import Record, may, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import ClockRow
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_clocks import OF_A_CLOCK
from goldenthread.pathways.common.referral import NOTES, PRIORITIES
from goldenthread.pathways.continuing_care import CONTINUING_CARE, UNDECIDED
from goldenthread.people.models import Child, Postcode
from goldenthread.science.wait_words import in_ten, in_words
from goldenthread.services.journeys import ROUTINE
from goldenthread.services.models import Forecast, Range, Referral, Service
from goldenthread.services.queries import ON_A_CASE, children_named, managed, referrals_of
from goldenthread.services.waits import newest_forecasts
from goldenthread.services.who_answers import Asks, asks_of

WAITING = ("submitted", "triage", "returned", "waiting-first")
"""Stages of a referral before the first contact or an assessment."""


@dataclass(frozen=True)
class Told:
    """An open referral, since when the child waits, and what is said of the wait that remains: `range` in words, or empty where nothing
    reliable can be said."""

    case: UUID
    service: str
    provider: str
    since: dt.date
    weeks: int
    range: str
    said_on: dt.date | None
    inside: int | None
    with_staffing: bool
    seen_lately: int | None
    # By when the family is written to, even if there is no news.
    hear_by: dt.date | None = None
    # Why no range is said: "abstains", "passed" or "not yet"; empty where one is.
    silent: str = ""
    # What is waited for is a decision, with the day by which guidance asks for it.
    decision: bool = False
    decide_by: dt.date | None = None
    asks: Asks | None = None


def waits_told(viewer: Viewer, child: Child, on: dt.date) -> list[Told]:
    """Each list on which a child waits to be seen, of those that the viewer may know of."""
    referrals = {r.case_id: r for r in _waiting(Referral.objects.filter(visible(viewer, "status", shape=ON_A_CASE), child=child.pk)).select_related("service__owner")}
    since = _since(viewer, list(referrals))
    locality = _locality(child)
    said = newest_forecasts([r.service_id for r in referrals.values()], on)
    hear, limits = _hear_by(viewer, list(referrals)), _limits(viewer, [case for case, r in referrals.items() if r.service.pathway == CONTINUING_CARE.slug])
    found, asked = [], asks_of([r.service for r in referrals.values()], on)
    for case, r in referrals.items():
        if case not in since or since[case] > on:
            continue
        forecast = said.get((r.service_id, locality))
        known = _ranges(viewer, forecast, [case]).get(case) if forecast and not forecast.abstains else None
        words = known.in_words(on) if known else ""
        found.append(
            Told(case, r.service.name, r.service.owner.name, since[case], (on - since[case]).days // 7, words, forecast.on if forecast else None,
                 in_ten(forecast.test["coverage"]) if words and forecast and forecast.test else None, bool(forecast and forecast.with_staffing),
                 forecast.seen_told if forecast else None, hear.get(case), _silent(forecast, known, words),
                 r.service.pathway == CONTINUING_CARE.slug, limits.get(case), asked.get(r.service_id))
        )  # fmt: skip
    return sorted(found, key=lambda t: (t.since, t.service))


def _silent(forecast: Forecast | None, known: Remaining | None, words: str) -> str:
    """Why no range is said: the list abstains, what was said has passed, or it was not reckoned for this child yet."""
    if words:
        return ""
    if forecast is not None and forecast.abstains:
        return "abstains"
    return "passed" if known is not None else "not yet"


@dataclass(frozen=True)
class Remaining:
    """A range in days, from the day on which it was said."""

    low: int
    high: int | None
    said_on: dt.date

    def in_words(self, on: dt.date) -> str:
        """From a later day; empty once the range has passed, since it says nothing any more."""
        gone = (on - self.said_on).days
        if self.high is not None and self.high <= gone:
            return ""
        return in_words(max(0, self.low - gone), None if self.high is None else self.high - gone)


def _ranges(viewer: Viewer, forecast: Forecast, cases: Sequence[UUID]) -> dict[UUID, Remaining]:
    said = Range.objects.filter(visible(viewer, "status", shape=ON_A_CASE), forecast=forecast.pk, case__in=cases)
    return {case: Remaining(low, high, forecast.on) for case, low, high in said.values_list("case_id", "low", "high")}


def _waiting(referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    return referrals.filter(Q(case__state__stage__in=WAITING) | Q(case__pathway=CONTINUING_CARE.slug, case__state__stage__in=UNDECIDED))


def _since(viewer: Viewer, cases: list[UUID]) -> dict[UUID, dt.date]:
    """Of those who were not seen yet, the day since which each waits."""
    clocks = ClockRow.objects.filter(visible(viewer, "status", shape=OF_A_CLOCK), case__in=cases, clock="first-contact", stopped=None)
    return dict(clocks.values_list("case_id", "started"))


def _limits(viewer: Viewer, cases: list[UUID]) -> dict[UUID, dt.date]:
    """By when a decision is due, where guidance names a day: what is estimated stands beside it, and never in its place."""
    if not cases:
        return {}
    clocks = ClockRow.objects.filter(visible(viewer, "status", shape=OF_A_CLOCK), case__in=cases, clock="decide-continuing-care", stopped=None, due__isnull=False)
    return dict(clocks.values_list("case_id", "due"))


def _hear_by(viewer: Viewer, cases: list[UUID]) -> dict[UUID, dt.date]:
    """By when the family is next written to while it waits, as it was promised."""
    promised = ClockRow.objects.filter(visible(viewer, "status", shape=OF_A_CLOCK), case__arose_from__in=cases, clock="send-waiting-update", stopped=None, due__isnull=False)
    return dict(promised.order_by("-due").values_list("case__arose_from", "due"))


def _locality(child: Child) -> str:
    return Postcode.objects.filter(postcode=child.postcode).values_list("district__locality", flat=True).first() or "" if child.postcode else ""


# --- the provider's own manager ---


@dataclass(frozen=True)
class OnTheList:
    case: UUID
    child: Child
    reference: str
    priority: str
    since: dt.date
    range: str


def on_the_list(viewer: Viewer, service: Service, locality: str, forecast: Forecast | None, on: dt.date, start: int, most: int = 50) -> tuple[list[OnTheList], int]:
    """The children who wait on a list of the viewer's own provider, by priority and then by the longest wait; and how many there are."""
    if managed(viewer) != service.owner_id:
        return [], 0
    living = Postcode.objects.filter(district__locality=locality) if locality else Postcode.objects.exclude(district__locality="")
    mine = _waiting(referrals_of(viewer).filter(service=service))
    mine = mine.filter(child__postcode__in=living.values("postcode")) if locality else mine.exclude(child__postcode__in=living.values("postcode"))
    referrals = {r.case_id: r for r in mine.select_related("case")}
    since = {case: day for case, day in _since(viewer, list(referrals)).items() if day <= on}
    priorities = _priorities(viewer, service.owner_id, list(since))
    ordered = sorted(since, key=lambda case: (priorities.get(case, ROUTINE), since[case], referrals[case].case.reference))
    shown = ordered[start : start + most]
    who = children_named(viewer, [referrals[c].child_id for c in shown])
    ranges = _ranges(viewer, forecast, shown) if forecast and not forecast.abstains else {}
    return [
        OnTheList(case, who[referrals[case].child_id], referrals[case].case.reference, PRIORITIES[priorities.get(case, ROUTINE)], since[case],
                  ranges[case].in_words(on) if case in ranges else "")
        for case in shown if referrals[case].child_id in who
    ], len(ordered)  # fmt: skip


_PRIORITIES = """
select e.case_id, e.fields ->> 'priority' from cases_event e
where e.case_id = any(%(cases)s) and e.event = 'priority-set'
  and not exists (select 1 from cases_event w where w.case_id = e.case_id and w.event = 'corrected' and w.fields ->> 'event_id' = e.id::text)
order by e."on", e.number
"""


def _priorities(viewer: Viewer, owner: UUID, cases: list[UUID]) -> dict[UUID, int]:
    """The last that was set of each, for whoever reads the service's own notes."""
    if not cases or not may(viewer, "read", NOTES, Record(owner=owner, child=None)):
        return {}
    found: Any = rows(_PRIORITIES, cases=cases)
    return {case: PRIORITIES.index(priority) for case, priority in found if priority in PRIORITIES}


def referral_of_family(viewer: Viewer, case: UUID) -> Referral | None:
    """A referral on which the viewer's own child still waits to be seen."""
    own = viewer.parented | viewer.parented_with_rights_passed | {c for c in (viewer.child,) if c}
    mine = Referral.objects.filter(visible(viewer, "status", shape=ON_A_CASE), child__in=sorted(own), case=case)
    return _waiting(mine).first()
