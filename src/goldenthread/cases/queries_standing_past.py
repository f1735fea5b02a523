"""The same as `queries_standing` for another day, computed from the journal by the population reader."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import polars as pl
from django.db import connection
from django.db.models import OuterRef, Subquery

from goldenthread.access.policy import may, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.ended import COUNTED
from goldenthread.cases.models import Case
from goldenthread.cases.queries_clocks import (
    CASE,
    OF_A_REQUEST,
    ClockFacts,
    journals_of,
    kept_back,
    record_of,
    stage_of,
)
from goldenthread.cases.queries_standing import (
    ASSESSMENT,
    HEALTH,
    WAITS,
    FinalPlan,
    Found,
    Standing,
    closed_stages,
    closed_without_plan,
    closing,
    ended_finals,
    enders,
    open_stages,
)
from goldenthread.engine.columns import effective
from goldenthread.engine.pathway import Pathway
from goldenthread.engine.population import read
from goldenthread.people.models import Postcode


def computed(
    viewer: Viewer, pathway: Pathway, on: date, until: date, since: date, limits_since: date | None, known_at: datetime | None
) -> Found:
    cases = _cases_of(viewer, pathway)
    journal, closures, beside = _journal_of(pathway, cases)
    answer = read(pathway, journal, as_at=on, known_at=known_at, closures=closures)
    stages = dict(zip(answer.stages["case"], answer.stages["stage"], strict=True))
    whole = answer.clocks
    if beside:
        told, kept = _told(viewer, [c for c in cases if str(c.pk) in beside], on, known_at)
        stages |= told
        # The column reader keeps repeated words as categories.
        whole = whole.with_columns(pl.col("case", "clock", "for_").cast(pl.String))
        whole = whole.join(kept, on=["case", "clock", "for_", "started"], how="anti", nulls_equal=True)
    still_open = set(open_stages(pathway))
    clocks = whole.rename({"for_": "about", "excused_by": "ground"}).sort("due", nulls_last=True)
    known = {str(c.pk): c for c in cases}
    law = ~pl.col("floor") & (pl.col("kind") == "law") & (pl.col("owed_by") != "family")

    def seen(rows: pl.DataFrame) -> list[ClockFacts]:
        return [_facts(row) for row in rows.iter_rows(named=True) if may(viewer, "status", row["kind_of_data"], record_of(known[row["case"]]))]

    by_case: dict[UUID, list[ClockFacts]] = {}
    for clock in seen(clocks.filter(pl.col("stopped").is_null(), law & (pl.col("due") <= until) | ~pl.col("floor") & pl.col("clock").is_in(WAITS))):
        by_case.setdefault(clock.case, []).append(clock)
    limits, ended, counted = [], {}, journal.filter(effective(journal, on, known_at))
    if limits_since:
        lasted = pl.col("due").is_not_null() & (pl.col("stopped").is_null() | (pl.col("stopped") >= limits_since))
        limits = seen(clocks.filter(law, lasted).sort("case"))
        ends = counted.filter(pl.col("event").is_in(closing(pathway)), ~pl.col("linked").fill_null(False)).group_by("case").agg(pl.col("on").max())
        ended = {UUID(case): day for case, day in ends.iter_rows() if stages.get(case) in closed_stages(pathway)}
    standings = [
        Standing(c.pk, c.child_id, stages[str(c.pk)] or "", c.locality or "", clocks=tuple(by_case.get(c.pk, ())))
        for c in cases
        if stages.get(str(c.pk)) in still_open
    ]
    if pathway.slug != ASSESSMENT:
        return Found(standings, [], limits, ended, frozenset(), frozenset())
    again = clocks.filter(pl.col("clock").is_in(list(OF_A_REQUEST)), pl.col("about").is_not_null()).group_by("case").agg(again=pl.col("started").max())
    answered = clocks.filter(pl.col("clock") == "advice", pl.col("stopped").is_not_null()).join(again, on="case", how="left")
    answered = answered.filter((pl.col("started") >= pl.col("again")).fill_null(True))
    late = answered.filter(pl.col("stopped") > pl.col("due"))["case"]
    agreements = counted.filter(pl.col("event") == "section-g-agreed").join(again.cast({"case": pl.String}), on="case", how="left")
    agreed = set(agreements.filter((pl.col("on") >= pl.col("again")).fill_null(True))["case"])
    health = set(answered.filter(pl.col("about").is_in(HEALTH))["case"])
    finalising = {str(s.case) for s in standings if s.stage == "finalising"}
    return Found(
        standings,
        _finals_computed(pathway, clocks, counted, stages, cases, since),
        limits,
        ended,
        frozenset(UUID(c) for c in late),
        frozenset(UUID(c) for c in (finalising & health) - agreed),
    )


def _cases_of(viewer: Viewer, pathway: Pathway) -> list[Any]:
    """The cases that the viewer may see today, each with the locality of its child's home."""
    locality = Postcode.objects.filter(postcode=OuterRef("child__postcode")).values("district__locality")
    rows = Case.objects.filter(visible(viewer, "status", shape=CASE), pathway=pathway.slug).order_by("pk")
    return list(rows.annotate(locality=Subquery(locality)))


