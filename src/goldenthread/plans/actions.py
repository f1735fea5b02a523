"""Making a plan: begin a draft from the advice, change a clause, add one, take one out, begin the next version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import blake2s
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Max

from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.models import Advice
from goldenthread.cases.models import Case
from goldenthread.cases.queries_case import CaseView
from goldenthread.engine.calendar import age_on
from goldenthread.engine.pathway import Happening
from goldenthread.pathways.common.assessment import ALL_THREE_AGREE
from goldenthread.plans.asking_the_icb import ask_again
from goldenthread.plans.assembly import Drafted, assemble
from goldenthread.plans.confirming import Standing
from goldenthread.plans.models import Clause, Plan
from goldenthread.plans.queries import (
    advice_for_request,
    may_write,
    plans_of,
    source_of,
    standings,
    standings_elsewhere,
    versions_for_request,
)
from goldenthread.plans.sections import NEEDS, PROVISION
from goldenthread.web.days import today

_KEPT = ("area", "media", "childs_own")
"""Details of a clause that no form asks about."""


class Overtaken(Exception):
    """Somebody else changed it since it was read. Nothing was saved; `now` is what stands."""

    def __init__(self, now: Any) -> None:
        self.now = now
        super().__init__("Somebody else has changed this since you read it. Nothing was saved")


def of(case: Case) -> dict[str, Any]:
    """What each row of a plan or a review repeats of its case, for the policy."""
    return {"child_id": case.child_id, "owner_id": case.owner_id, "case": case.pk}


def received_advice(view: CaseView) -> list[tuple[str, Any]]:
    """The contributors whose advice came for the request that stands, or whose earlier advice all three agreed to use, with the day.
    What was withdrawn does not count."""
    came = view.reader.find((Happening("advice-received"), ALL_THREE_AGREE))
    return [(str(e.fields["contributor"]), e.on) for e in came if e in view.reader.of_this_request]


@transaction.atomic
def start_draft(viewer: Viewer, view: CaseView) -> Plan:
    """The first version for the request that stands, assembled from the advice that was sent. Where there is one already it is answered,
    so that a button pressed twice makes one draft. What was made for an earlier request stays on record, and is not gone on with."""
    case = _writable(viewer, view.case)
    if standing_ones := versions_for_request(viewer, case):
        return standing_ones[0]
    drafted = assemble([source_of(a) for a in advice_for_request(viewer, case)], received_advice(view), under_18=_under_18(case))
    earlier = plans_of(viewer, case)
    earlier.filter(issued_on=None).update(withdrawn=True)
    plan = _new_plan(viewer, case, max((p.version for p in earlier), default=0) + 1)
    keep_clauses(plan, drafted)
    return plan


def _under_18(case: Case) -> bool:
    born = case.child.date_of_birth if case.child else None
    return born is None or age_on(born, today()) < 18


def came_since(viewer: Viewer, case: Case, plan: Plan) -> list[Advice]:
    """The advice that came after a version was put together: none of its lines is in it."""
    there = set(Clause.objects.filter(plan=plan).exclude(advice=None).values_list("advice", flat=True))
    return [a for a in advice_for_request(viewer, case) if a.pk not in there]


def authors_in(plan: Plan) -> set[tuple[str, UUID]]:
    """Whose advice a version rests on: contributor and author."""
    there = Clause.objects.filter(plan=plan, removed=False).exclude(advice=None).values("advice")
    return set(Advice.objects.filter(pk__in=there).values_list("contributor", "author"))


@transaction.atomic
def bring_in(viewer: Viewer, case: Case, plan: Plan) -> int:
    """Adds every line of the advice that came since, each pointing back to it, behind the clauses that stand. Answers how many
    clauses that made, none where the button is pressed again. Once a draft was sent they are changes like any other: whatever
    answers no representation needs a new draft (r.14(1))."""
    _writable(viewer, case)
    _lock(plan)
    late = came_since(viewer, case, plan)
    drafted = assemble([source_of(a) for a in late], under_18=_under_18(case))
    first = {section: _next_number(plan, section) - 1 for section in {d.section for d in drafted}}
    keep_clauses(plan, [replace(d, number=d.number + first[d.section]) for d in drafted])
    if drafted:
        ask_again(viewer, case, plan)
    return len(drafted)


def keep_clauses(plan: Plan, drafted: list[Drafted]) -> None:
    Clause.objects.bulk_create(
        Clause(
            child_id=plan.child_id, owner_id=plan.owner_id, case=plan.case, plan=plan, line=d.line, section=d.section,
            number=d.number, text=d.text, details=dict(d.details), need=d.need, outcome=d.outcome, advice=d.advice,
            advice_line=d.advice_line, contributor=d.contributor,
        )
        for d in drafted
    )  # fmt: skip


@transaction.atomic
def next_version(viewer: Viewer, case: Case) -> Plan:
    """A version to change, after one that was sent: the same lines. What was sent stays as it was."""
    _writable(viewer, case)
    latest = next(iter(versions_for_request(viewer, case)), None)
    if latest is None:
        raise Refused
    if latest.issued_on is not None or latest.sent_on is None:
        return latest
    plan = _new_plan(viewer, case, latest.version + 1)
    Plan.objects.filter(pk=plan.pk).update(setting=latest.setting_id, setting_type=latest.setting_type)
    plan.refresh_from_db()
    copies = list(Clause.objects.filter(plan=latest, removed=False))
    for c in copies:
        c.pk, c.plan, c.because, c.why, c.edited_name = uuid4(), plan, "", "", ""
        c._state.adding = True
    Clause.objects.bulk_create(copies)
    return plan


def _new_plan(viewer: Viewer, case: Case, version: int) -> Plan:
    plan = Plan(id=uuid4(), version=version, made_by=viewer.id, **of(case))
    Plan.objects.bulk_create([plan])
    return Plan.objects.get(pk=plan.pk)


def mark(clause: Clause) -> str:
    """What a form remembers of the clause that it showed."""
    parts = (clause.section, clause.text, str(sorted(clause.details.items())), clause.need, clause.outcome, clause.removed)
    return blake2s("|".join(map(str, parts)).encode(), digest_size=8).hexdigest()


@transaction.atomic
def change_clause(
    viewer: Viewer,
    case: Case,
    clause: UUID,
    seen: str,
    *,
    text: str,
    section: str | None = None,
    details: Mapping[str, Any] | None,
    need: UUID | None,
    outcome: UUID | None,
    because: str = "",
    why: str = "",
) -> tuple[Clause, Standing | None]:
    """Saves a clause that was read as `seen`, and answers it with how its author stood by it before. Raises `Overtaken`
    where somebody else came first."""
    found = _hold(viewer, case, clause, seen)
    before = _stands(viewer, case, found)
    found.text = text.strip()
    if section and _may_move(found.section, section):
        found.section, found.number = section, _next_number(found.plan, section)
    if details is not None:
        kept = {k: v for k, v in details.items() if v not in ("", None)}
        found.details = {**{k: found.details[k] for k in _KEPT if k in found.details}, **kept}
    found.need, found.outcome = need, outcome
    found.because, found.why, found.edited_name = because, why.strip()[:500], viewer.name
    found.save(update_fields=["section", "number", "text", "details", "need", "outcome", "because", "why", "edited_name"])
    ask_again(viewer, case, found.plan)
    return found, before


def _may_move(now: str, to: str) -> bool:
    return now != to and (now in PROVISION and to in PROVISION or now in NEEDS and to in NEEDS)


@transaction.atomic
def add_clause(
    viewer: Viewer,
    case: Case,
    plan: Plan,
    section: str,
    *,
    text: str,
    details: Mapping[str, Any] | None = None,
    need: UUID | None = None,
    outcome: UUID | None = None,
    because: str = "",
    why: str = "",
    content: UUID | None = None,
) -> Clause:
    """Adds a clause. The same one again, which the same person added, is answered as it stands: sent twice from one form, it is one."""
    _writable(viewer, case)
    _lock(plan)
    given = {
        "plan": plan, "section": section, "text": text.strip(), "details": {k: v for k, v in (details or {}).items() if v not in ("", None)},
        "need": need, "outcome": outcome, "because": because, "why": why.strip()[:500], "edited_name": viewer.name,
    }  # fmt: skip
    if known := Clause.objects.filter(**given, removed=False).first():
        return known
    clause = Clause(id=uuid4(), number=_next_number(plan, section), content_id=content, **given, **of(case))
    Clause.objects.bulk_create([clause])
    ask_again(viewer, case, plan)
    return clause


@transaction.atomic
def remove_clause(
    viewer: Viewer, case: Case, clause: UUID, seen: str, *, reason: str, because: str
) -> tuple[Clause, Standing | None]:
    """Takes a clause out, with the reason; it stays in the record and can be put back."""
    found = _hold(viewer, case, clause, seen)
    before = _stands(viewer, case, found)
    found.removed, found.removed_reason, found.because, found.edited_name = True, reason.strip(), because, viewer.name
    found.save(update_fields=["removed", "removed_reason", "because", "edited_name"])
    ask_again(viewer, case, found.plan)
    return found, before


@transaction.atomic
def put_back(viewer: Viewer, case: Case, clause: UUID) -> Clause:
    found = _hold(viewer, case, clause, None)
    found.removed, found.removed_reason, found.because, found.edited_name = False, "", "", viewer.name
    found.save(update_fields=["removed", "removed_reason", "because", "edited_name"])
    ask_again(viewer, case, found.plan)
    return found


def disturbed(viewer: Viewer, clause: Clause, before: Standing | None, case: Case) -> bool:
    """Whether a change took away a confirmation that stood: then the officer is told, and its author where they advised here."""
    if before is None or before.state != "confirmed":
        return False
    after = _stands(viewer, case, clause)
    return after is not None and after.state != "confirmed"


def _stands(viewer: Viewer, case: Case, clause: Clause) -> Standing | None:
    return (standings(viewer, case, [clause]) | standings_elsewhere(viewer, case, [clause])).get(clause.line)


def _hold(viewer: Viewer, case: Case, clause: UUID, seen: str | None) -> Clause:
    """The clause, held against others until the transaction ends."""
    _writable(viewer, case)
    found = Clause.objects.filter(pk=clause, case=case.pk).select_related("plan").first()
    if found is None or found.plan.sent_on is not None or found.plan.issued_on is not None:
        raise Refused
    _lock(found.plan)
    found.refresh_from_db()
    if seen is not None and mark(found) != seen:
        raise Overtaken(found)
    return found


def _lock(plan: Plan) -> None:
    if not Plan.objects.filter(pk=plan.pk, sent_on=None, issued_on=None).update(revision=F("revision") + 1):
        raise Refused


def _next_number(plan: Plan, section: str) -> int:
    highest = Clause.objects.filter(plan=plan, section=section).aggregate(n=Max("number"))["n"]
    return (highest or 0) + 1


def _writable(viewer: Viewer, case: Case) -> Case:
    if not may_write(viewer, case):
        raise Refused
    return case
