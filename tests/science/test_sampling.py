"""A sample by chance: in proportion, repeatable, and the same chance for everybody."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.science.sampling import Auditor, NobodyLeft, draw, every_nth, share_out, strata

STRATA = st.tuples(st.sampled_from(["Mid", "West", "North"]), st.sampled_from(["new", "old"]))
POPULATIONS = st.dictionaries(st.uuids().map(str), STRATA, min_size=1, max_size=80)
SEEDS = st.integers(0, 10**12)


@given(POPULATIONS, st.integers(1, 90), SEEDS)
def test_as_many_as_were_wanted_are_drawn_all_of_the_population_and_none_twice(population, wanted, seed):
    found = draw(population, wanted, seed)
    assert len(found) == len(set(found)) == min(wanted, len(population))
    assert set(found) <= set(population)


@given(POPULATIONS, st.integers(1, 90), SEEDS)
def test_each_stratum_has_its_share_rounded_down_or_up_and_so_has_each_group_of_them(population, wanted, seed):
    wanted = min(wanted, len(population))
    found = draw(population, wanted, seed)
    for s in strata(population, found):
        assert abs(s.drawn - s.share(wanted, len(population))) < 1
    for team in {of[0] for of in population.values()}:
        share = wanted * sum(of[0] == team for of in population.values()) / len(population)
        assert abs(sum(population[k][0] == team for k in found) - share) < 1


@given(POPULATIONS, st.integers(1, 90), SEEDS, st.randoms())
def test_the_same_seed_draws_the_same_plans_in_whatever_order_they_come(population, wanted, seed, chance):
    again = list(population.items())
    chance.shuffle(again)
    assert draw(dict(again), wanted, seed) == draw(population, wanted, seed)


def test_a_draw_is_the_same_on_every_machine():
    population = {str(n): ("Mid",) if n % 3 else ("West",) for n in range(30)}
    assert draw(population, 5, 20261124) == ["9", "28", "2", "3", "10"]


@given(st.integers(1, 80), st.data())
def test_every_plan_has_the_same_chance(size, data):
    """Over each start that chance could give, every plan is drawn as often: n times in N."""
    wanted = data.draw(st.integers(1, size))
    line = [str(n) for n in range(size)]
    seen = Counter(k for start in range(size) for k in every_nth(line, wanted, start))
    assert seen == dict.fromkeys(line, wanted)


def test_nothing_is_drawn_where_nothing_is_wanted_or_there_is_nothing():
    assert draw({}, 5, 1) == []
    assert draw({"a": ()}, 0, 1) == []


PEOPLE = [Auditor("ep", "education"), Auditor("ep2", "education"), Auditor("slt", "health"), Auditor("sw", "care")]


@given(st.integers(1, 40), st.integers(0, 40), st.integers(2, 4), SEEDS)
def test_the_first_go_to_several_people_each_of_different_services_and_nobody_has_many_more(plans, together, readers, seed):
    found = share_out([str(n) for n in range(plans)], PEOPLE, together, readers, (), seed)
    part = {a.key: a.part for a in PEOPLE}
    for n, who in enumerate(found.values()):
        assert len(who) == len(set(who)) == (readers if n < together else 1)
        assert len({part[w] for w in who}) == min(len(who), 3)
    loads = Counter(w for who in found.values() for w in who)
    if not together:
        assert max(loads.values()) - min(loads[a.key] for a in PEOPLE) <= 1


def test_nobody_grades_a_plan_from_which_they_are_barred():
    found = share_out(["1", "2"], PEOPLE[:2], 0, 2, {("1", "ep"), ("2", "ep2")}, 1)
    assert found == {"1": ["ep2"], "2": ["ep"]}
    with pytest.raises(NobodyLeft):
        share_out(["1"], PEOPLE[:2], 1, 2, {("1", "ep")}, 1)
