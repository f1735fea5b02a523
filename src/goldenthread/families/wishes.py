"""How somebody of a family wishes to be told: said once, and followed with whatever they are told. What no machine of ours puts into their
language or form is owed by whoever told them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from goldenthread.access.policy import IDENTITY, Record, Refused, may, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case
from goldenthread.cases.queries_clocks import CASE, ClockFacts
from goldenthread.cases.queries_work import Elsewhere, Said, Task
from goldenthread.families.models import Otherwise, Question, Update, Wish
from goldenthread.families.queries import MESSAGES, OF_A_QUESTION, officer_bodies
from goldenthread.people.models import Child
from goldenthread.science.promises import promised
from goldenthread.web.addresses import address

FORMS = {"large-print": "Large print", "easy-read": "Easy read", "braille": "Braille", "audio": "A recording to listen to", "bsl": "British Sign Language (BSL)"}
"""The page itself grows with the reader's browser, so that large print asks for a person only where something is sent on paper."""
BY_A_PERSON = ("easy-read", "braille", "audio", "bsl")


@transaction.atomic
def wish(viewer: Viewer, child: Child, *, language: str, forms: Sequence[str], unsafe_phone: bool, on: dt.date) -> None:
    """The viewer's own wish, about what they are told of this child."""
    if viewer.id is None or not may(viewer, "write", IDENTITY, Record(owner=child.owner_id, child=child.pk, sealed=child.sealed)):
        raise Refused
    language = "" if language.strip().lower() == "english" else language.strip()
    Wish.objects.bulk_create([Wish(child=child, owner_id=child.owner_id, user=viewer.id, language=language, forms=[f for f in FORMS if f in forms], unsafe_phone=unsafe_phone, on=on)])


def wish_of(viewer: Viewer, child: UUID, user: UUID | None) -> Wish | None:
    return Wish.objects.filter(visible(viewer, "read", shape=OF_A_QUESTION, kind=IDENTITY), child=child, user=user).order_by("-at").first() if user else None


def in_words(wish: Wish | None) -> str:
    """ "in Polish, Braille", of what a person has to do; empty where what was told can be read as it is."""
    if wish is None:
        return ""
    return ", ".join([f"in {wish.language}"] * bool(wish.language) + [FORMS[f] for f in wish.forms if f in BY_A_PERSON])


def owe(viewer: Viewer, user: UUID, name: str, on: dt.date, *, question: Question | None = None, update: Update | None = None) -> None:
    """Where somebody who was just told cannot read it as it is, a person owes it to them."""
    told = question or update
    if told is None or not (how := in_words(wish_of(viewer, told.child_id, user))):
        return
    Otherwise.objects.bulk_create([
        Otherwise(
            child_id=told.child_id, owner_id=told.owner_id, case=told.case, question=question.pk if question else None, update=update.pk if update else None,
            for_user=user, for_name=name[:100], how=how[:200], due=promised("tell-otherwise").after(on), made_on=on, to=viewer.practitioner, to_name=viewer.name[:100],
        )
    ])  # fmt: skip


def owed(viewer: Viewer, on: dt.date, case: UUID | None) -> list[Task]:
    """The viewer's own; of one case, everybody's."""
    bodies = sorted(officer_bodies(viewer))
    if not bodies or viewer.practitioner is None or viewer.id is None:
        return []
    found = list(_open(viewer).filter(Q(case=case) if case else Q(to=viewer.practitioner), owner__in=bodies).select_related("child"))
    cases = {c.pk: c for c in Case.objects.filter(visible(viewer, "status", shape=CASE), pk__in=[o.case for o in found if o.case])} if found else {}
    return [
        Task(
            ClockFacts(o.case or o.pk, "tell-otherwise", str(o.pk), o.made_on, o.due, None, None, None, "", "local", False, "authority"), cases.get(o.case) if o.case else None, o.child, mine=True,
            said=Said(f"Tell {o.for_name} {o.how}", address("tell-otherwise", o.pk), "They cannot read it as it is on their page", *((viewer.name, viewer.id) if o.to == viewer.practitioner else (o.to_name, o.to or o.pk))),
        )
        for o in found
    ]  # fmt: skip


def _open(viewer: Viewer):  # type: ignore[no-untyped-def]
    return Otherwise.objects.filter(visible(viewer, "read", shape=OF_A_QUESTION, kind=MESSAGES), done_on=None)


def otherwise_seen(viewer: Viewer, key: UUID) -> tuple[Otherwise, str] | None:
    """What is owed, with the words that were told."""
    found = _open(viewer).filter(pk=key, owner__in=sorted(officer_bodies(viewer))).select_related("child").first()
    if found is None:
        return None
    told = Question.objects.filter(pk=found.question).values_list("answer", flat=True).first() if found.question else Update.objects.filter(pk=found.update).values_list("text", flat=True).first()
    return found, told or ""


def done(viewer: Viewer, otherwise: Otherwise, on: dt.date) -> None:
    if not Otherwise.objects.filter(pk=otherwise.pk, done_on=None).update(done_on=on, done_by_name=viewer.name[:100]):
        raise Refused


OWED = Elsewhere('from families_otherwise where done_on is null and case when %(case)s::uuid is null then "to" = any(%(whose)s) else "case" = %(case)s end', owed)
