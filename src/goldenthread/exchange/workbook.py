"""An Excel workbook (.xlsx) from anybody, read sheet by sheet into rows of text.

Read as a stream by ourselves, because a reader that holds a whole sheet can be made to take all memory: a file of 5 KB with one
cell in its last corner stopped fastexcel, and one of 0.5 MB took 3 GB (decision 31). Nothing in a workbook is run: a formula is
the value that Excel last saved for it, macros are refused, and links are never followed.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from xml.parsers import expat

from goldenthread.exchange.extract import UnreadableExtract

MOST_UNPACKED = 120_000_000
MOST_PARTS = 2_000
MOST_SHEETS = 30
MOST_COLUMNS = 200
MOST_ROWS = 200_000
MOST_TEXT = 30_000_000
MOST_CELL = 2_000
_MOST_STRINGS = 3_000_000
_LAST_LINE = 1_048_576
_CHUNK = 1 << 18

_SERIAL_ZERO = date(1899, 12, 30)
"""Day 0 of Excel's count, for every day after its 29 February 1900, which never was."""
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Numbers of the formats of ECMA-376, 18.8.30, that are built in and show a day or a time."""


@dataclass(frozen=True)
class Sheet:
    """One visible sheet. text: its rows as CSV, each on the line that Excel numbers it, lines above the names of columns left empty.
    problem: why it cannot be a list, or empty."""

    name: str
    text: str = ""
    rows: int = 0
    columns: tuple[str, ...] = ()
    problem: str = ""


class _Unfit(Exception):
    """One sheet cannot be read; another may."""


def is_workbook(data: bytes) -> bool:
    """Whether it is, by its first bytes, a spreadsheet of some kind: what kind, `sheets_of` says."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0"))


def day_of_serial(serial: float) -> date | None:
    """The day that Excel's count of days means (46108 is 27 March 2026), or None where it is none from 1900 to 2100."""
    if not 61 <= serial < 73_415:
        return None
    return _SERIAL_ZERO + timedelta(days=int(serial))


def sheets_of(data: bytes) -> list[Sheet]:
    """Every visible sheet that has something on it, in order. Raises UnreadableExtract with what to do."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableExtract("The file is an old Excel file (.xls), or is locked with a password. Open it, take the password off, and save it as Excel workbook (.xlsx).")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _read(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, KeyError):
        raise UnreadableExtract("The workbook is damaged, and cannot be opened. Save it again as Excel workbook (.xlsx).") from None
    except (expat.ExpatError, UnicodeError):
        raise UnreadableExtract("The workbook is not as Excel writes one. Open it in Excel and save it again as Excel workbook (.xlsx).") from None


def _read(package: zipfile.ZipFile) -> list[Sheet]:
    parts = _safe_parts(package)
    workbook = _Workbook()
    _parse(package, "xl/workbook.xml", workbook)
    if workbook.from_1904:
        raise UnreadableExtract("The workbook counts its days from 1904, so its dates could be read four years wrong. Save the list as CSV UTF-8 and send that.")
    targets = _Links()
    _parse(package, "xl/_rels/workbook.xml.rels", targets)
    styles = _Styles()
    if "xl/styles.xml" in parts:
        _parse(package, "xl/styles.xml", styles)
    strings = _Strings()
    if "xl/sharedStrings.xml" in parts:
        _parse(package, "xl/sharedStrings.xml", strings)
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


def _parse(package: zipfile.ZipFile, part: str, reader: Any) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.said
    parser.StartDoctypeDeclHandler = _refuse_doctype
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _refuse_doctype(*_: object) -> None:
    raise UnreadableExtract("The workbook is not as Excel writes one. Open it in Excel and save it again as Excel workbook (.xlsx).")


def _local(name: str) -> str:
    return name.rpartition(":")[2] if ":" in name else name


@dataclass
class _Reader:
    """Handlers of one part; what a part does not need, it passes over."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def said(self, text: str) -> None:
        """Characters of it."""


@dataclass
class _Workbook(_Reader):
    sheets: list[tuple[str, bool, str]] = field(default_factory=list)
    from_1904: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match _local(name):
            case "workbookPr":
                self.from_1904 = attributes.get("date1904", "0") not in ("0", "false")
            case "sheet":
                link = next((v for k, v in attributes.items() if k.endswith(":id")), "")
                self.sheets.append((attributes.get("name", "")[:100], attributes.get("state", "visible") != "visible", link))


@dataclass
class _Links(_Reader):
    sheets: dict[str, str] = field(default_factory=dict)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes.get("Target", "")
            self.sheets[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"


@dataclass
class _Styles(_Reader):
    """Which styles show a number as a day."""

    of_dates: set[int] = field(default_factory=set)
    _own: dict[int, bool] = field(default_factory=dict)
    _inside: bool = False
    _number: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match _local(name):
            case "numFmt":
                self._own[_whole(attributes.get("numFmtId"))] = _shows_a_day(attributes.get("formatCode", ""))
            case "cellXfs":
                self._inside = True
            case "xf" if self._inside:
                shape = _whole(attributes.get("numFmtId"))
                if self._own.get(shape, shape in _DATE_FORMATS):
                    self.of_dates.add(self._number)
                self._number += 1

    def end(self, name: str) -> None:
        if _local(name) == "cellXfs":
            self._inside = False


def _shows_a_day(code: str) -> bool:
    """Whether a format of somebody's own has a day, month or year in it, outside of quotation marks, colours and conditions."""
    plain = re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", code.split(";")[0])
    return bool(re.search(r"[dy]|mm", plain, re.IGNORECASE)) and "general" not in plain.casefold()


def _whole(given: str | None) -> int:
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 9 else 0


@dataclass
class _Strings(_Reader):
    found: list[str] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _text: bool = False
    _aloud: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match _local(name):
            case "si":
                self._parts = []
            case "rPh":  # how a word is pronounced is no part of it
                self._aloud = True
            case "t":
                self._text = not self._aloud

    def end(self, name: str) -> None:
        match _local(name):
            case "si":
                if len(self.found) >= _MOST_STRINGS:
                    raise UnreadableExtract("The workbook has too many different texts. Send it in parts.")
                self.found.append("".join(self._parts))
            case "rPh":
                self._aloud = False
            case "t":
                self._text = False

    def said(self, text: str) -> None:
        if self._text:
            self._parts.append(text)


_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})\Z")


