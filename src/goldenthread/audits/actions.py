"""What a manager and auditors do. Policy is asked here, and by the database again."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.audits.models import Agreed, Answer, Audit, Auditor, Finding, Grade, Population, Reading, Sampled
from goldenthread.audits.queries import Candidate, Person, Words, barred, managed
from goldenthread.people.models import Organisation
from goldenthread.science import sampling
from goldenthread.science.audit import GRADES, Criterion
from goldenthread.science.comparison import label
from goldenthread.web.turns import one_at_a_time


class NotAllGraded(Exception):
    """Some criteria have no grade yet."""


def _manages(viewer: Viewer, owner: UUID) -> None:
    if managed(viewer) != owner:
        raise Refused


def stratum(candidate: Candidate, by: Iterable[str]) -> tuple[str, ...]:
    return tuple(getattr(candidate, name) for name in by)


@transaction.atomic
def draw(
    viewer: Viewer, candidates: Sequence[Candidate], *, title: str, slice: str, by: Sequence[str], wanted: int, together: int, readers: int, weeks: int,
    ground: str, ground_reason: str, on: date,
) -> Audit:  # fmt: skip
    """Draws the plans, once: the seed is made here, and nobody chooses it. Asked for again alike on the same day, it answers the draw
    that was made: nobody draws until they like what comes."""
    council = managed(viewer)
    if council is None or not candidates:
        raise Refused
    one_at_a_time(f"audit of {council}")
    alike = {"title": title, "slice": slice, "by": list(by), "wanted": min(wanted, len(candidates)), "together": min(together, len(candidates)), "readers": readers, "weeks": weeks}
    known = Audit.objects.filter(owner=council, drawn_on=on, ended_on=None, **alike).order_by("made_at").first()
    if known is not None:
        return known
    seed = secrets.randbelow(10**12)
    all_of = {str(c.plan): stratum(c, by) for c in candidates}
    audit = Audit.objects.create(
        owner_id=council, title=title, slice=slice, by=list(by), wanted=min(wanted, len(all_of)), together=min(together, len(all_of)), readers=readers, seed=seed,
        drawn_on=on, weeks=weeks, ground=ground, ground_reason=ground_reason, made_by=viewer.id, made_by_name=viewer.name,
    )  # fmt: skip
    audit.refresh_from_db()
    Population.objects.create(audit=audit, owner_id=council, plans=[[key, *of] for key, of in sorted(all_of.items())])
    known = {str(c.plan): c for c in candidates}
    drawn = [known[key] for key in sampling.draw(all_of, wanted, seed)]
    Sampled.objects.bulk_create(
        Sampled(audit=audit, owner_id=council, child_id=c.child, case=c.case, plan=c.plan, number=n, team=c.team, locality=c.locality, need=c.need, age=c.age)
        for n, c in enumerate(drawn, 1)
    )
    return audit


def redrawn(audit: Audit) -> tuple[list[sampling.Stratum], bool]:
    """The draw made again from what was kept: its strata, and whether the same plans come in the same order."""
    all_of = {key: tuple(of) for key, *of in Population.objects.get(audit=audit).plans}
    drawn = [str(p) for p in Sampled.objects.filter(audit=audit).order_by("number").values_list("plan", flat=True)]
    return sampling.strata(all_of, drawn), sampling.draw(all_of, audit.wanted, audit.seed) == drawn


def add_auditor(viewer: Viewer, audit: Audit, person: Person) -> None:
    _manages(viewer, audit.owner_id)
    if audit.shared_out or (audit.ground == Audit.Ground.INSIDE and not _inside(audit.owner_id, person)):
        raise Refused
    Auditor.objects.get_or_create(audit=audit, user=person.user, defaults={"owner_id": audit.owner_id, "name": person.name, "role": person.role, "part": person.part})


def _inside(owner: UUID, person: Person) -> bool:
    """Regulation 17 is about others than the authority itself."""
    return person.body == Organisation.objects.get(pk=owner).name


@transaction.atomic
def share_out(viewer: Viewer, audit: Audit, on: date) -> None:
    """Once, for good. Raises sampling.NobodyLeft."""
    _manages(viewer, audit.owner_id)
    audit = Audit.objects.select_for_update(of=("self",)).get(pk=audit.pk)
    if audit.shared_out:
        raise Refused
    sample = {str(s.plan): s for s in Sampled.objects.filter(audit=audit).order_by("number")}
    asked = {str(a.user): a for a in Auditor.objects.filter(audit=audit)}
    auditors = [sampling.Auditor(key, a.part) for key, a in sorted(asked.items())]
    found = sampling.share_out(list(sample), auditors, audit.together, audit.readers, barred(audit, on), audit.seed)
    Reading.objects.bulk_create(
        Reading(sampled=sample[plan], owner_id=audit.owner_id, user=asked[who].user, name=asked[who].name, part=asked[who].part)
        for plan, readers in found.items() for who in readers
    )  # fmt: skip
    Audit.objects.filter(pk=audit.pk).update(shared_out=True)


def end(viewer: Viewer, audit: Audit, on: date) -> None:
    _manages(viewer, audit.owner_id)
    Audit.objects.filter(pk=audit.pk).update(ended_on=on)


@transaction.atomic
def grade(reading: Reading, given: Mapping[str, tuple[int, str]]) -> None:
    """Keeps grades and what was said of them; a later one stands instead until they are given."""
    if any(g not in GRADES for g, _ in given.values()):
        raise ValueError("a grade is 0 to 4")
    # At once, so that a button pressed twice is as one pressed once.
    Grade.objects.bulk_create(
        (Grade(reading=reading, owner_id=reading.owner_id, criterion=slug, grade=value, why=why) for slug, (value, why) in given.items()),
        update_conflicts=True, unique_fields=["reading", "criterion"], update_fields=["grade", "why"],
    )  # fmt: skip


@transaction.atomic
def give(viewer: Viewer, reading: Reading, asked: Iterable[Criterion]) -> None:
    """From now on they are not changed, and others see them once all have given theirs. Raises NotAllGraded."""
    graded = set(Grade.objects.filter(reading=reading).values_list("criterion", flat=True))
    if not {c.slug for c in asked} <= graded:
        raise NotAllGraded
    if not Reading.objects.filter(pk=reading.pk, user=viewer.id, given_at=None).update(given_at=timezone.now()):
        raise Refused


@transaction.atomic
def agree(viewer: Viewer, sampled: Sampled, given: Mapping[str, tuple[int, str]]) -> int:
    """Answers how many were not agreed before; what was, stands."""
    made = 0
    for slug, (value, reason) in given.items():
        values = {"owner_id": sampled.owner_id, "grade": value, "reason": reason, "by": viewer.id, "by_name": viewer.name}
        made += Agreed.objects.get_or_create(sampled=sampled, criterion=slug, defaults=values)[1]
    return made


@transaction.atomic
def find(viewer: Viewer, sampled: Sampled, *, section: str, clause: Words | None, change: str, whose: tuple[UUID, str], by_on: date) -> UUID:
    """Writes a finding on a clause, or on a section that lacks something; the same words once."""
    one_at_a_time(f"finding of {sampled.pk}")
    known = Finding.objects.filter(
        sampled=sampled, section=section, line=clause.line if clause else None, change=change, whose=whose[0], by_on=by_on, made_by=viewer.id
    ).values_list("pk", flat=True).first()  # fmt: skip
    if known is not None:
        return known
    found = Finding(
        sampled=sampled, owner_id=sampled.owner_id, child_id=sampled.child_id, case=sampled.case, plan=sampled.plan, section=section,
        line=clause.line if clause else None, label=label(clause) if clause else section, change=change, whose=whose[0], whose_name=whose[1], by_on=by_on,
        made_by=viewer.id, made_by_name=viewer.name,
    )  # fmt: skip
    found.save(force_insert=True)
    return found.pk


@transaction.atomic
def answer(viewer: Viewer, finding: Finding, reason: str) -> None:
    if viewer.id != finding.whose and managed(viewer) != finding.owner_id:
        raise Refused
    one_at_a_time(f"answer to {finding.pk}")
    if Answer.objects.filter(finding=finding, reason=reason).exists():
        return
    Answer.objects.create(finding=finding, owner_id=finding.owner_id, reason=reason, by=viewer.id, by_name=viewer.name)


