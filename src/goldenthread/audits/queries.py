"""Audits that a viewer may see, the plans of which one may be drawn, and what an auditor reads of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, Q, QuerySet
from django.db.models.fields.json import KT

from goldenthread.access import rules
from goldenthread.access.models import RoleGrant
from goldenthread.access.policy import CHILD, IDENTITY, OF_A_CHILD, visible
from goldenthread.access.rules import OFFICERS
from goldenthread.access.viewer import Viewer
from goldenthread.audits.models import Audit, Auditor, Reading, Sampled
from goldenthread.cases.models import Event
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_case import OF_AN_EVENT
from goldenthread.cases.queries_standing import corrections_of_it
from goldenthread.engine.calendar import age_on, london_date
from goldenthread.people.kinds import PLAN
from goldenthread.people.models import Allocation, Child, Postcode, SharingBasis, in_force
from goldenthread.plans.models import Clause, Plan
from goldenthread.science.advice import AREAS
from goldenthread.web.json_column import json_of
from goldenthread.web.words import HOME_UNLISTED

MANAGER = "la-send-manager"
CASEWORK = (MANAGER, "la-send-caseworker")
BY = {"team": "Team", "locality": "Locality", "need": "Main need", "age": "Age of the version"}
NOT_KNOWN = {"team": "No team", "locality": HOME_UNLISTED, "need": "Need not known", "age": ""}
AGES = ((1, "Under 1 year"), (2, "1 year"), (3, "2 years"), (5, "3 or 4 years"), (999, "5 years and more"))
PERIODS = {"": ("Any time", 0), "3": ("The last 3 months", 3), "6": ("The last 6 months", 6), "12": ("The last 12 months", 12)}
# Types of need as returns give them, in the four broad areas that sections of advice have too.
_AREA_OF = {
    "SLCN": "communication", "ASD": "communication", "SPLD": "cognition", "MLD": "cognition", "SLD": "cognition", "PMLD": "cognition", "DS": "cognition",
    "SEMH": "social-emotional", "HI": "sensory-physical", "VI": "sensory-physical", "MSI": "sensory-physical", "PD": "sensory-physical",
}  # fmt: skip
_ENDS = ("plan-ceased", "died", "moved-out-of-area", "plan-transferred")
PARTS = {
    "health-practitioner": "health", "dco": "health", "health-visitor": "health", "social-worker": "care", "dsco": "care",
}  # fmt: skip
"""Whom an auditor stands for; everybody else who may read plans for a body is of education."""
GRADING = tuple(r for r, (_, scope) in rules.ROLES.items() if scope in ("organisation", "allocated", "connected") and rules.right(r, PLAN) in ("R", "RW"))


def councils(viewer: Viewer) -> list[UUID]:
    """Those whose casework the viewer does."""
    return sorted({r.organisation for r in viewer.roles if r.slug in CASEWORK and r.organisation}) if viewer.link_child is None else []


def managed(viewer: Viewer) -> UUID | None:
    """The council whose audits the viewer makes."""
    return viewer.body_as(MANAGER)


def reads_plans_of(viewer: Viewer) -> list[UUID]:
    """The councils all of whose plans the viewer may read."""
    return sorted({o for g in viewer.grants if g.children is None and g.owners and PLAN in g.read for o in g.owners})


def audits_of(viewer: Viewer) -> QuerySet[Audit]:
    mine = Auditor.objects.filter(user=viewer.id).values("audit")
    return Audit.objects.filter(Q(owner__in=reads_plans_of(viewer)) | Q(pk__in=mine)).order_by("-drawn_on", "-made_at")


def last_day(audit: Audit) -> date:
    """The last whole day on which auditors open plans, by the real clock."""
    return london_date(audit.made_at + timedelta(weeks=audit.weeks)) - timedelta(days=1)


# --- what can be drawn ---


@dataclass(frozen=True)
class Candidate:
    """A plan in force, and what it may be told by."""

    plan: UUID
    case: UUID
    child: UUID
    team: str
    locality: str
    need: str
    age: str
    issued_on: date


@dataclass(frozen=True)
class Slice:
    team: str = ""
    locality: str = ""
    need: str = ""
    age: str = ""
    period: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Slice:
        """A period that is no choice is none."""
        period = given.get("period", "")
        return cls(*(given.get(n, "")[:100] for n in BY), period if period in PERIODS else "")

    @property
    def words(self) -> str:
        parts = [self.team, self.locality, self.need, f"versions of {self.age.lower()}" if self.age else "", f"issued in {PERIODS[self.period][0].lower()}" if self.period else ""]
        return ", ".join(p for p in parts if p) or "All plans in force"

    def holds(self, c: Candidate, on: date) -> bool:
        since = on - timedelta(days=round(PERIODS[self.period][1] * 30.44))
        return all(not (wanted := getattr(self, n)) or getattr(c, n) == wanted for n in BY) and (not self.period or c.issued_on >= since)


def age_of(issued_on: date, on: date) -> str:
    """How old a version is, in the bands by which audits are told."""
    years = age_on(issued_on, on)
    return next(words for below, words in AGES if years < below)


def population(viewer: Viewer, on: date) -> list[Candidate]:
    """Every plan in force whose words are held here, of the viewer's council. A fixed number of questions."""
    council = managed(viewer)
    if council is None:
        return []
    plans = Plan.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=PLAN), owner=council, issued_on__isnull=False, issued_on__lte=on, withdrawn=False)
    newest = {p.child_id: p for p in plans.order_by("issued_on", "version")}
    gone = Event.objects.filter(visible(viewer, "read", shape=OF_AN_EVENT), case__owner=council, event__in=_ENDS, on__lte=on).exclude(Exists(corrections_of_it()))
    for child, day in gone.values_list("case__child_id", "on"):
        if child in newest and newest[child].issued_on <= day:  # type: ignore[operator]
            del newest[child]
    # Asked for the whole council: a question with a name for each of its children takes longer to read than to answer.
    children = Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY), owner=council)
    homes = {child: postcode for child, postcode in children.values_list("pk", "postcode") if child in newest}
    places = dict(Postcode.objects.filter(postcode__in=children.values("postcode")).values_list("postcode", "district__locality"))
    teams = _teams(viewer, council, on)
    needs = _needs(viewer, council, {c: p.pk for c, p in newest.items()})
    return [
        Candidate(
            p.pk, p.case, child, teams.get(child) or NOT_KNOWN["team"], places.get(homes[child]) or NOT_KNOWN["locality"],
            needs.get(child) or NOT_KNOWN["need"], age_of(p.issued_on, on), p.issued_on,  # type: ignore[arg-type]
        )
        for child, p in newest.items() if child in homes
    ]  # fmt: skip


