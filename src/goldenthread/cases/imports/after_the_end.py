"""What returns tell after an end that is on record: a plan that ceased and is in force again, a request that was withdrawn and then decided. One of the two is a slip,
and until somebody says which, no limit or the wrong one is counted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from goldenthread.cases.imports.journal import CaseJournal, NewEvent, Recorded, effective_ids
from goldenthread.cases.imports.report import DOUBTFUL, ImportReport

_DECISIONS = ("decided-to-assess", "decided-not-to-assess", "final-plan-issued", "decided-not-to-issue")


def report_after_the_end(journals: Iterable[CaseJournal], report: ImportReport) -> None:
    """Of the cases to which this import adds the end, or what comes after it."""
    for journal in journals:
        added = {each.id: each.row for each in journal.added}
        standing = effective_ids(journal)
        events = [each for each in (*journal.events, *journal.added) if each.id in standing] if added else []
        for end, after, words in (*_in_force_again(events), *_decided_after_all(events)):
            row = added.get(after.id) or added.get(end.id)
            if row:
                report.find(DOUBTFUL, row, words, rule="ended", child=journal.child, case=None if journal.new else journal.id)


_Told = tuple[Recorded | NewEvent, Recorded | NewEvent, str]


def _in_force_again(events: list[Recorded | NewEvent]) -> Iterable[_Told]:
    for end in events:
        if end.event != "plan-ceased":
            continue
        in_force = _first_after(events, end.on, ("needs-reported",))
        made = _first_after(events, end.on, ("plan-made",))
        if in_force and not (made and made.on <= in_force.on):
            words = (
                f"On record the plan ceased on {end.on}, and a return has it among the plans in force on {in_force.on}. Both were loaded. If it did not cease, withdraw that "
                "entry on the case’s page; if it did, the plan is no longer due in the return."
            )
            yield end, in_force, words


def _decided_after_all(events: list[Recorded | NewEvent]) -> Iterable[_Told]:
    for end in events:
        decided = _first_after(events, end.on, _DECISIONS) if end.event == "reported-closed" else None
        if decided:
            words = (
                f"A return said that the request had ended, undecided, by {end.on}; {decided.event} is of {decided.on}. Both were loaded, and while it stands as ended none of its "
                "limits is counted. If it went on, withdraw that it ended (reported-closed) on the case’s page; if it was made again, the second request has a date of its own."
            )
            yield end, decided, words


def _first_after(events: list[Recorded | NewEvent], day: date, wanted: tuple[str, ...]) -> Recorded | NewEvent | None:
    return min((each for each in events if each.event in wanted and each.on > day), key=lambda each: each.on, default=None)
