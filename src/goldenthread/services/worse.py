""" "It has got worse": a family's word reaches a clinician of the service on whose list its child waits, who answers within a working day.

The words stay between family and service. The days go onto the case on which the wait is kept safe, where the clock of the answer and
the review of harm that it warns of are (pathways.safe_waiting): by the queue, since a family writes to no case of a provider."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from goldenthread.access.policy import Record, Refused, may, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Event
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.projection import project_with_linked
from goldenthread.engine.calendar import count
from goldenthread.letters.sending import enqueue
from goldenthread.pathways.safe_waiting import ANSWER_WITHIN
from goldenthread.people.kinds import MESSAGES
from goldenthread.people.models import Child, Practitioner
from goldenthread.services.keeping_safe import kept_case, record
from goldenthread.services.models import Referral, Worse
from goldenthread.services.queries import OF_ONE_KIND_ON_A_CASE, children_named, managed
from goldenthread.web.turns import one_at_a_time


def words_of(viewer: Viewer) -> QuerySet[Worse]:
    """What the viewer said, and what was said to them as a clinician who has the child; nobody else reads it."""
    bodies = {r.organisation for r in viewer.roles if r.slug == "health-practitioner"}
    theirs = Q(owner__in=sorted(b for b in bodies if b), child__in=sorted({a.child for a in viewer.allocated}))
    return Worse.objects.filter(
        visible(viewer, "read", shape=OF_ONE_KIND_ON_A_CASE, kind=MESSAGES), Q(said_by=viewer.id) | theirs
    ).order_by("-said_on", "pk")


def names_of_words(viewer: Viewer, which: Collection[UUID]) -> dict[UUID, str]:
    """By who said it. What was said is read on the page that answers it."""
    return {w.pk: f"From {w.said_by_name}" for w in words_of(viewer).filter(pk__in=which)}


def words_by_referral(viewer: Viewer, child: UUID) -> dict[UUID, list[Worse]]:
    """Of one child, the newest first."""
    found: dict[UUID, list[Worse]] = defaultdict(list)
    for word in words_of(viewer).filter(child=child):
        found[word.case_id].append(word)
    return found


def answer_by(said_on: dt.date) -> dt.date:
    return count(ANSWER_WITHIN.n, ANSWER_WITHIN.unit, "of", said_on)


@transaction.atomic
def say(viewer: Viewer, referral: Referral, *, words: str, call: str, on: dt.date) -> Worse:
    """A family's word. The same words on the same day are one word, however often the button is pressed."""
    if not may(viewer, "write", MESSAGES, Record(owner=referral.owner_id, child=referral.child_id, case=referral.case_id)):
        raise Refused
    one_at_a_time(f"worse {referral.case_id}")
    same = words_of(viewer).filter(case=referral.case_id, said_on=on, words=words, said_by=viewer.id).first()
    if same is not None:
        return same
    said = Worse(case_id=referral.case_id, child_id=referral.child_id, owner_id=referral.owner_id, words=words, call=call, said_on=on, said_by=viewer.id, said_by_name=viewer.name)
    Worse.objects.bulk_create([said])
    enqueue("services.keep_safe", word=str(said.pk))
    return said


@transaction.atomic
def answer(viewer: Viewer, word: UUID, *, text: str, on: dt.date) -> bool:
    """A clinician's answer; whether it was still owed."""
    said = words_of(viewer).filter(pk=word).first()
    if said is None or not _answers(viewer, said):
        raise Refused
    if not Worse.objects.filter(pk=said.pk, answered_on=None).update(
        answer=text, answered_on=on, answered_by=viewer.id, answered_by_name=viewer.name
    ):
        return False
    enqueue("services.keep_safe", word=str(said.pk))
    return True


def _answers(viewer: Viewer, said: Worse) -> bool:
    clinician = any(r.slug == "health-practitioner" and r.organisation == said.owner_id for r in viewer.roles)
    return clinician and may(viewer, "write", MESSAGES, Record(owner=said.owner_id, child=said.child_id, case=said.case_id))


@transaction.atomic
def give(viewer: Viewer, word: UUID, clinician: UUID) -> None:
    """A manager gives a word to a clinician of the provider, who then has the child."""
    if clinician not in {p.pk for p in clinicians(viewer)}:
        raise Refused
    with connection.cursor() as cursor:
        cursor.execute("select services_give(%s, %s)", [word, clinician])
        if not cursor.fetchone()[0]:
            raise Refused


def clinicians(viewer: Viewer) -> list[Practitioner]:
    """Of the provider that the viewer manages."""
    owner = managed(viewer)
    return list(Practitioner.objects.filter(organisation=owner, role="health-practitioner").order_by("name")) if owner else []


@dataclass(frozen=True)
class Waiting:
    """A word that nobody has answered yet; `word` itself is there for its clinician alone."""

    id: UUID
    case: UUID
    said_on: dt.date
    child: Child
    by: dt.date
    word: Worse | None


def unanswered(viewer: Viewer) -> list[Waiting]:
    """What is owed an answer, the earliest day first: to a clinician who has the child what was said, to the provider's manager only of whom."""
    words = {w.pk: w for w in words_of(viewer).filter(answered_on=None) if _answers(viewer, w)}
    owed = {w.pk: (w.case_id, w.child_id, w.said_on) for w in words.values()}
    owed |= {
        word: (case, child, said_on)
        for word, case, child, said_on in rows('select word, "case", child, said_on from services_answers_owed()')
    }
    who = children_named(viewer, [child for _, child, _ in owed.values()])
    found = [
        Waiting(pk, case, said_on, who[child], answer_by(said_on), words.get(pk))
        for pk, (case, child, said_on) in owed.items()
        if child in who
    ]
    return sorted(found, key=lambda w: (w.by, w.child.sort_key))


# --- by the queue's worker, which is the system role ---


@transaction.atomic
def on_the_case(word: UUID) -> None:
    """The days of a word and of its answer, as events of the case on which this wait is kept safe; the case begins with the first."""
    said = Worse.objects.filter(pk=word).select_related("case").first()
    if said is None:
        return
    one_at_a_time(f"safe waiting {said.case_id}")
    # A child who was seen since is answered all the same.
    case = kept_case(said.case, said.said_on, f"user:{said.said_by}")
    told = {"message": str(said.pk)}
    if not Event.objects.filter(case=case, event="got-worse", about=str(said.pk)).exists():
        record(case, "got-worse", said.said_on, told, f"user:{said.said_by}")
    if said.answered_on and not Event.objects.filter(case=case, event="got-worse-answered", about=str(said.pk)).exists():
        record(case, "got-worse-answered", said.answered_on, told, f"user:{said.answered_by}")
    project_with_linked(case)

