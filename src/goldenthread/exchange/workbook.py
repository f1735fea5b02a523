"""An Excel workbook (.xlsx) from anybody, read sheet by sheet into rows of text.

Read as a stream by ourselves, because a reader that holds a whole sheet can be made to take all memory: a file of 5 KB with one
cell in its last corner stopped fastexcel, and one of 0.5 MB took 3 GB (decision 31). Nothing in a workbook is run: a formula is
the value that Excel last saved for it, macros are refused, and links are never followed.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.parsers import expat

from goldenthread.exchange.extract import UnreadableExtract
from goldenthread.exchange.workbook_parts import Cells, Links, Strings, Styles, Unfit, Workbook, parse, place_of
from goldenthread.exchange.zips import BROKEN_ZIP

MOST_UNPACKED = 120_000_000
MOST_PARTS = 2_000
MOST_SHEETS = 30
MOST_ROWS = 200_000
MOST_TEXT = 30_000_000


@dataclass(frozen=True)
class Sheet:
    """One visible sheet. text: its rows as CSV, each on the line that Excel numbers it, lines above the names of columns left empty.
    problem: why it cannot be a list, or empty."""

    name: str
    text: str = ""
    rows: int = 0
    columns: tuple[str, ...] = ()
    problem: str = ""


def is_workbook(data: bytes) -> bool:
    """Whether it is, by its first bytes, a spreadsheet of some kind: what kind, `sheets_of` says."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0"))


def sheets_of(data: bytes) -> list[Sheet]:
    """Every visible sheet that has something on it, in order. Raises UnreadableExtract with what to do."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableExtract("The file is an old Excel file (.xls), or is locked with a password. Open it, take the password off, and save it as Excel workbook (.xlsx).")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _read(package)
    except UnreadableExtract:
        raise
    except (expat.ExpatError, UnicodeError):
        raise UnreadableExtract("The workbook is not as Excel writes one. Open it in Excel and save it again as Excel workbook (.xlsx).") from None
    except BROKEN_ZIP:
        raise UnreadableExtract("The workbook is damaged, and cannot be opened. Save it again as Excel workbook (.xlsx).") from None


def _read(package: zipfile.ZipFile) -> list[Sheet]:
    parts = _safe_parts(package)
    workbook = Workbook()
    parse(package, "xl/workbook.xml", workbook)
    if workbook.from_1904:
        raise UnreadableExtract("The workbook counts its days from 1904, so its dates could be read four years wrong. Save the list as CSV UTF-8 and send that.")
    targets = Links()
    parse(package, "xl/_rels/workbook.xml.rels", targets)
    styles = Styles()
    if "xl/styles.xml" in parts:
        parse(package, "xl/styles.xml", styles)
    strings = Strings()
    if "xl/sharedStrings.xml" in parts:
        parse(package, "xl/sharedStrings.xml", strings)
    found = []
    shown = [(name, targets.sheets[link]) for name, hidden, link in workbook.sheets if not hidden and link in targets.sheets]
    if len(shown) > MOST_SHEETS:
        raise UnreadableExtract(f"The workbook has more than {MOST_SHEETS} sheets. Send a workbook that has the list alone.")
    budget = [MOST_TEXT]
    for name, part in shown:
        if part not in parts:
            raise UnreadableExtract("The workbook is damaged, and cannot be opened. Save it again as Excel workbook (.xlsx).")
        sheet = _sheet(package, name, part, strings.found, styles.of_dates, budget)
        if sheet.problem or sheet.columns:
            found.append(sheet)
    if not found:
        raise UnreadableExtract("No sheet of the workbook has a list: one line that names the columns, and a row for each referral under it. A hidden sheet is not read.")
    return found


def _safe_parts(package: zipfile.ZipFile) -> set[str]:
    """The names of its parts, where they are those of a workbook without macros that unpacks to a bearable size."""
    entries = package.infolist()
    names = [e.filename for e in entries]
    if len(entries) > MOST_PARTS or len(set(names)) < len(names):
        raise UnreadableExtract("The file is not a workbook as Excel writes one. Open it in Excel and save it again as Excel workbook (.xlsx).")
    if any(e.flag_bits & 1 for e in entries):
        raise UnreadableExtract("The file is locked with a password. Take the password off and send it again.")
    # Nothing is unpacked beyond the size that an entry declares: one that declares too little is damaged.
    if sum(e.file_size for e in entries) > MOST_UNPACKED:
        raise UnreadableExtract(f"The workbook unpacks to more than {MOST_UNPACKED // 1_000_000} MB. Send the list alone, in parts, or as CSV.")
    if any("vbaproject" in n.casefold() or "macrosheets/" in n.casefold() for n in names):
        raise UnreadableExtract("The workbook has macros, and is not opened. Save it as Excel workbook (.xlsx), without macros, and send that.")
    if "xl/workbook.bin" in names:
        raise UnreadableExtract("The file is a binary workbook (.xlsb). Save it as Excel workbook (.xlsx) and send that.")
    if "xl/workbook.xml" not in names:
        raise UnreadableExtract("The file is not an Excel workbook. Save the list as Excel workbook (.xlsx) or as CSV UTF-8 and send that.")
    return set(names)


class _Rows:
    """What is written of one sheet: from the first row with two cells or more, which names the columns."""

    def __init__(self, budget: list[int]) -> None:
        self.budget, self.out, self.names, self.rows, self.written = budget, io.StringIO(newline=""), dict[int, str](), 0, 0
        self.writer = csv.writer(self.out, lineterminator="\n")

    def take(self, line: int, cells: dict[int, str]) -> None:
        if not self.names:
            if len(cells) < 2:  # a title
                return
            self.names = dict(sorted(cells.items()))
        elif unnamed := [at for at in cells if at not in self.names]:
            raise Unfit(f"cell {place_of(unnamed[0], line)} is in a column that has no name. Name the column, or empty it")
        else:
            self.rows += 1
            if self.rows > MOST_ROWS:
                raise Unfit(f"it has more than {MOST_ROWS:,} rows. Send it in parts")
        self.out.write("\n" * (line - 1 - self.written))
        self.budget[0] -= self.writer.writerow([cells.get(at, "") for at in self.names]) + line - 1 - self.written
        self.written = line
        if self.budget[0] < 0:
            raise Unfit(f"the workbook holds more than {MOST_TEXT // 1_000_000} MB of text. Send it in parts")


def _sheet(package: zipfile.ZipFile, name: str, part: str, strings: Sequence[str], of_dates: set[int], budget: list[int]) -> Sheet:
    rows = _Rows(budget)
    try:
        parse(package, part, Cells(strings, of_dates, rows.take))
    except Unfit as unfit:
        return Sheet(name, problem=f"The sheet {name} cannot be read: {unfit}.")
    return Sheet(name, rows.out.getvalue(), rows.rows, tuple(rows.names.values()))
