"""Which children wait for an educational psychologist, in which place and why, and who has them: for those who look after
the queue of their own organisation. The order is computed each time from the facts of the day, and never stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from goldenthread.access.policy import IDENTITY, Record, may
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case
from goldenthread.cases.plain_sql import identities, rows
from goldenthread.cases.queries_clocks import FROM_THE_REQUEST, OF_A_REQUEST, ClockFacts, clocks_of, record_of
from goldenthread.people.models import Child
from goldenthread.science.ep_queue import OLDEST, Waiting, places, school_age_from, weeks_before

PSYCHOLOGIST = "educational-psychologist"
PRINCIPAL = "principal-educational-psychologist"
SEE_IT = (PRINCIPAL, "la-send-manager")
PATHWAYS_WITH_ADVICE = ("ehc-needs-assessment", "reassessment")
# Where an assessment was decided on and the advice is still of use: r.6(1)(d) asks a psychologist in every one.
STAGES = ("assessing", "deciding-on-plan")
PLANS = ("issue-final-plan", "issue-plan-after-reassessment")


@dataclass(frozen=True)
class With:
    """Who has a case, since when, who covers them today, and for which week their time was given."""

    practitioner: UUID
    name: str
    covered_by: str = ""
    week: date | None = None


@dataclass(frozen=True)
class Row:
    """One child in the queue."""

    case: Case
    child: Child
    number: int
    reason: str
    received_on: date
    asked: bool
    district: str
    locality: str
    clock: ClockFacts | None = None
    with_whom: With | None = None
    move: int = 0
    """The latest move of the case; what somebody saw before they changed it."""


def body_of(viewer: Viewer, *roles: str) -> UUID | None:
    """The organisation whose queue the viewer sees, or looks after. A personal link reaches one child and no queue."""
    if viewer.link_child is not None:
        return None
    return next((r.organisation for slug in roles or SEE_IT for r in viewer.roles if r.slug == slug and r.organisation), None)


# Advice is answered without a request where all three agree that older advice still holds, or where it came unasked. What came for an
# earlier request on the same case is no answer to one that was made again.
_WAITING = """
with again as (
    select case_id, max(started) as since from cases_clockrow
    where owner_id = %(body)s and clock = any(%(of_a_request)s) and about <> '' group by case_id),
advice as (
    select r.case_id, bool_or(r.stopped is null) as waits from cases_clockrow r left join again g on g.case_id = r.case_id
    where r.owner_id = %(body)s and r.clock = 'advice' and r.about = %(who)s and r.started >= coalesce(g.since, '-infinity') group by r.case_id)
select c.owner_id, c.child_id, c.id, c.pathway, c.kind_of_data, c.confidentiality, c.opened_on,
       h.forename, h.surname, h.reference, h.date_of_birth, coalesce(d.name, ''), coalesce(d.locality, ''),
       a.case_id is not null,
       exists (select 1 from people_connection n where n.child_id = c.child_id and n.kind = 'placed-by'
               and %(on)s between n.valid_from and coalesce(n.valid_to, 'infinity')),
       -- Out of school is a recorded fact: they were on a roll, have left it, and are on none. Where no setting was ever
       -- entered, it is not known.
       coalesce((select bool_and(n.valid_to < %(on)s) from people_connection n
                 where n.child_id = c.child_id and n.kind = 'attends' and n.valid_from <= %(on)s), false),
       exists (select 1 from cases_case t join cases_casestate ts on ts.case_id = t.id
               where t.child_id = c.child_id and t.owner_id = c.owner_id and t.pathway = 'phase-transfer'
                 and ts.stage not in ('transferred', 'closed'))
from cases_case c
join cases_casestate s on s.case_id = c.id
join people_child h on h.id = c.child_id
left join people_postcode p on p.postcode = h.postcode
left join people_district d on d.code = p.district_id
left join advice a on a.case_id = c.id
left join again g on g.case_id = c.id
where c.owner_id = %(body)s and c.pathway = any(%(pathways)s)
  and (a.waits or a.case_id is null and s.stage = any(%(stages)s) and not exists (
      select 1 from cases_event e
      where e.case_id = c.id and e.about = %(who)s and e."on" >= coalesce(g.since, '-infinity')
        and (e.event in ('advice-received', 'advice-refused', 'advice-nil-return')
             or e.event = 'existing-advice-agreed' and e.fields @> %(all_three)s::jsonb)
        and not exists (select 1 from cases_event w where w.case_id = c.id and w.event = 'corrected'
                        and w.fields ->> 'event_id' = e.id::text)))
