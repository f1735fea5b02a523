"""Advice reads as a stranger would need it, and shows where its threads are broken."""

import pytest

from goldenthread.science.advice import Advice, Need, Outcome, Provision, advice_of

WEEKLY = Provision(
    "p1", "Speech and language therapy, understanding of instructions", "Qualified speech and language therapist",
    "Once a week", 30, 36, 3, need="n1", outcome="o1",
)  # fmt: skip


def test_a_line_of_provision_says_what_how_often_how_long_with_how_many_and_by_whom():
    assert WEEKLY.sentence == (
        "Speech and language therapy, understanding of instructions, once a week, 30 minutes each time,"
        " in a group of no more than 3, 36 weeks a year, by a qualified speech and language therapist."
    )


def test_one_to_one_is_said_in_words_and_what_is_not_known_is_left_out():
    assert Provision("p", "Reading practice", group=1).sentence == "Reading practice, one to one."


def test_a_name_keeps_its_capital():
    assert Provision("p", "Sessions", who="ELSA-trained assistant").sentence == "Sessions, by an ELSA-trained assistant."


@pytest.mark.parametrize(
    "who, by",
    [
        ("Suitable staff", "by suitable staff"),
        ("Appropriately trained staff", "by appropriately trained staff"),
        ("Teaching assistants trained in ELSA", "by teaching assistants trained in ELSA"),
        ("Two adults", "by two adults"),
        ("Any adult", "by any adult"),
        ("Staff in class", "by staff in class"),
        ("Teaching assistant trained by the nurses", "by a teaching assistant trained by the nurses"),
        ("Member of staff", "by a member of staff"),
        ("Educational psychologist", "by an educational psychologist"),
    ],
)
def test_whoever_gives_it_is_named_as_a_sentence_would(who, by):
    assert Provision("p", "Sessions", who=who).sentence == f"Sessions, {by}."


def test_a_need_without_provision_and_provision_without_a_need_are_broken_threads():
    advice = Advice(
        needs=(Need("n1", "Following instructions"), Need("n2", "Being understood")),
        outcomes=(Outcome("o1", "Follows two steps", need="gone"),),
        provisions=(WEEKLY, Provision("p2", "A key adult")),
    )
    assert advice.broken_threads() == [
        "“A key adult” does not say which need it meets",
        "“Follows two steps” does not say which need it answers",
        "Nothing is advised for “Being understood”",
    ]


def test_advice_comes_back_as_it_was_kept():
    advice = Advice("A view", (Need("n1", "x"),), (Outcome("o1", "y", "July 2027", "n1"),), (WEEKLY,))
    assert advice_of(advice.data()) == advice
