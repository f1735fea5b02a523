"""Who must admit is said as the law has it, and of nobody else."""

import pytest

from goldenthread.people.models import Organisation
from goldenthread.plans.naming import duty_to_admit, named


def of_kind(kind):
    return Organisation(code="URN:1", name="Oak House", kind=kind)


def test_a_type_alone_names_nobody_and_nobody_must_admit():
    assert named(None, "mainstream primary school") == "It does not name a school or college. It says which type: mainstream primary school."
    assert "must admit" not in duty_to_admit(None, "Sam")


@pytest.mark.parametrize("kind", ["school", "college"])
def test_a_school_or_college_must_admit_unless_it_is_independent_and_not_approved(kind):
    said = duty_to_admit(of_kind(kind), "Sam")
    assert said.startswith("Oak House must admit Sam. Only a fully independent school or college may refuse")


def test_a_nursery_must_admit_only_where_the_council_maintains_it():
    assert duty_to_admit(of_kind("early-years"), "Sam").startswith("If the council maintains Oak House, it must admit Sam.")
    assert "must admit" not in duty_to_admit(of_kind("service"), "Sam")
