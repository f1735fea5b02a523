"""Phase transfers as a campaign: everybody with a transfer this school year, how far each has come, and who is behind the pace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from goldenthread.access.policy import CHILD, IDENTITY, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case, CaseState, ClockRow, Event
from goldenthread.cases.queries_case import OF_AN_EVENT
from goldenthread.cases.queries_clocks import OF_A_CASE, OF_A_CLOCK
from goldenthread.cases.queries_standing import officers_of_cases
from goldenthread.people.kinds import PLAN
from goldenthread.people.models import Child
from goldenthread.reviews.phases import SURE, Pace, behind, last_day, pace, phases_ahead, position, transfer_day
from goldenthread.reviews.queries import PATHWAY as REVIEW
from goldenthread.web.words import school_year

PATHWAY, CESSATION = "phase-transfer", "plan-cessation"


@dataclass(frozen=True)
class Transfer:
    """One child's transfer; without a case it is one that the child's age says is coming and that nobody has identified."""

    child: UUID
    case: UUID | None
    position: str
    pace: Pace
    behind: bool
    officer: str = ""
    team: str = ""


def transfers(viewer: Viewer, on: date) -> list[Transfer]:
    """Of the councils whose casework the viewer does, this school year's, with those of earlier years that still have no plan, in
    a fixed number of questions. A child whose plan ended has none."""
    own = sorted(o for g in viewer.grants if g.children is None and g.owners and PLAN in g.write for o in g.owners)
    year = school_year(on)
    first, last = date(year, 9, 1), date(year + 1, 8, 31)
    seen, clocks_seen = visible(viewer, "status", shape=OF_A_CASE), visible(viewer, "status", shape=OF_A_CLOCK)
    ended = CaseState.objects.filter(seen, case__pathway=CESSATION, owner__in=own, stage="ceased").values("child_id")
    in_force = CaseState.objects.filter(seen, case__pathway=REVIEW, owner__in=own).exclude(stage="ceased").values("child_id")
    states = CaseState.objects.filter(seen, case__pathway=PATHWAY, owner__in=own).exclude(stage="closed")
    states = states.exclude(Q(child_id__in=ended) & ~Q(child_id__in=in_force))
    stages = {case: (child, stage) for case, child, stage in states.values_list("case_id", "child_id", "stage")}
    clocks = ClockRow.objects.filter(clocks_seen, case__pathway=PATHWAY, owner__in=own)
    # One that was missed is owed until it is issued, whichever year it is; a late one counts in the year in which it came.
    named = clocks.filter(Q(due__range=(first, last)) | Q(stopped__range=(first, last)) | Q(stopped=None), clock="phase-transfer-plan")
    due = {c: (d, p, s) for c, d, p, s in named.values_list("case_id", "due", "published_date", "stopped") if d <= last}
    consulted = set(clocks.filter(clock="setting-consultation").values_list("case_id", flat=True))
    noticed = set(clocks.filter(clock="issue-amended-plan", stopped=None).values_list("case_id", flat=True))
    officers = officers_of_cases(viewer, PATHWAY, on)
    found = []
    for case, (child, stage) in stages.items():
        if case in due:
            day, published, issued = due[case]
            at, days = position(stage, case in consulted, case in noticed, issued is not None), pace(day, published)
            officer, team = officers.get((child, case)) or officers.get((child, None)) or ("", "")
            found.append(Transfer(child, case, at, days, behind(at, days, on), officer, team))
    found += _not_identified(viewer, own, {t.child for t in found}, on)
    return sorted(found, key=lambda t: (not t.behind, t.pace.by(t.position), str(t.child), str(t.case)))


def open_transfer_of(viewer: Viewer, review: Case) -> UUID | None:
    """The transfer that arose from this review and has no plan yet: its notice is the decision of the review (r.18)."""
    waiting = ClockRow.objects.filter(
        visible(viewer, "status", shape=OF_A_CLOCK), case__pathway=PATHWAY, case__arose_from=review.pk, clock="phase-transfer-plan", stopped=None
    )
    return waiting.order_by("-started").values_list("case_id", flat=True).first()


def open_transfers(viewer: Viewer, child: UUID) -> Iterable[UUID]:
    """The child's transfers that have no plan yet."""
    return ClockRow.objects.filter(
        visible(viewer, "status", shape=OF_A_CLOCK), case__pathway=PATHWAY, child=child, clock="phase-transfer-plan", stopped=None
    ).values_list("case_id", flat=True)


def _not_identified(viewer: Viewer, own: list[UUID], known: set[UUID], on: date) -> Iterable[Transfer]:
    """Children with a plan in the last year of a phase, for whom no transfer is on record: only phases that nearly every child
    of that year comes to."""
    plans = CaseState.objects.filter(visible(viewer, "status", shape=OF_A_CASE), case__pathway=REVIEW, owner__in=own).exclude(stage="ceased")
    children = Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY), pk__in=plans.values("child_id")).exclude(pk__in=known)
    officers = officers_of_cases(viewer, REVIEW, on)
    days: dict[str, Pace] = {}
    for child, born in children.values_list("pk", "date_of_birth"):
        phase = next((p for p in phases_ahead(born, on) if p in SURE), None)
        if phase is None:
            continue
        if phase not in days:
            issued, published = last_day(phase, transfer_day(on), on)
            assert issued is not None
            days[phase] = pace(issued, published)
        officer, team = officers.get((child, None), ("", ""))
        yield Transfer(child, None, "not-identified", days[phase], behind("not-identified", days[phase], on), officer, team)


def phases_of(viewer: Viewer, cases: Iterable[UUID]) -> dict[UUID, str]:
    """The phase of each of these cases, as it was identified last."""
    rows = Event.objects.filter(visible(viewer, "read", shape=OF_AN_EVENT), case__in=list(cases), event="phase-transfer-identified").order_by("number")
    return {case: str(fields.get("phase", "")) for case, fields in rows.values_list("case_id", "fields")}
