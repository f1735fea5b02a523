"""A list that somebody sends, as CSV."""

import csv
import io

import pytest

from goldenthread.exchange.extract import UnreadableExtract
from goldenthread.exchange.table import read_table


def test_a_cell_that_is_too_long_is_refused_with_its_line_and_what_to_do():
    with pytest.raises(UnreadableExtract, match=r"Line 3 has a cell of more than 2,000 letters. Leave its column out"):
        read_table(("a,b\n1,2\n" + "x" * 2_001 + ",2").encode())
    assert len(read_table(("a,b\n1,2\n" + "x" * 2_001 + ",2").encode(), 8_000).rows) == 2


def test_a_list_with_short_cells_does_not_shorten_those_of_another_that_is_read_at_the_same_moment():
    other = csv.reader(io.StringIO("a,b\n1," + "x" * 7_000))
    next(other)
    read_table(b"a,b\n1,2", 500)
    assert len(next(other)[1]) == 7_000


def test_a_title_above_the_columns_is_passed_over_as_in_a_workbook_and_lines_keep_their_numbers():
    table = read_table(b"Open referrals, November;;\n\nRef;Name;Day\n7;Smith, Ann;1\n;;\n8;Lee;2\n")
    assert table.columns == ("Ref", "Name", "Day")
    assert table.rows == ((4, ("7", "Smith, Ann", "1")), (6, ("8", "Lee", "2")))
    assert read_table(b"A title\nRef\tName\n7\tLee\n").columns == ("Ref", "Name")
    assert read_table(b"a;b\n1,5;2,5\n").columns == ("a", "b")


def test_a_file_without_names_of_columns_is_told_what_to_do():
    with pytest.raises(UnreadableExtract, match="No line names the columns. Put their names, two at least, in one line above the rows"):
        read_table(b"A title\nanother\n")
