"""The simulated list agrees with what can be reckoned without simulating, with a list worked by hand, and with itself compiled."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.science import queue_kernel
from goldenthread.science.capacity import NoAnswer
from goldenthread.science.queue_model import Class, Model, run, shared_out
from goldenthread.science.queue_on_given import simulate_given


def test_three_children_by_hand():
    """Day 0 ends at 1 with one slot: Bea (0.6, urgent) has it before Al (0.5), 0.4 days after she came. Day 1 has none. Day 2 ends at 3 with
    one: Al has it, after 2.5 days. Cy came at 1.2 and waited half a day: nobody saw him."""
    al, bea, cy = {"t": 0.5, "priority": 1}, {"t": 0.6, "priority": 0}, {"t": 1.2, "priority": 1, "patience": 0.5}
    assert simulate_given([1, 0, 1], [al, bea, cy]) == {"waits": [2.5, pytest.approx(0.4), None], "left": 1, "unused_slots": 0}


def test_who_leaves_at_the_moment_of_a_slot_is_still_there():
    assert simulate_given([0, 0, 1], [{"t": 0, "patience": 3}])["waits"] == [3]
    assert simulate_given([0, 0, 1], [{"t": 0, "patience": 2.9}]) == {"waits": [None], "left": 1, "unused_slots": 1}


def test_first_come_alone_takes_no_account_of_priority():
    both = [{"t": 0.2, "priority": 5}, {"t": 0.3, "priority": 0}]
    assert simulate_given([1], both, "first-come")["waits"] == [0.8, None]
    assert simulate_given([1], both)["waits"] == [None, 0.7]


def test_a_rule_or_a_child_that_makes_no_sense_is_refused():
    with pytest.raises(NoAnswer, match="priority or first-come"):
        simulate_given([1], [], "loudest")
    with pytest.raises(NoAnswer, match="not below 0"):
        simulate_given([1], [{"t": -1}])
    with pytest.raises(NoAnswer, match="whole numbers"):
        simulate_given([0.5], [])


children = st.lists(st.tuples(st.integers(0, 29), st.integers(0, 2)), max_size=60)


@given(st.lists(st.integers(0, 4), min_size=30, max_size=30), children)
def test_without_leaving_the_waits_are_those_of_the_closed_form(slots, arrivals):
    """Of classes up to k, D(t) = S(t) + min(0, min over s <= t of A(s) - S(s)) were served by the end of day t; the j-th child of a class is
    called on the first day on which its class has served j. No child is followed one by one."""
    waits = simulate_given(slots, [{"t": t, "priority": p} for t, p in arrivals])["waits"]
    offered = np.cumsum(slots)
    served_before = np.zeros(30)
    for k in range(3):
        came = np.cumsum(np.bincount([t for t, p in arrivals if p <= k] or [0], minlength=30) - (0 if any(p <= k for _, p in arrivals) else np.eye(1, 30)[0]))
        served = offered + np.minimum(0, np.minimum.accumulate(came - offered))
        of_class = served - served_before
        served_before = served
        mine = sorted((t, n) for n, (t, p) in enumerate(arrivals) if p == k)
        for j, (t, n) in enumerate(mine, 1):
            day = int(np.searchsorted(of_class, j))
            assert waits[n] == (None if day == 30 else day + 1 - t)


@given(
    st.lists(st.integers(0, 3), min_size=5, max_size=25),
    st.lists(st.tuples(st.floats(0, 20), st.integers(0, 2), st.floats(0, 20)), max_size=40),
)
def test_every_slot_and_every_child_is_accounted_for(slots, arrivals):
    answer = simulate_given(slots, [{"t": t, "priority": p, "patience": patience} for t, p, patience in arrivals])
    seen = [w for w in answer["waits"] if w is not None]
    assert len(seen) + answer["unused_slots"] == sum(slots)
    assert answer["left"] + len(seen) <= len(arrivals)
    assert all(w >= 0 for w in seen)
    assert all(w <= patience + 1e-9 for w, (_, _, patience) in zip(answer["waits"], arrivals, strict=True) if w is not None)


def three_years(**changed):
    days = 3 * 364
    slots = [0 if d % 7 >= 5 or d % 364 > 310 else 5 for d in range(days)]
    model = {"slots": slots, "arrivals": [3.0] * days, "backlog": 200, "classes": [Class("urgent", 0.2, 2000), Class("routine", 0.8, 700)]}
    return Model(**{**model, **changed})


def test_the_answer_depends_neither_on_the_threads_nor_on_how_many_runs_follow():
    four, two = run(three_years(), 4, seed=7, threads=2), run(three_years(), 2, seed=7)
    for name in ("seen", "left", "waiting", "waited", "at_week_end"):
        assert np.array_equal(getattr(four, name)[:2], getattr(two, name)), name
    assert not np.array_equal(four.waited, run(three_years(), 4, seed=8).waited)


def test_compiled_and_plain_give_the_same_answer(monkeypatch):
    assert queue_kernel.compiled(), "the tests' environment has numba"
    quick = run(three_years(), 3, seed=1)
    monkeypatch.setattr(queue_kernel, "compiled", lambda: None)
    plain = run(three_years(), 3, seed=1)
    for name in ("seen", "left", "waiting", "waited", "at_week_end"):
        assert np.array_equal(getattr(quick, name), getattr(plain, name)), name


def test_all_who_come_are_seen_or_have_left_or_wait_and_the_last_week_counts_them():
    model = three_years()
    runs = run(model, 50, seed=3)
    assert np.array_equal(runs.at_week_end[:, -1], runs.waiting.sum(axis=1))  # 1,092 days are 156 whole weeks
    came = runs.seen + runs.left + runs.waiting
    expected = np.array([0.2, 0.8]) * (200 + 3.0 * len(model.slots))
    assert np.abs(came.mean(axis=0) - expected).max() < 4 * np.sqrt(expected / 50).max()
    assert (runs.waited / runs.seen).mean(axis=0).argmin() == 0, "the urgent wait least"


def test_one_class_waits_as_the_queue_of_fixed_daily_slots_does():
    """Poisson arrivals of mean 3.2 a day and 4 slots a day, without priorities: the mean number that a day leaves over solves the recursion
    L = max(0, L + A - 4), worked here from the stationary distribution; Little's law makes of it the wait after the day's end."""
    rate, slots = 3.2, 4
    chance = np.exp(-rate) * np.cumprod(np.concatenate([[1.0], rate / np.arange(1, 60)]))
    left_over = np.eye(1, 200)[0]
    for _ in range(3000):
        whole = np.convolve(left_over, chance)[: 200 + slots]
        left_over = np.concatenate([[whole[: slots + 1].sum()], whole[slots + 1 :]])
        left_over = np.pad(left_over, (0, 200 - len(left_over)))
    expected = (np.arange(200) @ left_over) / rate + 0.5  # arrivals stand at the middle of their day
    model = Model([slots] * 4000, [rate] * 4000, 0, [Class("all", 1.0, 1e9)])
    runs = run(model, 40, seed=5)
    means = runs.waited[:, 0] / runs.seen[:, 0]
    assert abs(means.mean() - expected) < 4 * means.std(ddof=1) / np.sqrt(len(means))


def test_a_backlog_is_shared_out_whole():
    assert shared_out(10, np.array([0.1, 0.3, 0.6])).tolist() == [1, 3, 6]
    assert shared_out(7, np.array([1 / 3, 1 / 3, 1 / 3])).tolist() == [3, 2, 2]
