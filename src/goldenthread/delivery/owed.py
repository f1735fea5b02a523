"""Owed hours added up for commissioners: by service, locality and age, with children and cost, and no child in them.

The database gives lines without a name and with a number in place of a child, of the bodies whose totals the viewer may
count; the columns are added up here; counts of children that are too small are kept back by the rule of all totals
(`cases_told`), and with a count go its hours and its cost."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import polars as pl
from django.db import connection

from goldenthread.access.viewer import Viewer
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_limits import sees_totals
from goldenthread.delivery.models import Rate
from goldenthread.delivery.readings import edition
from goldenthread.people.models import in_force
from goldenthread.science.delivery import OTHER_WORDS_SQL, SERVICES, Line, line_of, service_of, terms_end
from goldenthread.science.delivery_columns import LINES, WORDS, owed_by_week, weeks
from goldenthread.web.words import school_year

BY = {"service": "Service", "locality": "Locality", "age": "Age"}
BANDS = [5, 11, 19]
"""The ages in years with which each band of AGES but the first begins."""
AGES = {"0-4": "Under 5", "5-10": "5 to 10", "11-18": "11 to 18", "19-25": "19 and over", "": "Age not known"}
FEWER, KEPT_BACK, UNTOLD = "fewer than 6", "6 or more", "not shown"
_MINUTES = ("due", "delivered", "owed", "old", "not_recorded", "in_question")


@dataclass(frozen=True)
class Total:
    """A row of the table. `children` are those to whom something is owed; `told` says whether that number may be shown, and
    with it all the others. Minutes are whole; `pence` None where no rate is set."""

    key: str
    title: str
    children: int
    owed: int
    old: int
    not_recorded: int
    in_question: int
    due: int
    delivered: int
    cannot: int
    pence: int | None
    told: str = "shown"

    @property
    def children_words(self) -> str:
        return {"shown": f"{self.children:,}", "few": FEWER, "many": KEPT_BACK}.get(self.told, UNTOLD)

    @property
    def shown(self) -> bool:
        return self.told == "shown"


@dataclass(frozen=True)
class Totals:
    rows: list[Total]
    whole: Total
    localities: list[str]
    unpriced: list[str]


def totals(viewer: Viewer, on: date, by: str = "service", only: Mapping[str, str] | None = None) -> Totals | None:
    """The table by service, locality or age, of a slice; None where the viewer may count nothing."""
    if not sees_totals(viewer) or on > terms_end():
        return None
    lines, found = _read(on)
    if lines.is_empty():
        return Totals([], _total("", "All", lines, {}), [], [])
    joined = lines.join(found, on="key", how="left").with_columns(pl.col(*_MINUTES).fill_null(0))
    rates = rates_of(on)
    joined = joined.with_columns(
        rate=pl.col("service").replace_strict(rates, default=None, return_dtype=pl.Int64) if rates else pl.lit(None, pl.Int64)
    )
    localities = sorted(set(joined["locality"]))
    for name, value in (only or {}).items():
        joined = joined.filter(pl.col(name) == value)
    titles = {"service": SERVICES, "locality": {n: n or "Home not in the area’s lists" for n in localities}, "age": AGES}[by]
    listed = [_total(key, titles[key], joined.filter(pl.col(by) == key), rates) for key in titles]
    kept = [t for t in listed if t.due or t.cannot or t.owed]
    whole = _total("", "All", joined, rates)
    told = _told([t.children for t in kept])
    unpriced = sorted({SERVICES[s] for s in joined.filter((pl.col("owed") > 0) & pl.col("rate").is_null())["service"]})
    return Totals([replace(t, told=w) for t, w in zip(kept, told[:-1], strict=True)], replace(whole, told=told[-1]), localities, unpriced)


def _total(key: str, title: str, some: pl.DataFrame, rates: Mapping[str, int]) -> Total:
    if some.is_empty():
        return Total(key, title, 0, 0, 0, 0, 0, 0, 0, 0, None)
    owing = some.filter(pl.col("owed") > 0)
    sums = {name: int(some[name].sum()) for name in _MINUTES}
    priced = owing["rate"].null_count() == 0
    pence = int((owing["owed"] * owing["rate"] / 60).round().sum()) if priced and len(owing) else 0 if priced and rates else None
    return Total(
        key, title, owing["child"].n_unique(), sums["owed"], sums["old"], sums["not_recorded"], sums["in_question"], sums["due"],
        sums["delivered"], int(some["cannot"].sum()), pence,
    )  # fmt: skip


def _told(children: Sequence[int]) -> list[str]:
    if not children:
        return ["shown"]
    with connection.cursor() as cursor:
        cursor.execute("select cases_told(%s::integer[])", [[[n, 0, 0] for n in children]])
        return [each[0] for each in cursor.fetchone()[0]]


def copied(function: str, schema: Mapping[str, Any], given: Sequence[Any] = ()) -> pl.DataFrame:
    """All that a function of the database answers, as columns, fetched as one text: each of a million rows that comes by itself costs
    some microseconds."""
    cells = [f"""coalesce('"' || replace({n}::text, '"', '""') || '"', '')""" if kind == pl.String else f"coalesce({n}::text, '')" for n, kind in schema.items()]
    return gathered(f"string_agg(concat_ws(',', {', '.join(cells)}), E'\\n') from {function}", schema, given)


def gathered(function: str, schema: Mapping[str, Any], given: Sequence[Any]) -> pl.DataFrame:
    """The same of a function that answers all its rows as one text."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}", given)  # noqa: S608  functions of ours
        text = cursor.fetchone()[0]
    return pl.read_csv(io.BytesIO(text.encode()), has_header=False, schema=schema) if text else pl.DataFrame(schema=schema)


