"""The versions of a plan, and two of them beside one another: for the family, the officer, and whoever was given a part."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.cases.models import Case
from goldenthread.cases.pages.case import case_or_404
from goldenthread.plans import versions as queries
from goldenthread.plans.queries import may_write, reach
from goldenthread.plans.sections import SECTIONS
from goldenthread.science.comparison import label, summary


def _found(request: HttpRequest, case_id: UUID, purpose: str) -> tuple[Case, list[queries.Version]]:
    case = case_or_404(request, case_id, purpose)
    assert case.child_id is not None
    found = queries.versions(request.viewer, case.child_id)  # type: ignore[attr-defined]
    if not found:
        raise Http404
    return case, found


@never_cache
@signed_in
def versions(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Every version that the viewer may read: what changed in it, by whom, when, and when the family was told."""
    case, found = _found(request, case_id, "Looked at the versions of the plan")
    viewer = request.viewer  # type: ignore[attr-defined]
    rows = []
    for at, v in enumerate(found):
        before = found[at + 1] if at + 1 < len(found) else None
        told = queries.compared(viewer, before, v, found) if before else []
        names = sorted({t.by for line in told for t in line.touches if t.by})
        rows.append({"version": v, "before": before, "counts": summary(t.line for t in told) if before else None, "names": names, "family_told": queries.family_told(viewer, v, before)})
    context = {
        "nav": "children", "case": case, "child": case.child, "rows": rows, "choices": [(str(v.plan.pk), _name(v)) for v in found], "narrow": True,
        "family": reach(viewer, case) == "sent", "officer": may_write(viewer, case), "part": not queries.whole(viewer, *found),
    }  # fmt: skip
    return render(request, "plans/versions.html", context)


@never_cache
@signed_in
def compare(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Two versions clause by clause: `?before=` and `?now=` name them, and by default the newest two."""
    case, found = _found(request, case_id, "Compared two versions of the plan")
    viewer = request.viewer  # type: ignore[attr-defined]
    if len(found) < 2:
        raise Http404
    chosen = [_version(found, request.GET.get(name, ""), default) for name, default in (("before", found[1]), ("now", found[0]))]
    before, now = sorted(chosen, key=found.index, reverse=True)
    told = queries.compared(viewer, before, now, found)
    context = {
        "nav": "children", "case": case, "child": case.child, "before": before, "now": now, "counts": summary(t.line for t in told), "narrow": True,
        "changed": [t for t in told if t.line.what != "same"], "same": [label(t.line.now) for t in told if t.line.what == "same"], "label": label,
        "titles": SECTIONS, "family": reach(viewer, case) == "sent", "part": not queries.whole(viewer, before, now),
        "before_name": _name(before), "now_name": _name(now),
    }  # fmt: skip
    return render(request, "plans/compare.html", context)


def _version(found: list[queries.Version], key: str, default: queries.Version) -> queries.Version:
    if not key:
        return default
    version = next((v for v in found if str(v.plan.pk) == key), None)
    if version is None:
        raise Http404
    return version


def _name(v: queries.Version) -> str:
    return f"{v.called} of {v.day:%-d %B %Y}"
