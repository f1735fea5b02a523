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
from goldenthread.engine.fields import date_field, event, text_field, yes_no
from goldenthread.engine.pathway import (
    DAY,
    GROUND_SLUGS,
    OPENER,
    OPENING_DAY,
    START,
    Happening,
    Pick,
    afterwards,
    clock,
    dated,
    days,
    earlier_of,
    ever,
    first,
    is_not,
    later_of,
    latest,
    months,
    on_a_later_day,
    or_else,
    outcomes,
    outside,
    own,
    pathway,
    pending,
    picks,
    received,
    school_days,
    served,
    sets,
    so_far,
    stage,
    tribunal_days,
    wait,
    weeks,
    when,
    working_days,
)
from goldenthread.engine.population import read
from goldenthread.engine.replay import replay
from goldenthread.pathways import PATHWAYS
from goldenthread.pathways.common.exceptions import A_TO_D, C_TO_E, EXCEPTION_EVENTS

THING = text_field("thing", "Which thing")
RARE = pathway(
    "rare",
    "Ways to combine the words of the language that no pathway uses yet",
    stages=(
        stage("asking", "Asking"),
        stage("answered", "Answered", after="asking", once_answered="answer-thing"),
        stage("twice-answered", "Answered", after="answered", once_answered="keep-asking"),
        stage("done", "Done", closed=True),
    ),
    events=(
        event("asked", "Asked", THING, date_field("received_on", "Received").optional(), about="thing", stage="asking"),
        event("answered", "Answered", THING.optional(), date_field("received_on", "Received").optional(), about="thing"),
        event("met", "Met", date_field("served_on", "Served").optional()),
        event("decided", "Decided", yes_no("final", "Is it final?").optional()),
        event("done", "Done", stage="done"),
        *EXCEPTION_EVENTS,
    ),
    reads=("asked", "decided", "met"),
    clocks=(
        clock("answer-thing", "Answer", each="thing", starts=latest("asked"), by=weeks(1).of(received(latest("asked"))),
              until=("answered", "done"), only_after="met", excusable=A_TO_D, cite="1"),
        clock("answer-thing", "Answer", each="thing", by=days(15).of(received("asked")),
              until="answered", lapses_on=("asked", "decided"), excusable=C_TO_E, cite="2"),
        clock("decide", "Decide", each=OPENING_DAY, starts=first(*own(*outcomes("met", "decided", "asked"))),
              by=later_of(weeks(2).of(served(OPENER)), days(3).of(ever(latest("asked")))), until=("asked", "decided"),
              lapses_on="done", cite="3"),
        clock("decide", "Decide", each=DAY, starts=first(outside("met", "decided", "asked", of="decided")),
              by=earlier_of(months(1).of(START), dated(latest("answered"), "received_on")), until=START, cite="4"),
        clock("keep", "Keep", starts=latest("met"), lapses_on="met", only_before=days(7).of(ever("asked")),
              at_least=pending("asked", "answered", school_days(3).of(served("met"))), cite="5"),
        clock("keep", "Keep", starts=first("met", when("decided", final=is_not(True))),
              by=or_else(working_days(2).before(latest("done")), tribunal_days(5).of(START)), until=("met", "done"),
              in_force_to=date(2026, 1, 31), cite="6"),
        clock("renew-thing", "Renew", each="thing", starts=first("asked", "answered"),
              by=or_else(months(1).of(so_far(latest("met"))), days(3).of(START)), until=("answered", on_a_later_day("met")),
              lapses_on=on_a_later_day("decided"), cite="7"),
        clock("ask-again", "Ask again", each=DAY, starts=latest(*afterwards(*outcomes("decided", "met", "asked"))),
              by=weeks(1).of(START), only_after=(*afterwards("asked", "met"), "answered"), until=afterwards("answered"),
              lapses_on=("done", *afterwards("decided")), again_on=afterwards(*outcomes("decided", "met")), excusable=A_TO_D, cite="9"),
        clock("keep-asking", "Keep asking", each="thing", by=weeks(2).of("asked"), until="answered", lapses_on="decided",
              again_on=afterwards(*outcomes("decided", "met", "asked")), excusable=C_TO_E, cite="10"),
        clock("set-again", "Set again", each=DAY, starts=first(sets("decided", "final"), "asked"), by=days(3).of(START),
              until="done", lapses_on=sets("decided", "final"), cite="11"),
        wait("wait-again", "Wait again", each=DAY, since=so_far(first("met", "decided")), until=(on_a_later_day("asked"), "met"), cite="8"),
    ),
)  # fmt: skip
READ = {**PATHWAYS, "rare": RARE}

