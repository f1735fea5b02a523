import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CASE = {
    "pathway": "ehc-needs-assessment",
    "events": [
        {"event": "request-received", "on": "2026-02-02"},
        {
            "event": "advice-requested",
            "on": "2026-03-16",
            "contributor": "educational-psychologist",
            "received_on": "2026-03-17",
        },
    ],
    "calendar": {"closures": [{"from": "2026-07-22", "to": "2026-09-01"}]},
    "as_at": "2026-11-24",
}


def clocks(given, *options):
    text = given if isinstance(given, str) else json.dumps(given)
    command = [sys.executable, "-m", "goldenthread.commands", "clocks", "-", *options]
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=60)


def answer(given, *options):
    done = clocks(given, *options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_example_of_the_specification():
    found = {(c["clock"], c["for"]): c for c in answer(CASE)["clocks"]}
    final = found["issue-final-plan", None]
    # 2 February 2026 + 140 days = 22 June 2026, a Monday; 24 November is 155 days later.
    assert (final["due"], final["working_target"], final["days"]) == ("2026-06-22", "2026-06-22", -155)
    assert (final["started"], final["stopped"], final["status"], final["kind"]) == (
        "2026-02-02",
        None,
        "overdue",
        "law",
    )
    assert final["why"].startswith("by 22 June 2026: 20 weeks after request received (2 February 2026)")
    # 17 March 2026 + 42 days = 28 April 2026.
    assert found["advice", "educational-psychologist"]["due"] == "2026-04-28"


def test_who_owes_what_is_said():
    owed = {(d["duty"], d["owed_by"]) for d in answer(CASE)["duties"]}
    assert ("advice", "educational-psychologist") in owed
    assert ("issue-final-plan", "authority") in owed


def test_a_day_given_on_the_command_line_governs():
    found = answer(CASE, "--as-at", "2026-03-16")
    # On the due day itself a clock is still running.
    assert next(c for c in found["clocks"] if c["clock"] == "decide-whether-to-assess")["status"] == "running"


def test_what_was_not_yet_recorded_is_not_known():
    late = {"event": "final-plan-issued", "on": "2026-06-20", "recorded_at": "2026-07-01T09:00:00+01:00"}
    case = {**CASE, "events": [*CASE["events"], late]}

    def final_plan(*options):
        return next(c for c in answer(case, *options)["clocks"] if c["clock"] == "issue-final-plan")

    assert final_plan("--as-at", "2026-06-25", "--known-at", "2026-06-25T12:00:00+01:00")["status"] == "overdue"
    assert final_plan("--as-at", "2026-06-25")["status"] == "met"


def test_a_list_of_cases_gives_a_list_and_a_faulty_one_its_error():
    done = clocks([CASE, {"pathway": "no-such", "events": []}])
    assert done.returncode == 0
    good, bad = json.loads(done.stdout)
    assert good["stage"] == "considering"
    assert list(bad) == ["error"]
    assert "no-such" in bad["error"]


REQUEST = {"event": "request-received", "on": "2026-02-02"}
ADVICE = {"event": "advice-requested", "on": "2026-02-02", "contributor": "health"}
EXCEPTION = {
    "event": "exception-recorded",
    "on": "2026-03-02",
    "clock": "issue-final-plan",
    "ground": "absent-from-area",
    "reason": "abroad",
}
TUESDAY, WEDNESDAY = "2026-02-03T09:00:00+00:00", "2026-02-04T09:00:00+00:00"

FAULTY = [
    ([{"event": "request-recieved", "on": "2026-02-02"}], "not an event"),
    ([{"event": "request-received", "on": "2026-02-30"}], "not a date"),
    ([{"event": "request-received"}], "needs `on`"),
    ([{"event": "advice-requested", "on": "2026-02-02"}], "contributor"),
    ([{**ADVICE, "recieved_on": "2026-02-03"}], "no field"),
    ([{"event": "request-received", "at": "2026-02-02T09:00:00"}], "offset"),
    ([{**REQUEST, "on": "9999-12-30"}], "9999-12-30 is not in a year from 1900 to 2100"),
    ([{**REQUEST, "on": "0001-01-01"}], "0001-01-01 is not in a year from 1900 to 2100"),
    ([{**REQUEST, "on": None, "at": "0001-01-01T00:00:00+00:00"}], "not in a year from 1900 to 2100"),
    ([{**REQUEST, "recorded_at": "9999-12-31T23:30:00-01:00"}], "not in a year from 1900 to 2100"),
    ([{**ADVICE, "received_on": "2026-02-01"}], "received_on: 2026-02-01 is before on, 2026-02-02"),
    ([{"event": "draft-plan-sent", "on": "2026-02-02", "served_on": "2026-02-01"}], "served_on: 2026-02-01 is before on"),
    ([{**EXCEPTION, "from": "2026-03-02", "to": "2026-03-01"}], "to: 2026-03-01 is before from, 2026-03-02"),
    ([{**ADVICE, "contributor": "Educational Psychologist"}], "not written as a slug, such as family"),
    ([{**ADVICE, "contributor": ["health"]}], "is not text"),
    ([{**ADVICE, "contributor": "\ud800"}], "a character that no text can have"),
    ([{**EXCEPTION, "ground": "lack-of-staff"}], "not one of school-closed"),
    ([{**EXCEPTION, "clock": "issue-plan"}], "not a clock of ehc-needs-assessment"),
    ([{**REQUEST, "id": "1"}, {**ADVICE, "id": 1}], "two events have the same id, '1'"),
    ([{**REQUEST, "id": {}}], "request-received, id: {} is not text"),
    ([{"event": "corrected", "on": "2026-02-02", "event_id": "7", "reason": "typing"}], "not an event of this case"),
    (
        [
            {**REQUEST, "id": "1", "recorded_at": WEDNESDAY},
            {"event": "corrected", "on": "2026-02-02", "event_id": "1", "reason": "x", "recorded_at": TUESDAY},
        ],
        "recorded before '1', the request-received that it withdraws",
    ),
    (
        [
            {**REQUEST, "id": "1"},
            {"event": "corrected", "on": "2026-02-02", "event_id": "1", "reason": "typing", "id": "2"},
            {"event": "corrected", "on": "2026-02-02", "event_id": "2", "reason": "typing"},
        ],
        "'2', which is a correction",
    ),
]


@pytest.mark.parametrize(("events", "says"), FAULTY)
def test_a_faulty_case_is_refused_in_plain_words(events, says):
    done = clocks({"pathway": "ehc-needs-assessment", "events": events, "as_at": "2026-11-24"})
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_in_a_list_each_faulty_case_alone_becomes_an_error():
    cases = [{"pathway": "ehc-needs-assessment", "events": events} for events, _ in FAULTY]
    *found, good = answer([*cases, CASE])
    for case, (_, says) in zip(found, FAULTY, strict=True):
        assert list(case) == ["error"]
        assert says in case["error"]
    assert good["stage"] == "considering"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"pathway": None}, "the case has no `pathway`"),
        ({"pathway": "ehc"}, "'ehc' is not a pathway"),
        ({"events": {}}, "must be a list"),
        ({"events": ["request-received"]}, "write it as an object"),
        ({"known": "2026"}, "a case has no known"),
        ({"as_at": "24/11/2026"}, "is not a date"),
        ({"as_at": "9999-12-31"}, "as_at: 9999-12-31 is not in a year from 1900 to 2100"),
        ({"known_at": "2026-11-24"}, "is not a timestamp"),
        ({"calendar": []}, "`calendar` is an object such as"),
        ({"calendar": {"closure": []}}, "`calendar` is an object such as"),
        ({"calendar": {"closures": [{"from": "2026-09-01", "to": "2026-07-22"}]}}, "ends on 2026-07-22 before it begins"),
    ],
)
def test_what_surrounds_the_events_is_not_guessed_either(change, says):
    done = clocks({**CASE, **change})
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr


