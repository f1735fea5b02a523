"""Questions of the pages that are asked most, in plain SQL, since making a question of Django's takes longer than its
answer. Row-level security holds in the database, and the policy is asked about each row that comes."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection

from goldenthread.access.policy import IDENTITY, Record, may
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case
from goldenthread.people.models import Child

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


_CASE, _CHILD = ([f.attname for f in model._meta.concrete_fields] for model in (Case, Child))
_CASES = f"""
select {", ".join(f"c.{name}" for name in _CASE)}, {", ".join(f"k.{name}" for name in _CHILD)}
from cases_case c left join people_child k on k.id = c.child_id
where """  # noqa: S608 - names of our own models


def cases_where(condition: str, **given: Any) -> list[Case]:
    """The cases `c` that row-level security shows, each with its child, or without where who it is may not be read."""
    found = []
    for row in rows(_CASES + condition, **given):
        case = Case.from_db("default", _CASE, row[: len(_CASE)])
        case.closures = json.loads(row[_CASE.index("closures")])
        case.child = Child.from_db("default", _CHILD, row[len(_CASE) :]) if row[len(_CASE)] else None
        found.append(case)
    return found
