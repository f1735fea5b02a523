"""Chasing advice: remind whoever owes it, and take it to those above them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import connection, transaction

from goldenthread.access.links import make_link
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.advice_asking_actions import CannotAsk, person_of
from goldenthread.assessments.advice_queries import (
    Person,
    asked_by_name_of,
    has_the_child,
)
from goldenthread.assessments.chasing import (
    ESCALATED,
    HEADS,
    NOBODY,
    NOT_KNOWN,
    REMINDER,
    Above,
    above,
    escalation_day,
    not_known_day,
    reminder_day,
)
from goldenthread.cases.models import Case
from goldenthread.cases.presenters import plain
from goldenthread.engine.explain import full_day
from goldenthread.letters.queries import told_today
from goldenthread.letters.sending import Recipient, enqueue, queue
from goldenthread.letters.writing import Mail, mail
from goldenthread.people.kinds import STAGE

_TO_HEAD, _WITHOUT_LINK = "advice-escalated-to-head", "advice-reminder-signed-in"


def words_of(owner: UUID, slug: str, contributor: str, due: dt.date, **more: str) -> Mail:
    return mail(owner, slug, {"contributor": plain(contributor), "due": full_day(due), **more})


@transaction.atomic
def remind(viewer: Viewer, case: Case, contributor: str, due: dt.date | None, on: dt.date) -> Person:
    """A reminder from the officer, at once, with a new link to the same task; to whoever has the child without having been asked by
    name, without one. Answers whom it went to."""
    named = asked_by_name_of(viewer, case, on).get(contributor)
    person = named or has_the_child(viewer, case, on).get(contributor)
    if person is None:
        raise CannotAsk("Nobody is named for this advice. Ask somebody by name first")
    if not person.email:
        raise CannotAsk(f"{person.name} has no email address in the directory")
    if told_today(viewer, case.pk, [REMINDER], contributor, person.email):
        raise CannotAsk(f"{person.name} was reminded today already. Nothing more was sent")
    words, link = words_of(case.owner_id, REMINDER, contributor, due or on), None
    body = words.body
    if named:
        link = make_link(person_of(person), task="advice", child=case.child_id, case=case.pk, owner=case.owner_id, about=contributor)
    else:
        body = words_of(case.owner_id, _WITHOUT_LINK, contributor, due or on).body
    queue(
        viewer, Recipient("contributor", person.name, person.email), purpose=REMINDER, subject=words.subject, body=body,
        child=case.child_id, case=case.pk, owner=case.owner_id, about=contributor, link=link, kind=STAGE,
    )  # fmt: skip
    return person


@dataclass(frozen=True)
class ToChase:
    case: UUID
    contributor: str
    due: dt.date | None
    not_known: dt.date | None
    # Whose words its messages are in.
    owner: UUID


@transaction.atomic
def chase(today: dt.date) -> int:
    """What the daily job does: reminds on the published days, and takes what is late to those above. How many messages
    it queued: none, if it has run today already."""
    with connection.cursor() as cursor:
        cursor.execute("select * from assessments_to_chase()")
        waiting = [ToChase(*row) for row in cursor.fetchall()]
    return sum(_chase(each, today) for each in waiting)


def _chase(each: ToChase, today: dt.date) -> int:
    if each.not_known is not None:
        day = not_known_day(each.not_known, today)
        return _once(each, NOT_KNOWN, day, each.not_known, "officer", "") if day else 0
    assert each.due is not None
    if day := reminder_day(each.due, today):
        return _once(each, REMINDER, day, each.due, "contributor", "")
    if day := escalation_day(each.due, today):
        return sum(_escalate(each, a, day, each.due) for a in above(each.contributor))
    return 0


def _escalate(each: ToChase, a: Above, day: dt.date, due: dt.date) -> int:
    """To whoever stands above; where nobody is entered there, the officer is told so plainly."""
    with connection.cursor() as cursor:
        cursor.execute("select assessments_somebody_above(%s, %s, %s, %s)", [each.case, each.contributor, a.role, a.body])
        somebody = cursor.fetchone()[0]
    if somebody:
        # Whom it was asked of is put in by the database, which alone may name them to the job.
        words = words_of(each.owner, _TO_HEAD, each.contributor, due, asked="[asked]") if a.role in HEADS else None
        return _once(each, ESCALATED, day, due, a.role, a.body, words)
    return _once(each, NOBODY, day, due, "officer", f"{a.role} {a.body}", words_of(each.owner, NOBODY, each.contributor, due, missing=a.missing))


def _once(each: ToChase, purpose: str, day: dt.date, due: dt.date, role: str, body: str, words: Mail | None = None) -> int:
    words = words or words_of(each.owner, purpose, each.contributor, due)
    bare = words_of(each.owner, _WITHOUT_LINK, each.contributor, due).body
    message = message_key(each.case, each.contributor, purpose, day, f"{role} {body}")
    with connection.cursor() as cursor:
        cursor.execute(
            "select assessments_chase(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [message, each.case, each.contributor, purpose, role, body, words.subject, words.body, bare],
        )
        queued = cursor.fetchone()[0]
    if queued:
        enqueue("letters.send", message=str(queued))
    return int(queued is not None)


def message_key(case: UUID, contributor: str, purpose: str, day: dt.date, to: str) -> UUID:
    """A message of the job is what it is about and the day that it belongs to: made again, it is the same one."""
    return uuid5(NAMESPACE_URL, f"{case} {contributor} {purpose} {day.isoformat()} {to.strip()}")


