"""What a file was refused or doubted for can be read: in the report at the terminal, and every finding afterwards."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from uuid import uuid4

import pytest

from goldenthread.cases.imports.command import load as load_file
from goldenthread.cases.imports.findings import findings, imports
from goldenthread.cases.imports.report import DOUBTFUL, REFUSED, ImportReport

EXAMPLES = Path(__file__).parents[3] / "docs/guide/examples"
HEADER = "case,upn,pathway,opened_on,event,on\n"


@pytest.fixture
def report():
    return ImportReport("sen2", "return.xml", uuid4())


@pytest.fixture
def week(load, tmp_path):
    """The file of a case system whose rows are these, beside the example return."""
    load("sen2")

    def written(*rows):
        file = tmp_path / "week.csv"
        file.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        return file

    return written


def test_doubtful_rows_are_shown_by_rule_with_the_first_of_each(report):
    for n in range(1, 316):
        report.find(DOUBTFUL, f"person {n}", "The postcode is missing.", rule="P08")
    report.find(DOUBTFUL, "person 7", "The decision took more than 42 days.", rule="R15")
    lines = list(report.lines())
    at = lines.index("Doubtful, P08: 315")
    assert lines[at + 1 : at + 5] == [
        *(f"  person {n}: doubtful: The postcode is missing." for n in (1, 2, 3)),
        "  ... and 312 more",
    ]
    assert "Doubtful, R15: 1" in lines
    assert lines[-1].endswith(f"goldenthread findings {report.run}")


def test_refusals_are_shown_in_the_order_of_the_file(report):
    for n in (10, 9, 100):
        report.find(REFUSED, f"line {n}", "Wrong.")
    assert [line for line in report.lines() if "line" in line] == [
        f"  line {n}: refused: Wrong." for n in (9, 10, 100)
    ]


def test_every_finding_of_an_import_comes_back_as_csv(week, capsys, ask):
    rows = [f"EHC-1,M881200000002,ehc-needs-assessment,2025-12-08,no-such-event,2026-01-{1 + n % 28:02d}" for n in range(60)]
    assert load_file("events", week(*rows, "EHC-1,M881200000002,ehc-needs-assessment,2025-12-08,decided-to-assess,2026-01-16")) == 0
    assert "... and 20 more" in capsys.readouterr().out
    [run] = ask("SELECT id::text FROM cases_importrun WHERE kind = 'events'")
    assert imports() == 0
    assert f"{run}  " in capsys.readouterr().out
    assert findings(run[:8]) == 0
    found = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [each["place"] for each in found] == [f"line {n}" for n in range(2, 62)]
    assert {(each["severity"], each["rule"]) for each in found} == {("refused", "row")}
    assert "is not an event of ehc-needs-assessment" in found[0]["message"]


def test_an_import_that_is_not_on_record_is_asked_for_again(load, capsys):
    assert findings("0000") == 2
    assert "No import begins with 0000" in capsys.readouterr().err


def test_a_file_of_which_every_row_is_refused_ends_with_status_1(week, capsys):
    file = week("EHC-1,M881200000002,ehc-needs-assessment,2025-12-08,no-such-event,2026-01-16")
    assert [load_file("events", file), load_file("events", file)] == [1, 1]
    assert capsys.readouterr().err.count("Nothing was loaded.") == 2


def test_a_file_of_which_one_row_is_taken_or_known_already_ends_with_status_0(week):
    bad = "EHC-1,M881200000002,ehc-needs-assessment,2025-12-08,no-such-event,2026-01-16"
    file = week(bad, "EHC-1,M881200000002,ehc-needs-assessment,2025-12-08,decided-to-assess,2026-01-16")
    assert [load_file("events", file), load_file("events", file)] == [0, 0]


def test_people_who_are_known_already_are_not_called_refused_with_the_row_that_was(load, tmp_path, capsys):
    for kind in ("sen2", "people"):
        load(kind)
    capsys.readouterr()
    columns, *rows = (EXAMPLES / "people.csv").read_text(encoding="utf-8").splitlines()
    file = tmp_path / "people.csv"
    bad = "allocation,,,,,,la-send-caseworker,,,NOBODY,,,Y881200000001,,,,,,2025-01-14,"
    file.write_text("\n".join([columns, *rows, bad]), encoding="utf-8")
    assert [load_file("people", file), load_file("people", file)] == [0, 0]
    out, err = capsys.readouterr()
    assert "every row was refused" not in err
    assert out.count(f"{len(rows):>9,} facts that were known already") == 2
    file.write_text("\n".join([columns, bad]), encoding="utf-8")
    assert [load_file("people", file), load_file("people", file)] == [1, 1]


def test_a_file_that_is_refused_whole_says_once_that_nothing_was_loaded(week, capsys):
    assert load_file("events", week('EHC-1,"M88')) == 2
    assert capsys.readouterr().err.count("Nothing was loaded.") == 1
