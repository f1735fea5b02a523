"""The column reader: the clocks and stages of many cases at once, equal in everything to the single-case reader.

Both walk the same terms. Here a date is a column with a row for each instance of a clock; "first", "latest" and "any
after" are joins and groups; a counting convention is called once for each distinct date. Cases are read in slices,
so that memory is bounded by a slice, not by the population.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar, get_args

import polars as pl

from goldenthread.engine import calendar as counting
from goldenthread.engine.calendar import NO_CLOSURES, Calendar, Closure
from goldenthread.engine.column_dates import Counts, Dates, Instances, no_dates
from goldenthread.engine.columns import Columns, effective, latest_of, used_events, with_optional
from goldenthread.engine.grounds import ABSENT, OF_THE_CASE, Facts, no_effect
from goldenthread.engine.pathway import (
    DAY,
    GROUND_SLUGS,
    OPENING_DAY,
    Clock,
    Counted,
    Happening,
    Kind,
    Pathway,
    looks_back,
)
from goldenthread.engine.terms import NO_LAST_DAY, evaluate

Answer = TypeVar("Answer")

_SLICE = 3_000_000
"""Rows of the journal that are read at once."""
_CODES = 2**31
_EXCEPTION = ("ground", "from", "to", "contributor", "missed_on")


@dataclass(frozen=True)
class Population:
    """`clocks` has a row for each clock that exists, with the columns of `ClockState` and `case`; `stages` has one
    for each case of the journal."""

    clocks: pl.DataFrame
    stages: pl.DataFrame


def read(
    pathway: Pathway,
    journal: pl.DataFrame,
    *,
    as_at: date | None = None,
    known_at: datetime | None = None,
    closures: pl.DataFrame | None = None,
    slices: int | None = None,
) -> Population:
    """Where every case stands. `journal` is described in `columns`; `closures` has `case`, `first` and `last` (the
    closed days of the case's settings). `as_at` and `known_at` as in `replay`."""
    parts = _ask(lambda r: (r.clocks(), r.stages()), pathway, journal, as_at, known_at, closures, slices)
    return Population(pl.concat([clocks for clocks, _ in parts]), pl.concat([stages for _, stages in parts]))


def clocks_of(
    pathway: Pathway,
    journal: pl.DataFrame,
    *,
    as_at: date | None = None,
    known_at: datetime | None = None,
    closures: pl.DataFrame | None = None,
    slices: int | None = None,
) -> pl.DataFrame:
    """The clocks of every case; see `read`."""
    return pl.concat(_ask(PopulationReader.clocks, pathway, journal, as_at, known_at, closures, slices))


def _ask(
    question: Callable[["PopulationReader"], Answer],
    pathway: Pathway,
    journal: pl.DataFrame,
    as_at: date | None,
    known_at: datetime | None,
    closures: pl.DataFrame | None,
    slices: int | None,
) -> list[Answer]:
    """The answer of each slice. Two are read at once, since much of a slice keeps only one core busy."""
    journal = with_optional(journal).with_columns(pl.col("event").cast(pl.Enum(list(pathway.events))))
    counts, count = Counts(), effective(journal, as_at, known_at)
    count &= journal["event"].is_in(used_events(pathway))
    wanted = slices or journal.height // _SLICE + 1
    part = (journal["case"].hash(seed=0) % wanted).cast(pl.UInt16)
    numbered = journal["case"].dtype.is_integer() and journal["case"].is_between(0, _CODES - 1).all()

    def of_slice(n: int) -> Answer:
        rows, codes = journal.filter(count & (part == n)), None
        if not numbered:
            codes = journal.select("case").filter(part == n).unique().with_row_index("code")
            rows = rows.join(codes, on="case").drop("case").rename({"code": "case"})
        columns = Columns(pathway, rows.with_columns(pl.col("case").cast(pl.UInt32)))
        shut = _calendars(closures, codes) if closures is not None else {}
        cases = _Cases(journal["case"].filter(part == n), codes)
        return question(PopulationReader(pathway, columns, shut, counts, cases))

    if wanted == 1:
        return [of_slice(0)]
    with ThreadPoolExecutor(2) as two:
        return list(two.map(of_slice, range(wanted)))


@dataclass(frozen=True)
class _Cases:
    """The cases of a slice as the journal names them, and the numbers for those that are not named by one."""

    given: pl.Series
    codes: pl.DataFrame | None

    def named(self, answer: pl.DataFrame) -> pl.DataFrame:
        """An answer with the cases named as the journal names them."""
        if self.codes is None:
            return answer.with_columns(pl.col("case").cast(self.given.dtype))
        named = answer.rename({"case": "code"}).join(self.codes, on="code")
        return named.select("case", *answer.columns[1:])

    def all(self) -> pl.DataFrame:
        return self.given.unique().to_frame("case")


class PopulationReader:
    """The cases of one slice, read through a pathway."""

    def __init__(
        self,
        pathway: Pathway,
        columns: Columns,
        calendars: dict[int, Calendar],
        counts: Counts,
        cases: _Cases,
    ) -> None:
        self.pathway = pathway
        self.columns = columns
        self.calendars = calendars
        self.counts = counts
        self.cases = cases
        self._states: dict[str, list[pl.DataFrame]] = {}
        self._started: dict[tuple[Any, ...], pl.DataFrame] = {}
        self._over: dict[tuple[Happening, ...], pl.DataFrame] = {}

    def clocks(self) -> pl.DataFrame:
        slugs = dict.fromkeys(c.slug for c in self.pathway.clocks)
        found = [state for slug in slugs for state in self.states(slug)]
        return self.cases.named(pl.concat(found).drop("start", "start_order") if found else self._none())

    def _none(self) -> pl.DataFrame:
        """The columns of an answer, without a row."""
        clock = self.pathway.clocks[0]
        return self._answer(Instances(clock, self._instances(clock).clear())).drop("start", "start_order")

    def stages(self) -> pl.DataFrame:
        """The stage to which the latest event that has one leads, or the one reached by every answer being in."""
        leads = {slug: e.stage for slug, e in self.pathway.events.items() if e.stage}
        events = [self.columns.of(slug).select("case", "order", "event") for slug in leads]
        latest = latest_of(pl.concat(events), "latest", "case")
        led_to = pl.col("event").cast(pl.String).replace_strict(leads, default=None, return_dtype=pl.String)
        reached = latest.select("case", led_to=led_to, stage=led_to)
        for stage in self.pathway.stages:
            if stage.once_answered:
                answers = [s.select("case", "stopped") for s in self._not_begun_again(stage.once_answered)]
                all_in = pl.concat([_NO_ANSWERS, *answers]).group_by("case").agg(pl.col("stopped").is_not_null().all())
                moved = (pl.col("led_to") == stage.after) & (pl.col("stage") == stage.after) & pl.col("stopped")
                reached = (
                    reached.join(all_in, on="case", how="left")
                    .with_columns(stage=pl.when(moved).then(pl.lit(stage.slug)).otherwise("stage"))
                    .drop("stopped")
                )
        stages = self.cases.named(reached.select("case", "stage"))
        kind = pl.Enum([s.slug for s in self.pathway.stages])
        return self.cases.all().join(stages, on="case", how="left").with_columns(pl.col("stage").cast(kind))

    def _not_begun_again(self, slug: str) -> list[pl.DataFrame]:
        """The instances of a clock since whose start the matter has not begun again."""
        clock = next(c for c in self.pathway.clocks if c.slug == slug)
        again = self.columns.find(clock.again_on).select("case", again="on", again_order="order")
        after = [
            state.select("case", "start", "start_order", on="start", order="start_order").join(again, on="case").filter(~_begun(clock))
            for state in self.states(slug)
        ]
        return [state.join(a, on=["case", "start", "start_order"], how="anti") for state, a in zip(self.states(slug), after, strict=True)]

    def states(self, slug: str) -> list[pl.DataFrame]:
        """The instances of a clock that exist, each from the first sentence that fits it."""
        if slug not in self._states:
            found: list[pl.DataFrame] = []
            for clock in (c for c in self.pathway.clocks if c.slug == slug):
                instances = Instances(clock, self._instances(clock))
                if instances.rows.height:
                    instances = self._fitting(self._without(instances, found))
                if instances.rows.height:
                    found.append(self._answer(instances))
            self._states[slug] = found
        return self._states[slug]

    # --- which instances ---

    def _instances(self, clock: Clock) -> pl.DataFrame:
        ends = (clock.until, clock.lapses_on, clock.again_on) if clock.each not in (None, DAY, OPENING_DAY) else ()
        name = (clock.starts.of, clock.starts.which, clock.each, ends)
        if name not in self._started:
            self._started[name] = self._start(clock).with_row_index("i")
        return self._started[name]

    def _start(self, clock: Clock) -> pl.DataFrame:
        starts = self.columns.find(clock.starts.of)
        if clock.each is None:
            return latest_of(starts, clock.starts.which, "case").with_columns(for_=pl.lit(None, pl.Categorical))
        if clock.each == DAY:
            return _first_of_each_day(starts).with_columns(for_=_day_name("on"))
        if clock.each == OPENING_DAY:
            return self._opened(_first_of_each_day(starts), clock).with_columns(for_=_day_name("opener_on"))
        return self._each_thing(clock, starts.drop_nulls("thing")).with_columns(for_="thing")

    def _opened(self, starts: pl.DataFrame, clock: Clock) -> pl.DataFrame:
        """Each start with the latest opening event on or before its day."""
        slugs = dict.fromkeys(h.opened_by for h in clock.starts.of if h.opened_by)
        openers = self.columns.find(tuple(Happening(slug) for slug in slugs))
        openers = openers.rename({c: f"opener_{c}" for c in openers.columns if c != "case"})
        met = starts.join(openers, on="case").filter(pl.col("opener_on") <= pl.col("on"))
        return met.sort("opener_order").unique(["case", "order"], keep="last", maintain_order=True)

    def _each_thing(self, clock: Clock, starts: pl.DataFrame) -> pl.DataFrame:
        """The first start about each thing, and the first after each answer to it, start that replaced it, or day on which
        the matter began again; the others are reminders. A start that is itself the answer to the one before is the first after it."""
        if (over := self._over_on(clock)).height:
            before = starts.join(over, on=["case", "on"]).filter(pl.col("order") < pl.col("over"))
            starts = starts.join(before, on=["case", "order"], how="anti")
        doubled = starts["key"].is_duplicated()
        if not doubled.any():
            return starts
        repeated = starts.filter(doubled).with_row_index("i")
        replacing = self.columns.find(clock.lapses_on).join(starts, on=["case", "order"], how="semi")
        ended = [
            self.meet(self.columns.find(clock.until), repeated, by_thing=True).select("i", "on", "start", "order"),
            self._of_another_thing(replacing, repeated).select("i", "on", "start", "order"),
        ]
        renewing = repeated.join(self.columns.find(clock.until), on=["case", "order"], how="semi")
        begun = renewing.select("key", "order", begun=pl.col("order").min().over("key", "on"))
        ends = pl.concat(ended).filter(pl.col("on") < pl.col("start")).select("i", "order")
        again = self.meet(self.columns.find(clock.again_on), repeated, by_thing=False)
        ends = pl.concat([ends, again.filter(pl.col("on") <= pl.col("start")).select("i", "order")])
        answers = ends.join(repeated.select("i", "key"), on="i").join(begun, on=["key", "order"], how="left")
        answers = answers.with_columns(pl.coalesce("begun", "order").alias("order"))
        before = answers.group_by("i").agg(ended=pl.col("order").max())
        grouped = repeated.join(before, on="i", how="left").join(begun, on=["key", "order"], how="left")
        grouped = grouped.with_columns(pl.coalesce("begun", "ended").alias("ended")).drop("i", "begun")
        begun_again = latest_of(latest_of(grouped, "first", ["key", "ended"]).drop("ended"), "first", ["key", "on"])
        return pl.concat([starts.filter(~doubled), begun_again])

    def _over_on(self, clock: Clock) -> pl.DataFrame:
        """The days on which the matter of a case ended and began again, each with its last such end: what was recorded on that day
        before it was of what ended, what is asked on that day after it is of what began."""
        if clock.again_on not in self._over:
            self._over[clock.again_on] = self._find_over(clock)
        return self._over[clock.again_on]

    def _find_over(self, clock: Clock) -> pl.DataFrame:
        again = self.columns.find(clock.again_on).select("case", "on", again="order")
        if again.is_empty():
            return _NEVER_OVER
        ends = self.columns.find(tuple(Happening(slug) for slug in dict.fromkeys(h.opened_by for h in clock.again_on) if slug))
        met = again.join(ends.select("case", "on", over="order"), on=["case", "on"])
        return met.filter(pl.col("over") < pl.col("again")).group_by("case", "on").agg(pl.col("over").max())

    def _without(self, instances: Instances, found: list[pl.DataFrame]) -> Instances:
        """Those that no earlier sentence of the same clock has answered."""
        if not found or instances.rows.is_empty():
            return instances
        each = instances.clock.each is not None
        earlier = [f.filter(pl.col("for_").is_not_null() if each else pl.col("for_").is_null()) for f in found]
        key = ["case", "for_", "start"] if each else ["case"]
        answered = pl.concat(earlier).select(key)
        rest = instances.rows.select("i", "case", "for_", start="on").join(answered, on=key, how="anti")
        return instances.keep(instances.rows["i"].is_in(rest["i"].implode()))

    def _fitting(self, instances: Instances) -> Instances:
        clock = instances.clock
        fits = pl.col("on").is_between(clock.in_force_from, clock.in_force_to or date.max)
        if clock.only_for:
            fits = fits & pl.col("for_").cast(pl.String).is_in(clock.only_for).fill_null(False)
        instances = instances.keep(instances.rows.select(fits).to_series())
        if clock.only_after and instances.rows.height:
            before = [self._before(h, instances) for h in clock.only_after]
            instances = instances.keep(instances.rows["i"].is_in(pl.concat(before).implode()))
        if clock.only_before is not None and instances.rows.height:
            limit = evaluate(clock.only_before, Dates(self, instances))
            instances = instances.keep((instances.rows["on"] < limit).fill_null(False))
        return instances

    def _before(self, wanted: Happening, instances: Instances) -> pl.Series:
        """The instances before whose start there was such an event, or on its day."""
        met = self.meet(self.columns.find((wanted,)), instances.rows, by_thing=False)
        if wanted.in_order:
            met = met.join(_start_orders(instances.rows), on="i")
        earlier = pl.col("order") < pl.col("start_order") if wanted.in_order else pl.col("on") <= pl.col("start")
        return met.filter(earlier)["i"]

    # --- which events count for an instance ---

    def meet(self, events: pl.DataFrame, instances: pl.DataFrame, *, by_thing: bool) -> pl.DataFrame:
        """Every event beside each instance of its case that it concerns (`i`, and `start`, the instance's day). With
        `by_thing` an event about a thing concerns only the instance for that thing."""
        if not by_thing:
            return events.join(instances.select("case", "i", start="on"), on="case")
        about = events["event"].is_in(self.columns.about_things)
        own = events.filter(about).join(instances.select("key", "i", start="on"), on="key")
        general = events.filter(~about).join(instances.select("case", "i", start="on"), on="case")
        return pl.concat([own.select(sorted(own.columns)), general.select(sorted(own.columns))])

    def after(self, instances: Instances, wanted: tuple[Happening, ...]) -> pl.DataFrame:
        """The events that count for each instance: from its start on, that day included, and about its thing."""
        met = self.meet(self.columns.find(wanted), instances.rows, by_thing=instances.each_thing)
        return self._of_its_matter(instances, met.filter(pl.col("on") >= pl.col("start")))

    def ever(self, instances: Instances, wanted: tuple[Happening, ...]) -> pl.DataFrame:
        """Every such event of each instance's case."""
        return self.meet(self.columns.find(wanted), instances.rows, by_thing=False)

    def _of_another_thing(self, events: pl.DataFrame, instances: pl.DataFrame) -> pl.DataFrame:
        """Every event beside each instance of its case that is for a thing which the event is not about."""
        same = self.meet(events.drop_nulls("key"), instances, by_thing=True).select("i", "order")
        return self.meet(events, instances, by_thing=False).join(same, on=["i", "order"], how="anti")

    def _first_later(self, instances: Instances, wanted: tuple[Happening, ...], *, lapse: bool = False) -> pl.Series:
        """The day of the first such event; one that could itself start the clock must be on a later day than the
        start. Such a new start is no `lapse` of the thing that it is about, only of the others."""
        wanted = self.columns.present(wanted)
        if not wanted:
            return no_dates(instances.rows)
        starting = {h.slug for h in instances.clock.starts.of}
        later = tuple(h for h in wanted if h.later)
        in_order = tuple(h for h in wanted if h.in_order)
        plain = tuple(h for h in wanted if h.slug not in starting and not h.later and not h.in_order)
        days = [self._days(self.columns.find(plain), instances, pl.col("on") >= pl.col("start"))]
        if later:
            days.append(self._days(self.columns.find(later), instances, pl.col("on") > pl.col("start")))
        if in_order:
            met = self.meet(self.columns.find(in_order), instances.rows, by_thing=instances.each_thing)
            met = met.join(_start_orders(instances.rows), on="i").filter(pl.col("order") > pl.col("start_order"))
            days.append(met.select("i", "on"))
        if doubtful := tuple(h for h in wanted if h.slug in starting):
            events = self.columns.find(doubtful)
            starts = self.columns.find(instances.clock.starts.of)
            others = events.join(starts, on=["case", "order"], how="anti")
            days.append(self._days(others, instances, pl.col("on") >= pl.col("start")))
            restarts = events.join(starts, on=["case", "order"], how="semi")
            if lapse and instances.each_thing:
                met = self._of_another_thing(restarts, instances.rows)
                days.append(met.filter(pl.col("on") > pl.col("start")).select("i", "on"))
            else:
                days.append(self._days(restarts, instances, pl.col("on") > pl.col("start")))
        first = pl.concat([d for d in days if d.height] or days[:1]).group_by("i").agg(pl.col("on").min())
        return instances.spread(first, "on")

    def _days(self, events: pl.DataFrame, instances: Instances, when: pl.Expr) -> pl.DataFrame:
        """The day of each event that concerns an instance, by the day of its start; nothing else is carried along."""
        ordered = ["order"] if self._over_when_started(instances).height else []
        met = self.meet(events.select("case", "key", "event", "on", *ordered), instances.rows, by_thing=instances.each_thing)
        return self._of_its_matter(instances, met.filter(when)).select("i", "on")

    def _of_its_matter(self, instances: Instances, met: pl.DataFrame) -> pl.DataFrame:
        """These without those of a start's day that were recorded before the matter ended and began again on it."""
        over = self._over_when_started(instances)
        return met.join(over, on="i", how="left").filter((pl.col("order") > pl.col("over")).fill_null(True)) if over.height else met

    def _over_when_started(self, instances: Instances) -> pl.DataFrame:
        over = self._over_on(instances.clock) if instances.each_thing else _NEVER_OVER
        return instances.rows.join(over, on=["case", "on"]).select("i", "over") if over.height else over

    # --- the answer ---

    def _answer(self, instances: Instances) -> pl.DataFrame:
        """A row for each instance that has a date and has not lapsed."""
        clock = instances.clock
        view = Dates(self, instances)
        due = evaluate(clock.limit, view)
        if due.null_count():
            instances, due = instances.keep(due.is_not_null()), due.drop_nulls()
        stopped = instances.rows["on"] if clock.done_at_start else self._first_later(instances, clock.until)
        lapsed = self._first_later(instances, clock.lapses_on, lapse=True)
        stands = (lapsed.is_null() | (lapsed >= stopped)).fill_null(False)
        instances, due, stopped = instances.keep(stands), due.filter(stands), stopped.filter(stands)
        view = Dates(self, instances)
        started = view.started()
        excuse = self._excuse(instances, started, due)
        published = view.published()
        due = due.set(due == NO_LAST_DAY, None)
        day = pl.Date
        return instances.rows.select(
            "case",
            clock=_constant(clock.slug, self.pathway.clock_titles),
            for_="for_",
            title=_constant(clock.title, (c.title for c in self.pathway.clocks)),
            started=started,
            due=due,
            working_target=self.counts.of(("working target",), counting.working_target, due),
            stopped=pl.lit(None, day) if clock.floor else stopped,
            excused_from=excuse["on"],
            excused_by=excuse["ground"].cast(pl.Enum(GROUND_SLUGS)),
            exception_ended=excuse["ended"],
            floor=pl.lit(clock.floor),
            kind=_constant(clock.kind, get_args(Kind)),
            owed_by=pl.col("for_") if clock.owed_by == "for" else pl.lit(clock.owed_by, pl.Categorical),
            cite=_constant(clock.cite, (c.cite for c in self.pathway.clocks)),
            kind_of_data=self._kind_of_data(clock),
            published_date=published,
            start="on",
            start_order="order",
        )

    def _kind_of_data(self, clock: Clock) -> pl.Expr:
        events = self.pathway.events.values()
        by_clock = (c.kind_of_data for c in self.pathway.clocks if c.kind_of_data)
        by_about = (kind for e in events for _, kind in e.kind_by_about)
        kinds = pl.Enum(list(dict.fromkeys((*by_clock, *by_about, *(e.kind_of_data for e in events)))))
        if clock.kind_of_data:
            return pl.lit(clock.kind_of_data, kinds)
        kind = pl.lit(None, pl.String)
        for slug in dict.fromkeys(h.slug for h in clock.starts.of):
            declared = self.pathway.events[slug]
            by_thing = dict(declared.kind_by_about)
            own = pl.lit(declared.kind_of_data)
            if by_thing:
                own = pl.col("for_").cast(pl.String).replace_strict(by_thing, default=declared.kind_of_data)
            kind = pl.when(pl.col("event") == slug).then(own).otherwise(kind)
        return kind.cast(kinds)

    def _excuse(self, instances: Instances, started: pl.Series, due: pl.Series) -> dict[str, pl.Series]:
        """The first recorded exception that lifts each limit, and when it ended."""
        blank = {"ground": pl.String, "on": pl.Date, "ended": pl.Date}
        lifting = self._lifting(instances, started, due)
        if lifting is None or lifting.is_empty():
            return {n: pl.repeat(None, instances.rows.height, dtype=t, eager=True) for n, t in blank.items()}
        return {name: instances.spread(lifting, name) for name in blank}

    def _with_ends(self, recorded: pl.DataFrame, slug: str) -> pl.DataFrame:
        """Each exception with the first day, its own or later, on which one of its clock ended."""
        ends = self.columns.of("exception-ended").filter(pl.col("clock") == slug).select("case", end="on")
        met = recorded.select("case", "order", "on").join(ends, on="case").filter(pl.col("end") >= pl.col("on"))
        first = met.group_by("case", "order").agg(ended=pl.col("end").min())
        return recorded.join(first, on=["case", "order"], how="left")

    def _lifting(self, instances: Instances, started: pl.Series, due: pl.Series) -> pl.DataFrame | None:
        clock = instances.clock
        if not clock.excusable or "exception-recorded" not in self.pathway.events:
            return None
        grounds = [g.slug for g in clock.excusable]
        recorded = self.columns.of("exception-recorded").filter(
            pl.col("clock") == clock.slug, pl.col("ground").is_in(grounds)
        )
        recorded = self._with_ends(recorded.select("case", "order", "on", *_EXCEPTION), clock.slug)
        counted = self._counted_from(instances)
        periods = instances.rows.select("i", "case", "for_", "order", "on", started=started, due=due, counted=counted)
        # Few cases have an exception: all else is asked of those alone.
        periods = periods.join(recorded.select("case").unique(), on="case", how="semi").select(
            "i", "case", "for_", "order", "due", day="on", started=pl.min_horizontal("started", "counted"), begun=pl.min_horizontal("on", "counted")
        )
        periods = self._with_matters(periods, clock).drop("order", "day")
        # What a ground depends on; of the case itself only where it asks for more than the one entry.
        tried = recorded.join(periods, on="case").with_columns(
            of_case=pl.when(pl.col("ground").is_in(OF_THE_CASE)).then("case"),
            said_before=pl.col("on") < pl.col("begun"),
            over_before=(pl.col("ended") < pl.col("started")).fill_null(False),
            said_after=(pl.col("on") >= pl.col("again")).fill_null(False),
        )
        facts = [*_EXCEPTION, "started", "due", "for_", "of_case", "said_before", "over_before", "said_after", "since", "again"]
        asked = tried.select(facts).unique()
        requests, away = self._advice_requests(asked["of_case"]), _absences(recorded)
        lifts = [self._lifts(clock, row, requests, away) for row in asked.iter_rows(named=True)]
        lifted = asked.filter(pl.Series(lifts, dtype=pl.Boolean))
        return latest_of(tried.join(lifted, on=facts, how="semi", nulls_equal=True), "first", "i")

    def _counted_from(self, instances: Instances) -> pl.Series:
        """The day from which each limit counts, as the single-case reader has it."""
        limit = instances.clock.limit
        if isinstance(limit, Counted) and looks_back(limit):
            return evaluate(limit.base, Dates(self, instances))
        return no_dates(instances.rows)

    def _with_matters(self, periods: pl.DataFrame, clock: Clock) -> pl.DataFrame:
        """Each with the last day on which the matter had begun again when it started, and the first on which it did after that."""
        again = self.columns.find(clock.again_on).select("case", again="on", again_order="order")
        met = periods.select("i", "case", "order", on="day").join(again, on="case")
        since = met.filter(_begun(clock)).group_by("i").agg(since=pl.col("again").max())
        after = met.filter(~_begun(clock)).group_by("i").agg(pl.col("again").min())
        return periods.join(since, on="i", how="left").join(after, on="i", how="left")

    def _lifts(
        self,
        clock: Clock,
        row: dict[str, Any],
        requests: dict[int, list[tuple[str, date]]],
        away: dict[int, list[tuple[date, date]]],
    ) -> bool:
        exception = {name: row[name] for name in _EXCEPTION if row[name] is not None}
        closures = self.calendars.get(row["of_case"], NO_CLOSURES).closures
        asked = tuple(requests.get(row["of_case"], ()))
        period = row["started"], row["due"], row["for_"]
        said = row["said_before"], row["over_before"], row["said_after"]
        facts = Facts(*period, closures, asked, *said, row["since"], row["again"], tuple(away.get(row["of_case"], ())))
        return no_effect(clock, exception, facts) is None

    def _advice_requests(self, cases: pl.Series) -> dict[int, list[tuple[str, date]]]:
        asked: dict[int, list[tuple[str, date]]] = {}
        if "advice-requested" in self.pathway.events and cases.drop_nulls().len():
            requests = self.columns.of("advice-requested").filter(pl.col("case").is_in(cases.drop_nulls().implode()))
            for case, who, on in requests.select("case", "contributor", "on").iter_rows():
                asked.setdefault(case, []).append((who, on))
        return asked


_NEVER_OVER = pl.DataFrame(schema={"case": pl.UInt32, "on": pl.Date, "over": pl.Int64})
_NO_ANSWERS = pl.DataFrame(schema={"case": pl.UInt32, "stopped": pl.Date})


def _absences(recorded: pl.DataFrame) -> dict[int, list[tuple[date, date]]]:
    """The absences that were recorded on a clock, by case."""
    away: dict[int, list[tuple[date, date]]] = {}
    periods = recorded.filter(pl.col("ground") == ABSENT).select("case", "from", "to").drop_nulls()
    for case, first, last in periods.iter_rows():
        away.setdefault(case, []).append((first, last))
    return away


def _begun(clock: Clock) -> pl.Expr:
    """Whether the matter had begun again when an instance started: for a thing that was asked for, by the end of its day."""
    if clock.each in (None, DAY, OPENING_DAY):
        return pl.col("again_order") <= pl.col("order")
    return pl.col("again") <= pl.col("on")


def _start_orders(instances: pl.DataFrame) -> pl.DataFrame:
    return instances.select("i", start_order="order")


def _constant(value: str, among: Iterable[str]) -> pl.Expr:
    return pl.lit(value, pl.Enum(list(dict.fromkeys(among))))


def _day_name(column: str) -> pl.Expr:
    return pl.col(column).dt.to_string("%Y-%m-%d").cast(pl.Categorical)


def _first_of_each_day(starts: pl.DataFrame) -> pl.DataFrame:
    return latest_of(starts, "first", ["case", "on"])


def _calendars(closures: pl.DataFrame, codes: pl.DataFrame | None) -> dict[int, Calendar]:
    """The closures of each case, by the number that the reader gives it."""
    if codes is not None:
        closures = closures.join(codes, on="case").drop("case").rename({"code": "case"})
    found: dict[int, list[Closure]] = {}
    for case, first, last in closures.select("case", "first", "last").iter_rows():
        found.setdefault(case, []).append(Closure(first, last))
    return {case: Calendar(tuple(listed)) for case, listed in found.items()}
