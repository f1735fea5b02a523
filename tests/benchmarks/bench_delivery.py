"""(h) The provision ledger of a full area over a school year: 14,240 plans of four lines each, and a word on nearly every week
of every line, one in eight of them a miss, some made up, some doubted by the family: what is due, delivered, owed and how old.
500 lines chosen at random must equal the single reader in the same run. The floor of the same run: group the same words by
line and add up their minutes.

Then the page of owed hours on a database of such an area, as whoever counts asks it: the sums of lines read from the database
through the wall of totals as they are kept, added up, and the small numbers kept back.

    python -m tests.benchmarks.bench_delivery [PLANS] [SCALE]
"""

import json
import os
import random
import resource
import subprocess
import sys
import time
from datetime import date

import polars as pl
from tests.benchmarks.table import Row, say, table

from goldenthread.science.delivery import Line, Rhythm, Word, account, schedule, school_weeks, weeks_so_far
from goldenthread.science.delivery_columns import LINES, WORDS, roll_up, weeks

YEAR, ON = 2025, date(2026, 8, 31)
LINES_A_PLAN = 4
COMPARED = 500
RHYTHMS = [(1, 1, "week", 30), (2, 1, "week", 30), (1, 1, "day", 20), (1, 2, "week", 45), (1, 1, "half term", 60), (2, 1, "year", 30)]


def measure(plans: int = 14_240, scale: float = 1.0) -> list[Row]:
    say(f"making {plans:,} plans of {LINES_A_PLAN} lines and a school year's words")
    lines, words = make(plans * LINES_A_PLAN)
    before = peak()
    wall, cpu = time.perf_counter(), time.process_time()
    found = roll_up(lines, words, ON)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    most = peak()
    began = time.perf_counter()
    words.group_by("line").agg(pl.col("delivered", "missed", "made_up").cast(pl.Int64).sum())
    floor = time.perf_counter() - began
    say(f"of {most:,.0f} MB, {before:,.0f} MB is having the frames; comparing {COMPARED} lines with the single reader")
    if differ := compare(lines, words, found):
        raise ValueError(f"the single reader says otherwise of {len(differ)} lines, first of {differ[0]}")
    owed = found["owed"].sum() // 60
    note = (f"{plans:,} plans, {lines.height:,} lines, {words.height:,} words, {len(of_year())} school weeks, {owed:,} hours owed, {cpu:.1f} s of processor; "
            f"equal to the single reader in {COMPARED}")  # fmt: skip
    return [Row("provision owed in an area", wall, floor, "s", "group the words by line", most, note), of_a_page(scale)]


def of_a_page(scale: float) -> Row:
    from tests.benchmarks import plans_area

    say(f"making or opening the area of scale {scale:g} whose plans have words")
    plans_area.area(scale)
    plans_area.keep()
    code = "from tests.benchmarks import bench_delivery; bench_delivery.told()"
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "GOLDENTHREAD_ROLE": "app"}, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return Row(*json.loads(done.stdout.splitlines()[-1]))


def told() -> None:
    import django

    django.setup()
    from django.db import transaction
    from tests.benchmarks import plans_area

    from goldenthread.access.models import User
    from goldenthread.access.viewer import become
    from goldenthread.delivery.owed import ACCOUNTS, BANDS, copied, totals
    from goldenthread.plans.kept import edition
    from goldenthread.web.days import today

    manager = User.objects.filter(grants__role="la-send-manager").values_list("pk", flat=True).first()
    answers: list[object] = []
    with transaction.atomic():
        viewer = become(manager)
        ours = plans_area.cost(lambda: answers.append(totals(viewer, today())))
        floor = plans_area.cost(lambda: copied("delivery_count_accounts(%s, %s, %s)", ACCOUNTS, (today(), BANDS, edition())))
    whole = answers[0].whole  # type: ignore[attr-defined]
    note = f"{whole.owed // 60:,} hours owed, {whole.due // 60:,} due; processor: {ours.ours:.1f} s of the page, {ours.database:.1f} s of the database"
    print(json.dumps(["owed hours, the page’s questions", ours.wall, floor.wall, "s", "the kept sums copied out, alone", peak(), note]))


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def of_year() -> list[date]:
    return [w.monday for w in school_weeks() if w.half_term.school_year == YEAR]


