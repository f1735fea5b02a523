"""The facts of every plan of an area, in a fixed number of questions however many plans there are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import polars as pl
from django.db import connection
from django.db.models import Exists, QuerySet
from django.db.models.fields.json import KT

from goldenthread.access.policy import CHILD, IDENTITY, OF_A_CHILD, visible
from goldenthread.access.viewer import Viewer
from goldenthread.campaigns.models import Weighing
from goldenthread.cases.models import CaseState, ClockRow, Event
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_case import OF_AN_EVENT
from goldenthread.cases.queries_clocks import OF_A_CASE, OF_A_CLOCK
from goldenthread.cases.queries_standing import corrections_of_it, officers_of_cases
from goldenthread.delivery.owed import owed_and_due
from goldenthread.people.models import Child, in_force
from goldenthread.plans.confirming import WAITS, standing
from goldenthread.plans.models import Clause, Plan, SignBack
from goldenthread.reviews.phases import SURE, last_day, phases_ahead, transfer_day, year_of
from goldenthread.science.staleness import REASONS, WEIGHTS, YEAR_9, Facts
from goldenthread.science.staleness_columns import FACTS, ranked
from goldenthread.web.words import school_year

REVIEW, TRANSFER = "annual-review", "phase-transfer"
PLAN = "drafts-and-final-plan"
CASEWORK = ("la-send-manager", "la-send-caseworker")
MANAGER = "la-send-manager"
_LATE = {"issue-amended-plan": "amended", "decide-after-review": "decision", "complete-review": "review"}
_TEXTS = ("plan-made", "amended-plan-issued")
_HEALTH, _CARE = ("C", "G"), ("D", "H1", "H2")
ADULTHOOD = ("adulthood", "employment", "work experience", "internship", "apprentice", "independent living", "live independently", "travel training", "own home")
"""Words of the four outcomes. A text of sections A, E and F without any of them says nothing of preparing for adulthood."""


def owners(viewer: Viewer) -> list[UUID]:
    """The councils whose casework the viewer does."""
    if not viewer.holds(*CASEWORK):
        return []
    return sorted({o for g in viewer.grants if g.children is None and g.owners and PLAN in g.write for o in g.owners})


def managed(viewer: Viewer) -> UUID | None:
    """The council whose campaigns and weights the viewer may set."""
    mine = owners(viewer)
    return next((r.organisation for r in viewer.roles if r.slug == MANAGER and r.organisation in mine), None)


def weights_on(viewer: Viewer, on: date) -> dict[str, int]:
    """What each reason weighs on a day for the viewer's council: those that were published, unless it set others."""
    found = Weighing.objects.filter(in_force(on), owner__in=owners(viewer)).order_by("-valid_from", "-pk").first()
    return {k: int(found.points[k]) if found else WEIGHTS[k] for k in REASONS}


@dataclass(frozen=True)
class Plans:
    """Every plan, by its place in `cases`: `frame` has `n`, that place, `team`, and the facts."""

    cases: list[UUID]
    children: list[UUID]
    frame: pl.DataFrame

    def facts(self, row: Mapping[str, object]) -> Facts:
        return Facts(**{name: row[name] for name in FACTS})  # type: ignore[arg-type]

    def in_order(self, on: date, weights: Mapping[str, int]) -> pl.DataFrame:
        return ranked(self.frame, on, weights)


