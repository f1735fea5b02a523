"""What the pages of audits share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.http import Http404

from goldenthread.access.viewer import Viewer
from goldenthread.audits.models import Audit, Sampled
from goldenthread.audits.queries import Read, audits_of
from goldenthread.plans.threads import broken_threads
from goldenthread.science.audit import GRADES, Criterion, audited_sections, criteria
from goldenthread.science.comparison import label
from goldenthread.science.wording import check, check_together, with_day
from goldenthread.web.words import curriculum_year

WHOLE = "A to K"


def audit_or_404(viewer: Viewer, key: UUID) -> Audit:
    found = audits_of(viewer).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def sampled_or_404(viewer: Viewer, key: UUID) -> Sampled:
    found = Sampled.objects.select_related("audit").filter(pk=key, audit__in=audits_of(viewer)).first()
    if found is None:
        raise Http404
    return found


def asked_of(born: date | None, on: date) -> list[Criterion]:
    """The criteria that are asked of the plan of a child of this age."""
    year = curriculum_year(born, on) if born else None
    return [c for c in criteria() if c.from_year is None or year is None or year >= c.from_year]


@dataclass
class Asked:
    """A criterion on a page: the machine's findings beside it, what was given, and what is wrong with that."""

    criterion: Criterion
    pointed_out: list[tuple[str, str]] = field(default_factory=list)
    grade: int | None = None
    why: str = ""
    error: str = ""

    @property
    def items(self) -> list[dict[str, object]]:
        """Radio buttons, each with what the grade looks like."""
        return [
            {
                "value": str(g), "text": words if g == 0 else f"{g}. {words}", "checked": self.grade == g,
                **({"hint": {"text": self.criterion.looks_like[g]}} if g else {}),
            }
            for g, words in GRADES.items()
        ]  # fmt: skip


@dataclass(frozen=True)
class Machine:
    """What the wording checks and the links of a plan point out: for each label the clause, empty where it is the whole plan, and what
    is said of it."""

    by_label: Mapping[str, list[tuple[str, str]]]
    threads: list[tuple[str, str]]

    def beside(self, asked: Criterion) -> list[tuple[str, str]]:
        return [said for name in asked.labels for said in self.by_label.get(name, [])] + (self.threads if asked.threads else [])


def machine(plan: Read, on: date) -> Machine:
    year = curriculum_year(plan.born, on) if plan.born else None
    labels = {c.line: label(c) for c in plan.clauses}
    found: dict[str, list[tuple[str, str]]] = {}
    for c in plan.clauses:
        for f in check(c.section, with_day(c.text, str(c.details.get("by") or "")), year):
            found.setdefault(f.label, []).append((labels[c.line], f"{f.says}."))
    for f in check_together([(c.section, c.text) for c in plan.clauses], year):
        found.setdefault(f.label, []).append(("", f"{f.says}."))
    return Machine(found, [(labels[line], f"{said[0].upper()}{said[1:]}.") for line, said in broken_threads(plan.clauses).items()])


def clauses_of_section(plan: Read, section: str) -> list[object]:
    return [] if section == WHOLE else [c for c in plan.clauses if c.section.startswith(section)]


def steps(asked: Sequence[Criterion]) -> list[str]:
    """The sections that are graded, in order."""
    mine = {c.section for c in asked}
    return [s for s in audited_sections() if s in mine]


def name_of_step(section: str) -> str:
    return "The whole plan" if section == WHOLE else f"Section {section}"


def given_in(post: Mapping[str, str], asked: Sequence[Asked]) -> dict[str, tuple[int, str]]:
    """The grades that a form gives; what is no grade is left out, and what was typed of it is kept on the page."""
    found = {}
    for a in asked:
        value, a.why = post.get(f"g-{a.criterion.slug}", ""), post.get(f"w-{a.criterion.slug}", "").strip()[:1000]
        if value in {str(g) for g in GRADES}:
            a.grade = int(value)
            found[a.criterion.slug] = (a.grade, a.why)
    return found
