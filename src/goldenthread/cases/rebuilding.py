"""The projections of many cases at once, by the column reader; run as the system role, in the caller's transaction."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import polars as pl
from django.db import connection, transaction
from psycopg import sql

from goldenthread.cases.parties import REPLY, is_at_the_icb, is_at_the_setting, of_the_owner, role_of
from goldenthread.cases.projection import LINKED_FROM, hold, project, take_turn
from goldenthread.engine import population
from goldenthread.engine.pathway import Pathway
from goldenthread.pathways import PATHWAYS
from goldenthread.web.turns import one_at_a_time

STATE = ("case_id", "child_id", "owner_id", "confidentiality", "kind_of_data", "stage")
CLOCK = (
    "case_id", "child_id", "owner_id", "confidentiality", "kind_of_data", "clock", "about", "started", "due", "working_target", "stopped",
    "excused_from", "ground", "kind", "floor", "owed_by", "published_date",
)  # fmt: skip
DUTY = (
    "case_id", "child_id", "owner_id", "confidentiality", "kind_of_data", "clock", "about", "role", "organisation_id", "what", "due",
    "kind", "note",
)  # fmt: skip
TABLES = {"cases_casestate": STATE, "cases_clockrow": CLOCK, "cases_duty": DUTY}

_JOURNAL = """
select w.id::text as "case",
       case when e.case_id = w.id then e.number
            else {linked_from} + row_number() over (partition by w.id, e.case_id = w.id order by e."on", e.number) end
           as number,
       e.event, e."on", (extract(epoch from e.at) * 1000000)::bigint as at, e.id::text as id, e.fields::text as fields,
       (e.case_id <> w.id)::text as linked
from (select id, id as source from wanted where pathway = {pathway}
      union all select w.id, c.arose_from_id from wanted w join cases_case c on c.id = w.id
          where w.pathway = {pathway} and c.arose_from_id is not null
      union all select w.id, l.id from wanted w join cases_case l on l.arose_from_id = w.id
          where w.pathway = {pathway}) w
join cases_event e on e.case_id = w.source
where e.event = any({known}) and (e.case_id = w.id or e.event = any({read}))
"""
_FACTS = """
select c.id::text as "case", c.child_id::text as child_id, c.owner_id::text as owner_id, c.kind_of_data as case_kind, c.confidentiality,
       s.organisation_id::text as setting, g.organisation_id::text as icb
