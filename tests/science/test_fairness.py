"""Worked by hand, and the curve held against its definition in fractions."""

import math
import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.science.capacity import NoAnswer
from goldenthread.science.fairness import (
    FEWEST_ALIKE,
    alike_deviation,
    alike_difference,
    difference_ci95,
    expected_by_age,
    funnel_poisson_counts,
    overdispersion,
    pairs_apart,
    rank_intervals,
    restricted_mean_wait,
    shrunk_differences,
)
from goldenthread.science.survival import product_limit, reached

# Seen at 2 and 5, still waiting at 4 and 7, seen at 9: S is 0.8 from 2, 0.5333 from 5 (of 3 at risk), 0 from 9.
TIMES, EVENTS = [2, 4, 5, 7, 9], [1, 0, 1, 0, 1]


def test_the_restricted_mean_is_the_area_under_the_curve():
    found = restricted_mean_wait(TIMES, EVENTS, 8)
    # 2 + 3 x 0.8 + 3 x 0.53333 = 6.0.
    assert found["mean"] == pytest.approx(6.0)
    # After 2 the area is 4.0, after 5 it is 1.6: 16 x 1/(5 x 4) + 2.56 x 1/(3 x 2).
    assert found["se"] == pytest.approx(math.sqrt(0.8 + 2.56 / 6))


def test_with_everybody_seen_it_is_the_mean():
    found = restricted_mean_wait([1, 2, 3, 4], [1, 1, 1, 1], 100)
    assert found["mean"] == pytest.approx(2.5)
    # Greenwood's then is the variance of the sample over n: 1.25 / 4.
    assert found["se"] == pytest.approx(math.sqrt(1.25 / 4))


def test_beyond_what_was_followed_nothing_is_said():
    assert restricted_mean_wait([2, 4, 6], [1, 0, 0], 7) == {"mean": None, "se": None}
    assert restricted_mean_wait([2, 4, 7], [1, 0, 0], 7)["mean"] is not None
    assert restricted_mean_wait([], [], 7)["mean"] is None


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 20), st.booleans()), min_size=1, max_size=30))
def test_the_curve_is_the_product_over_each_time_of_the_share_that_was_not_seen(children):
    entry, times, events = [e for e, _, _ in children], [e + t for e, t, _ in children], [seen for *_, seen in children]
    share = Fraction(1)
    for step in product_limit(times, events, entry):
        risk = sum(e < step.time <= t for e, t in zip(entry, times, strict=True))
        seen = sum(t == step.time and s for t, s in zip(times, events, strict=True))
        share *= Fraction(risk - seen, risk)
        assert (step.risk, step.seen) == (risk, seen)
        assert step.after == pytest.approx(float(share))
    assert {s.time for s in product_limit(times, events, entry)} == {t for t, s in zip(times, events, strict=True) if s}


def test_a_median_that_is_not_reached_is_none_and_a_quarter_may_be():
    steps = product_limit([1, 5, 6, 7], [1, 0, 0, 0])
    assert (reached(steps), reached(steps, 0.25)) == (None, 1)


def test_a_difference_has_its_interval():
    found = difference_ci95(30, 3, 20, 4)
    assert (found["difference"], found["se"]) == (10, 5)
    assert (found["lo"], found["hi"]) == pytest.approx((10 - 9.79982, 10 + 9.79982), abs=1e-4)


def test_priorities_that_differ_are_no_unfairness():
    urgent, routine = ([10] * 4, [1] * 4), ([50] * 4, [1] * 4)
    # Inside each priority both wait alike, though one group has more who are urgent.
    mine = {"urgent": ([9, 11] * 3, [1] * 6), "routine": ([50, 50], [1, 1])}
    theirs = {"urgent": urgent, "routine": ([50, 50] * 10, [1] * 20)}
    assert alike_difference(mine, theirs, 100)["difference"] == pytest.approx(0)
    # 4 + 4 urgent 2 apart and 4 + 4 routine 6 apart: 4.
    longer = {"urgent": ([12] * 4, [1] * 4), "routine": ([56] * 4, [1] * 4)}
    assert alike_difference(longer, {"urgent": urgent, "routine": routine}, 100)["difference"] == pytest.approx(4)
    assert alike_difference({"urgent": urgent}, {"routine": routine}, 100) is None


def test_one_child_of_a_priority_says_nothing_about_its_group():
    # Ten routine children wait alike in both. One urgent child of the group waited 300 days, and by its own spread there would be no chance in that.
    mine = {"routine": ([50, 52] * 5, [1] * 10), "urgent": ([300], [1])}
    theirs = {"routine": ([50, 52] * 50, [1] * 100), "urgent": ([9, 11] * 50, [1] * 100)}
    # Half of all are urgent: 101 of 211 times 290 days.
    assert alike_difference(mine, theirs, 364)["difference"] == pytest.approx(290 * 101 / 211)
    assert alike_difference(mine, theirs, 364, FEWEST_ALIKE)["difference"] == pytest.approx(0)
    assert alike_difference({"urgent": mine["urgent"]}, theirs, 364, FEWEST_ALIKE) is None
    every = {"routine": ([50, 52] * 55, [1] * 110), "urgent": theirs["urgent"]}
    assert alike_deviation(mine, every, 364, FEWEST_ALIKE)["deviation"] == pytest.approx(0)
    assert alike_deviation({"urgent": mine["urgent"]}, every, 364, FEWEST_ALIKE) is None