def plans(viewer: Viewer, on: date) -> Plans:
    own = owners(viewer)
    states = CaseState.objects.filter(visible(viewer, "status", shape=OF_A_CASE), case__pathway=REVIEW, owner__in=own).exclude(stage="ceased")
    of = {case: child for case, child in _listed(states.order_by("case_id"), "case_id", "child_id") if child}
    named = Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY), owner__in=own)
    born = {child: _day(day) if day else None for child, day in _listed(named, "pk", "date_of_birth")}
    texts = _texts(viewer, own)
    issued = _issued(viewer, own)
    late = _late(viewer, own, on)
    phase = _phases(viewer, own, born, on)
    teams = {(str(child), str(case) if case else None): team for (child, case), (_, team) in officers_of_cases(viewer, REVIEW, on).items()}
    moved = _moved(viewer, own, texts, {case: (issued[child][1], issued[child][2]) for case, child in of.items() if child in issued})
    health, care = _unconfirmed([p for p, _, _ in issued.values()])
    speaks = _adulthood([p for child, (p, _, _) in issued.items() if (b := born.get(child)) and year_of(b, on) >= YEAR_9])
    hours = owed_and_due(on)
    made = []
    for n, (case, child) in enumerate(of.items()):
        days = [d for d in (texts.get(case), issued[child][1] if child in issued else None) if d]
        text_on, birthday = max(days, default=None), born.get(child)
        what, by = late.get(case, ("", None))
        team = teams.get((child, case), teams.get((child, None), ""))
        owed, due = hours.get(child, (0, 0))
        made.append((
            n, team, text_on, what, by, case in moved, phase.get(child), year_of(birthday, on) if birthday else None,
            year_of(birthday, text_on) if birthday and text_on else None, speaks.get(child), health.get(child, 0), care.get(child, 0), owed, due,
        ))  # fmt: skip
    frame = pl.DataFrame(made, schema={"n": pl.Int64, "team": pl.String, **FACTS}, orient="row")
    return Plans([UUID(case) for case in of], [UUID(child) for child in of.values()], frame)


_day = cache(date.fromisoformat)


def _listed(found: QuerySet[Any, Any], *names: str) -> Iterator[tuple[Any, ...]]:
    """What a question finds, each column fetched as one list, which for an area takes a fifth of the time of row by row. Keys and days
    come as text."""
    sql, params = found.values_list(*names).query.sql_with_params()
    named = [f"c{n}" for n in range(len(names))]
    wanted = ", ".join(f"json_agg({name})::text" for name in named)
    with connection.cursor() as cursor:
        cursor.execute(f"select {wanted} from ({sql}) found ({', '.join(named)})", params)  # noqa: S608 - a question of ours
        row = cursor.fetchone()
    return zip(*(json.loads(text) if text else [] for text in row), strict=True)


def _events(viewer: Viewer, own: Sequence[UUID], *slugs: str):  # type: ignore[no-untyped-def]
    seen = visible(viewer, "read", shape=OF_AN_EVENT)
    return Event.objects.filter(seen, case__pathway=REVIEW, case__owner__in=own, event__in=slugs).exclude(Exists(corrections_of_it())).order_by("on", "number")


def _texts(viewer: Viewer, own: Sequence[UUID]) -> dict[str, date]:
    """The day on which the words were last issued, by case."""
    return {case: _day(on) for case, on in _listed(_events(viewer, own, *_TEXTS), "case_id", "on")}


def _issued(viewer: Viewer, own: Sequence[UUID]) -> dict[str, tuple[str, date, str]]:
    """The newest issued version of each child whose words are held here, with its day and the code of the setting that it names."""
    found = Plan.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=PLAN), owner__in=own, issued_on__isnull=False, withdrawn=False)
    listed = _listed(found.order_by("issued_on", "version"), "child_id", "pk", "issued_on", "setting__code")
    return {child: (plan, _day(day), setting or "") for child, plan, day, setting in listed}


def _late(viewer: Viewer, own: Sequence[UUID], on: date) -> dict[str, tuple[str, date]]:
    """The limit of law that was passed first and is still open, of review, decision and amended plan."""
    found = ClockRow.objects.filter(
        visible(viewer, "status", shape=OF_A_CLOCK), case__pathway=REVIEW, owner__in=own, clock__in=_LATE, kind="law", stopped=None, excused_from=None, due__lt=on
    )
    return {case: (_LATE[clock], _day(due)) for case, clock, due in _listed(found.order_by("-due", "pk"), "case_id", "clock", "due")}


