"""Owed hours added up for commissioners: by service, locality and age, with children and cost, and no child in them.

The database gives lines without a name and with a number in place of a child, of the bodies whose totals the viewer may
count; the columns are added up here; counts of children that are too small are kept back by the rule of all totals
(`science.small_numbers`), and with a count go its hours and its cost."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import polars as pl
from django.db import connection, transaction

from goldenthread.access.viewer import Viewer
from goldenthread.cases.queries_limits import sees_totals
from goldenthread.delivery.models import Rate
from goldenthread.people.models import in_force
from goldenthread.plans.kept import edition
from goldenthread.science.delivery import OTHER_WORDS_SQL, SERVICES, Line, line_of, service_of, terms_end
from goldenthread.science.delivery_columns import LINES, WORDS, owed_by_week, weeks
from goldenthread.science.small_numbers import FEWER, KEPT_BACK, UNTOLD, what_is_told
from goldenthread.web.words import HOME_UNLISTED, school_year

BY = {"service": "Service", "locality": "Locality", "age": "Age"}
BANDS = [5, 11, 19]
"""The ages in years with which each band of AGES but the first begins."""
AGES = {"0-4": "Under 5", "5-10": "5 to 10", "11-18": "11 to 18", "19-25": "19 and over", "": "Age not known"}
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
    joined = _read(on)
    if joined.is_empty():
        return Totals([], _total("", "All", joined, {}), [], [])
    rates = rates_of(on)
    joined = joined.with_columns(
        rate=pl.col("service").replace_strict(rates, default=None, return_dtype=pl.Int64) if rates else pl.lit(None, pl.Int64)
    )
    localities = sorted(set(joined["locality"]))
    for name, value in (only or {}).items():
        joined = joined.filter(pl.col(name) == value)
    titles = {"service": SERVICES, "locality": {n: n or HOME_UNLISTED for n in localities}, "age": AGES}[by]
    listed = [_total(key, titles[key], joined.filter(pl.col(by) == key), rates) for key in titles]
    kept = [t for t in listed if t.due or t.cannot or t.owed]
    whole = _total("", "All", joined, rates)
    told = what_is_told([t.children for t in kept])
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


def copied(function: str, schema: Mapping[str, Any], given: Sequence[Any] = ()) -> pl.DataFrame:
    """All that a function of the database answers, as columns, fetched as one text: each of a million rows that comes by itself costs
    some microseconds."""
    return gathered(_as_text(function, schema), schema, given)


def _as_text(function: str, schema: Mapping[str, Any]) -> str:
    cells = [f"""coalesce('"' || replace("{n}"::text, '"', '""') || '"', '')""" if kind == pl.String else f'''coalesce("{n}"::text, '')''' for n, kind in schema.items()]
    return f"string_agg(concat_ws(',', {', '.join(cells)}), E'\\n') from {function}"


def gathered(function: str, schema: Mapping[str, Any], given: Sequence[Any]) -> pl.DataFrame:
    """The same of a function that answers all its rows as one text."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}", given)  # noqa: S608  functions of ours
        return _as_columns(cursor.fetchone()[0], schema)


def _as_columns(text: str | None, schema: Mapping[str, Any]) -> pl.DataFrame:
    return pl.read_csv(io.BytesIO(text.encode()), has_header=False, schema=schema) if text else pl.DataFrame(schema=schema)


def copied_together(asked: Sequence[tuple[str, Mapping[str, Any], Sequence[Any]]]) -> list[pl.DataFrame]:
    """Several such answers, all of one moment."""
    parts = ", ".join(f"(select {_as_text(function, schema)})" for function, schema, _ in asked)
    with connection.cursor() as cursor:
        cursor.execute(f"select {parts}", [value for _, _, given in asked for value in given])  # noqa: S608  functions of ours
        return [_as_columns(text, schema) for text, (_, schema, _) in zip(cursor.fetchone(), asked, strict=True)]


ACCOUNTS = {
    "child": pl.Int64, "locality": pl.String, "band": pl.Int64, "service": pl.String, "cannot": pl.Boolean, **dict.fromkeys(
        ("due", "delivered", "owed", "old", "not_recorded", "in_question"), pl.Int64)
}  # fmt: skip
_UNKEPT = {
    "line": pl.Int64, "child": pl.Int64, "locality": pl.String, "band": pl.Int64, "service": pl.String, "times": pl.Int16, "every": pl.Int16,
    "period": pl.String, "minutes": pl.Int32, "weeks": pl.Int16, "first": pl.Date, "last": pl.Date, "closures": pl.String, "unread": pl.String,
    "who": pl.String, "contributor": pl.String, "how_often": pl.String, "said_minutes": pl.String, "said_weeks": pl.String, "said": pl.String,
}  # fmt: skip
_COLUMNS = ("child", "locality", "age", "service", "cannot", *_MINUTES)


