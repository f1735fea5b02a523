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


_LOADERS: dict[str, Loader] = {"sen2": load_sen2, "people": load_people, "events": load_events}


def load(kind: str, file: Path, loader: Loader | None = None, provider: str = "") -> int:
    """`provider` is whose own file it is, where it is a health provider's. `loader` is that of an app above, where the kind is one of its own. The answer is the exit status: 2 where the file as a whole is refused, and 1 where every row of it is. In both
    nothing was loaded."""
    started = time.monotonic()
    by = f"command:{_who()}"
    # An extract does not say whose it is; needed only in an area of several councils.
    authority = os.environ.get("GOLDENTHREAD_AUTHORITY")
    progress = _progress()
    try:
        loader = loader or _LOADERS[kind]
        given = {"provider": provider} if provider else {}
        report = loader(file, by=by, authority=authority, progress=progress, **given)
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