def _told(
    viewer: Viewer, cases: list[Any], on: date, known_at: datetime | None
) -> tuple[dict[str, str | None], pl.DataFrame]:
    """Of cases with a confidential case linked to them, read one by one: their stages, and the clocks to keep back."""
    journals = journals_of(cases)
    stages = {str(c.pk): stage_of(c, journals[c.pk], on, known_at) for c in cases}
    kept = [
        (str(c.pk), clock, about or None, started)
        for c in cases
        for clock, about, started in kept_back(viewer, c, journals[c.pk], on, known_at)
    ]
    schema = {"case": pl.String, "clock": pl.String, "for_": pl.String, "started": pl.Date}
    return stages, pl.DataFrame(kept, schema=schema, orient="row")


def _journal_of(pathway: Pathway, cases: list[Any]) -> tuple[pl.DataFrame, pl.DataFrame, set[str]]:
    """The whole journal of these cases, read as the system, the days on which their settings are closed, and those
    cases to which a confidential one is linked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select of_case::text,"
            ' case when linked then 40000 + row_number() over (partition by of_case, linked order by "on", number)'
            ' else number end, event, "on", at, recorded_at,'
            " id::text, fields::text, linked, confided is not null from cases_journal(%s::uuid[])"
            " where event = any(%s) and (not linked or event = 'corrected' or event = any(%s))",
            [[c.pk for c in cases], [*pathway.events, "corrected"], [*pathway.reads]],
        )
        rows = cursor.fetchall()
    schema = {
        "case": pl.String, "number": pl.Int64, "event": pl.String, "on": pl.Date, "at": pl.Datetime("us", "UTC"),
        "recorded_at": pl.Datetime("us", "UTC"), "id": pl.String, "fields": pl.String, "linked": pl.Boolean, "confided": pl.Boolean,
    }  # fmt: skip
    closed = [
        {"case": str(c.pk), "first": date.fromisoformat(a), "last": date.fromisoformat(b)}
        for c in cases
        for a, b in c.closures or ()
    ]
    journal = pl.DataFrame(rows, schema=schema, orient="row")
    beside = set(journal.filter("confided")["case"])
    return journal, pl.DataFrame(closed, schema={"case": pl.String, "first": pl.Date, "last": pl.Date}), beside


def _finals_computed(
    pathway: Pathway,
    clocks: pl.DataFrame,
    journal: pl.DataFrame,
    stages: dict[str, str | None],
    cases: list[Any],
    since: date,
) -> list[FinalPlan]:
    reported = set(
        journal.filter(pl.col("event") == "exception-reported", pl.col("fields").str.contains("issue-final-plan"))[
            "case"
        ]
    )
    rows = clocks.filter(
        pl.col("clock") == "issue-final-plan", pl.col("stopped").is_null() | (pl.col("stopped") >= since)
    )
    finals = [
        FinalPlan(started, due, stopped, None, excused is not None or case in reported)
        for case, started, due, stopped, excused in rows.select(
            "case", "started", "due", "stopped", "excused_from"
        ).iter_rows()
    ]
    ends, without_plan = enders(pathway), set(closed_without_plan(pathway))
    counted = journal.filter(pl.col("event").is_in([*COUNTED, *ends])).sort("on", "at", "number", nulls_last=False)
    happened: dict[str, list[tuple[str, date]]] = {}
    for of, event, day in counted.select("case", "event", "on").iter_rows():
        happened.setdefault(of, []).append((event, day))
    for case in cases:
        closed = stages.get(str(case.pk)) in without_plan
        finals += ended_finals(happened.get(str(case.pk), ()), ends, case.opened_on, closed, since)
    return finals


def _facts(row: dict[str, Any]) -> ClockFacts:
    return ClockFacts(
        UUID(row["case"]), row["clock"], row["about"] or "", row["started"], row["due"], row.get("working_target"),
        row["stopped"], row["excused_from"], row["ground"] or "", row["kind"], row["floor"], row["owed_by"],
    )  # fmt: skip
