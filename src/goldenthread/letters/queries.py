"""What can be asked about letters and messages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.utils import timezone

from goldenthread.access.policy import OF_A_CHILD, Shape, visible
from goldenthread.access.viewer import Viewer
from goldenthread.engine.calendar import london_date
from goldenthread.letters.models import Letter, Message
from goldenthread.people.kinds import PLAN, STAGE
from goldenthread.web.turns import one_at_a_time

_LETTERS = Shape()
_TO_OTHERS = Q(Func(F("template"), function="letters_to_others", output_field=BooleanField()))


def _readable(viewer: Viewer) -> Q:
    """A letter that encloses a plan, or is of that kind, tells what the plan says: it is read as the plan is (SEND Regulations 2014 r.17),
    by the officers of a body and the family, and otherwise by whoever it was addressed to. A family reads no letter to somebody else."""
    bodies = [g.owners for g in viewer.grants if PLAN in g.read and g.children is None and g.owners is not None]
    families = [g.children for g in viewer.grants if PLAN in g.read and g.owners is None and g.children is not None]
    as_a_plan = Q(owner__in=sorted(frozenset().union(*bodies))) | Q(child__in=sorted(frozenset().union(*families)))
    addressed = Q(Func(F("pk"), function="letters_addressed", output_field=BooleanField()))
    tells_of_no_plan = Q(encloses=None) & ~Q(kind_of_data=PLAN)
    as_family = Q(pk__in=[])
    for g in viewer.grants:
        if g.owners is None and g.children is not None:
            as_family |= Q(child__in=sorted(g.children), kind_of_data__in=sorted(g.read))
    return visible(viewer, "read", shape=_LETTERS) & ~Q(pk__in=sorted(viewer.withheld)) & (tells_of_no_plan | as_a_plan | addressed) & (addressed | ~(as_family & _TO_OTHERS))


def letters_of(viewer: Viewer, case: UUID) -> QuerySet[Letter]:
    """The letters of a case that a viewer may read, newest first."""
    return Letter.objects.filter(_readable(viewer), case=case).order_by("-made_at")


def letters_of_child(viewer: Viewer, child: UUID) -> QuerySet[Letter]:
    """The letters about a child to its family, on whichever case, that a viewer may read, newest first."""
    return Letter.objects.filter(_readable(viewer), ~_TO_OTHERS, child=child).order_by("-made_at")


def letter(viewer: Viewer, key: UUID) -> Letter | None:
    rows = Letter.objects.filter(_readable(viewer), pk=key).select_related("content")
    return rows.first()


def messages_of(viewer: Viewer, case: UUID) -> QuerySet[Message]:
    """What was sent about a case and to whom, for those who write to it."""
    return Message.objects.filter(_casework(viewer), case=case).order_by("-queued_at")


def told_today(viewer: Viewer, case: UUID, purposes: Collection[str], about: str, address: str = "") -> bool:
    """Whether such a message about somebody was queued today already, so that a second press sends nothing more. Two presses at
    one moment come one after the other: to be asked inside the transaction that queues."""
    one_at_a_time(f"told {case} {about}")
    found = messages_of(viewer, case).filter(purpose__in=purposes, about=about)
    latest = (found.filter(address=address) if address else found).first()
    return latest is not None and london_date(latest.queued_at) == london_date(timezone.now())


def _casework(viewer: Viewer) -> Q:
    """A message carries an address, which a child's other parent may not learn: for casework alone."""
    return visible(viewer, "write", shape=OF_A_CHILD, kind=STAGE)


def to_post(viewer: Viewer) -> list[Message]:
    """Letters that wait to be printed and posted, oldest first; and those whose email could not be sent, which can be."""
    waiting = Q(state=Message.State.TO_POST) | Q(state=Message.State.FAILED, letter__isnull=False)
    return list(Message.objects.filter(_casework(viewer), waiting).select_related("child", "letter__content").defer("letter__content__file").order_by("queued_at", "id"))


def posted_lately(viewer: Viewer, since: dt.datetime) -> list[Message]:
    found = Message.objects.filter(_casework(viewer), posted=True, sent_at__gte=since)
    return list(found.select_related("child", "letter").order_by("-sent_at"))


def message_to_post(viewer: Viewer, key: UUID) -> Message | None:
    """A letter of the tray, with its words, for whoever prints it."""
    found = Message.objects.filter(_casework(viewer), pk=key, letter__isnull=False)
    return found.select_related("letter__content", "letter__encloses", "child").first()


@dataclass(frozen=True)
class Failure:
    """A message that could not be sent: no name, no address."""

    id: UUID
    purpose: str
    queued_at: dt.datetime
    fault: str


@dataclass(frozen=True)
class FailedJob:
    """A job of the queue whose last run failed."""

    task: str
    failed_at: dt.datetime
    tried_again: bool


def failed_jobs(viewer: Viewer) -> list[FailedJob]:
    if not viewer.holds("system-administrator", "la-send-manager"):
        return []
    with connection.cursor() as cursor:
        cursor.execute("select * from letters_failed_jobs()")
        return [FailedJob(*row) for row in cursor.fetchall()]


def failures(viewer: Viewer) -> list[Failure]:
    if not viewer.holds("system-administrator", "la-send-manager"):
        return []
    with connection.cursor() as cursor:
        cursor.execute("select * from letters_failures()")
        return [Failure(*row) for row in cursor.fetchall()]
