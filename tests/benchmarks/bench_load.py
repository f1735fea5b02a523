"""(b) `load sen2` of a full-size Essex, from the command's start to the commit, fsync on, projections included; then the
same file again, which adds nothing. The floor of the same run: parse the file and COPY as many bare rows as it made events.

    python -m tests.benchmarks.bench_load [SCALE]
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
from lxml import etree

from goldenthread.local.area import use_private_server
from goldenthread.local.demo.generate import generate


def main(scale: float = 1.0) -> None:
    folder = Path(tempfile.mkdtemp(prefix="gt-load-"))
    folder.chmod(0o711)
    os.environ.pop("DATABASE_URL", None)
    os.environ["GOLDENTHREAD_HOME"] = str(folder)
    try:
        _measure(folder, scale)
    finally:
        use_private_server().stop()
        shutil.rmtree(folder, ignore_errors=True)


def _measure(folder: Path, scale: float) -> None:
    (folder / "files").mkdir()
    files = generate(folder / "files", scale=scale).files
    people = next(path for path, kind, _ in files if kind == "people")
    returns = [path for path, kind, _ in files if kind == "sen2"]
    server = use_private_server()
    _run("migrate")
    _run("manage", "shell", "-c", "from goldenthread.people.places import load_places; load_places()")
    _run("load", "people", str(people))
    file = returns[-1]
    first = _timed("load", "sen2", str(file))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    with psycopg.connect(host=str(server.socket), user="goldenthread_owner", dbname="goldenthread") as connection:
        events, cases = _counts(connection)
        again = _timed("load", "sen2", str(file))
        new_rows = sum(_counts(connection)) - events - cases
        floor = _floor(file, connection, events)
    print(
        f"load sen2   {file.stat().st_size / 1e6:.0f} MB, {cases:,} cases, {events:,} events: {first:.1f} s, "
        f"peak {peak:.0f} MB, ratio to parse-and-COPY floor ({floor:.2f} s) {first / floor:.1f}"
    )
    print(f"the same file again: {again:.1f} s, {new_rows} new rows")


def _counts(connection: psycopg.Connection) -> tuple[int, int]:
    connection.rollback()
    row = connection.execute("select (select count(*) from cases_event), (select count(*) from cases_case)").fetchone()
    assert row
    return row[0], row[1]


def _floor(file: Path, connection: psycopg.Connection, rows: int) -> float:
    began = time.monotonic()
    for _, person in etree.iterparse(str(file), tag="Person"):
        person.clear()
    connection.execute("create table floor_of_load (id uuid primary key, number int, event text, on_day date)")
    with connection.cursor().copy("copy floor_of_load from stdin") as copy:
        for n in range(rows):
            copy.write_row((f"{n:032x}", n, "review-meeting-held", "2026-01-15"))
    connection.commit()
    taken = time.monotonic() - began
    connection.execute("drop table floor_of_load")
    connection.commit()
    return taken


def _run(*arguments: str) -> None:
    command = [sys.executable, "-m", "goldenthread.commands", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stdout[-2000:] + done.stderr[-2000:])


def _timed(*arguments: str) -> float:
    began = time.monotonic()
    _run(*arguments)
    return time.monotonic() - began


if __name__ == "__main__":
    main(*(float(a) for a in sys.argv[1:]))