def _read(on: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A row for each line of a plan, by the words of its newest version; and the minutes of each line. `old` is what is owed
    from before this school year."""
    newest: dict[int, tuple[Any, ...]] = {}
    scheduled = []
    read = cache(lambda how_often, minutes, weeks, said: line_of({"how_often": how_often, "minutes": minutes, "weeks": weeks}, said))
    whose, bands = cache(service_of), list(AGES)
    for key, child, locality, band, service, times, every, period, minutes, in_weeks, first, last, closures, unread, *words in rows(
        "select * from delivery_count_lines(%(on)s, %(ages)s, %(other)s, %(edition)s)", on=on, ages=BANDS, other=OTHER_WORDS_SQL, edition=edition()
    ):
        if first > on:
            continue
        if unread:
            who, contributor, *said = words
            service, line = whose(who or "", contributor), read(*said)
            if isinstance(line, Line):
                times, every, period, minutes, in_weeks = line.rhythm.times, line.rhythm.every, line.rhythm.period, line.minutes, line.weeks
        if key not in newest or newest[key][-1] < first:
            newest[key] = (key, child, locality, "" if band is None else bands[band], service, times is None, first)
        if times is not None:
            scheduled.append((key, times, every, period, minutes, in_weeks, first, last, closures))
    schema = {"key": pl.Int64, "child": pl.Int64, "locality": pl.String, "age": pl.String, "service": pl.String, "cannot": pl.Boolean, "first": pl.Date}
    lines = pl.DataFrame(list(newest.values()), schema=schema, orient="row")
    found = weeks(pl.DataFrame(scheduled, schema=LINES, orient="row"), copied("delivery_count_words()", WORDS), on)
    this_year = date(school_year(on), 9, 1)
    sums = found.group_by("line").agg(pl.col("due", "delivered", "not_recorded", "in_question").cast(pl.Int64).sum())
    unpaid = owed_by_week(found).group_by("line").agg(pl.col("owed").sum(), old=pl.col("owed").filter(pl.col("monday") < this_year).sum())
    accounts = sums.join(unpaid, on="line", how="left").rename({"line": "key"}).with_columns(pl.col("owed", "old").fill_null(0))
    return lines, accounts


def rates_of(on: date) -> dict[str, int]:
    """Pence an hour by service, as in force on a day; the dearest where several bodies have one."""
    found: dict[str, int] = {}
    for rate in Rate.objects.filter(in_force(on)):
        found[rate.service] = max(rate.pence, found.get(rate.service, 0))
    return found
