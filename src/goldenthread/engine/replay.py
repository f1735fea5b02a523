"""The single-case reader: one case's events in, its stage, clocks and duties out.

Everything is a set operation over the case (first, latest, any after), never a running state, so that the column
reader in `population.py` can do the same with joins.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise
from typing import Any

from goldenthread.engine.calendar import NO_CLOSURES, Calendar
from goldenthread.engine.clocks import ClockState
from goldenthread.engine.events import Event, Order, effective
from goldenthread.engine.grounds import ABSENT, Facts, no_effect
from goldenthread.engine.pathway import (
    DAY,
    OPENING_DAY,
    BeforeYearly,
    Clock,
    Counted,
    Happening,
    Pathway,
    Pick,
    Start,
    looks_back,
)
from goldenthread.engine.terms import NO_LAST_DAY, CivilDates, evaluate


@dataclass(frozen=True)
class Duty:
    """Something that a party still owes on a case. `note` says what an exception leaves of it."""

    duty: str
    for_: str | None
    owed_by: str
    what: str
    due: date | None
    kind: str
    kind_of_data: str
    note: str | None = None


@dataclass(frozen=True)
class CaseAnswer:
    stage: str | None
    clocks: tuple[ClockState, ...]
    duties: tuple[Duty, ...]


@dataclass(frozen=True)
class Instance:
    """A clock that has started: its sentence, the event that started it, and the thing it is for."""

    clock: Clock
    start: Event
    for_: str | None
    opener: Event | None = None


def replay(
    pathway: Pathway,
    events: Iterable[Event],
    *,
    as_at: date | None = None,
    known_at: datetime | None = None,
    calendar: Calendar = NO_CLOSURES,
) -> CaseAnswer:
    """Where a case stands. `as_at`: what had happened by the end of that day; `known_at`: what had been recorded by
    then. Both default to everything in the journal."""
    return Reader(pathway, effective(events, as_at, known_at), calendar).answer()


class Reader:
    """One case, read through a pathway. `events` are those that count, in order."""

    def __init__(self, pathway: Pathway, events: list[Event], calendar: Calendar = NO_CLOSURES) -> None:
        self.pathway = pathway
        self.events = events
        self.calendar = calendar
        # By identity: to hash these words at each question takes longer than the answer. They are kept with it, so that
        # nothing else comes to have the same.
        self._found: dict[int, tuple[tuple[Happening, ...], list[Event]]] = {}
        self._of_things: dict[int, dict[str | None, list[Event]]] = {}
        self._starters: dict[int, set[int]] = {}
        self._of: dict[str, list[Event]] = {}
        for e in events:
            self._of.setdefault(e.event, []).append(e)

    def answer(self) -> CaseAnswer:
        clocks = tuple(state for _, state in self.states)
        return CaseAnswer(self.stage(), clocks, tuple(_duty(c) for c in clocks if c.owed))

    @cached_property
    def states(self) -> list[tuple[Instance, ClockState]]:
        """Every clock that exists, the first fitting sentence of each, in the order of the pathway file."""
        seen: set[tuple[str, str | None, date]] = set()
        found = []
        for clock in self.pathway.clocks:
            for instance in self._instances(clock):
                single = (clock.slug, None, date.min)
                key = (clock.slug, instance.for_, instance.start.on) if clock.each else single
                if key not in seen and (state := self._state(instance)) is not None:
                    seen.add(key)
                    found.append((instance, state))
        return found

    def stage(self) -> str | None:
        """The stage to which the latest event that has one leads, or the one reached by every answer being in."""
        reached = next((s for e in reversed(self.events) if (s := self.pathway.events[e.event].stage)), None)
        for stage in self.pathway.stages:
            if stage.after == reached and stage.once_answered:
                answers = [s for i, s in self.states if s.clock == stage.once_answered and self._matter(i)[1] is None]
                if answers and all(s.stopped for s in answers):
                    return stage.slug
        return reached

    @cached_property
    def asked_again(self) -> Event | None:
        """The request that stands, where it was made again after an earlier one ended."""
        found = self.find(self.pathway.asked_again)
        return found[-1] if found else None

    @cached_property
    def of_this_request(self) -> list[Event]:
        """The events that count, from the request that stands on: what was done for an earlier one was not done for it."""
        again = self.asked_again
        return self.events if again is None else [e for e in self.events if e.order >= again.order]

    # --- which events ---

    def find(self, wanted: tuple[Happening, ...]) -> list[Event]:
        """The case's events among these, in order."""
        found = self._found.get(id(wanted))
        if found is None:
            hits = [e for h in wanted if h.slug in self._of for e in self._matching(h)]
            if len(wanted) > 1 and len(hits) > 1:
                hits = sorted({id(e): e for e in hits}.values(), key=lambda e: e.order)
            found = self._found[id(wanted)] = wanted, hits
        return found[1]

    def _matching(self, h: Happening) -> list[Event]:
        hits = [e for e in self._of.get(h.slug, ()) if all(t.holds(e.fields) for t in h.tests)]
        if h.own:
            hits = [e for e in hits if not e.linked]
        if h.anew:
            hits = _setting(hits, h.anew)
        if h.opened_by is None:
            return hits
        outcomes = {id(e) for e in self._outcomes(h)}
        return [e for e in hits if (id(e) in outcomes) != h.outside]

    def _outcomes(self, h: Happening) -> list[Event]:
        """The first of `among` on or after each opening event."""
        assert h.opened_by is not None
        openers = self._of.get(h.opened_by, [])
        listed = self.find(h.among)
        firsts = (next((e for e in listed if _follows(e, opener, h)), None) for opener in openers)
        return [e for e in firsts if e is not None]

    def _opener(self, start: Event, clock: Clock) -> Event | None:
        slugs = {h.opened_by for h in clock.starts.of if h.opened_by}
        before = [e for e in self.events if e.event in slugs and e.on <= start.on]
        return before[-1] if before else None

    # --- which instances ---

    def _instances(self, clock: Clock) -> list[Instance]:
        starts = self.find(clock.starts.of)
        if not starts:
            return []
        if clock.each is None:
            starts = starts[:1] if clock.starts.which == "first" else starts[-1:]
            found = [Instance(clock, e, None) for e in starts]
        elif clock.each == DAY:
            found = [Instance(clock, e, e.on.isoformat()) for e in _first_of_each_day(starts)]
        elif clock.each == OPENING_DAY:
            openers = [(e, self._opener(e, clock)) for e in _first_of_each_day(starts)]
            found = [Instance(clock, e, o.on.isoformat(), o) for e, o in openers if o is not None]
        else:
            found = self._each_thing(clock, starts)
        return [i for i in found if self._fits(i)]

    def _each_thing(self, clock: Clock, starts: list[Event]) -> list[Instance]:
        """One for each thing that the starting events are about. A second start while the first still stands is a
        reminder: it starts a new instance only on a later day than an answer to the one before, or than a start about
        another thing that replaced it, or after the matter began again. What answers the one before and could start the
        next does both."""
        found = []
        again, over = self.find(clock.again_on), self._over_on(clock)
        starts = [e for e in starts if e.on not in over or e.order > over[e.on]]
        started, answered = self._by_thing(starts), self._by_thing(self.find(clock.until))
        could_start = self._starting(clock)
        replacing = [e for e in self.find(clock.lapses_on) if id(e) in could_start]
        for thing, about in started.items():
            if thing is None or (clock.only_for and thing not in clock.only_for):
                continue
            stops = [*answered.get(None, ()), *answered.get(thing, ())]
            stops += [e for e in replacing if thing not in self._things(e)]
            renewing = {id(e) for e in about} & {id(s) for s in stops}
            days = {s.on: s.order for s in sorted(stops, key=lambda s: s.order, reverse=True) if id(s) in renewing}
            answers = [(s.on, days[s.on] if id(s) in renewing else s.order) for s in stops]
            groups: dict[Any, Event] = {}
            for e in about:
                ends = [*(order for on, order in answers if on < e.on), *(a.order for a in again if a.on <= e.on)]
                before = max(ends, default=None)
                groups.setdefault(days[e.on] if id(e) in renewing else before, e)
            found += [Instance(clock, e, thing) for e in _first_of_each_day(list(groups.values()))]
        return found

    def _over_on(self, clock: Clock) -> dict[date, Order]:
        """The days on which the matter ended and began again, each with its last such end: what was recorded on that day before it
        was of what ended, what is asked on that day after it is of what began."""
        last = {a.on: a.order for a in self.find(clock.again_on)}
        if not last:
            return {}
        openers = {h.opened_by for h in clock.again_on}
        return {e.on: e.order for e in self.events if e.event in openers and e.on in last and e.order < last[e.on]}

    def _fits(self, instance: Instance) -> bool:
        clock, start = instance.clock, instance.start
        if clock.only_for and instance.for_ not in clock.only_for:
            return False
        if not clock.in_force_from <= start.on <= (clock.in_force_to or date.max):
            return False
        if clock.only_after and not any(_follows(start, e, h) for h in clock.only_after for e in self._matching(h)):
            return False
        if clock.only_before is not None:
            limit = evaluate(clock.only_before, _Dates(self, instance))
            return limit is not None and start.on < limit
        return True

    def _by_thing(self, events: list[Event]) -> dict[str | None, list[Event]]:
        """The events about each thing; under None those that are about nothing, and so concern every one."""
        found: dict[str | None, list[Event]] = {}
        for e in events:
            for thing in self._things(e) if self.pathway.events[e.event].about else (None,):
                found.setdefault(thing, []).append(e)
        return found

    def _things(self, e: Event) -> tuple[str, ...]:
        about = self.pathway.events[e.event].about
        value = e.fields.get(about) if about else None
        if isinstance(value, date):
            return (value.isoformat(),)
        return value if isinstance(value, tuple) else (value,) if value is not None else ()

    def _concerning(self, instance: Instance, wanted: tuple[Happening, ...]) -> list[Event]:
        """Those of these events that concern an instance's thing: they name it, or say nothing of things."""
        found = self.find(wanted)
        if not found or not _for_each_thing(instance.clock):
            return found
        of_things = self._of_things.get(id(wanted))
        if of_things is None:
            of_things = self._of_things[id(wanted)] = self._by_thing(found)
        return sorted([*of_things.get(None, ()), *of_things.get(instance.for_, ())], key=lambda e: e.order)

    def after(self, instance: Instance, wanted: tuple[Happening, ...]) -> list[Event]:
        """The events that count for an instance: from its start on, that day included, and about its thing."""
        return [e for e in self._of_its_matter(instance, self._concerning(instance, wanted)) if e.on >= instance.start.on]

    def _of_its_matter(self, instance: Instance, events: list[Event]) -> list[Event]:
        """These events without those of the start's day that were recorded before the matter ended and began again on it."""
        clock = instance.clock
        over = self._over_on(clock).get(instance.start.on) if clock.again_on and events and _for_each_thing(clock) else None
        return [e for e in events if e.order > over] if over else events

    # --- the answer ---

    def _state(self, instance: Instance) -> ClockState | None:
        clock, start = instance.clock, instance.start
        view = _Dates(self, instance)
        due = evaluate(clock.limit, view)
        started = view.date_of(start, clock.starts.dates, clock.starts.or_on) or start.on
        if due is None:
            return None
        stopped = start.on if clock.done_at_start else self._first_later(instance, clock.until)
        lapsed = self._first_later(instance, clock.lapses_on, lapse=True)
        if lapsed is not None and (stopped is None or lapsed < stopped):
            return None
        by, on, ended = self._excuse(instance, started, due)
        return ClockState(
            clock=clock.slug,
            for_=instance.for_,
            title=clock.title,
            started=started,
            due=None if due == NO_LAST_DAY else due,
            stopped=None if clock.floor else stopped,
            excused_from=on,
            excused_by=by,
            exception_ended=ended,
            floor=clock.floor,
            kind=clock.kind,
            owed_by=instance.for_ or "" if clock.owed_by == "for" else clock.owed_by,
            cite=clock.cite,
            kind_of_data=clock.kind_of_data or self.pathway.kind_of_data(start.event, instance.for_),
            published_date=view.published(clock),
        )

    def _first_later(self, instance: Instance, wanted: tuple[Happening, ...], *, lapse: bool = False) -> date | None:
        """The first such event from the start on; one that could itself start the clock must be on a later day. Such a
        new start is no `lapse` of the thing that it is about, only of the others: it replaces them."""
        found, start, clock = self._concerning(instance, wanted), instance.start, instance.clock
        could_start = self._starting(clock)
        if lapse and _for_each_thing(clock) and any(id(e) in could_start for e in self.find(wanted)):
            about_it = {id(e) for e in found}
            found = [e for e in self.find(wanted) if (id(e) in about_it) != (id(e) in could_start)]
        found = self._of_its_matter(instance, found)
        if not found:
            return None
        strict = {id(e): h for h in wanted if h.later or h.in_order for e in self._matching(h)}
        if strict:
            for e in (e for h in wanted if not (h.later or h.in_order) for e in self._matching(h)):
                strict.pop(id(e), None)
        for e in found:
            h = strict.get(id(e), _ANY_OF_THE_DAY)
            if e.on > start.on if h.later or id(e) in could_start else _follows(e, start, h):
                return e.on
        return None

    def _starting(self, clock: Clock) -> set[int]:
        """The events that could start a clock, by identity."""
        found = self._starters.get(id(clock))
        if found is None:
            found = self._starters[id(clock)] = {id(e) for e in self.find(clock.starts.of)}
        return found

    def exceptions(self, instance: Instance, started: date, due: date) -> list[tuple[Event, str | None]]:
        """The exceptions recorded on this clock, each with why it lifts nothing, or None where it lifts the limit."""
        clock, found = instance.clock, []
        recorded = self._about(clock, "exception-recorded")
        if not recorded:
            return []
        since, again = self._matter(instance)
        away = tuple(
            (e.fields["from"], e.fields["to"])
            for e in recorded
            if e.fields["ground"] == ABSENT and {"from", "to"} <= e.fields.keys()
        )
        counted = self._counted_from(instance)
        started, begun = min(started, counted or started), min(instance.start.on, counted or instance.start.on)
        for e in recorded:
            over = (self._ended(clock, e) or date.max) < started
            asked, before = self._advice_requests, e.on < begun
            after = again is not None and e.on >= again
            facts = Facts(started, due, instance.for_, self.calendar.closures, asked, before, over, after, since, again, away)
            found.append((e, no_effect(clock, e.fields, facts)))
        return found

    def reported(self, instance: Instance) -> bool:
        """Whether a return reports an exception on this clock, whose ground it does not give."""
        return bool(self._about(instance.clock, "exception-reported"))

    def _counted_from(self, instance: Instance) -> date | None:
        """The day from which a limit counts, which is before the start where a refusal was changed: the period is the limit's own."""
        limit = instance.clock.limit
        return evaluate(limit.base, _Dates(self, instance)) if isinstance(limit, Counted) and looks_back(limit) else None

    def _matter(self, instance: Instance) -> tuple[date | None, date | None]:
        """The last day on which the matter had begun again when an instance started, and the first on which it did after that."""
        again, start, by_day = self.find(instance.clock.again_on), instance.start, _for_each_thing(instance.clock)
        since = [e for e in again if (e.on <= start.on if by_day else e.order <= start.order)]
        return max((e.on for e in since), default=None), next((e.on for e in again[len(since) :]), None)

    def _about(self, clock: Clock, slug: str) -> list[Event]:
        return [e for e in self._of.get(slug, ()) if e.fields["clock"] == clock.slug]

    def _ended(self, clock: Clock, exception: Event) -> date | None:
        ends = (e.on for e in self._about(clock, "exception-ended"))
        return next((d for d in ends if d >= exception.on), None)

    def _excuse(self, instance: Instance, started: date, due: date) -> tuple[str | None, date | None, date | None]:
        lifting = [e for e, why_not in self.exceptions(instance, started, due) if why_not is None]
        if not lifting:
            return None, None, None
        return lifting[0].fields["ground"], lifting[0].on, self._ended(instance.clock, lifting[0])

    @cached_property
    def _advice_requests(self) -> tuple[tuple[str, date], ...]:
        return tuple((e.fields["contributor"], e.on) for e in self.events if e.event == "advice-requested")