EXAMPLES = settings(
    max_examples=5, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)

ONCE = settings(EXAMPLES, max_examples=1)
"""Forty cases at once: to read them takes hardly longer than to read one."""

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
    if rng.random() < 0.3:
        return rng.choice(days)
    return rng.choice(days) + timedelta(days=rng.choice([1, -1, 7, 14, 27, 28, 29, 41, 42, 43, *STEPS]))


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


def exception_fields(rng, clock, days):
    """An exception that is often lawful, or just is not: on this clock, near its period, 13 or 14, 27 or 28 days long."""
    first = rng.choice(days) + timedelta(days=rng.choice([-28, -1, 0, 0, 1, 6, 7, 8, 14, 42]))
    values = {
        "clock": clock.slug,
        "ground": rng.choice([g.slug for g in clock.excusable] if rng.random() < 0.9 else GROUND_SLUGS),
        "reason": "away",
        "from": first,
        "to": first + timedelta(days=rng.choice([13, 14, 27, 28, 29, 42]) - 1),
        "contributor": rng.choice(CONTRIBUTORS),
        "missed_on": first,
    }
    given = {name for name in ("from", "to", "contributor", "missed_on") if rng.random() < 0.75}
    return {name: v for name, v in values.items() if name in given | {"clock", "ground", "reason"}}


def happenings_of(clock):
    terms = (clock.limit, clock.starts, *([clock.only_before] if clock.only_before else []))
    named = [h for term in terms for p in picks(term) if isinstance(p, Pick) for h in p.of]
    named += [*clock.until, *clock.lapses_on, *clock.again_on, *clock.only_after]
    return [*named, *(Happening(h.opened_by) for h in named if h.opened_by)]


def some_event(rng, pathway, clock):
    """Most often what a clock asks about, sometimes what ends it, or anything."""
    chance = rng.random()
    if chance < 0.06:
        return "corrected"
    if chance < 0.45 and clock.excusable:
        return rng.choice(["exception-recorded"] * 3 + ["exception-ended", *{"advice-requested"} & set(pathway.events)])
    if chance < 0.5 and clock.lapses_on and rng.random() < 0.5:
        return rng.choice(clock.lapses_on).slug
    if chance < 0.93:
        return rng.choice([h for h in happenings_of(clock) if h not in clock.lapses_on]).slug
    return rng.choice(sorted(set(pathway.events) - {"corrected"}))


def a_case(rng, slug):
    """The events of one case, most of them such as one of the pathway's clocks asks about, and its setting's closures."""
    pathway = READ[slug]
    excusable = [c for c in pathway.clocks if c.excusable]
    clock = rng.choice(excusable if excusable and rng.random() < 0.5 else pathway.clocks)
    days, events = [rng.choice(BEGINNINGS)], []
    for number in range(1, rng.randint(2, 12) + 1):
        what, on = some_event(rng, pathway, clock), near(rng, days)
        if number == 1:
            what, on = rng.choice(clock.starts.of).slug, days[0]
        if what == "corrected":
            values = {"event_id": rng.choice(events).id, "reason": "wrong day"}
        elif what == "exception-recorded" and clock.excusable and rng.random() < 0.9:
            values = exception_fields(rng, clock, days)
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
                linked=what in pathway.reads and rng.random() < 0.6,
            )
        )
        days.append(on)
    shut = [near(rng, days) for _ in range(rng.randint(0, 2))]
    return events, Calendar(tuple(Closure(d, d + timedelta(days=rng.choice(LENGTHS) - 1)) for d in shut))


