"""What became of a finding: read from later versions of the plan and from the journal, or said by whoever owns it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.db.models import Q, QuerySet

from goldenthread.access.policy import visible
from goldenthread.access.viewer import Viewer
from goldenthread.audits.models import Answer, Finding
from goldenthread.audits.queries import Words, councils
from goldenthread.cases.models import Case
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_clocks import CASE, ClockFacts
from goldenthread.cases.queries_work import Elsewhere, Said, Task
from goldenthread.engine.calendar import london_date
from goldenthread.plans.changes import changes
from goldenthread.web.addresses import address
from goldenthread.web.json_column import json_of
from goldenthread.web.words import count_of, long_day

Key = Literal["overdue", "open", "proposed", "answered", "acted", "over"]
STYLES: dict[Key, str] = {"overdue": "overdue", "open": "running", "proposed": "soon", "answered": "excused", "acted": "met", "over": "floor"}
NAMES: dict[Key, str] = {
    "overdue": "Overdue", "open": "Open", "proposed": "Change proposed", "answered": "Answered, not changed", "acted": "Acted on", "over": "Plan ended",
}  # fmt: skip
_OVER = {"plan-ceased": "The plan ceased", "died": "The child died", "moved-out-of-area": "The family moved away", "plan-transferred": "The plan went to another council"}


@dataclass(frozen=True)
class Standing:
    """Where a finding stands; `now` are the words of the clause, or of the section, in the version that changed it."""

    finding: Finding
    key: Key
    words: str
    answer: Answer | None = None
    said: str = ""
    now: str = ""

    @property
    def style(self) -> str:
        return STYLES[self.key]

    @property
    def name(self) -> str:
        return NAMES[self.key]

    @property
    def waits(self) -> bool:
        return self.key in ("overdue", "open", "proposed")


@dataclass(frozen=True)
class Version:
    day: date | None
    issued: bool
    clauses: tuple[Words, ...]


def findings_of(viewer: Viewer) -> QuerySet[Finding]:
    mine = Q(whose=viewer.id) | Q(made_by=viewer.id) | Q(owner__in=councils(viewer))
    return Finding.objects.filter(mine).select_related("sampled__audit").order_by("by_on", "made_at")


def owed(viewer: Viewer, on: date, case: UUID | None) -> list[Task]:
    """The findings that nobody has acted on or answered: the viewer's own, or all of one case that they may see. A day set by
    an auditor is a local limit."""
    found = findings_of(viewer).filter(case=case) if case else findings_of(viewer).filter(whose=viewer.id)
    waiting = [s for s in standings(found, on) if s.waits]
    if not waiting:
        return []
    seen = Case.objects.filter(visible(viewer, "status", shape=CASE), pk__in={s.finding.case for s in waiting}).select_related("child")
    cases = {c.pk: c for c in seen if c.child}
    return [_task(s, cases[s.finding.case]) for s in waiting if s.finding.case in cases]


def _task(s: Standing, case: Case) -> Task:
    f = s.finding
    clock = ClockFacts(case.pk, "audit-finding", str(f.pk), london_date(f.made_at), f.by_on, None, None, None, "", "local", False, "authority")
    said = Said(f"Act on what an audit found in {f.label}", address("audit-finding", f.pk), f"{f.sampled.audit.title}. {s.words}", f.whose_name, f.whose)
    assert case.child
    return Task(clock, case, case.child, mine=True, said=said)


def standings(found: Iterable[Finding], on: date) -> list[Standing]:
    """Three questions, however many findings."""
    found = list(found)
    if not found:
        return []
    keys = [f.pk for f in found]
    versions: dict[UUID, dict[UUID, Version]] = defaultdict(dict)
    for finding, plan, _, day, issued, line, *clause in rows("select * from audits_versions(%(keys)s)", keys=keys):
        before = versions[finding].get(plan, Version(day, issued, ()))
        versions[finding][plan] = Version(day, issued, (*before.clauses, _words(line, clause)) if line else before.clauses)
    over = {finding: (event, day) for finding, event, day in rows("select * from audits_plan_over(%(keys)s)", keys=keys)}
    answers = {a.finding_id: a for a in Answer.objects.filter(finding__in=keys).order_by("at")}
    return [_standing(f, versions[f.pk], over.get(f.pk), answers.get(f.pk), on) for f in found]


def _words(line: UUID, clause: Sequence[Any]) -> Words:
    section, number, text, details, need, outcome, removed = clause
    return Words(line, section, number, text, json_of(details), need, outcome, removed)


def _standing(f: Finding, versions: dict[UUID, Version], over: tuple[str, date] | None, answer: Answer | None, on: date) -> Standing:
    was = versions.get(f.plan, Version(None, True, ()))
    later = [v for plan, v in versions.items() if plan != f.plan]
    state = became(f.by_on, was, later, on)
    if state.key not in ("acted", "proposed"):
        if over:
            state = Became("over", f"{_OVER[over[0]]} on {long_day(over[1])}.")
        elif answer:
            state = Became("answered", f"{answer.by_name} answered that it will not be changed: {answer.reason}")
    return Standing(f, state.key, state.words, answer, _together(was), _together(state.version) if state.version else "")


def _together(version: Version) -> str:
    return "\n".join(c.text for c in version.clauses if not c.removed)


@dataclass(frozen=True)
class Became:
    key: Key
    words: str
    version: Version | None = None


def became(by_on: date, was: Version, later: Sequence[Version], on: date) -> Became:
    """What later versions, oldest first, made of what was found. The newest that was issued decides; a draft that differs is a
    proposal. A change made and taken back is none."""
    differs = [(v, bool(changes(was.clauses, v.clauses, ()))) for v in later]
    issued = [(v, d) for v, d in differs if v.issued]
    if issued and issued[-1][1]:
        first = next(v for v, d in issued if d)
        return Became("acted", f"It was changed in the plan of {_day(first)}.", issued[-1][0])
    if differs and differs[-1][1] and not differs[-1][0].issued:
        return Became("proposed", f"A change is proposed in the version of {_day(differs[-1][0])}; it is not issued.", differs[-1][0])
    if on > by_on:
        return Became("overdue", f"Nothing has changed, {count_of((on - by_on).days, 'day')} after its day.")
    return Became("open", "Nothing has changed yet.")


def _day(version: Version) -> str:
    return long_day(version.day) if version.day else "an unknown day"


OWED = Elsewhere(owed, "from audits_finding where whose = %(user)s", 'from audits_finding where "case" = %(case)s')
