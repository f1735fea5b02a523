"""Reading the CSV extracts of a case system or a directory: rows of named columns, each with its line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from goldenthread.exchange.sen2.findings import date_of

MOST_BYTES = 500_000_000
MOST_CELL = 20_000
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Controls, and marks that turn the direction of writing: a name with one is shown as another than it is, and is not found."""
_NO_WIDTH = re.compile("[\t\n\r\xad\u200b\u2060\ufeff]")
"""Line breaks, and what has no width: a reference with one is taken for another. Running text may hold them; those that join letters belong to some scripts."""
_RUNNING_TEXT = frozenset({"fields", "hours", "out_of_hours", "procedures", "training"})
_MIDNIGHT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]00:00(:00(\.0+)?)?")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_EXCEL_DAYS = re.compile(r"[0-9]{5}(\.0)?")
_EXCEL_NUMBER = re.compile(r"[0-9](\.[0-9]+)?[eE]\+[0-9]+")
"""Two references of twelve digits are one when it has shortened them."""


def unseen(value: str, *, running_text: bool = False) -> str:
    """What a value holds that nobody sees, or has lost, and what to do; empty where all of it is seen."""
    if _UNSEEN.search(value):
        return "holds a character that cannot be seen, such as a bell or a turn of direction: type it again"
    if not running_text and _NO_WIDTH.search(value):
        return "holds a line break, a tab or a character without width, as is copied from a web page or a document: type it again on one line"
    if _EXCEL_NUMBER.fullmatch(value):
        return f"is {value}, which is how Excel shortens a long number, and its last digits are lost: give the column the format Text there, fill it in anew, and save it again"
    return ""


class UnreadableExtract(ValueError):
    """The file as a whole is refused. The words say why and what to do."""


class BadRow(ValueError):
    """One row is refused, for a reason that says how to put it right."""


@dataclass(frozen=True, slots=True)
class Row:
    """`columns` are those that the file has: of one that it lacks it says nothing, and an empty cell says that there is nothing."""

    line: int
    values: dict[str, str]
    columns: frozenset[str] = frozenset()

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def needed(self, column: str) -> str:
        value = self.values[column]
        if not value:
            raise BadRow(f"{column} is empty: fill it in")
        return value

    def written_day(self, column: str) -> str:
        """The day as it is written, without the midnight that a database adds to it. Raises BadRow for a count of days."""
        value = self.values[column]
        if _EXCEL_DAYS.fullmatch(value):
            raise BadRow(f"{column} is {value!r}, which is how Excel counts days: give the column the format yyyy-mm-dd there, and save it again")
        return found[1] if (found := _MIDNIGHT.fullmatch(value)) else value

    def day(self, column: str) -> date | None:
        value = self.written_day(column)
        if not value:
            return None
        day = date_of(value)
        if day is None:
            never = ". Where there is no such day, leave it empty" if value.startswith("9999-") else ""
            raise BadRow(f"{column} is {value!r}: write the date as YYYY-MM-DD, such as 2026-02-02, from 1900 to 2100{never}")
        return day

    def check_lengths(self, longest: Mapping[str, int], but: str = "") -> None:
        """Raises BadRow for a cell that is longer than its column's most characters, or holds one that nobody can see. `but`: a column that is judged apart."""
        for column, value in self.values.items():
            if column != but and (wrong := unseen(value, running_text=column in _RUNNING_TEXT)):
                raise BadRow(f"{column} {wrong}")
        for column, most in longest.items():
            if len(self.values[column]) > most:
                raise BadRow(f"{column} is longer than {most} characters: shorten it")

    def needed_day(self, column: str) -> date:
        self.needed(column)
        day = self.day(column)
        assert day is not None
        return day


