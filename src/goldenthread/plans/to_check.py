"""What plans ask of people, as lines of their work: an author checks clauses of a draft, and the case officer answers a correction, and a
setting that asks for the plan."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef

from goldenthread.access.policy import visible
from goldenthread.access.rules import OFFICERS
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.models import Advice
from goldenthread.cases.models import Case, Event
from goldenthread.cases.queries_case import OF_AN_EVENT
from goldenthread.cases.queries_clocks import CASE, ClockFacts
from goldenthread.cases.queries_work import Elsewhere, Said, Task
from goldenthread.engine.calendar import count
from goldenthread.plans.chasing import TELL_AFTER
from goldenthread.plans.confirming import WAITS, standing
from goldenthread.plans.models import Clause, CopyAsked, Disclosure, SignBack
from goldenthread.plans.queries import rests_on_advice
from goldenthread.web.addresses import address
from goldenthread.web.days import day_of
from goldenthread.web.words import count_of

_SETTLED = ("final-plan-issued", "amended-plan-issued", "decided-not-to-issue", "decided-not-to-amend")


def _copies_asked(viewer: Viewer, _on: date, case: UUID | None) -> list[Task]:
    """Settings that ask for the plan of a child whose officer the viewer is. No day is set for an answer."""
    children = {a.child for a in viewer.allocated if a.part in OFFICERS}
    if not children:
        return []
    found = CopyAsked.objects.filter(decision="").select_related("setting").order_by("at")
    asked = [a for a in (found.filter(case=case) if case else found.filter(child__in=children)) if a.child_id in children]
    if not asked:
        return []
    seen = Case.objects.filter(visible(viewer, "status", shape=CASE), pk__in={a.case for a in asked}).select_related("child")
    cases = {k.pk: k for k in seen if k.child}
    return [_copy(viewer, cases[a.case], a) for a in asked if a.case in cases]


def _copy(viewer: Viewer, case: Case, asked: CopyAsked) -> Task:
    clock = ClockFacts(case.pk, "copy-of-plan-asked", "", day_of(asked.at), None, None, None, None, "", "local", False, "authority")
    assert case.child
    assert viewer.id
    said = Said(f"Answer {asked.setting.name}, which asks for the plan", address("plan-copy-asked", case.pk, asked.pk), f"Asked by {asked.by_name}", viewer.name, viewer.id)
    return Task(clock, case, case.child, mine=True, said=said)


def _to_answer(viewer: Viewer, _on: date, case: UUID | None) -> list[Task]:
    """Corrections that nobody has decided, of the children whose officer the viewer is. Before the final plan they must be, and no
    day is set for it."""
    children = {a.child for a in viewer.allocated if a.part in OFFICERS}
    if not children:
        return []
    later = SignBack.objects.filter(clause__line=OuterRef("clause__line"), contributor=OuterRef("contributor"), at__gt=OuterRef("at"))
    found = SignBack.objects.filter(~Exists(later), answer=SignBack.Answer.CORRECTED, decision="", clause__plan__issued_on=None, clause__plan__withdrawn=False)
    found = found.filter(case=case) if case else found.filter(child__in=children)
    since: dict[UUID, list[date]] = defaultdict(list)
    for child, key, at in found.values_list("child", "case", "at"):
        if child in children:
            since[key].append(day_of(at))
    cases = Case.objects.filter(visible(viewer, "status", shape=CASE), pk__in=since).select_related("child") if since else ()
    return [_answer(viewer, k, since[k.pk]) for k in cases if k.child]


def _answer(viewer: Viewer, case: Case, days: list[date]) -> Task:
    clock = ClockFacts(case.pk, "corrections-to-answer", "", min(days), None, None, None, None, "", "local", False, "authority")
    title = f"Answer {count_of(len(days), 'correction')} of the draft plan"
    assert case.child
    assert viewer.id
    return Task(clock, case, case.child, mine=True, said=Said(title, address("plan-answers", case.pk), "Before the final plan is issued", viewer.name, viewer.id))


def _to_check(viewer: Viewer, _on: date, case: UUID | None) -> list[Task]:
    """What the viewer wrote, in the newest version that was given to them and is not issued: until they answer, or the plan is
    issued without. Its day is the one after which whoever leads their service is told; it holds nobody up."""
    given = Disclosure.objects.filter(reader=viewer.id, sections__contains=["own"], plan__issued_on=None, plan__withdrawn=False)
    given = given.filter(case=case) if case else given
    newest = {d.case: d for d in given.select_related("plan").order_by("plan__version", "-at")}
    if not newest:
        return []
    settled = Event.objects.filter(visible(viewer, "read", shape=OF_AN_EVENT), case__in=newest, event__in=_SETTLED).values_list("case", "on")
    for key, day in settled:
        if key in newest and day >= day_of(newest[key].at):
            del newest[key]
    plans = {d.plan_id: d for d in newest.values()}
    advice = Advice.objects.filter(author=viewer.id, sent_at__isnull=False).values("pk")
    mine = [c for c in Clause.objects.filter(plan__in=plans, advice__in=advice) if rests_on_advice(c)]
    answers: dict[UUID, list[SignBack]] = defaultdict(list)
    for answer in SignBack.objects.filter(child__in={c.child_id for c in mine}).select_related("clause").order_by("at"):
        answers[answer.clause.line].append(answer)
    waiting: dict[UUID, list[str]] = defaultdict(list)
    for c in mine:
        state = standing("" if c.removed else c.text, (a for a in answers[c.line] if a.contributor == c.contributor)).state
        if state in WAITS:
            waiting[c.case].append(state)
    cases = Case.objects.filter(visible(viewer, "status", shape=CASE), pk__in=waiting).select_related("child")
    return [_task(viewer, k, newest[k.pk], waiting[k.pk]) for k in cases if k.child]


def _task(viewer: Viewer, case: Case, given: Disclosure, states: list[str]) -> Task:
    # As the reminders count (chasing.told_day): from the day on which the version was sent.
    asked = given.plan.sent_on or day_of(given.at)
    clock = ClockFacts(case.pk, "clauses-to-check", str(given.plan_id), asked, count(TELL_AFTER, "working days", "of", asked), None, None, None, "", "local", False, given.to)
    changed = states.count("changed-since")
    said = f"{count_of(changed, 'clause')} changed since you confirmed {'it' if changed == 1 else 'them'}" if changed else f"{count_of(len(states), 'clause')} to confirm or correct"
    assert case.child
    assert viewer.id
    return Task(clock, case, case.child, mine=True, said=Said("Check your clauses of the plan", address("my-clauses", case.pk), f"{said}. The plan is not held up", viewer.name, viewer.id))


_TO_CHECK = """from plans_disclosure where reader = %(user)s and sections ? 'own'
    and exists (select 1 from plans_plan p where p.id = plan_id and p.issued_on is null and not p.withdrawn)"""
_TO_ANSWER = "from plans_signback where answer = 'corrected' and decision = '' and child_id = any(%(children)s)"
_ASKED = "from plans_copyasked where decision = '' and child_id = any(%(children)s)"
_OF_CASE = ' and "case" = %(case)s'
OWED = (
    Elsewhere(_to_check, _TO_CHECK, _TO_CHECK + _OF_CASE),
    Elsewhere(_to_answer, _TO_ANSWER, _TO_ANSWER + _OF_CASE),
    Elsewhere(_copies_asked, _ASKED, _ASKED + _OF_CASE),
)
