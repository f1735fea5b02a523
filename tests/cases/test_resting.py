"""What rests on a confidential case, of journals drawn at random: nobody is shown what it made otherwise."""

import datetime as dt
import random
import uuid
from dataclasses import replace
from itertools import product

import pytest

from goldenthread.cases.resting import FEW, key_of, resting
from goldenthread.engine.calendar import NO_CLOSURES
from goldenthread.engine.events import Event
from goldenthread.engine.replay import replay
from goldenthread.pathways import PATHWAYS

from ..engine.test_readers_agree import a_case

READING = [slug for slug, pathway in PATHWAYS.items() if pathway.reads]
CASES = [uuid.UUID(int=n) for n in range(1, 4)]


def drawn(rng, slug):
    """A journal with the events of two confidential cases among it, and which are whose."""
    events, calendar = a_case(rng, slug)
    events = [
        e if e.recorded_at else replace(e, recorded_at=dt.datetime.combine(e.on, dt.time(), dt.UTC)) for e in events
    ]
    whose = {e.id: rng.choice(CASES[:2]) if rng.random() < 0.4 else None for e in events[1:]}
    for e in events:
        if e.event == "corrected":  # a correction is of its own case
            whose[e.id] = whose.get(e.fields["event_id"])
    return events, calendar, {key: case for key, case in whose.items() if case}


def clocks(slug, events, calendar, moment):
    as_at, known_at = moment
    return set(replay(PATHWAYS[slug], events, as_at=as_at, known_at=known_at, calendar=calendar).clocks)


@pytest.mark.parametrize("slug", READING)
def test_what_is_shown_is_the_same_without_the_hidden_cases_and_on_every_day(slug):
    rng = random.Random(slug)
    differed = 0
    for _ in range(6):
        events, calendar, confided = drawn(rng, slug)
        days = [None, *{e.on + dt.timedelta(days=d) for e in events for d in (-1, 0)}]
        shown_at = rng.choice(days), rng.choice([None, *(e.recorded_at for e in events)])
        found = resting(PATHWAYS[slug], events, calendar, confided, shown_at)
        for hidden in ({CASES[0]}, {CASES[1]}, set(CASES[:2])):
            kept = {key for key, cases in found.items() if cases & hidden}
            without = [e for e in events if confided.get(e.id) not in hidden]
            for moment in {shown_at, *product(days, [None])}:
                whole, less = clocks(slug, events, calendar, moment), clocks(slug, without, calendar, moment)
                differed += whole != less
                assert {key_of(c) for c in whole ^ less} <= kept
    assert differed, "else nothing was tried"


@pytest.mark.parametrize("slug", READING)
def test_without_a_confidential_case_nothing_rests_on_anything(slug):
    events, calendar = a_case(random.Random(1), slug)
    assert resting(PATHWAYS[slug], events, calendar, {}, (None, None)) == {}


def test_with_many_confidential_cases_what_rests_on_one_is_taken_to_rest_on_all():
    recorded = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)

    def event(n, slug, on, **fields):
        return Event(slug, dt.date.fromisoformat(on), n, fields, id=f"e{n}", recorded_at=recorded, linked=n > 1)

    refused = event(1, "decided-not-to-issue", "2026-10-01")
    appeals = [event(n, "appeal-lodged", "2026-11-02") for n in range(2, 4 + FEW)]
    confided = {e.id: uuid.UUID(int=e.number) for e in appeals}
    pathway = PATHWAYS["ehc-needs-assessment"]
    found = resting(pathway, [refused, *appeals], NO_CLOSURES, confided, (None, None))
    key = ("lodge-appeal", "", refused.on)
    assert found[key] == set(confided.values())
    first = appeals[0]
    alone = resting(pathway, [refused, first], NO_CLOSURES, {first.id: confided[first.id]}, (None, None))
    assert alone[key] == {confided[first.id]}
