import json
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


@pytest.mark.parametrize(
    ("event", "says"),
    [
        ({"event": "request-recieved", "on": "2026-02-02"}, "not an event"),
        ({"event": "request-received", "on": "2026-02-30"}, "not a date"),
        ({"event": "request-received"}, "needs `on`"),
        ({"event": "advice-requested", "on": "2026-02-02"}, "contributor"),
        (
            {"event": "advice-requested", "on": "2026-02-02", "contributor": "family", "recieved_on": "2026-02-03"},
            "no field",
        ),
        ({"event": "request-received", "at": "2026-02-02T09:00:00"}, "offset"),
        ({"event": "request-received", "on": "9999-12-30"}, "date value out of range"),
        ({"event": "corrected", "on": "2026-02-02", "event_id": "7", "reason": "typing"}, "not an event of this case"),
    ],
)
def test_a_faulty_case_is_refused_in_plain_words(event, says):
    done = clocks({"pathway": "ehc-needs-assessment", "events": [event], "as_at": "9999-12-31"})
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("text", ["{", "[1, 2", "\x00", "7", '{"pathway": 7}'])
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
