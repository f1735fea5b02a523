"""The versions of a child's plan, over every case on which one was made, and what changed between two: who changed it, when
and why. Each question takes its viewer, and answers with what they may read (SEND Regulations 2014 r.17)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from goldenthread.access.policy import OF_A_CHILD, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case
from goldenthread.cases.queries_case import case_seen, case_view
from goldenthread.pathways import PATHWAYS
from goldenthread.pathways.common.contributors import CONTRIBUTORS
from goldenthread.plans.changes import NOT_AGREED
from goldenthread.plans.models import Clause, Comment, Disclosure, Plan
from goldenthread.plans.queries import PLAN, clauses_of, given_all, plans_of, reach
from goldenthread.science.comparison import Compared, compare_versions
from goldenthread.web.days import day_of


@dataclass(frozen=True)
class Version:
    """One version with the case on which it was made."""

    plan: Plan
    case: Case

    @property
    def day(self) -> date:
        """The day from which others read it: issued, or sent; else the day on which it was begun."""
        return self.plan.issued_on or self.plan.sent_on or day_of(self.plan.made_at)

    @property
    def called(self) -> str:
        if self.plan.withdrawn:
            return "Proposed plan, not gone on with"
        if self.plan.issued_on:
            return "Plan"
        if self.plan.sent_on and "amendment-notice-sent" in PATHWAYS[self.case.pathway].events:
            return "Proposed plan"
        return "Draft plan" if self.plan.sent_on else "Plan being written"


@dataclass(frozen=True)
class Touch:
    """One change of a line: by whom, in which version, and why."""

    by: str
    version: Version
    why: str


@dataclass(frozen=True)
class Told:
    """What became of one line, and its changes, oldest first."""

    line: Compared
    touches: tuple[Touch, ...]


def versions(viewer: Viewer, child: UUID) -> list[Version]:
    """Those that the viewer may read, newest first."""
    found, cases = [], {}
    for plan in Plan.objects.filter(child=child):
        if plan.case not in cases:
            case = case_seen(viewer, plan.case)
            cases[plan.case] = (case, set(plans_of(viewer, case).values_list("pk", flat=True)) if case else set())
        case, readable = cases[plan.case]
        if case is not None and plan.pk in readable:
            found.append(Version(plan, case))
    return sorted(found, key=lambda v: (v.plan.made_at, v.plan.version), reverse=True)


def family_told(viewer: Viewer, version: Version, before: Version | None) -> date | None:
    """When the family was first told of a version: as it was given to them here, else as the journal has the draft or the notice that came
    before it was issued, such as of a loaded plan. None where neither is on record, or where the viewer may not know."""
    given = Disclosure.objects.filter(plan=version.plan, to="family").order_by("at").values_list("at", flat=True).first()
    if given:
        return day_of(given)
    issued = version.plan.issued_on
    if issued is None:
        return None
    since = before.plan.issued_on if before else None
    view = case_view(viewer, version.case, issued)
    sent = [e.on for e in view.reader.events if e.event in ("draft-plan-sent", "amendment-notice-sent") and e.on <= issued and (since is None or e.on > since)]
    return max(sent, default=None)


def whole(viewer: Viewer, *of: Version) -> bool:
    """Whether the viewer was given all of each: where not, what one lacks may only not have been shown to them."""
    return all(given_all(viewer, v.case, v.plan) for v in of)


def compared(viewer: Viewer, before: Version, now: Version, between: Iterable[Version]) -> list[Told]:
    """Two versions line by line, of what the viewer may read. `between` are all versions that they may read; those between the
    two tell who made each change."""
    held = {v.plan.pk: clauses_of(viewer, v.case, v.plan) for v in (before, now)}
    if not whole(viewer, before, now):
        # What they were shown in one alone is neither added nor taken out.
        both = {c.line for c in held[before.plan.pk]} & {c.line for c in held[now.plan.pk]}
        held = {key: [c for c in clauses if c.line in both] for key, clauses in held.items()}
    steps = [v for v in sorted(between, key=lambda v: (v.plan.made_at, v.plan.version)) if _after(before, v) and not _after(now, v)]
    lines = [(v, {c.line: c for c in (held[v.plan.pk] if v.plan.pk in held else clauses_of(viewer, v.case, v.plan))}) for v in steps if not v.plan.withdrawn or v == now]
    comments = {f"comment:{c.pk}": c.text for c in _comments(viewer, steps)}
    first = {c.line: c for c in held[before.plan.pk]}
    found = compare_versions(held[before.plan.pk], held[now.plan.pk])
    return [Told(f, _touches(f, first, lines, comments) if f.what != "same" else ()) for f in found]


def _after(one: Version, other: Version) -> bool:
    return (other.plan.made_at, other.plan.version) > (one.plan.made_at, one.plan.version)


def _touches(found: Compared, first: Mapping[UUID, Clause], lines: list[tuple[Version, dict[UUID, Clause]]], comments: Mapping[str, str]) -> tuple[Touch, ...]:
    touched, last = [], first.get(found.line)
    for version, held in lines:
        c = held.get(found.line)
        if c is not None and (c.edited_name or last is None or _differs(last, c)):
            touched.append(Touch(c.edited_name, version, _why(c, comments)))
        last = c if c is not None else last
    return tuple(touched)


def _differs(a: Clause, b: Clause) -> bool:
    return (a.section, a.text, a.details, a.need, a.outcome, a.removed) != (b.section, b.text, b.details, b.need, b.outcome, b.removed)


def _why(clause: Clause, comments: Mapping[str, str]) -> str:
    return " ".join(said for said in (_answers(clause, comments), clause.why) if said)


def _answers(clause: Clause, comments: Mapping[str, str]) -> str:
    if clause.removed and clause.removed_reason:
        return clause.removed_reason
    if clause.because in comments:
        return f"The family said: “{comments[clause.because]}”"
    if clause.because.startswith("answer:"):
        who = CONTRIBUTORS.get(clause.contributor, clause.contributor.replace("-", " "))
        return f"The {who} corrected what it said of their advice."
    if clause.because.startswith("offering:"):
        return "The family sent it for section A."
    return "The NHS did not agree to it." if clause.because == NOT_AGREED else ""


def _comments(viewer: Viewer, steps: Iterable[Version]) -> list[Comment]:
    """The family's words are theirs, and casework's."""
    cases = [v.case.pk for v in steps if reach(viewer, v.case) in ("sent", "all")]
    return list(Comment.objects.filter(visible(viewer, shape=OF_A_CHILD, kind=PLAN), case__in=cases))
