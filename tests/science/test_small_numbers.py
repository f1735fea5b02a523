"""Counts of children: none of one to five, and none that the rest would tell."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import goldenthread
from goldenthread.science.small_numbers import FEW, LEAST, few, told_within, what_is_told, without_small


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([12, 30], ["shown", "shown", "shown"]),
        # 3 alone would be 45 - 12 - 30: the next smallest, 12, goes with it.
        ([12, 30, 3], ["many", "shown", "few", "shown"]),
        # Each of two could be the other.
        ([3, 4, 20], ["few", "few", "shown", "shown"]),
        # 1 and 1 come to 2: nobody is nowhere, so that each is 1; 20 goes with them.
        ([1, 1, 20], ["few", "few", "many", "shown"]),
        ([3], ["few", "few"]),
        ([0, 9], ["shown", "shown", "shown"]),
        # 5 and 4, or 4 and 5.
        ([5, 4], ["few", "few", "shown"]),
        # 8 less 2 is 6: 2 could be 1 beside 7.
        ([2, 6], ["few", "many", "shown"]),
        ([], ["shown"]),
    ],
)
def test_what_is_told_worked_by_hand(counts, said):
    assert what_is_told(counts) == said


@pytest.mark.parametrize(
    ("counts", "shown", "total"),
    [
        ({"A": 12, "B": 30}, {"A": 12, "B": 30}, 42),
        ({"A": 12, "B": 30, "C": 3}, {"A": None, "B": 30, "C": None}, 45),
        # 1 and 2 come to 3, which is a few: 12 goes too.
        ({"A": 12, "B": 1, "C": 2, "D": 20}, {"A": None, "B": None, "C": None, "D": 20}, 35),
        # Five is a few.
        ({"A": 5}, {"A": None}, None),
        ({"A": 6}, {"A": 6}, 6),
        ({"A": 0, "B": 9}, {"A": 0, "B": 9}, 9),
        ({}, {}, 0),
    ],
)
def test_cells_worked_by_hand(counts, shown, total):
    assert without_small(counts) == (shown, total)


tables = st.lists(st.integers(0, 9), max_size=5)


@given(tables)
def test_no_number_that_is_kept_back_can_be_worked_out(counts):
    """By somebody who tries every table that agrees with all that is told: at least two differ in each number that is kept back."""
    said = what_is_told(counts)
    assert all(word != "shown" for n, word in zip([*counts, sum(counts)], said, strict=True) if few(n))
    possible = _agreeing(counts, said)
    for i, word in enumerate(said[:-1]):
        if word != "shown":
            assert len({t[i] for t in possible}) > 1, (counts, said)


def _agreeing(counts, said, most=16):
    def fits(n, was, word):
        return {"shown": n == was, "few": min(1, was) <= n <= FEW, "many": n > FEW, "nothing": n >= 0}[word]

    found = [[]]
    for n, word in zip(counts, said, strict=False):
        found = [[*t, v] for t in found for v in range(most) if fits(v, n, word)]
    return [t for t in found if fits(sum(t), sum(counts), said[-1])]


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 40), max_size=8))
def test_nothing_hidden_can_be_subtracted(counts):
    shown, total = without_small(counts)
    assert all(n is None or n == 0 or n >= LEAST for n in shown.values())
    hidden = [counts[name] for name, n in shown.items() if n is None]
    assert total is None or not few(total)
    if hidden and total is not None:
        assert len(hidden) >= 2
        assert total - sum(n for n in shown.values() if n is not None) >= LEAST


@pytest.mark.parametrize(("whole", "parts", "said"), [(40, [30, 20, 12], [True, True, True]), (7, [6, 6, 5], [False, False, False]), (40, [37, 20, 3], [False, True, False]), (9, [9, 0, 0], [True, True, True])])
def test_of_numbers_within_one_another_none_is_told_that_leaves_few(whole, parts, said):
    assert told_within(whole, parts) == said


@given(st.integers(0, 60), st.lists(st.integers(0, 60), max_size=4))
def test_two_numbers_that_are_told_within_one_another_never_differ_by_a_few(whole, drawn):
    parts = sorted((min(n, whole) for n in drawn), reverse=True)
    shown = [whole, *(n for n, ok in zip(parts, told_within(whole, parts), strict=True) if ok)]
    assert not any(few(a - b) for k, a in enumerate(shown) for b in shown[k + 1 :])
    assert not any(few(n) for n in shown[1:])


def test_a_negative_count_is_refused():
    for judged in (lambda: without_small({"A": -1}), lambda: what_is_told([-1])):
        with pytest.raises(ValueError, match="never negative"):
            judged()


def test_pages_and_the_database_name_no_other_smallest_number():
    source = Path(goldenthread.__file__).parent
    said = [(path.name, word) for path in source.glob("*/templates/**/*.html") for word in re.findall(r"(?:[Ff]ewer than|[Bb]elow) ([1-9]|[a-z]+(?= children| plans| people)) ?\b", path.read_text("utf-8"))]
    assert len(said) > 5
    assert [(where, word) for where, word in said if word not in (str(LEAST), "six")] == []
    # Searches are no people: they are read from five places, by a rule of their own.
    held = [(path.parent.name, int(n)) for path in source.glob("*/*.sql") for n in re.findall(r"(?:having|when) count\(\*\) >= (\d+)", path.read_text("utf-8")) if path.parent.name != "offer"]
    assert {n for _, n in held} == {LEAST}, held
