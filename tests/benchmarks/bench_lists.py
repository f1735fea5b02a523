"""(q) A waiting list of 50,000 rows from the command's start to the commit, fsync on, projections included; the same file again, which
adds nothing; waiting safely begun for each of about 20,000; and a range for each of them, each list tested on its own past. The floors of the same run: read
the file and COPY as many bare rows as it made events; ask once for every child's journey.

    python -m tests.benchmarks.bench_lists [ROWS]
"""

import csv
import os
import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import psycopg
from tests.benchmarks.bench_load import _run, _timed
from tests.benchmarks.table import Row, say, table

from goldenthread.local.area import use_private_server
from goldenthread.local.demo.queues import Flow, waits_of

PLACES = ("Mid", "North East", "South", "West")
SET_UP = """
from datetime import date
from goldenthread.people.models import Organisation
from goldenthread.people.places import load_places
from goldenthread.services.models import Service
load_places()
trust = Organisation.objects.create(code="TRUST:BENCH", name="Bench Trust", kind="nhs-provider")
Service.objects.create(owner=trust, code="ND", name="Neurodevelopmental assessment", pathway="neurodevelopmental", valid_from=date(2020, 1, 1))
"""
RECKON = "from goldenthread.services.forecasting import forecast_lists; from goldenthread.web.days import today; print(forecast_lists(today()))"
KEEP = "from goldenthread.services.keeping_safe import keep_lists_safe; from goldenthread.web.days import today; print(keep_lists_safe(today()))"
JOURNEYS = "select count(*) from services_journeys((select array_agg(id) from services_service))"


def measure(rows: int = 50_000) -> list[Row]:
    folder = Path(tempfile.mkdtemp(prefix="gt-lists-"))
    folder.chmod(0o711)
    os.environ.pop("DATABASE_URL", None)
    os.environ["GOLDENTHREAD_HOME"] = str(folder)
    try:
        return _measure(folder, rows)
    finally:
        use_private_server().stop()
        shutil.rmtree(folder, ignore_errors=True)


def _measure(folder: Path, rows: int) -> list[Row]:
    server = use_private_server()
    _run("migrate")
    os.environ["GOLDENTHREAD_PROVIDER"] = "TRUST:BENCH"
    _run("manage", "shell", "-c", SET_UP)
    with psycopg.connect(host=str(server.socket), user="goldenthread_owner", dbname="goldenthread") as connection:
        say("writing a list of five years")
        file, written = _write(folder, rows, connection)
        say("loading it")
        first, peak = _timed("load", "waits", str(file))
        events = _count(connection, "cases_event")
        say("loading it again")
        again, peak_again = _timed("load", "waits", str(file))
        new_rows = _count(connection, "cases_event") - events
        floor = _floor(file, connection, events)
        say("keeping every wait safe")
        kept, peak_kept = _timed("manage", "shell", "-c", KEEP)
        safe = _count(connection, "cases_event") - events - new_rows
        kept_again, _ = _timed("manage", "shell", "-c", KEEP)
        say("reckoning every list")
        began = time.monotonic()
        connection.execute(JOURNEYS)
        asked = time.monotonic() - began
        reckoned, peak_reckoned = _timed("manage", "shell", "-c", RECKON)
        ranges, lists, silent = connection.execute(
            "select (select count(*) from services_range), count(*), count(*) filter (where abstains <> '') from services_forecast"
        ).fetchone() or (0, 0, 0)  # fmt: skip
    of = "parse it and COPY bare rows"
    what = f"{file.stat().st_size / 1e6:.0f} MB, {written:,} rows, {events:,} events"
    return [
        Row("load a waiting list", first, floor, "s", of, peak, what),
        Row("load it again", again, floor, "s", of, peak_again, f"{new_rows} new events"),
        Row("waiting safely begins for each", kept, kept_again, "s", "the same again, which adds nothing", peak_kept, f"{safe:,} begun"),
        Row("a range for each who waits", reckoned, asked, "s", "ask for every journey", peak_reckoned, f"{ranges:,} ranges, {lists} lists, {silent} abstain"),
    ]


def _write(folder: Path, rows: int, connection: psycopg.Connection) -> tuple[Path, int]:
    """Four lists that grow to two fifths of all who were ever on them."""
    today = date.today()
    file = folder / f"waits-{today}.csv"
    # Sizes that come to about `rows` in five years, with growth.
    flow = Flow(rows / 4 / 5.4, 0.04, (rows / 40, rows / 10), 2_500.0)
    number = 0
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("reference", "service", "surname", "forename", "date_of_birth", "postcode", "received_on", "looked_for", "priority", "first_seen_on",
                         "seen_how", "closed_on", "closed_how"))  # fmt: skip
        for place in PLACES:
            found = connection.execute(
                "select p.postcode from people_postcode p join people_district d on d.code = p.district_id where d.locality = %s order by 1 limit 1", [place]
            ).fetchone()
            assert found
            for wait in waits_of(f"bench {place}", flow, today):
                number += 1
                left = wait.seen is None and wait.leaves <= today
                writer.writerow((f"B{number}", "ND", f"Surname{number}", "Some", "2016-05-01", found[0], wait.received, "autism", wait.priority, wait.seen or "",
                                 "face-to-face" if wait.seen else "", wait.leaves if left else "", "referral-withdrawn" if left else ""))  # fmt: skip
    connection.rollback()
    return file, number


def _count(connection: psycopg.Connection, name: str) -> int:
    connection.rollback()
    row = connection.execute(f"select count(*) from {name}").fetchone()
    assert row
    return int(row[0])


def _floor(file: Path, connection: psycopg.Connection, events: int) -> float:
    began = time.monotonic()
    with file.open(newline="") as text:
        for _ in csv.DictReader(text):
            pass
    connection.execute("create table floor_of_list (id uuid primary key, number int, event text, on_day date)")
    with connection.cursor().copy("copy floor_of_list from stdin") as copy:
        for n in range(events):
            copy.write_row((f"{n:032x}", n, "referral-received", "2026-01-15"))
    connection.commit()
    taken = time.monotonic() - began
    connection.execute("drop table floor_of_list")
    connection.commit()
    return taken


if __name__ == "__main__":
    print(table(measure(*(int(a) for a in sys.argv[1:]))))
