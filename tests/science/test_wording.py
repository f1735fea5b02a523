"""Wording that leaves a plan open is pointed out; good wording, however unusual, is left alone."""

from pathlib import Path

import pytest
from tests.science.wording_report import PARTS, Share, report

from goldenthread.science.advice import Provision
from goldenthread.science.wording import LABELS, check, check_plan, findings, read, rules

HERE = Path(__file__).parent
DOCS = HERE.parent.parent / "docs" / "wording.md"
EXAMPLES = [line.split("\t") for line in (HERE / "wording_examples.tsv").read_text("utf-8").splitlines() if line[0] != "#"]


def labels(section, text, age_year=None):
    return {f.label for f in check(section, text, age_year)}


def rules_that_speak(example):
    if "plan" in example:
        each, whole = check_plan([(c["section"], c["text"]) for c in example["plan"]], example["age_year"])
        return {f.rule for found in [*each, whole] for f in found}
    return {f.rule for f in check(example["section"], example["text"])}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.slug)
def test_each_rule_points_out_its_bad_example_and_lets_its_good_one_pass(rule):
    assert rule.slug in rules_that_speak(rule.bad)
    assert rules_that_speak(rule.good) == set()
    assert rule.source
    assert rule.better


def test_every_label_has_a_rule_and_every_rule_a_label():
    assert {rule.label for rule in rules()} == set(LABELS)
    assert len({rule.slug for rule in rules()}) == len(rules())


@pytest.mark.parametrize(("section", "expected", "text"), EXAMPLES, ids=lambda part: part[:40])
def test_plain_examples_are_judged_as_they_should_be(section, expected, text):
    assert labels(section, text, 9) == (set() if expected == "-" else set(expected.split()))


def test_the_authors_own_words_are_shown():
    [one] = check("F", "The TA reads with her daily, 10 minutes, “where possible”.")
    assert (one.label, one.found) == ("hedged", "where possible")
    assert one.says.startswith("“Where possible”")


def test_curly_quotes_and_dashes_are_as_good_as_straight_ones():
    assert labels("F", "TA, daily, 09:00–09:20, the child’s spellings.") == set()


def test_sections_without_a_rule_are_left_alone():
    assert check("C", "Regular input as appropriate.") == check("A", "He would benefit from a friend.") == []


def test_silence_on_adult_life_is_pointed_out_from_year_nine():
    reading = [("E", "By July 2027 he reads 80 words a minute.")]
    assert [f.label for f in check_plan(reading, 9)[1]] == ["no-pfa"]
    assert check_plan(reading, 8)[1] == []
    assert check_plan(reading)[1] == []
    assert check_plan([*reading, ("E", "By July 2027 he travels alone to school by bus each day.")], 9)[1] == []


def test_a_long_sentence_and_hard_words_are_advice_without_a_label():
    short = read("A TA reads with her for 15 minutes every morning.")
    assert (short.words, short.longest_sentence, short.advice) == (10, 10, ())
    long = read(" ".join(["Individualised multidisciplinary intervention"] * 20))
    assert (long.words, len(long.advice)) == (60, 2)


# --- the boxes of the advice form ---

GOOD = {"what": "Therapy", "who": "Qualified therapist", "how_often": "Once a week", "minutes": 30}


def in_boxes(**said):
    return findings(Provision("p", **{**GOOD, **said}))


