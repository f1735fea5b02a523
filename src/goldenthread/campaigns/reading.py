"""The facts of every plan of an area, in a fixed number of questions however many plans there are. They are kept for a day (see `kept`):
which plans there are, and who may see them, is asked each time."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import polars as pl
from django.db import connection
from django.db.models import Q, QuerySet, Sum

from goldenthread.access.policy import CHILD, IDENTITY, Shape, visible
from goldenthread.access.rules import Level
from goldenthread.access.viewer import Viewer
from goldenthread.campaigns.models import Weighing
from goldenthread.campaigns.readings import speaks_of_adult_life
from goldenthread.cases.models import CaseState, ClockRow
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_clocks import OF_A_CASE, OF_A_CLOCK
from goldenthread.cases.queries_standing import officers_of_cases
from goldenthread.delivery.models import Account
from goldenthread.delivery.owed import copied, gathered
from goldenthread.people.kinds import PLAN
from goldenthread.people.models import Child, in_force
from goldenthread.plans.confirming import WAITS, standing
from goldenthread.plans.kept import edition
from goldenthread.reviews.phases import SURE, last_day, phases_ahead, transfer_day
from goldenthread.science.delivery import Line, line_of
from goldenthread.science.delivery_columns import LINES, WORDS
from goldenthread.science.delivery_columns import owed_and_due as by_line
from goldenthread.science.staleness import REASONS, WEIGHTS, Facts
from goldenthread.science.staleness_columns import FACTS, ranked
from goldenthread.web.words import curriculum_year, school_year

REVIEW, TRANSFER = "annual-review", "phase-transfer"
CASEWORK = ("la-send-manager", "la-send-caseworker")
MANAGER = "la-send-manager"
_LATE = {"issue-amended-plan": "amended", "decide-after-review": "decision", "complete-review": "review"}
_TEXTS = ("plan-made", "amended-plan-issued")
_HEALTH = ("C", "G")


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


def plans(viewer: Viewer, on: date, cases: Collection[UUID] | None = None) -> Plans:
    """All of the viewer's councils, or those of these reviews alone. What was kept of a plan is read; what was not, or no longer holds,
    is found now."""
    own = owners(viewer)
    states = CaseState.objects.filter(visible(viewer, "status", shape=OF_A_CASE), case__pathway=REVIEW, owner__in=own).exclude(stage="ceased")
    if cases is not None:
        states = states.filter(case__in=list(cases))
    listed = [row for row in _listed(states.order_by("case_id"), "case_id", "child_id", "case__opened_on") if row[1]]
    order = pl.DataFrame({"case": [r[0] for r in listed], "child": [r[1] for r in listed]}, schema={"case": pl.String, "child": pl.String})
    kept = copied("campaigns_kept_of(%s::uuid[], %s, %s, %s::uuid[])", KEPT, (own, on, edition(), None if cases is None else list(cases)))
    known = order.join(kept, on="case", how="left", maintain_order="left")
    lacking = set(known.filter(pl.col("off").is_null())["case"])
    if lacking:
        whole = cases is None and len(lacking) == len(listed)
        found = facts(viewer, own, [r for r in listed if r[0] in lacking], on, whole=whole)
        known = order.join(pl.concat([kept.filter(~pl.col("case").is_in(lacking)), found]), on="case", how="left", maintain_order="left")
    known = known.filter(~pl.col("off")).with_row_index("n").with_columns(pl.col("n").cast(pl.Int64))
    frame = known.select("n", pl.col("team").fill_null(""), pl.col("late").fill_null(""), *(n for n in FACTS if n != "late"))
    return Plans([UUID(case) for case in known["case"]], [UUID(child) for child in known["child"]], frame.select("n", "team", *FACTS))


KEPT: dict[str, Any] = {"case": pl.String, "off": pl.Boolean, "team": pl.String, **FACTS}


def _seen(viewer: Viewer | None, level: Level, shape: Shape, kind: str | None = None) -> Q:
    return visible(viewer, level, shape=shape, kind=kind) if viewer else Q()


def facts(viewer: Viewer | None, own: Sequence[UUID], listed: Sequence[tuple[str, str, str]], on: date, *, whole: bool = False) -> pl.DataFrame:
    """The facts of these reviews, as key, child and day on which it was opened: in a fixed number of questions. `off` are those whose plan
    has ended. No viewer is the job that keeps them, for reviews of which every viewer is told the same. `whole` asks about all children
    of the councils, which is quicker than about a long list of them."""
    children = None if whole else sorted({UUID(child) for _, child, _ in listed})
    journal = _journal(own, children)
    texts = _texts(journal)
    ended = dict(rows("select child::text, \"on\" from campaigns_ended(%(own)s, %(children)s::uuid[])", own=own, children=children))
    of = {case: child for case, child, opened in listed if not (child in ended and texts.get(case, _day(opened)) <= ended[child] <= on)}
    named = Child.objects.filter(_seen(viewer, "read", CHILD, IDENTITY), owner__in=own)
    if children is not None:
        named = named.filter(pk__in=children)
    born = {child: _day(day) if day else None for child, day in _listed(named, "pk", "date_of_birth")}
    held = _held(own, children)
    late = _late(viewer, own, children, on)
    phase = _phases(viewer, own, children, born, on)
    teams = {(str(child), str(case) if case else None): team for (child, case), (_, team) in officers_of_cases(viewer, REVIEW, on, children).items()}
    moved = _moved(journal, texts, {case: (held[child].issued_on, held[child].setting) for case, child in of.items() if child in held})
    hours = owed_and_due(own, on, children) if viewer else kept_sums(children or ())
    made: list[tuple[Any, ...]] = [(case, True, *[None] * (len(KEPT) - 2)) for case, _, _ in listed if case not in of]
    for case, child in of.items():
        plan = held.get(child, _NOT_HELD)
        days = [d for d in (texts.get(case), plan.issued_on if plan is not _NOT_HELD else None) if d]
        text_on, birthday = max(days, default=None), born.get(child)
        what, by = late.get(case, ("", None))
        team = teams.get((child, case), teams.get((child, None), ""))
        owed, due = hours.get(child, (0, 0))
        made.append((
            case, False, team, text_on, what, by, case in moved, phase.get(child), curriculum_year(birthday, on) if birthday else None,
            curriculum_year(birthday, text_on) if birthday and text_on else None, plan.spoken, plan.health, plan.care, owed, due,
        ))  # fmt: skip
    return pl.DataFrame(made, schema=KEPT, orient="row")


_day = cache(date.fromisoformat)


def _listed(found: QuerySet[Any, Any], *names: str) -> Iterator[tuple[Any, ...]]:
    """What a question finds, each column fetched as one list, which for an area takes a fifth of the time of row by row. Keys and days
    come as text."""
    sql, params = found.values_list(*names).query.sql_with_params()
    columns = [f"c{n}" for n in range(len(names))]
    wanted = ", ".join(f"json_agg({name})::text" for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"select {wanted} from ({sql}) found ({', '.join(columns)})", params)  # noqa: S608 - a question of ours
        row = cursor.fetchone()
    return zip(*(json.loads(text) if text else [] for text in row), strict=True)


class Told(NamedTuple):
    """A word of a review's journal that still stands, in the order of days. `setting` is its code, or empty."""

    case: str
    event: str
    on: date
    setting: str
    rank: str | None


