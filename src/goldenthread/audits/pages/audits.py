"""Audits: the list, starting one, what was drawn and who grades, and the criteria."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.audits import actions
from goldenthread.audits.findings import findings_of, standings
from goldenthread.audits.forms import DrawForm
from goldenthread.audits.models import Auditor, Reading, Sampled
from goldenthread.audits.pages.shared import audit_or_404
from goldenthread.audits.queries import (
    BY,
    GRADING,
    PERIODS,
    Slice,
    audits_of,
    councils,
    last_day,
    managed,
    names_of,
    people_like,
    population,
    to_agree,
    to_grade,
)
from goldenthread.cases.plain_sql import rows
from goldenthread.science import sampling
from goldenthread.science.audit import GRADES, criteria
from goldenthread.web.days import today
from goldenthread.web.words import count_of


@signed_in
def audits(request: HttpRequest) -> HttpResponse:
    """What the viewer has to grade, what they own, and the audits that they may see."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.link_child is not None or not viewer.holds(*GRADING):
        raise Http404
    mine = standings(findings_of(viewer).filter(whose=viewer.id), today())
    context = {
        "nav": "audits", "to_grade": to_grade(viewer), "to_agree": to_agree(viewer), "audits": audits_of(viewer)[:100], "manager": managed(viewer) is not None,
        "waiting": sum(s.waits for s in mine), "owned": len(mine),
    }  # fmt: skip
    return render(request, "audits/audits.html", context)


@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """A slice, how many and by what; what each group would get is shown before anything is drawn."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if managed(viewer) is None:
        raise Http404
    asked = Slice.of(request.GET.dict())
    every = population(viewer, on)
    candidates = [c for c in every if asked.holds(c, on)]
    form = DrawForm(request.POST or None, initial={"readers": 2, "weeks": 6, "by": list(BY)})
    would = None
    if form.is_valid() and candidates:
        given = form.cleaned_data
        numbers = {n: int(given[n]) for n in ("wanted", "together", "readers", "weeks")}
        by = [name for name in BY if name in given["by"]]
        seen = f"{len(candidates)} {numbers['wanted']} {' '.join(by)}"
        if request.POST.get("do") == "draw" and request.POST.get("seen") == seen:
            made = actions.draw(viewer, candidates, title=given["title"], slice=asked.words, by=by, ground=given["ground"], ground_reason=given["ground_reason"], on=on, **numbers)
            messages.success(request, f"{count_of(made.wanted, 'plan')} drawn. Now say who grades them.")
            return redirect("audit", made.pk)
        groups = Counter(actions.stratum(c, by) for c in candidates)
        wanted = min(numbers["wanted"], len(candidates))
        would = {"seen": seen, "wanted": wanted, "by": by, "groups": [(of, n, wanted * n / len(candidates)) for of, n in sorted(groups.items())]}
    choices = {n: sorted({getattr(c, n) for c in every}) for n in BY}
    context = {
        "nav": "audits", "form": form, "asked": asked, "total": len(candidates), "every": len(every), "choices": choices, "names": BY, "periods": PERIODS, "would": would,
        "errors": form.is_bound and bool(form.errors),
    }  # fmt: skip
    return render(request, "audits/new.html", context)


@signed_in
def audit(request: HttpRequest, audit_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    found = audit_or_404(viewer, audit_id)
    manager = managed(viewer) == found.owner_id
    fault = ""
    if request.method == "POST":
        if not manager:
            raise Http404
        fault = _done(request, found)
        if not fault:
            return redirect("audit", found.pk)
    casework = found.owner_id in councils(viewer)
    sample = list(Sampled.objects.filter(audit=found).order_by("number")) if casework else []
    given: dict[UUID, list[Reading]] = {}
    for r in Reading.objects.filter(sampled__audit=found).order_by("part", "name") if manager else []:
        given.setdefault(r.sampled_id, []).append(r)
    names = names_of(viewer, sample)
    settled = {key for (key,) in rows("select id from audits_sampled where audit_id = %(key)s and audits_settled(id)", key=found.pk)} if casework else set()
    about = standings(findings_of(viewer).filter(sampled__audit=found), on)
    wanted = request.GET.get("who", "")[:100]
    strata, repeats = actions.redrawn(found) if manager else ([], True)
    context = {
        "nav": "audits", "audit": found, "manager": manager, "casework": casework, "rows": [(s, names.get(s.child_id), given.get(s.pk, [])) for s in sample],
        "auditors": list(Auditor.objects.filter(audit=found).order_by("part", "name")), "findings": about, "open": sum(f.waits for f in about),
        "mine": [r for r in to_grade(viewer) if r.sampled.audit_id == found.pk], "wanted": wanted, "found": people_like(found.owner_id, wanted, on) if manager and wanted else [],
        "strata": strata, "repeats": repeats, "by": [BY[n] for n in found.by], "last_day": last_day(found), "fault": fault, "errors": bool(fault),
        "settled": settled, "all_given": sum(bool(rs) and all(r.given_at for r in rs) for rs in given.values()), "size": sum(s.plans for s in strata),
    }  # fmt: skip
    return render(request, "audits/audit.html", context)


def _done(request: HttpRequest, found: object) -> str:
    """Does what a manager asked of an audit; answers what is wrong, or nothing."""
    viewer, on, do = request.viewer, today(), request.POST.get("do")  # type: ignore[attr-defined]
    try:
        if do == "add":
            who = request.POST.get("who", "")[:100]
            person = next((p for p in people_like(found.owner_id, who, on) if f"{p.user} {p.role}" == request.POST.get("user")), None)  # type: ignore[attr-defined]
            if person is None:
                raise Http404
            actions.add_auditor(viewer, found, person)  # type: ignore[arg-type]
            messages.success(request, f"{person.name} grades in this audit.")
        elif do == "share":
            actions.share_out(viewer, found, on)  # type: ignore[arg-type]
            messages.success(request, "The plans are shared out. Each auditor finds theirs under Audits.")
        elif do == "end":
            actions.end(viewer, found, on)  # type: ignore[arg-type]
            messages.success(request, "The audit has ended. Its auditors can open the plans no more.")
    except sampling.NobodyLeft as fault:
        number = Sampled.objects.filter(audit=found, plan=fault.plan).values_list("number", flat=True).first()
        return f"Plan {number} has too few people who may grade it. Nobody grades a plan on which they worked: add somebody else"
    except Refused:
        return "This cannot be done: the plans are shared out already, or the ground of this audit lets nobody from outside the council grade"
    return ""


@signed_in
def criteria_page(request: HttpRequest) -> HttpResponse:
    """What plans are judged by, with the weights and examples."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.link_child is not None or not viewer.holds(*GRADING):
        raise Http404
    return render(request, "audits/criteria.html", {"nav": "audits", "criteria": criteria(), "grades": GRADES, "weights": sum(c.weight for c in criteria()), "narrow": True})
