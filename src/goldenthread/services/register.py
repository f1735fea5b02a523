"""The register of everybody whom a service treats with medication for ADHD: what is to be checked, and who prescribes. It holds no
measurement and computes no threshold: see pathways.adhd_medication."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from goldenthread.access.policy import visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.actions import NewEvent, say_once
from goldenthread.cases.models import Case, ClockRow, Event
from goldenthread.cases.queries_clocks import CASE, OF_A_CLOCK
from goldenthread.engine import clocks
from goldenthread.pathways import PATHWAYS
from goldenthread.people.models import Child
from goldenthread.services.prescribers import Span, days_without, prescribers
from goldenthread.services.queries import children_named

REGISTER = PATHWAYS["adhd-medication"]
CHECKS = {
    "height-checked": "Height measured and plotted",
    "weight-checked": "Weight measured and plotted",
    "heart-rate-and-blood-pressure-checked": "Heart rate and blood pressure measured",
    "specialist-review-held": "Reviewed by an ADHD specialist",
    "supply-secured": "Supply of medicine seen to",
}
ALARMS = ("prescriber-of-record", "next-prescriber", "adult-prescriber", "tell-designated-officer", "answer-flag", "secure-supply")
"""Clocks that somebody is told of before any check."""
SOON, YEAR = 28, 365
_PRESCRIBES = ("treatment-started", "prescriber-recorded")
_GROWN = ("reassessed-for-adulthood", "adult-prescriber-proposed", "adult-prescriber-accepted")
_PRACTICE = ("shared-care-proposed", "shared-care-accepted", "shared-care-declined", "shared-care-begun", "shared-care-reviewed",
             "shared-care-withdrawn", "shared-care-ended")  # fmt: skip


@dataclass(frozen=True)
class Owed:
    clock: str
    title: str
    due: dt.date | None
    days: int | None

    @property
    def alarm(self) -> bool:
        return self.clock in ALARMS


@dataclass
class Line:
    """One young person's treatment. `prescriber` is empty where nobody prescribes, and so is `practice` without shared care."""

    case: UUID
    child: Child
    stage: str
    prescriber: str = ""
    practice: str = ""
    # Where nobody prescribes, since when; where treatment has not begun, the day of the diagnosis.
    nobody_since: dt.date | None = None
    waits_since: dt.date | None = None
    owed: list[Owed] = field(default_factory=list)
    # Who prescribed on each day of treatment, the first day first.
    prescribed: list[Span] = field(default_factory=list)

    def days_without(self, on: dt.date) -> int:
        """Days of the last year's treatment on which nobody prescribed."""
        return days_without(self.prescribed, on, on - dt.timedelta(days=YEAR - 1))

    @property
    def urgency(self) -> tuple[int, int]:
        """Alarms that are due first, then what is overdue, then by the next day."""
        days = [o.days if o.days is not None else 10_000 for o in self.owed]
        alarm = any(o.alarm and (o.days or 0) <= 0 for o in self.owed)
        return (0 if alarm else 1), min(days, default=10_000)


@dataclass
class Practice:
    """How shared care stands with one practice, in children who are on the register now."""

    name: str
    unanswered: int = 0
    agreed: int = 0
    prescribes: int = 0
    declined: int = 0
    withdrew: int = 0


@dataclass(frozen=True)
class Register:
    """Those on treatment, and those who wait for it since their diagnosis, the longest first."""

    lines: Sequence[Line]
    waiting: Sequence[Line] = ()
    practices: Sequence[Practice] = ()

    def count(self, *, alarm: bool = False, overdue: bool = False, soon: bool = False) -> int:
        def fits(o: Owed) -> bool:
            days = o.days if o.days is not None else 10_000
            return (alarm and o.alarm and days <= 0) or (overdue and not o.alarm and days < 0) or (soon and not o.alarm and 0 <= days <= SOON)

        return sum(any(fits(o) for o in line.owed) for line in self.lines)


def register(viewer: Viewer, on: dt.date) -> Register:
    """Everybody on treatment whom the viewer may see, the most urgent first."""
    practices: dict[str, Practice] = {}
    lines = []
    for line, _, events in lines_of(viewer, on):
        _count_practice(practices, events)
        lines.append(line)
    return Register(
        sorted((line for line in lines if line.waits_since is None), key=lambda line: (*line.urgency, line.child.sort_key)),
        sorted((line for line in lines if line.waits_since is not None), key=lambda line: (line.waits_since, line.child.sort_key)),
        sorted(practices.values(), key=lambda p: p.name),
    )


