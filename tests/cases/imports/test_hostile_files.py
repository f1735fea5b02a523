"""Files that somebody broke, by chance or on purpose: a row or the file is refused in words, never by a fault."""

import csv
import io
import json
import random
from pathlib import Path

import pytest
from django.db import connection, transaction

from goldenthread.cases.imports.people import load_people
from goldenthread.cases.imports.report import Unloadable, what_fits

EXAMPLES = Path(__file__).parents[3] / "docs" / "guide" / "examples"
FILES = {"sen2": "sen2.xml", "people": "people.csv", "events": "events.csv", "deprivation": "deprivation.csv", "languages": "languages.csv"}


@pytest.fixture
def ready(load, places):
    load("people")
    load("sen2")
    places()


def broken(rng, content):
    content = bytearray(content)
    for _ in range(rng.choice([1, 2, 5])):
        at, how = rng.randrange(len(content)), rng.randrange(4)
        if how == 0:
            content[at] = rng.choice(b"<>/\"0123456789-:,{}\n\r ")
        elif how == 1:
            content[at] ^= 1 << rng.randrange(7)
        elif how == 2:
            del content[at]
        else:
            content[at:at] = content[at : at + rng.randrange(40)] * rng.choice([1, 1, 10])
    return bytes(content)


@pytest.mark.parametrize("kind", FILES)
def test_a_file_with_some_bytes_changed_lands_or_is_refused(ready, load, everything, tmp_path, kind):
    rng = random.Random(20261126)
    landed, source = 0, (EXAMPLES / FILES[kind]).read_bytes()
    for _ in range(25):
        path = tmp_path / f"changed-{FILES[kind]}"
        try:
            path.write_text(broken(rng, source).decode("utf-8"), encoding="utf-8", newline="")
        except UnicodeDecodeError:
            continue
        before = everything()
        try:
            load(kind, path=path, name=f"copy-{FILES[kind]}")
        except Unloadable:
            refused_whole = True
        else:
            refused_whole = False
            landed += 1
        assert not refused_whole or everything() == before
    assert landed


def events_of(tmp_path, *rows):
    columns = ["case", "upn", "surname", "forename", "date_of_birth", "postcode", "pathway", "event", "on", "at", "for", "fields"]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    path = tmp_path / "rows.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


ROW = {"upn": "M881200000002", "pathway": "ehc-needs-assessment", "event": "advice-requested", "on": "2026-01-19"}


