"""What can be asked about letters and messages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from goldenthread.access.policy import Shape, visible
from goldenthread.access.viewer import Viewer
from goldenthread.letters.models import Letter, Message

_LETTERS = Shape()


def letters_of(viewer: Viewer, case: UUID) -> QuerySet[Letter]:
    """The letters of a case that a viewer may read, newest first."""
    return Letter.objects.filter(visible(viewer, "read", shape=_LETTERS), case=case).order_by("-made_at")


def letter(viewer: Viewer, key: UUID) -> Letter | None:
    rows = Letter.objects.filter(visible(viewer, "read", shape=_LETTERS), pk=key).select_related("content")
    return rows.first()


def messages_of(viewer: Viewer, case: UUID) -> QuerySet[Message]:
    """What was sent about a case and to whom, for those who write to it."""
    return Message.objects.filter(visible(viewer, "write", shape=_LETTERS), case=case).order_by("-queued_at")


@dataclass(frozen=True)
class Failure:
    """A message that could not be sent: no name, no address."""

    id: UUID
    purpose: str
    queued_at: dt.datetime
    fault: str


def failures(viewer: Viewer) -> list[Failure]:
    if not viewer.holds("system-administrator", "la-send-manager"):
        return []
    with connection.cursor() as cursor:
        cursor.execute("select * from letters_failures()")
        return [Failure(*row) for row in cursor.fetchall()]