@pytest.mark.parametrize(
    "said",
    [
        {"what": "A sensory room, 10 minutes after each break", "how_often": "3 times a day"},
        {"what": "Access to a quiet room", "how_often": "For 10 minutes after every lunchtime"},
        {"what": "Teaching of irregular verbs"},
        {"what": "Age-appropriate and developmentally appropriate reading books", "how_often": "Daily"},
        {"what": "Number work, counting up to 100"},
        {"what": "Turn taking in a group of up to 4"},
        {"what": "Turn taking with two other pupils"},
        {"what": "Stretches of each muscle group"},
        {"what": "Circle time with his own tutor group"},
        {"what": "Rescue medicine by the written epilepsy plan", "how_often": "Whenever a seizure lasts 5 minutes", "minutes": None},
        {"what": "A key adult, who greets her at the gate", "how_often": "Every morning", "minutes": None},
        {"what": "British Sign Language in class", "how_often": "Throughout the school day", "minutes": None},
        {"what": "Communication support", "how_often": "At all times", "who": "A communication support worker, BSL level 6", "minutes": None},
        {"what": "Hydrotherapy", "how_often": "6 sessions in each half-term"},
        {"what": "Occupational therapy home programme", "how_often": "Twice daily, 7 days a week", "who": "Parents, trained by the occupational therapist"},
        {"what": "Reading", "review": "Reviewed every half-term by the SENCO"},
        {"what": "A laptop with speech-to-text", "how_often": "Full-time", "who": "Bought and maintained by the school", "minutes": None},
        {"what": "Grouping words by meaning"},
        {"what": "Group of four for maths"},
        {"what": "Small-group maths", "group": 4},
        {"what": "Work in pairs on group A words"},
        {"what": "One visit", "how_often": "Once, within 4 weeks of the plan"},
    ],
    ids=lambda said: said["what"][:30],
)
def test_good_unusual_wording_passes_in_boxes(said):
    assert in_boxes(**said) == []


@pytest.mark.parametrize(
    ("said", "label", "box"),
    [
        ({"what": "Access to a quiet space", "how_often": "", "minutes": None}, "vague-provision", "what"),
        ({"what": "He would benefit from a calm room", "how_often": "", "minutes": None}, "vague-provision", "what"),
        ({"how_often": "Ongoing", "minutes": None}, "vague-provision", "how_often"),
        ({"how_often": "Regular", "minutes": None}, "vague-provision", "how_often"),
        ({"how_often": "Weekly, as required"}, "hedged", "how_often"),
        ({"how_often": "Up to an hour a week"}, "hedged", "how_often"),
        ({"who": "A therapist where possible"}, "hedged", "who"),
        ({"who": "A therapist, subject to funding"}, "conditional-on-resources", "who"),
        ({"what": "Reading", "who": ""}, "missing-provider", "who"),
        ({"what": "Reading", "who": "An adult"}, "missing-provider", "who"),
        ({"what": "Reading", "who": "School staff"}, "missing-provider", "who"),
        ({"how_often": ""}, "missing-quantity", "how_often"),
        ({"minutes": None}, "missing-quantity", "minutes"),
        ({"what": "Small group teaching"}, "vague-provision", "group"),
        ({"what": "Small-group phonics"}, "vague-provision", "group"),
    ],
)  # fmt: skip
def test_the_boxes_of_the_form_answer_the_same_rules(said, label, box):
    assert (label, box) in {(f.label, f.field) for f in in_boxes(**said)}


def test_the_words_at_fault_stand_beside_their_own_box():
    [one] = [f for f in in_boxes(how_often="Regular") if f.label == "vague-provision"]
    assert (one.field, one.found.lower(), one.says) == ("how_often", "regular", "“Regular” is not specific")


# --- the labelled set ---


def test_wilsons_interval():
    # 8 of 10: Wilson 1927 gives 0.490 to 0.943.
    low, high = Share(8, 10).interval
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)


def test_the_open_part_is_judged_no_worse_than_it_was():
    found = report("open")
    assert min(found.precision[name].value for name in LABELS) >= 0.95
    assert min(found.recall[name].value for name in LABELS) >= 0.95
    assert found.passed.value >= 0.98


@pytest.mark.parametrize("part", PARTS)
def test_the_figures_in_the_docs_are_those_that_are_counted(part):
    assert report(part).table() in DOCS.read_text("utf-8")


def test_the_docs_name_every_label():
    guide = (DOCS.parent / "guide" / "wording.md").read_text("utf-8")
    assert all(f"| `{label}` |" in guide for label in LABELS)
