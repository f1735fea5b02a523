"""The pure rules: assembly loses no line, what became of an author's words, threads, changes, confirmations."""

import datetime as dt
from types import SimpleNamespace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.plans.assembly import Source, assemble, missing_from_k
from goldenthread.plans.changes import NOT_AGREED, changes, section_g, unanswered
from goldenthread.plans.compare import compare_provision, compare_words
from goldenthread.plans.confirming import standing
from goldenthread.plans.sections import section_of_provision
from goldenthread.plans.threads import broken_threads
from goldenthread.science.advice import AREAS, Advice, Need, Outcome, Provision
from goldenthread.science.passages import group, how_long, how_often, weeks, who

DAY = dt.date(2026, 10, 22)
WORDS = st.text(alphabet="abcdefgh ", min_size=1, max_size=20).filter(str.strip)
IDS = st.integers(0, 5).map(str)


@st.composite
def an_advice(draw):
    needs = draw(st.lists(st.builds(Need, id=IDS, text=WORDS, area=st.sampled_from(list(AREAS))), max_size=4, unique_by=lambda n: n.id))
    outcomes = draw(st.lists(st.builds(Outcome, id=IDS, text=WORDS, need=IDS), max_size=4, unique_by=lambda o: o.id))
    help_ = st.builds(Provision, id=IDS, what=WORDS, who=WORDS, how_often=WORDS, minutes=st.none() | st.integers(1, 90), need=IDS, outcome=IDS)
    return Advice(draw(WORDS | st.just("")), tuple(needs), tuple(outcomes), tuple(draw(st.lists(help_, max_size=4, unique_by=lambda p: p.id))))


CONTRIBUTORS = st.sampled_from(["family", "educational-psychologist", "social-care", "speech-and-language-therapist", "paediatrician", "dietitian"])
SOURCES = st.lists(st.builds(lambda c, a: Source(uuid4(), c, "Somebody", DAY, a), CONTRIBUTORS, an_advice()), max_size=5)


@given(SOURCES, st.booleans())
def test_every_line_of_every_advice_becomes_one_clause_that_points_back_to_it(sources, under_18):
    made = assemble(sources, under_18=under_18)
    for s in sources:
        mine = [c for c in made if c.advice == s.id and c.section != "K"]
        lines = [("n", n.id) for n in s.advice.needs] + [("o", o.id) for o in s.advice.outcomes] + [("p", p.id) for p in s.advice.provisions]
        lines += [("v", "views")] if s.contributor == "family" and s.advice.views.strip() else []
        kind = {"A": "v", "B": "n", "C": "n", "D": "n", "E": "o"}
        assert sorted((kind.get(c.section, "p"), c.advice_line) for c in mine) == sorted(lines)
        assert sum(c.advice == s.id and c.section == "K" for c in made) == 1
    assert len({c.line for c in made}) == len(made)
    assert len({(c.section, c.number) for c in made}) == len(made)
    assert not {"I", "J"} & {c.section for c in made}


@given(SOURCES)
def test_a_thread_in_the_advice_is_a_thread_in_the_plan(sources):
    made = {c.line: c for c in assemble(sources)}
    for s in sources:
        known = {n.id for n in s.advice.needs}
        for c in made.values():
            if c.advice == s.id and c.section in ("F", "G", "H1", "H2"):
                line = next(p for p in s.advice.provisions if p.id == c.advice_line)
                assert (made[c.need].advice_line if c.need else None) == (line.need if line.need in known else None)


def test_section_k_lists_exactly_the_advice_that_came_on_paper_too():
    source = Source(uuid4(), "educational-psychologist", "Helen Marsh", DAY, Advice())
    made = assemble([source], [("educational-psychologist", DAY), ("social-care", DAY)])
    assert [c.text for c in made] == [
        "Advice of the educational psychologist, by Helen Marsh, 22 October 2026", "Advice of the social care, 22 October 2026",
    ]  # fmt: skip
    k = [SimpleNamespace(section="K", contributor="educational-psychologist", removed=False)]
    assert missing_from_k(k, ["educational-psychologist", "social-care"]) == ["social care"]


