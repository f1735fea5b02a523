"""What the journal comes to, kept for queries: each case's stage, clocks and duties.

It has one writer, the database function `cases_replace`, and can be dropped and computed again at any time.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import connection

from goldenthread.access.policy import Refused
from goldenthread.cases.parties import REPLY, is_at_the_icb, is_at_the_setting, of_the_owner, role_of
from goldenthread.cases.resting import Key, key_of, resting
from goldenthread.engine.calendar import Calendar, Closure
from goldenthread.engine.clocks import ClockState
from goldenthread.engine.events import Event
from goldenthread.engine.pathway import Pathway
from goldenthread.engine.replay import CaseAnswer, Duty, replay
from goldenthread.pathways import PATHWAYS
from goldenthread.web.json_column import json_of
from goldenthread.web.turns import one_at_a_time

# Events of linked cases come after the case's own on a day, and their numbers would clash with them.
LINKED_FROM = 40_000
# Every column of a journal row, in the order in which the database functions give them.
JournalRow = Sequence[Any]


def take_turn() -> None:
    """Imports, the queue's worker and rebuilding, which write to many children, do it one after another: each waits here for the one before
    it to end, and until then must hold nothing for which a page could wait, neither rows nor a page's own `one_at_a_time`."""
    one_at_a_time("writes to many children")


def hold(cases: Sequence[UUID]) -> None:
    """Until the transaction ends nobody else writes to a case of these cases' children, nor projects one. For what takes turns: a page holds
    what it writes to by the database's own functions. Before anything of a case is read on which more is to rest."""
    take_turn()
    with connection.cursor() as cursor:
        cursor.execute("select cases_hold(%s::uuid[])", [list(cases)])


def project(case: UUID) -> CaseAnswer:
    """Replays one case and keeps the answer, in the transaction of the event that changed it. For a page, only of a
    case to which its viewer has just written, or of one that reads it; else `Refused`."""
    with connection.cursor() as cursor:
        cursor.execute("select cases_to_project(%s)", [case])
        row = cursor.fetchone()[0]
        if row is None:
            raise Refused
        facts = json_of(row)
        pathway = PATHWAYS[facts["pathway"]]
        events, calendar = events_of(pathway, facts["events"]), calendar_of(facts["closures"])
        answer = replay(pathway, events, calendar=calendar)
        confided = {key: UUID(case) for key, *_, case in facts["events"] if case}
        rests_on = resting(pathway, events, calendar, confided, (None, None))
        if confided:
            told = replay(pathway, [e for e in events if e.id not in confided], calendar=calendar)
            answer = replace(answer, stage=told.stage)
        clocks = [_clock_row(state) | _resting(rests_on, state) for state in answer.clocks]
        owed = [state for state in answer.clocks if state.owed]
        duties = [
            _duty_row(duty, facts) | _resting(rests_on, state) for duty, state in zip(answer.duties, owed, strict=True)
        ]
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


def rebuild(cases: Sequence[UUID] | None = None, progress: Callable[[int, int], None] | None = None) -> int:
    """Computes the projections of these cases again, or of all, with the column reader; run as the system role."""
    # Pages project one case at a time and need no columns.
    from goldenthread.cases import rebuilding

    return rebuilding.rebuild(cases, progress)


# --- between the journal and the engine ---


def events_of(pathway: Pathway, rows: Iterable[JournalRow]) -> list[Event]:
    """Journal rows as the engine reads them. Of a linked case, only what this pathway says that it reads, after the case's own
    events of a day."""
    events = []
    for key, number, slug, on, at, recorded_at, fields, linked, *_ in rows:
        if slug not in pathway.events or (linked and slug != "corrected" and slug not in pathway.reads):
            continue
        events.append(
            Event(
                event=slug,
                on=_day(on),
                number=number + LINKED_FROM if linked else number,
                fields=pathway.validate(slug, json_of(fields), linked=bool(linked)),
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


def _resting(rests_on: Mapping[Key, frozenset[UUID]], state: ClockState) -> dict[str, Any]:
    cases = rests_on.get(key_of(state))
    return {"rests_on": sorted(map(str, cases)) if cases else None}


def _duty_row(duty: Duty, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "clock": duty.duty,
        "about": duty.for_,
        "role": role_of(duty.owed_by),
        # A setting that was consulted is named by what the duty is about: it is mostly not the one that the child attends.
        "organisation": None if duty.duty == REPLY else organisation_of(duty.owed_by, facts),
        "what": duty.what,
        "due": _iso(duty.due),
        "kind": duty.kind,
        "note": duty.note,
        "kind_of_data": duty.kind_of_data,
    }


def organisation_of(owed_by: str, facts: Mapping[str, Any]) -> str | None:
    """The body whose duty it is, where the records say which: a health practitioner is found by allocation."""
    if is_at_the_setting(owed_by):
        return facts.get("setting")
    if is_at_the_icb(owed_by):
        return facts.get("icb")
    return facts["owner"] if of_the_owner(owed_by) else None


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _day(day: Any) -> dt.date:
    return day if isinstance(day, dt.date) else dt.date.fromisoformat(day)


def _moment(at: Any) -> dt.datetime | None:
    return at if at is None or isinstance(at, dt.datetime) else dt.datetime.fromisoformat(at)
