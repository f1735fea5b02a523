"""The single-case reader and the column reader say the same of every journal.

Agreement is no evidence about the law; the hand-worked cases are. The journals are drawn at the edges: the due day and
the days beside it, a week before a closure, exactly 28 days, two things on one day, a second request, August, Christmas.
"""

from dataclasses import fields as fields_of
from datetime import UTC, date, datetime, time, timedelta

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldenthread.engine.calendar import LONDON, Calendar, Closure
from goldenthread.engine.clocks import ClockState
from goldenthread.engine.columns import journal_of
from goldenthread.engine.events import Event
from goldenthread.engine.pathway import Happening, Pick, picks
from goldenthread.engine.population import read
from goldenthread.engine.replay import replay
from goldenthread.pathways import PATHWAYS

EXAMPLES = settings(
    max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)

BEGINNINGS = [
    date(2024, 2, 29),
    date(2025, 5, 31),
    date(2025, 6, 1),
    date(2025, 6, 30),
    date(2025, 7, 15),
    date(2025, 10, 25),
    date(2025, 11, 1),
    date(2025, 12, 24),
    date(2026, 1, 31),
    date(2026, 2, 2),
]
WEEKS = [7 * n for n in (0, 1, 2, 3, 4, 5, 6, 8, 10, 11, 12, 14, 16, 20)]
STEPS = sorted({w + d for w in WEEKS for d in (-1, 0, 1)} | {15, 30, 31, 61, 62, 182, 364, 365, 366})
LENGTHS = [1, 16, 27, 28, 29, 42]
CONTRIBUTORS = ["family", "camhs", "education-setting", "early-years-setting"]


def near(rng, days):
    """A day at an edge: a usual period before or after some day of the case, or the day itself."""
    step = rng.choice([0, 0, 0, 1, -1, 7, 14, 27, 28, 29, 41, 42, 43, *STEPS])
    return rng.choice(days) + timedelta(days=step)


def field_value(rng, f, days, clock):
    """A value of a field. Half are such as the clock asks for."""
    asked = [value for h in happenings_of(clock) for t in h.tests if t.field == f.name for value in t.values]
    asked += [*clock.only_for] * (f.name == clock.each)
    asked += [clock.slug] * (f.name == "clock") + [g.slug for g in clock.excusable] * (f.name == "ground")
    if asked and rng.random() < 0.6:
        value = rng.choice(asked)
        return (value,) if f.type == "choices" else value
    match f.type:
        case "date" if f.name == "date_of_birth":
            birth = near(rng, days)
            return birth.replace(year=birth.year - rng.choice([4, 5, 24, 25]), day=min(birth.day, 28))
        case "date":
            return near(rng, days)
        case "yes-no":
            return rng.choice([True, False])
        case "choice":
            return rng.choice(f.choices)
        case "choices":
            return tuple(rng.sample(f.choices, rng.choice([1, 1, 2])))
        case "texts":
            return ("views",)
        case "number":
            return 1
    some = {"contributor": CONTRIBUTORS, "setting": ["Ashdale", "Elm Park"], "clock": [clock.slug, "issue-final-plan"]}
    return rng.choice(some.get(f.name, ["x"]))


def happenings_of(clock):
    terms = (clock.limit, clock.starts, *([clock.only_before] if clock.only_before else []))
    named = [h for term in terms for p in picks(term) if isinstance(p, Pick) for h in p.of]
    named += [*clock.until, *clock.lapses_on, *([clock.only_after] if clock.only_after else [])]
    return [*named, *(Happening(h.opened_by) for h in named if h.opened_by)]


def some_event(rng, pathway, clock):
    """Most often what a clock asks about, sometimes what ends it, or anything."""
    chance = rng.random()
    if chance < 0.06:
        return "corrected"
    if chance < 0.3 and clock.excusable:
        return rng.choice(["exception-recorded"] * 3 + ["exception-ended", *{"advice-requested"} & set(pathway.events)])
    if chance < 0.36 and clock.lapses_on:
        return rng.choice(clock.lapses_on).slug
    if chance < 0.88:
        return rng.choice([h for h in happenings_of(clock) if h not in clock.lapses_on]).slug
    return rng.choice(sorted(set(pathway.events) - {"corrected"}))


