"""A workbook from anybody: what it says is read as Excel shows it, and what would do harm is refused with what to do."""

import csv
import datetime as dt
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.exchange.workbooks import number, row, rows, text, workbook

from goldenthread.exchange import workbook as reading
from goldenthread.exchange.extract import UnreadableExtract
from goldenthread.exchange.workbook import sheets_of
from goldenthread.exchange.workbook_parts import day_of_serial

HEAD = ("Ref", "Name")


def one(data):
    (sheet,) = sheets_of(data)
    assert not sheet.problem
    return sheet


def lines(sheet):
    return list(csv.reader(io.StringIO(sheet.text)))


def refused(data):
    with pytest.raises(UnreadableExtract) as refusal:
        sheets_of(data)
    return str(refusal.value)


def problem(cells):
    (sheet,) = sheets_of(workbook({"List": cells}))
    return sheet.problem


def test_lines_keep_the_numbers_that_excel_shows():
    # A title on line 1, nothing on 2, the names on 3, and a gap at 5.
    cells = row(1, text("A1", "Waiting list")) + row(3, text("B3", "Ref"), text("C3", "Name")) + row(4, text("B4", "7"), text("C4", "Maya")) + row(6, text("C6", "Ben"))
    sheet = one(workbook({"List": cells}))
    assert lines(sheet) == [[], [], ["Ref", "Name"], ["7", "Maya"], [], ["", "Ben"]]
    assert (sheet.rows, sheet.columns) == (2, HEAD)


def test_a_number_is_a_day_where_its_format_shows_one():
    # 46108 days after 30 December 1899 is 27 March 2026.
    assert day_of_serial(46108) == dt.date(2026, 3, 27)
    cells = rows(("a", "b", "c", "d", "e", "f")) + row(
        2, number("A2", 46108, 1), number("B2", "46108.75", 2), number("C2", 46108, 3), number("D2", 46108, 4), number("E2", 46108), '<c r="F2" t="d"><v>2026-03-27</v></c>'
    )
    assert lines(one(workbook({"List": cells})))[1] == ["2026-03-27", "2026-03-27", "46108", "46108", "46108", "2026-03-27"]


@given(st.dates(dt.date(1900, 3, 1), dt.date(2100, 12, 31)))
@example(dt.date(2100, 12, 31))
def test_every_day_is_found_again_from_its_serial(day):
    assert day_of_serial((day - dt.date(1899, 12, 30)).days) == day


def test_text_is_put_together_as_it_is_shown():
    strings = ("<t>Ref</t>", "<r><t>Na</t></r><r><t>me</t></r><rPh><t>aloud</t></rPh>", "<t>O’Brien\n  Ann</t>")
    cells = row(1, '<c r="A1" t="s"><v>0</v></c>', '<c r="B1" t="s"><v>1</v></c>') + row(
        2, number("A2", "9.990000018E9"), '<c r="B2" t="s"><v>2</v></c>'
    )
    assert lines(one(workbook({"List": cells}, strings=strings))) == [["Ref", "Name"], ["9990000018", "O’Brien Ann"]]


def test_a_formula_is_the_value_that_was_saved_for_it():
    cells = rows(HEAD) + row(2, '<c r="A2"><f>1+1</f><v>2</v></c>', '<c r="B2" t="str"><f>CONCAT(C1,C2)</f><v></v></c>')
    assert lines(one(workbook({"List": cells})))[1] == ["2", ""]


def test_a_formula_that_was_never_reckoned_is_not_taken_for_empty():
    assert "cell B2 has a formula and no value" in problem(rows(HEAD) + row(2, text("A2", "7"), '<c r="B2"><f>A1</f></c>'))


def test_an_error_in_a_cell_is_not_taken_for_a_name():
    assert "cell B2 shows an error (#REF!)" in problem(rows(HEAD) + row(2, text("A2", "7"), '<c r="B2" t="e"><v>#REF!</v></c>'))