class _Dates(CivilDates):
    """The view of one instance for the walk over a limit: dates, or None where there is none."""

    def __init__(self, reader: Reader, instance: Instance) -> None:
        self.reader = reader
        self.calendar = reader.calendar
        self.instance = instance

    def chosen(self, pick: Pick | Start) -> Event | None:
        """The event that a pick finds."""
        if isinstance(pick, Start):
            return self.instance.opener if pick.opener else self.instance.start
        if pick.among == "onward":
            found = self.reader.after(self.instance, pick.of)
        else:
            found = self.reader.find(pick.of)
        if pick.among == "so far":
            found = [e for e in found if e.on <= self.instance.start.on]
        chosen = (found[0] if pick.which == "first" else found[-1]) if found else None
        if chosen is None or not pick.only_if:
            return chosen
        return chosen if any(e is chosen for e in self.reader.find(pick.only_if)) else None

    def pick(self, pick: Pick | Start) -> date | None:
        chosen = self.chosen(pick)
        return self.date_of(chosen, pick.dates, pick.or_on) if chosen else None

    @staticmethod
    def date_of(e: Event, dates: tuple[str, ...], or_on: bool) -> date | None:
        return next((e.fields[name] for name in dates if name in e.fields), e.on if or_on else None)

    def published(self, clock: Clock) -> date | None:
        """The day that the public names where the limit is "before" it: 15 February for 14 February."""
        if not isinstance(clock.limit, BeforeYearly):
            return None
        base = evaluate(clock.limit.year_of, self)
        return date(base.year, clock.limit.month, clock.limit.day) if base else None


_ANY_OF_THE_DAY = Happening("")


def _for_each_thing(clock: Clock) -> bool:
    return clock.each not in (None, DAY, OPENING_DAY)


def _setting(events: list[Event], field: str) -> list[Event]:
    """Those that give the field another value than the one before that gave it."""
    given = [e for e in events if e.fields.get(field) is not None]
    return given[:1] + [e for before, e in pairwise(given) if e.fields[field] != before.fields[field]]


def _follows(e: Event, before: Event, h: Happening) -> bool:
    """Whether an event comes after another as a happening asks; else any of the same day does."""
    return e.order > before.order if h.in_order else e.on >= before.on


def _first_of_each_day(events: list[Event]) -> list[Event]:
    return list({e.on: e for e in reversed(events)}.values())[::-1]


def _duty(c: ClockState) -> Duty:
    note = None
    if c.excused_by:
        ended = f", exception ended on {c.exception_ended}" if c.exception_ended else ""
        note = f"as soon as practicable{ended}"
    return Duty(c.clock, c.for_, c.owed_by, c.title, c.due, c.kind, c.kind_of_data, note)
