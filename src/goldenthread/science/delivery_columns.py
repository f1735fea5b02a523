"""The provision ledger of a population as columns: equal to `delivery` line by line, which a property test holds.

Lines come as a frame with a row for each stretch in which one version of a plan was in force (`LINES`), what was said as a
frame of words (`WORDS`). The schedule is worked out once for each different rhythm and beginning, by the single reader."""

from __future__ import annotations

import json
from datetime import date
from functools import cache

import polars as pl

from goldenthread.engine.calendar import Closure
from goldenthread.science.delivery import Line, Rhythm, schedule

LINES = {"line": pl.Int64, "times": pl.Int16, "every": pl.Int16, "period": pl.String, "minutes": pl.Int32, "weeks": pl.Int16,
         "first": pl.Date, "last": pl.Date, "closures": pl.String}  # fmt: skip
"""`weeks` and `last` may be null. `closures` is JSON as a case keeps it, [["2026-11-02", "2027-01-31"]], or null. A line may have
several stretches."""
WORDS = {"line": pl.Int64, "monday": pl.Date, "party": pl.String, "delivered": pl.Int32, "missed": pl.Int32, "made_up": pl.Int32,
         "number": pl.Int64}  # fmt: skip
_KEY = ("times", "every", "period", "weeks", "first", "last", "closures")
_MINUTES = ("delivered", "missed", "made_up")


@cache
def closures_of(text: str | None) -> tuple[Closure, ...]:
    return tuple(Closure(date.fromisoformat(a), date.fromisoformat(b)) for a, b in json.loads(text or "[]"))


