"""Phase transfers as a campaign: everybody with a transfer this school year, how far each has come, and who is behind the pace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from goldenthread.access.policy import CHILD, IDENTITY, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import CaseState, ClockRow, Event
from goldenthread.cases.queries_case import OF_AN_EVENT
from goldenthread.cases.queries_clocks import OF_A_CASE, OF_A_CLOCK
from goldenthread.cases.queries_standing import officers_of_cases
from goldenthread.people.models import Child
from goldenthread.reviews.phases import SURE, Pace, behind, last_day, pace, phases_ahead, position, transfer_day
from goldenthread.reviews.queries import PATHWAY as REVIEW
from goldenthread.reviews.queries import PLAN
from goldenthread.web.words import school_year

PATHWAY = "phase-transfer"


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
    """Of the councils whose casework the viewer does, this school year's, in a fixed number of questions."""
    own = sorted(o for g in viewer.grants if g.children is None and g.owners and PLAN in g.write for o in g.owners)
    year = school_year(on)
    first, last = date(year, 9, 1), date(year + 1, 8, 31)
    seen, clocks_seen = visible(viewer, "status", shape=OF_A_CASE), visible(viewer, "status", shape=OF_A_CLOCK)
    states = CaseState.objects.filter(seen, case__pathway=PATHWAY, owner__in=own).exclude(stage="closed")
    stages = {case: (child, stage) for case, child, stage in states.values_list("case_id", "child_id", "stage")}
    clocks = ClockRow.objects.filter(clocks_seen, case__pathway=PATHWAY, owner__in=own)
    due = {c: (d, p) for c, d, p in clocks.filter(clock="phase-transfer-plan", due__range=(first, last)).values_list("case_id", "due", "published_date")}
    consulted = set(clocks.filter(clock="setting-consultation").values_list("case_id", flat=True))
    officers = officers_of_cases(viewer, PATHWAY, on)
    found = []
    for case, (child, stage) in stages.items():
        if case in due:
            at, days = position(stage, case in consulted), pace(*due[case])
            officer, team = officers.get((child, case)) or officers.get((child, None)) or ("", "")
            found.append(Transfer(child, case, at, days, behind(at, days, on), officer, team))
    found += _not_identified(viewer, own, {t.child for t in found}, on)
    return sorted(found, key=lambda t: (not t.behind, t.pace.by(t.position), str(t.child)))


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