def journal(found):
    """The events of all cases in one frame, in no order."""
    return journal_of({case: events for case, (events, _) in found.items()}).sample(fraction=1, shuffle=True, seed=0)


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


def differences(slug, found, **asked):
    """The cases of which the readers say different things, with what each says."""
    pathway, slices = READ[slug], asked.pop("slices", None)
    ours = by_columns(read(pathway, journal(found), closures=closures_of(found), slices=slices, **asked))
    theirs = by_rows(found, pathway, **asked)
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


@pytest.mark.parametrize("slug", READ)
def test_both_readers_give_the_same_clocks_and_stages(slug):
    @EXAMPLES
    @given(st.randoms(use_true_random=True), st.sampled_from([1, 100]))
    def agree(rng, how_many):
        found = {case: a_case(rng, slug) for case in range(how_many)}
        some_day = rng.choice([e.on for events, _ in found.values() for e in events])
        as_at = rng.choice([None, some_day, some_day + timedelta(days=rng.choice(STEPS))])
        known_at = rng.choice([None, None, datetime.combine(some_day, time(17), UTC)])
        assert differences(slug, found, as_at=as_at, known_at=known_at, slices=rng.choice([None, 3])) == []

    agree()


@pytest.mark.parametrize("slug", READ)
def test_an_event_recorded_late_changes_what_is_known_today_and_not_what_was_known_then(slug):
    @ONCE
    @given(st.randoms(use_true_random=True))
    def late_entries(rng):
        then = datetime(2040, 1, 4, 17, tzinfo=UTC)
        known = {case: a_case(rng, slug) for case in range(40)}
        late = {case: ([*events, _late(rng, slug, events, then)], shut) for case, (events, shut) in known.items()}
        before = read(READ[slug], journal(known), closures=closures_of(known))
        as_known_then = read(READ[slug], journal(late), closures=closures_of(late), known_at=then)
        assert by_columns(as_known_then) == by_columns(before) == by_rows(late, READ[slug], known_at=then)
        assert differences(slug, late) == []

    late_entries()


@pytest.mark.parametrize("slug", READ)
def test_a_correction_withdraws_one_event_from_the_moment_it_was_recorded(slug):
    @ONCE
    @given(st.randoms(use_true_random=True))
    def corrections(rng):
        then = datetime(2040, 1, 4, 17, tzinfo=UTC)
        right, corrected = {}, {}
        for case in range(40):
            events, shut = a_case(rng, slug)
            wrong = rng.choice(events)
            values = {"event_id": wrong.id, "reason": "wrong day"}
            day = rng.choice([date(2024, 1, 1), date(2040, 1, 5)])
            withdrawal = Event("corrected", day, 99, values, id="e99", recorded_at=then + timedelta(seconds=1))
            corrected[case] = [*events, withdrawal], shut
            right[case] = [e for e in events if e is not wrong or e.event == "corrected"], shut
        as_at = rng.choice([None, date(2026, 6, 30)])
        now = read(READ[slug], journal(corrected), closures=closures_of(corrected), as_at=as_at)
        assert by_columns(now) == by_rows(right, READ[slug], as_at=as_at)
        then_known = read(READ[slug], journal(corrected), closures=closures_of(corrected), known_at=then)
        assert by_columns(then_known) == by_rows(corrected, READ[slug], known_at=then)

    corrections()


def _late(rng, slug, events, then):
    what = rng.choice(sorted(set(READ[slug].events) - {"corrected"}))
    clock = rng.choice(READ[slug].clocks)
    days = [e.on for e in events]
    values = {f.name: field_value(rng, f, days, clock) for f in READ[slug].events[what].fields}
    return Event(what, near(rng, days), 99, values, id="e99", recorded_at=then + timedelta(seconds=1))


