"""The parts of an Excel workbook: each is read as a stream, and what it does not need it passes over. The limits of a cell are here, those of
a whole workbook in `workbook`."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from xml.parsers import expat

from goldenthread.exchange.extract import UnreadableExtract

MOST_COLUMNS = 200
MOST_CELL = 2_000
_MOST_STRINGS = 3_000_000
_LAST_LINE = 1_048_576
_CHUNK = 1 << 18

_SERIAL_ZERO = date(1899, 12, 30)
"""Day 0 of Excel's count, for every day after its 29 February 1900, which never was."""
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Numbers of the formats of ECMA-376, 18.8.30, that are built in and show a day or a time."""


class Unfit(Exception):
    """One sheet cannot be read; another may."""


def day_of_serial(serial: float) -> date | None:
    """The day that Excel's count of days means (46108 is 27 March 2026), or None where it is none from 1900 to 2100."""
    if not 61 <= serial < 73_416:
        return None
    return _SERIAL_ZERO + timedelta(days=int(serial))


def parse(package: zipfile.ZipFile, part: str, reader: Any) -> None:
    """Reads one part of a workbook as a stream. Raises UnreadableExtract for a document type declaration."""
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
class Workbook(_Reader):
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
class Links(_Reader):
    sheets: dict[str, str] = field(default_factory=dict)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes.get("Target", "")
            self.sheets[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"


@dataclass
class Styles(_Reader):
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
class Strings(_Reader):
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
class Cells(_Reader):
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
                    raise Unfit("its rows are not in order. Open it in Excel and save it again")
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
            raise Unfit("its cells are not where they say. Open it in Excel and save it again")
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
                    raise Unfit(f"cell {self._place()} has a formula and no value. Open it in Excel and save it, or paste the values over the formulas")
                if self._valued and (value := self._value("".join(self._parts))):
                    if self._column >= MOST_COLUMNS:
                        raise Unfit(f"it has more than {MOST_COLUMNS} columns: cell {self._place()} has something in it")
                    self._row[self._column] = value
            case "row":
                if self._row:
                    self.take(self._line, self._row)

    def _value(self, raw: str) -> str:
        if self._kind == "s":
            if not raw.strip().isdecimal() or (at := _whole(raw.strip())) >= len(self.strings):
                raise Unfit(f"cell {self._place()} has no text where it should. Open it in Excel and save it again")
            raw = self.strings[at]
        elif self._kind == "e":
            raise Unfit(f"cell {self._place()} shows an error ({raw[:10]}). Mend it or empty it, and save the workbook again")
        elif self._kind == "b":
            raw = "TRUE" if raw.strip() == "1" else "FALSE"
        elif self._kind == "n":
            raw = self._number(raw.strip())
        text = " ".join(raw.split())
        if len(text) > MOST_CELL:
            raise Unfit(f"cell {self._place()} is longer than {MOST_CELL:,} characters. Leave its column out")
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
        return place_of(self._column, self._line)


def place_of(column: int, line: int) -> str:
    """As Excel names a cell: the first column is A."""
    letters, at = "", column + 1
    while at > 0:
        at, left = divmod(at - 1, 26)
        letters = chr(65 + left) + letters
    return f"{letters}{line}"
