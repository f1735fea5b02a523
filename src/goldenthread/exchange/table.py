"""A list that somebody sends, as CSV or as a workbook: its columns as it names them and its rows as it has them. What they mean is said by a
person, and each list has its own words for that."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from goldenthread.exchange.extract import UnreadableExtract
from goldenthread.exchange.workbook import Sheet, is_workbook, sheets_of
from goldenthread.exchange.workbook_parts import day_of_serial

LARGEST = 30_000_000
MOST_ROWS = 200_000
LONGEST_CELL, LONGEST_OF_ALL = 2_000, 20_000
"""Letters of a cell, where a list does not say otherwise; and of any list."""
DATE_WORDS = {"ymd": "2026-03-27", "dmy": "27/03/2026", "mdy": "03/27/2026", "d-mon-y": "27-Mar-2026", "serial": "46108, a count of days (Excel)"}
DATE_ORDERS = {"ymd": "%Y-%m-%d", "dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y", "d-mon-y": "%d-%b-%Y", "serial": ""}
"""How a file writes a day. `serial` is Excel's count of days, as a workbook has it where its cells are not shown as dates."""


@dataclass(frozen=True)
class Table:
    """A file's columns as it names them, and its rows as it has them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    @property
    def layout(self) -> str:
        """The same for every file with the same columns, in whatever order."""
        return hashlib.sha256("\n".join(sorted(c.casefold() for c in self.columns)).encode()).hexdigest()

    def values_of(self, column: str, most: int) -> list[str]:
        """The different values of a column, in the order of the file; one more than `most` says that there are too many to be codes."""
        at = self.columns.index(column)
        found: dict[str, None] = {}
        for _, cells in self.rows:
            if cells[at]:
                found[cells[at]] = None
            if len(found) > most:
                break
        return list(found)


def sheets_in(data: bytes) -> list[Sheet]:
    """The sheets of a file that could be a list: of a workbook its own, each as CSV; of any other file, itself. Raises UnreadableExtract
    where there is none, or one alone and that cannot be read."""
    if len(data) > LARGEST:
        raise UnreadableExtract(f"The file is larger than {LARGEST // 1_000_000} MB. Send it in parts.")
    if not is_workbook(data):
        table = read_table(data)
        return [Sheet("", data.decode("utf-8-sig"), len(table.rows), table.columns)]
    sheets = sheets_of(data)
    if len(sheets) == 1:
        if sheets[0].problem:
            raise UnreadableExtract(sheets[0].problem)
        read_table(sheets[0].text.encode())
    return sheets


def read_table(data: bytes, longest: int = LONGEST_CELL) -> Table:
    """Any CSV: commas, semicolons or tabs. Raises UnreadableExtract with what to do."""
    if len(data) > LARGEST:
        raise UnreadableExtract(f"The file is larger than {LARGEST // 1_000_000} MB. Send it in parts.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableExtract("The file is not in UTF-8. Save it again as CSV UTF-8.") from None
    if "\x00" in text:
        raise UnreadableExtract("The file is not a CSV file. Export it as CSV.")
    # Of the whole process and not of this reader, so that every reader sets the same: another's list may be read at this moment.
    csv.field_size_limit(LONGEST_OF_ALL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[tuple[int, tuple[str, ...]]] = []
    try:
        # Lines above the names of columns that have one cell alone, such as a title, or none are passed over, as in a workbook: its lines keep
        # the numbers that Excel shows.
        columns = tuple(name.strip() for name in next((cells for cells in reader if sum(bool(c.strip()) for c in cells) > 1), []))
        _check(columns)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(rows) >= MOST_ROWS:
                raise UnreadableExtract(f"The file has more than {MOST_ROWS:,} rows. Send it in parts.")
            if any(len(cell) > longest for cell in cells):
                raise UnreadableExtract(f"Line {reader.line_num} has a cell of more than {longest:,} letters. Leave its column out, or shorten it.")
            if len(cells) != len(columns):
                raise UnreadableExtract(f"Line {reader.line_num} has {len(cells)} cells and the first line {len(columns)}. Export the file again.")
            rows.append((reader.line_num, tuple(cell.strip() for cell in cells)))
    except csv.Error as fault:
        raise UnreadableExtract(f"Line {reader.line_num} cannot be read ({fault}). Export the file again as CSV.") from None
    if not rows:
        raise UnreadableExtract("The file has no rows under its first line.")
    return Table(columns, tuple(rows))


def _delimiter(text: str) -> str:
    """What parts most of the first lines into as many cells as one another."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:10]

    def alike(delimiter: str) -> tuple[int, int]:
        sizes = Counter(len(cells) for cells in csv.reader(lines, delimiter=delimiter) if len(cells) > 1)
        return max(((times, size) for size, times in sizes.items()), default=(0, 0))

    return max(",;\t", key=alike)


def _check(columns: tuple[str, ...]) -> None:
    if len([c for c in columns if c]) < 2:
        raise UnreadableExtract("No line names the columns. Put their names, two at least, in one line above the rows.")
    if len(columns) > 200 or any(len(c) > 100 for c in columns):
        raise UnreadableExtract("The first line does not look like names of columns. Export the file again.")
    if len({c.casefold() for c in columns}) < len(columns):
        raise UnreadableExtract("Two columns have the same name. Give each its own.")


def day_of(given: str, order: str) -> date | None:
    """A day as one of DATE_ORDERS writes it, or as years, months and days; None where it is neither."""
    if order == "serial" and given.replace(".", "", 1).isdecimal() and (counted := day_of_serial(float(given))):
        return counted
    for shape in (DATE_ORDERS[order], DATE_ORDERS["ymd"]):
        try:
            found = datetime.strptime(given.split(" ")[0].split("T")[0], shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if 1900 <= found.year <= 2100:
            return found
    return None
