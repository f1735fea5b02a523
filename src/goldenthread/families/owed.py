"""What is owed to families, in the list of work of the person who was named to them: an answer to a question, and a word by the day that
somebody promised. Both limits are the area's own."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from goldenthread.access.policy import OF_A_CHILD, Record, may, visible
from goldenthread.access.rules import OFFICERS
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_clocks import CASE, ClockFacts
from goldenthread.cases.queries_work import Elsewhere, Said, Task
from goldenthread.families.models import Question, Update
from goldenthread.families.queries import officer_bodies, questions_seen
from goldenthread.people.kinds import MESSAGES
from goldenthread.web.addresses import address

ANSWER, HEAR = "answer-question", "tell-family"
_COVERED = """
select p.id, p.name from people_cover c join people_practitioner p on p.id = c.practitioner_id
where c.covered_by_id = %(me)s and %(on)s between c.valid_from and coalesce(c.valid_to, 'infinity')
"""
_GONE = "select id from people_practitioner where organisation_id = any(%(bodies)s) and valid_to < %(on)s"


def owed(viewer: Viewer, on: date, case: UUID | None) -> list[Task]:
    """The viewer's own and of those whom they cover, and what was put to somebody who left, for whoever has the child now; with a manager
    also what was put to nobody.
    Of one case, everybody's."""
    bodies = sorted(officer_bodies(viewer))
    if not bodies or viewer.practitioner is None:
        return []
    whose = {viewer.practitioner: "", **dict(rows(_COVERED, me=viewer.practitioner, on=on))}
    mine = Q(to__in=list(whose))
    gone = [who for (who,) in rows(_GONE, bodies=bodies, on=on)]
    mine |= Q(to__in=gone, child__in=sorted({a.child for a in viewer.allocated if a.part in OFFICERS}))
    if viewer.holds("la-send-manager"):
        mine |= Q(to=None) | Q(to__in=gone)
    return _answers(viewer, bodies, mine, whose, case) + _words(viewer, bodies, mine, whose, case)


def _answers(viewer: Viewer, bodies: list[UUID], mine: Q, whose: dict[UUID, str], case: UUID | None) -> list[Task]:
    found = questions_seen(viewer).filter(mine if case is None else Q(case=case), answered_at=None, owner__in=bodies).select_related("child")
    cases = _cases(viewer, {q.case for q in found if q.case})
    return [_answer(viewer, q, cases.get(q.case) if q.case else None, whose) for q in found]


def _answer(viewer: Viewer, q: Question, case: Case | None, whose: dict[UUID, str]) -> Task:
    clock = ClockFacts(case.pk if case else q.pk, ANSWER, str(q.pk), q.asked_on, q.answer_by, None, None, None, "", "local", False, "authority")
    title = "Answer the family again: it was not answered" if q.again else "Answer the family’s question"
    said = Said(title, address("question", q.pk), f"{q.get_about_display()}. {_promised(q.to_name)}", *_who(viewer, q.to, q.to_name))
    return Task(clock, case, q.child, mine=True, covering=_covering(q.to, whose), said=said)


def _words(viewer: Viewer, bodies: list[UUID], mine: Q, whose: dict[UUID, str], case: UUID | None) -> list[Task]:
    """Days that were promised, and after which nothing was said to the family yet."""
    later = Update.objects.filter(case=OuterRef("case"), at__gt=OuterRef("at"))
    found = Update.objects.filter(
        visible(viewer, "read", shape=OF_A_CHILD, kind=MESSAGES), ~Exists(later), mine if case is None else Q(case=case),
        hear_by__isnull=False, owner__in=bodies,
    ).select_related("child")  # fmt: skip
    cases = _cases(viewer, {u.case for u in found})
    return [
        _word(viewer, u, cases[u.case], whose)
        for u in found
        if u.case in cases and may(viewer, "write", MESSAGES, Record(owner=u.owner_id, child=u.child_id, case=u.case))
    ]


def _word(viewer: Viewer, u: Update, case: Case, whose: dict[UUID, str]) -> Task:
    clock = ClockFacts(case.pk, HEAR, "", u.on, u.hear_by, None, None, None, "", "local", False, "authority")
    said = Said("Tell the family where things are", address("tell-the-family", case.pk), f"{_promised(u.by_name)} Also if there is no news", *_who(viewer, u.to, u.by_name))
    return Task(clock, case, u.child, mine=True, covering=_covering(u.to, whose), said=said)


def _promised(name: str) -> str:
    return f"The family was told that {name} does it." if name else "Nobody was named to the family."


def _who(viewer: Viewer, practitioner: UUID | None, name: str) -> tuple[str, UUID]:
    assert viewer.id is not None
    return (viewer.name, viewer.id) if practitioner == viewer.practitioner else (name or "A SEND manager", practitioner or UUID(int=0))


def _covering(practitioner: UUID | None, whose: dict[UUID, str]) -> str:
    return whose.get(practitioner, "") if practitioner else ""


def _cases(viewer: Viewer, keys: set[UUID]) -> dict[UUID, Case]:
    if not keys:
        return {}
    return {c.pk: c for c in Case.objects.filter(visible(viewer, "status", shape=CASE), pk__in=keys).select_related("child")}


_PUT_TO_THEM = '("to" is null or "to" = any(%(whose)s) or "to" in (select id from people_practitioner where valid_to is not null))'
_OF_CASE = '"case" = %(case)s'
_OPEN = """from (
    select 1 from families_question where answered_at is null and {asked}
    union all
    select 1 from families_update told where hear_by is not null and {asked}
        and not exists (select 1 from families_update later where later."case" = told."case" and later.at > told.at)
) owed"""
OWED = Elsewhere(owed, _OPEN.format(asked=_PUT_TO_THEM), _OPEN.format(asked=_OF_CASE))