def read_extract(path: Path, columns: Sequence[str], needed: Sequence[str]) -> Iterator[Row]:
    """Every row with every column of the layout; a column that the file lacks is empty."""
    if not path.is_file():
        raise UnreadableExtract(f"There is no file {path}.")
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableExtract(
            f"The file is larger than the limit of {MOST_BYTES // 1_000_000} MB. Load it in parts."
        )
    try:
        written = path.read_bytes()
        if written.startswith(_WORKBOOKS):
            raise UnreadableExtract("The file is a workbook or a zip, whatever its name ends in. Open it, save the sheet as CSV UTF-8, and load that file.")
        text = written.decode("utf-8-sig")
    except OSError as fault:
        raise UnreadableExtract(f"The file cannot be read ({fault.strerror}).") from None
    except UnicodeDecodeError:
        raise UnreadableExtract("The file is not in UTF-8. Save it again as CSV UTF-8.") from None
    if "\x00" in text:
        raise UnreadableExtract("The file is not a CSV file: it holds null bytes. Export it as CSV.")
    if not text.strip():
        raise UnreadableExtract("The file is empty: it has no line of names of columns, and no rows. Look whether the export failed, and make it again.")
    return _rows(text, columns, needed)


def _rows(text: str, columns: Sequence[str], needed: Sequence[str]) -> Iterator[Row]:
    csv.field_size_limit(MOST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    last, cells, line = (0, 0), list[str](), 1
    try:
        header = [name.strip().lower().replace(" ", "_").replace("-", "_") for name in next(reader, [])]
        _check_parted_by_commas(header)
        _check_header(header, columns, needed)
        empty, given = dict.fromkeys(columns, ""), frozenset(header)
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) > len(header):
                raise UnreadableExtract(
                    f"Line {line} has {len(cells)} cells and the header has {len(header)}: a cell that "
                    "holds a comma must stand in double quotes."
                )
            filled = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name}
            if any(filled.values()):
                yield Row(line, empty | filled, given)
            last = (line, len(cells))
            line = reader.line_num + 1
        # A program that leaves out the empty cells at the end of a row still ends the row.
        if 0 < last[1] < len(header) and not text.endswith(("\n", "\r")):
            if not any(cells):
                raise UnreadableExtract(
                    f"Line {last[0]} is the last, holds commas alone and fewer than a row has, and no end of line. If nothing is missing "
                    "above it, delete it and load the file again; else export the file again, whole."
                )
            raise UnreadableExtract(
                f"Line {last[0]} is the last, has {last[1]} cells of {len(header)} and no end of line: the file is cut short. "
                "Export it again, whole."
            )
    except csv.Error as broken:
        raise UnreadableExtract(f"Line {line}: the CSV is broken. {_in_words(str(broken))}") from None


def _in_words(broken: str) -> str:
    """What the reader of CSV says, for somebody who made the file with another program."""
    unclosed = "look whether a quotation mark (\") there opens a cell and none closes it"
    if "field limit" in broken:
        return f"A cell of the row that begins there has more than {MOST_CELL:,} characters: {unclosed}; else shorten the cell."
    if "unexpected end" in broken:
        return f"The row that begins there goes on to the end of the file: {unclosed}. If the file was cut short, export it again, whole."
    if "expected after" in broken:
        return "A quotation mark (\") stands within a cell: write it twice, and the whole cell between quotation marks. Whoever saves a file as CSV UTF-8 gets this by itself."
    return f"Save the file again as CSV UTF-8 ({broken})."


def _check_parted_by_commas(header: list[str]) -> None:
    for other, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and other in header[0]:
            raise UnreadableExtract(f"The cells are parted by {name}. Save the file again as CSV UTF-8, with commas between its cells.")


def _check_header(header: list[str], columns: Sequence[str], needed: Sequence[str]) -> None:
    missing = [column for column in needed if column not in header]
    unknown = [name for name in header if name and name not in columns]
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if missing and not any(name in columns for name in header):
        raise UnreadableExtract(
            f"The first line {'names none of the columns' if any(header) else 'is empty'}. Delete what stands above their names, such as a title, or add the line of names. "
            f"The layout is: {','.join(columns)}"
        )
    if missing:
        raise UnreadableExtract(
            f"The first line must name the columns; missing: {', '.join(missing)}. "
            f"The layout is: {','.join(columns)}"
        )
    if unknown or twice:
        raise UnreadableExtract(
            f"The first line has columns that are {'unknown' if unknown else 'named twice'}: "
            f"{', '.join(unknown or twice)}. The layout is: {','.join(columns)}"
        )