def _journal(own: Sequence[UUID], children: Sequence[UUID] | None) -> list[Told]:
    """When words were issued, and where the child went: what was withdrawn is not in it."""
    return [Told(*row) for row in rows("select \"case\"::text, event, \"on\", setting, rank from campaigns_journal(%(own)s, %(children)s::uuid[])", own=own, children=children)]


def _texts(journal: Sequence[Told]) -> dict[str, date]:
    """The day on which the words were last issued, by case."""
    return {t.case: t.on for t in journal if t.event in _TEXTS}


@dataclass
class Held:
    """What is read of a plan whose words are held here. `setting` is the code of the one that it names, or empty; `spoken` whether
    its outcomes speak of adult life; `health` and `care` count clauses whose author is waited for."""

    issued_on: date
    setting: str
    spoken: bool | None
    health: int
    care: int


_NOT_HELD = Held(date.min, "", None, 0, 0)


def _held(own: Sequence[UUID], children: Sequence[UUID] | None) -> dict[str, Held]:
    """The newest issued version of each child whose words are held here."""
    found: dict[str, Held] = {}
    keys = []
    for child, plan, issued_on, setting, unread, spoken, words, health, care in rows(
        "select * from campaigns_plans(%(own)s, %(edition)s, %(children)s::uuid[])", own=own, edition=edition(), children=children
    ):
        keys.append(plan)
        found[str(child)] = Held(issued_on, setting or "", speaks_of_adult_life(words) if unread else spoken, health, care)
    for key, section, text, said, answer, correction, decision in rows("select * from campaigns_answered(%(plans)s)", plans=keys):
        child = str(key)
        if standing(text, [_Answer(said, answer, correction, decision)]).state in WAITS:
            if section in _HEALTH:
                found[child].health += 1
            else:
                found[child].care += 1
    return found


@dataclass(frozen=True)
class _Answer:
    said: str
    answer: str
    correction: str
    decision: str


