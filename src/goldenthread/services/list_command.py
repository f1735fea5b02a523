"""`goldenthread load waits`: a provider's waiting list from a file, as its page takes it.

Whose it is, is said by a column `provider` or by GOLDENTHREAD_PROVIDER; the day on which it was taken, by a column `taken_on` or by the
date in the file's name. Its other columns are ours, or those of a layout that a person of the provider has described.
"""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

from django.db import transaction

from goldenthread.cases.imports.report import ImportReport, Progress, Unloadable, quiet
from goldenthread.exchange.extract import UnreadableExtract
from goldenthread.letters.sending import enqueue
from goldenthread.people.models import Organisation
from goldenthread.services.list_files import LARGEST, NEEDED, OURS, Reading, Table, read_table, rows_of, sheets_in
from goldenthread.services.loading import load_rows
from goldenthread.services.queries import layout_of, reading_of
from goldenthread.web.days import today

_DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")


def load_waits(path: Path, *, by: str, authority: str | None = None, provider: str = "", sheet: str = "", progress: Progress = quiet, reckon: bool = True) -> ImportReport:
    """Whole or not at all, save rows that are refused or wait for a person. `reckon`: the queue then keeps these waits safe, and says
    anew what is said of the provider's lists. Raises Unloadable."""
    path = Path(path)
    try:
        if not path.is_file():
            raise UnreadableExtract(f"There is no file {path}.")
        if path.stat().st_size > LARGEST:
            raise UnreadableExtract(f"The file is larger than {LARGEST // 1_000_000} MB. Send it in parts.")
        table = _table(path.read_bytes(), sheet)
    except UnreadableExtract as refusal:
        raise Unloadable(str(refusal)) from None
    body = _provider(table, provider)
    taken_on = _taken_on(table, path.name)
    progress("Reading", 0, len(table.rows))
    rows = list(rows_of(table, _reading(table, body)))
    with transaction.atomic():
        report = load_rows(rows, provider=body, taken_on=taken_on, file=path.name, by=by, progress=progress)
        if reckon and not report.repeated:
            enqueue("services.keep_list_safe", owner=str(body.pk))
            enqueue("services.forecast_provider", owner=str(body.pk))
    return report


def _table(data: bytes, named: str) -> Table:
    sheets = sheets_in(data)
    if named:
        sheets = [s for s in sheets if s.name == named]
        if not sheets:
            raise UnreadableExtract(f"The file has no sheet {named} with a list.")
    if len(sheets) > 1:
        raise UnreadableExtract(f"The workbook has several sheets. Say which is the list, with --sheet and its name: {', '.join(s.name for s in sheets)}.")
    if sheets[0].problem:
        raise UnreadableExtract(sheets[0].problem)
    return read_table(sheets[0].text.encode())


def _provider(table: Table, named: str) -> Organisation:
    code = _one_value(table, "provider")
    if named and code and named != code:
        raise Unloadable(f"The file says that it is {code}’s, and the command that it is {named}’s. Correct one of them.")
    code = code or named or os.environ.get("GOLDENTHREAD_PROVIDER", "")
    if not code:
        raise Unloadable("The file does not say whose list it is. Give it a column provider, or name it in the environment: GOLDENTHREAD_PROVIDER=TRUST:PROVIDE.")
    found = Organisation.objects.filter(code=code).first()
    if found is None:
        raise Unloadable(f"No organisation has the code {code}. Check it, or add the organisation with `load people` first.")
    return found


def _taken_on(table: Table, name: str) -> date:
    said = _one_value(table, "taken_on") or (_DAY.findall(name) or [""])[-1]
    if not said:
        raise Unloadable("The file does not say on which day it was taken. Give it a column taken_on, or put the day in its name, such as waits-2026-11-20.csv.")
    try:
        day = date.fromisoformat(said)
    except ValueError:
        raise Unloadable(f"{said} is no day. Write the day on which the list was taken as YYYY-MM-DD.") from None
    if day > today():
        raise Unloadable(f"The list was taken on {day}, which is after today.")
    return day


def _one_value(table: Table, column: str) -> str:
    """What a column says of the whole file, or nothing where there is no such column."""
    if column not in table.columns:
        return ""
    values = table.values_of(column, most=1)
    if len(values) > 1:
        raise Unloadable(f"The column {column} has more than one value, and a file is one list. Load each by itself.")
    return values[0] if values else ""


def _reading(table: Table, provider: Organisation) -> Reading:
    layout = layout_of(provider.pk, table)
    if layout is not None:
        return reading_of(layout)
    if missing := [name for name in NEEDED if name not in table.columns]:
        raise Unloadable(
            f"Its columns are not ours, and nobody of {provider.name} has said how they are read: send it once under Waiting lists, and say it there. "
            f"Of ours it lacks {', '.join(missing)}."
        )
    if unknown := set(table.columns) - set(OURS.columns) - {"provider", "taken_on"}:
        raise Unloadable(f"It has columns that are unknown: {', '.join(sorted(unknown))}. Leave them out, or correct their names.")
    return OURS
