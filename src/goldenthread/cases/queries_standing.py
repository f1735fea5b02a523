"""Where every open case of a pathway stands on a day: the clocks set by law that it has passed or soon reaches.

For today it is read from the projections, for another day computed from the journal; the permission is today's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from goldenthread.access.policy import CHILD, IDENTITY, OF_A_CHILD, Grant, visible
from goldenthread.access.rules import OFFICERS
from goldenthread.access.viewer import Viewer
from goldenthread.cases.causes import cause_of
from goldenthread.cases.ended import COUNTED, ended_requests
from goldenthread.cases.models import Case, CaseState, ClockRow, Event
from goldenthread.cases.queries_case import OF_AN_EVENT
from goldenthread.cases.queries_clocks import CASE, COLUMNS_OF_A_CLOCK, OF_A_CASE, OF_A_CLOCK, OF_A_REQUEST, ClockFacts
from goldenthread.engine.calendar import weeks_within, working_days_within
from goldenthread.engine.pathway import Pathway
from goldenthread.pathways import PATHWAYS
from goldenthread.people.kinds import STAGE
from goldenthread.people.models import Allocation, Child, Postcode
from goldenthread.people.models.dated import in_force

SOON = 10
"""Working days ahead that a manager plans for."""
ASSESSMENT = "ehc-needs-assessment"
WAITS = ("advice", "setting-consultation")
HEALTH = (
    "health",
    "speech-and-language-therapist",
    "occupational-therapist",
    "physiotherapist",
    "camhs",
    "paediatrician",
)


@dataclass(frozen=True)
class Standing:
    """An open case on a day. `clocks` are those past a limit set by law, or reaching it in the next days; `waits`
    the advice and replies that have not come."""

    case: UUID
    child: UUID | None
    stage: str
    locality: str = ""
    team: str = ""
    officer: str = ""
    clocks: tuple[ClockFacts, ...] = ()
    waits: tuple[ClockFacts, ...] = ()
    past: bool = False
    cause: str = ""

    @property
    def soon(self) -> bool:
        """Reaches its first limit soon: a case that is past one already is counted there."""
        return bool(self.clocks) and not self.past


@dataclass(frozen=True)
class FinalPlan:
    """The 20 weeks of one request: until a plan was issued, or until the request ended without one."""

    started: date
    due: date
    issued: date | None
    ended: date | None
    excused: bool


@dataclass(frozen=True)
class Population:
    standings: tuple[Standing, ...]
    finals: tuple[FinalPlan, ...]
    limits: tuple[ClockFacts, ...] = ()
    """Every limit set by law that was still to be met at some time since a day, those of a case together."""
    ended: Mapping[UUID, date] = field(default_factory=dict)
    """Of these, the day on which each case that is closed was."""


def sees_cases(viewer: Viewer) -> bool:
    """Whether the viewer may see the cases behind the counts: all of a body's, not only those given to them."""
    return any(_whole_body(grant) for grant in viewer.grants)


def owners_of_cases(viewer: Viewer) -> frozenset[UUID]:
    """The bodies all of whose cases the viewer may see."""
    return frozenset(owner for grant in viewer.grants if _whole_body(grant) for owner in grant.owners or ())


def _whole_body(grant: Grant) -> bool:
    return grant.children is None and grant.owners is not None and STAGE in grant.status


def population(
    viewer: Viewer, slug: str, on: date, since: date, *,
    limits_since: date | None = None, past: bool = False, known_at: datetime | None = None,
) -> Population:  # fmt: skip
    """The open cases of a pathway, the 20 weeks of those assessments that were open or ended from `since` on, and the limits that were
    still to be met at some time from `limits_since` on, where a day is given."""
    until = working_days_within(SOON, on)
    pathway = PATHWAYS[slug]
    if past:
        # Only another day needs the population reader, whose library is large.
        from goldenthread.cases.queries_standing_past import computed

        found = computed(viewer, pathway, on, until, since, limits_since, known_at)
    else:
        found = _kept(viewer, pathway, until, since, limits_since)
    officers = officers_of_cases(viewer, slug, on)
    standings = []
    for s in found.standings:
        officer, team = officers.get((s.child, s.case)) or officers.get((s.child, None)) or ("", "")
        open_clocks = [c for c in s.clocks if c.status(on) != "excused"]
        limits = tuple(c for c in open_clocks if c.kind == "law" and c.due and c.due <= until)
        waits = tuple(c for c in open_clocks if c.clock in WAITS)
        late = any(c.status(on) == "overdue" for c in limits)
        standings.append(replace(s, officer=officer, team=team, clocks=limits, waits=waits, past=late))
    return Population(tuple(_with_cause(pathway, s, found, on) for s in standings), tuple(found.finals), tuple(found.limits), found.ended)