def _late(viewer: Viewer | None, own: Sequence[UUID], children: Sequence[UUID] | None, on: date) -> dict[str, tuple[str, date]]:
    """The limit of law that was passed first and is still open, of review, decision and amended plan."""
    found = ClockRow.objects.filter(
        _seen(viewer, "status", OF_A_CLOCK), _of(children), case__pathway=REVIEW, owner__in=own, clock__in=_LATE, kind="law", stopped=None, excused_from=None, due__lt=on
    )
    return {case: (_LATE[clock], _day(due)) for case, clock, due in _listed(found.order_by("-due", "pk"), "case_id", "clock", "due")}


def _of(children: Sequence[UUID] | None) -> Q:
    return Q() if children is None else Q(child__in=children)


def _phases(viewer: Viewer | None, own: Sequence[UUID], children: Sequence[UUID] | None, born: Mapping[str, date | None], on: date) -> dict[str, date]:
    """The last lawful day of the plan for the next phase, of children whose plan for it is not issued: of transfers that are on
    record, and of those that nobody identified although nearly every child of the year moves (see reviews.transfers)."""
    seen = ClockRow.objects.filter(_seen(viewer, "status", OF_A_CLOCK), _of(children), case__pathway=TRANSFER, owner__in=own, clock="phase-transfer-plan", due__isnull=False)
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


def _moved(journal: Sequence[Told], texts: Mapping[str, date], held: Mapping[str, tuple[date, str]]) -> set[str]:
    """Cases whose child goes to another setting than that of the text: the one that it names, and where it names none, the one
    at which the child was on its day. `held` are the day and the setting of the plans whose words are here."""
    named = {case: setting for case, (day, setting) in held.items() if setting and day >= texts.get(case, day)}
    first: dict[str, str] = {}
    now: dict[str, str] = {}
    for t in journal:
        if t.event == "amended-plan-issued" and texts.get(t.case) == t.on:
            named[t.case] = t.setting or named.get(t.case, "")
        elif t.event == "placement-started" and t.rank in (None, "1"):
            now[t.case] = t.setting
            if t.case in texts and t.on <= texts[t.case]:
                first[t.case] = t.setting
    return {case for case, setting in now.items() if (then := named.get(case) or first.get(case)) and then != setting}


_LINES: dict[str, Any] = {
    "line": pl.String, "child": pl.String, "times": pl.Int16, "every": pl.Int16, "period": pl.String, "minutes": pl.Int32, "weeks": pl.Int16,
    "first": pl.Date, "last": pl.Date, "closures": pl.String, "details": pl.String, "words": pl.String,
}  # fmt: skip


def kept_sums(children: Collection[UUID]) -> dict[str, tuple[int, int]]:
    """The same as they are kept of each line."""
    found = Account.objects.filter(child__in=list(children)).values_list("child").annotate(Sum("owed"), Sum("due"))
    return {str(child): (owed, due) for child, owed, due in found}


def owed_and_due(own: Sequence[UUID], on: date, children: Sequence[UUID] | None = None) -> dict[str, tuple[int, int]]:
    """Minutes of help owed and due so far, by child, as the provision ledger has them. Lines that the viewer may not read are not
    in it; what cannot be checked is in neither."""
    lines = copied("delivery_area_lines(%s::uuid[], %s, %s, %s::uuid[])", _LINES, (own, on, edition(), children))
    if unread := lines.filter(pl.col("details").is_not_null()).to_dicts():
        read = [r | _numbers(r) for r in unread]
        lines = pl.concat([lines.filter(pl.col("details").is_null()), pl.DataFrame(read, schema=_LINES).filter(pl.col("times").is_not_null())])
    if lines.is_empty():
        return {}
    numbers = lines.select("line").unique().with_row_index("number").select("line", pl.col("number").cast(pl.Int64))
    said = gathered("delivery_area_words(%s::uuid[], %s, %s::uuid[])", {**WORDS, "line": pl.String}, (own, on, children))
    lines = lines.join(numbers, on="line").drop("line").rename({"number": "line"})
    words = said.rename({"number": "id"}).join(numbers, on="line").drop("line").rename({"number": "line", "id": "number"})
    sums = by_line(lines.select(list(LINES)), words.select(list(WORDS)), on)
    whose = lines.select("line", "child").unique("line")
    found = whose.join(sums, on="line").group_by("child").agg(pl.col("owed", "due").sum())
    return {child: (owed, due) for child, owed, due in found.iter_rows()}


def _numbers(row: Mapping[str, Any]) -> dict[str, Any]:
    found = line_of(json.loads(row["details"]), row["words"] or "")
    if not isinstance(found, Line):
        return {}
    return {"times": found.rhythm.times, "every": found.rhythm.every, "period": found.rhythm.period, "minutes": found.minutes, "weeks": found.weeks}