@pytest.mark.parametrize("inside", [False, True])
def test_a_name_given_twice_is_not_guessed(inside):
    case = json.dumps(CASE)
    twice = case.replace('"on": "2026-02-02"', '"on": "2026-02-02", "on": "2026-02-03"')
    assert twice != case
    done = clocks(f"[{case}, {twice}]" if inside else twice)
    if inside:
        good, bad = json.loads(done.stdout)
        assert (good["stage"], bad) == ("considering", {"error": "`on` is given twice in one object: give it once"})
    else:
        assert (done.returncode, done.stdout) == (2, "")
        assert "`on` is given twice" in done.stderr


def test_yes_or_no_in_words_and_a_list_of_one_may_be_written_plainly():
    """The two other ways of writing that the guide allows; each has one meaning only."""
    agreed = {
        "event": "existing-advice-agreed",
        "on": "2026-02-20",
        "contributor": "health",
        "dated": "2026-01-10",
        "agreed_by_author": True,
        "agreed_by_authority": True,
    }
    case = {**CASE, "events": [REQUEST, ADVICE, {**agreed, "agreed_by_family": "no"}]}
    assert next(c for c in answer(case)["clocks"] if c["clock"] == "advice")["stopped"] is None
    order = {"event": "tribunal-order-made", "on": "2026-02-20", "requires": "assess"}
    assert "comply-notify-assessment" in {c["clock"] for c in answer({**CASE, "events": [order]})["clocks"]}


