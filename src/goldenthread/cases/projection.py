"""What the journal comes to, kept for queries: each case's stage, clocks and duties.

It has one writer, the database function `cases_replace`, and can be dropped and computed again at any time.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from goldenthread.cases.parties import is_at_the_icb, is_at_the_setting, role_of
from goldenthread.engine.calendar import Calendar, Closure
from goldenthread.engine.clocks import ClockState
from goldenthread.engine.events import Event
from goldenthread.engine.pathway import Pathway
from goldenthread.engine.replay import CaseAnswer, Duty, replay
from goldenthread.pathways import PATHWAYS

# Every column of a journal row, in the order in which the database functions give them.
JournalRow = Sequence[Any]


def project(case: UUID) -> CaseAnswer:
    """Replays one case and keeps the answer, in the transaction of the event that changed it."""
    with connection.cursor() as cursor:
        cursor.execute("select cases_to_project(%s)", [case])
        facts = _json(cursor.fetchone()[0])
        pathway = PATHWAYS[facts["pathway"]]
        answer = replay(pathway, events_of(pathway, facts["events"]), calendar=calendar_of(facts["closures"]))
        clocks = [_clock_row(state) for state in answer.clocks]
        duties = [_duty_row(duty, facts) for duty in answer.duties]
        cursor.execute(
            "select cases_replace(%s, %s, %s, %s)",
            [case, answer.stage, json.dumps(clocks), json.dumps(duties)],
        )
    return answer


def project_with_linked(case: UUID) -> CaseAnswer:
    """A case and those that read its events."""
    answer = project(case)
    with connection.cursor() as cursor:
        cursor.execute("select cases_linked(%s)", [case])
        linked = [row[0] for row in cursor.fetchall()]
    for other in linked:
        project(other)
    return answer


@transaction.atomic
def rebuild(cases: Sequence[UUID] | None = None, progress: Callable[[int, int], None] | None = None) -> int:
    """Computes the projections of these cases again, or of all; run as the system role. A correction of how a
    clock is counted reaches the lists in this way."""
    with connection.cursor() as cursor:
        wanted = list(cases) if cases is not None else _all_cases(cursor)
        _stage_tables(cursor)
        for start in range(0, len(wanted), _AT_ONCE):
            _stage_answers(cursor, wanted[start : start + _AT_ONCE])
            if progress:
                progress(min(start + _AT_ONCE, len(wanted)), len(wanted))
        _replace_all(cursor, None if cases is None else wanted)
    return len(wanted)


# --- many cases at once ---

_AT_ONCE = 5000

_CLOCK = (
    "case_id", "child_id", "owner_id", "kind_of_data", "clock", "about", "started", "due", "working_target", "stopped",
    "excused_from", "ground", "kind", "floor", "owed_by", "published_date",
)  # fmt: skip
_DUTY = (
    "case_id", "child_id", "owner_id", "kind_of_data", "clock", "about", "role", "organisation_id", "what", "due",
    "kind", "note",
)  # fmt: skip
_STATE = ("case_id", "child_id", "owner_id", "kind_of_data", "stage")
_TABLES = {"cases_casestate": _STATE, "cases_clockrow": _CLOCK, "cases_duty": _DUTY}


def _all_cases(cursor: Any) -> list[UUID]:
    cursor.execute("select id from cases_case order by id")
    return [row[0] for row in cursor.fetchall()]


def _stage_tables(cursor: Any) -> None:
    for table, columns in _TABLES.items():
        cursor.execute(f"drop table if exists new_{table}")
        listed = ", ".join(columns)
        cursor.execute(f"create temporary table new_{table} as select {listed} from {table} limit 0")  # noqa: S608


def _stage_answers(cursor: Any, cases: Sequence[UUID]) -> None:
    facts, journal = _facts(cursor, cases), _journals(cursor, cases)
    rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _TABLES}
    for case, fact in facts.items():
        pathway = PATHWAYS[fact["pathway"]]
        answer = replay(
            pathway, events_of(pathway, journal.get(case, ())), calendar=calendar_of(_json(fact["closures"]))
        )
        of_case = {"case_id": case, "child_id": fact["child"], "owner_id": fact["owner"]}
        state = {**of_case, "kind_of_data": fact["kind"], "stage": answer.stage or ""}
        rows["cases_casestate"].append(tuple(state[c] for c in _STATE))
        for clock in answer.clocks:
            row = {**of_case, **_clock_row(clock)}
            row["about"], row["ground"] = row["about"] or "", row["ground"] or ""
            rows["cases_clockrow"].append(tuple(row[c] for c in _CLOCK))
        for duty in answer.duties:
            row = {**of_case, **_duty_row(duty, fact)}
            row["about"], row["note"], row["organisation_id"] = (
                row["about"] or "",
                row["note"] or "",
                row["organisation"],
            )
            rows["cases_duty"].append(tuple(row[c] for c in _DUTY))
    for table, columns in _TABLES.items():
        with cursor.copy(f"copy new_{table} ({', '.join(columns)}) from stdin") as copy:
            for values in rows[table]:
                copy.write_row(values)


def _facts(cursor: Any, cases: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    cursor.execute(
        "with open_connection as ("
        " select distinct on (child_id, kind) child_id, kind, organisation_id from people_connection"
        " where valid_to is null and kind in ('attends', 'gp')"
        " and child_id in (select child_id from cases_case where id = any(%s))"
        " order by child_id, kind, valid_from desc)"
        " select c.id, c.pathway, c.owner_id, c.child_id, c.kind_of_data, c.closures,"
        " s.organisation_id, g.organisation_id from cases_case c"
        " left join open_connection s on s.child_id = c.child_id and s.kind = 'attends'"
        " left join open_connection g on g.child_id = c.child_id and g.kind = 'gp'"
        " where c.id = any(%s)",
        [list(cases), list(cases)],
    )
    names = ("pathway", "owner", "child", "kind", "closures", "setting", "icb")
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in cursor.fetchall()}


def _journals(cursor: Any, cases: Sequence[UUID]) -> dict[UUID, list[JournalRow]]:
    cursor.execute(
        'select c.id, e.id, e.number, e.event, e."on", e.at, e.recorded_at, e.fields, e.case_id <> c.id'
        " from (select id, id as source from cases_case where id = any(%s)"
        " union all select id, arose_from_id from cases_case where id = any(%s) and arose_from_id is not null"
        " union all select arose_from_id, id from cases_case where arose_from_id = any(%s)) c"
        " join cases_event e on e.case_id = c.source",
        [list(cases)] * 3,
    )
    found: dict[UUID, list[JournalRow]] = {}
    for case, *row in cursor.fetchall():
        found.setdefault(case, []).append(row)
    return found


def _replace_all(cursor: Any, cases: Sequence[UUID] | None) -> None:
    for table, columns in _TABLES.items():
        listed = ", ".join(columns)
        if cases is None:
            cursor.execute(f"delete from {table}")  # noqa: S608
        else:
            cursor.execute(f"delete from {table} where case_id = any(%s)", [list(cases)])  # noqa: S608
        cursor.execute(f"insert into {table} ({listed}) select {listed} from new_{table}")  # noqa: S608
        cursor.execute(f"drop table new_{table}")


# --- between the journal and the engine ---


def events_of(pathway: Pathway, rows: Iterable[JournalRow]) -> list[Event]:
    """Journal rows as the engine reads them. Of a linked case, only what this pathway says that it reads."""
    events = []
    for key, number, slug, on, at, recorded_at, fields, linked in rows:
        if slug not in pathway.events or (linked and slug != "corrected" and slug not in pathway.reads):
            continue
        events.append(
            Event(
                event=slug,
                on=_day(on),
                number=number,
                fields=pathway.validate(slug, _json(fields)),
                at=_moment(at),
                id=str(key),
                recorded_at=_moment(recorded_at),
                linked=linked,
            )
        )
    return events


def calendar_of(closures: Sequence[Sequence[str]]) -> Calendar:
    return Calendar(
        tuple(Closure(dt.date.fromisoformat(first), dt.date.fromisoformat(last)) for first, last in closures)
    )


def _clock_row(state: ClockState) -> dict[str, Any]:
    return {
        "clock": state.clock,
        "about": state.for_,
        "started": _iso(state.started),
        "due": _iso(state.due),
        "working_target": _iso(state.working_target),
        "stopped": _iso(state.stopped),
        "excused_from": _iso(state.excused_from),
        "ground": state.excused_by,
        "kind": state.kind,
        "floor": state.floor,
        "owed_by": state.owed_by,
        "kind_of_data": state.kind_of_data,
        "published_date": _iso(state.published_date),
    }


def _duty_row(duty: Duty, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "clock": duty.duty,
        "about": duty.for_,
        "role": role_of(duty.owed_by),
        "organisation": organisation_of(duty.owed_by, facts),
        "what": duty.what,
        "due": _iso(duty.due),
        "kind": duty.kind,
        "note": duty.note,
        "kind_of_data": duty.kind_of_data,
    }


def organisation_of(owed_by: str, facts: Mapping[str, Any]) -> str | None:
    """The body whose duty it is, where the records say which: a health service is found by allocation."""
    role = role_of(owed_by)
    if is_at_the_setting(owed_by):
        return facts.get("setting")
    if is_at_the_icb(owed_by) or role == "dco":
        return facts.get("icb")
    if role in ("la-send-caseworker", "educational-psychologist", "social-worker"):
        return facts["owner"]
    return None


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _day(day: Any) -> dt.date:
    return day if isinstance(day, dt.date) else dt.date.fromisoformat(day)


def _moment(at: Any) -> dt.datetime | None:
    return at if at is None or isinstance(at, dt.datetime) else dt.datetime.fromisoformat(at)


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
