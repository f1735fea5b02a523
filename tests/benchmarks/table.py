"""What a benchmark answers, and the table that shows it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """Ours beside the floor (or the peer) of the same run, in one unit; `peak` is megabytes of the processes that did
    the work, where that was measured."""

    what: str
    ours: float
    floor: float
    unit: str
    of: str
    peak: float | None = None
    note: str = ""


def measured(name: str) -> list[Row]:
    """What the benchmark of this name answers. Here, because a process begun afresh cannot find it in `__main__`."""
    return importlib.import_module(f"tests.benchmarks.bench_{name}").measure()  # type: ignore[no-any-return]


def say(progress: str) -> None:
    print(progress, file=sys.stderr, flush=True)


def table(rows: Iterable[Row]) -> str:
    cells = [("", "ours", "floor", "ratio", "peak MB", "the floor is", "note")]
    for row in rows:
        ratio = f"{row.ours / row.floor:.2f}" if row.floor else "-"
        peak = "-" if row.peak is None else f"{row.peak:,.0f}"
        cells.append((row.what, _said(row.ours, row.unit), _said(row.floor, row.unit), ratio, peak, row.of, row.note))
    widths = [max(len(line[n]) for line in cells) for n in range(7)]
    numbers = {1, 2, 3, 4}
    return "\n".join(
        "  ".join(text.rjust(w) if n in numbers else text.ljust(w) for n, (text, w) in enumerate(zip(line, widths, strict=True)))
        .rstrip()
        for line in cells
    )  # fmt: skip


def _said(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if unit in ("ms", "queries") else f"{value:,.2f} {unit}"
