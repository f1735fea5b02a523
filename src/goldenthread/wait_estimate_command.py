"""`goldenthread wait-estimate`: what can honestly be said to each child who waits, from a history written as CSV, without a database."""

from __future__ import annotations

import csv
import datetime as dt
import json
import math
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

HISTORY = ("id", "service", "locality", "priority", "received_on", "first_seen_on", "left_on")
PLAN = ("service", "locality", "week", "slots")
WORDS = ("emergency", "urgent", "high", "soon", "medium", "routine", "low")
"""Priorities that may stand for numbers, the first first."""


MOST = 1_000_000


class BadFile(ValueError):
    """What was given cannot be read; the message names the line."""


def run(history: str, as_at: str, staffing: str | None = None) -> int:
    """Prints the answer. Exit status 2, with a message on standard error, if a file cannot be read."""
    try:
        day = _day(as_at, "--as-at")
        answer = answer_to(_rows(history, HISTORY), day, _plan(staffing) if staffing else {})
    except BadFile as fault:
        print(fault, file=sys.stderr)
        return 2
    except OSError as fault:
        print(f"cannot read {fault.filename}: {fault.strerror}", file=sys.stderr)
        return 2
    json.dump(answer, sys.stdout, indent=2, ensure_ascii=False)
    print()
    return 0


def answer_to(rows: list[tuple[int, dict[str, str]]], day: dt.date, plan: dict[tuple[str, str], dict[int, float]]) -> dict[str, Any]:
    """Each list's back-test, or why it abstains, and each waiting child's range in days from the day, rounded outwards; null where the
    list abstains, and `high` where one run in ten does not reach the child in five years."""
    import numpy as np

    from goldenthread.science.wait_estimate import FURTHEST, NEVER, History, estimate, with_and_without

    of: dict[tuple[str, str], list[tuple[str, int, int, int, int]]] = defaultdict(list)
    for _, row in _children(rows):
        of[row[0], row[1]].append(row[2:])
    if unknown := sorted(set(plan) - set(of)):
        raise BadFile(f"the staffing plan names a list that the history does not have: {', '.join(unknown[0])}")
    children, lists = [], []
    for (service, locality), rows_of_list in sorted(of.items()):
        names = [r[0] for r in rows_of_list]
        columns = [np.array(c, dtype=np.int64) for c in list(zip(*rows_of_list, strict=True))[1:]]
        priority, received, seen, left = columns
        ranks = np.searchsorted(np.unique(priority), priority)
        history = History(received, np.where(seen == 0, NEVER, seen), np.where(left == 0, NEVER, left), ranks)
        found = estimate(history, day.toordinal(), plan.get((service, locality)))
        here = np.flatnonzero(received <= day.toordinal())
        waiting = here[history.by(day.toordinal()).waiting]
        said: dict[str, Any] = {"service": service, "locality": locality, "waiting": len(waiting), "staffing_plan": (service, locality) in plan}
        if found.test:
            said["back_test"] = _told(found.test, with_plan=False)
        if (service, locality) in plan:
            compared = with_and_without(history, day.toordinal(), plan[service, locality])
            if compared:
                said["same_days_with_staffing_plan"], said["same_days_without"] = _told(compared[0], with_plan=True), _told(compared[1], with_plan=False)
            else:
                said["not_tested_with_staffing_plan"] = NOT_COMPARED
        if found.abstains:
            lately = history.by(day.toordinal())
            said |= {"abstains": found.abstains, "seen_in_last_13_weeks": int(((lately.seen > day.toordinal() - 91) & (lately.seen != NEVER)).sum())}
        else:
            said["unsettled"] = found.unsettled
        lists.append(said)
        for place, n in enumerate(waiting):
            low = middle = high = None
            if found.ranges is not None:
                r = found.ranges
                low, middle = _outwards(r.low[place], math.floor, FURTHEST), _outwards(r.middle[place], round, FURTHEST)
                high = _outwards(r.high[place], math.ceil, FURTHEST)
            children.append({"id": names[n], "service": service, "locality": locality, "low": low, "middle": middle, "high": high})
    return {"as_at": day.isoformat(), "confidence": 0.8, "children": children, "lists": lists}


NOT_COMPARED = "the plan names all of the next 13 weeks after none of the earlier days, or of too few children"