"""
_ALL_THREE = '{"agreed_by_author": true, "agreed_by_authority": true, "agreed_by_family": true}'


def queue(viewer: Viewer, on: date) -> list[Row]:
    """Everybody who waits, in the published order. Empty for those who do not look after a queue."""
    body = body_of(viewer)
    if body is None:
        return []
    found = rows(
        _WAITING, body=body, who=PSYCHOLOGIST, on=on, pathways=list(PATHWAYS_WITH_ADVICE), stages=list(STAGES),
        all_three=_ALL_THREE, of_a_request=list(OF_A_REQUEST),
    )  # fmt: skip
    seen: dict[str, Row] = {}
    facts: list[Waiting] = []
    for owner, child, key, pathway, kind, level, opened, forename, surname, reference, born, *rest in found:
        district, locality, asked, in_care, left, transfers = rest
        case = Case(id=key, owner_id=owner, child_id=child, pathway=pathway, kind_of_data=kind, confidentiality=level, opened_on=opened)
        if not may(viewer, "status", kind, record_of(case)) or not may(viewer, "read", IDENTITY, Record(owner=owner, child=child)):
            continue
        named = Child(id=child, owner_id=owner, forename=forename, surname=surname, reference=reference, date_of_birth=born)
        seen[str(key)] = Row(case, named, 0, OLDEST, opened, asked, district, locality)
        out = left and (born is None or on >= school_age_from(born))
        facts.append(Waiting(str(key), opened, in_care=in_care, out_of_school=out, phase_transfer=transfers))
    return _placed(viewer, on, seen, facts)


def _placed(viewer: Viewer, on: date, seen: dict[str, Row], facts: list[Waiting]) -> list[Row]:
    cases = [row.case for row in seen.values()]
    clocks: dict[UUID, list[ClockFacts]] = {}
    for clock in clocks_of(viewer, cases):
        clocks.setdefault(clock.case, []).append(clock)
    ordered = _under_order(c.pk for c in cases)
    people, moves = _people(viewer, cases, on), _moves(cases)
    # The day received is the clock's, which a correction moves, and a request that was made again.
    received = {c.pk: max((k.started for k in clocks.get(c.pk, ()) if k.clock in FROM_THE_REQUEST), default=c.opened_on) for c in cases}
    known = [replace(f, received_on=received[UUID(f.key)], tribunal_order=UUID(f.key) in ordered) for f in facts]
    placed = []
    for place in places(known):
        row = seen[place.key]
        key = row.case.pk
        move, practitioner, week = moves.get(key, (0, None, None))
        with_whom = people.get((row.child.pk, key)) or people.get((row.child.pk, None))
        if with_whom and with_whom.practitioner == practitioner:
            with_whom = replace(with_whom, week=week)
        placed.append(
            replace(
                row, number=place.number, reason=place.reason, received_on=received[key], move=move, with_whom=with_whom,
                clock=clock_shown(clocks.get(key, ()), on),
            )  # fmt: skip
        )
    return placed


def clock_shown(clocks: Iterable[ClockFacts], on: date) -> ClockFacts | None:
    """The law's limit of the plan once it is passed; until then the advice's."""
    waiting = [c for c in clocks if c.stopped is None]
    plan = next((c for c in waiting if c.clock in PLANS), None)
    advice = next((c for c in waiting if c.clock == "advice" and c.about == PSYCHOLOGIST), None)
    return plan if plan and (plan.status(on) == "overdue" or advice is None) else advice


def _under_order(cases: Iterable[UUID]) -> frozenset[UUID]:
    return frozenset(key for (key,) in rows("select assessments_under_order(%(cases)s::uuid[])", cases=list(cases)))


_PEOPLE = """
select a.owner_id, a.child_id, a.child_id, a."case", p.id, p.name, coalesce(away.covered_by, '')
from people_allocation a
join people_practitioner p on p.id = a.practitioner_id
left join lateral (
    select by.name as covered_by from people_cover c join people_practitioner by on by.id = c.covered_by_id
    where c.practitioner_id = p.id and %(on)s between c.valid_from and coalesce(c.valid_to, 'infinity')
    order by c.id desc limit 1) away on true
where a.child_id = any(%(children)s) and a.role = %(who)s
  and %(on)s between a.valid_from and coalesce(a.valid_to, 'infinity')
order by a.valid_from, a.id
"""


def _people(viewer: Viewer, cases: Iterable[Case], on: date) -> dict[tuple[UUID, UUID | None], With]:
    """The psychologist of each child, or of one case of the child: the latest to be given it."""
    found = identities(viewer, _PEOPLE, children=[c.child_id for c in cases], who=PSYCHOLOGIST, on=on)
    return {(child, case): With(key, name, cover) for child, case, key, name, cover in found}


_MOVES = """
select distinct on ("case") "case", id, practitioner_id, week from assessments_queuemove
where "case" = any(%(cases)s) order by "case", id desc
"""


def _moves(cases: Iterable[Case]) -> dict[UUID, tuple[int, UUID | None, date | None]]:
    return {case: (move, who, week) for case, move, who, week in rows(_MOVES, cases=[c.pk for c in cases])}


_JOINED = """
select k.owner_id, k.child_id, k.case_id, k.kind_of_data, k.confidentiality
from cases_clockrow k join cases_casestate s on s.case_id = k.case_id
where k.owner_id = %(body)s and k.clock in ('decide-whether-to-assess', 'decide-whether-to-reassess')
  and k.stopped between %(first)s and %(last)s and s.stage <> 'not-assessed'
  and not exists (select 1 from cases_clockrow n where n.case_id = k.case_id and n.clock = k.clock and n.started > k.started)
"""


def joined(viewer: Viewer, on: date) -> int:
    """Children whom it was decided to assess in the last twelve full weeks: each joined the queue on that day. The stage tells how
    the latest request was decided, so of several only that one is looked at."""
    body = body_of(viewer)
    first, last = weeks_before(on)
    found = rows(_JOINED, body=body, first=first, last=last)
    return sum(
        may(viewer, "status", kind, Record(owner=owner, child=child, case=case, confidentiality=level))
        for owner, child, case, kind, level in found
    )


def earlier_and_alone(queue: Collection[Row], number: int) -> list[Row]:
    """The earlier places that wait with nobody: those that a move passes over."""
    return [row for row in queue if row.number < number and row.with_whom is None]


def localities(queue: Iterable[Row]) -> Mapping[str, int]:
    """How many wait in each locality; those whose postcode is not known under the empty name."""
    found: dict[str, int] = {}
    for row in queue:
        found[row.locality] = found.get(row.locality, 0) + 1
    return dict(sorted(found.items(), key=lambda pair: (not pair[0], pair[0])))
