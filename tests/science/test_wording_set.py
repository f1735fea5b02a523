"""The labelled set of plan sentences is well formed. What the rules make of it is tested elsewhere."""

import collections
import json
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "wording_set"
LABELS = {
    "vague-provision",
    "missing-quantity",
    "missing-provider",
    "hedged",
    "conditional-on-resources",
    "not-smart-outcome",
    "need-as-diagnosis",
    "provision-in-need",
    "health-in-wrong-section",
    "no-pfa",
}
SECTIONS = {"B", "C", "D", "E", "F", "G", "H1", "H2"}


def read(name):
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


OPEN, HELD_OUT = read("open.jsonl"), read("held_out.jsonl")
ALL = OPEN + HELD_OUT


def lines(entry):
    return entry.get("plan", [entry])


def test_there_are_enough_and_a_third_is_held_out():
    assert len(OPEN) >= 280
    assert len(HELD_OUT) >= 140
    assert abs(len(HELD_OUT) / len(ALL) - 1 / 3) < 0.02


def test_no_id_or_text_is_used_twice():
    assert len({entry["id"] for entry in ALL}) == len(ALL)
    assert len({json.dumps([line["text"] for line in lines(entry)]) for entry in ALL}) == len(ALL)


def test_every_entry_has_the_form_of_the_readme():
    for entry in ALL:
        form = (
            {"id", "plan", "age_year", "labels"} if "plan" in entry else {"id", "section", "age_year", "text", "labels"}
        )
        assert set(entry) == form, entry["id"]
        assert type(entry["age_year"]) is int, entry["id"]
        assert -1 <= entry["age_year"] <= 15, entry["id"]
        assert lines(entry), entry["id"]
        for line in lines(entry):
            assert line["section"] in SECTIONS, entry["id"]
            assert line["text"] == line["text"].strip() != "", entry["id"]


def test_the_third_set_has_the_form_too_and_repeats_no_other():
    third, second = read("third_counted.jsonl"), read("second_open.jsonl") + read("second_counted.jsonl")
    assert all(set(entry) == {"id", "section", "age_year", "text", "labels"} for entry in third)
    assert all(entry["section"] in SECTIONS and set(entry["labels"]) <= LABELS for entry in third)
    said = {line["text"] for entry in ALL + second for line in lines(entry)}
    assert len({entry["text"] for entry in third} - said) == len(third)


def test_the_fourth_set_has_the_form_of_the_readme_and_repeats_no_other():
    fourth = read("fourth_counted.jsonl")
    others = ALL + read("second_open.jsonl") + read("second_counted.jsonl") + read("third_counted.jsonl")
    said = {line["text"] for entry in others for line in lines(entry)}
    assert len(fourth) == len({entry["id"] for entry in fourth}) == 160
    assert all(set(entry["labels"]) <= LABELS and all(line["section"] in SECTIONS for line in lines(entry)) for entry in fourth)
    assert not said & {line["text"] for entry in fourth for line in lines(entry)}


def test_labels_are_known_and_each_stands_once():
    for entry in ALL:
        assert set(entry["labels"]) <= LABELS, entry["id"]
        assert len(set(entry["labels"])) == len(entry["labels"]), entry["id"]


@pytest.mark.parametrize("label", sorted(LABELS))
def test_each_label_occurs_often_and_in_both_parts(label):
    counts = [sum(label in entry["labels"] for entry in part) for part in (OPEN, HELD_OUT)]
    assert sum(counts) >= 15
    assert min(counts) >= 5


def test_a_good_part_has_no_fault():
    for part in (OPEN, HELD_OUT):
        assert 0.35 <= sum(not entry["labels"] for entry in part) / len(part) <= 0.45


def test_silence_on_adulthood_is_said_only_of_whole_plans_from_year_nine():
    plans = [entry for entry in ALL if "plan" in entry]
    silent = [entry for entry in ALL if "no-pfa" in entry["labels"]]
    assert all("plan" in entry and entry["age_year"] >= 9 for entry in silent)
    assert len(silent) >= 12
    assert sum(entry["age_year"] >= 9 and not entry["labels"] for entry in plans) >= 12
    assert any(entry["age_year"] < 9 for entry in plans)


def test_the_table_of_the_readme_is_true():
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    for label in LABELS:
        here = collections.Counter(
            open=sum(label in e["labels"] for e in OPEN), held=sum(label in e["labels"] for e in HELD_OUT)
        )
        assert f"| `{label}` | {here['open'] + here['held']} | {here['open']} | {here['held']} |" in readme
    none = [sum(not entry["labels"] for entry in part) for part in (OPEN, HELD_OUT)]
    assert f"| no fault | {sum(none)} | {none[0]} | {none[1]} |" in readme
