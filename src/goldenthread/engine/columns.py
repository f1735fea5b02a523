"""The journal of many cases as columns: which events count, and each kind of event as a small frame of its own.

A journal frame has a row for each event: `case` (a number or text), `number` (its place in the case, unique there),
`event`, `on`, `at` and `recorded_at` (with a time zone), `id`, and `fields`, the JSON that `Pathway.validate` gave.
It may have `for_` besides, the one thing that the event is about ('' or null for none); then that is not looked for in
the JSON, which need not repeat it. `linked` says that the event was recorded on a linked case. `at`, `recorded_at`, `id`,
`fields` and `linked` may be null, or their columns absent.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from goldenthread.engine.events import Event
from goldenthread.engine.fields import EventType, Field
from goldenthread.engine.pathway import Clock, Happening, Pathway, Pick, Test, picks

OPTIONAL: dict[str, pl.DataType | type[pl.DataType]] = {
    "at": pl.Datetime("us", "UTC"),
    "recorded_at": pl.Datetime("us", "UTC"),
    "id": pl.String,
    "fields": pl.String,
    "linked": pl.Boolean,
}
COLUMNS_OF_JOURNAL = ("case", "number", "event", "on", "at", "recorded_at", "id", "for_", "fields")
EXCEPTION_FIELDS = {
    "exception-recorded": ("clock", "ground", "from", "to", "contributor", "missed_on"),
    "exception-ended": ("clock",),
    "advice-requested": ("contributor",),
}
"""What the grounds ask of events, besides what the clocks name."""

_COLUMN_TYPE: dict[str, pl.DataType | type[pl.DataType]] = {
    "date": pl.String,
    "yes-no": pl.Boolean,
    "choices": pl.List(pl.String),
    "texts": pl.List(pl.String),
}
_NUMBERS, _MOMENTS = 2**17, 2**24
"""An event's order is one number: its day, then its place among the times of day, then its number in the case."""


def journal_of(cases: Mapping[Any, Iterable[Event]]) -> pl.DataFrame:
    """A journal frame from events as the single-case reader has them."""
    rows = [
        {
            "case": case,
            "number": e.number,
            "event": e.event,
            "on": e.on,
            "at": e.at and e.at.astimezone(UTC),
            "recorded_at": e.recorded_at and e.recorded_at.astimezone(UTC),
            "id": e.id,
            "fields": json.dumps(e.fields, default=lambda d: d.isoformat()) if e.fields else None,
            "linked": e.linked,
        }
        for case, events in cases.items()
        for e in events
    ]
    columns = {"number": pl.Int64, "event": pl.String, "on": pl.Date, **OPTIONAL}
    kind = pl.Series([*cases]).dtype if rows else pl.Int64
    return pl.DataFrame(rows, schema={"case": kind, **columns})


def used_events(pathway: Pathway) -> list[str]:
    """The events from which clocks or stages follow."""
    named = {h.slug for c in pathway.clocks for h in happenings_of(c)}
    named |= {slug for slug, e in pathway.events.items() if e.stage}
    return [slug for slug in pathway.events if slug in named or slug in EXCEPTION_FIELDS]


def happenings_of(clock: Clock) -> list[Happening]:
    """Every happening that a clock names, those inside others included."""
    terms = (clock.limit, clock.starts, *([clock.only_before] if clock.only_before else []))
    named = [h for term in terms for p in picks(term) if isinstance(p, Pick) for h in (*p.of, *p.only_if)]
    named += [*clock.until, *clock.lapses_on, *clock.again_on, *clock.only_after]
    inside = [inner for h in named for inner in (*h.among, *([Happening(h.opened_by)] if h.opened_by else []))]
    return [*named, *inside]


def with_optional(journal: pl.DataFrame) -> pl.DataFrame:
    missing = [pl.lit(None, kind).alias(name) for name, kind in OPTIONAL.items() if name not in journal.columns]
    return journal.with_columns(missing)


def effective(journal: pl.DataFrame, as_at: date | None = None, known_at: datetime | None = None) -> pl.Series:
    """Which rows count; the same rule as `events.effective`: what had happened by the end of `as_at`, as recorded by
    `known_at`, without what a correction known by then withdraws."""
    known = pl.lit(True)
    if known_at is not None:
        known = pl.col("recorded_at").is_null() | (pl.col("recorded_at") <= pl.lit(known_at.astimezone(UTC)))
    corrected = pl.col("event") == "corrected"
    happened = pl.lit(True) if as_at is None else pl.col("on") <= as_at
    counts = journal.select(c=known & ~corrected & happened).to_series()
    corrections = decoded(journal.filter(known & corrected), [Field("event_id", "text", "")])
    withdrawn = corrections.select("case", id=pl.col("event_id").cast(journal["id"].dtype, strict=False))
    # Few events are ever withdrawn: find the suspects by their id alone, then look at the case too.
    suspect = journal["id"].is_in(withdrawn["id"].drop_nulls().implode()).fill_null(False)
    found = journal.select("case", "id").with_row_index("row").filter(suspect)
    return counts.scatter(found.join(withdrawn, on=["case", "id"], how="semi")["row"], False)