@dataclass
class _Cells(_Reader):
    """Gives `take` each row that has something in it: its number, and the text of each cell by its column from 0."""

    strings: Sequence[str]
    of_dates: set[int]
    take: Callable[[int, dict[int, str]], None]
    _line: int = 0
    _row: dict[int, str] = field(default_factory=dict)
    _column: int = -1
    _kind: str = "n"
    _style: int = 0
    _parts: list[str] = field(default_factory=list)
    _text: bool = False
    _formula: bool = False
    _valued: bool = False
    _aloud: bool = False
    _known: dict[str, int] = field(default_factory=dict)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match _local(name):
            case "row":
                line = _whole(attributes.get("r")) or self._line + 1
                if not self._line < line <= _LAST_LINE:
                    raise _Unfit("its rows are not in order. Open it in Excel and save it again")
                self._line, self._row, self._column = line, {}, -1
            case "c":
                self._column = self._at(attributes["r"]) if "r" in attributes else self._column + 1
                self._kind, self._style = attributes.get("t", "n"), _whole(attributes.get("s"))
                self._parts, self._formula, self._valued = [], False, False
            case "v" | "t":
                self._text = not self._aloud
                self._valued = True
            case "f":
                self._formula = True
            case "rPh":
                self._aloud = True

    def _at(self, place: str) -> int:
        found = _PLACE.match(place)
        if found is None or int(found[2]) != self._line:
            raise _Unfit("its cells are not where they say. Open it in Excel and save it again")
        letters = found[1]
        if letters not in self._known:
            at = 0
            for letter in letters:
                at = at * 26 + ord(letter) - 64
            self._known[letters] = at - 1
        return self._known[letters]

    def said(self, text: str) -> None:
        if self._text:
            self._parts.append(text)

    def end(self, name: str) -> None:
        match _local(name):
            case "v" | "t":
                self._text = False
            case "rPh":
                self._aloud = False
            case "c":
                if self._formula and not self._valued:
                    raise _Unfit(f"cell {self._place()} has a formula and no value. Open it in Excel and save it, or paste the values over the formulas")
                if self._valued and (value := self._value("".join(self._parts))):
                    if self._column >= MOST_COLUMNS:
                        raise _Unfit(f"it has more than {MOST_COLUMNS} columns: cell {self._place()} has something in it")
                    self._row[self._column] = value
            case "row":
                if self._row:
                    self.take(self._line, self._row)

    def _value(self, raw: str) -> str:
        if self._kind == "s":
            if not raw.strip().isdecimal() or (at := _whole(raw.strip())) >= len(self.strings):
                raise _Unfit(f"cell {self._place()} has no text where it should. Open it in Excel and save it again")
            raw = self.strings[at]
        elif self._kind == "e":
            raise _Unfit(f"cell {self._place()} shows an error ({raw[:10]}). Mend it or empty it, and save the workbook again")
        elif self._kind == "b":
            raw = "TRUE" if raw.strip() == "1" else "FALSE"
        elif self._kind == "n":
            raw = self._number(raw.strip())
        text = " ".join(raw.split())
        if len(text) > MOST_CELL:
            raise _Unfit(f"cell {self._place()} is longer than {MOST_CELL:,} characters. Leave its column out")
        return text

    def _number(self, raw: str) -> str:
        try:
            number = float(raw)
        except ValueError:
            return raw
        if self._style in self.of_dates:
            if (day := day_of_serial(number)) is not None:
                return day.isoformat()
            if 0 <= number < 1:  # a time of day alone
                return ""
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)

    def _place(self) -> str:
        return _place(self._column, self._line)


def _place(column: int, line: int) -> str:
    """As Excel names a cell: the first column is A."""
    letters, at = "", column + 1
    while at > 0:
        at, left = divmod(at - 1, 26)
        letters = chr(65 + left) + letters
    return f"{letters}{line}"


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
            raise _Unfit(f"cell {_place(unnamed[0], line)} is in a column that has no name. Name the column, or empty it")
        else:
            self.rows += 1
            if self.rows > MOST_ROWS:
                raise _Unfit(f"it has more than {MOST_ROWS:,} rows. Send it in parts")
        self.out.write("\n" * (line - 1 - self.written))
        self.budget[0] -= self.writer.writerow([cells.get(at, "") for at in self.names]) + line - 1 - self.written
        self.written = line
        if self.budget[0] < 0:
            raise _Unfit(f"the workbook holds more than {MOST_TEXT // 1_000_000} MB of text. Send it in parts")


def _sheet(package: zipfile.ZipFile, name: str, part: str, strings: Sequence[str], of_dates: set[int], budget: list[int]) -> Sheet:
    rows = _Rows(budget)
    try:
        _parse(package, part, _Cells(strings, of_dates, rows.take))
    except _Unfit as unfit:
        return Sheet(name, problem=f"The sheet {name} cannot be read: {unfit}.")
    return Sheet(name, rows.out.getvalue(), rows.rows, tuple(rows.names.values()))
