"""Many cases at once: what a frame may look like, and clocks that are not there."""

import json
from datetime import UTC, date, datetime

import polars as pl
import pytest

from goldenthread.engine.columns import journal_of
from goldenthread.engine.events import Event
from goldenthread.engine.population import clocks_of, read
from goldenthread.engine.replay import replay
from goldenthread.pathways import PATHWAYS

EHC = PATHWAYS["ehc-needs-assessment"]
REQUEST = Event("request-received", date(2026, 2, 2), 1, id="r")


def clocks(*events, **when):
    return set(clocks_of(EHC, journal_of({1: events}), **when)["clock"])


def only(found, *columns):
    return found.select(columns).rows()


def test_a_request_starts_three_limits_and_nothing_else():
    assert clocks(REQUEST) == {"decide-whether-to-assess", "decide-whether-to-issue", "issue-final-plan"}


def test_no_event_that_starts_a_clock_means_no_clock():
    assert clocks(Event("decided-to-assess", date(2026, 3, 2), 1)) == set()


def test_a_journal_without_events_has_the_columns_and_no_rows():
    found = read(EHC, journal_of({}))
    assert found.clocks.is_empty()
    assert found.stages.is_empty()
    assert found.clocks.columns == clocks_of(EHC, journal_of({1: [REQUEST]})).columns


@pytest.mark.parametrize("end", ["request-withdrawn", "died", "moved-out-of-area"])
def test_the_end_of_a_case_drops_its_open_clocks_from_that_day(end):
    fields = {"to": "LA:882"} if end == "moved-out-of-area" else {}
    ended = Event(end, date(2026, 2, 20), 2, fields)
    assert clocks(REQUEST, ended) == set()
    assert "issue-final-plan" in clocks(REQUEST, ended, as_at=date(2026, 2, 19))


def test_before_it_happened_or_was_known_there_is_no_clock():
    known = Event("request-received", date(2026, 2, 2), 1, recorded_at=datetime(2026, 2, 9, 9, tzinfo=UTC))
    assert clocks(known, as_at=date(2026, 2, 1)) == set()
    assert clocks(known, known_at=datetime(2026, 2, 9, 8, 59, tzinfo=UTC)) == set()
    assert clocks(known, as_at=date(2026, 2, 2), known_at=datetime(2026, 2, 9, 9, tzinfo=UTC)) != set()


def test_a_correction_reaches_only_its_own_case():
    correction = Event("corrected", date(2026, 3, 1), 2, {"event_id": "r", "reason": "sent to another area"}, id="c")
    found = clocks_of(EHC, journal_of({1: [REQUEST, correction], 2: [REQUEST]}))
    assert set(found["case"]) == {2}


def test_a_thing_that_an_event_is_about_may_be_a_column_of_its_own():
    advice = Event("advice-requested", date(2026, 2, 9), 2, {"contributor": "camhs", "received_on": date(2026, 2, 11)})
    journal = journal_of({1: [REQUEST, advice]})
    lean = journal.with_columns(
        for_=pl.Series(["", "camhs"]), fields=pl.Series([None, json.dumps({"received_on": "2026-02-11"})])
    )
    assert only(clocks_of(EHC, lean), "clock", "for_", "due") == only(clocks_of(EHC, journal), "clock", "for_", "due")
    assert ("advice", "camhs", date(2026, 3, 25)) in only(clocks_of(EHC, lean), "clock", "for_", "due")


@pytest.mark.parametrize("cases", [["b4", "a1"], [2**40, 7], [-1, 3]], ids=["text", "large", "negative"])
@pytest.mark.parametrize("slices", [1, 2, 5])
def test_cases_keep_their_names(cases, slices):
    plan = Event("final-plan-issued", date(2026, 6, 1), 2)
    closures = pl.DataFrame({"case": cases[:1], "first": [date(2026, 7, 22)], "last": [date(2026, 9, 1)]})
    journal = journal_of({cases[0]: [REQUEST, plan], cases[1]: [REQUEST]})
    found = read(EHC, journal, closures=closures, slices=slices)
    assert dict(found.stages.rows()) == {cases[0]: "plan-issued", cases[1]: "considering"}
    assert found.clocks["case"].dtype == journal["case"].dtype
    plans = found.clocks.filter(pl.col("clock") == "issue-final-plan")
    assert dict(only(plans, "case", "stopped")) == {cases[0]: date(2026, 6, 1), cases[1]: None}


def test_a_case_of_which_nothing_counts_yet_has_no_stage():
    found = read(EHC, journal_of({1: [REQUEST]}), as_at=date(2026, 2, 1))
    assert found.stages.rows() == [(1, None)]


def test_ten_school_days_are_those_of_the_childs_own_school():
    events = [
        REQUEST,
        Event("placed-for-assessment", date(2026, 4, 1), 2, {"setting": "Ashdale"}),
        Event("decided-not-to-issue", date(2026, 5, 18), 3),
    ]
    half_term = pl.DataFrame({"case": [1], "first": [date(2026, 5, 25)], "last": [date(2026, 5, 29)]})
    found = clocks_of(EHC, journal_of({1: events, 2: events}), closures=half_term)
    kept = found.filter(pl.col("clock") == "remain-in-special-school")
    assert dict(only(kept, "case", "due")) == {1: date(2026, 6, 8), 2: date(2026, 6, 2)}


def test_a_meeting_arranged_is_for_its_day_in_words():
    review = PATHWAYS["annual-review"]
    arranged = Event("review-meeting-arranged", date(2026, 2, 2), 1, {"meeting_on": date(2026, 4, 1)})
    assert {c.for_ for c in replay(review, [arranged]).clocks} == {"2026-04-01"}
    assert set(clocks_of(review, journal_of({1: [arranged]}))["for_"]) == {"2026-04-01"}


@pytest.mark.parametrize(
    "days, begun",
    [
        ([date(2026, 6, 1)], date(2026, 3, 1)),
        ([date(2026, 6, 1), date(2026, 6, 1)], date(2026, 3, 1)),
        ([date(2026, 6, 8), date(2026, 6, 1)], date(2026, 3, 2)),
        ([date(2026, 6, 1), date(2026, 6, 8), date(2026, 6, 1)], date(2026, 3, 3)),
    ],
    ids=["arranged", "arranged again for the same day", "moved", "moved and moved back"],
)
def test_advice_is_owed_before_the_meeting_as_last_arranged(days, begun):
    review = PATHWAYS["annual-review"]
    arranged = [
        Event("review-meeting-arranged", date(2026, 3, n), n, {"meeting_on": day}) for n, day in enumerate(days, 1)
    ]
    owed = [(c.for_, c.started) for c in replay(review, arranged).clocks if c.clock == "circulate-review-advice"]
    found = clocks_of(review, journal_of({1: arranged})).filter(pl.col("clock") == "circulate-review-advice")
    assert owed == only(found, "for_", "started") == [("2026-06-01", begun)]


def test_an_event_that_the_pathway_does_not_know_is_refused():
    with pytest.raises(pl.exceptions.InvalidOperationError):
        clocks_of(EHC, journal_of({1: [Event("review-meeting-held", date(2026, 2, 2), 1)]}))