def _teams(viewer: Viewer, council: UUID, on: date) -> dict[UUID, str | None]:
    """The team of the case officer, of a manager only where there is none."""
    found = Allocation.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY), in_force(on), role__in=OFFICERS, owner=council)
    return dict(found.order_by("-role", "valid_from", "pk").values_list("child_id", "practitioner__team__name"))


def _needs(viewer: Viewer, council: UUID, plans: Mapping[UUID, UUID]) -> dict[UUID, str]:
    """The broad area of the primary need as a return gave it; where none did, of the first need in section B."""
    found: dict[UUID, str] = {}
    first = Clause.objects.filter(plan__owner=council, section="B", removed=False).order_by("-number")
    for child, plan, area in first.values_list("child_id", "plan", KT("details__area")):
        if plans.get(child) == plan and area in AREAS:
            found[child] = AREAS[area]
    told = Event.objects.filter(visible(viewer, "read", shape=OF_AN_EVENT), case__owner=council, event="needs-reported").exclude(Exists(corrections_of_it()))
    for child, primary in told.order_by("on", "number").values_list("case__child_id", KT("fields__primary")):
        if area := _AREA_OF.get((primary or "").upper()):
            found[child] = AREAS[area]
    return found


# --- who may grade ---


@dataclass(frozen=True)
class Person:
    user: UUID
    name: str
    role: str
    body: str

    @property
    def part(self) -> str:
        return PARTS.get(self.role, "education")

    @property
    def words(self) -> str:
        return f"{rules.ROLES[self.role][0]}, {self.body}"