ROUNDS = {
    "ehc-needs-assessment": ("request-received", "request-received", "brought-to-attention", "request-withdrawn", "moved-out-of-area",
                             "decided-not-to-assess", "decided-not-to-issue", "decided-to-assess", "decided-to-issue", "setting-consulted"),
    "reassessment": ("reassessment-requested", "reassessment-requested", "decided-to-reassess", "decided-to-reassess",
                     "decided-not-to-reassess", "request-withdrawn", "decided-not-to-issue", "review-completed"),
}  # fmt: skip
OF_EACH_ROUND = ("advice-requested", "advice-requested", "advice-received", "exception-recorded", "exception-ended", "final-plan-issued")


def requests_made_again(rng, slug):
    """A case that ends and begins again, on few days, so that much is of one day."""
    pathway, days, events = READ[slug], [date(2025, 1, 6) + timedelta(days=rng.choice([0, 1, 7, 43, 90, 113])) for _ in range(4)], []
    clock = rng.choice([c for c in pathway.clocks if c.excusable])
    for number in range(1, rng.randint(3, 12)):
        what, on = rng.choice((*ROUNDS[slug], *OF_EACH_ROUND)), rng.choice(days)
        if what == "exception-recorded":
            values = exception_fields(rng, clock, days)
        else:
            given = [f for f in pathway.events[what].fields if f.required is True or rng.random() < 0.6]
            values = {f.name: field_value(rng, f, [*days, on], clock) for f in given}
        at = rng.choice([None, None, time(9), time(15)])
        events.append(Event(what, on, number, values, at=at and datetime.combine(on, at, LONDON), id=f"e{number}"))
    asked, on = rng.choice(pathway.asked_again), rng.choice(days)
    of_one_day = [(asked.opened_by, {}), (asked.slug, {}), *[("advice-requested", {"contributor": rng.choice(CONTRIBUTORS[:2])}) for _ in range(2)]]
    events += [Event(what, on, number, values) for number, (what, values) in enumerate(rng.sample(of_one_day, 4), 20)]
    return events, Calendar()


@pytest.mark.parametrize("slug", ROUNDS)
def test_the_readers_agree_on_requests_made_again(slug):
    @EXAMPLES
    @given(st.randoms(use_true_random=True))
    def agree(rng):
        found = {case: requests_made_again(rng, slug) for case in range(200)}
        assert differences(slug, found) == []
        again = [row for row in by_rows(found, READ[slug])[0] if str(row[COLUMNS.index("for_")]).startswith("2025")]
        assert len(again) > 20
        ended = {case: {e.on for e in events if e.event == "request-withdrawn"} for case, (events, _) in found.items()}
        of_that_day = [c for case, *c in by_rows(found, READ[slug])[0] if c[0] == "advice" and c[COLUMNS.index("started") - 1] in ended[case]]
        assert of_that_day

    agree()


def test_the_readers_agree_on_an_exception_that_is_older_than_a_second_request():
    """Random journals seldom hold two requests with an exception between them, so these are every combination of edges."""
    slug, found = "ehc-needs-assessment", {}
    asked = {"contributor": "health"}
    two_requests = [
        Event("advice-requested", date(2026, 1, 5), 1, asked),
        Event("advice-received", date(2026, 2, 10), 2, asked),
        Event("advice-requested", date(2026, 6, 1), 3, {**asked, "received_on": date(2026, 6, 3)}),
    ]
    before, on, inside = date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 3)
    for ground in ("personal-circumstances", "missed-appointment"):
        for recorded in (before, on, inside):
            for dates in ({}, {"from": date(2026, 1, 10)}, {"to": date(2026, 6, 2)}, {"to": inside}, {"missed_on": inside}):
                for ended in (None, recorded, date(2026, 6, 2), inside):
                    facts = {"clock": "advice", "ground": ground, "reason": "ill", **asked, **dates}
                    events = [*two_requests, Event("exception-recorded", recorded, 4, facts)]
                    if ended:
                        events.append(Event("exception-ended", ended, 5, {"clock": "advice"}))
                    found[len(found)] = events, Calendar()
    assert differences(slug, found) == []
    excused = {row[COLUMNS.index("excused_by")] for row in by_rows(found, READ[slug])[0]}
    assert excused == {None, "personal-circumstances", "missed-appointment"}
