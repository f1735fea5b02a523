"""Agreement between judges. Golden cases by hand, and the published example of Fleiss' measure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.science.agreement import kappa_of, tally


def fleiss_kappa(judged):
    return kappa_of([tally(judged)])


def test_two_judges_by_hand():
    # 50 things: both yes 20, one of each 15, both no 15. Seen 35/50; of 100 grades 55 are yes: chance 0.55² + 0.45² = 0.505.
    assert fleiss_kappa(["yy"] * 20 + ["yn"] * 15 + ["nn"] * 15) == pytest.approx((0.7 - 0.505) / 0.495)


def test_the_worked_example_of_ten_things_and_fourteen_judges():
    table = [(0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1), (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2),
             (6, 5, 2, 1, 0), (0, 2, 2, 3, 7)]  # fmt: skip
    judged = [[grade for grade, count in enumerate(row) for _ in range(count)] for row in table]
    assert fleiss_kappa(judged) == pytest.approx(0.210, abs=0.0005)


def test_three_judges_by_hand():
    # Things: aaa, aab. Seen (1 + 1/3) / 2 = 2/3; chance (5/6)² + (1/6)² = 26/36. (2/3 − 26/36) / (10/36) = −0.2.
    assert fleiss_kappa(["aaa", "aab"]) == pytest.approx(-0.2)


def test_unequal_judging_is_refused():
    for bad in (["aa", "a"], ["a", "b"]):
        with pytest.raises(ValueError, match="same number"):
            fleiss_kappa(bad)
    assert fleiss_kappa([]) is None
    assert fleiss_kappa(["aa", "aa"]) is None


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=30))
def test_agreement_is_never_above_one_and_the_order_of_the_judges_is_nothing(pairs):
    kappa = fleiss_kappa(pairs)
    assert kappa is None or -1.0001 <= kappa <= 1.0001
    assert kappa == fleiss_kappa([pair[::-1] for pair in pairs])
