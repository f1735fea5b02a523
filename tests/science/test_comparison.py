"""Two versions of a plan beside one another. Golden cases by hand."""

from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.science.comparison import compare_versions, marked, summary
from goldenthread.science.passages import how_often

LINE, NEED, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
THERAPY = "Speech and language therapy, once a week, 30 minutes each time, in a group of no more than 3, 36 weeks a year, by a qualified speech and language therapist."


def line(text, section="F", line=LINE, number=1, **more):
    return SimpleNamespace(**{"line": line, "section": section, "number": number, "text": text, "details": {}, "need": None, "outcome": None, "removed": False, **more})


def one(before, now, section="F", **more):
    (found,) = compare_versions([line(before, section)], [line(now, section, **more)])
    return found


def results(found):
    return {p.name: p.result for p in found.parts}


@pytest.mark.parametrize(
    "before, now, name, result, sentence",
    [
        ("once a week", "once every two weeks", "How often", "less", "This help was once a week. It is now once every two weeks. That is less often."),
        ("once a week", "twice a week", "How often", "more", "This help was once a week. It is now twice a week. That is more often."),
        ("once a week", "three times a term", "How often", "less", "This help was once a week. It is now three times a term. That is less often."),
        ("once a week", "daily", "How often", "more", "This help was once a week. It is now daily. That is more often."),
        ("once a week", "every lesson", "How often", "changed", "This help was once a week. It is now every lesson."),
        ("once a week", "regular sessions", "How often", "lost", "It said once a week. It now says only “regular”."),
        ("once a week", "", "How often", "lost", "It said once a week. It does not say how often now."),
        ("30 minutes each time", "20 minutes each time", "How long each time", "less", "Each time was 30 minutes. It is now 20 minutes. That is shorter."),
        ("30 minutes each time", "half an hour", "How long each time", "same", ""),
        ("30 minutes each time", "1 hour", "How long each time", "more", "Each time was 30 minutes. It is now 60 minutes. That is longer."),
        ("36 weeks a year", "30 weeks a year", "How many weeks", "less", "It was for 36 weeks a year. It is now for 30 weeks a year. That is fewer weeks."),
        ("in a group of no more than 3", "in a group of no more than 6", "Group size", "less",
         "It was a group of no more than 3. It is now a group of no more than 6. More children share it."),
        ("in a group of no more than 3", "one to one", "Group size", "more", "It was a group of no more than 3. It is now one to one. Fewer children share it."),
        ("in a group of no more than 3", "in a small group", "Group size", "lost", "It said a group of no more than 3. It now says only “a small group”."),
        ("by a qualified speech and language therapist", "by a trained adult", "Who gives it", "changed",
         "It was given by: qualified speech and language therapist. It is now given by: trained adult."),
        (", by a qualified speech and language therapist", "", "Who gives it", "lost",
         "It said that it is given by qualified speech and language therapist. It does not say by whom now."),
    ],
)  # fmt: skip
def test_what_became_of_a_line_of_help_in_plain_words(before, now, name, result, sentence):
    found = one(THERAPY, THERAPY.replace(before, now))
    assert found.what == "changed"
    assert results(found)[name] == result
    assert [p.sentence for p in found.parts if p.name == name] == [sentence]
    assert {p.result for p in found.parts if p.name not in (name, "The words")} <= {"same"}


def test_a_vague_line_that_gains_its_quantity_is_clearer():
    found = one("Regular help with reading.", "Help with reading, daily, 20 minutes each time, by a trained teaching assistant.")
    assert results(found) == {"How often": "clearer", "How long each time": "clearer", "Who gives it": "clearer"}
    assert found.sentences[0] == "It only said “regular” before. It now says daily."
    assert not found.weaker


def test_longer_but_less_often_is_added_up():
    found = one("Therapy twice a week, 30 minutes each time.", "Therapy once a week, 40 minutes each time.")
    assert results(found) == {"How often": "less", "How long each time": "more", "Added up": "less"}
    assert found.sentences[-1] == "Added up, it was about 60 minutes a week, and is now about 40."