# Monday 2 February 2026, day 1 of 15: the family's time runs to 16 February.
DRAFT = {"event": "draft-plan-sent", "on": "2026-02-02"}


@pytest.mark.parametrize(
    ("others", "final", "taken"),
    [
        ([], "2026-02-16", True),
        ([], "2026-02-17", False),
        ([{"event": "representations-received", "on": "2026-02-10"}], "2026-02-16", False),
        ([{"event": "representations-received", "on": "2026-02-16"}], "2026-02-16", False),
        # Served two days later, to 18 February.
        ([{"event": "draft-plan-sent", "on": "2026-02-02", "served_on": "2026-02-04"}], "2026-02-18", True),
        ([{"event": "draft-plan-sent", "on": "2026-02-02", "served_on": "2026-02-04"}], "2026-02-19", False),
        # An answer to the first draft does not use the time of the second, to 24 February.
        (
            [{"event": "representations-received", "on": "2026-02-09"}, {"event": "draft-plan-sent", "on": "2026-02-10"}],
            "2026-02-24",
            True,
        ),
    ],
)
def test_a_final_plan_that_took_the_familys_time_is_accepted_and_reported(others, final, taken):
    events = [DRAFT, *others, {"event": "final-plan-issued", "on": final}]
    found = answer({"pathway": "ehc-needs-assessment", "events": events, "as_at": "2026-03-02"})
    assert found["stage"] == "plan-issued"
    assert set(found) == {"stage", "clocks", "duties", *(["warnings"] if taken else [])}
    if taken:
        [warning] = found["warnings"]
        assert warning.startswith(f"final-plan-issued is dated {final}. The family has 15 days to answer the draft plan")


def test_a_plan_that_ceased_while_the_family_could_appeal_is_reported():
    # Decided on Monday 2 March 2026: an appeal may be received to Saturday 2 May, so to Tuesday 5 May after the holiday.
    def ceased(on, **more):
        events = [{"event": "decided-to-cease", "on": "2026-03-02"}, {"event": "plan-ceased", "on": on, "reason": "moved"}]
        return answer({"pathway": "plan-cessation", "events": events, "as_at": "2026-06-01"}).get("warnings", [])

    assert ["until 2026-05-05" in w for w in ceased("2026-05-05")] == [True]
    assert ceased("2026-05-06") == []


def test_a_plan_that_ceased_on_the_day_on_which_the_appeal_was_decided_is_no_fault():
    """An order that dismisses the appeal has it ceased on that day (r.44(2)(a)); the day before, the appeal was undecided."""

    def ceased(on):
        events = [
            {"event": "decided-to-cease", "on": "2026-03-02"},
            {"event": "appeal-lodged", "on": "2026-04-01"},
            {"event": "appeal-decided", "on": "2026-11-02", "outcome": "dismissed"},
            {"event": "plan-ceased", "on": on, "reason": "no longer necessary"},
        ]
        return answer({"pathway": "plan-cessation", "events": events, "as_at": "2026-11-24"}).get("warnings", [])

    assert ["an appeal is undecided" in w for w in ceased("2026-11-01")] == [True]
    assert ceased("2026-11-02") == []


