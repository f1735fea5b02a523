"""One page of the services that answer, how many there are, and how many of them have each need, way to get it, waiting list, range of ages, cost and
place: asked in one question, so that thousands that answer are neither carried to Python nor looked through twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet, Value

from goldenthread.offer.models import Service
from goldenthread.web.json_column import json_of

WEIGHTS = [0.1, 0.3, 0.6, 1.0]
"""Of who runs a service, of whom it is for and what it does, of its needs, and of its name; for ts_rank: ts_rank_cd took seven times as long over the
same services and put fewer right ones first (docs/local-offer.md)."""
HALF_AS_GOOD = 10
"""Miles at which an answer counts half of the same next door, where a place is given."""
ONLINE = 5.0
"""Miles that something online or by telephone counts as: no nearer than a place that can be walked to."""
_ORDERS = {
    "best": "worth desc, name, id",
    "nearest": "miles nulls last, worth desc, name, id",
    "best here": f"worth / (1 + coalesce(miles, {ONLINE}) / {HALF_AS_GOOD}) desc, worth desc, name, id",
}


# Which of the sets of columns a group is of: a bit is set for each that it is not of.
_NEEDS, _HOW, _LISTS = 0b011, 0b101, 0b110
TURN_UP = "just-turn-up"
MOST_LOOKED_UP = 2000
"""What a service costs and where it is lie in other tables: of more answers than these they are not looked up, which took as long as all else."""


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
    # By the code of a need, of all that answer; and of a way to get it.
    needs: dict[str, int]
    how: dict[str, int] = field(default_factory=dict)
    # By the name of a waiting list and whether families just turn up.
    lists: dict[tuple[str, bool], int] = field(default_factory=dict)
    # By the lowest and the highest age; None is no limit.
    ages: dict[tuple[int | None, int | None], int] = field(default_factory=dict)
    # By the name of a district in which they have a place; and those that are free. Not counted where too many answer.
    places: dict[str, int] = field(default_factory=dict)
    free: int | None = None


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
        inner, given = rows.order_by().values("id", "name", "needs", "how", "waiting_list", "minimum_age", "maximum_age", "worth", "miles").query.sql_with_params()
    except EmptyResultSet:
        # A filter that nothing can answer, such as a wait that no list has.
        return Ranked([], {}, 0, {})
    asked = f"""
        with hit as materialized ({inner}), page as (select id, miles from hit order by {_ORDERS[order]} limit %s offset %s)
        select (select json_agg(json_build_array(kind, what, n)) from (
                select grouping(needs) * 4 + grouping(how) * 2 + grouping(waiting_list) as kind,
                    case when grouping(needs) = 0 then to_json(needs) when grouping(how) = 0 then to_json(how)
                         when grouping(waiting_list) = 0 then json_build_array(waiting_list, turn_up) else json_build_array(minimum_age, maximum_age) end as what, count(*) as n
                from (select *, how @> array['{TURN_UP}']::varchar[] as turn_up from hit) each
                group by grouping sets ((needs), (how), (waiting_list, turn_up), (minimum_age, maximum_age))) g),
            (select json_agg(json_build_array(id, miles)) from page),
            case when few.yes then (select count(*) from hit where exists (select 1 from offer_costoption c where c.service_id = hit.id and c.amount = 0)) end,
            case when few.yes then (select json_object_agg(name, n) from (
                select d.name, count(distinct at.service_id) as n from hit join offer_serviceatlocation at on at.service_id = hit.id
                join offer_location l on l.id = at.location_id join people_district d on d.code = l.district_id group by d.name) p) end
        from (select count(*) <= {MOST_LOOKED_UP} as yes from hit) few
    """  # noqa: S608 - the order is one of ours, and what is asked goes as parameters
    with by_index() if words else nullcontext(), connection.cursor() as cursor:
        cursor.execute(asked, [*given, take, skip])
        groups, page, free, places = (json_of(told) for told in cursor.fetchone())
    needs, how = Counter[str](), Counter[str]()
    lists: dict[tuple[str, bool], int] = {}
    ages: dict[tuple[int | None, int | None], int] = {}
    total = 0
    for kind, what, n in groups or []:
        if kind == _NEEDS:
            needs.update(dict.fromkeys(what, n))
            total += n
        elif kind == _HOW:
            how.update(dict.fromkeys(what, n))
        elif kind == _LISTS:
            lists[what[0], what[1]] = n
        else:
            ages[what[0], what[1]] = n
    return Ranked(
        [UUID(key) for key, _ in page or []], {UUID(key): miles for key, miles in page or [] if miles is not None}, total, needs,
        how=how, lists=lists, ages=ages, places=places or {}, free=free,
    )  # fmt: skip