def _with_cause(pathway: Pathway, s: Standing, found: Found, on: date) -> Standing:
    cause = cause_of(
        pathway, s.stage, s.clocks, s.waits, on,
        advice_late=s.case in found.advice_late, section_g_open=s.case in found.section_g_open,
    )  # fmt: skip
    return replace(s, cause=cause)


def children_named(viewer: Viewer, children: Iterable[UUID]) -> dict[UUID, Child]:
    rows = Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY), pk__in=sorted(set(children)))
    return {child.pk: child for child in rows}


@dataclass(frozen=True)
class Found:
    standings: list[Standing]
    finals: list[FinalPlan]
    limits: list[ClockFacts]
    ended: dict[UUID, date]
    advice_late: frozenset[UUID]
    section_g_open: frozenset[UUID]
    """Cases being finalised on health advice whose section G nobody has agreed to."""


def open_stages(pathway: Pathway) -> list[str]:
    return [s.slug for s in pathway.stages if not s.closed]


def closed_stages(pathway: Pathway) -> list[str]:
    return [s.slug for s in pathway.stages if s.closed]


def closing(pathway: Pathway) -> list[str]:
    """The events that close a case."""
    closed = closed_stages(pathway)
    return [slug for slug, event in pathway.events.items() if event.stage in closed]


def closed_without_plan(pathway: Pathway) -> list[str]:
    return [slug for slug in closed_stages(pathway) if slug != "plan-issued"]


# --- today, from the projections ---


def _kept(viewer: Viewer, pathway: Pathway, until: date, since: date, limits_since: date | None) -> Found:
    seen = visible(viewer, "status", shape=OF_A_CASE)
    locality = Postcode.objects.filter(postcode=OuterRef("child__postcode")).values("district__locality")
    states = CaseState.objects.filter(seen, case__pathway=pathway.slug, stage__in=open_stages(pathway))
    clocks = ClockRow.objects.filter(visible(viewer, "status", shape=OF_A_CLOCK), case__pathway=pathway.slug)
    counted = Q(kind="law", due__lte=until) & ~Q(owed_by="family") | Q(clock__in=WAITS)
    running = clocks.filter(counted, stopped=None, floor=False)
    by_case: dict[UUID, list[ClockFacts]] = {}
    for row in running.order_by("due", "pk").values_list(*COLUMNS_OF_A_CLOCK):
        by_case.setdefault(row[0], []).append(ClockFacts(*row))
    standings = [
        Standing(case, child, stage, place or "", clocks=tuple(by_case.get(case, ())))
        for case, child, stage, place in states.values_list(
            "case_id", "child_id", "stage", Subquery(locality)
        ).order_by("pk")
    ]
    limits, ended = [], {}
    if limits_since:
        lasted = clocks.filter(Q(stopped=None) | Q(stopped__gte=limits_since), kind="law", due__isnull=False, floor=False)
        limits = [ClockFacts(*row) for row in lasted.exclude(owed_by="family").order_by("case_id").values_list(*COLUMNS_OF_A_CLOCK)]
        ended = _ended_kept(viewer, pathway)
    if pathway.slug != ASSESSMENT:
        return Found(standings, [], limits, ended, frozenset(), frozenset())
    # What was answered or agreed for an earlier request on the case holds up nothing now.
    again = ClockRow.objects.filter(case=OuterRef("case"), clock__in=OF_A_REQUEST).exclude(about="").values("case").annotate(day=Max("started"))
    since_then = Coalesce(Subquery(again.values("day")), date.min)
    answered = clocks.filter(clock="advice", stopped__isnull=False).annotate(again=since_then).filter(started__gte=F("again"))
    late = answered.filter(stopped__gt=F("due"), case__state__stage="deciding-on-plan")
    finalising = answered.filter(case__state__stage="finalising", about__in=HEALTH)
    agreed = Event.objects.filter(case=OuterRef("case"), event="section-g-agreed", on__gte=OuterRef("again"))
    return Found(
        standings,
        _finals_kept(viewer, pathway, since),
        limits,
        ended,
        frozenset(late.values_list("case_id", flat=True)),
        frozenset(finalising.exclude(Exists(agreed)).values_list("case_id", flat=True)),
    )


