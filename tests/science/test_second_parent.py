"""When a second parent's access may be opened: hand-worked cases, and what holds of every set of checks."""

from hypothesis import given
from hypothesis import strategies as st

from goldenthread.science.second_parent import (
    BASES,
    ORDERS,
    RESTRICT,
    SAID,
    Checks,
    decisions_open,
    may_open,
    needs_second,
    undone,
)

WHOLE = Checks(identity=True, basis="responsibility", orders=(), said=("no-objection",))
ANY = st.builds(
    Checks, identity=st.booleans(), basis=st.sampled_from(["", *BASES]), orders=st.none() | st.lists(st.sampled_from(sorted(ORDERS)), max_size=3, unique=True).map(tuple),
    said=st.lists(st.none() | st.sampled_from(sorted(SAID)), max_size=3).map(tuple),
)  # fmt: skip
DECISIONS = st.sampled_from(["open", "limited", "refuse", "unknown", ""])


def test_nothing_is_opened_before_every_check_is_done():
    assert undone(Checks(said=(None,))) == [
        "Check who they are", "Check that they are a parent in education law", "Check for court orders",
        "Ask each parent on the record in a safe way, or say why it is not safe",
    ]  # fmt: skip
    assert undone(WHOLE) == []
    assert may_open("open", WHOLE, seconded=False, barred=False)


def test_an_order_that_restricts_opens_nothing_without_a_bar():
    ordered = Checks(True, "responsibility", ("non-molestation",), ("no-objection",))
    assert decisions_open(ordered) == ("limited", "refuse")
    assert not may_open("limited", ordered, seconded=True, barred=False)
    assert may_open("limited", ordered, seconded=False, barred=True)


def test_an_order_about_where_the_child_lives_does_not_take_the_other_parents_rights():
    assert "open" in decisions_open(Checks(True, "responsibility", ("live-with",), ()))


def test_an_objection_and_a_parent_who_could_not_be_asked_need_a_second_name():
    for said in ("objects", "not-safe"):
        checks = Checks(True, "care", (), (said,))
        assert needs_second("open", checks)
        assert not may_open("open", checks, seconded=False, barred=False)
        assert may_open("open", checks, seconded=True, barred=False)
    assert not needs_second("open", WHOLE)
    assert needs_second("refuse", WHOLE), "a refusal always does"


def test_somebody_who_is_no_parent_is_refused_or_nothing():
    assert decisions_open(Checks(True, "neither", (), ())) == ("refuse",)


@given(ANY, DECISIONS, st.booleans(), st.booleans())
def test_whatever_opens_was_checked_and_seconded_where_it_must_be(checks, decision, seconded, barred):
    if may_open(decision, checks, seconded=seconded, barred=barred):
        assert not undone(checks)
        assert checks.basis in ("responsibility", "care")
        assert seconded or not {"objects", "not-safe"} & set(checks.said)
        assert barred or not RESTRICT & set(checks.orders)


@given(ANY)
def test_it_can_always_be_refused(checks):
    assert "refuse" in decisions_open(checks)
