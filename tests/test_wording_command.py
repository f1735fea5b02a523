import json
import subprocess
import sys

import pytest

BAD = {"section": "F", "age_year": 5, "text": "Regular speech and language therapy, as required."}
GOOD = {"section": "F", "age_year": 5, "text": "Half-termly visit of 1 hour by a registered OT."}


def wording(given, *options):
    text = given if isinstance(given, str) else json.dumps(given)
    command = [sys.executable, "-m", "goldenthread.commands", "wording", *(options or ("-",))]
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=60)


def answer(given, *options):
    done = wording(given, *options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_each_finding_has_its_label_the_words_the_rule_and_a_better_wording():
    [bad, good] = answer([BAD, GOOD])
    found = {f["label"]: f for f in bad["findings"]}
    assert set(found) == {"vague-provision", "missing-quantity", "hedged"}
    assert (found["hedged"]["found"], found["hedged"]["rule"]) == ("as required", "left-open")
    assert "Say the least that is needed" in found["hedged"]["better"]
    assert "s.42 of the Act" in found["hedged"]["source"]
    assert found["missing-quantity"]["found"] == ""
    assert good == {"findings": [], "words": 9, "longest_sentence": 9, "reading_age": good["reading_age"], "advice": []}


def test_a_whole_plan_is_judged_clause_by_clause_and_together():
    plan = [
        {"section": "E", "text": "By July 2027 he reads 80 words a minute."},
        {"section": "F", "text": "A TA hears him read."},
    ]
    found = answer([{"plan": plan, "age_year": 10}, {"plan": plan, "age_year": 8}])
    assert [(f["label"], f["clause"]) for f in found[0]["findings"]] == [("missing-quantity", 2), ("no-pfa", None)]
    assert [f["label"] for f in found[1]["findings"]] == ["missing-quantity"]
    assert [c["clause"] for c in found[0]["clauses"]] == [1, 2]


def test_one_entry_is_answered_as_one_and_standard_input_need_not_be_named(tmp_path):
    assert answer(GOOD)["findings"] == []
    file = tmp_path / "one.json"
    file.write_text(json.dumps({**GOOD, "id": "w1", "labels": []}), "utf-8")
    assert answer("", str(file))["id"] == "w1"


FAULTY = [
    (7, "an entry is an object"),
    ({"section": "F"}, "`text` is missing"),
    ({"section": "F", "text": "  "}, "`text` is missing, empty"),
    ({"section": "Q", "text": "Reading"}, "'Q' is not a section of a plan"),
    ({"section": "F", "text": "Reading", "age": 5}, "an entry has no age"),
    ({"section": "F", "text": "Reading", "age_year": "5"}, "`age_year` is the National Curriculum year"),
    ({"section": "F", "text": "Reading", "age_year": True}, "`age_year` is the National Curriculum year"),
    ({"section": "F", "text": "x" * 5001}, "`text` has 5,001 characters, and a clause at most 5,000"),
    ({"plan": []}, "`plan` is a list of clauses"),
    ({"plan": [{"section": "F"}]}, "clause 1: `text` is missing"),
    ({"plan": ["Reading"]}, "clause 1: a clause is an object"),
]


@pytest.mark.parametrize(("given", "message"), FAULTY, ids=lambda part: str(part)[:30])
def test_a_single_faulty_entry_is_refused_in_words(given, message):
    done = wording(given)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_faulty_entry_of_a_list_is_answered_in_its_place():
    found = answer([given for given, _ in FAULTY] + [GOOD])
    assert all(message in one["error"] for one, (_, message) in zip(found[:-1], FAULTY, strict=True))
    assert found[-1]["findings"] == []


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("{", "is not JSON that can be read"),
        ('{"section": "F", "section": "G", "text": "x"}', "`section` is given twice"),
    ],
)
def test_what_is_not_json_is_refused(given, message):
    done = wording(given)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_file_that_is_not_there_is_refused():
    done = wording("", "nowhere.json")
    assert done.returncode == 2
    assert "cannot read nowhere.json" in done.stderr


def test_no_framework_is_imported():
    code = "import sys; from goldenthread.commands import main; main(['wording', '-']); print('django' in sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps(GOOD), capture_output=True, text=True, timeout=60
    )
    assert done.stderr.strip() == "False"


def test_a_reader_that_wants_no_more_sees_no_stack_trace():
    command = [sys.executable, "-m", "goldenthread.commands", "wording", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout
        running.stdout.close()
        _, said = running.communicate(json.dumps([BAD] * 2000), timeout=60)
    assert (running.returncode, said) == (1, "")
