"""The facts of every plan of an area, in a fixed number of questions however many plans there are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import polars as pl
from django.db.models import Exists

from goldenthread.access.policy import CHILD, IDENTITY, OF_A_CHILD, visible
from goldenthread.access.viewer import Viewer
from goldenthread.campaigns.models import Weighing
from goldenthread.cases.models import CaseState, ClockRow, Event
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_case import OF_AN_EVENT
from goldenthread.cases.queries_clocks import OF_A_CASE, OF_A_CLOCK
from goldenthread.cases.queries_standing import corrections_of_it, officers_of_cases
from goldenthread.delivery.models import Word
from goldenthread.people.models import Child, in_force
from goldenthread.plans.confirming import WAITS, standing
from goldenthread.plans.models import Clause, Plan, SignBack
from goldenthread.reviews.phases import SURE, last_day, phases_ahead, transfer_day, year_of
from goldenthread.science.delivery import Line, line_of
from goldenthread.science.delivery_columns import LINES, WORDS, roll_up
from goldenthread.science.staleness import REASONS, WEIGHTS, Facts
from goldenthread.science.staleness_columns import FACTS, ranked
from goldenthread.web.words import school_year

REVIEW, TRANSFER = "annual-review", "phase-transfer"
PLAN = "drafts-and-final-plan"
CASEWORK = ("la-send-manager", "la-send-caseworker")
MANAGER = "la-send-manager"
_LATE = {"issue-amended-plan": "amended", "decide-after-review": "decision", "complete-review": "review"}
_TEXTS = ("plan-made", "amended-plan-issued")
_HEALTH, _CARE = ("C", "G"), ("D", "H1", "H2")
ADULTHOOD = r"adulthood|employment|work experience|internship|apprentice|independent living|live independently|travel training|own home"
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
    of = {case: child for case, child in states.order_by("case_id").values_list("case_id", "child_id") if child}
    children = list(of.values())
    born = dict(Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY), owner__in=own).values_list("pk", "date_of_birth"))
    texts = _texts(viewer, own)
    issued = _issued(viewer, own)
    late = _late(viewer, own, on)
    phase = _phases(viewer, own, born, on)
    officers = officers_of_cases(viewer, REVIEW, on)
    moved = _moved(viewer, own, texts, {case: (issued[child][1], issued[child][2]) for case, child in of.items() if child in issued})
    health, care = _unconfirmed([p for p, _, _ in issued.values()])
    speaks = _adulthood([p for p, _, _ in issued.values()])
    hours = owed_and_due(children, on)
    made = []
    for n, (case, child) in enumerate(of.items()):
        days = [d for d in (texts.get(case), issued[child][1] if child in issued else None) if d]
        text_on, birthday = max(days, default=None), born.get(child)
        what, by = late.get(case, ("", None))
        _, team = officers.get((child, case)) or officers.get((child, None)) or ("", "")
        owed, due = hours.get(child, (0, 0))
        made.append((
            n, team, text_on, what, by, case in moved, phase.get(child), year_of(birthday, on) if birthday else None,
            year_of(birthday, text_on) if birthday and text_on else None, speaks.get(child), health.get(child, 0), care.get(child, 0), owed, due,
        ))  # fmt: skip
    frame = pl.DataFrame(made, schema={"n": pl.Int64, "team": pl.String, **FACTS}, orient="row")
    return Plans(list(of), children, frame)


def _events(viewer: Viewer, own: Sequence[UUID], *slugs: str):  # type: ignore[no-untyped-def]
    seen = visible(viewer, "read", shape=OF_AN_EVENT)
    return Event.objects.filter(seen, case__pathway=REVIEW, case__owner__in=own, event__in=slugs).exclude(Exists(corrections_of_it())).order_by("on", "number")


def _texts(viewer: Viewer, own: Sequence[UUID]) -> dict[UUID, date]:
    """The day on which the words were last issued, by case."""
    return dict(_events(viewer, own, *_TEXTS).values_list("case_id", "on"))


def _issued(viewer: Viewer, own: Sequence[UUID]) -> dict[UUID, tuple[UUID, date, str]]:
    """The newest issued version of each child whose words are held here, with its day and the code of the setting that it names."""
    found = Plan.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=PLAN), owner__in=own, issued_on__isnull=False, withdrawn=False)
    rows_found = found.order_by("issued_on", "version").values_list("child_id", "pk", "issued_on", "setting__code")
    return {child: (plan, day, setting or "") for child, plan, day, setting in rows_found}


def _late(viewer: Viewer, own: Sequence[UUID], on: date) -> dict[UUID, tuple[str, date]]:
    """The limit of law that was passed first and is still open, of review, decision and amended plan."""
    found = ClockRow.objects.filter(
        visible(viewer, "status", shape=OF_A_CLOCK), case__pathway=REVIEW, owner__in=own, clock__in=_LATE, kind="law", stopped=None, excused_from=None, due__lt=on
    )
    return {case: (_LATE[clock], due) for case, clock, due in found.order_by("-due", "pk").values_list("case_id", "clock", "due")}


def _phases(viewer: Viewer, own: Sequence[UUID], born: Mapping[UUID, date | None], on: date) -> dict[UUID, date]:
    """The last lawful day of the plan for the next phase, of children whose plan for it is not issued: of transfers that are on
    record, and of those that nobody identified although nearly every child of the year moves (see reviews.transfers)."""
    seen = ClockRow.objects.filter(visible(viewer, "status", shape=OF_A_CLOCK), case__pathway=TRANSFER, owner__in=own, clock="phase-transfer-plan", due__isnull=False)
    this_year = date(school_year(on), 9, 1)
    known: set[UUID] = set()
    found: dict[UUID, date] = {}
    for child, due, stopped in seen.order_by("-due").values_list("child_id", "due", "stopped"):
        if due >= this_year:
            known.add(child)
        if stopped is None:
            found[child] = due
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


def _moved(viewer: Viewer, own: Sequence[UUID], texts: Mapping[UUID, date], held: Mapping[UUID, tuple[date, str]]) -> set[UUID]:
    """Cases whose child goes to another setting than that of the text: the one that it names, and where it names none, the one
    at which the child was on its day. `held` are the day and the setting of the plans whose words are here."""
    named = {case: setting for case, (day, setting) in held.items() if setting and day >= texts.get(case, day)}
    for case, on, fields in _events(viewer, own, "amended-plan-issued").values_list("case_id", "on", "fields"):
        if texts.get(case) == on:
            named[case] = fields.get("setting") or named.get(case, "")
    first: dict[UUID, str] = {}
    now: dict[UUID, str] = {}
    for case, on, fields in _events(viewer, own, "placement-started").values_list("case_id", "on", "fields"):
        if fields.get("rank") in (None, 1):
            now[case] = fields.get("setting", "")
            if case in texts and on <= texts[case]:
                first[case] = now[case]
    return {case for case, setting in now.items() if (then := named.get(case) or first.get(case)) and then != setting}


def _unconfirmed(issued: Sequence[UUID]) -> tuple[dict[UUID, int], dict[UUID, int]]:
    """Clauses of health and of care in plans in force whose author has not confirmed their words, by child."""
    clauses = list(
        Clause.objects.filter(plan__in=issued, section__in=(*_HEALTH, *_CARE), removed=False).exclude(contributor="")
        .values_list("child_id", "line", "contributor", "section", "text")
    )  # fmt: skip
    answers: dict[tuple[UUID, str], list[SignBack]] = {}
    for answer in SignBack.objects.filter(clause__line__in={c[1] for c in clauses}).select_related("clause").order_by("at"):
        answers.setdefault((answer.clause.line, answer.contributor), []).append(answer)
    health: dict[UUID, int] = {}
    care: dict[UUID, int] = {}
    for child, line, contributor, section, text in clauses:
        if standing(text, answers.get((line, contributor), ())).state in WAITS:
            of = health if section in _HEALTH else care
            of[child] = of.get(child, 0) + 1
    return health, care


def _adulthood(issued: Sequence[UUID]) -> dict[UUID, bool]:
    """Whether the text speaks of preparing for adulthood, of children whose words are held here."""
    return dict(rows(
        "select child_id, bool_or(text ~* %(words)s) from plans_clause"
        " where plan_id = any(%(plans)s) and section in ('A', 'E', 'F') and not removed group by child_id",
        words=ADULTHOOD, plans=list(issued),
    ))  # fmt: skip


def owed_and_due(children: Iterable[UUID], on: date) -> dict[UUID, tuple[int, int]]:
    """Minutes of help owed and due so far, by child, as the provision ledger has them. Lines that the viewer may not read are not
    in it; what cannot be checked is in neither."""
    number: dict[UUID, int] = {}
    whose: dict[int, UUID] = {}
    lines = []
    for line, child, details, words, first, last in rows("select line, child, details, words, first, last from delivery_lines(%(keys)s)", keys=list(children)):
        read = line_of(json.loads(details) if isinstance(details, str) else details, words)
        if isinstance(read, Line) and first <= on:
            n = number.setdefault(line, len(number))
            whose[n] = child
            lines.append((n, read.rhythm.times, read.rhythm.every, read.rhythm.period, read.minutes, read.weeks, first, last))
    if not lines:
        return {}
    said = Word.objects.filter(line__in=list(number)).values_list("line", "monday", "party", "delivered", "missed", "made_up", "id")
    heard = pl.DataFrame([(number[w[0]], *w[1:]) for w in said], schema=WORDS, orient="row")
    found: dict[UUID, tuple[int, int]] = {}
    for n, owed, due in roll_up(pl.DataFrame(lines, schema=LINES, orient="row"), heard, on).select("line", "owed", "due").iter_rows():
        before = found.get(whose[n], (0, 0))
        found[whose[n]] = before[0] + owed, before[1] + due
    return found
