"""The health and care clauses of every plan that stands, for the designated officers of health and of social care: which of them
nobody has confirmed, first. A plan is not held up by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from goldenthread.access.policy import CHILD, IDENTITY, Record, may, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case
from goldenthread.cases.plain_sql import rows
from goldenthread.pathways import PATHWAYS
from goldenthread.pathways.common.contributors import CONTRIBUTORS
from goldenthread.people.models import Child
from goldenthread.plans import kept
from goldenthread.plans.changes import section_g
from goldenthread.plans.confirming import ORDER, WAITS, WORDS
from goldenthread.plans.models import Clause, IcbAgreement, Plan
from goldenthread.plans.queries import PLAN
from goldenthread.science.comparison import label

OFFICERS = ("dco", "dsco")
"""The designated clinical or medical officer, and the designated social care officer (Code of Practice 3.43 to 3.45)."""

NO_ADVICE = "no-advice"
STATES: dict[str, tuple[str, str]] = {
    "changed-since": WORDS["changed-since"],
    "not-confirmed": WORDS["not-confirmed"],
    **{s: WORDS[s] for s in ("corrected", "declined", "confirmed")},
    NO_ADVICE: ("Rests on no advice held here", "running"),
}
"""In the order of the list: words and style. Where a clause rests on no advice and nobody answered on it before it was loaded, nobody can
be asked to confirm it: these are a group of their own."""
WHICH = {"": "All plans", "in-force": "Plans in force", "being-made": "Plans being made"}
SHOWN = 50
assert list(STATES) == sorted(STATES, key=lambda s: ORDER.get(s, len(ORDER)))


@dataclass(frozen=True)
class Asked:
    """What the filters of the page leave. Anything that is no choice is none."""

    state: str = ""
    which: str = ""
    locality: str = ""
    setting: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Asked:
        state, which = given.get("state", ""), given.get("which", "")
        text = {n: given.get(n, "").replace("\0", "").strip()[:100] for n in ("locality", "setting")}
        return cls(state if state in STATES else "", which if which in WHICH else "", **text)


@dataclass(frozen=True)
class Line:
    """A clause with its state and its place. `child` is None where the viewer may not see who it is."""

    clause: Clause
    child: Child | None
    in_force: bool
    since: date | None
    state: str
    place: str

    @property
    def label(self) -> str:
        return label(self.clause)

    @property
    def words(self) -> str:
        return STATES[self.state][0]

    @property
    def style(self) -> str:
        return STATES[self.state][1]

    @property
    def who(self) -> str:
        slug = self.clause.contributor
        if not slug or self.state == NO_ADVICE:
            return "Nobody’s advice is held"
        return CONTRIBUTORS.get(slug, slug.replace("-", " ")) + ("" if self.clause.advice else ", whose advice is not held here")


@dataclass(frozen=True)
class Overseen:
    """A page of the list. `total`, `open`, `without` (no advice) and `plans` are of all, before the filters; `left` is what these leave."""

    lines: tuple[Line, ...]
    total: int
    open: int
    without: int
    plans: int
    left: int
    localities: tuple[str, ...]


_ASKED = """
with f as materialized (select * from plans_overseen(%(of_health)s, %(of_care)s, %(not_health)s, %(health)s, %(care)s, %(edition)s)),
chosen as (
    select * from f
    where (%(state)s = '' or state = %(state)s) and (%(which)s = '' or in_force = (%(which)s = 'in-force'))
      and (%(locality)s = '' or locality = %(locality)s) and (%(setting)s = '' or strpos(lower(setting), lower(%(setting)s)) > 0)),
shown as (
    select clause, child, owner, "case", in_force, since, state, concat_ws(', ', nullif(setting, ''), nullif(locality, '')) as place,
           row_number() over (order by array_position(%(order)s, state), in_force, since nulls last, child, section, number) as n
    from chosen order by n limit %(most)s offset %(after)s)
select t.*, s.* from (
    select (select count(*) from f), (select count(*) from f where state = any (%(open)s)), (select count(*) from f where state = %(without)s), (select count(distinct plan) from f),
           (select count(*) from chosen), (select array_agg(distinct locality order by locality) from f where locality <> '')) t
