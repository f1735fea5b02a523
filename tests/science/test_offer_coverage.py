"""How far the Local Offer holds what Schedule 2 asks for. Sums are worked by hand."""

from hypothesis import given
from hypothesis import strategies as st

from goldenthread.science.offer_coverage import AGES, BANDS, ELIGIBILITY, Entry, State, coverage, gaps_first

PLACES = ("Braintree", "Harlow")


def entry(rows, days=10, low=None, high=None, districts=(), says_who=True):
    return Entry(frozenset(rows.split()), days, low, high, frozenset(districts), says_who)


def row(code, *entries):
    return coverage([code], entries, PLACES)[0]


def test_nothing_meets_a_row_and_nothing_that_nobody_confirms_does():
    assert row("C30").state is State.MISSING
    assert row("C30", entry("C30", days=366)).state is State.MISSING  # families do not see it
    assert row("C30", entry("C30", days=366)).hidden == 1
    assert row("C30", entry("C30", days=365)).state is State.STALE
    assert row("C30", entry("C30", days=91)).state is State.STALE
    assert row("C30", entry("C30", days=90)).state is State.MET


def test_a_row_is_met_in_part_where_a_district_or_an_age_has_none():
    # One in Braintree for 5 to 17: it overlaps 5-10, 11-15 and 16-18, and neither 0-4 nor 19-25; Harlow has none.
    found = row("C30", entry("C30", low=5, high=17, districts=["Braintree"]))
    assert found.districts == {"Braintree": 1, "Harlow": 0}
    assert found.ages == {"0 to 4": 0, "5 to 10": 1, "11 to 15": 1, "16 to 18": 1, "19 to 25": 0}
    assert (found.state, found.without, found.ages_without) == (State.PARTLY, ["Harlow"], ["0 to 4", "19 to 25"])
    # With one everywhere of any age it is met: 2 in Braintree, 1 in Harlow.
    both = row("C30", entry("C30", low=5, high=17, districts=["Braintree"]), entry("C30"))
    assert (both.state, both.districts) == (State.MET, {"Braintree": 2, "Harlow": 1})


def test_an_age_that_a_row_cannot_concern_is_no_gap():
    assert list(row("E01", entry("E01", high=4)).ages) == ["0 to 4"]
    assert row("E01", entry("E01", high=4)).state is State.MET
    assert list(row("P26").ages) == ["16 to 18", "19 to 25"]


def test_who_it_is_for_is_met_by_each_entry_that_says_so():
    assert row(ELIGIBILITY, entry("C30"), entry("C30", says_who=False)).confirmed == 1


def test_gaps_come_first():
    entries = [entry("E10"), entry("C30", days=100), entry("R33", districts=["Harlow"])]
    assert [r.code for r in gaps_first(coverage(["E10", "R33", "C30", "E02"], entries, PLACES))] == ["E02", "C30", "R33", "E10"]


ENTRIES = st.builds(
    Entry, st.frozensets(st.sampled_from(["C30", "E01", "R33"])), st.integers(0, 500), st.none() | st.integers(0, 12), st.none() | st.integers(13, 25),
    st.frozensets(st.sampled_from(PLACES)), st.booleans(),
)  # fmt: skip


@given(st.lists(ENTRIES, max_size=8), ENTRIES)
def test_one_entry_more_never_makes_a_row_worse(entries, more):
    order = list(State)
    for before, after in zip(coverage(AGES, entries, PLACES), coverage(AGES, [*entries, more], PLACES), strict=True):
        assert order.index(after.state) >= order.index(before.state)
        assert all(after.districts[d] >= n for d, n in before.districts.items())
        assert set(after.ages) <= set(BANDS)
