"""What audits found, added up: by section and criterion, by team, locality, need and age of the version. Only grades that stand are in
it. Outside the council's casework, small groups are kept back by the rule of all totals (`science.small_numbers`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from goldenthread.access.viewer import Viewer
from goldenthread.audits.models import Audit
from goldenthread.audits.queries import AGES, BY, councils
from goldenthread.cases.plain_sql import rows
from goldenthread.science.audit import audited_sections, criteria, criterion, interval, score, sums
from goldenthread.science.small_numbers import FEWER, KEPT_BACK, LEAST, UNTOLD, what_is_told

ROWS = {"section": "Section", "criterion": "Criterion", **BY}


@dataclass(frozen=True)
class Row:
    """`plans` is how many are in it; `low` how many have a 1 or 2 in it; `told` as that rule says."""

    title: str
    plans: int
    score: float | None
    interval: tuple[float, float] | None
    low: int
    told: str = "shown"

    @property
    def shown(self) -> bool:
        return self.told == "shown" and self.score is not None

    @property
    def plans_words(self) -> str:
        return {"shown": f"{self.plans:,}", "few": FEWER, "many": KEPT_BACK}.get(self.told, UNTOLD)


@dataclass(frozen=True)
class Results:
    rows: list[Row]
    whole: Row


def results(viewer: Viewer, audit: Audit, by: str) -> Results:
    found = rows("select * from audits_settled_grades(%(key)s)", key=audit.pk)
    groups: dict[str, dict[int, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    every: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for plan, team, locality, need, age, slug, grade in found:
        c = criterion(slug)
        key = {"section": c.section, "criterion": slug, "team": team, "locality": locality, "need": need, "age": age}[by]
        if grade:
            groups[key][plan].append((grade, c.weight))
            every[plan].append((grade, c.weight))
    order = _order(by, groups)
    listed = [_row(_title(by, key), groups[key]) for key in order]
    whole = _row("All", every)
    if audit.owner_id not in councils(viewer):
        told = _told([r.plans for r in listed], whole.plans, parts=by in BY)
        listed = [replace(r, told=t) for r, t in zip(listed, told[:-1], strict=True)]
        whole = replace(whole, told=told[-1])
    return Results(listed, whole)


def _order(by: str, groups: Iterable[str]) -> list[str]:
    known = {"section": audited_sections(), "criterion": [c.slug for c in criteria()], "age": [words for _, words in AGES]}.get(by)
    return [k for k in known if k in groups] if known else sorted(groups)


def _title(by: str, key: str) -> str:
    if by == "criterion":
        return f"{criterion(key).section}: {criterion(key).question}"
    return f"Section {key}" if by == "section" and len(key) == 1 else "The whole plan" if by == "section" else key


def _row(title: str, plans: dict[int, list[tuple[int, int]]]) -> Row:
    each = [sums(grades) for _, grades in sorted(plans.items())]
    low = sum(any(g <= 2 for g, _ in grades) for grades in plans.values())
    return Row(title, len(plans), score(each), interval(each, score), low)


def _told(counts: Sequence[int], whole: int, *, parts: bool) -> list[str]:
    """What may be told of each and, last, of all. Groups of which each plan is in one are judged together; a plan is in every section,
    so that there a second is kept back with the one that is small, lest it be worked out."""
    if parts and counts:
        return what_is_told(counts)
    told = ["few" if n < LEAST else "shown" for n in counts]
    if told.count("few") == 1 and len(told) > 1:
        told[min((i for i, t in enumerate(told) if t == "shown"), key=lambda i: counts[i])] = "many"
    return [*told, "few" if whole < LEAST else "shown"]
