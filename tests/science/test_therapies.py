"""From assessment to therapy and from session to session, worked out by hand."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from goldenthread.calc_command import answer
from goldenthread.science.therapies import Course, between, median, to_begin, waited, widest

ON = dt.date(2026, 11, 24)


def day(n):
    """So many days before the day of the question."""
    return ON - dt.timedelta(days=n)


def course(planned, begun=None, left=None, sessions=(), place="Mid", therapy="cbt", where=()):
    return Course(therapy, place, "getting-help", day(planned), None if begun is None else day(begun), None if left is None else day(left), tuple(map(day, sessions)), tuple(where))


def test_a_wait_ends_with_the_first_session_with_leaving_or_not_yet():
    found = [course(100, 80), course(90, left=60), course(40), course(30, begun=35), course(731, 700), course(50, 20, left=30)]
    # 20 days; left after 30; open for 40; begun before the plan was written, so no wait; too long ago; left before it began.
    assert to_begin(found, ON) == ([20, 30, 40, 0, 20], ["seen", "left", "open", "seen", "left"])


def test_half_have_begun_counts_those_who_still_wait():
    # Waits 10, 20, 30 ended; 40 and 50 are open. Kaplan-Meier: 4/5, 3/5, 2/5: half have begun after 30. Of the three seen alone it were 20.
    found = [course(110, 100), course(120, 100), course(130, 100), course(40), course(50)]
    [w] = waited(found, lambda c: c.place, ON)
    assert (w.children, w.waiting, w.longest, w.middle) == (5, 2, 50, 30)
    times, ends = to_begin(found, ON)
    assert answer("kaplan_meier", {"times": times, "events": [int(e == "seen") for e in ends]})["median"] == w.middle
    assert answer("cumulative_incidence", {"times": times, "cause": ends, "by": 126})["seen_by_126"] == w.within


def test_fewer_than_half_have_begun_is_no_number():
    [w] = waited([course(60, 50), course(60), course(60)], lambda c: c.place, ON)
    assert w.middle is None


def test_between_sessions_the_one_that_is_waited_for_is_counted_and_none_after_the_end():
    # 14 and 21 days held; the next has been waited for 45 days.
    assert between([course(90, 80, sessions=(80, 66, 45))], ON) == ([14, 21, 45], [1, 1, 0])
    assert between([course(90, 80, left=40, sessions=(80, 66, 45))], ON) == ([14, 21], [1, 1])
    [w] = waited([course(90, 80, sessions=(80, 66, 45))], lambda c: c.place, ON)
    assert (w.sessions, w.gap, w.long_gaps) == (3, 21, 1)
    # Of sessions at school alone: from the first to the next, wherever that is.
    assert between([course(90, 80, sessions=(80, 66, 45), where=("school", "clinic", "clinic"))], ON, "school") == ([14], [1])


def test_the_widest_difference_is_within_one_therapy_and_between_groups_that_are_large_enough():
    quick = [course(100, 90, place="Mid") for _ in range(3)]
    slow = [course(300, 100, place="West") for _ in range(3)]
    few = [course(500, 100, place="South")]
    low, high = widest(waited([*quick, *slow, *few], lambda c: c.place, ON), 3)
    assert (low.group, low.middle, high.group, high.middle) == ("Mid", 10, "West", 200)
    other = [course(400, 10, place="West", therapy="family") for _ in range(3)]
    assert widest(waited([*quick, *other], lambda c: c.place, ON), 3) is None


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400) | st.none()), min_size=1, max_size=30), st.integers(1, 200))
def test_waiting_longer_never_shortens_the_middle(rows, more):
    """Whoever is still waiting and had waited longer makes no service look quicker."""
    courses = [course(planned, None if begun is None else max(0, planned - begun)) for planned, begun in rows]
    times, ends = to_begin(courses, ON)
    events = [int(e == "seen") for e in ends]
    before = median(times, events)
    after = median([t if e else t + more for t, e in zip(times, events, strict=True)], events)
    assert after is None or (before is not None and after >= before)
