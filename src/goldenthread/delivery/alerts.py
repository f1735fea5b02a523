"""Telling whoever gives a line, and the case officer, that lines are three weeks behind: one message a person and week, which
says how many and names nobody."""

from __future__ import annotations

from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

import polars as pl
from django.db import connection, transaction

from goldenthread.cases.plain_sql import rows
from goldenthread.delivery.lines import OF_A_SCHOOL
from goldenthread.delivery.owed import copied
from goldenthread.engine.calendar import monday_of
from goldenthread.letters.sending import enqueue
from goldenthread.letters.writing import mail
from goldenthread.science.delivery import Line, is_behind, line_of, minutes_a_week, service_of
from goldenthread.science.delivery_columns import LINES, WORDS, roll_up
from goldenthread.web.json_column import json_of
from goldenthread.web.words import count_of

_PURPOSE = "provision-behind"


def lines_behind(on: date) -> dict[UUID, str]:
    """The lines in force that are behind on a day, of everybody, with the service of each: for the job."""
    scheduled, a_week, known = [], {}, {}
    for n, line, details, words, first, last, closures, contributor in rows("select * from delivery_watch_lines()"):
        said = json_of(details)
        read = line_of(said, words)
        if isinstance(read, Line) and first <= on:
            scheduled.append((n, read.rhythm.times, read.rhythm.every, read.rhythm.period, read.minutes, read.weeks, first, last, closures))
            if last is None or last >= on:
                a_week[n], known[n] = minutes_a_week(read), (line, service_of(str(said.get("who") or ""), contributor, words))
    if not scheduled:
        return {}
    found = roll_up(pl.DataFrame(scheduled, schema=LINES, orient="row"), copied("delivery_watch_words() w (line, monday, party, delivered, missed, made_up, number)", WORDS), on)
    late = [n for n, owed, silent in found.select("line", "owed", "not_recorded").iter_rows()
            if n in known and is_behind(owed, silent, a_week[n])]  # fmt: skip
    return dict(known[n] for n in late)


@transaction.atomic
def tell_who_is_behind(on: date) -> int:
    """Answers how many messages it queued: none, if this week's were queued before."""
    late = lines_behind(on)
    of_a_school = [line for line, service in late.items() if service in OF_A_SCHOOL]
    told = rows("select practitioner, lines, council from delivery_whom(%(lines)s, %(of_a_school)s::uuid[])", lines=list(late), of_a_school=of_a_school) if late else []
    return sum(_tell(who, number, council, on) for who, number, council in told)


def _tell(who: UUID, number: int, council: UUID, on: date) -> int:
    # The same message, made again, is the same one.
    message = uuid5(NAMESPACE_URL, f"{_PURPOSE} {who} {monday_of(on).isoformat()}")
    words = mail(council, _PURPOSE, {"lines": count_of(number, "line")})
    with connection.cursor() as cursor:
        cursor.execute("select delivery_tell(%s, %s, %s, %s)", [message, who, words.subject, words.body])
        queued = cursor.fetchone()[0]
    if queued:
        enqueue("letters.send", message=str(queued))
    return int(queued is not None)
