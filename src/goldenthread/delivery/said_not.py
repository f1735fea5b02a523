"""Telling whoever gives a line, and the case officer, that the family says it did not happen: at once, and one message a person,
child and day, however many lines and weeks the family speaks of. It names nobody."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from django.db import connection, transaction

from goldenthread.cases.plain_sql import rows
from goldenthread.delivery.lines import OF_A_SCHOOL
from goldenthread.letters.sending import enqueue
from goldenthread.letters.writing import mail
from goldenthread.science.delivery import service_of
from goldenthread.web.json_column import json_of

PURPOSE = "help-not-given"


@transaction.atomic
def tell_of_a_word(number: int) -> int:
    """Of the family's word with this number. Answers how many messages it queued: none where it was taken back, settled or
    recorded as missed meanwhile, or where they were told today already."""
    queued = 0
    for line, child, owner, day, details, contributor, text in rows("select * from delivery_said_not(%(number)s)", number=number):
        said = json_of(details)
        of_a_school = [line] if service_of(str(said.get("who") or ""), contributor, text) in OF_A_SCHOOL else []
        words = mail(owner, PURPOSE, {})
        for (who,) in rows("select practitioner from delivery_whom(%(lines)s, %(of_a_school)s::uuid[])", lines=[line], of_a_school=of_a_school):
            # The same message, made again, is the same one.
            message = uuid5(NAMESPACE_URL, f"{PURPOSE} {who} {child} {day.isoformat()}")
            with connection.cursor() as cursor:
                cursor.execute("select delivery_tell(%s, %s, %s, %s, %s)", [message, who, words.subject, words.body, PURPOSE])
                made = cursor.fetchone()[0]
            if made:
                enqueue("letters.send", message=str(made))
                queued += 1
    return queued
