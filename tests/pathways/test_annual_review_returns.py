from datetime import date

from goldenthread.engine.events import read_events
from goldenthread.engine.replay import replay
from goldenthread.pathways import PATHWAYS


def cycles(*events):
    pathway = PATHWAYS["annual-review"]
    answer = replay(pathway, read_events(pathway, list(events)), as_at=date(2026, 1, 15))
    return {c.for_: (c.due, c.stopped) for c in answer.clocks if c.clock == "complete-review"}


MADE = {"event": "plan-made", "on": "2019-03-01"}
MEETING = {"event": "review-meeting-held", "on": "2025-05-12"}
KEPT = {"event": "decided-to-maintain", "on": "2025-06-02"}


def test_a_first_cycle_whose_reviews_are_not_on_record_is_no_breach():
    # The 2019 cycle would be due 29 February 2020; nobody knows that it was not reviewed then.
    found = cycles(MADE, {**MEETING, "earlier_unknown": True}, KEPT)
    assert list(found) == ["2025-06-02"]


def test_a_first_cycle_of_a_complete_record_stays():
    # 1 March 2019, 12 months beginning with that day: 29 February 2020.
    assert cycles(MADE, MEETING, KEPT)["2019-03-01"] == (date(2020, 2, 29), date(2025, 6, 2))


def test_a_first_cycle_that_was_completed_before_the_gap_stays():
    first = {"event": "review-meeting-held", "on": "2020-01-20"}
    done = {"event": "decided-to-maintain", "on": "2020-02-10"}
    found = cycles(MADE, first, done, {**MEETING, "earlier_unknown": True}, KEPT)
    assert found["2019-03-01"] == (date(2020, 2, 29), date(2020, 2, 10))
