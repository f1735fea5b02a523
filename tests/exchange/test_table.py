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