left join shown s on true order by s.n
"""


def overseen(viewer: Viewer, asked: Asked, page: int = 1) -> Overseen:
    """The clauses of health for the designated officer of health, of care for that of social care, those open first. Two
    questions, however many plans there are."""
    health, care = viewer.holds("dco"), viewer.holds("dsco")
    of_health, of_care, not_health = kept.asked()
    found = rows(
        _ASKED, of_health=of_health, of_care=of_care, not_health=not_health, edition=kept.edition(), health=health, care=care, state=asked.state, which=asked.which, locality=asked.locality, setting=asked.setting, order=list(STATES),
        open=list(WAITS), without=NO_ADVICE, most=SHOWN, after=(page - 1) * SHOWN,
    )  # fmt: skip
    total, opened, without, plans, left, localities = found[0][:6]
    return Overseen(_lines(viewer, [r[6:] for r in found if r[6]]), total, opened, without, plans, left, tuple(localities or ()))


@dataclass(frozen=True)
class Waiting:
    """A draft whose section G waits for the ICB. `child` is None where the viewer may not see who it is."""

    case: UUID
    child: Child | None
    sent_on: date


def waiting_for_the_icb(viewer: Viewer) -> list[Waiting]:
    """The drafts and proposed amendments that went to a family and whose section G the ICB has not agreed to as it now reads (r.12(2)),
    oldest first, for those who agree for it. An amendment that leaves section G as it is in force asks nothing of them."""
    if not viewer.holds("dco"):
        return []
    sent = {p.case: p.sent_on for p in Plan.objects.filter(sent_on__isnull=False, issued_on=None, withdrawn=False).order_by("-sent_on")}
    stand = dict(Case.objects.filter(pk__in=sent).exclude(state__stage="closed").values_list("pk", "pathway"))
    newest = {p.case: p for p in Plan.objects.filter(case__in=stand).order_by("version")}
    clauses: dict[int, list[Clause]] = {}
    amending = {p.case: p.child_id for p in newest.values() if "section-g-agreed" not in PATHWAYS[stand[p.case]].events}
    in_force = {p.child_id: p.pk for p in Plan.objects.filter(child__in=set(amending.values()), issued_on__isnull=False).order_by("issued_on", "version")}
    for c in Clause.objects.filter(plan__in=[*(p.pk for p in newest.values()), *in_force.values()], section="G", removed=False):
        clauses.setdefault(c.plan_id, []).append(c)

    def as_in_force(p: Plan) -> bool:
        before = clauses.get(in_force[p.child_id], []) if p.child_id in in_force else []
        return p.case in amending and section_g(clauses[p.pk]) == section_g(before)

    agreed = dict(IcbAgreement.objects.filter(case__in=stand).order_by("at").values_list("case", "section_g"))
    found = [
        p for p in newest.values()
        if p.issued_on is None and not p.withdrawn and p.pk in clauses and not as_in_force(p) and agreed.get(p.case) != section_g(clauses[p.pk])
        and may(viewer, "read", PLAN, Record(owner=p.owner_id, child=p.child_id, case=p.case))
    ]  # fmt: skip
    named = {c.pk: c for c in Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY), pk__in=[p.child_id for p in found])}
    return sorted((Waiting(p.case, named.get(p.child_id), sent[p.case]) for p in found), key=lambda w: w.sent_on)


def _lines(viewer: Viewer, found: list[tuple[Any, ...]]) -> tuple[Line, ...]:
    clauses: dict[UUID, Clause] = {c.pk: c for c in Clause.objects.filter(pk__in=[r[0] for r in found])}
    named = {c.pk: c for c in Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY), pk__in={r[1] for r in found})}
    return tuple(
        Line(clauses[clause], named.get(child), in_force, since, state, place)
        for clause, child, owner, case, in_force, since, state, place, _ in found
        if clause in clauses and may(viewer, "read", PLAN, Record(owner=owner, child=child, case=case))
    )
