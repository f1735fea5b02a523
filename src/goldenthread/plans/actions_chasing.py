"""What the daily job does about silence on a draft. Every message of it stands among the messages of the case."""

from __future__ import annotations

from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import connection, transaction

from goldenthread.letters.sending import enqueue
from goldenthread.plans.chasing import REMINDER, UNCONFIRMED, reminder_day, told_day, who_is_told

_REMINDER = (
    "We asked you to check what a draft education, health and care plan says of your advice, and have no answer yet.\n\n"
    "Please check it. It takes a few minutes: {where}\n\n"
    "If nobody answers, it shows as not confirmed. The plan is not held up.\n"
)
_UNCONFIRMED = (
    "Words in a draft plan that rest on your service’s advice are not confirmed by their author, who was asked and reminded. "
    "The plan is not held up: it will be issued with the words as they stand.\n\n"
    "Sign in to Golden Thread and open “Not confirmed”. It names the child; this message does not.\n"
)
_SUBJECTS = {
    REMINDER: "A reminder: please check what a draft plan says of your advice",
    UNCONFIRMED: "Clauses of a draft plan are not confirmed",
}


@transaction.atomic
def chase_clauses(today: date) -> int:
    """Reminds those who are silent on the published days, and then tells the designated officer, once for each draft.
    Answers how many messages it queued: none, if it has run today already."""
    with connection.cursor() as cursor:
        cursor.execute("select * from plans_silent()")
        silent = cursor.fetchall()
    return sum(_chase(*each, today) for each in silent)


def _chase(case: UUID, plan: UUID, contributor: str, author: UUID, sent_on: date, today: date) -> int:
    if day := reminder_day(sent_on, today):
        return _once(case, plan, contributor, author, REMINDER, day)
    lead = who_is_told(contributor)
    if lead and (day := told_day(sent_on, today)):
        return _once(case, plan, contributor, author, UNCONFIRMED, day, *lead)
    return 0


def _once(case: UUID, plan: UUID, contributor: str, author: UUID, purpose: str, day: date, role: str = "", body: str = "") -> int:
    # The same message, made again, is the same one.
    message = uuid5(NAMESPACE_URL, f"{plan} {contributor} {author} {purpose} {day.isoformat()}")
    words = _REMINDER if purpose == REMINDER else _UNCONFIRMED
    by_link = words.replace("{where}", "{link}")
    signed_in = words.replace("{where}", "sign in to Golden Thread, and open “My clauses” of the case.")
    with connection.cursor() as cursor:
        cursor.execute(
            "select plans_chase(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [message, case, contributor, author, purpose, role, body, _SUBJECTS[purpose], by_link, signed_in],
        )
        queued = cursor.fetchone()[0]
    if queued:
        enqueue("letters.send", message=str(queued))
    return int(queued is not None)
