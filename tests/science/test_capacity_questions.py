"""Lists whose answer can be reckoned, and answers that hold when they are tried."""

from dataclasses import replace

import pytest

from goldenthread.science import queue_kernel
from goldenthread.science.capacity import NoAnswer
from goldenthread.science.capacity_questions import (
    capacity_to_clear,
    capacity_to_keep_waits_under,
    in_terms_of_planning,
    weeks_until_cleared,
    what_more_buys,
)
from goldenthread.science.queue_model import Class, Model, run

STAYS = [Class("all", 1.0, 1e12)]
NOBODY_COMES = Model([1.0] * 70, [0.0] * 70, 100, STAYS)
BUSY = Model([3.0] * 400, [2.9] * 400, 40, [Class("urgent", 0.2, 900), Class("routine", 0.8, 400)])


def test_a_list_without_newcomers_is_cleared_when_its_slots_are_used():
    """100 less 2 a day are 30 after 35 days, at the end of the fifth week."""
    runs = run(replace(NOBODY_COMES, slots=[2.0] * 70), 5, seed=1)
    assert weeks_until_cleared(runs, 30) == {"p10": 5, "p50": 5, "p90": 5, "share": 1}
    assert weeks_until_cleared(run(NOBODY_COMES, 5, seed=1), 20) == {"p10": None, "p50": None, "p90": None, "share": 0}


def test_to_clear_a_hundred_in_fifty_days_takes_two_a_day():
    found = capacity_to_clear(NOBODY_COMES, 0, 50, 0.8, 5, seed=1)
    assert found == {"p10": 2, "p50": 2, "p90": 2, "needed": 2, "slots_a_week": 14, "met_as_given": 0}


def test_what_is_added_is_counted_on_top():
    """One a day is there: 50 days need one more, which is half of two a day."""
    found = capacity_to_clear(NOBODY_COMES, 0, 50, 0.8, 5, seed=1, more=[2.0] * 70)
    assert (found["needed"], found["slots_a_week"], found["met_as_given"]) == (0.5, 7, 0)


def test_what_no_multiple_reaches_is_not_made_up():
    late = replace(NOBODY_COMES, slots=[0.0] * 60 + [1.0] + [0.0] * 9)
    assert capacity_to_clear(late, 0, 61, 0.8, 3, seed=1)["needed"] is None
    with pytest.raises(NoAnswer, match="no day has any slot"):
        capacity_to_clear(late, 0, 50, 0.8, 3, seed=1)


def test_a_locum_week_buys_its_slots_and_every_week_of_waiting_after_them():
    """Seven more slots in the first week: seven children fewer on the list at the ends of ten weeks, and seven more seen."""
    found = what_more_buys(NOBODY_COMES, [1.0] * 7 + [0.0] * 63, 1, 93, 4, seed=1)
    assert {name: (f["mean"], f["se"], f["each_week"]) for name, f in found.items()} == {
        "seen": (7, 0, 7), "left": (0, 0, 0), "waiting": (7, 0, 7), "child_weeks": (70, 0, 70), "weeks_sooner": (0, 0, 0),
    }  # fmt: skip


def test_plans_meet_the_same_children_so_that_a_difference_is_surer_than_either():
    found = what_more_buys(BUSY, [0.5] * 100 + [0.0] * 300, 10, None, 60, seed=2)
    alone = run(BUSY, 60, seed=2).at_week_end.sum(axis=1)
    assert found["child_weeks"]["se"] < alone.std(ddof=1) / 60**0.5


@pytest.mark.parametrize("ask", [lambda m: capacity_to_clear(m, 20, 300, 0.8, 60, seed=3), lambda m: capacity_to_keep_waits_under(m, 4, 0.8, 60, seed=3, from_day=100)])
def test_the_capacity_that_is_needed_is_enough_in_eight_of_ten_runs_and_less_is_not(ask):
    found = ask(BUSY)
    assert found["p10"] < found["p50"] <= found["needed"] <= found["p90"]
    tried = ask(replace(BUSY, slots=[s * found["needed"] for s in BUSY.slots]))
    less = ask(replace(BUSY, slots=[s * found["needed"] * 0.98 for s in BUSY.slots]))
    assert less["met_as_given"] < 0.8 <= tried["met_as_given"]


def test_the_answers_are_the_same_on_two_threads_and_without_numba(monkeypatch):
    quick = capacity_to_keep_waits_under(BUSY, 4, 0.8, 20, seed=3, threads=2)
    monkeypatch.setattr(queue_kernel, "compiled", lambda: None)
    assert capacity_to_keep_waits_under(BUSY, 4, 0.8, 20, seed=3) == quick


def test_nobody_is_judged_who_has_not_had_the_time():
    with pytest.raises(NoAnswer, match="the horizon is too short"):
        capacity_to_keep_waits_under(NOBODY_COMES, 11, 0.8, 1, seed=1)


def test_a_service_in_the_terms_of_planning():
    """20.3 a week against 21; a target of 13 weeks and a factor of 4 is 20.3 * 13 / 4 = 65.975; over 10 weeks nothing is to be cleared."""
    found = in_terms_of_planning(BUSY, 13, 4, 10)
    assert found["load"] == pytest.approx(20.3 / 21)
    assert found["target_queue_size"] == pytest.approx(65.975)
    assert found["relief_capacity"] == pytest.approx(20.3 + (40 - 65.975) / 10)
