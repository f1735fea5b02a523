"""The language in which a pathway file is written: about 25 words, each a small frozen value that stays inspectable.

A clock is one sentence of the law. Its limit is a term built from these words; the single-case reader, the column
reader, the explanation and the documentation all walk that same term.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import Any, Literal

from goldenthread.engine.calendar import PLANS_BEGAN
from goldenthread.engine.fields import BadEvent, EventType, event, is_given, read_value, text_field

# --- picking an event, and its date --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Test:
    """A condition on one field: `is`, `is not`, `has` (a list holds any of these), `only` (a list holds no other), `given`."""

    field: str
    how: Literal["is", "is not", "has", "only", "given"]
    values: tuple[Any, ...]

    def holds(self, fields: Mapping[str, Any]) -> bool:
        value = fields.get(self.field)
        if self.how == "is":
            return value in self.values
        if self.how == "is not":
            return value not in self.values
        if self.how == "given":
            return value is not None
        listed = set(value or ())
        return bool(listed & set(self.values)) if self.how == "has" else bool(listed) and listed <= set(self.values)


@dataclass(frozen=True)
class Happening:
    """Events of one slug, where every test holds. With `opened_by`, only those that are the first of `among` on or
    after some opening event (a review's outcome is the first decision from its meeting on); `outside` turns that
    round: only those that are not. With `own`, only those recorded on the case itself, not those read from a linked one.
    With `later`, only those after the day on which the clock started; that is asked of what stops it or makes it lapse.
    With `in_order`, those of the same day as what they follow (the clock's start, or the opening event) count only where they
    were recorded after it. With `anew`, the name of a field, only those that give it another value than the one before that gave it."""

    slug: str
    tests: tuple[Test, ...] = ()
    opened_by: str | None = None
    among: tuple[Happening, ...] = ()
    outside: bool = False
    own: bool = False
    later: bool = False
    in_order: bool = False
    anew: str = ""


def when(slug: str, **fields: Any) -> Happening:
    """Events of this slug whose fields have these values: a plain value, or `has(...)`, `only(...)`, `is_not(...)`, `given()`."""
    return Happening(slug, tuple(_test(name, value) for name, value in fields.items()))


def _test(name: str, value: Any) -> Test:
    return replace(value, field=name) if isinstance(value, Test) else Test(name, "is", (value,))


def has(*values: str) -> Test:
    return Test("", "has", values)


def only(*values: str) -> Test:
    return Test("", "only", values)


def is_not(*values: Any) -> Test:
    return Test("", "is not", values)


def given() -> Test:
    return Test("", "given", ())


def sets(slug: str, field: str) -> Happening:
    """Events of this slug that set this field, and not to what it was set to before: to say it again sets nothing."""
    return Happening(slug, anew=field)


def outcomes(opener: str, *among: str | Happening) -> tuple[Happening, ...]:
    """Each of these events that is the first of them on or after an opening event."""
    listed = happenings(among)
    return tuple(replace(h, opened_by=opener, among=listed) for h in listed)


def outside(opener: str, *among: str | Happening, of: str) -> Happening:
    """Events of slug `of` that are not an outcome of an opening event."""
    return Happening(of, (), opener, happenings(among), outside=True)


def own(*items: str | Happening) -> tuple[Happening, ...]:
    """Those recorded on the case itself: what starts there is not started again on a case that reads of it."""
    return tuple(replace(h, own=True) for h in happenings(items))


def on_a_later_day(event: str | Happening) -> Happening:
    """Such an event after the day on which the clock started: what was done before that day's start was not done after it."""
    return replace(happenings((event,))[0], later=True)


def afterwards(*events: str | Happening) -> tuple[Happening, ...]:
    """Such events after the one that they follow: of the same day, those that were recorded after it."""
    return tuple(replace(h, in_order=True) for h in happenings(events))


def happenings(items: Iterable[str | Happening]) -> tuple[Happening, ...]:
    return tuple(Happening(i) if isinstance(i, str) else i for i in items)


class Term:
    """A date that can be worked out from a case."""


@dataclass(frozen=True)
class Pick(Term):
    """The first or latest of some events, and which of its dates counts.

    `dates` are field names tried in turn; `or_on` falls back to the day it happened. It is looked for from the clock's
    start `onward`, `ever` in the whole case, or in the case `so far`, up to the day of the start. With `only_if` it has no date
    unless the one that was picked is among these.
    """

    which: Literal["first", "latest"]
    of: tuple[Happening, ...]
    dates: tuple[str, ...] = ()
    or_on: bool = True
    among: Literal["onward", "ever", "so far"] = "onward"
    only_if: tuple[Happening, ...] = ()


@dataclass(frozen=True)
class Start(Term):
    """The event that started this instance of a clock (or, with `opener`, the event that opened it)."""

    dates: tuple[str, ...] = ()
    or_on: bool = True
    opener: bool = False


START = Start()
OPENER = Start(opener=True)


def first(*events: str | Happening) -> Pick:
    return Pick("first", happenings(events))


def latest(*events: str | Happening) -> Pick:
    return Pick("latest", happenings(events))


def only_if(picked: Pick, *events: str | Happening) -> Pick:
    """What was picked, where it is one of these: `only_if(latest("checked"), when("checked", found="yes"))` is not the latest check that found it."""
    return replace(picked, only_if=happenings(events))


Picked = str | Happening | Pick | Start


def _pick(what: Picked) -> Pick | Start:
    return what if isinstance(what, Pick | Start) else first(what)


def served(what: Picked) -> Pick | Start:
    """The day it was served: `served_on`, else the day it was sent."""
    return replace(_pick(what), dates=("served_on",))


def received(what: Picked) -> Pick | Start:
    """The day it was received: `received_on`, else the day it was sent."""
    return replace(_pick(what), dates=("received_on",))


def first_received(what: Picked) -> Pick | Start:
    """The day a referral was first received by anybody: `first_received_on`, which an earlier provider or pathway had, else
    the day it was received here. A move never restarts a wait."""
    return replace(_pick(what), dates=("first_received_on",))


def assessed(what: Picked) -> Pick | Start:
    """The day the assessment finished: `assessed_on`, else the day of the event."""
    return replace(_pick(what), dates=("assessed_on",))


def dated(what: Picked, *fields: str) -> Pick | Start:
    """A date that the event names in the first of these fields that it has; without one there is no date."""
    return replace(_pick(what), dates=fields, or_on=False)


def ever(what: Picked) -> Pick:
    """Looked for in the whole case, before the clock's start too."""
    picked = _pick(what)
    assert isinstance(picked, Pick)
    return replace(picked, among="ever")


def so_far(what: Picked) -> Pick:
    """Looked for in the case up to the day of the clock's start: what comes later changes nothing of a clock that runs."""
    picked = _pick(what)
    assert isinstance(picked, Pick)
    return replace(picked, among="so far")


# --- limits --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counted(Term):
    """n units counted from a date by the convention that the wording names."""

    n: int
    unit: str
    wording: str
    base: Term


@dataclass(frozen=True)
class Length:
    n: int
    unit: str

    def of(self, what: Picked | Term) -> Counted:
        return Counted(self.n, self.unit, "of", _term(what))

    def beginning_with(self, what: Picked | Term) -> Counted:
        return Counted(self.n, self.unit, "beginning with", _term(what))

    def before(self, what: Picked | Term) -> Counted:
        return Counted(self.n, self.unit, "before", _term(what))


def days(n: int) -> Length:
    return Length(n, "days")


def weeks(n: int) -> Length:
    return Length(n, "weeks")


def months(n: int) -> Length:
    return Length(n, "months")


def years(n: int) -> Length:
    return Length(12 * n, "months")


def working_days(n: int) -> Length:
    return Length(n, "working days")


def school_days(n: int) -> Length:
    return Length(n, "school days")


def tribunal_days(n: int) -> Length:
    return Length(n, "tribunal days")


@dataclass(frozen=True)
class Joined(Term):
    """`earlier of` or `later of` the terms that have a date, or the first that has one (`or else`)."""

    how: Literal["earlier of", "later of", "or else"]
    terms: tuple[Term, ...]


def earlier_of(*terms: Picked | Term) -> Joined:
    return Joined("earlier of", tuple(_term(t) for t in terms))


def later_of(*terms: Picked | Term) -> Joined:
    return Joined("later of", tuple(_term(t) for t in terms))


def or_else(*terms: Picked | Term) -> Joined:
    return Joined("or else", tuple(_term(t) for t in terms))


@dataclass(frozen=True)
class TribunalRoll(Term):
    term: Term


def tribunal_roll(term: Picked | Term) -> TribunalRoll:
    return TribunalRoll(_term(term))


@dataclass(frozen=True)
class BeforeYearly(Term):
    """'before 15 February' of the year of a date; the day itself is the published one."""

    day: int
    month: int
    year_of: Term


@dataclass(frozen=True)
class YearlyFrom(Term):
    """The first such day of the year on or after a date."""

    day: int
    month: int
    base: Term


def before_yearly(day: int, month: int, *, year_of: Picked | Term) -> BeforeYearly:
    return BeforeYearly(day, month, _term(year_of))


def next_yearly(day: int, month: int, *, on_or_after: Picked | Term) -> YearlyFrom:
    return YearlyFrom(day, month, _term(on_or_after))


@dataclass(frozen=True)
class Pending(Term):
    """Once `opened` has happened there is no last day until `settled` has, which then is it; otherwise the term. What was
    settled had been opened, also where a journal does not tell of it."""

    opened: Pick
    settled: Pick
    otherwise: Term


def pending(opened: str, settled: str, otherwise: Term) -> Pending:
    return Pending(first(opened), first(settled), otherwise)


@dataclass(frozen=True)
class NoLimit(Term):
    """Counted from a date, with no last day ever: a wait for which nobody set a limit."""

    base: Term


def _term(what: Picked | Term) -> Term:
    return what if isinstance(what, Term) else _pick(what)


# --- grounds -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ground:
    """A lawful exception that a clock lists. `days` is the continuous absence that counts, where the ground has one."""

    slug: str
    days: int = 0


GROUND_SLUGS = (
    "school-closed",
    "early-years-closed",
    "personal-circumstances",
    "absent-from-area",
    "missed-appointment",
)

# --- clocks --------------------------------------------------------------------------------------------------------

DAY = "day"
"""`each=DAY`: one clock for each day on which a starting event happened."""
OPENING_DAY = "opening day"
"""`each=OPENING_DAY`: one for each opening event of the starting events, named by the day of the opening."""

Kind = Literal["law", "guidance", "quality", "local", "wait"]
"""What sort of limit it is. A `wait` has none: it runs until it stops, is never late, and nobody owes it by a day."""


@dataclass(frozen=True)
class Clock:
    """One sentence of the law. See `clock` for the meaning of each word."""

    slug: str
    title: str
    limit: Term
    floor: bool
    cite: str
    starts: Pick
    until: tuple[Happening, ...] = ()
    done_at_start: bool = False
    lapses_on: tuple[Happening, ...] = ()
    each: str | None = None
    only_for: tuple[str, ...] = ()
    again_on: tuple[Happening, ...] = ()
    only_after: tuple[Happening, ...] = ()
    only_before: Term | None = None
    excusable: tuple[Ground, ...] = ()
    kind: Kind = "law"
    owed_by: str = "authority"
    kind_of_data: str | None = None
    in_force_from: date = PLANS_BEGAN
    in_force_to: date | None = None


def clock(
    slug: str,
    title: str,
    *,
    by: Term | None = None,
    at_least: Term | None = None,
    cite: str,
    starts: Picked | None = None,
    until: str | Happening | Start | tuple[str | Happening, ...] = (),
    lapses_on: str | Happening | tuple[str | Happening, ...] = (),
    each: str | None = None,
    only_for: tuple[str, ...] = (),
    again_on: tuple[Happening, ...] = (),
    only_after: str | Happening | tuple[str | Happening, ...] = (),
    only_before: Term | None = None,
    excusable: tuple[Ground, ...] = (),
    kind: Kind = "law",
    owed_by: str = "authority",
    kind_of_data: str | None = None,
    in_force_from: date = PLANS_BEGAN,
    in_force_to: date | None = None,
) -> Clock:
    """One sentence of the law: a limit (`by`) or a floor that protects somebody's time (`at_least`).

    Without `starts` it starts at the event that its limit names. With it, every other event counts only from the
    start on, that day included. `until` stops it (`START`: the starting event itself is what was owed, so it is met or
    late at once), `lapses_on` makes it pointless. `each` makes one for each value of the field that the starting
    event is `about`, or for each `DAY` or `OPENING_DAY`; `only_for` keeps the sentence to some of those values.
    `only_after` needs one of these before the start, `only_before` a start before a date. With `again_on` the matter begins
    again: what is asked after it is no reminder of what was asked before, and an exception recorded from then on speaks of
    what began. Sentences of one slug are tried in turn and the first that fits is used. `owed_by` names the party; `kind` the kind of limit.
    """
    limit = by if by is not None else at_least
    if limit is None or (by is None) == (at_least is None):
        raise ValueError(f"{slug}: a clock has either `by` or `at_least`")
    start = _pick(starts) if starts is not None else _named_first(slug, limit)
    assert isinstance(start, Pick), slug
    if not start.or_on:  # a day named inside an event (a meeting to come) is not the day the clock started
        start = replace(start, dates=(), or_on=True)
    stops: tuple[str | Happening, ...] = (
        () if isinstance(until, Start) else until if isinstance(until, tuple) else (until,)
    )
    lapses = lapses_on if isinstance(lapses_on, tuple) else (lapses_on,)
    before = only_after if isinstance(only_after, tuple) else (only_after,)
    starting = {h.slug for h in start.of}
    if any((h.later or h.in_order) and h.slug in starting for h in happenings((*stops, *lapses))):
        raise ValueError(f"{slug}: what could start the clock stops it on a later day in any case")
    return Clock(
        slug,
        title,
        limit,
        at_least is not None,
        cite,
        start,
        happenings(stops),
        isinstance(until, Start),
        happenings(lapses),
        each,
        only_for,
        again_on,
        happenings(before),
        only_before,
        excusable,
        kind,
        owed_by,
        kind_of_data,
        in_force_from,
        in_force_to,
    )


def wait(
    slug: str,
    title: str,
    *,
    since: Picked,
    until: str | Happening | tuple[str | Happening, ...],
    lapses_on: str | Happening | tuple[str | Happening, ...] = (),
    each: str | None = None,
    cite: str,
    owed_by: str = "provider",
) -> Clock:
    """How long something takes for which there is no limit, from `since` on. Beside it a clock may set one."""
    return clock(slug, title, by=NoLimit(_term(since)), starts=since, until=until, lapses_on=lapses_on, each=each, kind="wait", cite=cite,
                 owed_by=owed_by)  # fmt: skip


def _named_first(slug: str, limit: Term) -> Pick:
    """The event that a limit names, where it names just one. A limit over several needs an explicit `starts`."""
    named = [p for p in picks(limit) if isinstance(p, Pick) and p.among == "onward"]
    if len(named) != 1:
        raise ValueError(f"{slug}: say `starts`, since its limit does not name exactly one event")
    return named[0]


def children(term: Term) -> tuple[Term, ...]:
    """The terms directly inside a term."""
    match term:
        case Counted(base=base) | YearlyFrom(base=base) | NoLimit(base=base):
            return (base,)
        case Joined(terms=terms):
            return terms
        case TribunalRoll(term=inner):
            return (inner,)
        case BeforeYearly(year_of=inner):
            return (inner,)
        case Pending(opened, settled, otherwise):
            return (opened, settled, otherwise)
    return ()


def picks(term: Term) -> list[Pick | Start]:
    """Every pick inside a term, in the order written."""
    return [term] if isinstance(term, Pick | Start) else [p for c in children(term) for p in picks(c)]


def looks_back(term: Term) -> bool:
    """Whether a date is looked for before the clock's start too."""
    return any(isinstance(p, Pick) and p.among != "onward" for p in picks(term))


def needs_working_days(term: Term) -> bool:
    """Whether a limit can be counted only within the years whose bank holidays are known."""
    by_calendar = isinstance(term, TribunalRoll) or (isinstance(term, Counted) and term.unit.endswith(" days"))
    return by_calendar or any(needs_working_days(c) for c in children(term))




# --- pathway -------------------------------------------------------------------------------------------------------


NO_STAGE = "Not known"
"""What is said of a case that is in no stage, where its arrangement has no words for that."""


@dataclass(frozen=True)
class Stage:
    """Where a case stands, in words. `once_answered` names a clock all of whose instances being stopped moves a case
    on from the stage `after`; `closed` ends the case."""

    slug: str
    title: str
    closed: bool = False
    after: str | None = None
    once_answered: str | None = None


def stage(
    slug: str, title: str, *, closed: bool = False, after: str | None = None, once_answered: str | None = None
) -> Stage:
    return Stage(slug, title, closed, after, once_answered)


CORRECTED = event(
    "corrected",
    "Correction",
    text_field("event_id", "Which entry is withdrawn"),
    text_field("reason", "Why it was wrong"),
)


@dataclass(frozen=True)
class Pathway:
    """One arrangement of the partnership: its stages, events and clocks. Build it with `pathway`."""

    slug: str
    title: str
    stages: tuple[Stage, ...]
    events: Mapping[str, EventType]
    clocks: tuple[Clock, ...]
    reads: tuple[str, ...] = ()
    regime: str = "cfa-2014"
    summary: str = ""
    clock_titles: Mapping[str, str] = field(default_factory=dict)
    # Where a case stands before any event that leads to a stage.
    unstaged: str = NO_STAGE

    def kind_of_data(self, event_slug: str, for_: str | None = None) -> str:
        """Which of the sixteen kinds of data an event is."""
        declared = self.events[event_slug]
        return dict(declared.kind_by_about).get(for_ or "", declared.kind_of_data)

    @cached_property
    def in_working_days(self) -> Mapping[str, tuple[Clock, ...]]:
        """For each event, the clocks that count from it by a calendar of working days."""
        found: dict[str, tuple[Clock, ...]] = {}
        for c in self.clocks:
            if needs_working_days(c.limit):
                named = [h for p in picks(c.limit) if isinstance(p, Pick) for h in p.of]
                for slug in dict.fromkeys(h.slug for h in (*named, *c.starts.of)):
                    found[slug] = (*found.get(slug, ()), c)
        return found

    @cached_property
    def asked_again(self) -> tuple[Happening, ...]:
        """What begins the matter again because it was asked for anew, and so has limits named by its day. A refusal that was changed
        begins it again too, but it is the same request, on the same advice."""
        named = {h.slug for c in self.clocks if c.each == DAY and c.again_on for h in c.starts.of}
        return tuple(h for h in max((c.again_on for c in self.clocks), key=len, default=()) if h.slug in named)

    def stage_titled(self, slug: str | None) -> str:
        return next((s.title for s in self.stages if s.slug == slug), self.unstaged)

    def validate(self, event_slug: str, fields: Mapping[str, Any], *, linked: bool = False) -> dict[str, Any]:
        """The fields of one event as typed values. Raises `BadEvent`; nothing is guessed and nothing dropped. What was
        recorded on a `linked` case had what is required there."""
        declared = self.events.get(event_slug)
        if declared is None:
            near = "".join(f" Did you mean {slug!r}?" for slug in get_close_matches(event_slug, self.events, 1))
            raise BadEvent(f"{event_slug!r} is not an event of {self.slug}.{near} It knows: {', '.join(sorted(self.events))}")
        unknown = set(fields) - {f.name for f in declared.fields}
        if unknown:
            known = ", ".join(f.name for f in declared.fields) or "none"
            raise BadEvent(
                f"{event_slug} has no field {', '.join(sorted(unknown))}. Its fields are: {known}", min(unknown)
            )
        values = {f.name: read_value(event_slug, f, fields[f.name]) for f in declared.fields if is_given(fields.get(f.name))}
        for f in declared.fields:
            if f.required is True and f.name not in values and not linked:
                raise BadEvent(f"{event_slug} needs {f.name} ({f.label.lower()})", f.name)
        if event_slug in ABOUT_A_CLOCK and values["clock"] not in {c.slug for c in self.clocks}:
            raise BadEvent(f"{event_slug} names {values['clock']!r}, which is not a clock of {self.slug}", "clock")
        return values


ABOUT_A_CLOCK = ("exception-recorded", "exception-ended", "exception-reported")


def pathway(
    slug: str,
    title: str,
    *,
    stages: tuple[Stage, ...],
    events: tuple[EventType, ...],
    clocks: tuple[Clock, ...],
    reads: tuple[str, ...] = (),
    summary: str = "",
    unstaged: str = NO_STAGE,
) -> Pathway:
    """Build a pathway and check that every slug and field that its clocks name exists. `reads` are events that also
    count when they were recorded on a case that this one arose from, or that arose from it."""
    known = {e.slug: e for e in (*events, CORRECTED)}
    if len(known) != len(events) + 1:
        raise ValueError(f"{slug}: an event is declared twice")
    titles = {c.slug: c.title for c in reversed(clocks)}
    built = Pathway(slug, title, stages, known, clocks, reads, summary=summary, clock_titles=titles, unstaged=unstaged)
    _check(built)
    return built


def _check(p: Pathway) -> None:
    stage_slugs = {s.slug for s in p.stages}
    for e in p.events.values():
        if e.stage and e.stage not in stage_slugs:
            raise ValueError(f"{p.slug}: {e.slug} leads to unknown stage {e.stage}")
        if e.about and e.field(e.about) is None:
            raise ValueError(f"{p.slug}: {e.slug} is about {e.about}, which it does not have")
    if len(set(p.clock_titles.values())) != len(p.clock_titles):
        raise ValueError(f"{p.slug}: two clocks have one title, so nobody could tell them apart in a list")
    for slug in p.reads:
        if slug not in p.events:
            raise ValueError(f"{p.slug}: reads unknown event {slug}")
    for c in p.clocks:
        named: list[tuple[Happening, tuple[str, ...]]] = [
            (h, ()) for h in (*c.until, *c.lapses_on, *c.again_on, *c.only_after)
        ]
        for term in (c.limit, c.starts, *([c.only_before] if c.only_before else [])):
            named += [(h, q.dates) for q in picks(term) if isinstance(q, Pick) for h in (*q.of, *q.only_if)]
        for h, dates in named:
            _check_happening(p, c.slug, h, dates)


def _check_happening(p: Pathway, clock_slug: str, h: Happening, dates: tuple[str, ...]) -> None:
    declared = p.events.get(h.slug)
    if declared is None:
        raise ValueError(f"{p.slug}: clock {clock_slug} names unknown event {h.slug}")
    for test in h.tests:
        if declared.field(test.field) is None:
            raise ValueError(f"{p.slug}: clock {clock_slug} tests {h.slug}.{test.field}, which does not exist")
    if h.anew and declared.field(h.anew) is None:
        raise ValueError(f"{p.slug}: clock {clock_slug} asks when {h.slug} sets {h.anew}, which does not exist")
    for name in dates:
        f = declared.field(name)
        if f is not None and f.type != "date":
            raise ValueError(f"{p.slug}: clock {clock_slug} counts from {h.slug}.{name}, which is not a date")
    if dates and not any(declared.field(name) for name in dates):
        raise ValueError(f"{p.slug}: clock {clock_slug} counts from {h.slug} {dates}, of which it has none")
    if h.opened_by and h.opened_by not in p.events:
        raise ValueError(f"{p.slug}: clock {clock_slug} names unknown event {h.opened_by}")