@pytest.mark.parametrize("contributor, area, words, under_18, section", [
    ("speech-and-language-therapist", "communication", "Speech and language therapy", True, "F"),
    ("paediatrician", "health", "A review of medication", True, "G"),
    ("health", "", "Blood tests", True, "G"),
    ("physiotherapist", "health", "Teaching Oscar to use his walker", True, "F"),
    ("social-care", "care", "A break of four hours", True, "H2"),
    ("social-care", "care", "Four hours of help at home under section 2 of the 1970 Act", True, "H1"),
    ("social-care", "care", "Four hours of help at home under section 2 of the 1970 Act", False, "H2"),
    ("education-setting", "health", "Staff give his medicine", True, "F"),
])  # fmt: skip
def test_help_goes_to_the_section_in_which_the_law_has_it(contributor, area, words, under_18, section):
    assert section_of_provision(contributor, area, words, under_18=under_18) == section


ADVISED = Provision(
    "p", "Speech and language therapy to build understanding of two-step instructions", "qualified speech and language therapist", "Once a week", 30, 36, 3
)
GOLDEN = [
    # The draft of the design's picture.
    ("Oscar will have regular speech and language therapy in a small group, 36 weeks a year, delivered by a trained adult, to build understanding"
     " of two-step instructions.", {"How often, how long": "lost", "Group size": "lost", "Who delivers it": "changed", "How many weeks": "same"}),
    (ADVISED.sentence, {"How often, how long": "same", "Group size": "same", "Who delivers it": "same", "How many weeks": "same"}),
    ("Weekly speech and language therapy of 30 minutes in a group of no more than three for 36 weeks a year, by a qualified speech and language"
     " therapist, for understanding two-step instructions.",
     {"How often, how long": "same", "Group size": "same", "Who delivers it": "same", "How many weeks": "same"}),
    ("Speech and language therapy once a fortnight for 30 minutes, one to one, 38 weeks a year, by a speech and language therapy assistant.",
     {"How often, how long": "changed", "Group size": "changed", "Who delivers it": "changed", "How many weeks": "changed"}),
    ("Access to speech and language therapy as required. Reviewed every 6 weeks by the school.",
     {"How often, how long": "lost", "Group size": "lost", "Who delivers it": "lost", "How many weeks": "lost"}),
    ("Speech and language therapy once a week in a group of 3, 36 weeks a year, by a qualified speech and language therapist.",
     {"How often, how long": "lost", "Group size": "same", "Who delivers it": "same", "How many weeks": "same"}),
]  # fmt: skip


@pytest.mark.parametrize("says, results", GOLDEN)
def test_what_became_of_an_authors_words(says, results):
    found = {r.part: r.result for r in compare_provision(ADVISED, says).rows}
    assert {part: found[part] for part in results} == results


def test_help_that_is_itself_a_review_is_not_taken_for_the_review_of_the_help():
    advised = Provision("p", "A review of his medication", "consultant paediatrician", "Twice a year", 30)
    assert compare_provision(advised, advised.sentence).weaker == 0
    says = "Oscar has a review of his medication twice a year, 30 minutes each time, by a consultant paediatrician. Reviewed every term."
    assert compare_provision(advised, says).weaker == 0


def test_the_row_says_both_in_their_own_words_and_the_texts_are_marked_and_whole():
    c = compare_provision(ADVISED, GOLDEN[0][0])
    row = next(r for r in c.rows if r.part == "How often, how long")
    assert (row.wrote, row.says) == ("once a week for 30 minutes", "regular")
    assert [p.text for p in c.says if p.marked] == ["regular", "small group", "trained adult"]
    assert "".join(p.text for p in c.says) == GOLDEN[0][0]
    assert "".join(p.text for p in c.wrote) == ADVISED.sentence
    assert c.weaker == 3


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_comparison_never_loses_a_letter_of_either_text(wrote, says):
    words = compare_words(wrote, says)
    assert "".join(p.text for p in words.wrote) == wrote
    assert "".join(p.text for p in words.says) == says
    assert "".join(p.text for p in compare_provision(ADVISED, says).says) == says