def make(number: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Lines of six rhythms, one plan in five begun in mid-year, and words of their due weeks."""
    mondays = of_year()
    key = pl.DataFrame({"line": pl.int_range(number, dtype=pl.Int64, eager=True)})
    kind = _any(1, len(RHYTHMS))
    plan = pl.col("line") // LINES_A_PLAN
    lines = key.select(
        "line",
        *(kind.replace_strict({n: r[i] for n, r in enumerate(RHYTHMS)}, return_dtype=LINES[name]).alias(name)
          for i, name in enumerate(("times", "every", "period", "minutes"))),
        weeks=pl.when(_any(2, 3) == 0).then(pl.lit(36, pl.Int16)),
        # A plan is issued on one day, whatever its lines.
        first=pl.when(plan.hash(3) % 5 == 0).then(pl.lit(mondays[0]) + pl.duration(days=(plan.hash(4) % 200).cast(pl.Int32))).otherwise(pl.lit(mondays[0])).cast(pl.Date),
        last=pl.lit(None, pl.Date),
        closures=pl.lit(None, pl.String),
    ).select(list(LINES))  # fmt: skip
    due = weeks(lines, pl.DataFrame(schema=WORDS), ON).select("line", "monday", "due")
    turn = pl.struct("line", "monday").hash(5) % 64
    said = due.with_columns(turn=turn).with_row_index("number").filter(pl.col("turn") != 0)
    provider = said.select(
        "line", "monday", party=pl.lit("provider"),
        delivered=pl.when(pl.col("turn").is_between(1, 8)).then(0).otherwise(pl.col("due")).cast(pl.Int32),
        missed=pl.when(pl.col("turn").is_between(1, 8)).then(pl.col("due")).otherwise(0).cast(pl.Int32),
        made_up=pl.when(pl.col("turn").is_between(9, 12)).then(pl.col("due")).otherwise(0).cast(pl.Int32), number=pl.col("number").cast(pl.Int64),
    )  # fmt: skip
    family = said.filter(pl.col("turn") == 13).select(
        "line", "monday", party=pl.lit("family"), delivered=pl.lit(0, pl.Int32), missed=pl.col("due").cast(pl.Int32), made_up=pl.lit(0, pl.Int32),
        number=pl.col("number").cast(pl.Int64) + 10_000_000,
    )  # fmt: skip
    return lines, pl.concat([provider, family]).sample(fraction=1, shuffle=True, seed=1).select(list(WORDS))


def _any(seed: int, below: int) -> pl.Expr:
    return (pl.col("line").hash(seed) % below).cast(pl.Int32)


def compare(lines: pl.DataFrame, words: pl.DataFrame, found: pl.DataFrame) -> list[object]:
    chosen = random.Random(7).sample(range(lines.height), min(COMPARED, lines.height))
    some = pl.col("line").is_in(chosen)
    said: dict[int, dict[date, list[Word]]] = {}
    for r in words.filter(some).iter_rows(named=True):
        said.setdefault(r["line"], {}).setdefault(r["monday"], []).append(Word(r["party"], r["delivered"], r["missed"], r["made_up"], r["number"]))
    ours = {r["line"]: r for r in found.filter(some).iter_rows(named=True)}
    differ: list[object] = []
    for r in lines.filter(some).iter_rows(named=True):
        line = Line(Rhythm(r["times"], r["period"], r["every"]), r["minutes"], r["weeks"])
        dues = {d.monday: d.minutes for d in schedule(line, r["first"], ON)}
        a, row = account(weeks_so_far(dues, said.get(r["line"], {}), ON)), ours[r["line"]]
        theirs = (a.due, a.delivered, a.missed, a.made_up, a.in_question, a.not_recorded, a.owed_minutes, a.oldest)
        if theirs != tuple(row[n] for n in ("due", "delivered", "missed", "made_up", "in_question", "not_recorded", "owed", "oldest")):
            differ.append((r, theirs, row))
    return differ


if __name__ == "__main__":
    print(table(measure(*(int(a) for a in sys.argv[1:]))))


