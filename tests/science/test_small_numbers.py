"""Published counts of people: none of fewer than five, and none that the rest would tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.science.small_numbers import LEAST, without_small


@pytest.mark.parametrize(
    ("counts", "shown", "total"),
    [
        ({"A": 12, "B": 30}, {"A": 12, "B": 30}, 42),
        # 3 alone would be 45 - 12 - 30: the next smallest, 12, goes with it.
        ({"A": 12, "B": 30, "C": 3}, {"A": None, "B": 30, "C": None}, 45),
        # 1 and 2 come to 3, fewer than five: 12 goes too.
        ({"A": 12, "B": 1, "C": 2, "D": 20}, {"A": None, "B": None, "C": None, "D": 20}, 35),
        ({"A": 3}, {"A": None}, None),
        ({"A": 0, "B": 9}, {"A": 0, "B": 9}, 9),
        ({}, {}, 0),
    ],
)
def test_cells_worked_by_hand(counts, shown, total):
    assert without_small(counts) == (shown, total)


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 40), max_size=8))
def test_nothing_hidden_can_be_subtracted(counts):
    shown, total = without_small(counts)
    assert all(n is None or n == 0 or n >= LEAST for n in shown.values())
    hidden = [counts[name] for name, n in shown.items() if n is None]
    if hidden and total is not None:
        assert len(hidden) >= 2
        assert total - sum(n for n in shown.values() if n is not None) >= LEAST


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="never negative"):
        without_small({"A": -1})
