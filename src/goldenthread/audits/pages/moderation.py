"""Those who graded the same plan compare, and agree; how far grades can be trusted; and what the audit found."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.viewer import Viewer
from goldenthread.audits import actions
from goldenthread.audits.findings import NAMES, findings_of, standings
from goldenthread.audits.models import Agreed, Audit, Grade, Reading, Sampled
from goldenthread.audits.pages.shared import Asked, audit_or_404, clauses_of_section, given_in, sampled_or_404
from goldenthread.audits.queries import councils, managed, names_of, read_plan
from goldenthread.audits.results import ROWS, results
from goldenthread.cases.plain_sql import rows
from goldenthread.science.audit import GRADES, agreement, criteria, criterion, settled
from goldenthread.science.comparison import label
from goldenthread.web.days import today

AXIS = 420
"""Units of the chart from 0 to 4."""


@dataclass
class Graded:
    """A plan that several people graded, as far as the viewer may see: all of it once all have given theirs."""

    sampled: Sampled
    readings: list[Reading] = field(default_factory=list)
    grades: dict[str, dict[UUID, Grade]] = field(default_factory=lambda: defaultdict(dict))
    agreed: dict[str, Agreed] = field(default_factory=dict)
    # Asked of the database, which knows of the grades that the viewer does not see yet.
    complete: bool = False
    settled: bool = False

    @property
    def stands(self) -> dict[str, int | None]:
        """The grade that stands for each criterion; None where they differ and nobody agreed yet."""
        return {
            slug: settled([g.grade for g in of.values()], self.agreed[slug].grade if slug in self.agreed else None) for slug, of in self.grades.items()
        }  # fmt: skip

    @property
    def differ(self) -> list[str]:
        return [slug for slug, grade in self.stands.items() if grade is None]

    def differs_on(self, slug: str) -> bool:
        """Whether they gave different grades, agreed since or not."""
        return len({g.grade for g in self.grades[slug].values()}) > 1

    @property
    def differed(self) -> int:
        return sum(map(self.differs_on, self.grades))


def graded(sample: list[Sampled]) -> list[Graded]:
    """Four questions. Row-level security leaves out the grades that the viewer may not see yet."""
    found = {s.pk: Graded(s) for s in sample}
    for key, complete, settled_ in rows("select id, audits_complete(id), audits_settled(id) from audits_sampled where id = any (%(keys)s)", keys=list(found)):
        found[key].complete, found[key].settled = complete, settled_
    for r in Reading.objects.filter(sampled__in=found).order_by("part", "name"):
        found[r.sampled_id].readings.append(r)
    for g in Grade.objects.filter(reading__sampled__in=found).select_related("reading"):
        found[g.reading.sampled_id].grades[g.criterion][g.reading_id] = g
    for a in Agreed.objects.filter(sampled__in=found):
        found[a.sampled_id].agreed[a.criterion] = a
    return list(found.values())


def _may_moderate(viewer: Viewer, audit: Audit, one: Graded) -> bool:
    return managed(viewer) == audit.owner_id or any(r.user == viewer.id for r in one.readings)


@never_cache
@signed_in
def moderation(request: HttpRequest, audit_id: UUID) -> HttpResponse:
    """How far those who graded the same plans agree, and which plans are still to be agreed."""
    viewer = request.viewer  # type: ignore[attr-defined]
    audit = audit_or_404(viewer, audit_id)
    every = graded(list(Sampled.objects.filter(audit=audit).order_by("number")))
    mine = [g for g in every if _may_moderate(viewer, audit, g)]
    if not mine and managed(viewer) != audit.owner_id:
        raise Http404
    names = names_of(viewer, [g.sampled for g in mine])
    shared = [g for g in mine if g.sampled.number <= audit.together]
    both = [g for g in shared if g.complete]
    whole = agreement([[[x.grade for x in of.values()] for of in g.grades.values()] for g in both])
    by_criterion = [(c, agreement([[[x.grade for x in g.grades[c.slug].values()]] for g in both if c.slug in g.grades], spread=False)) for c in criteria()]
    context = {
        "nav": "audits", "audit": audit, "shared": [(g, names.get(g.sampled.child_id)) for g in shared], "whole": whole,
        "by_criterion": [(c, a) for c, a in by_criterion if a], "left": sum(len(g.differ) for g in both), "manager": managed(viewer) == audit.owner_id,
    }  # fmt: skip
    return render(request, "audits/moderation.html", context)


@never_cache
@signed_in
def moderate(request: HttpRequest, sampled_id: UUID) -> HttpResponse:
    """The grades of one plan side by side, and those on which they agree, with the reason."""
    viewer = request.viewer  # type: ignore[attr-defined]
    sampled = sampled_or_404(viewer, sampled_id)
    (one,) = graded([sampled])
    if not one.complete:
        raise Http404
    moderates = _may_moderate(viewer, sampled.audit, one)
    # Casework learns from a plan that it wrote, once nothing is left to be argued.
    if not moderates and (not one.settled or sampled.audit.owner_id not in councils(viewer)):
        raise Http404
    child = names_of(viewer, [sampled]).get(sampled.child_id)
    plan = read_plan(sampled)
    record_look(viewer, sampled.child_id, "Audit of plans: compared grades", sampled.case)
    open_ = [Asked(criterion(s)) for s in sorted(one.differ, key=[c.slug for c in criteria()].index)]
    if request.method == "POST" and moderates:
        given = given_in(request.POST, open_)
        for a in open_:
            if a.criterion.slug in given and not a.why:
                a.error = "Say why this is the grade that stands"
                del given[a.criterion.slug]
        agreed = actions.agree(viewer, sampled, given)
        if not any(a.error for a in open_):
            messages.success(request, f"{agreed} agreed." if agreed else "Somebody agreed this before you." if given else "Nothing was agreed: choose a grade and say why.")
            return redirect("audit-moderate", sampled.pk)
        open_ = [a for a in open_ if a.criterion.slug not in given]
    faults = [{"text": f"{a.error}: {a.criterion.question}", "href": f"#w-{a.criterion.slug}"} for a in open_ if a.error]
    (one,) = graded([sampled])
    order = [c for c in criteria() if c.slug in one.grades]
    context = {
        "nav": "audits", "audit": sampled.audit, "sampled": sampled, "one": one, "open": open_, "grades": GRADES, "faults": faults,
        "errors": bool(faults), "differed": [c for c in order if one.differs_on(c.slug)], "alike": [c for c in order if not one.differs_on(c.slug)], "moderates": moderates,
        "said": {a.criterion.slug: [(label(c), c.text) for c in clauses_of_section(plan, a.criterion.section)] for a in open_} if plan else {},  # type: ignore[attr-defined]
        "name": plan.name if plan else f"{child.forename} {child.surname}" if child else "",
    }  # fmt: skip
    return render(request, "audits/moderate.html", context)


@signed_in
def results_page(request: HttpRequest, audit_id: UUID) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    audit = audit_or_404(viewer, audit_id)
    by = request.GET.get("by", "section")
    if by not in ROWS:
        by = "section"
    found = results(viewer, audit, by)
    shown = [r for r in found.rows if r.shown]
    bars = [(r, round(AXIS * r.score / 4), 34 * n) for n, r in enumerate(shown)] if by != "criterion" else []  # type: ignore[operator]
    lowest = min(shown, key=lambda r: r.score or 0, default=None)
    context = {
        "nav": "audits", "audit": audit, "found": found, "by": by, "rows": ROWS, "bars": bars, "axis": AXIS, "lowest": lowest if len(shown) > 1 and found.whole.interval else None,
        "outside": audit.owner_id not in councils(viewer), "became": _became(viewer, audit),
    }  # fmt: skip
    return render(request, "audits/results.html", context)


def _became(viewer: Viewer, audit: Audit) -> list[tuple[str, int]]:
    """How many findings stand where, for casework."""
    if audit.owner_id not in councils(viewer):
        return []
    found = standings(findings_of(viewer).filter(sampled__audit=audit), today())
    return [(name, n) for key, name in NAMES.items() if (n := sum(s.key == key for s in found))]
