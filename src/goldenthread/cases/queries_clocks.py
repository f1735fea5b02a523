"""Clocks as a list shows them: read from the projections for today, and computed from the journal for another day.
Either way the permission is today's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import blake2s
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Max

from goldenthread.access.policy import Record, Shape, may, shows_what_rests_on
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case, ClockRow
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.projection import JournalRow, calendar_of, events_of
from goldenthread.cases.resting import Key, key_of, resting
from goldenthread.engine import clocks as engine_clocks
from goldenthread.engine.clocks import ClockState, Status
from goldenthread.engine.events import Event, effective
from goldenthread.engine.pathway import DAY
from goldenthread.engine.replay import Reader
from goldenthread.pathways import PATHWAYS, ehc_needs_assessment, reassessment

OF_A_CASE = Shape(case="case_id", confidentiality="confidentiality")
OF_A_CLOCK = Shape(case="case_id", confidentiality="confidentiality", rests_on="rests_on")
CASE = Shape(case="id", confidentiality="confidentiality")


class ClockFacts(NamedTuple):
    """A clock without reference to a day, with the case that it belongs to."""

    case: UUID
    clock: str
    about: str
    started: date
    due: date | None
    working_target: date | None
    stopped: date | None
    excused_from: date | None
    ground: str
    kind: str
    floor: bool
    owed_by: str

    def status(self, on: date) -> Status:
        return engine_clocks.status(self.due, self.stopped, self.excused_from, self.floor, on)

    def days(self, on: date) -> int | None:
        return engine_clocks.days(self.due, self.stopped, on)

    @property
    def familys(self) -> bool:
        """Time that is the family's to use: nobody at work owes it."""
        return self.owed_by == "family" or self.floor

    @property
    def key(self) -> str:
        """Names the clock inside its case. Nothing personal may stand in an address, so it is not the thing's name."""
        return clock_key(self.clock, self.about, self.started)


COLUMNS_OF_A_CLOCK = ("case_id", *ClockFacts._fields[1:])
_CLOCK = ", ".join(f"r.{name}" for name in ("kind_of_data", "rests_on", *COLUMNS_OF_A_CLOCK))
_CLOCKS = f"select {_CLOCK} from cases_clockrow r where r.case_id = any(%(cases)s) and r.kind <> 'wait' order by r.case_id, r.id"  # noqa: S608 - our own words
OF_A_REQUEST = frozenset(c.slug for p in PATHWAYS.values() for c in p.clocks if c.each == DAY and c.again_on)
"""Limits of a request. Of one that was made again on a case they are about its day."""
_ASKS = {*ehc_needs_assessment.ASKED, *reassessment.ASKED}
FROM_THE_REQUEST = frozenset(
    c.slug for p in PATHWAYS.values() for c in p.clocks if c.each == DAY and c.again_on and {h.slug for h in c.starts.of} <= _ASKS
)
"""Those of them that start on the day on which it was received, not on that of the decision."""
ASKED_OF_OTHERS = ("advice", "setting-consultation")


def asked_for_this_request(clocks: Iterable[ClockFacts]) -> list[ClockFacts]:
    """A case's clocks without what was asked of advisers and settings for an earlier request, which no longer stands: what they answered
    then is no answer to what is asked now (r.6(4) says when it may be used again)."""
    listed = list(clocks)
    since = max((c.started for c in listed if c.about and c.clock in OF_A_REQUEST), default=date.min)
    return [c for c in listed if c.clock not in ASKED_OF_OTHERS or c.started >= since]


def made_again_on(case: UUID) -> date | None:
    """The day of the request that stands, where it was made again on its case."""
    of_requests = ClockRow.objects.filter(case=case, clock__in=OF_A_REQUEST).exclude(about="")
    return of_requests.aggregate(day=Max("started"))["day"]  # type: ignore[no-any-return]


def of_earlier_requests(clocks: Iterable[ClockFacts]) -> frozenset[str]:
    """By their keys, the clocks of a request before the one that stands, and what was asked of others for it."""
    listed = list(clocks)
    asked_now = {c.key for c in asked_for_this_request(listed)}
    again = [c for c in listed if c.about and c.clock in OF_A_REQUEST]
    before = [
        c for c in listed if c.clock in OF_A_REQUEST and any(n.started > c.started and (not c.about or n.clock == c.clock) for n in again)
    ]
    return frozenset([c.key for c in listed if c.key not in asked_now] + [c.key for c in before])


def clock_key(clock: str, about: str | None, started: date) -> str:
    mark = blake2s((about or "").encode(), digest_size=3).hexdigest() if about else "one"
    return f"{clock}-{started:%Y%m%d}-{mark}"


def record_of(case: Case) -> Record:
    return Record(owner=case.owner_id, child=case.child_id, case=case.id, confidentiality=case.confidentiality)


