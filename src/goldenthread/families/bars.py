"""Bars: recorded at once by whoever does casework, ended by two. What a barred parent may still know, and ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from goldenthread.access.policy import IDENTITY, Refused, Shape, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.plain_sql import one_at_a_time, rows
from goldenthread.cases.queries_clocks import ClockFacts
from goldenthread.families.promises import answer_by
from goldenthread.families.queries import officer_bodies
from goldenthread.families.story import Story, Who
from goldenthread.pathways import PATHWAYS
from goldenthread.people.models import Bar, Child, Person

_OF_A_CHILD = Shape(kind=None)


class Already(Exception):
    """It was done meanwhile. Nothing was recorded."""


def bars_of(viewer: Viewer, child: UUID) -> list[Bar]:
    """Every bar of a child that the viewer may read, those that stand first. Nobody of a family reads one."""
    if not (viewer.role_slugs - {"parent", "parent-of-young-person", "young-person", "sendiass", "mediator"}):
        return []
    found = Bar.objects.filter(visible(viewer, "read", shape=_OF_A_CHILD, kind=IDENTITY), child=child).select_related("person")
    return sorted(found, key=lambda b: (b.ended_at is not None, -b.valid_from.toordinal(), str(b.pk)))


def standing(viewer: Viewer, child: UUID) -> list[Bar]:
    return [b for b in bars_of(viewer, child) if b.ended_at is None]


def barred_people(viewer: Viewer, child: UUID) -> frozenset[UUID]:
    return frozenset(b.person_id for b in standing(viewer, child))


@transaction.atomic
def bar(viewer: Viewer, child: Child, person: Person, *, ground: str, words: str, on: dt.date) -> Bar:
    """From now on this person reads nothing of the child. The same is recorded once."""
    if viewer.id is None or child.owner_id not in officer_bodies(viewer):
        raise Refused
    one_at_a_time(f"bar {child.pk} {person.pk}")
    before = Bar.objects.filter(child=child.pk, person=person.pk, ended_at=None).first()
    if before is not None:
        return before
    made = Bar(child=child, owner_id=child.owner_id, person=person, ground=ground, words=words, valid_from=on, recorded_by=viewer.id, recorded_by_name=viewer.name[:100])
    Bar.objects.bulk_create([made])
    return made


@transaction.atomic
def ask_to_end(viewer: Viewer, one: Bar, *, reasons: str, on: dt.date) -> None:
    if viewer.id is None or one.owner_id not in officer_bodies(viewer):
        raise Refused
    changed = Bar.objects.filter(pk=one.pk, ended_at=None, end_asked_by=None).update(
        end_asked_by=viewer.id, end_asked_by_name=viewer.name[:100], end_asked_on=on, end_reasons=reasons
    )
    if not changed:
        raise Already


@transaction.atomic
def end(viewer: Viewer, one: Bar) -> None:
    """By a manager other than whoever asked."""
    if one.end_asked_by is None or one.end_asked_by == viewer.id or not viewer.holds("la-send-manager"):
        raise Refused
    if not Bar.objects.filter(pk=one.pk, ended_at=None).update(ended_at=timezone.now(), ended_by=viewer.id, ended_by_name=viewer.name[:100]):
        raise Already


# --- what whoever is barred is told ---


@dataclass(frozen=True)
class Told:
    """What a barred parent may know of a child. There is no story where no assessment is under way."""

    child: UUID
    forename: str
    surname: str
    story: Story | None


_TOLD = "select child, forename, surname, pathway, stage, clock, started, due, stopped, excused_from, ground, floor, owed_by from families_told_barred()"


def told_barred(viewer: Viewer, on: dt.date) -> Mapping[UUID, Told]:
    """By child, from a function that reads nothing else: a story of limits of the law, without a name or a place."""
    if not viewer.barred:
        return {}
    found: dict[UUID, Told] = {}
    clocks: dict[UUID, list[ClockFacts]] = {}
    stages: dict[UUID, tuple[str, str]] = {}
    for child, forename, surname, pathway, stage, clock, started, due, stopped, excused, ground, floor, owed_by in rows(_TOLD):
        found.setdefault(child, Told(child, forename, surname, None))
        if pathway:
            stages[child] = (pathway, stage or "")
        if clock:
            clocks.setdefault(child, []).append(ClockFacts(child, clock, "", started, due, None, stopped, excused, ground, "law", floor, owed_by))
    for child, (pathway, stage) in stages.items():
        one = found[child]
        story = Story(who=Who(one.forename), on=on, pathway=PATHWAYS[pathway], stage=stage, clocks=tuple(clocks.get(child, ())))
        found[child] = Told(child, one.forename, one.surname, story)
    return found


@dataclass(frozen=True)
class OwnQuestion:
    text: str
    asked_on: dt.date
    answer_by: dt.date
    answer: str
    answered_on: dt.date | None


def questions_barred(child: UUID) -> list[OwnQuestion]:
    return [OwnQuestion(*row) for row in rows("select said, asked_on, answer_by, answer, answered_on from families_questions_barred(%(child)s)", child=child)]


@transaction.atomic
def ask_barred(child: UUID, text: str, on: dt.date) -> bool:
    """Puts a question of a barred parent, which nobody of the family reads. False where too many were put today."""
    ((asked,),) = rows("select families_ask_barred(%(child)s, %(said)s, %(on)s, %(due)s)", child=child, said=text, on=on, due=answer_by(on))
    return bool(asked)