def _told(test: Any, *, with_plan: bool) -> dict[str, Any]:
    from goldenthread.science.wait_estimate import alarm

    return {
        "coverage": round(test.coverage, 3), "later": round(test.later, 3), "sooner": round(test.sooner, 3), "width": _finite(test.width, 1), "bias": _finite(test.bias, 1), "number": test.number,
        "predictions": test.predictions, "not_yet_known": test.not_yet_known, "with_staffing_plan": with_plan, "alarm": alarm(test),
    }  # fmt: skip


def _outwards(days: float, way: Any, furthest: int) -> int | None:
    return int(way(days)) if days <= furthest else None


def _finite(value: float, digits: int) -> float | None:
    return round(value, digits) if math.isfinite(value) else None


def _rows(file: str, columns: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    try:
        text = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        lines = text.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise BadFile(f"{file} is not text in UTF-8") from None
    reader = csv.DictReader(lines)
    if missing := [c for c in columns if c not in (reader.fieldnames or [])]:
        raise BadFile(f"{file} has no column {', '.join(missing)}; it needs the columns {', '.join(columns)}")
    if twice := [c for c in columns if (reader.fieldnames or []).count(c) > 1]:
        raise BadFile(f"{file} has the column {', '.join(twice)} twice: give it once")
    try:
        return [(reader.line_num, _row(row, columns, f"{file}, line {reader.line_num}")) for row in reader]
    except csv.Error as fault:
        raise BadFile(f"{file}, line {reader.line_num}: {fault}") from None


def _row(row: dict[str | None, Any], columns: tuple[str, ...], where: str) -> dict[str, str]:
    """A row with fewer or more values than there are columns has lost its places: which value is whose would be a guess."""
    if None in row or None in row.values():
        raise BadFile(f"{where}: there are not as many values as columns")
    return {c: row[c].strip() for c in columns}


def _children(rows: list[tuple[int, dict[str, str]]]) -> list[tuple[int, tuple[str, str, str, int, int, int, int]]]:
    read, met = [], set()
    for line, row in rows:
        where = f"line {line}"
        for name in ("id", "service", "locality"):
            if not row[name]:
                raise BadFile(f"{where}: `{name}` is empty")
        if (row["service"], row["locality"], row["id"]) in met:
            raise BadFile(f"{where}: the id {row['id']!r} is on this list twice")
        met.add((row["service"], row["locality"], row["id"]))
        received = _day(row["received_on"], f"{where}, received_on").toordinal()
        seen, left = (_day(row[c], f"{where}, {c}").toordinal() if row[c] else 0 for c in ("first_seen_on", "left_on"))
        for name, ended in (("first_seen_on", seen), ("left_on", left)):
            if ended and ended < received:
                raise BadFile(f"{where}: `{name}` is before `received_on`")
        if seen and left and left < seen:
            raise BadFile(f"{where}: the child left unseen, and was first seen later: give one of the two")
        # Whoever was seen and left afterwards has waited until seen.
        read.append((line, (row["service"], row["locality"], row["id"], _priority(row["priority"], where), received, seen, 0 if seen else left)))
    return read


def _priority(text: str, where: str) -> int:
    if text.lower() in WORDS:
        return WORDS.index(text.lower())
    try:
        number = int(text)
    except ValueError:
        number = MOST + 1
    if abs(number) <= MOST:
        return number
    raise BadFile(f"{where}: `priority` is a whole number, the smallest first, or one of {', '.join(WORDS)}")


def _plan(file: str) -> dict[tuple[str, str], dict[int, float]]:
    plan: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    for line, row in _rows(file, PLAN):
        week = _week(row["week"], f"{file}, line {line}")
        try:
            slots = float(row["slots"])
        except ValueError:
            slots = -1.0
        if not 0 <= slots < 1e6:
            raise BadFile(f"{file}, line {line}: `slots` is a number, not below 0")
        of = plan[row["service"], row["locality"]]
        if week in of:
            raise BadFile(f"{file}, line {line}: this week is given twice for this list")
        of[week] = slots
    return dict(plan)


def _week(text: str, where: str) -> int:
    """The Monday of a week, given as any of its days or as 2026-W48."""
    try:
        day = dt.date.fromisoformat(f"{text}-1" if "W" in text else text)
    except ValueError:
        raise BadFile(f"{where}: `week` is a day of it, such as 2026-11-23, or 2026-W48") from None
    return day.toordinal() - day.weekday()


def _day(text: str, where: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise BadFile(f"{where}: {text!r} is not a date such as 2026-11-24") from None
