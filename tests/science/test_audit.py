"""What a plan scores, what stands where people differ, and how far they agree."""

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.science.audit import LEAST, agreement, audited_sections, criteria, interval, score, settled, sums
from goldenthread.science.wording import LABELS, check

GRADED = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 5)), max_size=20)


def test_every_section_of_a_plan_has_a_criterion_and_every_criterion_its_parts():
    assert set(audited_sections()) == {*"ABCDEFGHIJK", "A to K"}
    assert len({c.slug for c in criteria()}) == len(criteria())
    for c in criteria():
        assert c.weight > 0
        assert set(c.looks_like) == {1, 2, 3, 4}
        assert all([c.question, c.good, c.poor, c.source, *c.looks_like.values()])
        assert set(c.labels) <= set(LABELS)


def test_every_label_of_the_wording_checks_stands_beside_a_criterion():
    assert {label for c in criteria() for label in c.labels} == set(LABELS)


@pytest.mark.parametrize("criterion", [c for c in criteria() if c.labels and c.from_year is None and c.section in "BEF"], ids=lambda c: c.slug)
def test_the_good_example_of_a_criterion_passes_its_own_wording_checks_and_the_poor_one_does_not(criterion):
    assert [f for f in check(criterion.section, criterion.good) if f.label in criterion.labels] == []
    assert [f for f in check(criterion.section, criterion.poor) if f.label in criterion.labels]


def test_the_criteria_are_data_that_can_be_read():
    said = tomllib.loads((files("goldenthread.science") / "audit_criteria.toml").read_text("utf-8"))
    assert len(said["criterion"]) == len(criteria())


@given(GRADED)
def test_a_score_lies_between_the_lowest_and_the_highest_grade_that_applies(grades):
    found = score([sums(grades)])
    counted = [g for g, _ in grades if g]
    assert (found is None) == (not counted)
    if found is not None:
        assert min(counted) <= found <= max(counted) or found == pytest.approx(counted[0])


def test_a_grade_counts_as_often_as_its_criterion_weighs_and_what_does_not_apply_not_at_all():
    assert score([sums([(4, 1), (1, 3), (0, 100)])]) == pytest.approx(1.75)


def test_what_was_agreed_stands_before_what_all_gave_and_nothing_stands_while_they_differ():
    assert settled([3, 3], None) == 3
    assert settled([3, 1], None) is None
    assert settled([3, 1], 2) == 2
    assert settled([3], None) == 3
    assert settled([], None) is None
    assert settled([1, 1], 0) == 0


def test_agreement_tells_the_same_from_the_near_and_gives_an_interval_over_plans():
    plans = [[[4, 4], [1, 1], [3, 2]]] * 4 + [[[4, 1], [2, 2], [3, 3]]] * 2
    found = agreement(plans)
    assert found.plans == 6
    assert found.judged == 18
    assert found.same == pytest.approx(12 / 18)
    assert found.near == pytest.approx(16 / 18)
    assert found.interval[0] <= found.kappa <= found.interval[1]
    assert agreement(plans) == found


def test_full_agreement_is_one_and_few_plans_have_no_interval():
    found = agreement([[[4, 4], [1, 1]]])
    assert found.kappa == pytest.approx(1)
    assert found.interval is None
    assert f"fewer than {LEAST} plans" in found.words


def test_where_nothing_was_graded_twice_there_is_no_agreement_to_tell():
    assert agreement([]) is None
    assert agreement([[[3], [4]]]) is None
    assert "cannot be worked out" in agreement([[[3, 3], [3, 3]]]).words


def test_a_question_that_does_not_apply_is_not_one_apart_from_the_lowest_grade():
    assert agreement([[[0, 1]]]).near == 0


def test_a_question_that_more_graded_is_left_out_of_kappa_alone():
    found = agreement([[[1, 1], [4, 4], [1, 4, 4]]])
    assert found.kappa == pytest.approx(1)
    assert found.judged == 3


@given(st.lists(st.integers(1, 4), min_size=LEAST, max_size=20))
def test_an_interval_holds_nothing_outside_what_was_seen(seen):
    low, high = interval(seen, lambda some: sum(some) / len(some))
    assert min(seen) <= low <= high <= max(seen)