def _scheduled(lines: pl.DataFrame, on: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Each stretch with `n`, the number of its schedule, and the sessions due by `n` and week, up to a day's week."""
    # Every line that begins in one week is due alike.
    begins = pl.col("first") + pl.duration(days=(8 - pl.col("first").dt.weekday()) % 7)
    lines = lines.with_columns(begins.cast(pl.Date).alias("first"), pl.min_horizontal(pl.col("last").fill_null(on), pl.lit(on)).alias("last"))
    lines = lines.filter(pl.col("first") <= pl.col("last"))
    keys = lines.select(_KEY).unique().with_row_index("n")
    mondays: list[date] = []
    sessions: list[int] = []
    of: list[int] = []
    for key in keys.iter_rows(named=True):
        line = Line(Rhythm(key["times"], key["period"], key["every"]), 1, key["weeks"])
        found = schedule(line, key["first"], key["last"], closures_of(key["closures"]))
        mondays += [d.monday for d in found]
        sessions += [d.minutes for d in found]
        of += [key["n"]] * len(found)
    dues = pl.DataFrame({"n": of, "monday": mondays, "sessions": sessions}, schema={"n": pl.UInt32, "monday": pl.Date, "sessions": pl.Int32})
    return lines.join(keys, on=list(_KEY), how="inner", nulls_equal=True), dues


def due_weeks(lines: pl.DataFrame, on: date) -> pl.DataFrame:
    """Minutes due by line and week, up to a day's week."""
    numbered, dues = _scheduled(lines, on)
    return _minutes_due(numbered.join(dues, on="n", how="inner"))


def _minutes_due(found: pl.DataFrame) -> pl.DataFrame:
    return found.select("line", "monday", due=pl.col("sessions") * pl.col("minutes")).group_by("line", "monday").agg(pl.col("due").sum())


# Line and week in one number, by which joining is twice as quick.
_WEEK = (pl.col("line") * 8192 + (pl.col("monday") - pl.lit(date(1999, 1, 4))).dt.total_days() // 7).alias("week")


def _latest(words: pl.DataFrame) -> pl.DataFrame:
    """The last word on each week."""
    if words["week"].n_unique() == words.height:
        return words
    return words.sort("number").unique("week", keep="last")


def weeks(lines: pl.DataFrame, words: pl.DataFrame, on: date) -> pl.DataFrame:
    """The weeks that are over, and those of which something was said: as `delivery.weeks_so_far`."""
    return _said(due_weeks(lines, on), words, on)


def _said(dues: pl.DataFrame, words: pl.DataFrame, on: date) -> pl.DataFrame:
    """These weeks, and those of the words, as they stand."""
    words = words.with_columns(_WEEK)
    found = dues.with_columns(_WEEK)
    for party, mark in (("provider", ""), ("family", "f_"), ("settled", "s_")):
        said = _latest(words.filter(pl.col("party") == party)).select(
            "week", pl.col("line").alias("line_"), pl.col("monday").alias("monday_"), *(pl.col(c).alias(mark + c) for c in (*_MINUTES, "number"))
        )
        found = found.join(said, on="week", how="full", coalesce=True).with_columns(
            pl.coalesce("line", "line_").alias("line"), pl.coalesce("monday", "monday_").alias("monday")
        ).drop("line_", "monday_")  # fmt: skip
    found = found.with_columns(pl.col("due").fill_null(0))
    spoken = pl.any_horizontal(pl.col(c).is_not_null() for c in ("number", "f_number", "s_number"))
    is_over = pl.col("monday") + pl.duration(days=4) < pl.lit(on)
    settled = pl.col("s_number").is_not_null() & (pl.col("f_number").is_null() | (pl.col("f_number") < pl.col("s_number")))
    asked = ~settled & pl.col("number").is_not_null() & (pl.col("f_missed").fill_null(0) > 0)
    stands = {c: pl.when(settled).then(pl.col(f"s_{c}")).otherwise(pl.col(c)).fill_null(0) for c in _MINUTES}
    return (
        found.filter(spoken | is_over)
        .select(
            "line", "monday", "due",
            delivered=pl.when(asked).then(0).otherwise(stands["delivered"]),
            missed=pl.min_horizontal(stands["missed"], pl.col("due")),
            made_up=stands["made_up"],
            in_question=pl.when(asked).then(stands["delivered"]).otherwise(0),
        )
        .with_columns(
            not_recorded=pl.max_horizontal(pl.lit(0), pl.col("due") - pl.col("delivered") - pl.col("missed") - pl.col("in_question"))
        )
    )  # fmt: skip


def owed_by_week(found: pl.DataFrame) -> pl.DataFrame:
    """What is unpaid of each week's miss. Made-up time pays the oldest first, so that what is left is of the latest misses."""
    net = (pl.col("missed").cast(pl.Int64) - pl.col("made_up")).cum_sum().over("line")
    moving = found.filter((pl.col("missed") > 0) | (pl.col("made_up") > 0)).sort("line", "monday").with_columns(net=net)
    # Owed is the sum since it last stood at nothing: what was paid beyond that is not kept.
    least = pl.min_horizontal(pl.lit(0), pl.col("net").cum_min().over("line"))
    moving = moving.with_columns(owed=pl.col("net") - least)
    later = pl.col("missed").cast(pl.Int64).cum_sum(reverse=True).over("line") - pl.col("missed")
    unpaid = (pl.col("owed").last().over("line") - later).clip(0, pl.col("missed"))
    return moving.select("line", "monday", owed=unpaid).filter(pl.col("owed") > 0)


def roll_up(lines: pl.DataFrame, words: pl.DataFrame, on: date) -> pl.DataFrame:
    """A row for each line: its account in minutes, and the week since which the oldest is owed."""
    found = weeks(lines, words, on)
    owed = owed_by_week(found).group_by("line").agg(pl.col("owed").sum(), oldest=pl.col("monday").min())
    sums = found.group_by("line").agg(
        pl.col("due", "delivered", "missed", "made_up", "in_question", "not_recorded").cast(pl.Int64).sum()
    )
    return (
        lines.select("line").unique().join(sums, on="line", how="left").join(owed, on="line", how="left")
        .with_columns(pl.col("due", "delivered", "missed", "made_up", "in_question", "not_recorded", "owed").fill_null(0))
        # Of what was given towards owed time, that which was owed.
        .with_columns(made_up=pl.col("missed") - pl.col("owed"))
    )  # fmt: skip


def owed_and_due(lines: pl.DataFrame, words: pl.DataFrame, on: date) -> pl.DataFrame:
    """The columns `owed` and `due` of `roll_up` alone, from the words that can move them: every word on a week of which any word
    has time missed or made up, and every word on a week that is not over."""
    numbered, dues = _scheduled(lines, on)
    told = words.select("line", "monday").unique()
    # What is due of all weeks needs no table of them: only of those that were spoken of.
    spoken = _minutes_due(told.join(numbered.select("line", "n", "minutes"), on="line").join(dues, on=["n", "monday"]))
    owed = owed_by_week(_said(spoken, words, on)).group_by("line").agg(pl.col("owed").sum())
    is_over = pl.col("monday") + pl.duration(days=4) < pl.lit(on)
    whole = dues.filter(is_over).group_by("n").agg(pl.col("sessions").cast(pl.Int64).sum())
    past = numbered.join(whole, on="n").select("line", due=pl.col("sessions") * pl.col("minutes"))
    running = spoken.filter(~is_over).select("line", due=pl.col("due").cast(pl.Int64))
    due = pl.concat([past, running]).group_by("line").agg(pl.col("due").sum())
    return lines.select("line").unique().join(owed, on="line", how="left").join(due, on="line", how="left").with_columns(pl.col("owed", "due").fill_null(0))
