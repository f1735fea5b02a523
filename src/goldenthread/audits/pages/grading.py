"""An auditor grades a plan: section by section, each kept as it is saved, then given for good; and writes what should change."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.rules import ROLES
from goldenthread.audits import actions
from goldenthread.audits.forms import FindingForm
from goldenthread.audits.models import Grade, Reading, Sampled
from goldenthread.audits.pages.shared import (
    Asked,
    Machine,
    asked_of,
    clauses_of_section,
    given_in,
    machine,
    name_of_step,
    sampled_or_404,
    steps,
)
from goldenthread.audits.queries import Read, own_reading, read_plan
from goldenthread.cases.plain_sql import rows
from goldenthread.plans.sections import SECTIONS
from goldenthread.science.audit import Criterion
from goldenthread.science.comparison import label
from goldenthread.web.days import today
from goldenthread.web.words import year_group

WEEKS_TO_CHANGE = 4
TITLES = {**SECTIONS, "H": "Social care provision"}


def _mine(request: HttpRequest, key: UUID, purpose: str) -> tuple[Sampled, Reading, Read]:
    """A plan that is the viewer's to grade, now marked as looked at."""
    viewer = request.viewer  # type: ignore[attr-defined]
    sampled = sampled_or_404(viewer, key)
    reading, plan = own_reading(viewer, sampled), read_plan(sampled)
    if reading is None or plan is None:
        raise Http404
    record_look(viewer, sampled.child_id, f"Audit of plans: {purpose}", sampled.case)
    return sampled, reading, plan


def _context(sampled: Sampled, reading: Reading, plan: Read) -> dict[str, object]:
    about = ", ".join(p for p in (year_group(plan.born, today()), plan.setting) if p)
    return {"nav": "audits", "sampled": sampled, "audit": sampled.audit, "reading": reading, "plan": plan, "about": about, "narrow": True}


@never_cache
@signed_in
def plan_page(request: HttpRequest, sampled_id: UUID) -> HttpResponse:
    """The sections that are to be graded, and what is done."""
    sampled, reading, plan = _mine(request, sampled_id, "opened the plan")
    asked = asked_of(plan.born, today())
    done = {g.criterion: g for g in Grade.objects.filter(reading=reading)}
    listed = [
        (n, name_of_step(s), TITLES.get(s, ""), [c for c in asked if c.section == s])
        for n, s in enumerate(steps(asked), 1)
    ]  # fmt: skip
    missing = [c for c in asked if c.slug not in done]
    fault = ""
    if request.method == "POST" and not reading.given_at:
        try:
            actions.give(request.viewer, reading, asked)  # type: ignore[attr-defined]
        except actions.NotAllGraded:
            fault = "Grade every section before you give your grades"
        else:
            messages.success(request, "You have given your grades. They cannot be changed now.")
            return redirect("audits")
    context = _context(sampled, reading, plan) | {
        "steps": [(n, name, title, cs, sum(c.slug in done for c in cs)) for n, name, title, cs in listed], "missing": len(missing), "total": len(asked), "fault": fault,
        "errors": bool(fault), "grades": [(c, done[c.slug]) for c in asked if c.slug in done],
    }  # fmt: skip
    return render(request, "audits/plan.html", context)


@never_cache
@signed_in
def section(request: HttpRequest, sampled_id: UUID, step: int) -> HttpResponse:
    """The words of one section, what the machine points out in them, and the criteria."""
    sampled, reading, plan = _mine(request, sampled_id, f"read part {step} of the plan")
    every = asked_of(plan.born, today())
    order = steps(every)
    if not 1 <= step <= len(order) or reading.given_at:
        raise Http404
    here = order[step - 1]
    done = {g.criterion: g for g in Grade.objects.filter(reading=reading)}
    pointed_out = machine(plan, today())
    asked = [_asked(c, pointed_out, done.get(c.slug)) for c in every if c.section == here]
    if request.method == "POST":
        actions.grade(reading, given_in(request.POST, asked))
        for a in asked:
            a.error = "" if a.grade is not None else "Choose a grade"
        if not any(a.error for a in asked):
            return redirect("audit-section", sampled.pk, step + 1) if step < len(order) else redirect("audit-plan", sampled.pk)
    faults = [{"text": f"Choose a grade for: {a.criterion.question}", "href": f"#g-{a.criterion.slug}"} for a in asked if a.error]
    clauses = clauses_of_section(plan, here)
    context = _context(sampled, reading, plan) | {
        "part": here, "name": name_of_step(here), "title": TITLES.get(here, ""), "asked": asked, "step": step,
        "last": step == len(order), "steps": len(order), "clauses": [(label(c), c) for c in clauses], "faults": faults, "errors": bool(faults),
        "labels": {c.line: label(c) for c in plan.clauses}, "everything": [(label(c), c) for c in plan.clauses] if not clauses and len(here) > 1 else [],
    }  # fmt: skip
    return render(request, "audits/section.html", context)


def _asked(c: Criterion, pointed_out: Machine, given: Grade | None) -> Asked:
    return Asked(c, pointed_out.beside(c), given.grade if given else None, given.why if given else "")


@never_cache
@signed_in
def write_finding(request: HttpRequest, sampled_id: UUID) -> HttpResponse:
    """What should change in a clause (`?line=`), or in a section where something is missing (`?section=`)."""
    sampled, reading, plan = _mine(request, sampled_id, "wrote a finding")
    line, where = request.GET.get("line", ""), request.GET.get("section", "")
    clause = next((c for c in plan.clauses if str(c.line) == line), None) if line else None
    if (line and clause is None) or (not line and where not in SECTIONS):
        raise Http404
    owners = rows('select "user", name, role, first from audits_may_own(%(key)s)', key=sampled.pk)
    people = [(str(user), f"{name}, {ROLES[role][0]}{' (answers for this child)' if first else ''}") for user, name, role, first in sorted(owners, key=lambda o: (not o[3], o[1]))]
    form = FindingForm(request.POST or None, people=people, initial={"by_on": today() + timedelta(weeks=WEEKS_TO_CHANGE), "whose": people[0][0] if owners and people else ""})
    if form.is_valid() and form.cleaned_data["by_on"] < today():
        form.add_error("by_on", "By when must be today or later")
    if form.is_valid():
        given = form.cleaned_data
        whose = next((user, name) for user, name, *_ in owners if str(user) == given["whose"])
        actions.find(request.viewer, sampled, section=clause.section if clause else where, clause=clause, change=given["change"], whose=whose, by_on=given["by_on"])  # type: ignore[attr-defined]
        messages.success(request, f"Your finding is written. {whose[1]} sees it under Audits.")
        order = steps(asked_of(plan.born, today()))
        letter = (clause.section if clause else where)[0]
        return redirect("audit-plan", sampled.pk) if reading.given_at else redirect("audit-section", sampled.pk, order.index(letter) + 1)
    context = _context(sampled, reading, plan) | {"form": form, "clause": clause, "label": label(clause) if clause else "", "where": where, "errors": form.is_bound and bool(form.errors)}
    return render(request, "audits/write_finding.html", context)
