"""Reading the department's own export of a return: nine CSV files, in a folder or a zip.

Each file is a table whose rows name their parent's row, so the tables are read whole and joined.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from goldenthread.exchange.sen2.layout import CODED, MODULES, OTHER_NAMES, Module, in_capitals
from goldenthread.exchange.sen2.records import (
    CLASSES,
    NESTED,
    Header,
    Notes,
    Person,
    Return,
    Unreadable,
)
from goldenthread.exchange.zips import BROKEN_ZIP

# The tables are held in memory to be joined; the largest county's are about 40 MB.
MOST_BYTES = 200_000_000
MOST_ENTRIES = 60
MOST_RATIO = 200
MOST_DIRECTORY = 100_000
MOST_CELL = 10_000

PARENTS: Mapping[str, str] = {nested: module for module, modules in NESTED.items() for nested in modules} | {
    "person": "sen2"
}

# Columns that hold the tables together. They are no part of the return.
_KEEPING = re.compile(r"(tableid|orderseqcolumn)$|^(nativeid|sourceid)$")

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {month: f"{number:02}" for number, month in enumerate(_MONTH_NAMES, start=1)}
_EXPORTED_DATE = re.compile(r"(\d{4})-([A-Za-z]{3})-(\d{2})(?: 00:00:00)?")
_EXPORTED_TIME = re.compile(r"(\d{4})-([A-Za-z]{3})-(\d{2}) (\d{2}:\d{2}:\d{2})")
_ISO_DATE_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[ T]00:00:00")
_FLOAT = re.compile(r"(\d+)\.0+")
_BOOLEANS = {"true": "1", "false": "0", "yes": "1", "no": "0", "1.0": "1", "0.0": "0"}


def is_export(path: Path) -> bool:
    return path.is_dir() or zipfile.is_zipfile(path)


def read_csv(path: Path, most_bytes: int = MOST_BYTES) -> Return:
    notes = Notes()
    tables = {module: _table(module, text, notes) for module, text in _texts(path, most_bytes, notes)}
    if "person" not in tables:
        raise Unreadable(
            "No file of persons was found. The department's export has nine files whose names end "
            "in _sen2.csv, _person.csv, _requests.csv and so on: give the folder or the zip of them."
        )
    for module in MODULES.keys() - tables.keys():
        notes.add("X07", f"{module}.csv", "", "the export")
    _report_orphans(tables, notes)
    return Return(_header(tables.get("sen2")), _persons(tables), notes)


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    order: float
    line: int
    values: Mapping[str, str]
    extra: tuple[tuple[str, str], ...]


_Table = Mapping[str, list[_Row]]  # rows by their parent's id


def _texts(path: Path, most_bytes: int, notes: Notes) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    entries = _folder(path, most_bytes) if path.is_dir() else _zip(path, most_bytes)
    for name, content in entries:
        module = _module_of(name)
        if module is None:
            notes.add("X02", name, "", "the export")
            continue
        if module in seen:
            raise Unreadable(
                f"Two files hold the table {module}. Give one export at a time, in a folder or zip of its own."
            )
        seen.add(module)
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Unreadable(
                f"{name} is not in UTF-8. Save it again as CSV UTF-8 and load the whole export again."
            ) from None
        if "\x00" in text:
            raise Unreadable(f"{name} is not a CSV file: it holds null bytes. Make the export again.")
        yield module, text


def _module_of(name: str) -> str | None:
    stem = PurePosixPath(name.replace("\\", "/")).name.lower()
    if not stem.endswith(".csv"):
        return None
    last = stem.removesuffix(".csv").rpartition("_")[2].replace(" ", "")
    return last if last in MODULES else None


def _folder(path: Path, most_bytes: int) -> Iterator[tuple[str, bytes]]:
    left = most_bytes
    for file in sorted(each for each in path.iterdir() if each.suffix.lower() == ".csv"):
        left -= file.stat().st_size
        if left < 0:
            raise Unreadable(_too_big(most_bytes))
        yield file.name, file.read_bytes()


def _zip(path: Path, most_bytes: int) -> Iterator[tuple[str, bytes]]:
    _check_directory(path, most_bytes)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MOST_ENTRIES:
                raise Unreadable(
                    f"The zip holds {len(entries)} files, and an export has nine. Zip only the nine files."
                )
            left = most_bytes
            for entry in entries:
                if entry.flag_bits & 1:
                    raise Unreadable("The zip has a password. Zip the files again without one.")
                if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise Unreadable(
                        f"{entry.filename} is packed in an unusual way. Zip the files again in the usual one, which is "
                        "called deflate."
                    )
                packed = max(entry.compress_size, 1)
                if entry.file_size > 1_000_000 and entry.file_size / packed > MOST_RATIO:
                    raise Unreadable(
                        f"{entry.filename} unpacks to more than {MOST_RATIO} times its size, as an "
                        "attack would. It was not read."
                    )
                # The stated size may lie, so never read past what is left.
                with archive.open(entry) as file:
                    content = file.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise Unreadable(_too_big(most_bytes))
                yield entry.filename, content
    except BROKEN_ZIP as broken:
        if isinstance(broken, Unreadable):
            raise
        raise Unreadable(f"The zip cannot be opened ({broken}). Make it again.") from None


_END = b"PK\x05\x06"


def _check_directory(path: Path, most_bytes: int) -> None:
    """The list of what a zip holds is read whole before anything can be counted, so its size is settled first."""
    size = path.stat().st_size
    if size > most_bytes:
        raise Unreadable(_too_big(most_bytes))
    with path.open("rb") as file:
        file.seek(max(0, size - 66_000))
        end = file.read()
    found = end.rfind(_END)
    if int.from_bytes(end[found + 12 : found + 16], "little") > MOST_DIRECTORY:
        raise Unreadable("The zip lists far more files than the nine of an export. Zip only the nine files.")


def _too_big(most_bytes: int) -> str:
    return (
        f"The export is larger than the limit of {most_bytes // 1_000_000} MB. A whole county's is "
        "about 40 MB: check that this is the export."
    )


def _table(module: str, text: str, notes: Notes) -> _Table:
    layout, coded = MODULES[module], CODED[module]
    tags = {item.field: item.tag for item in layout.items}
    csv.field_size_limit(MOST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=False)
    rows: dict[str, list[_Row]] = {}
    ids: set[str] = set()
    try:
        header = [column.strip().lower() for column in next(reader, [])]
        for other, name in ((";", "semicolons"), ("\t", "tabs")):
            if len(header) == 1 and other in header[0]:
                raise Unreadable(f"The cells of the table {module} are parted by {name}. Make the export again, or save the table as CSV UTF-8 with commas.")
        columns = _columns(layout, header, notes)
        own = _index(header, f"{module}tableid")
        parent = _index(header, f"{PARENTS[module]}tableid") if module in PARENTS else None
        order = _index(header, f"{module}orderseqcolumn")
        if module in PARENTS and parent is None:
            raise Unreadable(
                f"The table {module} has no column {PARENTS[module]}tableid, so its rows belong to "
                "nobody. Make the export again with its identifiers."
            )
        for number, cells in enumerate(reader, start=2):
            if not any(cells):
                continue
            if any(cells[len(header) :]) or len(cells) < len(header):
                # One comma too many and every value after it would be read as another item; too few, and the file was cut short.
                raise Unreadable(
                    f"The table {module} has {len(cells)} cells near line {reader.line_num} and {len(header)} in its first line, so "
                    "which cell is what cannot be told. The file may be cut short, or a cell with a comma may not stand "
                    "in double quotes: make the export again."
                )
            values: dict[str, str] = {}
            extra = []
            for (kind, name), cell in zip(columns, cells, strict=False):
                if kind == "" or not (value := cell.strip()):
                    continue
                if kind == "unknown":
                    extra.append((name, value))
                else:
                    values[name] = value = _restored(kind, value)
                    if name in coded and (code := in_capitals(coded[name], value)):
                        notes.add("X11", tags[name], "", f"line {number} of the table {module}")
                        values[name] = code
            row = _Row(
                id=_restored("number", cells[own]) if own is not None else str(number),
                order=_number(cells[order]) if order is not None else number,
                line=number,
                values=values,
                extra=tuple(extra),
            )
            if row.id in ids:
                raise Unreadable(
                    f"The table {module} has the identifier {row.id[:20]!r} twice (line {number}), so what belongs to "
                    "each cannot be told. Make the export again."
                )
            ids.add(row.id)
            key = _restored("number", cells[parent]) if parent is not None else ""
            rows.setdefault(key, []).append(row)
    except (csv.Error, IndexError) as broken:
        raise Unreadable(
            f"The table {module} is broken near line {reader.line_num} ({broken}). Make the export again."
        ) from None
    for siblings in rows.values():
        siblings.sort(key=lambda row: (row.order, row.line))
    return rows


def _report_orphans(tables: Mapping[str, _Table], notes: Notes) -> None:
    for module, parent in PARENTS.items():
        if parent == "sen2" or module not in tables or parent not in tables:
            continue
        known = {row.id for siblings in tables[parent].values() for row in siblings}
        for key, rows in tables[module].items():
            for row in () if key in known else rows:
                notes.add("X09", module, "", f"line {row.line}")


def _columns(layout: Module, header: list[str], notes: Notes) -> list[tuple[str, str]]:
    """For each column the type of its item and the field that it fills; an unknown one is kept."""
    by_name = {item.tag.lower(): item for item in layout.items}
    columns = []
    for column in header:
        item = by_name.get(column)
        if item is None and column in OTHER_NAMES:
            item = by_name.get(OTHER_NAMES[column].lower())
            if item is not None:
                notes.add("X03", column, item.tag, f"the table {layout.name}")
        if item is not None:
            if (item.type, item.field) in columns:
                raise Unreadable(f"The table {layout.name} has two columns for {item.tag}, so which of their values is meant cannot be told. Make the export again.")
            columns.append((item.type, item.field))
        elif not column or _KEEPING.search(column):
            columns.append(("", ""))
        else:
            notes.add("X02", column, "", f"the table {layout.name}")
            columns.append(("unknown", column))
    return columns


def _index(header: list[str], name: str) -> int | None:
    return header.index(name) if name in header else None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _restored(kind: str, value: str) -> str:
    """A value as the return would write it: the export turns dates, flags and numbers into other shapes."""
    value = value.strip()
    if kind == "date":
        if found := _EXPORTED_DATE.fullmatch(value):
            month = _MONTHS.get(found[2].lower())
            return f"{found[1]}-{month}-{found[3]}" if month else value
        if found := _ISO_DATE_TIME.fullmatch(value):
            return found[1]
    elif kind == "timestamp":
        if found := _EXPORTED_TIME.fullmatch(value):
            month = _MONTHS.get(found[2].lower())
            return f"{found[1]}-{month}-{found[3]}T{found[4]}" if month else value
    elif kind == "bool":
        return _BOOLEANS.get(value.lower(), value)
    elif kind in ("number", "code") and (found := _FLOAT.fullmatch(value)):
        return found[1]
    return value


def _header(table: _Table | None) -> Header:
    rows = (table or {}).get("", [])
    if len(rows) > 1:
        raise Unreadable("The table sen2 holds more than one return. Give one return at a time.")
    return Header(**rows[0].values, extra=rows[0].extra) if rows else Header()


def _persons(tables: Mapping[str, _Table]) -> Iterator[Person]:
    rows = [row for siblings in tables["person"].values() for row in siblings]
    rows.sort(key=lambda row: (row.order, row.line))
    for position, row in enumerate(rows, start=1):
        values: dict[str, Any] = {**row.values, **_nested("person", row, tables)}
        yield Person(position=position, line=row.line, extra=row.extra, **values)


def _nested(module: str, row: _Row, tables: Mapping[str, _Table]) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    for nested, attribute in NESTED.get(module, {}).items():
        children = tables.get(nested, {}).get(row.id)
        if children:
            answer[attribute] = tuple(
                CLASSES[nested](
                    index=index,
                    extra=child.extra,
                    **child.values,
                    **_nested(nested, child, tables),
                )
                for index, child in enumerate(children, start=1)
            )
    return answer
