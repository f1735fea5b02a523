"""One page of the services that answer, how many there are, and how many have each need: asked in one question, so that thousands that
answer are neither carried to Python nor looked through twice."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet, Value

from goldenthread.offer.models import Service

WEIGHTS = [0.1, 0.3, 0.6, 1.0]
"""Of who runs a service, of whom it is for and what it does, of its needs, and of its name. `offer_found` has the same."""
HALF_AS_GOOD = 10
"""Miles at which an answer counts half of the same next door, where a place is given."""
ONLINE = 5.0
"""Miles that something online or by telephone counts as: no nearer than a place that can be walked to."""
_ORDERS = {
    "best": "worth desc, name, id",
    "nearest": "miles nulls last, worth desc, name, id",
    "best here": f"worth / (1 + coalesce(miles, {ONLINE}) / {HALF_AS_GOOD}) desc, worth desc, name, id",
}


class RawQuery(SearchQuery):
    """A question that `offer_asked` wrote: it is read as it stands, never stemmed again."""

    def __init__(self, question: str) -> None:
        super().__init__(Value(question))

    def as_sql(self, compiler: Any, connection: Any, function: Any = None, template: Any = None, **extra: Any) -> tuple[str, list[Any]]:
        sql, params = compiler.compile(self.source_expressions[-1])
        return f"{sql}::tsquery", list(params)


@dataclass(frozen=True)
class Ranked:
    ids: list[UUID]
    # To those of the page that have a place.
    miles: dict[UUID, float]
    total: int
    # By the code of a need, of all that answer.
    needs: dict[str, int]


@contextmanager
def by_index() -> Iterator[None]:
    """Full text is asked of its index: the planner takes a match for cheap, and would read every service for a ring of thirty phrases."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Tens of thousands that answer are held in memory for the moment that it takes, and not written to disk.
        cursor.execute("set local enable_seqscan = off; set local work_mem = '32MB'")
        yield
        cursor.execute("set local enable_seqscan to default; set local work_mem to default")


def ranked(rows: QuerySet[Service], order: str, skip: int, take: int, words: bool = True) -> Ranked:
    """Of services with their `worth` and `miles`, those at one place of an order of `_ORDERS`; `words` says that full text is asked."""
    try:
        inner, given = rows.order_by().values("id", "name", "needs", "worth", "miles").query.sql_with_params()
    except EmptyResultSet:
        # A filter that nothing can answer, such as a wait that no list has.
        return Ranked([], {}, 0, {})
    asked = f"""
        with hit as materialized ({inner}), page as (select id, miles from hit order by {_ORDERS[order]} limit %s offset %s)
        select (select json_agg(json_build_array(needs, n)) from (select needs, count(*) as n from hit group by needs) g),
            (select json_agg(json_build_array(id, miles)) from page)
    """  # noqa: S608 - the order is one of ours, and what is asked goes as parameters
    with by_index() if words else nullcontext(), connection.cursor() as cursor:
        cursor.execute(asked, [*given, take, skip])
        groups, page = (json.loads(told) if isinstance(told, str) else told or [] for told in cursor.fetchone())
    needs: Counter[str] = Counter()
    for codes, n in groups:
        needs.update(dict.fromkeys(codes, n))
    return Ranked([UUID(key) for key, _ in page], {UUID(key): miles for key, miles in page if miles is not None}, sum(n for _, n in groups), needs)
