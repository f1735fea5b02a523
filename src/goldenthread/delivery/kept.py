"""The sums of each line, kept for a day: a whole area's sessions take longer to add up than a page may. One writer: the job here,
which reckons again, every few minutes, whatever was touched since and, on a new day, everything. Until then a page reckons itself
(see `owed`), by the same columns."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

import polars as pl

from goldenthread.cases.plain_sql import rows
from goldenthread.delivery.models import Account, Kept
from goldenthread.delivery.owed import accounts, copied
from goldenthread.delivery.readings import read_of
from goldenthread.plans import kept as of_plans
from goldenthread.plans.kept import edition
from goldenthread.plans.models import Touched
from goldenthread.science.delivery_columns import LINES, WORDS

MOST = 2000
"""Children reckoned at once."""

_LINES = {
    "n": pl.Int64, "line": pl.String, "child": pl.String, "owner": pl.String, "service": pl.String, "times": pl.Int16, "every": pl.Int16, "period": pl.String,
    "minutes": pl.Int32, "weeks": pl.Int16, "first": pl.Date, "last": pl.Date, "closures": pl.String, "details": pl.String, "text": pl.String, "contributor": pl.String,
}  # fmt: skip
_LINES_OF = """(
    select dense_rank() over (order by c.line) as n, c.line, f.child_id as child, f.owner_id as owner, r.service, r.times, r.every, r.period, r.minutes, r.weeks,
           f.first, f.last, delivery_closures(s.closures) as closures, case when r.clause is null then c.details end as details,
           case when r.clause is null then c.text end as text, case when r.clause is null then c.contributor end as contributor
    from delivery_inforce(%s::uuid[]) f
    join plans_clause c on c.plan_id = f.id and c.section in ('F', 'G', 'H1', 'H2') and not c.removed
    join cases_case s on s.id = f."case"
    left join delivery_reading r on r.clause = c.id and r.edition = %s
    where f.first <= %s) l"""
_WORDS_OF = "(select line, monday, party, delivered, missed, made_up, id as number from delivery_word where child_id = any(%s::uuid[])) w"
_NUMBERS = ("times", "every", "period", "minutes", "weeks")


def waiting(on: date) -> tuple[list[int], list[UUID]]:
    """Whose sums to reckon next, with the marks that this will answer: those touched, then those of another day. Marks are read before
    anything else is: what is recorded meanwhile leaves one that stays."""
    marks = rows("select id, child from plans_touched order by id limit %(most)s", most=5 * MOST)
    if marks:
        children = list(dict.fromkeys(child for _, child in marks))[:MOST]
        known = set(children)
        return [mark for mark, child in marks if child in known], children
    found = rows(
        """select p.child_id from (select distinct child_id from plans_plan
                                   union select s.child_id from cases_casestate s join cases_case c on c.id = s.case_id
                                   where c.pathway = 'annual-review' and s.child_id is not null) p
           left join delivery_kept h on h.child = p.child_id and h.reckoned_on = %(on)s and h.edition = %(edition)s
           left join plans_kept o on o.child = p.child_id and o.edition = %(edition)s
           where h.child is null or o.child is null
           order by p.child_id limit %(most)s""",
        on=on, edition=edition(), most=MOST,
    )  # fmt: skip
    return [], [row[0] for row in found]


def keep(children: Collection[UUID], on: date) -> list[UUID]:
    """Reckons and keeps the accounts of these children, and how their clauses stand; answers of whom they may be kept at all."""
    every = sorted(children)
    apart = of_plans.apart_of(every)
    own = [c for c in every if c not in apart]
    of_plans.keep(every, apart)
    Account.objects.filter(child__in=every).delete()
    Account.objects.bulk_create(Account(**row) for row in _accounts(own, on))
    Kept.objects.bulk_create(
        (Kept(child=c, reckoned_on=on, edition=edition(), apart=c in apart) for c in every),
        update_conflicts=True, unique_fields=["child"], update_fields=["reckoned_on", "edition", "apart"],
    )  # fmt: skip
    return own


def _accounts(children: list[UUID], on: date) -> list[dict[str, Any]]:
    lines = copied(_LINES_OF, _LINES, (children, edition(), on))
    if lines.is_empty():
        return []
    if unread := lines.filter(pl.col("details").is_not_null()).to_dicts():
        read = [r | dict.fromkeys(_NUMBERS) | read_of(json.loads(r["details"]), r["text"] or "", r["contributor"] or "") for r in unread]
        lines = pl.concat([lines.filter(pl.col("details").is_null()), pl.DataFrame([{n: r[n] for n in _LINES} for r in read], schema=_LINES)])
    numbered = lines.select("line", "n").unique()
    words = copied(_WORDS_OF, {**WORDS, "line": pl.String}, (children,)).join(numbered, on="line").drop("line").rename({"n": "line"}).select(list(WORDS))
    scheduled = lines.filter(pl.col("times").is_not_null()).drop("line").rename({"n": "line"}).select(list(LINES))
    sums = accounts(scheduled, words, on)
    # By the words of its newest version.
    newest = lines.sort("n", "first").unique("n", keep="last").select("n", "line", "child", "owner", "service", cannot=pl.col("times").is_null())
    minutes = ("due", "delivered", "owed", "old", "not_recorded", "in_question")
    found = newest.join(sums, left_on="n", right_on="key", how="left").with_columns(pl.col(*minutes).fill_null(0))
    return found.select("line", "child", "owner", "service", "cannot", *minutes).to_dicts()


def forget() -> None:
    """For `rebuild`: nothing that was kept counts any longer."""
    of_plans.forget()
    for model in (Account, Kept, Touched):
        model.objects.all().delete()