def test_a_column_without_a_name_is_not_dropped_in_silence():
    assert "cell C2 is in a column that has no name" in problem(rows(HEAD, ("7", "Maya", "x")))


def test_each_visible_sheet_stands_by_itself_and_a_hidden_one_is_not_read():
    data = workbook({"Notes": "", "ND": rows(HEAD, ("1", "a")), "SLT": rows(HEAD, ("2", "b")), "Old": rows(HEAD, ("3", "c"))}, states={"Old": "veryHidden"})
    assert [(s.name, s.rows) for s in sheets_of(data)] == [("ND", 1), ("SLT", 1)]


def test_a_workbook_with_nothing_in_it_says_so():
    assert "No sheet of the workbook has a list" in refused(workbook({"List": ""}))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xd0\xcf\x11\xe0rest", "old Excel file"),
        (b"PK\x03\x04rest", "damaged"),
        (workbook({"List": rows(HEAD)}, more={"xl/vbaProject.bin": "x"}), "has macros"),
        (workbook({"List": rows(HEAD)}, more={"xl/workbook.bin": "x"}), "binary workbook"),
        (workbook({}, more={"word/document.xml": "<w/>"}, leave_out=("xl/workbook.xml",)), "is not an Excel workbook"),
        (workbook({"List": rows(HEAD)}, properties='<workbookPr date1904="1"/>'), "counts its days from 1904"),
        (workbook({"List": rows(HEAD)}, leave_out=("xl/worksheets/sheet1.xml",)), "damaged"),
        (workbook({"List": "<row"}), "not as Excel writes one"),
        (workbook({"List": rows(HEAD)}, more={"xl/styles.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "not as Excel writes one"),
        (workbook({"List": rows(HEAD)}, more={f"xl/x{n}": "" for n in range(2_000)}), "not a workbook as Excel writes one"),
        (workbook({f"S{n}": rows(HEAD) for n in range(31)}), "more than 30 sheets"),
    ],
)
def test_what_is_no_plain_workbook_is_refused_with_what_to_do(data, said):
    assert said in refused(data)


def test_a_file_that_unpacks_to_very_much_is_refused_before_it_is_unpacked():
    bomb = workbook({"List": rows(HEAD)}, more={"xl/media/a": b"\0" * 130_000_000})
    assert len(bomb) < 200_000
    assert "unpacks to more than 120 MB" in refused(bomb)


def test_an_entry_that_lies_about_its_size_is_damaged():
    data = workbook({"List": rows(HEAD, *[("1", "a")] * 500)})
    name = b"xl/worksheets/sheet1.xml"
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(name))
    lying = data[: at + 24] + (100).to_bytes(4, "little") + data[at + 28 :]
    assert "damaged" in refused(lying)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (rows(HEAD) + row(1_048_576, text("XFD1048576", "far")), "more than 200 columns: cell XFD1048576"),
        (rows(HEAD) + row(2, text("A3", "x")), "cells are not where they say"),
        (rows(HEAD) + row(1, text("A1", "x")), "rows are not in order"),
        (rows(HEAD) + row(2, text("A2", "x" * 2_001)), "longer than 2,000 characters"),
        (rows(HEAD) + row(2, '<c r="A2" t="s"><v>9</v></c>'), "no text where it should"),
    ],
)
def test_a_sheet_made_to_do_harm_is_refused_at_the_cell(cells, said):
    assert said in problem(cells)


def test_one_long_text_named_many_times_does_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(reading, "MOST_TEXT", 100_000)
    cells = row(1, text("A1", "a"), text("B1", "b")) + "".join(row(n, f'<c r="A{n}" t="s"><v>0</v></c>') for n in range(2, 102))
    (sheet,) = sheets_of(workbook({"List": cells}, strings=(f"<t>{'x' * 1_900}</t>",)))
    assert "of text. Send it in parts" in sheet.problem


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    assert "more than 3 rows" in problem(rows(HEAD, *[("1", "a")] * 4))