def _read(on: date) -> pl.DataFrame:
    """A row for each line of a plan, by the words of its newest version, with its minutes: as they were kept, and reckoned now of the
    children of whom nothing is kept that still holds. `old` is what is owed from before this school year."""
    kept, unkept, words = copied_together([
        ("delivery_count_accounts(%s, %s, %s)", ACCOUNTS, (on, BANDS, edition())),
        ("delivery_count_lines(%s, %s, %s, %s)", _UNKEPT, (on, BANDS, OTHER_WORDS_SQL, edition())),
        ("delivery_count_words(%s, %s)", WORDS, (on, edition())),
    ])  # fmt: skip
    ages = {n: key for n, key in enumerate(AGES) if key}
    found = pl.concat([kept.select(list(ACCOUNTS)), _reckoned(unkept, words, on)])
    return found.with_columns(age=pl.col("band").fill_null(-1).replace_strict(ages, default="", return_dtype=pl.String), locality=pl.col("locality").fill_null("")).select(_COLUMNS)


def _reckoned(unkept: pl.DataFrame, words: pl.DataFrame, on: date) -> pl.DataFrame:
    newest: dict[int, tuple[Any, ...]] = {}
    scheduled = []
    read = cache(lambda how_often, minutes, weeks, said: line_of({"how_often": how_often, "minutes": minutes, "weeks": weeks}, said))
    whose = cache(service_of)
    for key, child, locality, band, service, times, every, period, minutes, in_weeks, first, last, closures, unread, who, contributor, *said in unkept.iter_rows():
        if first > on:
            continue
        if unread == "true":
            service, line = whose(who or "", contributor or ""), read(*said)
            if isinstance(line, Line):
                times, every, period, minutes, in_weeks = line.rhythm.times, line.rhythm.every, line.rhythm.period, line.minutes, line.weeks
        if key not in newest or newest[key][-1] < first:
            newest[key] = (key, child, locality, band, service, times is None, first)
        if times is not None:
            scheduled.append((key, times, every, period, minutes, in_weeks, first, last, closures))
    schema = {"key": pl.Int64, **{n: ACCOUNTS[n] for n in ("child", "locality", "band", "service", "cannot")}, "first": pl.Date}
    lines = pl.DataFrame(list(newest.values()), schema=schema, orient="row")
    return lines.join(accounts(pl.DataFrame(scheduled, schema=LINES, orient="row"), words, on), on="key", how="left").select(
        *list(ACCOUNTS)[:5], *(pl.col(n).fill_null(0) for n in list(ACCOUNTS)[5:])
    )


def accounts(scheduled: pl.DataFrame, words: pl.DataFrame, on: date) -> pl.DataFrame:
    """The minutes of each line on a day, by its number `key`."""
    found = weeks(scheduled, words, on)
    this_year = date(school_year(on), 9, 1)
    sums = found.group_by("line").agg(pl.col("due", "delivered", "not_recorded", "in_question").cast(pl.Int64).sum())
    unpaid = owed_by_week(found).group_by("line").agg(pl.col("owed").sum(), old=pl.col("owed").filter(pl.col("monday") < this_year).sum())
    return sums.join(unpaid, on="line", how="left").rename({"line": "key"}).with_columns(pl.col("owed", "old").fill_null(0))


def rates_of(on: date) -> dict[str, int]:
    """Pence an hour by service, as in force on a day; the dearest where several bodies have one."""
    found: dict[str, int] = {}
    for rate in Rate.objects.filter(in_force(on)):
        found[rate.service] = max(rate.pence, found.get(rate.service, 0))
    return found


@transaction.atomic
def set_rates(owner: UUID, wanted: Mapping[str, int], on: date) -> None:
    """Pence an hour by service, of a body from a day on. A rate of an earlier day ends the day before; one of today is changed."""
    standing = {r.service: r for r in Rate.objects.filter(in_force(on), owner=owner)}
    for service, pence in wanted.items():
        before = standing.get(service)
        if before and before.pence == pence:
            continue
        if before and before.valid_from == on:
            Rate.objects.filter(pk=before.pk).update(pence=pence)
            continue
        if before:
            Rate.objects.filter(pk=before.pk).update(valid_to=on - timedelta(days=1))
        if pence:
            Rate.objects.create(owner_id=owner, service=service, pence=pence, valid_from=on)
