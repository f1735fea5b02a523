"""Questions of the pages that are asked most, in plain SQL, since making a question of Django's takes longer than its
answer. Row-level security holds in the database, and the policy is asked about each row that comes."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model
from django.db.models.base import ModelState

from goldenthread.access.policy import IDENTITY, Record, may
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case
from goldenthread.people.models import Child

Row = tuple[Any, ...]
_M = TypeVar("_M", bound=Model)


def rows(question: str, **given: Any) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        return cursor.fetchall()


def identities(viewer: Viewer, question: str, **given: Any) -> list[Row]:
    """The rows of who is who that the viewer may read. Each comes with its owner and its child before the rest, which
    is answered."""
    return [
        rest
        for owner, child, *rest in rows(question, **given)
        if may(viewer, "read", IDENTITY, Record(owner=owner, child=child))
    ]


_CASE, _CHILD = ([f.attname for f in model._meta.concrete_fields] for model in (Case, Child))
CASE_AND_CHILD = ", ".join([*(f"c.{name}" for name in _CASE), *(f"k.{name}" for name in _CHILD)])
"""What `case_of` reads, of a case `c` and its child `k`."""


def cases_where(condition: str, **given: Any) -> list[Case]:
    """The cases `c` that row-level security shows, each with its child, or without where who it is may not be read."""
    question = f"select {CASE_AND_CHILD} from cases_case c left join people_child k on k.id = c.child_id where {condition}"  # noqa: S608 - our own words
    return [case_of(row) for row in rows(question, **given)]


def case_of(row: Row) -> Case:
    case = _restored(Case, _CASE, row[: len(_CASE)])
    case.closures = json.loads(row[_CASE.index("closures")])
    case.child = _restored(Child, _CHILD, row[len(_CASE) :]) if row[len(_CASE)] else None
    return case


def _restored(model: type[_M], names: list[str], row: Row) -> _M:
    """As unpickling restores a row of a model. Django’s own way visits each field and sends two signals, which for a hundred cases takes
    longer than the database does."""
    found = model.__new__(model)
    found.__dict__.update(zip(names, row, strict=True))
    found._state = ModelState()
    found._state.adding, found._state.db = False, "default"
    return found
