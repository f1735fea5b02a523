"""(b) `load sen2` of a full-size Essex, from the command's start to the commit, fsync on, projections included; then the
same file again, which adds nothing. The floor of the same run: parse the file and COPY as many bare rows as it made events.

    python -m tests.benchmarks.bench_load [SCALE]
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
from lxml import etree
from tests.benchmarks.table import Row, say, table

from goldenthread.local.area import use_private_server
from goldenthread.local.demo.generate import generate


def measure(scale: float = 1.0) -> list[Row]:
    folder = Path(tempfile.mkdtemp(prefix="gt-load-"))
    folder.chmod(0o711)
    os.environ.pop("DATABASE_URL", None)
    os.environ["GOLDENTHREAD_HOME"] = str(folder)
    try:
        return _measure(folder, scale)
    finally:
        use_private_server().stop()
        shutil.rmtree(folder, ignore_errors=True)


def _measure(folder: Path, scale: float) -> list[Row]:
    say("writing the files of the area, and loading its people")
    (folder / "files").mkdir()
    files = generate(folder / "files", scale=scale).files
    people = next(path for path, kind, _ in files if kind == "people")
    returns = [path for path, kind, _ in files if kind == "sen2"]
    server = use_private_server()
    _run("migrate")
    _run("manage", "shell", "-c", "from goldenthread.people.places import load_places; load_places()")
    _run("load", "people", str(people))
    file = returns[-1]
    say("loading the return")
    first, peak = _timed("load", "sen2", str(file))
    with psycopg.connect(host=str(server.socket), user="goldenthread_owner", dbname="goldenthread") as connection:
        events, cases = _counts(connection)
        say("loading it again")
        again, peak_again = _timed("load", "sen2", str(file))
        new_rows = sum(_counts(connection)) - events - cases
        floor = _floor(file, connection, events)
    of = "parse it and COPY bare rows"
    what = f"{file.stat().st_size / 1e6:.0f} MB, {cases:,} cases, {events:,} events"
    return [
        Row("load sen2", first, floor, "s", of, peak, what),
        Row("load sen2 again", again, floor, "s", of, peak_again, f"{new_rows} new rows"),
    ]


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
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])


def _timed(*arguments: str) -> tuple[float, float]:
    """Seconds, and the most memory that the command took, in megabytes."""
    with tempfile.TemporaryFile() as said:
        began = time.monotonic()
        command = [sys.executable, "-m", "goldenthread.commands", *arguments]
        process = subprocess.Popen(command, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        taken = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise RuntimeError(said.read()[-2000:].decode())
    return taken, usage.ru_maxrss / 1024


if __name__ == "__main__":
    print(table(measure(*(float(a) for a in sys.argv[1:]))))