from wanted w join cases_case c on c.id = w.id
left join open_connection s on s.child_id = c.child_id and s.kind = 'attends'
left join open_connection g on g.child_id = c.child_id and g.kind = 'gp'
where w.pathway = {pathway}
"""
_CLOSURES = """
select w.id::text as "case", closed ->> 0 as first, closed ->> 1 as last
from wanted w join cases_case c on c.id = w.id cross join lateral jsonb_array_elements(c.closures) closed
where w.pathway = {pathway}
"""


@transaction.atomic
def rebuild(cases: Sequence[UUID] | None = None, progress: Callable[[int, int], None] | None = None) -> int:
    """Computes the projections of these cases again, or of all. Answers how many cases there were."""
    if cases is None:
        take_turn()
        # Whoever holds a child waits for this, and this for whoever holds one: what is recorded meanwhile would be missing in what comes of it.
        one_at_a_time("cases rebuilt")
    else:
        hold(cases)
    with connection.cursor() as cursor:
        counts = _choose(cursor, cases)
        done, total = 0, sum(counts.values())
        for slug, count in sorted(counts.items()):
            if slug in PATHWAYS:
                _stage(cursor, PATHWAYS[slug])
            done += count
            if progress:
                progress(done, total)
        beside = _beside_confidential(cursor)
        _replace(cursor, everything=cases is None)
    # What rests on a confidential case is found by reading one case with and without it; these are few.
    for case in beside:
        project(case)
    return total


def _beside_confidential(cursor: Any) -> list[UUID]:
    """The cases with a confidential case linked to them."""
    cursor.execute(
        "select id from wanted where id in ("
        " select c.arose_from_id from cases_case c where c.confidentiality <> 'none'"
        " union all select l.id from cases_case l join cases_case c on l.arose_from_id = c.id"
        " where c.confidentiality <> 'none') order by id"
    )
    return [case for (case,) in cursor.fetchall()]


def _choose(cursor: Any, cases: Sequence[UUID] | None) -> dict[str, int]:
    """Which cases, and the tables in which their answers wait."""
    cursor.execute("drop table if exists wanted, open_connection")
    where, given = ("", []) if cases is None else ("where id = any(%s)", [list(cases)])
    cursor.execute(
        f"create temporary table wanted on commit drop as select id, pathway, child_id from cases_case {where}",  # noqa: S608
        given,
    )
    # Nothing is known yet of tables filled in this transaction, and without an index each row would be compared with
    # every other.
    cursor.execute("create index on wanted (child_id)")
    cursor.execute("analyze wanted")
    cursor.execute(
        "create temporary table open_connection on commit drop as"
        " select distinct on (child_id, kind) child_id, kind, organisation_id from people_connection"
        " where valid_to is null and kind in ('attends', 'gp')"
        " and child_id in (select child_id from wanted)"
        " order by child_id, kind, valid_from desc"
    )
    cursor.execute("analyze open_connection")
    for table, columns in TABLES.items():
        cursor.execute(f"drop table if exists new_{table}")
        cursor.execute(
            f"create temporary table new_{table} on commit drop as"  # noqa: S608
            f" select {', '.join(columns)} from {table} limit 0"
        )
    cursor.execute("select pathway, count(*) from wanted group by pathway")
    return dict(cursor.fetchall())


def _stage(cursor: Any, pathway: Pathway) -> None:
    journal = _read(
        cursor, _JOURNAL, pathway,
        {"case": pl.String, "number": pl.Int64, "event": pl.String, "on": pl.Date, "at": pl.Int64, "id": pl.String,
         "fields": pl.String, "linked": pl.Boolean},
    ).with_columns(pl.from_epoch("at", "us").dt.replace_time_zone("UTC"))  # fmt: skip
    facts = _read(
        cursor, _FACTS, pathway,
        dict.fromkeys(("case", "child_id", "owner_id", "case_kind", "confidentiality", "setting", "icb"), pl.String),
    )  # fmt: skip
    closures = _read(cursor, _CLOSURES, pathway, {"case": pl.String, "first": pl.Date, "last": pl.Date})
    answer = population.read(pathway, journal, closures=closures if closures.height else None)
    states = facts.join(_as_text(answer.stages), on="case", how="left").with_columns(
        kind_of_data="case_kind", stage=pl.col("stage").fill_null("")
    )
    clocks = facts.join(_as_text(answer.clocks), on="case").with_columns(
        about=pl.col("for_").fill_null(""), ground=pl.col("excused_by").fill_null("")
    )
    for table, frame in (
        ("cases_casestate", states), ("cases_clockrow", clocks), ("cases_duty", _duties(clocks)),
    ):  # fmt: skip
        _write(cursor, table, frame.rename({"case": "case_id"}))


def _as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """The column reader keeps repeated words as categories."""
    coded = [name for name, kind in frame.schema.items() if isinstance(kind, (pl.Enum, pl.Categorical))]
    return frame.with_columns(pl.col(coded).cast(pl.String)) if coded else frame


def _duties(clocks: pl.DataFrame) -> pl.DataFrame:
    """What is still owed, by which role and which body; the rule of the single-case projection."""
    owed = clocks.filter(pl.col("stopped").is_null() & ~pl.col("floor") & (pl.col("kind") != "wait"))
    parties = owed["owed_by"].unique().to_list()
    role = {p: role_of(p) for p in parties}
    ended = pl.format(", exception ended on {}", pl.col("exception_ended").cast(pl.String)).fill_null("")
    return owed.with_columns(
        role=pl.col("owed_by").replace_strict(role, return_dtype=pl.String),
        organisation_id=pl.when(pl.col("clock") == REPLY)
        .then(None)
        .when(pl.col("owed_by").is_in([p for p in parties if is_at_the_setting(p)]))
        .then("setting")
        .when(pl.col("owed_by").is_in([p for p in parties if is_at_the_icb(p)]))
        .then("icb")
        .when(pl.col("owed_by").is_in([p for p in parties if of_the_owner(p)]))
        .then("owner_id"),
        what=pl.col("title"),
        note=pl.when(pl.col("excused_by").is_not_null())
        .then(pl.lit("as soon as practicable") + ended)
        .otherwise(pl.lit("")),
    )


def _read(cursor: Any, query: str, pathway: Pathway, schema: dict[str, Any]) -> pl.DataFrame:
    filled = sql.SQL(query).format(
        pathway=sql.Literal(pathway.slug),
        known=sql.Literal(list(pathway.events)),
        read=sql.Literal([*pathway.reads, "corrected"]),
        linked_from=sql.Literal(LINKED_FROM),
    )
    text = io.BytesIO()
    with cursor.copy(sql.SQL("copy ({}) to stdout (format csv)").format(filled)) as copy:
        for part in copy:
            text.write(part)
    text.seek(0)
    if not text.getbuffer().nbytes:
        return pl.DataFrame(schema=schema)
    return pl.read_csv(text, has_header=False, schema=schema)


def _write(cursor: Any, table: str, frame: pl.DataFrame) -> None:
    columns = TABLES[table]
    listed = ", ".join(columns)
    # Every text of a projection may be empty and none may be null, save the keys of other tables.
    keys = ("child_id", "organisation_id")
    chosen = frame.select(
        [pl.col(c).fill_null("") if frame[c].dtype == pl.String and c not in keys else pl.col(c) for c in columns]
    )
    text = io.BytesIO()
    chosen.write_csv(text, include_header=False, quote_style="non_numeric", null_value="")
    with cursor.copy(f"copy new_{table} ({listed}) from stdin (format csv)") as copy:
        copy.write(text.getvalue())


def _replace(cursor: Any, *, everything: bool) -> None:
    for table, columns in TABLES.items():
        listed = ", ".join(columns)
        where = "" if everything else " where case_id in (select id from wanted)"
        cursor.execute(f"delete from {table}{where}")  # noqa: S608
        cursor.execute(f"insert into {table} ({listed}) select {listed} from new_{table}")  # noqa: S608
        cursor.execute(f"drop table new_{table}")
    cursor.execute("drop table wanted, open_connection")