@pytest.mark.parametrize(
    "change, words",
    [
        ({"on": "0001-01-01", "for": "health"}, "not in a year from 1900 to 2100"),
        ({"on": "", "at": "9999-12-31T23:59:59-12:00", "for": "health"}, "not in a year from 1900 to 2100"),
        ({"for": "health", "fields": '{"received_on": "2026-01-18"}'}, "is before on"),
        ({"for": "health", "fields": '{"received_on": "9999-01-18"}'}, "not in a year from 1900 to 2100"),
        ({"for": "Health Visitor"}, "not written as a slug"),
        ({"for": "x" * 300}, "longer than 200 characters"),
        ({"for": "health", "fields": "[" * 15_000}, "brackets within brackets"),
        ({"for": "health", "fields": '{"received_on": ' + "1" * 5_000 + "}"}, "not a JSON object"),
        ({"for": "health", "fields": '{"received_on": "2026-01-20", "received_on": "2026-01-21"}'}, "a name twice"),
        ({"for": "health", "fields": json.dumps({"enclosures": ["a\x00b"]})}, "a character that no text can have"),
        ({"for": "health", "fields": json.dumps({"enclosures": ["\ud800"]})}, "a character that no text can have"),
        ({"for": "health", "fields": json.dumps({"\ud800\x00": "2026-01-20"})}, "has no field"),
        ({"for": "health", "case": "C" * 61}, "Case is longer than 60 characters"),
        ({"upn": "", "surname": "x" * 101, "forename": "Ada", "date_of_birth": "2016-05-04", "postcode": "CM1 1QH"}, "Surname is longer"),
        ({"upn": "", "surname": "Example", "forename": "Ada", "date_of_birth": "2099-05-04", "postcode": "CM1 1QH"}, "still to come"),
        ({"pathway": "mediation", "event": "mediation-arranged", "fields": '{"meeting_on": "2031-02-03"}'}, "bank holidays are known only"),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_itself(ready, load, tmp_path, change, words):
    good = {**ROW, "event": "family-consulted"}
    report = load("events", path=events_of(tmp_path, {**ROW, **change}, good), name="events.csv")
    [refusal] = report.refused
    assert words in refusal.message
    assert report.counts["events"] == 1


def test_an_adviser_whom_the_vocabulary_does_not_name_is_loaded_and_told_once(ready, load, tmp_path):
    rows = [{**ROW, "for": "dietitian"}, {**ROW, "event": "advice-received", "on": "2026-02-02", "for": "dietitian"}]
    report = load("events", path=events_of(tmp_path, *rows), name="events.csv")
    assert report.counts["events"] == 2
    assert [each.row for each in report.found if each.rule == "unusual"] == ["line 2", "line 3"]


@pytest.mark.parametrize(
    "change, words",
    [
        (("team,MID,Mid SEND team", f"team,MID,{'x' * 101}"), "Name is longer than 100 characters"),
        (("2026-04-01", "0001-04-01"), "From is '0001-04-01'"),
    ],
)
def test_a_row_of_people_that_cannot_be_is_refused_by_itself(load, change, words):
    assert any(words in each.message for each in load("people", change).refused)


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\xad", "\u2060", "\n"])
def test_a_reference_with_something_that_has_no_width_makes_no_second_person(ready, load, ask, unseen):
    """O-17 and O-17 with it look the same, and each would have half of the children."""
    report = load("people", ("practitioner,O-17,Olu", f'practitioner,"O{unseen}-17",Olu'))
    [refusal] = report.refused
    assert "Reference holds a line break, a tab or a character without width" in refusal.message
    assert ask("SELECT count(*) FROM people_practitioner") == [4]


@pytest.mark.parametrize("written", ["1.23457E+11", "1e+05"])
def test_a_reference_that_excel_has_shortened_is_refused(load, ask, ada, tmp_path, written):
    """123456789012 and 123456789013 are both 1.23457E+11, and what is told of the one would be the other's."""
    load("sen2")
    file = tmp_path / "rows.csv"
    file.write_text(f"case,upn,pathway,event,on\n{written},{ada},annual-review,review-meeting-held,2026-03-02\n{written},,annual-review,died,2026-04-20\n")
    assert ["how Excel shortens a long number" in each.message for each in load("events", path=file).refused] == [True, True]
    assert ask("SELECT count(*) FROM cases_case WHERE reference = %s", written) == [0]


def test_a_day_with_the_midnight_of_a_database_is_that_day(load, ask, journal, ben):
    load("sen2")
    assert load("people", ("2023-09-01", "2023-09-01 00:00:00"), ("2025-01-14", "2025-01-14T00:00:00.000")).refused == []
    assert ask("SELECT valid_from::text FROM people_practitioner WHERE reference = 'O-17'") == ["2023-09-01"]
    assert load("events", ("decided-to-assess,2026-01-16", "decided-to-assess,2026-01-16 00:00:00")).refused == []
    assert ("decided-to-assess", "2026-01-16", {}) in journal(ben)


@pytest.mark.parametrize(
    ("kind", "day", "written", "says"),
    [
        ("people", "2025-01-14", "45671", "From is '45671', which is how Excel counts days: give the column the format yyyy-mm-dd there"),
        ("events", "decided-to-assess,2026-01-16", "decided-to-assess,46038", "On is '46038', which is how Excel counts days"),
        ("people", "2026-02-27", "9999-12-31", "Where there is no such day, leave it empty"),
        ("people", "2025-01-14", "2025-01-14 23:00:00", "write the date as YYYY-MM-DD"),
        ("people", "2025-01-14", "14/01/2025", "write the date as YYYY-MM-DD"),
    ],
)
def test_a_day_that_is_written_otherwise_is_refused_and_never_guessed(load, kind, day, written, says):
    load("sen2")
    assert says in " ".join(each.message for each in load(kind, (day, written)).refused)


@pytest.mark.parametrize(
    ("above", "says"), [("\n", "The first line is empty"), ("Extract of our people\n", "The first line names none of the columns"), ("sep=,\n", "The first line names none of the columns")]
)
def test_what_stands_above_the_names_of_columns_is_said(load, above, says):
    with pytest.raises(Unloadable, match=f"{says}. Delete what stands above their names"):
        load("people", ("record,reference,name", f"{above}record,reference,name"))


def test_names_of_columns_may_be_written_with_spaces_and_capitals(load):
    load("sen2")
    assert load("people", ("record,reference", "Record ,REFERENCE"), (",date_of_birth,", ",Date of birth,")).refused == []


def test_a_file_of_names_of_columns_alone_says_that_it_is_empty(load, tmp_path):
    (tmp_path / "empty.csv").write_text("record,reference,name\n")
    load("sen2")
    assert "look whether the export failed" in next(load("people", path=tmp_path / "empty.csv", name="e.csv").lines())


NAMES = b"record,reference,name,organisation\n"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf\n\n", "The file is empty"),
        (b"PK\x03\x04\x14\x00", "The file is a workbook or a zip"),
        (NAMES + b'team,T1,"Mid,LA:881\nteam,T2,East,LA:881\n', r'Line 2: the CSV is broken. The row that begins there goes on to the end of the file: look whether a quotation mark \("\)'),
        (NAMES + b"team,T1,East,LA:881\nteam,T2," + b"x" * 1_000_000 + b",LA:881\n", "Line 3: the CSV is broken. A cell of the row that begins there has more than 20,000 characters"),
        (NAMES + b'team,T1,"The "Mid" team",LA:881\n', r'Line 2: the CSV is broken. A quotation mark \("\) stands within a cell: write it twice'),
    ],
    ids=["nothing", "blank lines", "a workbook", "a mark not closed", "a cell of a million letters", "a mark within a cell"],
)
def test_a_file_that_is_no_table_says_why_in_the_words_of_whoever_made_it(db, tmp_path, content, says):
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    with pytest.raises(Unloadable, match=says):
        load_people(file, by="test")


def test_a_line_of_spaces_alone_is_no_row(load, tmp_path):
    file = tmp_path / "spaces.csv"
    file.write_bytes(b"record,reference,name,kind\norganisation,LA:881,Essex,local-authority\n   , ,,\n")
    assert load("people", path=file).refused == []


def test_a_value_that_the_database_cannot_hold_refuses_the_file_without_quoting_it(db):
    """Should a check be missing, the last wall stands."""
    with pytest.raises(Unloadable, match="a value that the record cannot hold") as refusal, what_fits(), transaction.atomic():
        connection.cursor().execute("SELECT 'Ada Example'::date")
    assert "Ada" not in str(refusal.value)