def clocks_of(
    viewer: Viewer, cases: Sequence[Case], as_at: date | None = None, known_at: datetime | None = None
) -> list[ClockFacts]:
    """Every clock of these cases that the viewer may see, those of a case together. With `as_at`, as the journal has it for that day."""
    if as_at is not None:
        return _replayed(viewer, cases, as_at, known_at)
    return _projected(viewer, cases)


def _projected(viewer: Viewer, cases: Sequence[Case]) -> list[ClockFacts]:
    if not cases:
        return []
    records = {c.id: record_of(c) for c in cases}
    clocks = []
    for case, found in groupby(rows(_CLOCKS, cases=list(records)), key=itemgetter(2)):
        record, seen = records[case], dict[str, bool]()
        for kind, rests_on, _, *clock in found:
            if rests_on and not shows_what_rests_on(viewer, rests_on):
                continue
            if kind not in seen:
                seen[kind] = may(viewer, "status", kind, record)
            if seen[kind]:
                clocks.append(ClockFacts(case, *clock))
    return clocks


def _replayed(viewer: Viewer, cases: Sequence[Case], as_at: date, known_at: datetime | None) -> list[ClockFacts]:
    journals = journals_of(cases)
    return [
        facts_of(case.pk, state)
        for case in cases
        for kept in [kept_back(viewer, case, journals[case.pk], as_at, known_at)]
        for _, state in reader_of(case, journals[case.pk].events, as_at, known_at).states
        if state.kind != "wait" and key_of(state) not in kept and may(viewer, "status", state.kind_of_data, record_of(case))
    ]


def kept_back(
    viewer: Viewer, case: Case, journal: Journal, as_at: date | None, known_at: datetime | None
) -> frozenset[Key]:
    """The clocks of a case that rest on a confidential case which the viewer may not see."""
    if not journal.confided:
        return frozenset()
    pathway, calendar = PATHWAYS[case.pathway], calendar_of(case.closures)
    found = resting(pathway, journal.events, calendar, journal.confided, (as_at, known_at))
    return frozenset(key for key, cases in found.items() if not shows_what_rests_on(viewer, cases))


def stage_of(case: Case, journal: Journal, as_at: date | None, known_at: datetime | None) -> str | None:
    """The stage of a case, which never rests on a confidential one, whoever asks: see decision 11."""
    return reader_of(case, journal.told, as_at, known_at).stage()


def facts_of(case: UUID, state: ClockState) -> ClockFacts:
    return ClockFacts(
        case, state.clock, state.for_ or "", state.started, state.due, state.working_target, state.stopped,
        state.excused_from, state.excused_by or "", state.kind, state.floor, state.owed_by,
    )  # fmt: skip


def reader_of(case: Case, journal: Iterable[Event], as_at: date | None, known_at: datetime | None) -> Reader:
    """A case's own reader."""
    return Reader(PATHWAYS[case.pathway], effective(journal, as_at, known_at), calendar_of(case.closures))


@dataclass(frozen=True)
class Journal:
    """The whole journal of a case, with what it reads of linked cases. `hidden` names the events of those that the
    viewer may not read: dates rest on them, and no reason may name them. `confided` gives the case of each event of a
    linked case that is confidential, whoever asks. `linked` says whether there is any linked case, read by this one or not."""

    events: tuple[Event, ...] = ()
    hidden: frozenset[str] = frozenset()
    confided: Mapping[str, UUID] = field(default_factory=dict)
    linked: bool = False

    @property
    def told(self) -> tuple[Event, ...]:
        """The journal without confidential cases."""
        return tuple(e for e in self.events if e.id not in self.confided) if self.confided else self.events

    def without(self, event: UUID | None) -> Journal:
        return replace(self, events=tuple(e for e in self.events if e.id != str(event)))


# A moment comes as text: to have it read for us takes Django ten times as long.
_JOURNAL = """
select of_case, id::text, number, event, "on", at::text, recorded_at::text, fields, linked, hidden, confided from cases_journal(%s::uuid[])"""


def journals_of(cases: Sequence[Case]) -> dict[UUID, Journal]:
    """The whole journal of cases that the viewer may see today, read as the system: results are filtered, not facts."""
    with connection.cursor() as cursor:
        cursor.execute(_JOURNAL, [[c.pk for c in cases]])
        rows = cursor.fetchall()
    by_case: dict[UUID, list[JournalRow]] = {}
    hidden: dict[UUID, set[str]] = {}
    confided: dict[UUID, dict[str, UUID]] = {}
    for of_case, *row, unread, confidential in rows:
        by_case.setdefault(of_case, []).append(row)
        if unread:
            hidden.setdefault(of_case, set()).add(row[0])
        if confidential:
            confided.setdefault(of_case, {})[row[0]] = confidential
    return {
        c.pk: Journal(
            tuple(events_of(PATHWAYS[c.pathway], by_case.get(c.pk, []))),
            frozenset(hidden.get(c.pk, ())),
            confided.get(c.pk, {}),
            any(linked for *_, linked in by_case.get(c.pk, [])),
        )
        for c in cases
    }
