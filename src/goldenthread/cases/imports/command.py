"""`goldenthread load`: progress on standard error, the report on standard output."""

from __future__ import annotations

import getpass
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from goldenthread.cases.imports.events import load_events
from goldenthread.cases.imports.people import load_people
from goldenthread.cases.imports.report import ImportReport, Progress, Unloadable
from goldenthread.cases.imports.sen2 import load_sen2

Loader = Callable[..., ImportReport]


def load(kind: str, file: Path, loader: Loader | None = None) -> int:
    """`loader` is that of an app above, where the kind is one of its own. The answer is the exit status: 2 where the file as a whole is refused, and 1 where every row of it is. In both
    nothing was loaded."""
    started = time.monotonic()
    by = f"command:{_who()}"
    # An extract does not say whose it is; needed only in an area of several councils.
    authority = os.environ.get("GOLDENTHREAD_AUTHORITY")
    progress = _progress()
    try:
        report = loader(file, by=by, authority=authority, progress=progress) if loader else _load(kind, file, by, authority, progress)
    except Unloadable as refusal:
        print(f"\n{file.name} was refused: {refusal} Nothing was loaded.", file=sys.stderr)
        return 2
    print(file=sys.stderr)
    for line in report.lines():
        print(line)
    if report.all_refused():
        print(f"{file.name}: every row was refused. Nothing was loaded.", file=sys.stderr)
        return 1
    print(f"{file.name}: done in {time.monotonic() - started:.1f} s.")
    return 0


def _load(kind: str, file: Path, by: str, authority: str | None, progress: Progress) -> ImportReport:
    if kind == "sen2":
        return load_sen2(file, by=by, progress=progress)
    if kind == "people":
        return load_people(file, by=by, authority=authority, progress=progress)
    return load_events(file, by=by, authority=authority, progress=progress)


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _progress() -> Progress:
    """One line a step, and at a terminal the count running within it."""
    running = sys.stderr.isatty()
    last = ""

    def show(step: str, done: int, total: int | None) -> None:
        nonlocal last
        if step != last:
            print(
                f"{chr(10) if last and running else ''}{step} ...",
                end="" if running else "\n",
                file=sys.stderr,
            )
            last = step
        if running and done:
            of = f" of {total:,}" if total else ""
            print(f"\r{step} ... {done:,}{of}", end="", file=sys.stderr)
        sys.stderr.flush()

    return show