def line_of(viewer: Viewer, on: dt.date, case: UUID) -> Line | None:
    """One treatment of the register that has begun, read without the others."""
    return next((line for line, _, _ in lines_of(viewer, on, pk=case) if line.waits_since is None), None)


def lines_of(viewer: Viewer, on: dt.date, **of: UUID) -> list[tuple[Line, Case, list[Event]]]:
    """Each open treatment that the viewer may read, of everybody, of one `child` or of one `pk`, with its case and what was recorded of it."""
    open_ = [s.slug for s in REGISTER.stages if not s.closed]
    cases = list(Case.objects.filter(visible(viewer, "read", shape=CASE), pathway=REGISTER.slug, state__stage__in=open_, **of).select_related("state", "owner"))
    who = children_named(viewer, [c.child_id for c in cases if c.child_id])
    titles = {s.slug: s.title for s in REGISTER.stages}
    lines = {c.pk: Line(c.pk, who[c.child_id], titles[c.state.stage]) for c in cases if c.child_id in who}
    rows = ClockRow.objects.filter(visible(viewer, "read", shape=OF_A_CLOCK), case__in=list(lines), stopped=None).exclude(kind="wait")
    for row in rows.order_by("due", "pk"):
        lines[row.case_id].owed.append(Owed(row.clock, REGISTER.clock_titles[row.clock], row.due, clocks.days(row.due, None, on)))
    since = ClockRow.objects.filter(visible(viewer, "read", shape=OF_A_CLOCK), case__in=list(lines), clock="diagnosis-to-treatment", stopped=None)
    for case, started in since.values_list("case_id", "started"):
        lines[case].waits_since = started
    journals = _journals(lines)
    for case, events in journals.items():
        _say_who_prescribes(lines[case], events, on)
    return [(lines[c.pk], c, journals.get(c.pk, [])) for c in cases if c.pk in lines]


_STANDS = {
    "shared-care-proposed": "unanswered", "shared-care-accepted": "agreed", "shared-care-begun": "prescribes", "shared-care-reviewed": "prescribes",
    "shared-care-declined": "declined", "shared-care-withdrawn": "withdrew",
}  # fmt: skip


def _count_practice(practices: dict[str, Practice], events: Sequence[Event]) -> None:
    """Each child once a practice, by what that practice said last. What was ended by agreement counts nowhere."""
    last = {e.about: e.event for e in events if e.event in _PRACTICE}
    for name, event in last.items():
        if stands := _STANDS.get(event):
            practice = practices.setdefault(name, Practice(name))
            setattr(practice, stands, getattr(practice, stands) + 1)


def _journals(cases: Collection[UUID]) -> dict[UUID, list[Event]]:
    found: dict[UUID, list[Event]] = defaultdict(list)
    asked = ("corrected", "prescriber-ended", "treatment-stopped", *_GROWN, "supply-running-out", *_PRESCRIBES, *_PRACTICE)
    events = list(Event.objects.filter(case__in=list(cases), event__in=asked).order_by("on", "number"))
    withdrawn = {str(e.fields.get("event_id")) for e in events if e.event == "corrected"}
    for e in events:
        if e.event != "corrected" and str(e.pk) not in withdrawn:
            found[e.case_id].append(e)
    return found


def _say_who_prescribes(line: Line, events: Sequence[Event], on: dt.date) -> None:
    line.prescribed = prescribers([(e.event, e.on, e.fields) for e in events], on)
    now = line.prescribed[-1] if line.prescribed and line.prescribed[-1].last is None else None
    line.prescriber, line.nobody_since = (now.who, None if now.who else now.first) if now else ("", None)
    for e in events:
        if e.event in _PRACTICE:
            line.practice = "" if e.event in ("shared-care-declined", "shared-care-withdrawn", "shared-care-ended") else e.about


def record_checks(viewer: Viewer, case: UUID, done: Sequence[str], on: dt.date) -> None:
    """What was checked at one visit. Raises Refused, BadEvent."""
    say_once(viewer, case, [NewEvent(check, on=on) for check in CHECKS if check in done])