def _phases(viewer: Viewer, own: Sequence[UUID], born: Mapping[str, date | None], on: date) -> dict[str, date]:
    """The last lawful day of the plan for the next phase, of children whose plan for it is not issued: of transfers that are on
    record, and of those that nobody identified although nearly every child of the year moves (see reviews.transfers)."""
    seen = ClockRow.objects.filter(visible(viewer, "status", shape=OF_A_CLOCK), case__pathway=TRANSFER, owner__in=own, clock="phase-transfer-plan", due__isnull=False)
    this_year = date(school_year(on), 9, 1)
    known: set[str] = set()
    found: dict[str, date] = {}
    for child, due, stopped in _listed(seen.order_by("-due"), "child_id", "due", "stopped"):
        if _day(due) >= this_year:
            known.add(child)
        if stopped is None:
            found[child] = _day(due)
    days: dict[str, date | None] = {}
    for child, birthday in born.items():
        phase = next((p for p in phases_ahead(birthday, on) if p in SURE), None)
        if phase is None or child in known:
            continue
        if phase not in days:
            days[phase] = last_day(phase, transfer_day(on), on)[0]
        if (day := days[phase]) is not None:
            found.setdefault(child, day)
    return found


def _moved(viewer: Viewer, own: Sequence[UUID], texts: Mapping[str, date], held: Mapping[str, tuple[date, str]]) -> set[str]:
    """Cases whose child goes to another setting than that of the text: the one that it names, and where it names none, the one
    at which the child was on its day. `held` are the day and the setting of the plans whose words are here."""
    named = {case: setting for case, (day, setting) in held.items() if setting and day >= texts.get(case, day)}
    for case, on, setting in _listed(_events(viewer, own, "amended-plan-issued"), "case_id", "on", KT("fields__setting")):
        if texts.get(case) == _day(on):
            named[case] = setting or named.get(case, "")
    first: dict[str, str] = {}
    now: dict[str, str] = {}
    started = _listed(_events(viewer, own, "placement-started"), "case_id", "on", KT("fields__setting"), KT("fields__rank"))
    for case, on, setting, rank in started:
        if rank in (None, "1"):
            now[case] = setting or ""
            if case in texts and _day(on) <= texts[case]:
                first[case] = now[case]
    return {case for case, setting in now.items() if (then := named.get(case) or first.get(case)) and then != setting}


class _Answer(NamedTuple):
    """Of an answer, what its standing rests on."""

    said: str
    answer: str
    correction: str
    decision: str


def _unconfirmed(issued: Sequence[str]) -> tuple[dict[str, int], dict[str, int]]:
    """Clauses of health and of care in plans in force whose author has not confirmed their words, by child."""
    # Plans and lines of an area are too many to name to the database: what is not theirs is passed over here.
    held = set(issued)
    of_these = Clause.objects.filter(plan__issued_on__isnull=False, section__in=(*_HEALTH, *_CARE), removed=False).exclude(contributor="")
    clauses = _listed(of_these, "plan_id", "child_id", "line", "contributor", "section", "text")
    answers: dict[tuple[str, str], list[_Answer]] = {}
    said = SignBack.objects.filter(clause__section__in=(*_HEALTH, *_CARE)).order_by("at")
    for line, contributor, *answer in _listed(said, "clause__line", "contributor", "said", "answer", "correction", "decision"):
        answers.setdefault((line, contributor), []).append(_Answer(*answer))
    health: dict[str, int] = {}
    care: dict[str, int] = {}
    for plan, child, line, contributor, section, text in clauses:
        if plan in held and standing(text, answers.get((line, contributor), ())).state in WAITS:
            of = health if section in _HEALTH else care
            of[child] = of.get(child, 0) + 1
    return health, care


def _adulthood(issued: Sequence[str]) -> dict[str, bool]:
    """Whether the text speaks of preparing for adulthood, by child."""
    return dict(rows(
        "select child_id::text, bool_or(lower(text) like any (%(words)s)) from plans_clause"
        " where plan_id = any(%(plans)s::uuid[]) and section in ('A', 'E', 'F') and not removed group by child_id",
        words=[f"%{w}%" for w in ADULTHOOD], plans=list(issued),
    ))  # fmt: skip
