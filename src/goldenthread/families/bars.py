"""Bars: recorded at once by whoever does casework, ended by two. What a barred parent may still know, and ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from goldenthread.access.models import User
from goldenthread.access.policy import IDENTITY, OF_A_CHILD, Refused, visible
from goldenthread.access.rules import OFFICERS, ROLES
from goldenthread.access.viewer import Viewer
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_clocks import ClockFacts
from goldenthread.cases.queries_work import Elsewhere, Said, Task
from goldenthread.families.models import Otherwise
from goldenthread.families.promises import answer_by
from goldenthread.families.queries import officer_bodies
from goldenthread.families.story import Story, Who
from goldenthread.pathways import PATHWAYS
from goldenthread.people.models import Bar, Child, Person
from goldenthread.science.promises import promised
from goldenthread.web.addresses import address
from goldenthread.web.turns import one_at_a_time

# Whoever is here for a family, of it or by its consent, reads no bar.
_FOR_A_FAMILY = frozenset(role for role, (_, scope) in ROLES.items() if scope in ("family", "consent"))


class Already(Exception):
    """It was done meanwhile. Nothing was recorded."""


def bars_of(viewer: Viewer, child: UUID) -> list[Bar]:
    """Every bar of a child that the viewer may read, those that stand first. Nobody of a family reads one."""
    if viewer.role_slugs <= _FOR_A_FAMILY:
        return []
    found = Bar.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY), child=child).select_related("person")
    return sorted(found, key=lambda b: (b.ended_at is not None, -b.valid_from.toordinal(), str(b.pk)))


def standing(viewer: Viewer, child: UUID) -> list[Bar]:
    return [b for b in bars_of(viewer, child) if b.ended_at is None]


def barred_people(viewer: Viewer, child: UUID) -> frozenset[UUID]:
    return frozenset(b.person_id for b in standing(viewer, child))


def barred_user(viewer: Viewer, user: UUID, child: UUID) -> bool:
    """Whether whoever asked or complained may not learn where the child is."""
    person = User.objects.filter(pk=user).values_list("person", flat=True).first()
    return person is not None and person in barred_people(viewer, child)


def barred_makers(viewer: Viewer, of: Iterable[Any]) -> frozenset[UUID]:
    """Of these complaints those whose maker may not learn where the child is, in one question."""
    found = {c.pk: (c.child_id, c.made_by) for c in of}
    if not found or viewer.role_slugs <= _FOR_A_FAMILY:
        return frozenset()
    persons = dict(User.objects.filter(pk__in={by for _, by in found.values()}).exclude(person=None).values_list("pk", "person"))
    bars = set(Bar.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY), child__in={child for child, _ in found.values()}, ended_at=None).values_list("child", "person"))
    return frozenset(key for key, (child, by) in found.items() if (child, persons.get(by)) in bars)


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
    # What waited in the queue or in the tray to post does not leave any more.
    rows("select families_hold_letters(%(child)s, %(who)s)", child=child.pk, who=person.pk)
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


# --- letters that whoever is barred has a right to, and cannot be sent as they are ---

COPY = "a copy of “{title}” without any place, school or name"


@dataclass(frozen=True)
class Copy:
    """A letter to the family since somebody was barred, that an officer reads, cleans and gives to them by hand."""

    bar: Bar
    letter: UUID
    title: str
    case: UUID
    on: dt.date
    due: dt.date
    to: UUID | None


# The council's letters to the family since the bar (a health service owes a parent none), those that nobody of it was sent because every parent is barred, and those that the bar stopped on their
# way.
_LETTERS = """
from people_bar b
join letters_letter l on l.child_id = b.child_id and l.owner_id = b.owner_id and not letters_to_others(l.template)
where b.ended_at is null and {whose}
  and (l.made_at >= b.recorded_at and (exists (select 1 from letters_message m where m.letter_id = l.id and m.recipient = 'family')
                                       or families_all_barred(b.child_id))
       or (b.id, l.id) in (select s.bar, s.letter from families_stopped({children}) s))
  and not exists (select 1 from families_otherwise o where o.update = l.id and o.for_user = b.person_id)
"""
# With whose case it is: the officer who made the letter owes the copy, or whoever covers.
_COPIES = f"""
select distinct on (b.id, l.id) b.id, l.id, l.title, l."case", (l.made_at at time zone 'Europe/London')::date,
    (select u.practitioner_id from access_user u where u.id = l.made_by)
{_LETTERS.format(whose="b.child_id = any(%(children)s)", children="%(children)s")}
order by b.id, l.id
"""  # noqa: S608 - our own words


def copies_owed(viewer: Viewer, bars: Collection[Bar]) -> list[Copy]:
    by_key = {b.pk: b for b in bars if b.ended_at is None and b.owner_id in officer_bodies(viewer)}
    found = rows(_COPIES, children=sorted({b.child_id for b in by_key.values()})) if by_key else []
    # Of a letter that the bar stopped on its way the days begin with the bar.
    return [Copy(by_key[bar], letter, title, case, on, promised("tell-otherwise").after(max(on, by_key[bar].valid_from)), to) for bar, letter, title, case, on, to in found if bar in by_key]


@transaction.atomic
def copy_given(viewer: Viewer, copy: Copy, on: dt.date) -> None:
    """That an officer gave it to them, in their own name; once."""
    one_at_a_time(f"copy {copy.bar.pk} {copy.letter}")
    if Otherwise.objects.filter(update=copy.letter, for_user=copy.bar.person_id).exists():
        raise Already
    Otherwise.objects.bulk_create([
        Otherwise(
            child_id=copy.bar.child_id, owner_id=copy.bar.owner_id, case=copy.case, update=copy.letter, for_user=copy.bar.person_id,
            for_name=f"{copy.bar.person.forename} {copy.bar.person.surname}".strip()[:100], how=COPY.format(title=copy.title[:120])[:200], due=copy.due, made_on=copy.on,
            to=viewer.practitioner, to_name=viewer.name[:100], done_on=on, done_by_name=viewer.name[:100],
        )
    ])  # fmt: skip


def owed(viewer: Viewer, on: dt.date, case: UUID | None) -> list[Task]:
    """Copies of the viewer's own letters, and of children whose officer they are."""
    if not officer_bodies(viewer) or viewer.id is None:
        return []
    bars = Bar.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY), owner__in=sorted(officer_bodies(viewer)), ended_at=None).select_related("person", "child")
    own = {a.child for a in viewer.allocated if a.part in OFFICERS}
    return [
        Task(
            ClockFacts(c.case, "copy-to-barred", f"{c.bar.pk} {c.letter}", c.on, c.due, None, None, None, "", "local", False, "authority"), None, c.bar.child, mine=True,
            said=Said(f"Give {c.bar.person.forename} {c.bar.person.surname} {COPY.format(title=c.title)}", address("family-access", c.bar.child_id), "They are barred, and have a right to the decision", viewer.name, viewer.id),
        )
        for c in copies_owed(viewer, list(bars))
        if (c.case == case if case else (c.to is not None and c.to == viewer.practitioner) or c.bar.child_id in own)
    ]  # fmt: skip


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


OWED = Elsewhere(
    owed,
    _LETTERS.format(whose="(b.child_id = any(%(children)s) or l.made_by = %(user)s)", children="array(select x.child_id from people_bar x where x.ended_at is null)"),
    "from people_bar b join cases_case c on c.child_id = b.child_id where b.ended_at is null and c.id = %(case)s",
)
