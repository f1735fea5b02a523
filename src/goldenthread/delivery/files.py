"""A week's sessions as a file: given out to be filled in, and read back whole or not at all. What comes back is hostile
until it is read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date

from django.core.files.uploadedfile import UploadedFile

from goldenthread.delivery.actions import OUTCOMES, Answer, fault_of
from goldenthread.delivery.ledger import Row
from goldenthread.delivery.models import Word
from goldenthread.engine.calendar import monday_of
from goldenthread.people.references import reference_typed
from goldenthread.web.words import cut

COLUMNS = ("reference", "child", "line", "week", "what_is_due", "outcome", "reason", "sessions_missed", "minutes_made_up")
NEEDED = ("reference", "line", "week", "outcome")
LARGEST = 1024 * 1024
MOST_ROWS = 5_000
_LONGEST_CELL = 500


class BadFile(Exception):
    """A file of which nothing was recorded; `findings` say why, by row."""

    def __init__(self, *findings: str) -> None:
        self.findings = findings
        super().__init__(findings[0])


def week_in_cells(rows: Sequence[Row], monday: date) -> Iterator[tuple[object, ...]]:
    """The week's rows under `COLUMNS`, to be filled in and sent back."""
    for r in rows:
        child = r.line.child
        yield (child.reference, f"{child.forename} {child.surname}", r.line.label, monday.isoformat(), r.line.size,
               r.outcome, r.reason, r.missed_sessions or "", r.made_up or "")  # fmt: skip


def answers_of_file(upload: UploadedFile, rows: Sequence[Row], monday: date) -> list[Answer]:
    """The answers of a file about this week's rows; a row without an outcome says nothing. Raises `BadFile`."""
    if (upload.size or 0) > LARGEST:
        raise BadFile("The file is larger than 1 MB. Send one week at a time")
    data = upload.read(LARGEST + 1)
    if not data.strip():
        raise BadFile("The file is empty. Choose the file again")
    if b"\x00" in data or data[:4] in (b"PK\x03\x04", b"%PDF"):
        raise BadFile("This is not a CSV file. In a spreadsheet, save it as “CSV UTF-8”")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile("The file cannot be read as UTF-8 text. In a spreadsheet, save it as “CSV UTF-8”") from None
    return _answers(text, rows, monday)


def _answers(text: str, rows: Sequence[Row], monday: date) -> list[Answer]:
    known = {(r.line.child.reference, r.line.label.upper()): r for r in rows}
    findings: list[str] = []
    found: dict[tuple[str, str], Answer] = {}
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        header = [str(h or "").strip().lower() for h in reader.fieldnames or ()]
        if lacking := [c for c in NEEDED if c not in header]:
            raise BadFile(f"The first row must name the columns. Missing: {', '.join(lacking)}")
        if len(set(header)) != len(header):
            raise BadFile("Two columns have one name")
        reader.fieldnames = header
        for number, record in enumerate(reader, 2):
            if number > MOST_ROWS + 1:
                raise BadFile(f"The file has more than {MOST_ROWS:,} rows. Send one week at a time")
            cells = {k: str(v or "").strip() for k, v in record.items() if k is not None and not isinstance(v, list)}
            if None in record or any(len(v) > _LONGEST_CELL for v in cells.values()):
                findings.append(f"Row {number}: it has more cells than the first row, or a cell that is too long")
                continue
            if not any(cells.values()) or not cells["outcome"]:
                continue
            said = _one(number, cells, known, monday)
            if isinstance(said, str):
                findings.append(said)
                continue
            key, answer = said
            if key in found:
                findings.append(f"Row {number}: {key[0]} {key[1]} stands in the file twice")
            found[key] = answer
    except csv.Error:
        raise BadFile("The file is not a well-formed CSV file: a quotation mark may be missing") from None
    if findings:
        raise BadFile(*findings)
    if not found:
        raise BadFile("No row has an outcome: nothing was recorded")
    return list(found.values())


def _one(
    number: int, cells: dict[str, str], known: dict[tuple[str, str], Row], monday: date
) -> tuple[tuple[str, str], Answer] | str:
    reference, label = reference_typed(cells["reference"].lstrip("'")) or "", cells["line"].lstrip("'").upper()
    row = known.get((reference, label))
    if row is None:
        # The same answer for a child who does not exist and for one whom the reader may not know of.
        return f"Row {number}: “{cut(cells['reference'], 20)} {cut(cells['line'], 10)}” is no line that you record this week"
    try:
        week = monday_of(date.fromisoformat(cells["week"].lstrip("'")))
    except (ValueError, OverflowError):
        return f"Row {number}: the week “{cut(cells['week'], 20)}” must be a day like {monday.isoformat()}"
    if week != monday:
        return f"Row {number}: the week must be that of {monday.isoformat()}, which you chose on the page"
    outcome = cells["outcome"].lower().replace(" ", "-")
    if outcome not in OUTCOMES:
        return f"Row {number}: the outcome “{cut(cells['outcome'], 20)}” must be delivered, missed or made up"
    reason = cells.get("reason", "").lower()
    reasons = {v: v for v in Word.Reason.values} | {label.lower(): value for value, label in Word.Reason.choices}
    if outcome == "missed" and reason not in reasons:
        return f"Row {number}: “{cut(cells.get('reason', ''), 30)}” is no reason that we know. The page lists them"
    numbers: dict[str, int | None] = {}
    for name in ("sessions_missed", "minutes_made_up"):
        given = cells.get(name, "")
        if given and not (given.isascii() and given.isdecimal() and len(given) < 5):
            return f"Row {number}: {name} must be a whole number"
        numbers[name] = int(given) if given else None
    answer = Answer(
        row.line.line, outcome, reasons.get(reason, "") if outcome == "missed" else "",
        numbers["sessions_missed"] if outcome == "missed" else None, numbers["minutes_made_up"] if outcome == "made-up" else None,
    )  # fmt: skip
    if fault := fault_of(row, answer):
        return f"Row {number}: {fault}"
    return (reference, label), answer