def test_a_small_group_is_drawn_towards_the_others():
    # Weights 1, 1, 1/16; sum of w d^2 = 36 + 36 + 4 = 76, less 3, over 2.0625: 35.394.
    spread = 73 / 2.0625
    assert shrunk_differences([6, -6, 8], [1, 1, 4]) == pytest.approx([6 * spread / (spread + 1), -6 * spread / (spread + 1), 8 * spread / (spread + 16)])
    assert shrunk_differences([0.1, -0.1], [1, 1]) == [0, 0]
    with pytest.raises(NoAnswer):
        shrunk_differences([1], [0])


def test_places_that_differ_more_than_by_chance_widen_the_limits():
    # Share 0.5; each is 0.1 away where chance is 0.05: z is 2.
    assert overdispersion([60, 40], [100, 100]) == pytest.approx(4)
    assert overdispersion([50, 50], [100, 100]) == 1
    assert overdispersion([0, 0], [10, 10]) == 1


def test_one_place_that_is_far_out_does_not_widen_its_own_limits():
    # The share is 0.54; the nine are 0.8 below it and the tenth, 7.2 above, counts as they do.
    assert overdispersion([50] * 9 + [90], [100] * 10) == 1
    assert overdispersion([50] * 8 + [90] * 2, [100] * 10) > 5


def test_limits_of_a_count_are_exact():
    # Poisson tables: of 10 expected 4 to 17 hold 95%, and 2 to 21 hold 99.8%.
    assert funnel_poisson_counts(10) == {"q001": 2, "q025": 4, "q975": 17, "q999": 21}
    assert funnel_poisson_counts(0.5)["q025"] == 0
    # Near a normal one for large numbers: 10,000 and 1.96 x 100.
    assert funnel_poisson_counts(10_000)["q975"] == pytest.approx(10_196, abs=3)


def test_a_young_place_expects_more():
    # 4 in 100 of the young and 1 in 100 of the old: 200 x 0.04 + 100 x 0.01.
    assert expected_by_age({"0-4": 200, "5-10": 100, "11-15": 0}, {"0-4": 40, "5-10": 5}, {"0-4": 1000, "5-10": 500, "11-15": 0}) == pytest.approx(9)


def test_two_alike_may_each_be_first_and_two_far_apart_may_not():
    assert rank_intervals([5, 5], [1, 1]) == [{"rank": 1, "lo": 1, "hi": 2}] * 2
    assert rank_intervals([0, 9], [1, 1]) == [{"rank": 2, "lo": 2, "hi": 2}, {"rank": 1, "lo": 1, "hi": 1}]
    assert pairs_apart(rank_intervals([0, 9], [1, 1])) == 1
    assert pairs_apart(rank_intervals([5, 5], [1, 1])) == 0


def test_the_chance_of_being_first_of_two_by_hand():
    # Apart by 2.772 with errors of 1: first with the chance Phi(2.772 / 1.4142) = Phi(1.96) = 97.5%, and just below it the second place is open too.
    assert rank_intervals([2.80, 0], [1, 1])[0] == {"rank": 1, "lo": 1, "hi": 1}
    assert rank_intervals([2.74, 0], [1, 1])[0] == {"rank": 1, "lo": 1, "hi": 2}


@settings(deadline=None, max_examples=12)
@given(st.lists(st.tuples(st.floats(-20, 20), st.floats(0.5, 8)), min_size=2, max_size=9), st.integers(0, 10**6))
def test_places_are_those_of_values_drawn_by_lot(groups, seed):
    values, errors = zip(*groups, strict=True)
    found = rank_intervals(values, errors)
    chance, draws = random.Random(seed), 4000
    places = [[0] * len(values) for _ in values]
    for _ in range(draws):
        drawn = [chance.gauss(v, e) for v, e in groups]
        for k, mine in enumerate(drawn):
            places[k][sum(d > mine for d in drawn)] += 1
    for said, counts in zip(found, places, strict=True):
        # At the places it names, within what 4,000 draws can tell of 2.5% (four standard errors: 1%).
        before_low, to_high = sum(counts[: said["lo"] - 1]) / draws, sum(counts[: said["hi"]]) / draws
        assert before_low <= 0.035
        assert to_high >= 0.965
        assert said["lo"] <= said["hi"]


def test_a_group_with_the_waits_of_all_deviates_by_nothing_and_one_that_waits_longer_by_as_much():
    every = {"safety": ([10, 10, 30, 30], [1, 1, 1, 1]), "routine": ([50, 70], [1, 1])}
    assert alike_deviation(every, every, 364)["deviation"] == pytest.approx(0)
    # Only routine can be told: 70 less the mean of 60. Alone, it has no spread.
    assert alike_deviation({"routine": ([70], [1])}, every, 364) == {"deviation": pytest.approx(10), "se": pytest.approx(0)}
    # Both: (4 x (30 - 20) + 2 x (70 - 60)) / 6.
    assert alike_deviation({"safety": ([30], [1]), "routine": ([70], [1])}, every, 364)["deviation"] == pytest.approx(10)
    assert alike_deviation({"transition": ([70], [1])}, every, 364) is None


def test_ranks_without_errors_are_refused():
    for values, errors in (([1], [1]), ([1, 2], [1]), ([1, 2], [1, 0])):
        with pytest.raises(NoAnswer):
            rank_intervals(values, errors)