@given(st.builds(Provision, id=st.just("p"), what=WORDS, how_often=st.sampled_from(["Daily", "Twice a week", "3 times a week", ""]),
                 minutes=st.none() | st.integers(5, 90), weeks=st.none() | st.integers(1, 39), group=st.none() | st.integers(1, 12),
                 who=st.sampled_from(["", "trained teaching assistant", "occupational therapist"])))  # fmt: skip
def test_words_that_were_left_as_advised_are_never_called_lost(advised):
    c = compare_provision(advised, advised.sentence)
    assert [r for r in c.rows if r.result != "same"] == []


@pytest.mark.parametrize("read, text, value", [
    (how_often, "twice a day", (2, "day")), (how_often, "every week", (1, "week")), (how_often, "three times each term", (3, "term")),
    (how_often, "each morning", (1, "day")), (how_often, "as and when needed", None), (how_long, "half an hour", 30), (how_long, "for an hour", 60),
    (how_long, "45-minute sessions", 45), (weeks, "for 38 weeks a year", 38), (weeks, "throughout the year", None), (group, "1:1", 1),
    (group, "in pairs", 2), (group, "a group of up to 4", 4), (group, "in small groups", None),
])  # fmt: skip
def test_a_passage_is_read_as_people_write_it(read, text, value):
    assert read(text).value == value


def test_nobody_is_named_where_nobody_is():
    assert who("Speech and language therapy, weekly.") is None


def line(section, **more):
    base = {"line": uuid4(), "section": section, "number": 1, "text": "x", "details": {}, "need": None, "outcome": None, "removed": False, "because": ""}
    return SimpleNamespace(**{**base, **more})


def test_a_need_that_nothing_meets_and_help_that_meets_nothing_are_broken_threads():
    need, outcome = line("B"), line("E")
    outcome.need = need.line
    help_ = line("F", need=need.line, outcome=outcome.line)
    assert broken_threads([need, outcome, help_]) == {}
    help_.removed = True
    assert broken_threads([need, outcome, help_]) == {need.line: "no help meets this need", outcome.line: "no help leads to this outcome"}
    assert "meets no need" in broken_threads([line("G")]).popitem()[1]


def test_a_change_since_the_draft_must_answer_something_that_was_said():
    was = [line("F", text="once a week"), line("G", text="x", number=2), line("A", number=3)]
    now = [SimpleNamespace(**vars(c)) for c in was]
    assert changes(was, now) == []
    now[0].text, now[1].removed, now[1].because = "twice a week", True, NOT_AGREED
    found = changes(was, [*now, line("I"), line("F", number=9)])
    assert [(c.label, c.what) for c in found] == [("F1", "changed"), ("G2", "taken out"), ("F9", "added")]
    assert [c.label for c in unanswered(found, {})] == ["F1", "F9"]
    now[0].because = "comment:1"
    assert [c.label for c in unanswered(changes(was, now), {"comment:1": "…"})] == []


def test_the_icbs_agreement_is_to_the_words_of_section_g():
    a = line("G", text="Tests twice a year.")
    assert section_g([a, line("F"), line("G", removed=True)]) == "G1 Tests twice a year."
    assert section_g([line("F")]) == ""


def an_answer(answer, said="x", correction="", decision=""):
    return SimpleNamespace(answer=answer, said=said, correction=correction, decision=decision)


@pytest.mark.parametrize("text, answers, state", [
    ("x", [], "not-confirmed"),
    ("x", [an_answer("confirmed")], "confirmed"),
    ("x  ", [an_answer("confirmed", "x")], "confirmed"),
    ("y", [an_answer("confirmed")], "changed-since"),
    ("x", [an_answer("corrected", correction="y")], "corrected"),
    ("y", [an_answer("corrected", correction="y", decision="taken")], "confirmed"),
    ("z", [an_answer("corrected", correction="y", decision="taken")], "changed-since"),
    ("x", [an_answer("corrected", correction="y", decision="declined")], "declined"),
    ("z", [an_answer("corrected", correction="y", decision="declined")], "changed-since"),
    ("x", [an_answer("corrected", correction="y", decision="declined"), an_answer("confirmed")], "confirmed"),
])  # fmt: skip
def test_an_answer_holds_for_the_words_that_it_saw(text, answers, state):
    assert standing(text, answers).state == state
