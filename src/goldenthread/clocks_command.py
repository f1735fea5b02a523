"""`goldenthread clocks`: every clock of a case written as JSON, without a database."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from goldenthread import json_command
from goldenthread.engine import door
from goldenthread.engine.calendar import LONDON, BeyondCalendar, Calendar, Closure, london_date
from goldenthread.engine.events import effective, read_events, read_moment
from goldenthread.engine.explain import Explanation, explain
from goldenthread.engine.fields import BadEvent, read_day, shown
from goldenthread.engine.replay import Duty, Reader
from goldenthread.pathways import PATHWAYS
from goldenthread.pathways.common.protected_time import protected_time_taken

FAULTS = (BadEvent, BeyondCalendar)
"""What can be wrong with a case; BeyondCalendar where a long closure carries a limit past the known bank holidays."""
CASE_KEYS = {"pathway", "events", "calendar", "as_at", "known_at"}


def run(file: str, as_at: str | None = None, known_at: str | None = None) -> int:
    """Print the answer for one case, or a list of answers for a list of cases, as `json_command.run` says. An option that is
    wrong is no fault of any case."""
    asked = {k: v for k, v in {"as_at": as_at, "known_at": known_at}.items() if v is not None}
    try:
        _when(asked)
    except BadEvent as fault:
        return json_command.refuse(str(fault))
    return json_command.run(file, lambda case: answer(case, asked), FAULTS)


def answer(case: Any, asked: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The stage, clocks and duties of one case, and `warnings` where what was taken deserves a look. `asked` overrides
    the case's own `as_at` and `known_at`. Raises one of `FAULTS`."""
    if not isinstance(case, Mapping):
        raise BadEvent("a case is an object with `pathway` and `events`")
    if unknown := set(case) - CASE_KEYS:
        raise BadEvent(f"a case has no {', '.join(sorted(unknown))}; it has {', '.join(sorted(CASE_KEYS))}")
    slug = case.get("pathway")
    if slug is None:
        raise BadEvent(f"the case has no `pathway`. Pathways are: {', '.join(PATHWAYS)}")
    if not isinstance(slug, str) or slug not in PATHWAYS:
        raise BadEvent(f"{shown(slug)} is not a pathway. Pathways are: {', '.join(PATHWAYS)}")
    if "events" not in case:
        raise BadEvent("the case has no `events`")
    said = {**{k: v for k, v in case.items() if k in ("as_at", "known_at") and v is not None}, **(asked or {})}
    as_at, known_at = _when(said)
    as_at = as_at or datetime.now(LONDON).date()
    events = effective(read_events(PATHWAYS[slug], case["events"]), as_at, known_at)
    reader = Reader(PATHWAYS[slug], events, _calendar(case.get("calendar")))
    found = reader.answer()
    told = {
        "stage": found.stage,
        "clocks": [_clock(e, as_at) for e in explain(reader)],
        "duties": [_duty(d) for d in found.duties],
    }
    warnings = list(_warnings(reader))
    return {**told, "warnings": warnings} if warnings else told


def _when(said: Mapping[str, Any]) -> tuple[date | None, datetime | None]:
    """As at which day and as known at which moment, where that is said."""
    return (
        read_day(said["as_at"], "as_at") if "as_at" in said else None,
        read_moment(said["known_at"], "known_at") if "known_at" in said else None,
    )


def _warnings(reader: Reader) -> Iterator[str]:
    for e in reader.events:
        for words in door.unusual(reader.pathway, e.event, e.fields):
            yield f"{words}. It is counted as a health profession of that name"
        if e.recorded_at and london_date(e.recorded_at) < e.on:
            yield f"{e.event} is dated {e.on}, but was recorded before that, on {london_date(e.recorded_at)}"
        if taken := protected_time_taken(reader.pathway, reader.events, e, reader.calendar):
            yield taken


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
    told = {
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
    return {**told, "published_date": _iso(c.published_date)} if c.published_date else told


def _duty(d: Duty) -> dict[str, Any]:
    return {"duty": d.duty, "for": d.for_, "owed_by": d.owed_by, "what": d.what, "due": _iso(d.due), "note": d.note}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
