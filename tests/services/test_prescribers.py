"""Who prescribed on each day of a treatment. Days worked out by hand."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from goldenthread.services.prescribers import days_without, prescribers

ON = dt.date(2026, 11, 24)


def day(month, number):
    return dt.date(2026, month, number)


def told(*events):
    return [(s.who, s.first, s.last) for s in prescribers(events, ON)]


def test_a_gap_that_was_closed_later_is_still_told():
    # Nobody from 16 to 20 March: five days, though somebody has prescribed ever since.
    spans = prescribers([("treatment-started", day(1, 5), {"prescriber": "Dr Lin"}), ("prescriber-ended", day(3, 16), {}), ("prescriber-recorded", day(3, 21), {"prescriber": "Dr Lal"})], ON)
    assert [(s.who, s.first, s.last) for s in spans] == [("Dr Lin", day(1, 5), day(3, 15)), ("", day(3, 16), day(3, 20)), ("Dr Lal", day(3, 21), None)]
    assert days_without(spans, ON) == 5
    # Of the days from 19 March on: the 19th and the 20th.
    assert days_without(spans, ON, day(3, 19)) == 2


def test_after_a_last_day_that_was_agreed_nobody_prescribes_until_somebody_is_recorded():
    locum = ("prescriber-recorded", day(6, 1), {"prescriber": "Dr Saul", "until_on": "2026-06-30"})
    begun = ("treatment-started", day(1, 5), {"prescriber": "Dr Lin"})
    assert told(begun, locum) == [("Dr Lin", day(1, 5), day(5, 31)), ("Dr Saul", day(6, 1), day(6, 30)), ("", day(7, 1), None)]
    # Whoever is recorded before that day takes over, and the last day that was agreed says nothing more.
    assert told(begun, locum, ("prescriber-recorded", day(6, 20), {"prescriber": "Dr Lal"})) == [
        ("Dr Lin", day(1, 5), day(5, 31)), ("Dr Saul", day(6, 1), day(6, 19)), ("Dr Lal", day(6, 20), None),
    ]  # fmt: skip
    # One whose last day is still to come prescribes today.
    assert told(("treatment-started", day(1, 5), {"prescriber": "Dr Lin", "until_on": "2026-12-24"})) == [("Dr Lin", day(1, 5), None)]


def test_a_practice_prescribes_from_its_beginning_to_the_day_on_which_it_withdraws():
    assert told(
        ("treatment-started", day(1, 5), {"prescriber": "Dr Lin"}), ("shared-care-begun", day(4, 1), {"practice": "Hythe Road"}), ("shared-care-withdrawn", day(11, 15), {}),
    ) == [("Dr Lin", day(1, 5), day(3, 31)), ("The practice", day(4, 1), day(11, 14)), ("", day(11, 15), None)]  # fmt: skip


def test_days_between_two_courses_are_no_days_of_treatment():
    spans = prescribers([("treatment-started", day(1, 5), {"prescriber": "Dr Lin"}), ("treatment-stopped", day(3, 1), {}), ("treatment-started", day(9, 1), {"prescriber": "Dr Lin"})], ON)
    assert [(s.first, s.last) for s in spans] == [(day(1, 5), day(2, 28)), (day(9, 1), None)]
    assert days_without(spans, ON) == 0


@given(st.lists(st.tuples(st.sampled_from(["prescriber-recorded", "prescriber-ended", "shared-care-begun", "shared-care-ended"]), st.integers(1, 300)), max_size=8))
def test_every_day_of_a_course_is_in_one_span_and_in_one_alone(what):
    start = dt.date(2026, 1, 1)
    events = [("treatment-started", start, {"prescriber": "Dr Lin"})]
    events += [(event, start + dt.timedelta(days=n), {"prescriber": f"Dr {n}"}) for event, n in sorted(what, key=lambda w: w[1])]
    spans = prescribers(events, ON)
    days = [s.first + dt.timedelta(days=n) for s in spans for n in range(s.days(ON))]
    assert days == [start + dt.timedelta(days=n) for n in range((ON - start).days + 1)]
