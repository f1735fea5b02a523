"""Why advice is late: what was said. It is told beside the clock, and no clock reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from goldenthread.access.policy import Record, may
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_clocks import ClockFacts
from goldenthread.pathways.common.delays import OTHER, REASONS, expected_passed
from goldenthread.web.words import short_day

_DELAYS = """
select d.owner_id, d.child_id, d.case_id, d.kind_of_data, d.about, d.id, d.reason, d.expected_on, d.said_on
from cases_delay d
where d.case_id = any(%(cases)s)
order by d.at, d.id
"""


class Key(NamedTuple):
    """A case, and the contributor whose advice it is."""

    case: UUID
    about: str


@dataclass(frozen=True)
class Why:
    """What was said last of one contributor's advice. `by` and `words` are empty for whoever does not do the casework."""

    id: UUID
    reason: str
    expected: dt.date | None
    said: dt.date
    by: str = ""
    words: str = ""


Delays = Mapping[Key, Why]


def delays_of(viewer: Viewer, cases: Mapping[UUID, str]) -> dict[Key, Why]:
    """By case and contributor, the latest that the viewer may know of. `cases` are seen already, each with its confidentiality."""
    return {
        Key(case, about): Why(*why)
        for owner, child, case, kind, about, *why in rows(_DELAYS, cases=list(cases))
        if may(viewer, "status", kind, Record(owner, child, case=case, confidentiality=cases[case]))
    }


def delays_in_full(viewer: Viewer, case: Case) -> dict[Key, Why]:
    """The same of one case, with who said it and in which words, for its casework."""
    said = {which: (by, words) for which, by, words in rows("select id, by_name, words from cases_delay_words(%(case)s)", case=case.pk)}
    return {key: Why(w.id, w.reason, w.expected, w.said, *said.get(w.id, ("", ""))) for key, w in delays_of(viewer, {case.pk: case.confidentiality}).items()}


def why_of(clock: ClockFacts, delays: Delays) -> Why | None:
    """What was said of advice that is still owed, since it was asked for."""
    found = delays.get(Key(clock.case, clock.about)) if clock.clock == "advice" and clock.stopped is None else None
    return found if found and found.said >= clock.started else None


def in_words(why: Why | None, on: dt.date) -> str:
    """One line for those who work on the case; empty where nothing was said."""
    if why is None:
        return ""
    reason = REASONS.get(why.reason, REASONS[OTHER])
    if why.expected is None:
        return f"{reason}. No day given"
    day = short_day(why.expected, on)
    return f"{reason}. " + (f"Was expected by {day}" if expected_passed(why.expected, on) else f"Now expected by {day}")
