"""Findings, for whoever owns them, wrote them, or manages: where each stands, and an answer where it will not be changed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.audits import actions
from goldenthread.audits.findings import NAMES, findings_of, standings
from goldenthread.audits.forms import AnswerForm
from goldenthread.audits.queries import GRADING, councils, managed, names_of
from goldenthread.web.days import today

MOST = 200


@signed_in
def findings(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.link_child is not None or not viewer.holds(*GRADING):
        raise Http404
    whose = request.GET.get("whose", "")
    every = standings(findings_of(viewer), today())
    chosen = [s for s in every if s.finding.whose == viewer.id] if whose != "all" else every
    chosen.sort(key=lambda s: (list(NAMES).index(s.key), s.finding.by_on))
    names = names_of(viewer, [s.finding.sampled for s in chosen])
    counts = {name: sum(s.key == key for s in chosen) for key, name in NAMES.items()}
    context = {"nav": "audits", "rows": [(s, names.get(s.finding.child_id)) for s in chosen[:MOST]], "total": len(chosen), "counts": counts, "whose": whose,
               "waiting": sum(s.waits for s in chosen), "more": len(every) > len([s for s in every if s.finding.whose == viewer.id])}  # fmt: skip
    return render(request, "audits/findings.html", context)


@signed_in
def finding(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    found = findings_of(viewer).filter(pk=finding_id).first()
    if found is None:
        raise Http404
    record_look(viewer, found.child_id, "Audit of plans: read a finding", found.case)
    (standing,) = standings([found], today())
    may_answer = standing.waits and (found.whose == viewer.id or managed(viewer) == found.owner_id)
    form = AnswerForm(request.POST or None) if may_answer else None
    if form is not None and form.is_valid():
        actions.answer(viewer, found, form.cleaned_data["reason"])
        messages.success(request, "Your answer is kept with the finding.")
        return redirect("audit-finding", found.pk)
    child = names_of(viewer, [found.sampled]).get(found.child_id)
    context = {"nav": "audits", "standing": standing, "finding": found, "child": child, "form": form, "errors": bool(form and form.is_bound and form.errors), "narrow": True,
               "casework": found.owner_id in councils(viewer)}  # fmt: skip
    return render(request, "audits/finding.html", context)
