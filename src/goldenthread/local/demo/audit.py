"""An audit of the quality of plans, made as people would make it: drawn by chance, graded by people of three services, mostly agreed,
with a finding that was acted on, one that was answered, and one that nobody has acted on. Some of it is left to do."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from django.db import transaction

from goldenthread.access.models import User
from goldenthread.access.viewer import become
from goldenthread.audits import actions
from goldenthread.audits.findings import findings_of
from goldenthread.audits.models import Audit, Finding, Reading, Sampled
from goldenthread.audits.pages.moderation import graded
from goldenthread.audits.pages.shared import Machine, asked_of, machine
from goldenthread.audits.queries import BY, Read, Slice, Words, people_like, population, read_plan
from goldenthread.cases.imports.events import load_events
from goldenthread.cases.models import Case
from goldenthread.cases.plain_sql import rows
from goldenthread.local.demo.extracts import EVENTS, write_rows
from goldenthread.local.demo.personas import COUNCIL, FAMILIES
from goldenthread.plans.export import plan_data
from goldenthread.plans.imports import load_plans
from goldenthread.plans.models import Clause, Plan
from goldenthread.science.audit import Criterion
from goldenthread.science.wording import Finding as PointedOut
from goldenthread.science.wording import check

MANAGER = "grace-oyelaran"
AUDITORS = ("sunita-rao", "helen-marsh", "amara-osei", "ruth-bell", "nadia-rahman")
WANTED, TOGETHER = 16, 8
# The last of those whose grades are compared is left to be agreed, and the last of all to be graded.
TO_AGREE, TO_GRADE = TOGETHER, WANTED
ASKED = "Say who gives this, how often, and for how many minutes each time"


def make_audit(today: date) -> None:
    """Nothing where there is one, or where nothing can be drawn. May be run again."""
    if Audit.objects.exists():
        return
    with transaction.atomic():
        audit = _drawn(today)
        if audit is None:
            return
        read = _graded(audit, today)
        _agreed(audit)
        _found(read, today)
    for finding in Finding.objects.filter(sampled__audit=audit).order_by("made_at")[:1]:
        _act_on(finding, today)


def _user(slug: str) -> UUID:
    return User.objects.get(email=f"{slug}@demo.example").pk


def _drawn(today: date) -> Audit | None:
    viewer = become(_user(MANAGER))
    candidates = population(viewer, today)
    if not candidates:
        return None
    audit = actions.draw(
        viewer, candidates, title="Autumn audit of plans", slice=Slice().words, by=list(BY), wanted=WANTED, together=TOGETHER, readers=2, weeks=26,
        ground=Audit.Ground.INTERESTS, ground_reason="To find what in these plans must be put right", on=today,
    )  # fmt: skip
    for slug in AUDITORS:
        name = User.objects.get(pk=_user(slug)).name
        actions.add_auditor(viewer, audit, people_like(audit.owner_id, name, today)[0])
    actions.share_out(viewer, audit, today)
    audit.refresh_from_db()
    return audit


def _graded(audit: Audit, today: date) -> dict[int, tuple[Reading, Read]]:
    """The first who read each plan, and what they read."""
    found: dict[int, tuple[Reading, Read]] = {}
    readings = Reading.objects.filter(sampled__audit=audit).select_related("sampled").order_by("user", "sampled__number")
    for slug in AUDITORS:
        viewer = become(_user(slug))
        for reading in readings.filter(user=viewer.id):
            plan = read_plan(reading.sampled)
            if plan is None:
                continue
            number = reading.sampled.number
            found.setdefault(number, (reading, plan))
            if number == TO_GRADE:
                continue
            asked = asked_of(plan.born, today)
            actions.grade(reading, _grades(plan, machine(plan, today), asked, number, slug))
            actions.give(viewer, reading, asked)
    return found


def _grades(plan: Read, pointed_out: Machine, asked: Iterable[Criterion], number: int, who: str) -> dict[str, tuple[int, str]]:
    """What a person might give: the more is pointed out, the less; now and then another thinks otherwise."""
    of_plan, own = Random(number), Random(f"{number} {who}")  # noqa: S311
    given = {}
    for c in asked:
        faults = len(pointed_out.beside(c))
        value = max(1, (4 if of_plan.random() < 0.6 else 3) - min(faults, 2))
        if c.section in ("C", "D", "G", "H", "J") and not any(k.section.startswith(c.section) for k in plan.clauses):
            value = 0
        elif own.random() < 0.22:
            value = min(4, max(1, value + own.choice((-1, 1))))
        given[c.slug] = (value, "The checks point to it, and I agree." if faults and value < 3 else "")
    return given


def _agreed(audit: Audit) -> None:
    viewer = become(_user(MANAGER))
    for one in graded(list(Sampled.objects.filter(audit=audit, number__lt=TO_AGREE))):
        if one.complete:
            lowest = {slug: min(g.grade for g in one.grades[slug].values()) for slug in one.differ}
            actions.agree(viewer, one.sampled, {slug: (grade, "We read it again together, and a stranger could not tell.") for slug, grade in lowest.items()})


def _found(read: dict[int, tuple[Reading, Read]], today: date) -> None:
    """Three findings, on the clauses of which most is pointed out, each of another plan: the first is acted on later, the second
    answered, the third is left. That one is of a child for whom one of the demo's people answers, where such a plan was drawn."""
    weak = [(*_weakest(plan), reading, plan) for number, (reading, plan) in read.items() if number != TO_GRADE]
    weak = [w for w in weak if w[1] and w[3].name not in FAMILIES and Case.objects.filter(pk=w[2].sampled.case, pathway="annual-review").exists()]
    weak.sort(key=lambda w: (-len(w[0]), w[2].sampled.number))
    owners = {w[2].pk: _owner(w[2]) for w in weak}
    left = next((w for w in weak if owners[w[2].pk][0]), weak[-1]) if weak else None
    for n, (said, clause, reading, _) in enumerate([*[w for w in weak if w is not left][:2], *([left] if left else [])]):
        author = become(reading.user)
        change = said[0].better if said else ASKED
        actions.find(author, reading.sampled, section="F", clause=clause, change=f"{change}.", whose=owners[reading.pk][1:], by_on=today + timedelta(weeks=4))
        if n == 1:
            viewer = become(_user(MANAGER))
            (made,) = findings_of(viewer).filter(sampled=reading.sampled)
            actions.answer(viewer, made, "The school gives this now and the review in January writes it down: we would send two notices in one term.")


