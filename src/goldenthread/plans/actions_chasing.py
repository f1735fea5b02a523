"""What the daily job does about silence on a draft. Every message of it stands among the messages of the case."""

from __future__ import annotations

from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import connection, transaction

from goldenthread.letters.sending import enqueue
from goldenthread.letters.writing import mail
from goldenthread.plans.chasing import REMINDER, UNCONFIRMED, reminder_day, told_day, who_is_told


@transaction.atomic
def chase_clauses(today: date) -> int:
    """Reminds those who are silent on the published days, and then tells the designated officer, once for each draft.
    Answers how many messages it queued: none, if it has run today already."""
    with connection.cursor() as cursor:
        cursor.execute("select * from plans_silent()")
        silent = cursor.fetchall()
    return sum(_chase(*each, today) for each in silent)


def _chase(case: UUID, plan: UUID, contributor: str, author: UUID, sent_on: date, owner: UUID, today: date) -> int:
    if day := reminder_day(sent_on, today):
        return _once(case, plan, contributor, author, owner, REMINDER, day)
    lead = who_is_told(contributor)
    if lead and (day := told_day(sent_on, today)):
        return _once(case, plan, contributor, author, owner, UNCONFIRMED, day, *lead)
    return 0


def _once(
    case: UUID, plan: UUID, contributor: str, author: UUID, owner: UUID, purpose: str, day: date, role: str = "", body: str = ""
) -> int:  # fmt: skip
    # The same message, made again, is the same one.
    message = uuid5(NAMESPACE_URL, f"{plan} {contributor} {author} {purpose} {day.isoformat()}")
    words = mail(owner, purpose, {})
    signed_in = mail(owner, f"{REMINDER}-signed-in", {})
    with connection.cursor() as cursor:
        cursor.execute(
            "select plans_chase(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [message, case, contributor, author, purpose, role, body, words.subject, words.body, signed_in.body],
        )
        queued = cursor.fetchone()[0]
    if queued:
        enqueue("letters.send", message=str(queued))
    return int(queued is not None)
