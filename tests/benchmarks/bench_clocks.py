"""(a) Every clock of 1,000,000 EHC needs assessments of ten events each, in one unsorted frame, as at a day and as known
at a moment; 1 in 20 with a correction and 1 in 20 with an exception. 10,000 cases chosen at random must equal the
single-case reader in the same run. The floor of the same run: filter the same frame by the same two dates and sort it.

    python -m tests.benchmarks.bench_clocks [CASES]
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
from tests.benchmarks.table import Row, say, table

from goldenthread.engine.columns import COLUMNS_OF_JOURNAL
from goldenthread.engine.events import Event
from goldenthread.engine.population import clocks_of
from goldenthread.engine.replay import replay
from goldenthread.pathways.ehc_needs_assessment import EHC_NEEDS_ASSESSMENT as PATHWAY

AS_AT = date(2026, 6, 30)
KNOWN_AT = datetime(2026, 7, 10, 17, tzinfo=UTC)
COMPARED = 10_000
CONTRIBUTORS = [
    "educational-psychologist",
    "speech-and-language-therapist",
    "education-setting",
    "social-care",
    "family",
]
SETTINGS = [f"URN:{n}" for n in range(115000, 115300)]
EXCUSABLE = ["decide-whether-to-assess", "decide-whether-to-issue", "issue-final-plan", "advice"]


def measure(cases: int = 1_000_000) -> list[Row]:
    say(f"making a journal of {cases:,} cases")
    with tempfile.TemporaryDirectory(prefix="gt-clocks-") as folder:
        file = Path(folder) / "journal.arrow"
        # Made in a process of its own, so that what making it takes is not counted as memory of the reader.
        subprocess.run([sys.executable, "-m", __spec__.name, "make", str(cases), str(file)], check=True)
        journal = pl.read_ipc(file)
    frame = peak()
    wall, cpu = time.perf_counter(), time.process_time()
    clocks = clocks_of(PATHWAY, journal, as_at=AS_AT, known_at=KNOWN_AT)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    most = peak()
    say(f"comparing {min(COMPARED, cases):,} cases with the single-case reader")
    differ = compare(journal, clocks, cases)
    began = time.perf_counter()
    known = pl.col("recorded_at").is_null() | (pl.col("recorded_at") <= KNOWN_AT)
    journal.filter(known & (pl.col("on") <= AS_AT)).sort("case", "on", "number")
    floor = time.perf_counter() - began
    say(f"of {most:,.0f} MB, {frame:,.0f} MB is reading the frame")
    if differ:
        raise ValueError(f"the single-case reader says otherwise of {len(differ)} cases, first of {differ[0]}")
    note = (
        f"{cases:,} cases, {journal.height:,} events, {clocks.height:,} clocks, {cpu:.1f} s of processor; "
        f"equal to the single-case reader in {min(COMPARED, cases):,}"
    )
    return [Row("clocks of a population", wall, floor, "s", "filter the frame and sort it", most, note)]


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def compare(journal: pl.DataFrame, clocks: pl.DataFrame, cases: int) -> list[object]:
    """The cases, of some chosen at random, of which the single-case reader says otherwise."""
    chosen = random.Random(7).sample(range(cases), min(COMPARED, cases))
    some = pl.col("case").is_in(chosen)
    columns = ["clock", "for_", "started", "due", "stopped", "excused_from", "excused_by", "exception_ended", "cite"]
    ours: dict[int, list[tuple[object, ...]]] = {case: [] for case in chosen}
    for case, *row in clocks.filter(some).select("case", *columns).iter_rows():
        ours[case].append(tuple(row))
    events: dict[int, list[Event]] = {case: [] for case in chosen}
    for row in journal.filter(some).iter_rows(named=True):
        given = json.loads(row["fields"] or "{}")
        about = PATHWAY.events[row["event"]].about
        fields = PATHWAY.validate(row["event"], {**given, **({about: row["for_"]} if about and row["for_"] else {})})
        events[row["case"]].append(
            Event(row["event"], row["on"], row["number"], fields, row["at"], str(row["id"]), row["recorded_at"])
        )
    differ: list[object] = []
    for case in chosen:
        answer = replay(PATHWAY, events[case], as_at=AS_AT, known_at=KNOWN_AT)
        theirs = [tuple(getattr(c, name) for name in columns) for c in answer.clocks]
        if sorted(theirs, key=str) != sorted(ours[case], key=str):
            differ.append((events[case], ours[case], theirs))
    return differ


# --- the frame ---


def make(cases: int, file: Path) -> None:
    """Ten events a case, in no order: the course of an assessment with its usual turns."""
    case = pl.DataFrame({"case": pl.int_range(cases, dtype=pl.Int32, eager=True)}).with_columns(
        begun=date(2024, 1, 1) + pl.duration(days=_any(0, 900)),
        refused=_any(1, 10) == 0,
        corrected=_any(2, 20) == 0,
        excepted=_any(3, 20) == 0,
        ordered=_any(4, 50) == 0,
        served=_any(5, 2) == 0,
        first=_one_of(6, CONTRIBUTORS[:2]),
        second=_one_of(7, CONTRIBUTORS[2:]),
    )
    none = pl.lit(None, pl.String)
    exception = _json(
        clock=_one_of(8, EXCUSABLE),
        ground=_one_of(9, ["absent-from-area", "personal-circumstances"]),
        reason=pl.lit("away"),
        **{"from": _day(20), "to": _day(20, _any(10, 40))},
    )
    withdraw = _json(event_id=_id(3).cast(pl.String), reason=pl.lit("wrong day"))
    plain = ~pl.col("corrected") & ~pl.col("excepted")
    parts = [
        _event(case, 1, "request-received", 0, none, none),
        _event(case, 2, "notified-considering", 5, none, none),
        _event(case, 3, pl.when("refused").then(pl.lit("decided-not-to-assess")).otherwise(pl.lit("decided-to-assess")),
               40, none, none),
        _event(case, 4, "advice-requested", 42, pl.col("first"),
               pl.when("served").then(_json(received_on=_day(44)))),
        _event(case, 5, "advice-requested", 43, pl.col("second"), none),
        _event(case, 6, pl.when(_any(11, 8) == 0).then(pl.lit("advice-requested")).otherwise(pl.lit("advice-received")),
               75, pl.col("first"), none),
        _event(case, 7, "advice-received", 80, pl.col("second"), none),
        _event(case, 8, pl.when("corrected").then(pl.lit("corrected")).otherwise(pl.lit("draft-plan-sent")), 95, none,
               pl.when("corrected").then(withdraw).when("served").then(_json(served_on=_day(97)))),
        _event(case, 9, pl.when("excepted").then(pl.lit("exception-recorded")).when("corrected")
               .then(pl.lit("decided-to-assess")).otherwise(pl.lit("setting-consulted")),
               pl.when("corrected").then(38).otherwise(100), pl.when(plain).then(_one_of(12, SETTINGS)),
               pl.when("excepted").then(exception)),
        _event(case, 10, pl.when("ordered").then(pl.lit("tribunal-order-made")).otherwise(pl.lit("final-plan-issued")),
               130, none, pl.when("ordered").then(pl.lit('{"requires": ["make-plan"]}'))),
    ]  # fmt: skip
    journal = pl.concat(parts).sample(fraction=1, shuffle=True, seed=1).select(COLUMNS_OF_JOURNAL)
    journal.rechunk().write_ipc(file)


def _event(
    case: pl.DataFrame, number: int, what: str | pl.Expr, after: int | pl.Expr, about: pl.Expr, fields: pl.Expr
) -> pl.DataFrame:
    """One event of each case, some days after it began, give or take; recorded the same day or up to a month later."""
    days = pl.lit(after) if isinstance(after, int) else after
    on = _date(days + _any(20 + number, 15))
    late = pl.when(_any(40 + number, 10) == 0).then(_any(60 + number, 30)).otherwise(0)
    event = pl.lit(what) if isinstance(what, str) else what
    timed = _any(80 + number, 10) == 0
    return case.select(
        "case",
        number=pl.lit(number, pl.UInt8),
        event=event.cast(pl.Enum(list(PATHWAY.events))),
        on=on,
        at=pl.when(timed).then(
            on.cast(pl.Datetime("us")).dt.replace_time_zone("UTC") + pl.duration(hours=_any(90, 8) + 9)
        ),
        recorded_at=on.cast(pl.Datetime("us")).dt.replace_time_zone("UTC") + pl.duration(days=late, hours=17),
        id=_id(number),
        for_=about.cast(pl.Categorical),
        fields=fields,
    )


def _id(number: int) -> pl.Expr:
    return pl.col("case").cast(pl.Int64) * 10 + number


def _any(seed: int, below: int) -> pl.Expr:
    return (pl.col("case").hash(seed) % below).cast(pl.Int32)


def _one_of(seed: int, values: list[str]) -> pl.Expr:
    return _any(seed, len(values)).replace_strict(dict(enumerate(values)), return_dtype=pl.String)


def _date(days: pl.Expr) -> pl.Expr:
    return (pl.col("begun") + pl.duration(days=days)).cast(pl.Date)


def _json(**fields: pl.Expr) -> pl.Expr:
    parts = [pl.concat_str(pl.lit(f'"{name}": "'), value, pl.lit('"')) for name, value in fields.items()]
    return pl.concat_str(pl.lit("{"), pl.concat_str(parts, separator=", "), pl.lit("}"))


def _day(after: int, more: pl.Expr | None = None) -> pl.Expr:
    return _date(pl.lit(after) + (more if more is not None else 0)).dt.to_string("%Y-%m-%d")


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"]:
        make(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        print(table(measure(*(int(a) for a in sys.argv[1:]))))