def test_an_adviser_whom_the_vocabulary_does_not_name_is_taken_and_reported():
    """Regulation 6(1) lets anybody be asked; any health profession goes by its own slug."""
    found = answer({**CASE, "events": [{**ADVICE, "contributor": "dietitian"}]})
    assert [c["cite"] for c in found["clocks"]] == ["r.8(1)-(2)"]
    assert ["'dietitian' is not one of the usual ones" in w for w in found["warnings"]] == [True]


def test_an_event_recorded_before_its_day_is_reported():
    early = {**REQUEST, "on": "2026-02-05", "recorded_at": WEDNESDAY}
    assert answer({**CASE, "events": [early]})["warnings"] == [
        "request-received is dated 2026-02-05, but was recorded before that, on 2026-02-04"
    ]


@pytest.mark.parametrize("text", ["{", "[1, 2", "\x00", "7", '{"pathway": 7}', "[" * 100_000, "1" * 5_000, ""])
def test_what_is_not_a_case_is_refused(text):
    done = clocks(text)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_file_is_refused(tmp_path: Path):
    command = [sys.executable, "-m", "goldenthread.commands", "clocks", str(tmp_path / "none.json")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "cannot read" in done.stderr


def test_the_command_loads_neither_django_nor_polars():
    code = "import sys, goldenthread.clocks_command; print(sorted({'django', 'polars', 'numpy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "given, said",
    [
        ("", "it is empty"),
        ("[" * 200_000, "lie too deep in one another"),
        ('{"pathway": "ehc-needs-assessment", "events": [{"event": "request-received", "on": ' + "9" * 10_000 + "}]}", "more than 1000 digits"),
    ],
)
def test_what_cannot_be_read_is_said_in_words_and_not_in_those_of_the_program(given, said):
    done = clocks(given)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert not any(words in done.stderr for words in ("recursion", "sys.", "char 0"))


def test_a_message_repeats_only_the_beginning_of_a_long_value():
    done = clocks({"pathway": "ehc-needs-assessment", "events": [{"event": "request-received", "on": "2" * 100_000}]})
    assert done.returncode == 2
    assert len(done.stderr) < 200


def test_a_long_journal_is_answered_in_a_time_that_grows_with_it_and_not_with_its_square():
    # What may take protected time is asked of three events only. Asked of every one, 20,000 events took a minute.
    events = [{"event": "family-consulted", "on": "2026-02-02", "id": str(n)} for n in range(20_000)]
    assert answer({"pathway": "ehc-needs-assessment", "events": [*CASE["events"], *events]})["stage"] == "considering"


@pytest.mark.parametrize("given", [CASE, [CASE, CASE]])
@pytest.mark.parametrize("option", [("--as-at", "30/02/2026"), ("--as-at", ""), ("--known-at", "2026-06-25T12:00:00")])
def test_an_option_that_is_wrong_is_no_fault_of_a_case(given, option):
    done = clocks(given, *option)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(option[0].strip("-").replace("-", "_"))


def test_an_empty_name_of_an_event_is_not_given():
    events = [{**REQUEST, "id": ""}, {"event": "decided-to-assess", "on": "2026-02-20", "id": ""}]
    assert answer({**CASE, "events": events})["stage"] == "assessing"


@pytest.mark.parametrize(
    ("streams", "said"),
    [
        ("<&-", "cannot read standard input: it is closed"),
        (">&-", "cannot write the answer: standard output is closed"),
        (">/dev/full", "cannot write the answer: No space left on device"),
    ],
)
def test_a_stream_that_is_closed_or_full_is_said_in_a_line(streams, said):
    command = f"'{sys.executable}' -m goldenthread.commands clocks - {streams}"
    done = subprocess.run(command, shell=True, input=json.dumps([CASE] * 50), capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (2, f"{said}\n")


def test_the_answer_is_utf_8_whatever_the_terminal_speaks():
    command = [sys.executable, "-m", "goldenthread.commands", "clocks", "-"]
    missed = {"event": "exception-recorded", "on": "2026-03-20", "clock": "advice", "ground": "missed-appointment", "reason": "x",
              "contributor": "educational-psychologist"}  # fmt: skip
    given = json.dumps({**CASE, "events": [*CASE["events"], missed]}).encode()
    done = subprocess.run(command, input=given, capture_output=True, timeout=60, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0, done.stderr
    assert "adviser’s appointment" in done.stdout.decode("utf-8")
