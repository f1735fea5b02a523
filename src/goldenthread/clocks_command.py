"""`goldenthread clocks`: every clock of a case written as JSON, without a database."""

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from goldenthread.engine import door
from goldenthread.engine.calendar import LONDON, BeyondCalendar, Calendar, Closure, london_date
from goldenthread.engine.events import effective, read_events, read_moment
from goldenthread.engine.explain import Explanation, explain
from goldenthread.engine.pathway import BadEvent, read_day
from goldenthread.engine.replay import Duty, Reader
from goldenthread.pathways import PATHWAYS
from goldenthread.pathways.common.protected_time import protected_time_taken

FAULTS = (BadEvent, BeyondCalendar)
"""What can be wrong with a case; BeyondCalendar where a long closure carries a limit past the known bank holidays."""
CASE_KEYS = {"pathway", "events", "calendar", "as_at", "known_at"}


def run(file: str, as_at: str | None = None, known_at: str | None = None) -> int:
    """Print the answer for one case, or a list of answers for a list of cases. `file` may be `-` for standard input.

    Exit status 2, with a message on standard error, if the input cannot be read or a single case is faulty; in a list
    a faulty case gets {"error": ...} in its place."""
    asked = {k: v for k, v in {"as_at": as_at, "known_at": known_at}.items() if v is not None}
    try:
        given = _parsed(sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes())
        result = [_answer_or_error(c, asked) for c in given] if isinstance(given, list) else answer(given, asked)
    except FAULTS as fault:
        return _refuse(str(fault))
    except UnicodeDecodeError:
        return _refuse(f"{file} is not text in UTF-8")
    except (ValueError, RecursionError) as fault:
        return _refuse(f"{file} is not JSON that can be read: {fault}")
    except OSError as fault:
        return _refuse(f"cannot read {file}: {fault.strerror}")
    json.dump(result, sys.stdout, indent=2, ensure_ascii=False)
    print()
    return 0


class _Twice(dict[str, Any]):
    """A JSON object that gives a name twice. Which of the two is meant is not guessed."""

    name: str


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    twice = _Twice(found)
    names = [name for name, _ in pairs]
    twice.name = next(name for name in names if names.count(name) > 1)
    return twice


def _parsed(written: bytes) -> Any:
    return json.loads(written.decode("utf-8-sig"), object_pairs_hook=_object)


def _refuse_twice(value: Any) -> None:
    if isinstance(value, _Twice):
        raise BadEvent(f"`{value.name}` is given twice in one object: give it once")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _refuse_twice(inner)


def answer(case: Any, asked: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The stage, clocks and duties of one case, and `warnings` where what was taken deserves a look. `asked` overrides
    the case's own `as_at` and `known_at`. Raises one of `FAULTS`."""
    if not isinstance(case, Mapping):
        raise BadEvent("a case is an object with `pathway` and `events`")
    _refuse_twice(case)
    if unknown := set(case) - CASE_KEYS:
        raise BadEvent(f"a case has no {', '.join(sorted(unknown))}; it has {', '.join(sorted(CASE_KEYS))}")
    slug = case.get("pathway")
    if slug is None:
        raise BadEvent(f"the case has no `pathway`. Pathways are: {', '.join(PATHWAYS)}")
    if not isinstance(slug, str) or slug not in PATHWAYS:
        raise BadEvent(f"{slug!r} is not a pathway. Pathways are: {', '.join(PATHWAYS)}")
    if "events" not in case:
        raise BadEvent("the case has no `events`")
    said = {**{k: v for k, v in case.items() if k in ("as_at", "known_at") and v is not None}, **(asked or {})}
    as_at = read_day(said["as_at"], "as_at") if "as_at" in said else datetime.now(LONDON).date()
    known_at = read_moment(said["known_at"], "known_at") if "known_at" in said else None
    events = effective(read_events(PATHWAYS[slug], case["events"]), as_at, known_at)
    reader = Reader(PATHWAYS[slug], events, _calendar(case.get("calendar")))
    found = reader.answer()
    shown = {
        "stage": found.stage,
        "clocks": [_clock(e, as_at) for e in explain(reader)],
        "duties": [_duty(d) for d in found.duties],
    }
    warnings = list(_warnings(reader))
    return {**shown, "warnings": warnings} if warnings else shown


def _warnings(reader: Reader) -> Iterator[str]:
    for e in reader.events:
        for words in door.unusual(reader.pathway, e.event, e.fields):
            yield f"{words}. It is counted as a health profession of that name"
        if e.recorded_at and london_date(e.recorded_at) < e.on:
            yield f"{e.event} is dated {e.on}, but was recorded before that, on {london_date(e.recorded_at)}"
        if taken := protected_time_taken(reader.pathway, reader.events, e, reader.calendar):
            yield taken


def _answer_or_error(case: Any, asked: Mapping[str, str]) -> dict[str, Any]:
    try:
        return answer(case, asked)
    except FAULTS as fault:
        return {"error": str(fault)}


def _calendar(raw: Any) -> Calendar:
    closures = [] if raw is None else raw.get("closures", []) if isinstance(raw, Mapping) else None
    if not isinstance(closures, list) or set(raw or ()) - {"closures"}:
        raise BadEvent('`calendar` is an object such as {"closures": [{"from": "2026-07-22", "to": "2026-09-01"}]}')
    return Calendar(tuple(_closure(c) for c in closures))


def _closure(raw: Any) -> Closure:
    if not isinstance(raw, Mapping) or set(raw) - {"setting"} != {"from", "to"}:
        raise BadEvent("a closure has `from` and `to`, its first and last closed day")
    closure = Closure(read_day(raw["from"], "closure, from"), read_day(raw["to"], "closure, to"))
    if closure.last < closure.first:
        raise BadEvent(f"a closure ends on {closure.last} before it begins on {closure.first}")
    return closure


def _clock(explanation: Explanation, as_at: date) -> dict[str, Any]:
    c = explanation.state
    shown = {
        "clock": c.clock,
        "for": c.for_,
        "started": _iso(c.started),
        "due": _iso(c.due),
        "working_target": _iso(c.working_target),
        "stopped": _iso(c.stopped),
        "status": c.status(as_at),
        "kind": c.kind,
        "excused_by": c.excused_by,
        "days": c.days(as_at),
        "cite": c.cite,
        "why": explanation.why,
    }
    return {**shown, "published_date": _iso(c.published_date)} if c.published_date else shown


def _duty(d: Duty) -> dict[str, Any]:
    return {"duty": d.duty, "for": d.for_, "owed_by": d.owed_by, "what": d.what, "due": _iso(d.due), "note": d.note}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return 2
