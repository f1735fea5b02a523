"""One door for both forms of the return, and the year that a return is for."""

from __future__ import annotations

from pathlib import Path

from goldenthread.exchange.sen2.layout import YEARS, Year
from goldenthread.exchange.sen2.read_csv import is_export, read_csv
from goldenthread.exchange.sen2.read_xml import read_xml
from goldenthread.exchange.sen2.records import Header, Return, Unreadable


def read(path: Path) -> Return:
    """A return in XML, or the department’s export as a folder or a zip of CSV. Raises Unreadable."""
    if not path.exists():
        raise Unreadable(f"There is no file {path}.")
    try:
        return _read(path)
    except OSError as fault:
        raise Unreadable(f"The file cannot be read ({fault.strerror}).") from None


def _read(path: Path) -> Return:
    if is_export(path):
        return read_csv(path)
    if path.suffix.lower() in (".csv", ".xlsx", ".xls"):
        raise Unreadable(
            "Give the XML return, or the folder or zip of the department's CSV export. A single "
            "table or a workbook is only part of a return."
        )
    return read_xml(path)


def year_of(header: Header) -> Year:
    """The return's year. Without it no code set applies, so the file cannot be read."""
    written = (header.year or (header.reference_date or "")[:4]).strip()
    year = YEARS.get(int(written)) if len(written) == 4 and written.isascii() and written.isdecimal() else None
    if year is None:
        first, last = min(YEARS), max(YEARS)
        said = f"The return's year is {written[:20]!r}" if written else "The file does not say its year"
        raise Unreadable(f"{said}. Returns of {first} to {last} can be read: check Year in the file's header.")
    return year