def decoded(rows: pl.DataFrame, fields: Iterable[Field]) -> pl.DataFrame:
    """The rows with a column for each of these fields, null where it was not given. Each text is read only once."""
    fields = tuple(fields)
    if not fields:
        return rows
    schema = {f.name: _COLUMN_TYPE.get(f.type, pl.String) for f in fields}
    names = [f'"{f.name}"' for f in fields]
    texts = rows.select("fields").unique().filter(pl.col("fields").str.contains_any(names))
    values = texts.with_columns(v=pl.col("fields").str.json_decode(pl.Struct(schema))).unnest("v")
    dates = [pl.col(f.name).str.to_date("%Y-%m-%d") for f in fields if f.type == "date"]
    return rows.join(values.with_columns(dates), on="fields", how="left")


class Columns:
    """The events of some cases that count, seen through a pathway.

    Every frame that it gives has `case`, `order` (the order of events within a case, also their identity), `on`,
    `event`, the `thing` that the event is about (a row for each), `key` (case and thing as one number), and the dates
    that clocks count from. `case` is a number below 2**31.
    """

    def __init__(self, pathway: Pathway, rows: pl.DataFrame) -> None:
        self.pathway = pathway
        self._needed, self._dates = _needed_fields(pathway)
        rows = rows.select("case", "event", "on", *_given(rows, "for_"), "fields", "linked", order=_order(rows))
        self._none = self._with_things(rows.clear(), None)
        self._no_rows = rows.clear()
        # Parted in one pass: to look through all rows for each kind of event again is most of the reading.
        self._of_kind = {str(kind): part for (kind,), part in rows.partition_by("event", as_dict=True).items()}
        self._decoded: dict[str, pl.DataFrame] = {}
        self._found: dict[tuple[Happening, ...], pl.DataFrame] = {}
        self._firsts: dict[tuple[str, tuple[Happening, ...], bool], pl.DataFrame] = {}
        self.about_things = [e.slug for e in pathway.events.values() if e.about]

    def of(self, slug: str) -> pl.DataFrame:
        """The events of one kind with their own fields decoded, one row each."""
        if slug not in self._decoded:
            given_for = "for_" in self._no_rows.columns
            declared = self.pathway.events[slug]
            thing = declared.field(declared.about) if declared.about else None
            read = [
                f for f in declared.fields if f.name in self._needed[slug] and not (given_for and _is_for(f, thing))
            ]
            rows = decoded(self._of_kind.get(slug, self._no_rows), read)
            if given_for and thing is not None and thing.type != "choices":
                rows = rows.with_columns(_from_for(thing))
            self._decoded[slug] = rows
        return self._decoded[slug]

    def present(self, wanted: tuple[Happening, ...]) -> tuple[Happening, ...]:
        """Those of which there is an event at all."""
        return tuple(h for h in wanted if h.slug in self._of_kind)

    def matching(self, h: Happening) -> pl.DataFrame:
        if h.slug not in self._of_kind:
            return self._none
        rows = self.of(h.slug).filter(*(_holds(t) for t in h.tests))
        if h.own:
            rows = rows.filter(pl.col("linked").not_().fill_null(True))
        if h.anew:
            given = rows.filter(pl.col(h.anew).is_not_null()).sort("case", "order")
            rows = given.filter(pl.col(h.anew).ne_missing(pl.col(h.anew).shift(1).over("case")))
        if h.opened_by is not None:
            outcomes = self._outcomes(h.opened_by, h.among, h.in_order)
            rows = rows.join(outcomes, on=["case", "order"], how="anti" if h.outside else "semi")
        return self._with_things(rows, self.pathway.events[h.slug])

    def find(self, wanted: tuple[Happening, ...]) -> pl.DataFrame:
        """The events among these, in no order, and once for each of them that it matches."""
        if wanted not in self._found:
            frames = [f for f in (self.matching(h) for h in wanted) if not f.is_empty()]
            self._found[wanted] = pl.concat(frames, how="diagonal") if frames else self._none
        return self._found[wanted]

    def _with_things(self, rows: pl.DataFrame, declared: EventType | None) -> pl.DataFrame:
        thing = declared.field(declared.about) if declared and declared.about else None
        dates = [f.name for f in declared.fields if f.name in self._dates and f.type == "date"] if declared else []
        if thing is None:
            name = pl.lit(None, pl.Categorical)
        else:
            column = pl.col(thing.name)
            name = (column.dt.to_string("%Y-%m-%d") if thing.type == "date" else column).cast(
                pl.List(pl.Categorical) if thing.type in ("choices", "texts") else pl.Categorical
            )
        found = rows.select("case", "order", "on", "event", *dates, thing=name)
        if thing is not None and thing.type in ("choices", "texts"):
            found = found.explode("thing")
        return found.with_columns(
            key=pl.col("case").cast(pl.Int64) * 2**32 + pl.col("thing").to_physical().cast(pl.Int64)
        )

    def _outcomes(self, opener: str, among: tuple[Happening, ...], in_order: bool) -> pl.DataFrame:
        """The first of `among` on or after each opening event; where it is asked for `in_order`, the first after it."""
        asked = opener, among, in_order
        if asked not in self._firsts:
            self._firsts[asked] = self._first_after(opener, among, in_order)
        return self._firsts[asked]

    def _first_after(self, opener: str, among: tuple[Happening, ...], in_order: bool) -> pl.DataFrame:
        openers = self.find((Happening(opener),)).select("case", opened="order" if in_order else "on").unique()
        return (
            self.find(among)
            .join(openers, on="case")
            .filter(pl.col("order") > pl.col("opened") if in_order else pl.col("on") >= pl.col("opened"))
            .group_by("case", "opened")
            .agg(pl.col("order").min())
        )


