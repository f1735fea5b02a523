"""What had happened, what was known, what was withdrawn, and which sentence of a clock is used."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.engine.events import Event
from goldenthread.engine.fields import event, text_field
from goldenthread.engine.pathway import (
    DAY,
    clock,
    days,
    first,
    latest,
    on_a_later_day,
    pathway,
    so_far,
    stage,
    weeks,
    when,
)
from goldenthread.engine.replay import replay
from goldenthread.pathways import PATHWAYS

EHC = PATHWAYS["ehc-needs-assessment"]
MONDAY = date(2026, 2, 2)


def happened(slug, on, recorded=None, event_id=None, number=0, at=None, **fields):
    moment = datetime(recorded.year, recorded.month, recorded.day, 12, tzinfo=UTC) if recorded else None
    return Event(slug, on, number, fields, at, event_id, moment)


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def only(answer, slug):
    (found,) = [c for c in answer.clocks if c.clock == slug]
    return found


REQUEST = happened("request-received", MONDAY, recorded=MONDAY)
ISSUED = date(2026, 6, 19)


@given(late=st.integers(min_value=1, max_value=400))
@settings(max_examples=25, deadline=None, derandomize=True, database=None)
def test_a_late_record_changes_todays_answer_and_not_what_was_known_before(late):
    recorded = ISSUED + timedelta(days=late)
    events = [REQUEST, happened("final-plan-issued", ISSUED, recorded=recorded)]
    before = noon(recorded) - timedelta(seconds=1)
    assert replay(EHC, events, known_at=before) == replay(EHC, [REQUEST])
    assert only(replay(EHC, events, known_at=noon(recorded)), "issue-final-plan").stopped == ISSUED
    assert only(replay(EHC, events), "issue-final-plan").stopped == ISSUED


@given(corrected=st.integers(min_value=0, max_value=400), looked=st.integers(min_value=0, max_value=400))
@settings(max_examples=25, deadline=None, derandomize=True, database=None)
def test_a_correction_withdraws_its_event_from_when_it_was_recorded_for_every_day(corrected, looked):
    wrong = happened("final-plan-issued", ISSUED, recorded=ISSUED, event_id="a")
    put_right = ISSUED + timedelta(days=corrected)
    correction = happened("corrected", put_right, recorded=put_right, event_id="b", reason="other child")
    correction.fields["event_id"] = "a"
    as_at = ISSUED + timedelta(days=looked)
    before = replay(EHC, [REQUEST, wrong, correction], as_at=as_at, known_at=noon(put_right) - timedelta(seconds=1))
    assert before == replay(EHC, [REQUEST, wrong] if corrected else [REQUEST], as_at=as_at)
    after = replay(EHC, [REQUEST, wrong, correction], as_at=as_at)
    assert after == replay(EHC, [REQUEST], as_at=as_at)


def test_what_had_not_happened_by_the_day_looked_at_does_not_count():
    events = [REQUEST, happened("decided-to-assess", date(2026, 3, 10))]
    assert only(replay(EHC, events, as_at=date(2026, 3, 9)), "decide-whether-to-assess").stopped is None
    assert only(replay(EHC, events, as_at=date(2026, 3, 10)), "decide-whether-to-assess").stopped == date(2026, 3, 10)


def test_the_order_in_which_events_are_given_does_not_matter():
    events = [
        REQUEST,
        happened("decided-to-assess", date(2026, 3, 10), number=1),
        happened("draft-plan-sent", date(2026, 5, 1), number=2),
        happened("representations-received", date(2026, 5, 1), number=3),
    ]
    assert replay(EHC, reversed(events)) == replay(EHC, events)


def test_on_one_day_the_time_comes_first_and_then_the_number_in_the_case():
    day = date(2026, 5, 1)
    morning, noon_ = datetime(2026, 5, 1, 9, tzinfo=UTC), datetime(2026, 5, 1, 12, tzinfo=UTC)
    by_time = [
        happened("representations-received", day, number=1, at=noon_),
        happened("draft-plan-sent", day, number=2, at=morning),
    ]
    assert replay(EHC, by_time).stage == "finalising"
    by_number = [happened("representations-received", day, number=1), happened("draft-plan-sent", day, number=2)]
    assert replay(EHC, by_number).stage == "draft-with-family"


SMALL = pathway(
    "small",
    "Small",
    stages=(stage("open", "Open"),),
    events=(
        event("asked", "Asked", text_field("kind", "Kind").optional(), stage="open"),
        event("answered", "Answered"),
    ),
    clocks=(
        clock(
            "reply", "Reply at once", by=days(1).of(latest(when("asked", kind="urgent"))), until="answered", cite="1"
        ),
        clock("reply", "Reply", by=weeks(1).of(first("asked")), until="answered", cite="2"),
    ),
)


def test_the_first_sentence_that_fits_is_used():
    plain, urgent = happened("asked", MONDAY), happened("asked", MONDAY, kind="urgent")
    assert [(c.cite, c.due) for c in replay(SMALL, [urgent]).clocks] == [("1", date(2026, 2, 3))]
    assert [(c.cite, c.due) for c in replay(SMALL, [plain]).clocks] == [("2", date(2026, 2, 9))]


def test_a_stop_before_the_start_does_not_count_and_one_on_the_same_day_does():
    early, same = happened("answered", date(2026, 2, 1)), happened("answered", MONDAY)
    assert replay(SMALL, [early, happened("asked", MONDAY)]).clocks[0].stopped is None
    assert replay(SMALL, [happened("asked", MONDAY), same]).clocks[0].stopped == MONDAY


CHECKS = pathway(
    "checks",
    "Checks",
    stages=(),
    events=(
        event("begun", "Begun"),
        event("checked", "Checked", text_field("who", "Who"), about="who"),
        event("changed", "Changed"),
    ),
    clocks=(
        clock("check-again", "Check again", each="who", by=weeks(1).of("checked"), until="checked", cite="1"),
        clock("check-after", "Check after", by=weeks(1).of("changed"), until=on_a_later_day("checked"), cite="2"),
        clock("count", "Count", each=DAY, starts="changed", by=weeks(4).of(so_far(latest("begun"))), cite="3"),
    ),
)


def of(slug, *events):
    return [(c.for_, c.started, c.due, c.stopped) for c in replay(CHECKS, events).clocks if c.clock == slug]


def test_what_answers_a_clock_about_a_thing_and_could_start_it_does_both():
    first, second = happened("checked", MONDAY, number=1, who="Ash"), happened("checked", date(2026, 2, 5), number=2, who="Ash")
    other = happened("checked", date(2026, 2, 4), number=3, who="Elm")
    assert of("check-again", first, second, other) == [
        ("Ash", MONDAY, date(2026, 2, 9), date(2026, 2, 5)),
        ("Ash", date(2026, 2, 5), date(2026, 2, 12), None),
        ("Elm", date(2026, 2, 4), date(2026, 2, 11), None),
    ]


def test_what_must_come_on_a_later_day_does_not_stop_a_clock_on_its_first():
    same, later = happened("checked", MONDAY, number=1, who="Ash"), happened("checked", date(2026, 2, 3), number=3, who="Ash")
    changed = happened("changed", MONDAY, number=2)
    assert of("check-after", same, changed) == [(None, MONDAY, date(2026, 2, 9), None)]
    assert of("check-after", same, changed, later) == [(None, MONDAY, date(2026, 2, 9), date(2026, 2, 3))]


def test_what_comes_after_a_clock_started_changes_nothing_that_is_counted_from_the_case_so_far():
    begun, again = happened("begun", date(2026, 1, 5), number=1), happened("begun", date(2026, 2, 16), number=3)
    changed, same_day = happened("changed", MONDAY, number=2), happened("changed", date(2026, 2, 16), number=4)
    assert of("count", begun, changed) == [("2026-02-02", MONDAY, date(2026, 2, 2), None)]
    assert [due for _, _, due, _ in of("count", begun, changed, again, same_day)] == [date(2026, 2, 2), date(2026, 3, 16)]
    assert of("count", changed, again) == []


def test_a_rule_applies_to_what_starts_while_it_is_in_force():
    law = pathway(
        "changed",
        "Changed",
        stages=(),
        events=(event("asked", "Asked"), event("answered", "Answered")),
        clocks=(
            clock(
                "reply", "Reply", by=weeks(1).of("asked"), until="answered", cite="new", in_force_from=date(2027, 1, 1)
            ),
            clock(
                "reply", "Reply", by=weeks(2).of("asked"), until="answered", cite="old", in_force_to=date(2026, 12, 31)
            ),
        ),
    )
    assert replay(law, [happened("asked", date(2026, 12, 31))]).clocks[0].due == date(2027, 1, 14)
    assert replay(law, [happened("asked", date(2027, 1, 1))]).clocks[0].due == date(2027, 1, 8)


def test_an_empty_journal_has_nothing():
    found = replay(EHC, [])
    assert (found.stage, found.clocks, found.duties) == (None, (), ())