def people_like(owner: UUID, name: str, on: date) -> list[Person]:
    """Who can be asked to grade: whoever holds a role that may read plans, at the council or at a body with which it shares them."""
    words = [w for w in name.split() if len(w) > 1][:4]
    if not words:
        return []
    shared = SharingBasis.objects.filter(in_force(on), owner=owner, kinds__contains=[PLAN], ended_at=None)
    bodies = Q(organisation=owner)
    for reader, kind in shared.values_list("reader", "reader_kind"):
        bodies |= Q(organisation=reader) if reader else Q(organisation__kind=kind)
    found = RoleGrant.objects.filter(bodies, in_force(on), role__in=GRADING, ended_at=None, user__is_active=True)
    for word in words:
        found = found.filter(user__name__icontains=word)
    columns = ("user", "user__name", "role", "organisation__name")
    return [Person(*row) for row in found.order_by("user__name", "role").values_list(*columns)[:20]]


def barred(audit: Audit, on: date) -> set[tuple[str, str]]:
    """Pairs of plan and auditor: nobody grades the plan of a child for whom they answer, nor one that rests on their advice."""
    found = rows(
        "select s.plan, u.id from audits_sampled s join people_allocation a on a.child_id = s.child_id and a.valid_from <= %(on)s"
        " and (a.valid_to is null or a.valid_to >= %(on)s) join access_user u on u.practitioner_id = a.practitioner_id where s.audit_id = %(audit)s"
        " union select s.plan, v.author from audits_sampled s join plans_clause c on c.plan_id = s.plan join assessments_advice v on v.id = c.advice"
        " where s.audit_id = %(audit)s",
        audit=audit.pk, on=on,
    )  # fmt: skip
    return {(str(plan), str(user)) for plan, user in found}


# --- what an auditor reads ---


@dataclass(frozen=True)
class Words:
    """A clause as an auditor reads it."""

    line: UUID
    section: str
    number: int
    text: str
    details: Mapping[str, Any]
    need: UUID | None
    outcome: UUID | None
    removed: bool = False
    because: str = ""


@dataclass(frozen=True)
class Read:
    """A plan that the viewer grades."""

    name: str
    born: date | None
    issued_on: date
    setting: str
    clauses: list[Words]


def read_plan(sampled: Sampled) -> Read | None:
    """None where it is not the viewer's to grade, or the audit is over."""
    found = rows("select * from audits_plan(%(key)s)", key=sampled.pk)
    if not found:
        return None
    forename, surname, born, issued_on, setting = found[0]
    clauses = [Words(line, section, n, text, json_of(details), need, outcome) for line, section, n, text, details, need, outcome in rows("select * from audits_clauses(%(key)s)", key=sampled.pk)]
    return Read(f"{forename} {surname}", born, issued_on, setting or "", sorted(clauses, key=lambda c: (c.section, c.number)))


def own_reading(viewer: Viewer, sampled: Sampled) -> Reading | None:
    return Reading.objects.filter(sampled=sampled, user=viewer.id).first()


def to_grade(viewer: Viewer) -> list[Reading]:
    """The viewer's plans in audits that run, those not given yet first."""
    found = Reading.objects.filter(user=viewer.id).select_related("sampled__audit").order_by("sampled__audit__drawn_on", "sampled__number")
    return sorted(found, key=lambda r: r.given_at is not None)


def to_agree(viewer: Viewer) -> list[Sampled]:
    """Plans that the viewer graded with others, of which grades differ and nobody has agreed one yet."""
    found = rows(
        'select s.id from audits_sampled s join audits_reading r on r.sampled_id = s.id where r."user" = %(me)s and r.given_at is not null'
        " and s.id in (select audits_opened()) and audits_complete(s.id) and not audits_settled(s.id)",
        me=viewer.id,
    )  # fmt: skip
    return list(Sampled.objects.filter(pk__in=[key for (key,) in found]).select_related("audit").order_by("audit__drawn_on", "number"))


def names_of(viewer: Viewer, sample: list[Sampled]) -> dict[UUID, Child]:
    found = Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY), pk__in={s.child_id for s in sample})
    return {c.pk: c for c in found}
