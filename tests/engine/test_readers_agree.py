"""The single-case reader and the column reader say the same of every journal.

Agreement is no evidence about the law; the hand-worked cases are. The journals are drawn at the edges: the due day and
the days beside it, a week before a closure, exactly 28 days, two things on one day, a second request, August, Christmas.
"""

from collections import Counter
from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldenthread.engine.calendar import LONDON, Calendar, Closure
from goldenthread.engine.clocks import ClockState
from goldenthread.engine.columns import journal_of
from goldenthread.engine.events import Event
from goldenthread.engine.pathway import Pick, picks
from goldenthread.engine.population import clocks_of, read, stages_of
from goldenthread.engine.replay import replay
from goldenthread.pathways import PATHWAYS

EXAMPLES = settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
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
CONTRIBUTORS = ["family", "camhs", "education-setting", "early-years-setting"]


def near(draw, days):
    """A day at an edge: a usual period before or after some day of the case, or the day itself."""
    steps = st.sampled_from([0, 0, 0, 1, -1, 7, 14, 27, 28, 29, 41, 42, 43] + STEPS)
    return draw(st.sampled_from(days)) + timedelta(days=draw(steps))


def field_value(draw, pathway, f, days):
    match f.type:
        case "date" if f.name == "date_of_birth":
            birth = near(draw, days)
            return birth.replace(year=birth.year - draw(st.sampled_from([4, 5, 24, 25])), day=min(birth.day, 28))
        case "date":
            return near(draw, days)
        case "yes-no":
            return draw(st.sampled_from([True, True, False]))
        case "choice":
            return draw(st.sampled_from(f.choices))
        case "choices":
            return tuple(draw(st.lists(st.sampled_from(f.choices), min_size=1, max_size=2)))
        case "texts":
            return ("views",)
        case "number":
            return 1
    if f.name == "clock":
        excusable = [c.slug for c in pathway.clocks if c.excusable] or [pathway.clocks[0].slug]
        return draw(st.sampled_from([*excusable, pathway.clocks[0].slug]))
    return draw(st.sampled_from({"contributor": CONTRIBUTORS, "setting": ["Ashdale", "Elm Park"]}.get(f.name, ["x"])))


def weighted(pathway):
    """Every event, those that clocks name more often, and those that start them most."""
    named = Counter(list(pathway.events))
    for c in pathway.clocks:
        terms = [p for p in (*picks(c.limit), c.starts) if isinstance(p, Pick)]
        named.update({h.slug: 3 for p in terms for h in p.of})
        named.update(h.slug for h in (*c.until, *c.lapses_on))
        named.update({h.opened_by: 3 for h in c.starts.of if h.opened_by})
    slugs = [slug for slug, n in named.items() if slug != "corrected" for _ in range(min(n, 8))]
    return slugs + ["exception-recorded"] * 8 * ("exception-recorded" in pathway.events)


@st.composite
def cases(draw, slug):
    """The events of one case and its setting's closures."""
    pathway = PATHWAYS[slug]
    days, events, slugs = [draw(st.sampled_from(BEGINNINGS))], [], weighted(pathway)
    for number in range(1, draw(st.integers(1, 11)) + 1):
        correct = events and draw(st.integers(0, 11)) == 0
        what = "corrected" if correct else draw(st.sampled_from(slugs))
        on = near(draw, days)
        if correct:
            wrong = draw(st.sampled_from(events))
            values = {"event_id": wrong.id, "reason": "wrong day"}
        else:
            declared = [f for f in pathway.events[what].fields if f.required is True or draw(st.booleans())]
            values = {f.name: field_value(draw, pathway, f, [*days, on]) for f in declared}
        at = draw(st.sampled_from([None, None, time(0, 15), time(9), time(23, 45)]))
        late = draw(st.sampled_from([None, 0, 0, 1, 28]))
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
    shut = [near(draw, days) for _ in range(draw(st.integers(0, 2)))]
    lengths = st.sampled_from([1, 16, 27, 28, 29, 42])
    return events, Calendar(tuple(Closure(d, d + timedelta(days=draw(lengths) - 1)) for d in shut))


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


@pytest.mark.parametrize("slug", PATHWAYS)
def test_both_readers_give_the_same_clocks_and_stages(slug):
    pathway = PATHWAYS[slug]

    @EXAMPLES
    @given(st.lists(cases(slug), min_size=1, max_size=6), st.data())
    def agree(drawn, data):
        found = dict(enumerate(drawn))
        some_day = [e.on for events, _ in drawn for e in events]
        as_at = data.draw(st.none() | st.sampled_from(some_day).map(lambda d: d + timedelta(days=1)) | st.sampled_from(some_day))
        known_at = data.draw(st.none() | st.sampled_from(some_day).map(lambda d: datetime.combine(d, time(17), UTC)))
        slices = data.draw(st.sampled_from([None, 1, 3]))
        when = {"as_at": as_at, "known_at": known_at}
        journal = journal_of({case: events for case, (events, _) in found.items()})
        population = read(pathway, journal.sample(fraction=1, shuffle=True, seed=0), closures=closures_of(found), slices=slices, **when)
        clocks, stages = by_rows(found, pathway, **when)
        assert by_columns(population) == (clocks, stages)

    agree()
