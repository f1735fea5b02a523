"""Rows go by COPY into a temporary table, and from there into the real one: COPY itself is refused under
row-level security, and so that a row which is there already is passed over. An import runs in a process of
the system role, which sees every row: it must know sealed children too, so as to leave them alone."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any


def stage(cursor: Any, table: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]) -> None:
    """A temporary table with these rows. It goes with the transaction."""
    declared = ", ".join(f'"{name}" {kind}' for name, kind in columns)
    # One transaction may hold several imports.
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
    cursor.execute(f"CREATE TEMPORARY TABLE {table} ({declared}) ON COMMIT DROP")
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        chunk: list[str] = []
        for row in rows:
            chunk.append("\t".join([_cell(value) for value in row]))
            if len(chunk) >= 2000:
                copy.write("\n".join(chunk) + "\n")
                chunk.clear()
        if chunk:
            copy.write("\n".join(chunk) + "\n")


def _cell(value: Any) -> str:
    if value is None:
        return r"\N"
    text = value if isinstance(value, str) else str(value)
    if "\\" in text or "\t" in text or "\n" in text or "\r" in text:
        text = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text


_PLAIN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_SORTED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def as_json(value: Any, *, in_order: bool = False) -> str:
    """JSON for the database; with its names in order where the text itself is compared."""
    return (_SORTED if in_order else _PLAIN).encode(value)


@contextmanager
def without_collecting() -> Iterator[None]:
    """A million small records hold no cycles, and looking for some doubles the time of reading a file."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
