"""Time that nobody can take from a family, taken. A form refuses it; in a file it has happened, so it is loaded
and reported."""

from __future__ import annotations

import json
from collections.abc import Iterable

from goldenthread.cases.imports.journal import CaseJournal, NewEvent
from goldenthread.cases.imports.report import DOUBTFUL, ImportReport
from goldenthread.cases.protected_time import FLOORS
from goldenthread.engine.events import Event, effective
from goldenthread.engine.replay import Reader
from goldenthread.pathways import PATHWAYS

# What begins each floor. Most imported cases hold none of these, and need no replay.
_BEGINS = {
    "draft-representations": "draft-plan-sent",
    "amendment-representations": "amendment-notice-sent",
    "keep-plan": "decided-to-cease",
}


def report_floors(journals: Iterable[CaseJournal], report: ImportReport) -> None:
    for journal in journals:
        for event in journal.added:
            if event.event in FLOORS and (words := _taken(journal, event)):
                report.find(
                    DOUBTFUL,
                    event.row,
                    words,
                    rule="floor",
                    child=journal.child,
                    case=journal.id,
                )


def _taken(journal: CaseJournal, taking: NewEvent) -> str | None:
    floor = FLOORS[taking.event]
    pathway = PATHWAYS[journal.pathway]
    if floor.clock not in {clock.slug for clock in pathway.clocks}:
        return None
    begins = _BEGINS.get(floor.clock)
    if not any(each.event == begins for each in (*journal.events, *journal.added)):
        return None
    events = [
        Event(
            each.event,
            each.on,
            each.number,
            _typed(journal.pathway, each.event, each.fields),
            id=str(each.id),
        )
        for each in (*journal.events, *journal.added)
        if each.id != taking.id
    ]
    reader = Reader(pathway, effective(events, taking.on))
    for _, state in reader.states:
        if state.clock != floor.clock or state.status(taking.on) != "running":
            continue
        if floor.answer and any(e.event == floor.answer and e.on >= state.started for e in reader.events):
            continue
        until = f" until {state.due}" if state.due else ""
        return f"{taking.event} is dated {taking.on}. {floor.why}{until}. It was loaded: it has happened."
    return None


def _typed(pathway: str, event: str, fields: object) -> dict[str, object]:
    written = json.loads(fields) if isinstance(fields, str) else fields
    typed: dict[str, object] = PATHWAYS[pathway].validate(event, written)  # type: ignore[arg-type]
    return typed
