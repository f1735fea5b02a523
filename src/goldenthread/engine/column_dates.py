"""Dates as columns: the view of many instances of a clock for the walk over its limit."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Protocol

import polars as pl

from goldenthread.engine import calendar as counting
from goldenthread.engine.calendar import NO_CLOSURES, Calendar
from goldenthread.engine.columns import latest_of
from goldenthread.engine.pathway import DAY, OPENING_DAY, BeforeYearly, Clock, Happening, Pick, Start
from goldenthread.engine.terms import NO_LAST_DAY, evaluate


class Counts:
    """Every counting convention, called once for each distinct date."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], dict[date, date | None]] = {}

    def of(self, name: tuple[Any, ...], convention: Callable[[date], date | None], days: pl.Series) -> pl.Series:
        known = self._known.setdefault(name, {})
        distinct = days.unique().drop_nulls()
        for day in distinct:
            if day not in known:
                known[day] = convention(day)
        counted = pl.Series([known[day] for day in distinct], dtype=pl.Date)
        return days.replace_strict(distinct, counted, default=None, return_dtype=pl.Date)


@dataclass(frozen=True)
class Instances:
    """The instances of a clock that have started: a row for each, with the number `i`, its `case` and `key`, the
    order, day, kind and dates of the event that started it, what it is `for_`, and the event that opened it."""

    clock: Clock
    rows: pl.DataFrame

    def keep(self, which: pl.Series) -> "Instances":
        rows = self.rows.filter(which).drop("i").with_row_index("i") if not which.all() else self.rows
        return Instances(self.clock, rows)

    @property
    def each_thing(self) -> bool:
        return self.clock.each not in (None, DAY, OPENING_DAY)

    def spread(self, hits: pl.DataFrame, name: str) -> pl.Series:
        """A value for each instance: its own among the hits (one at most for each `i`), else null."""
        blank = pl.repeat(None, self.rows.height, dtype=hits[name].dtype, eager=True)
        return blank.scatter(hits["i"], hits[name]) if hits.height else blank


class Reader(Protocol):
    """What the view asks of the reader of a slice."""

    counts: Counts
    calendars: dict[int, Calendar]

    def after(self, instances: Instances, wanted: tuple[Happening, ...]) -> pl.DataFrame: ...
    def ever(self, instances: Instances, wanted: tuple[Happening, ...]) -> pl.DataFrame: ...


class Dates:
    """The view of all instances of a clock for the walk over a limit: a column of dates, null where there is none."""

    def __init__(self, reader: Reader, instances: Instances) -> None:
        self.reader = reader
        self.instances = instances

    def pick(self, pick: Pick | Start) -> pl.Series:
        if isinstance(pick, Start):
            return self._dates_of(self.instances.rows, pick, "opener_" if pick.opener else "")
        clock = self.instances.clock
        if not pick.only_if and (pick.of, pick.which) == (clock.starts.of, clock.starts.which) and (
            clock.each is None or self._is_start(pick)
        ):
            return self._dates_of(self.instances.rows, pick)
        look = self.reader.after if pick.among == "onward" else self.reader.ever
        found = look(self.instances, pick.of)
        if pick.among == "so far":
            found = found.filter(pl.col("on") <= pl.col("start"))
        chosen = latest_of(found, pick.which, "i")
        if pick.only_if:
            chosen = chosen.join(look(self.instances, pick.only_if), on=["i", "order"], how="semi")
        return self.instances.spread(chosen.select("i", picked=self._dates_of(chosen, pick)), "picked")

    def _is_start(self, pick: Pick) -> bool:
        """The first of the starting events from the start on is the start itself."""
        return pick.which == "first" and pick.among == "onward"

    @staticmethod
    def _dates_of(rows: pl.DataFrame, pick: Pick | Start, prefix: str = "") -> pl.Series:
        named = [
            prefix + name for name in (*pick.dates, *(("on",) if pick.or_on else ())) if prefix + name in rows.columns
        ]
        return rows.select(pl.coalesce([*named, pl.lit(None, pl.Date)])).to_series() if named else no_dates(rows)

    def started(self) -> pl.Series:
        """The day from which the clock ran: a named date of the starting event, or the day that it happened."""
        return self._dates_of(self.instances.rows, self.instances.clock.starts).fill_null(self.instances.rows["on"])

    def count(self, n: int, unit: str, wording: str, base: pl.Series) -> pl.Series:
        if unit == "school days" and self.reader.calendars:
            return self._school_days(n, base)
        return self.reader.counts.of((n, unit, wording), partial(counting.count, n, unit, wording), base)

    def _school_days(self, n: int, base: pl.Series) -> pl.Series:
        """Each by the calendar of the case's own setting."""
        calendars = self.reader.calendars
        cases = self.instances.rows["case"]
        due = [
            None if day is None else counting.school_days_within(n, day, calendars.get(case, NO_CLOSURES))
            for case, day in zip(cases, base, strict=True)
        ]
        return pl.Series(due, dtype=pl.Date)

    def join(self, how: str, dates: list[pl.Series]) -> pl.Series:
        if how == "or else":
            return pl.select(pl.coalesce(dates)).to_series()
        return pl.select(pl.min_horizontal(dates) if how == "earlier of" else pl.max_horizontal(dates)).to_series()

    def tribunal_roll(self, base: pl.Series) -> pl.Series:
        return self.reader.counts.of(("tribunal roll",), counting.tribunal_roll, base)

    def before_yearly(self, day: int, month: int, base: pl.Series) -> pl.Series:
        name = ("before yearly", day, month)
        return self.reader.counts.of(name, lambda d: counting.day_before_yearly(day, month, d.year), base)

    def yearly_from(self, day: int, month: int, base: pl.Series) -> pl.Series:
        return self.reader.counts.of(
            ("yearly from", day, month), partial(counting.yearly_on_or_after, day, month), base
        )

    def pending(self, opened: pl.Series, settled: pl.Series, otherwise: pl.Series) -> pl.Series:
        return settled.zip_with(settled.is_not_null(), otherwise.zip_with(opened.is_null(), settled.fill_null(NO_LAST_DAY)))

    def no_limit(self, base: pl.Series) -> pl.Series:
        return base.set(base.is_not_null(), NO_LAST_DAY)

    def published(self) -> pl.Series:
        """The day that the public names where the limit is "before" it."""
        limit = self.instances.clock.limit
        if not isinstance(limit, BeforeYearly):
            return no_dates(self.instances.rows)
        base = evaluate(limit.year_of, self)
        name = ("published", limit.day, limit.month)
        return self.reader.counts.of(name, lambda d: date(d.year, limit.month, limit.day), base)


def no_dates(rows: pl.DataFrame) -> pl.Series:
    return pl.repeat(None, rows.height, dtype=pl.Date, eager=True)