def test_the_same_amount_said_another_way_is_not_less():
    found = one("Therapy twice a fortnight, 30 minutes each time.", "Therapy once a week, 30 minutes each time.")
    assert results(found) == {"How often": "same", "How long each time": "same", "The words": "changed"}


def test_about_as_often_in_months_is_left_for_a_person_to_judge():
    assert results(one("A visit monthly.", "A visit three times a term."))["How often"] == "changed"


def test_help_that_only_may_come_is_less_sure():
    found = one("Oscar will have a quiet room.", "Oscar will have a quiet room where possible.")
    assert results(found) == {"How sure it is": "less"}
    assert found.sentences == ("It now says “where possible”. That makes it less sure.",)


def test_help_that_moves_from_f_to_g_has_another_who_must_provide_it():
    found = compare_versions([line(THERAPY)], [line(THERAPY, "G")])[0]
    assert found.sentences == ("It was in section F. It is now in section G. Before, the council had to see that it is given. Now it is the NHS.",)


def test_a_need_is_no_help_and_its_numbers_are_not_counted():
    assert results(one("He reads at once a week level.", "He reads well.", "B")) == {"The words": "changed"}


def test_an_outcomes_day_and_what_it_answers():
    before = [line("He has epilepsy.", "C", NEED), line("He reads.", "E", details={"by": "July 2027"}, need=NEED)]
    now = [line("He has epilepsy.", "C", NEED), line("He reads.", "E", details={"by": "July 2028"}, need=None)]
    found = compare_versions(before, now)[1]
    assert found.sentences == ("It was to be reached by July 2027. It is now by July 2028.", "The need it is for: it said C1. It does not say now.")


def test_what_was_added_taken_out_and_stayed():
    before = [line("a", line=LINE), line("b", line=NEED, number=2), line("c", line=OTHER, number=3)]
    now = [line("a", line=LINE), line("b", line=NEED, removed=True), line("d", line=UUID(int=9), number=4)]
    found = compare_versions(before, now)
    assert [(f.what, f.clause.text) for f in found] == [("same", "a"), ("added", "d"), ("taken out", "b"), ("taken out", "c")]
    assert summary(found) == {"changed": 0, "added": 1, "taken out": 2, "same": 1, "weaker": 2}


def test_a_clause_renumbered_or_spaced_otherwise_is_the_same():
    assert one("Help  with reading.", "Help with\nreading.", number=4).what == "same"
    assert one("Help with reading.", "help with reading", "B").sentences == ("Only capitals or full stops changed.",)


@pytest.mark.parametrize(
    "words, value",
    [("once every two weeks", (1, "fortnight")), ("every other week", (1, "fortnight")), ("twice every 3 weeks", (2 / 3, "week")), ("alternate weeks", (1, "fortnight")),
     ("three 20-minute sessions a week", (3, "week")), ("2 sessions of 40 minutes each week", (2, "week")), ("every two terms", (0.5, "term"))],
)  # fmt: skip
def test_how_often_as_people_write_it(words, value):
    assert how_often(words).value == value


WORDS = st.text(alphabet="ab .,", max_size=40)


@given(WORDS, WORDS)
def test_marks_lose_no_letter_of_either_text(before, now):
    left, right = marked(before, now)
    assert "".join(p.text for p in left) == before
    assert "".join(p.text for p in right) == now


@given(st.lists(st.tuples(WORDS, st.sampled_from("ABCDEFG")), max_size=8))
def test_a_plan_beside_itself_has_changed_in_nothing_and_every_line_is_told_once(clauses):
    plan = [line(text, section, uuid4(), n) for n, (text, section) in enumerate(clauses)]
    assert {f.what for f in compare_versions(plan, plan)} <= {"same"}
    found = compare_versions(plan, plan[::2])
    assert sorted(f.line for f in found) == sorted(c.line for c in plan)
    assert sum(f.what == "taken out" for f in found) == len(plan) - len(plan[::2])
