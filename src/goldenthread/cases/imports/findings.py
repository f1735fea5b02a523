"""`goldenthread findings`: the imports on record, and everything that one of them found, for whoever puts a file right.

It is read by the system role, at the machine, like the import itself. A message holds the value at fault, so the output is
personal data: keep it where the file is kept."""

from __future__ import annotations

import csv
import sys

from django.db import connection

COLUMNS = ("place", "severity", "rule", "message")


def imports() -> int:
    """Every import on record, the newest first, one a line. The answer is the exit status."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id, r.kind, to_char(r.started_at, 'YYYY-MM-DD HH24:MI'), r.file_name,"
            " (SELECT count(*) FROM cases_importfinding f WHERE f.run_id = r.id)"
            " FROM cases_importrun r ORDER BY r.started_at DESC, r.id"
        )
        rows = cursor.fetchall()
    for run, kind, started, file, found in rows:
        print(f"{run}  {started}  {kind:<6}  {found:>7,} findings  {file}")
    if not rows:
        print("No file has been loaded.", file=sys.stderr)
    return 0


def findings(run: str) -> int:
    """Every finding of one import as CSV, in the order of its file. `run` is the import's number, or its beginning."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cases_importrun WHERE starts_with(id::text, %s)", [run.lower()])
        ids = [id_ for (id_,) in cursor.fetchall()]
        if len(ids) != 1:
            words = "Several imports begin" if ids else "No import begins"
            print(f"{words} with {run}. `goldenthread findings` lists them.", file=sys.stderr)
            return 2
        cursor.execute(
            "SELECT row, severity, rule, message FROM cases_importfinding WHERE run_id = %s ORDER BY id", [ids[0]]
        )
        written = csv.writer(sys.stdout, lineterminator="\n")
        written.writerow(COLUMNS)
        written.writerows(cursor.fetchall())
    return 0