def a_case(rng, slug):
    """The events of one case, most of them such as one of the pathway's clocks asks about, and its setting's closures."""
    pathway = PATHWAYS[slug]
    excusable = [c for c in pathway.clocks if c.excusable]
    clock = rng.choice(excusable if excusable and rng.random() < 0.4 else pathway.clocks)
    days, events = [rng.choice(BEGINNINGS)], []
    for number in range(1, rng.randint(2, 12) + 1):
        what, on = some_event(rng, pathway, clock), near(rng, days)
        if number == 1:
            what, on = rng.choice(clock.starts.of).slug, days[0]
        if what == "corrected":
            values = {"event_id": rng.choice(events).id, "reason": "wrong day"}
        else:
            given = [f for f in pathway.events[what].fields if f.required is True or rng.random() < 0.6]
            values = {f.name: field_value(rng, f, [*days, on], clock) for f in given}
        at = rng.choice([None, None, time(0, 15), time(9), time(23, 45)])
        late = rng.choice([None, 0, 0, 1, 28])
        events.append(
            Event(
                what,
                on,
                number,
                values,
                at=at and datetime.combine(on, at, LONDON),
                id=f"e{number}",
                recorded_at=None if late is None else datetime.combine(on, time(17), UTC) + timedelta(days=late),
            )
        )
        days.append(on)
    shut = [near(rng, days) for _ in range(rng.randint(0, 2))]
    return events, Calendar(tuple(Closure(d, d + timedelta(days=rng.choice(LENGTHS) - 1)) for d in shut))


def closures_of(found):
    rows = [(case, c.first, c.last) for case, (_, calendar) in found.items() for c in calendar.closures]
    schema = {"case": pl.Int64, "first": pl.Date, "last": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row")


COLUMNS = ("case", *(f.name for f in fields_of(ClockState)), "working_target")


def by_rows(found, pathway, **when):
    """What the single-case reader says of each case: clocks and stages."""
    answers = {case: replay(pathway, events, calendar=calendar, **when) for case, (events, calendar) in found.items()}
    clocks = [(case, *(getattr(c, n) for n in COLUMNS[1:])) for case, a in answers.items() for c in a.clocks]
    return sorted(clocks, key=str), {case: a.stage for case, a in answers.items()}


def by_columns(population):
    return sorted(population.clocks.select(COLUMNS).rows(), key=str), dict(population.stages.rows())


def differences(slug, found, **when):
    """The cases of which the readers say different things, with what each says."""
    pathway, slices = PATHWAYS[slug], when.pop("slices", None)
    journal = journal_of({case: events for case, (events, _) in found.items()})
    journal = journal.sample(fraction=1, shuffle=True, seed=0)
    ours = by_columns(read(pathway, journal, closures=closures_of(found), slices=slices, **when))
    theirs = by_rows(found, pathway, **when)
    if ours == theirs:
        return []
    differ = sorted(
        {row[0] for row in set(ours[0]) ^ set(theirs[0])}
        | {c for c, _ in set(ours[1].items()) ^ set(theirs[1].items())}
    )
    return [
        (
            found[case],
            [r for r in ours[0] if r[0] == case],
            [r for r in theirs[0] if r[0] == case],
            ours[1][case],
            theirs[1][case],
        )
        for case in differ[:1]
    ]


@pytest.mark.parametrize("slug", PATHWAYS)
def test_both_readers_give_the_same_clocks_and_stages(slug):
    @EXAMPLES
    @given(st.randoms(use_true_random=True), st.integers(1, 40))
    def agree(rng, how_many):
        found = {case: a_case(rng, slug) for case in range(how_many)}
        some_day = rng.choice([e.on for events, _ in found.values() for e in events])
        as_at = rng.choice([None, some_day, some_day + timedelta(days=rng.choice(STEPS))])
        known_at = rng.choice([None, None, datetime.combine(some_day, time(17), UTC)])
        assert differences(slug, found, as_at=as_at, known_at=known_at, slices=rng.choice([None, 3])) == []

    agree()