def _ended_kept(viewer: Viewer, pathway: Pathway) -> dict[UUID, date]:
    last = Event.objects.filter(visible(viewer, "read", shape=OF_AN_EVENT), case__pathway=pathway.slug, case__state__stage__in=closed_stages(pathway), event__in=closing(pathway))
    return dict(last.exclude(Exists(corrections_of_it())).values("case_id").annotate(day=Max("on")).values_list("case_id", "day"))


def _finals_kept(viewer: Viewer, pathway: Pathway, since: date) -> list[FinalPlan]:
    seen = visible(viewer, "status", shape=OF_A_CLOCK)
    told = visible(viewer, "read", shape=OF_AN_EVENT)
    reported = Event.objects.filter(
        told, case=OuterRef("case"), event="exception-reported", fields__clock="issue-final-plan"
    ).exclude(Exists(corrections_of_it()))
    rows = ClockRow.objects.filter(
        Q(stopped=None) | Q(stopped__gte=since), seen, case__pathway=pathway.slug, clock="issue-final-plan"
    ).annotate(reported=Exists(reported))
    finals = [
        FinalPlan(started, due, stopped, None, excused is not None or exception)
        for started, due, stopped, excused, exception in rows.values_list(
            "started", "due", "stopped", "excused_from", "reported"
        )
    ]
    ends, closed = enders(pathway), set(closed_without_plan(pathway))
    events = Event.objects.filter(told, case__pathway=pathway.slug).exclude(Exists(corrections_of_it()))
    lately = events.filter(event__in=ends, on__gte=since)
    happened = events.filter(event__in=[*COUNTED, *ends], case__in=lately.values("case_id"))
    ordered = happened.order_by("case_id", "on", F("at").asc(nulls_first=True), "number")
    for (_, opened, stage), found in groupby(ordered.values_list("case_id", "case__opened_on", "case__state__stage", "event", "on"), key=lambda row: row[:3]):
        finals += ended_finals(((event, on) for *_, event, on in found), ends, opened, stage in closed, since)
    return finals


def ended_finals(happened: Iterable[tuple[str, date]], ends: Collection[str], opened_on: date, closed: bool, since: date) -> list[FinalPlan]:
    """The 20 weeks of each request of a case that ended without a plan from `since` on."""
    return [FinalPlan(begun, weeks_within(20, begun), None, end, False) for begun, end in ended_requests(happened, ends, opened_on, closed) if end >= since]


def corrections_of_it() -> QuerySet[Event]:
    """What withdraws an event of an outer query."""
    said = Event.objects.filter(case=OuterRef("case"), event="corrected").annotate(withdrawn=KT("fields__event_id"))
    return said.filter(withdrawn=Cast(OuterRef("pk"), TextField()))


def ceased_by(viewer: Viewer, child: UUID | None, on: date) -> bool:
    """Whether the viewer may know that the child's plan had ceased by a day, as recorded on the case that decided it."""
    ends = Event.objects.filter(
        visible(viewer, "read", shape=OF_AN_EVENT), case__child=child, case__pathway="plan-cessation", event="plan-ceased", on__lte=on
    )
    return child is not None and ends.exclude(Exists(corrections_of_it())).exists()


def enders(pathway: Pathway) -> list[str]:
    """The events that end a request without a plan."""
    ended = set(closed_without_plan(pathway))
    return [slug for slug, event in pathway.events.items() if event.stage in ended]


def officers_of_cases(viewer: Viewer | None, slug: str, on: date, children: Collection[UUID] | None = None) -> dict[tuple[UUID | None, UUID | None], tuple[str, str]]:
    """Who answers for a child's case, and their team: the case officer, a manager only where there is none. Of these `children`, or of all
    with such a case. No viewer is a job, which tells nobody."""
    seen = visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY) if viewer else Q()
    cases = Case.objects.filter(visible(viewer, "status", shape=CASE) if viewer else Q(), pathway=slug)
    rows = Allocation.objects.filter(seen, in_force(on), role__in=OFFICERS, child__in=cases.values("child_id") if children is None else children)
    columns = ("child_id", "case", "practitioner__name", "practitioner__team__name")
    return {
        (child, case): (name, team or "")
        for child, case, name, team in rows.order_by("-role", "valid_from", "pk").values_list(*columns)
    }
