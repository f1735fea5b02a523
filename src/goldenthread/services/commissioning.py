"""What is done about a gap: opened from what the finder found, carried on in steps, and closed when the finder no longer finds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from goldenthread.access.policy import Refused, counts_of
from goldenthread.access.viewer import Viewer
from goldenthread.delivery.owed import rates_of
from goldenthread.science.eligibility import Gap, Offered, closed_on, kind_of, still_missing
from goldenthread.services.gaps import Found, districts_of, place_words, unless
from goldenthread.services.models_commissioning import CommissioningCase, CommissioningStep
from goldenthread.web.navigation import COMMISSIONS
from goldenthread.web.turns import one_at_a_time

OPENS = ("icb-commissioner", "la-send-manager")
"""Roles that open a case for their body, and add to it."""
DECISIONS = {"fund": "Fund it", "not-fund": "Do not fund it", "more-work": "More work is needed before deciding"}
RATE_OF = {
    "speech-and-language": "speech-and-language-therapy", "occupational-therapy": "occupational-therapy", "physiotherapy": "physiotherapy",
    "camhs": "mental-health", "community-nursing": "community-health",
}  # fmt: skip
"""By which rate of the provision ledger an hour of a kind of service is priced, where nothing else is entered."""
_KIND = "kpi-aggregates"


def commissioner_for(viewer: Viewer) -> UUID | None:
    """The body for which the viewer opens cases."""
    return viewer.body_as(*OPENS)


def cases_of(viewer: Viewer) -> QuerySet[CommissioningCase]:
    """The cases that the viewer may read, the newest first."""
    if not viewer.holds(*COMMISSIONS) or viewer.link_child is not None:
        return CommissioningCase.objects.none()
    return CommissioningCase.objects.filter(owner__in=counts_of(viewer, _KIND)).select_related("owner").order_by("-opened_on", "-opened_at")


def steps_of(viewer: Viewer, cases: Sequence[CommissioningCase]) -> dict[UUID, list[CommissioningStep]]:
    """The steps of cases that the viewer may read, the oldest first."""
    found: dict[UUID, list[CommissioningStep]] = {c.pk: [] for c in cases}
    for step in CommissioningStep.objects.filter(case__in=cases_of(viewer).filter(pk__in=list(found)).values("pk")).order_by("at", "pk"):
        found[step.case_id].append(step)
    return found


@dataclass(frozen=True)
class Cost:
    """What a year costs: children, hours for each a year, and pence an hour."""

    children: int
    hours: float
    pence: int

    @property
    def pounds(self) -> int:
        return round(self.children * self.hours * self.pence / 100)


@dataclass(frozen=True)
class Standing:
    """What stands of a case: the newest step of each kind. `left` is what the finder still finds of its gap today; `closed` the day from
    which it found nothing. Of a difference neither is known here."""

    case: CommissioningCase
    steps: list[CommissioningStep]
    left: list[Gap]
    closed: dt.date | None

    def newest(self, kind: str) -> CommissioningStep | None:
        return next((s for s in reversed(self.steps) if s.kind == kind), None)

    @property
    def options(self) -> list[CommissioningStep]:
        return [s for s in self.steps if s.kind == CommissioningStep.Kind.OPTION]

    @property
    def cost(self) -> Cost | None:
        step = self.newest("cost")
        return Cost(step.said["children"], step.said["hours"], step.said["pence"]) if step else None

    @property
    def decided(self) -> str:
        step = self.newest("decision")
        return DECISIONS.get(step.said["decided"], "") if step else ""

    @property
    def starts(self) -> dt.date | None:
        step = self.newest("start")
        return dt.date.fromisoformat(step.said["on"]) if step else None


def standing(case: CommissioningCase, steps: list[CommissioningStep], offers: Sequence[Offered], on: dt.date) -> Standing:
    gap = gap_of(case)
    if gap is None:
        return Standing(case, steps, [], None)
    return Standing(case, steps, still_missing(offers, gap, on), closed_on(offers, gap, case.opened_on, on))


def gap_of(case: CommissioningCase) -> Gap | None:
    if case.age_from is None or case.age_to is None or case.about != CommissioningCase.About.GAP:
        return None
    return Gap(case.kind, tuple(case.districts), case.age_from, case.age_to, tuple(case.only_in))


def left_words(found: Standing, offers: Sequence[Offered]) -> str:
    """What the finder still finds of a case's gap."""
    localities = districts_of(offers)
    said = [f"{g.ages} in {place_words(g.districts, localities)}" + (f", {unless(g.only_in)}" if g.only_in else "") + (", paused" if g.paused else "") for g in found.left]
    return "; ".join(said)


def price_of(kind: str, on: dt.date) -> int | None:
    """Pence an hour of a kind of service, as the council has set it."""
    return rates_of(on).get(RATE_OF.get(kind, ""))


@transaction.atomic
def open_for_gap(viewer: Viewer, found: Found, on: dt.date) -> CommissioningCase:
    """Opens a case for a gap, or answers the one that the body has for it already."""
    owner = _owner(viewer)
    g = found.gap
    said = {"about": CommissioningCase.About.GAP, "kind": g.kind, "districts": list(g.districts), "age_from": g.age_from, "age_to": g.age_to, "only_in": list(g.only_in)}
    return _open(viewer, owner, said, finding=found.words, children=found.rounded, on=on)


@transaction.atomic
def open_for_difference(viewer: Viewer, *, kind: str, compared_by: str, group: str, finding: str, children: int | None, on: dt.date) -> CommissioningCase:
    """Opens a case for a difference between groups, or answers the one that the body has for it already."""
    owner = _owner(viewer)
    said = {"about": CommissioningCase.About.EQUITY, "kind": kind, "compared_by": compared_by, "group": group}
    return _open(viewer, owner, said, finding=finding, children=children, on=on)


def _owner(viewer: Viewer) -> UUID:
    owner = commissioner_for(viewer)
    if owner is None:
        raise Refused
    one_at_a_time(f"commissioning of {owner}")
    return owner


def _open(viewer: Viewer, owner: UUID, said: Mapping[str, Any], *, finding: str, children: int | None, on: dt.date) -> CommissioningCase:
    before = CommissioningCase.objects.filter(owner=owner, **said).order_by("-opened_at").first()
    if before is not None:
        return before
    made = CommissioningCase(owner_id=owner, **said, finding=finding[:600], children=children, opened_on=on, opened_by=viewer.id, opened_by_name=viewer.name)
    CommissioningCase.objects.bulk_create([made])
    return made


@transaction.atomic
def add_step(viewer: Viewer, case: CommissioningCase, kind: str, *, text: str, said: Mapping[str, Any] | None = None, on: dt.date) -> None:
    """Adds to a case of the viewer's own body. The same step again, straight after itself, adds nothing."""
    if case.owner_id != commissioner_for(viewer) or kind not in CommissioningStep.Kind.values:
        raise Refused
    one_at_a_time(f"commissioning of {case.owner_id}")
    newest = CommissioningStep.objects.filter(case=case, kind=kind).order_by("-at", "-pk").first()
    if newest is not None and (newest.text, newest.said) == (text, dict(said or {})):
        return
    CommissioningStep.objects.bulk_create(
        [CommissioningStep(case=case, owner_id=case.owner_id, kind=kind, text=text, said=dict(said or {}), on=on, by=viewer.id, by_name=viewer.name)]
    )


def kind_title(case: CommissioningCase) -> str:
    return kind_of(case.kind).title
