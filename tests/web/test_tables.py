"""What a screen reader needs of every table, held over the templates themselves."""

import re
from pathlib import Path

import pytest

import goldenthread

FOLDER = Path(goldenthread.__file__).parent
TABLES = [
    (f"{path.relative_to(FOLDER)}:{text[: found.start()].count(chr(10)) + 1}", found[1], found[2])
    for path in sorted(FOLDER.glob("*/templates/**/*.html"))
    for text in [path.read_text("utf-8")]
    for found in re.finditer(r"<table([^>]*)>(.*?)</table>", text, re.DOTALL)
]


@pytest.mark.parametrize(("attributes", "inside"), [t[1:] for t in TABLES], ids=[t[0] for t in TABLES])
def test_a_table_says_what_it_is_a_table_of(attributes, inside):
    assert "<caption" in inside or "aria-label" in attributes


STACKED = [t for t in TABLES if "gt-stacked" in t[1]]


@pytest.mark.parametrize("inside", [t[2] for t in STACKED], ids=[t[0] for t in STACKED])
def test_a_table_whose_rows_are_stacked_on_a_phone_keeps_its_roles(inside):
    """Laid out as blocks, rows and cells lose what they are in some browsers, unless they say it."""
    bare = [tag for tag in re.findall(r"<(?:thead|tbody|tr|th|td)(?=[\s>{])[^<>]*", inside) if "role=" not in tag]
    assert not bare


@pytest.mark.parametrize("inside", [t[2] for t in STACKED], ids=[t[0] for t in STACKED])
def test_a_number_in_a_row_that_is_stacked_on_a_phone_says_what_it_counts(inside):
    """The heads of the columns are not in sight there: each cell of a number says its own."""
    counts = re.findall(r'<td role="cell"(?=[^>]*gt-number)[^>]*>', inside)
    assert not [cell for cell in counts if "data-label" not in cell and "gt-none" not in cell]