def _owner(reading: Reading) -> tuple[bool, UUID, str]:
    """Whether they answer for the child, who, and their name: who answers for the child, else the manager."""
    become(reading.user)
    people = rows('select "user", name, first from audits_may_own(%(key)s)', key=reading.sampled_id)
    user, name, first = min(people, key=lambda p: (not p[2], p[0] != _user(MANAGER)))
    return first, user, name


def _weakest(plan: Read) -> tuple[list[PointedOut], Words | None]:
    """The clause of section F of which most is pointed out, and what."""
    said = [(check(c.section, c.text), c) for c in plan.clauses if c.section == "F"]
    return max(said, key=lambda each: (len(each[0]), -each[1].number), default=([], None))


def _act_on(finding: Finding, today: date) -> None:
    """An amended plan, in which the clause says what was asked, comes from the old system with the event of its issue."""
    plan, case = Plan.objects.select_related("child").get(pk=finding.plan), Case.objects.get(pk=finding.case)
    child = plan.child
    data = plan_data(plan, child.reference, Clause.objects.filter(plan=plan).order_by("section", "number"), whole=True)
    data["child"] = {"case": case.reference}
    data["plan"] |= {"id": str(finding.pk), "version": plan.version + 1, "sent_on": str(today - timedelta(days=42)), "issued_on": str(today)}
    for section in data["sections"]:
        for clause in section["clauses"]:
            if clause["line"] == str(finding.line):
                clause["text"], clause["details"] = f"A teaching assistant works one to one with {child.forename} for 30 minutes, on Tuesdays and Thursdays in term time, on what the outcome asks for.", {}
    whose = {"upn": child.upn} if child.upn else {"surname": child.surname, "forename": child.forename, "date_of_birth": child.date_of_birth, "postcode": child.postcode}
    told = (("amendment-notice-sent", today - timedelta(days=42)), ("amended-plan-issued", today))
    with tempfile.TemporaryDirectory() as folder:
        events, plans = Path(folder) / f"events-audit-{today}.csv", Path(folder) / f"plans-audit-{today}.jsonl"
        columns = {"case": case.reference, **whose, "pathway": case.pathway, "opened_on": case.opened_on}
        write_rows(events, EVENTS, ({**columns, "event": event, "on": on} for event, on in told))
        plans.write_text(json.dumps(data, ensure_ascii=False) + "\n", "utf-8")
        load_events(events, by="demo", authority=COUNCIL.removeprefix("LA:"))
        load_plans(plans, by="demo", authority=COUNCIL.removeprefix("LA:"))
