"""Wording that is not specific is pointed out; good wording, however unusual, is left alone."""

import pytest

from goldenthread.science.advice import Provision
from goldenthread.science.wording import findings, is_a_quantity, rules


def line(**said):
    return Provision("p", **{"what": "Therapy", **said})


def found(**said):
    return {f.rule for f in findings(line(**said))}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.slug)
def test_each_rule_points_out_its_bad_example_and_lets_its_good_one_pass(rule):
    assert rule.slug in found(**rule.bad)
    assert found(**rule.good) == set()
    assert rule.source


def test_there_are_five_rules():
    assert [rule.slug for rule in rules()] == ["vague", "quantity", "who", "hedged", "group"]


def test_the_words_at_fault_stand_beside_their_own_field():
    [one] = [f for f in findings(line(how_often="Regular", who="Qualified therapist")) if f.rule == "vague"]
    assert (one.field, one.found, one.says) == ("how_often", "Regular", "“Regular” is not specific")


GOOD = {"who": "Qualified therapist", "how_often": "Once a week"}


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
        {"what": "Rescue medicine by the written epilepsy plan", "how_often": "Whenever a seizure lasts 5 minutes"},
        {"what": "A key adult, who greets her at the gate", "how_often": "Every morning"},
        {"what": "British Sign Language in class", "how_often": "Throughout the school day"},
        {"what": "Communication support", "how_often": "At all times", "who": "A communication support worker, BSL level 6"},
        {"what": "Hydrotherapy", "how_often": "6 sessions in each half-term"},
        {"what": "Occupational therapy home programme", "how_often": "Twice daily, 7 days a week", "who": "Parents, trained by the occupational therapist"},
        {"what": "Reading", "review": "Reviewed every half-term by the SENCO"},
        {"what": "A laptop with speech-to-text", "how_often": "Full-time", "who": "Bought and maintained by the school"},
        {"what": "Grouping words by meaning"},
        {"what": "Group of four for maths"},
        {"what": "Work in pairs on group A words"},
        {"what": "One visit", "how_often": "Once, within 4 weeks of the plan"},
    ],
    ids=lambda said: said["what"][:30],
)
def test_good_unusual_wording_passes(said):
    assert found(**{**GOOD, **said}) == set()


@pytest.mark.parametrize(
    "said, rule",
    [
        ({"what": "Access to a quiet space", "how_often": ""}, "vague"),
        ({"what": "He would benefit from a calm room", "how_often": ""}, "vague"),
        ({"how_often": "Ongoing"}, "vague"),
        ({"how_often": "Weekly, as required"}, "hedged"),
        ({"how_often": "Up to an hour a week"}, "hedged"),
        ({"who": "A therapist where possible"}, "hedged"),
        ({"who": ""}, "who"),
        ({"who": "An adult"}, "who"),
        ({"how_often": ""}, "quantity"),
        ({"what": "Small group teaching"}, "group"),
        ({"what": "Small-group phonics"}, "group"),
    ],
)
def test_vague_wording_is_pointed_out(said, rule):
    assert rule in found(**{**GOOD, **said})


def test_a_number_of_times_is_a_quantity_and_often_is_not():
    assert is_a_quantity("6 times a term")
    assert is_a_quantity("Fortnightly")
    assert not is_a_quantity("Often")
