"""A full-size area whose plans have words: the demo area of a scale, made by the real command, and for every child with a plan on
record an issued plan of four lines and a school year of what was said of them. Made once, and kept between runs."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl
from tests.benchmarks.bench_delivery import LINES_A_PLAN, RHYTHMS, make
from tests.benchmarks.table import say

HOW_OFTEN = ("Once a week", "Twice a week", "Once a day", "Once a fortnight", "Once a half term", "Twice a year")
OUTCOMES = ("By July 2027 {} travels alone to college on the bus, five days a week.", "By July 2027 {} reads 60 words a minute.")


def area(scale: float) -> None:
    """Point this process at the area, in the role of loading, made and filled if need be."""
    os.environ.pop("DATABASE_URL", None)
    home = Path(tempfile.gettempdir()) / f"gt-bench-plans-{scale:g}"
    os.environ.update(
        GOLDENTHREAD_HOME=str(home), GOLDENTHREAD_DEMO="1", GOLDENTHREAD_TLS="0", GOLDENTHREAD_ROLE="system", DJANGO_SETTINGS_MODULE="goldenthread.web.settings"
    )
    for command in (["demo", "--no-serve", "--scale", str(scale)], ["migrate"]):
        whole = [sys.executable, "-m", "goldenthread.commands", *command]
        subprocess.run(whole, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={k: v for k, v in os.environ.items() if k != "GOLDENTHREAD_ROLE"})
    from goldenthread.local.area import use_private_server

    use_private_server()
    import django

    django.setup()
    fill()


def keep() -> Cost:
    """What the worker does: reads words, and keeps sums, facts and how clauses stand, all of it anew. Answers what that took."""
    from goldenthread.campaigns.kept import keep_anew
    from goldenthread.campaigns.readings import keep_readings as keep_outcomes
    from goldenthread.delivery.readings import keep_readings
    from goldenthread.web.days import today

    return cost(lambda: (keep_readings(), keep_outcomes(), keep_anew(today())))


def fill() -> None:
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("select exists (select 1 from delivery_word)")
        if cursor.fetchone()[0]:
            return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select c.child_id, c.owner_id, c.id from cases_case c join cases_casestate s on s.case_id = c.id"
            " where c.pathway = 'annual-review' and s.stage <> 'ceased' and c.child_id is not null"
            " and not exists (select 1 from plans_plan p where p.child_id = c.child_id) order by c.id"
        )
        cases = cursor.fetchall()
        lines, words = make(len(cases) * LINES_A_PLAN)
        say(f"giving {len(cases):,} plans {lines.height:,} lines and {words.height:,} words")
        _plans(cursor, cases, lines)
        _words(cursor, cases, words)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")


def key(kind: int, number: int) -> str:
    return str(UUID(int=(kind << 96) + (4 << 76) + (8 << 60) + number))


def _plans(cursor: Any, cases: list[tuple[Any, ...]], lines: pl.DataFrame) -> None:
    chance = random.Random(4)  # noqa: S311  the same plans each time
    first = lines.filter(pl.col("line") % LINES_A_PLAN == 0)["first"].to_list()
    _copy(cursor, 'plans_plan (id, version, made_by, child_id, owner_id, "case")', ((key(1, n), 1, key(9, 1), *case) for n, case in enumerate(cases)))
    columns = 'plans_clause (id, line, plan_id, section, number, text, details, contributor, child_id, owner_id, "case", advice)'

    def clauses() -> Iterable[tuple[Any, ...]]:
        for r in lines.iter_rows(named=True):
            n, i = divmod(r["line"], LINES_A_PLAN)
            often = HOW_OFTEN[RHYTHMS.index((r["times"], r["every"], r["period"], r["minutes"]))]
            text = f"Line {r['line']}: {often.lower()}, {r['minutes']} minutes of work on speech and language with a therapist, one to one."
            details = {"what": "Work on language", "who": "speech and language therapist", "how_often": often, "minutes": r["minutes"], "weeks": r["weeks"]}
            yield (key(2, r["line"]), key(3, r["line"]), key(1, n), "F", i + 1, text, json.dumps(details), "speech-and-language-therapist", *cases[n], None)
        for n, case in enumerate(cases):
            for section, text, who in (("E", chance.choice(OUTCOMES).format("the child"), ""), ("C", f"Asthma, plan {n}.", "paediatrician"), ("D", f"Respite, plan {n}.", "social-care")):
                yield (key(ord(section), n), key(ord(section) + 1000, n), key(1, n), section, 1, text, "{}", who, *case, key(8, n) if who else None)

    _copy(cursor, columns, clauses())
    cursor.execute("create temp table issued_then (id uuid, day date) on commit drop")
    _copy(cursor, "issued_then (id, day)", ((key(1, n), day) for n, day in enumerate(first)))
    cursor.execute("update plans_plan p set sent_on = i.day, issued_on = i.day from issued_then i where i.id = p.id")


def _words(cursor: Any, cases: list[tuple[Any, ...]], words: pl.DataFrame) -> None:
    columns = 'delivery_word (line, child_id, owner_id, "case", party, monday, delivered, missed, made_up)'
    # In the order in which they were said: a later word has a larger number.
    said = words.sort("number").select("line", "party", "monday", "delivered", "missed", "made_up")
    _copy(cursor, columns, ((key(3, w[0]), *cases[w[0] // LINES_A_PLAN], *w[1:]) for w in said.iter_rows()))


def _copy(cursor: Any, table: str, given: Iterable[tuple[Any, ...]]) -> None:
    with cursor.copy(f"copy {table} from stdin") as out:
        for row in given:
            out.write_row(row)


@dataclass(frozen=True)
class Cost:
    """Seconds: on the clock, and of the processor in this process and in that of the database."""

    wall: float
    ours: float
    database: float


def cost(work: Callable[[], object]) -> Cost:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        pid = cursor.fetchone()[0]
    wall, ours, database = time.perf_counter(), time.process_time(), _ticks(pid)
    work()
    return Cost(time.perf_counter() - wall, time.process_time() - ours, _ticks(pid) - database)


def _ticks(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def as_application() -> Any:
    """The database role of pages: row-level security binds it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("set role goldenthread_app")
        try:
            yield
        finally:
            cursor.execute("reset role")
