"""How many cases are likely to miss a limit that is near: ranges worked out by hand, and held against numbers whose chances are known."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from goldenthread.science.missed_limits import LEARNT_FROM, TRIED, Came, Held, Likely, chances, held

COUNTS = st.integers(0, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))).map(lambda c: Came(*c))
PERIODS = st.lists(st.dictionaries(st.sampled_from(["decide", "draft", "advice"]), COUNTS), min_size=LEARNT_FROM, max_size=25)


def test_a_range_worked_out_by_hand():
    """13 times 1 of 4 missed: 13 of 52, and of all limits 13.5 of 53, 0.2547; the limit's own is (13 + 2.547) / 62 = 0.2508. Of 16, 4.01 are
    expected; each by itself the variance is 16 x 0.2508 x 0.7492 = 3.006, with what is not known of the share 3.006 x 14/13 = 3.237, and
    1.782 x 1.799 = 3.206. From 0.81 to 7.22, rounded outwards."""
    before = chances([{"decide": Came(4, 1)}] * 13)
    assert before.alike == 0
    assert before.likely({"decide": 16}) == Likely(0, 8)
    assert before.likely({}) == Likely(0, 0)


def test_where_all_of_a_period_miss_or_none_the_range_says_that_it_may_be_any_number():
    """7 periods of 13 missed 4 of 4 and 6 none, so 2.153 are expected of four: the squares sum to 7 x 1.847^2 + 6 x 2.153^2 = 51.69, of which
    chance makes 13 x 0.994 = 12.92; the 38.77 beyond it is all that there could be, 12.92 x 3. So four cases are as one: 2.15 +- 1.782 x sqrt(0.994 x 4 x 14/13) = 3.69."""
    before = chances([{"decide": Came(4, 4 * (i % 2 == 0))} for i in range(13)])
    assert round(before.alike, 3) == 1
    assert before.likely({"decide": 4}) == Likely(0, 4)


def test_each_limit_has_its_own_share_and_one_that_nobody_reached_that_of_all():
    before = chances([{"decide": Came(10, 0), "draft": Came(10, 10)}] * 13)
    few = before.likely({"decide": 20})
    many = before.likely({"draft": 20})
    unknown = before.likely({"another": 20})
    assert few.high < unknown.low + 10 < many.low + 10
    assert unknown.low <= 10 <= unknown.high


def test_that_nobody_missed_a_limit_in_half_a_year_does_not_say_that_nobody_will():
    assert chances([{"decide": Came(3, 0)}] * 13).likely({"decide": 12}) == Likely(0, 1)
    assert chances([{"decide": Came(3, 3)}] * 13).likely({"decide": 12}) == Likely(11, 12)


def test_few_cases_say_nothing():
    assert chances([{"decide": Came(2, 1)}] * 13) is None
    assert chances([{"decide": Came(40, 1)}] * 12) is None
    assert chances([{"decide": Came(3, 1)}] * 13) is not None


def test_only_the_latest_half_year_counts():
    old = [{"decide": Came(50, 50)}] * 5
    lately = [{"decide": Came(50, 0)}] * 13
    assert chances(old + lately) == chances(lately)


@given(PERIODS, st.dictionaries(st.sampled_from(["decide", "draft", "advice", "new"]), st.integers(0, 500)))
def test_a_range_lies_within_what_is_possible(periods, reaching):
    before = chances(periods)
    if before is not None:
        low, high = before.likely(reaching)
        assert 0 <= low <= high <= sum(reaching.values())
        assert 0 <= before.alike <= 1
    tried = held(periods)
    assert 0 <= tried.held <= tried.told <= min(TRIED, len(periods) - LEARNT_FROM)


def test_what_came_before_a_period_alone_gives_its_range():
    """The first 13 miss half of their cases, the 12 after them all: no range held until those that missed all are most of what is learnt from,
    and what came of a period is no part of its own range."""
    half, every = {"decide": Came(100, 50)}, {"decide": Came(100, 100)}
    assert held([half] * 14) == Held(1, 1)
    assert held([half] * 13 + [every]) == Held(1, 0)


def _drawn(random: Random, n: int, p: float) -> Came:
    return Came(n, sum(random.random() < p for _ in range(n)))


def test_nine_ranges_in_ten_hold_the_number_that_came():
    """Over 80 areas with chances of their own, 960 ranges; where a period's cases fare alike too (their chance moves by 10 points of a hundred)."""
    for moves, seed in ((0.0, 1), (0.1, 2)):
        random = Random(seed)
        told = right = 0
        for _ in range(80):
            shares = {"decide": random.uniform(0.1, 0.9), "draft": random.uniform(0.1, 0.9)}
            periods = []
            for _ in range(25):
                moved = random.uniform(-moves, moves)
                periods.append({k: _drawn(random, random.randint(10, 60), p + moved) for k, p in shares.items()})
            tried = held(periods)
            told += tried.told
            right += tried.held
        assert told == 960
        assert 0.88 <= right / told <= 0.97, (moves, right / told)
