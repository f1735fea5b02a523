"""Questions of the pages that are asked most, in plain SQL, since making a question of Django's takes longer than its
answer. Row-level security holds in the database, and the policy is asked about each row that comes."""

from __future__ import annotations

from typing import Any

from django.db import connection

from goldenthread.access.policy import IDENTITY, Record, may
from goldenthread.access.viewer import Viewer

Row = tuple[Any, ...]


def rows(question: str, **given: Any) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        return cursor.fetchall()


def one_at_a_time(what: str) -> None:
    """Until this transaction ends, whoever else does the same thing waits here: two presses of one button are one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])


def identities(viewer: Viewer, question: str, **given: Any) -> list[Row]:
    """The rows of who is who that the viewer may read. Each comes with its owner and its child before the rest, which
    is answered."""
    return [
        rest
        for owner, child, *rest in rows(question, **given)
        if may(viewer, "read", IDENTITY, Record(owner=owner, child=child))
    ]
