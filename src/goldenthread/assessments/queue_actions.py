"""Giving a case in the queue to a psychologist, for a week that has time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from django.db import connection, transaction

from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.capacity import Person, people
from goldenthread.assessments.queue import PRINCIPAL, Row, body_of, earlier_and_alone, queue
from goldenthread.cases.actions import receive_on_the_demos_day
from goldenthread.letters.sending import enqueue
from goldenthread.letters.writing import mail
from goldenthread.science.ep_queue import Time


class NoLonger(Exception):
    """The case waits no more: its advice came, or the assessment ended."""


class Changed(Exception):
    """A colleague has moved the case since the page was read. Nothing was recorded."""


class AllKept(Exception):
    """Nothing of that week is neither kept nor leave."""


@dataclass(frozen=True)
class Why:
    """What of a move asks for a reason."""

    passed_over: int = 0
    beyond_time: bool = False
    taken_from: str = ""

    def __bool__(self) -> bool:
        return bool(self.passed_over or self.beyond_time or self.taken_from)


class NeedsReason(Exception):
    def __init__(self, why: Why) -> None:
        self.why = why
        super().__init__("This move needs a reason")


def time_without(row: Row, person: Person, week: dt.date) -> Time:
    """Somebody's week as if this case had not been given to them yet."""
    time = person.time(week)
    own = row.with_whom is not None and row.with_whom.practitioner == person.key and row.with_whom.week == week
    return replace(time, given=time.given - 1) if own else time


def asks_why(waiting: list[Row], row: Row, person: Person, week: dt.date) -> Why:
    before = row.with_whom
    return Why(
        len(earlier_and_alone(waiting, row.number)),
        not time_without(row, person, week).left,
        before.name if before and before.practitioner != person.key else "",
    )


@transaction.atomic
def allocate(viewer: Viewer, case: UUID, who: UUID, week: dt.date, *, reason: str, read: str, on: dt.date) -> Row:
    """Records the move and the allocation together, and answers the case as it stood in the queue. `read` is what the
    page that asks showed: see `state_of`. Raises NoLonger, Changed, AllKept, NeedsReason or Refused, and nothing is
    recorded then."""
    body = body_of(viewer, PRINCIPAL)
    if body is None:
        raise Refused
    receive_on_the_demos_day()
    with connection.cursor() as cursor:
        cursor.execute("select assessments_hold_queue(%s)", [body])
    waiting = queue(viewer, on)
    row = next((r for r in waiting if r.case.pk == case), None)
    if row is None:
        raise NoLonger
    if state_of(row) != read:
        raise Changed
    person = next((p for p in people(viewer, on, [week]) if p.key == who), None)
    if person is None:
        raise Refused
    if person.time(week).closed:
        raise AllKept
    why = asks_why(waiting, row, person, week)
    if why and not reason.strip():
        raise NeedsReason(why)
    with connection.cursor() as cursor:
        cursor.execute(
            "select assessments_allocate(%s, %s, %s, %s, %s, %s, %s)",
            [case, who, week, row.number, row.reason, why.passed_over, reason.strip()],
        )
        move = cursor.fetchone()[0]
        if move is None:
            raise Refused
        if row.with_whom is None or row.with_whom.practitioner != who:
            words = mail(row.case.owner_id, "queue-given", {"reader": person.name})
            cursor.execute("select assessments_tell_given(%s, %s, %s, %s)", [uuid4(), move, words.subject, words.body])
            if told := cursor.fetchone()[0]:
                enqueue("letters.send", message=str(told))
    return row


def state_of(row: Row) -> str:
    """Who has a case, by which move: it changes with every move."""
    return f"{row.move}.{row.with_whom.practitioner if row.with_whom else ''}"
