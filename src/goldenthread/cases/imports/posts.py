"""The one entry that a person has in the directory: which of their posts it holds, and the address that is theirs alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from goldenthread.cases.imports.report import ImportReport
from goldenthread.exchange.extract import BadRow, Row

_LONGEST_ADDRESS = 254

ONE_POST = (
    "has another body or team there: a person has one entry, with one body and one team. The first was loaded, and what is allocated to this reference is theirs, "
    "whichever team it is for. Keep the row of the team where they work most; a role at a second body is given to their account, under People with access"
)


def posts_held(rows: Sequence[Row], today: date, report: ImportReport) -> list[Row]:
    """Of somebody with several posts one after the other, as a staff system keeps them, the post that they hold today. The others are reported."""
    of: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        of[row["reference"]].append(row)
    kept = []
    for row in rows:
        held = _held(of[row["reference"]], today) if row["reference"] else None
        if held is None or held is row:
            kept.append(row)
            continue
        words = (
            f"{row['reference']} has another post at line {held.line}, for other days. A person has one entry, with the post of the day on which the file is loaded: "
            f"that of line {held.line} was taken. Load the file again when the next one begins"
        )
        report.refuse_row(row, words, row["record"])
    return kept


def _held(posts: Sequence[Row], today: date) -> Row | None:
    """The post held today, else the last that began, else the first. None of one post alone, and where they overlap: then nobody can say which."""
    if len(posts) == 1:
        return None
    try:
        spans = sorted(((row.day("from") or date.min, row.day("to") or date.max, row) for row in posts), key=lambda span: span[:2])
    except BadRow:
        return None
    if any(last >= first for (_, last, _), (first, _, _) in pairwise(spans)):
        return None
    return next((row for first, _, row in reversed(spans) if first <= today), spans[0][2])


def can_be_written_to(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return len(address) <= _LONGEST_ADDRESS


def report_shared_addresses(cursor: Any, told: Mapping[str, Row], today: date, report: ImportReport) -> None:
    """Addresses of two people, one of whom the file tells of (`told`, by reference). The code that opens a child's record goes to the address, and an account made
    with it takes the entry that has it."""
    cursor.execute(
        "SELECT array_agg(reference ORDER BY reference) FROM people_practitioner"
        " WHERE email <> '' AND (valid_to IS NULL OR valid_to >= %s) GROUP BY lower(email) HAVING count(*) > 1",
        [today],
    )
    for (references,) in cursor.fetchall():
        rows = [told[reference] for reference in references if reference in told]
        if not rows:
            continue
        row = max(rows, key=lambda each: each.line)
        others = ", ".join(reference for reference in references if reference != row["reference"])
        words = (
            f"the address of {row['reference']} is that of {others} too. It was kept: what is sent to one of them about a child, with the code that opens it, reaches the "
            "other. Enter the address of each; if it is one person, keep one reference"
        )
        report.doubt_row(row, words, "email")
