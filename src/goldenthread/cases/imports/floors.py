"""Time that nobody can take from a family, taken. A form refuses it; in a file it has happened, so it is loaded
and reported."""

from __future__ import annotations

from collections.abc import Iterable

from goldenthread.cases.imports.journal import CaseJournal
from goldenthread.cases.imports.report import DOUBTFUL, ImportReport
from goldenthread.engine.events import Event, effective
from goldenthread.pathways import PATHWAYS
from goldenthread.pathways.common.protected_time import FLOORS, protected_time_taken
from goldenthread.web.json_column import json_of


def report_floors(journals: Iterable[CaseJournal], report: ImportReport) -> None:
    for journal in journals:
        taking = {str(each.id): each.row for each in journal.added if each.event in FLOORS}
        # Most imported cases hold none of what begins such time, and need no replay.
        if not taking or not any(each.event in _BEGINS for each in (*journal.events, *journal.added)):
            continue
        pathway = PATHWAYS[journal.pathway]
        events = _effective(journal)
        for event in events:
            if event.id in taking and (words := protected_time_taken(pathway, events, event)):
                report.find(
                    DOUBTFUL,
                    taking[event.id],
                    f"{words}. It was loaded: it has happened.",
                    rule="floor",
                    child=journal.child,
                    case=journal.id,
                )


_BEGINS = {floor.begins for floor in FLOORS.values()}


def _effective(journal: CaseJournal) -> list[Event]:
    return effective(
        Event(each.event, each.on, each.number, _typed(journal.pathway, each.event, each.fields), id=str(each.id))
        for each in (*journal.events, *journal.added)
    )


def _typed(pathway: str, event: str, fields: object) -> dict[str, object]:
    written = json_of(fields)
    typed: dict[str, object] = PATHWAYS[pathway].validate(event, written)  # type: ignore[arg-type]
    return typed
