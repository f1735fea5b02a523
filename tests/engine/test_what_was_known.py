"""A correction is the only way to change a fact. Whatever else is recorded, what was known before it stays as it was, on
every day looked at; and a correction takes away the effect of one event, from the moment it was recorded."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldenthread.engine import columns
from goldenthread.engine.events import Event, effective
from goldenthread.engine.replay import replay
from goldenthread.pathways import PATHWAYS

EXAMPLES = settings(
    max_examples=10, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)

START = date(2026, 2, 2)
MOMENT = datetime(2026, 2, 2, 12, tzinfo=UTC)
A_MOMENT = timedelta(microseconds=1)
DAYS = st.sampled_from([0, 0, 1, 14, 15, 27, 28, 41, 42, 43, 56, 84, 112, 140, 365]).map(lambda n: START + timedelta(n))
MOMENTS = st.none() | st.integers(0, 200).map(lambda n: MOMENT + timedelta(days=n))


def values_of(pathway, slug):
    def values(f):
        match f.type:
            case "date":
                return DAYS
            case "yes-no":
                return st.booleans()
            case "choice":
                return st.sampled_from(f.choices)
            case "choices":
                return st.sampled_from(f.choices).map(lambda c: (c,))
            case "texts":
                return st.just(("views",))
            case "number":
                return st.just(1)
        some = {"clock": sorted({c.slug for c in pathway.clocks}), "contributor": ["family", "camhs"]}
        return st.sampled_from(some.get(f.name, ["A", "B"]))

    fields = pathway.events[slug].fields
    needed = {f.name: values(f) for f in fields if f.required is True}
    return st.fixed_dictionaries(needed, optional={f.name: values(f) for f in fields if f.required is not True})


def an_event(pathway, number, recorded=MOMENTS):
    """Any event but a correction; every other one is such as a clock starts from or waits for."""
    usual = sorted({h.slug for c in pathway.clocks for h in (*c.starts.of, *c.until)} | {*pathway.events} & {"exception-recorded"})
    slugs = st.sampled_from(usual) | st.sampled_from(sorted({*pathway.events} - {"corrected"}))
    return slugs.flatmap(
        lambda slug: st.builds(
            Event,
            st.just(slug),
            DAYS,
            st.just(number),
            values_of(pathway, slug),
            id=st.just(f"e{number}"),
            recorded_at=recorded,
        )
    )


@st.composite
def journals(draw, pathway):
    """Some events, of which a few withdraw an earlier one."""
    events = [draw(an_event(pathway, number)) for number in range(1, draw(st.integers(2, 8)))]
    for wrong in draw(st.lists(st.sampled_from(events), max_size=2, unique_by=id)):
        events.append(withdrawal(wrong, len(events) + 1, draw(DAYS), draw(MOMENTS)))
    return events


def withdrawal(wrong, number, on, recorded):
    fields = {"event_id": wrong.id, "reason": "wrong day"}
    return Event("corrected", on, number, fields, id=f"e{number}", recorded_at=recorded)


@st.composite
def looks(draw, events, record):
    """Some of the days and moments at which something changes, and those beside them; of one record, each moment."""
    days = sorted({e.on + timedelta(n) for e in events for n in (-1, 0)} | {START + timedelta(400)})
    moments = sorted({e.recorded_at + n * A_MOMENT for e in events if e.recorded_at for n in (-1, 0)})
    some_days = draw(st.lists(st.sampled_from(days), min_size=2, max_size=3, unique=True))
    some_moments = draw(st.lists(st.sampled_from(moments), max_size=2, unique=True))
    at = record.recorded_at
    return [(day, moment) for day in [*some_days, None] for moment in [*some_moments, at - A_MOMENT, at, None]]


def counted(events, as_at, known_at):
    """What counts, in order."""
    return [e.id for e in effective(events, as_at, known_at)]


def agree(events, as_at, known_at):
    """The rule of the column reader, which is written a second time."""
    frame = columns.journal_of({1: events})
    return sorted(frame.filter(columns.effective(frame, as_at, known_at))["id"]) == sorted(counted(events, as_at, known_at))


@pytest.mark.parametrize("slug", PATHWAYS)
def test_an_event_that_is_no_correction_changes_no_fact_and_nothing_that_was_known_before_it(slug):
    pathway = PATHWAYS[slug]

    @EXAMPLES
    @given(st.data())
    def holds(data):
        events = data.draw(journals(pathway))
        new = data.draw(an_event(pathway, len(events) + 1, recorded=MOMENTS.filter(bool)))
        for as_at, known_at in data.draw(looks([*events, new], new)):
            facts = counted(events, as_at, known_at)
            assert [i for i in counted([*events, new], as_at, known_at) if i != new.id] == facts
            if known_at is not None and known_at < new.recorded_at:
                look = {"as_at": as_at, "known_at": known_at}
                assert replay(pathway, [*events, new], **look) == replay(pathway, events, **look)

        assert agree([*events, new], as_at, known_at)

    holds()


@pytest.mark.parametrize("slug", PATHWAYS)
def test_a_correction_takes_away_one_event_and_only_from_when_it_was_recorded(slug):
    pathway = PATHWAYS[slug]

    @EXAMPLES
    @given(st.data())
    def holds(data):
        events = data.draw(journals(pathway))
        wrong = data.draw(st.sampled_from([e for e in events if e.event != "corrected"]))
        correction = withdrawal(wrong, len(events) + 1, data.draw(DAYS), data.draw(MOMENTS.filter(bool)))
        without = [e for e in events if e is not wrong]
        for as_at, known_at in data.draw(looks([*events, correction], correction)):
            known = known_at is None or known_at >= correction.recorded_at
            right = without if known else events
            assert counted([*events, correction], as_at, known_at) == counted(right, as_at, known_at)
            look = {"as_at": as_at, "known_at": known_at}
            assert replay(pathway, [*events, correction], **look) == replay(pathway, right, **look)
        assert agree([*events, correction], as_at, known_at)

    holds()