def latest_of(rows: pl.DataFrame, which: str, per: str | list[str]) -> pl.DataFrame:
    """The first or latest row for each value of `per`."""
    if rows.select(per).is_unique().all():
        return rows
    return rows.sort("order").unique(per, keep="first" if which == "first" else "last", maintain_order=True)


def _given(rows: pl.DataFrame, name: str) -> list[str]:
    return [name] if name in rows.columns else []


def _order(rows: pl.DataFrame) -> pl.Expr:
    """An event without a time comes before those of its day that have one."""
    moment: pl.Expr = pl.lit(0)
    if rows["at"].null_count() < rows.height:
        moment = pl.col("at").rank("dense").fill_null(0).cast(pl.Int64)
    day = pl.col("on").cast(pl.Int32).cast(pl.Int64)
    return (day * _MOMENTS + moment) * _NUMBERS + pl.col("number").cast(pl.Int64)


def _needed_fields(pathway: Pathway) -> tuple[dict[str, set[str]], set[str]]:
    """The fields of each event that its clocks need, and the names under which they look for dates."""
    needed: dict[str, set[str]] = {slug: {e.about} if e.about else set() for slug, e in pathway.events.items()}
    dates: set[str] = set()
    for slug, names in EXCEPTION_FIELDS.items():
        if slug in needed:
            needed[slug] |= set(names)
    for clock in pathway.clocks:
        terms = (clock.limit, clock.starts, *([clock.only_before] if clock.only_before else []))
        dates |= {name for term in terms for p in picks(term) for name in p.dates}
        for h in happenings_of(clock):
            needed[h.slug] |= {t.field for t in h.tests} | ({h.anew} if h.anew else set())
    for slug, e in pathway.events.items():
        needed[slug] |= {f.name for f in e.fields if f.name in dates and f.type == "date"}
    return needed, dates


def _is_for(f: Field, thing: Field | None) -> bool:
    return thing is not None and f.name == thing.name and thing.type not in ("choices", "texts")


def _from_for(thing: Field) -> pl.Expr:
    given = pl.col("for_").cast(pl.String)
    given = pl.when(given != "").then(given)
    return (given.str.to_date("%Y-%m-%d") if thing.type == "date" else given).alias(thing.name)


def _holds(test: Test) -> pl.Expr:
    """`Test.holds` for a column: null, where the field was not given, is no value at all."""
    column = pl.col(test.field)
    if test.how in ("is", "is not"):
        among = column.is_in(list(test.values)).fill_null(False)
        return among if test.how == "is" else ~among
    if test.how == "given":
        return column.is_not_null()
    matched = column.list.eval(pl.element().is_in(list(test.values)))
    if test.how == "has":
        return matched.list.any().fill_null(False)
    return (matched.list.all() & (column.list.len() > 0)).fill_null(False)
