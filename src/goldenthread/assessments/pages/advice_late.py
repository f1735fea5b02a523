"""One short task: say why advice is late, and when it is now expected. By whoever owes it or leads those who do, or by the
officer for them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.assessments.advice_forms import LateForm
from goldenthread.assessments.advice_queries import FAMILY, LEADS, answering
from goldenthread.assessments.pages.advice_desk import Desk, at_desk
from goldenthread.cases.actions_delays import say_delay
from goldenthread.cases.pages.case import case_or_404
from goldenthread.cases.presenters import advice_of
from goldenthread.cases.queries_case import case_view
from goldenthread.cases.queries_delays import Why, delays_of, why_of
from goldenthread.web.days import today
from goldenthread.web.words import upper_first

SAID = "Thank you. The officer and the family can now see why it is late. The last day does not move."


def _form(request: HttpRequest, why: Why | None) -> LateForm:
    initial = {"reason": why.reason, "expected": why.expected} if why else {}
    return LateForm(request.POST or None, on=today(), initial=initial)


@at_desk
def say_why(desk: Desk) -> HttpResponse:
    """For whoever was asked, by their link or signed in, and for whoever leads them."""
    clock = desk.clock
    assert clock is not None  # at_desk opens no page without one
    why = why_of(clock, delays_of(desk.viewer, {desk.case.pk: desk.case.confidentiality}))
    form = _form(desk.request, why)
    if desk.request.method == "POST" and form.is_valid():
        say_delay(desk.viewer, desk.case, desk.contributor, **form.cleaned_data, on=desk.today)
        messages.success(desk.request, SAID)
        leads = desk.viewer.holds(*LEADS) and desk.contributor not in answering(desk.viewer, desk.case.pk)
        return redirect("late-advice") if leads else desk.go()
    return desk.show("advice_late", form=form, errors=form.is_bound and bool(form.errors), clock=clock, back=desk.to(), back_words="Your advice", heading=desk.title)


@signed_in
def record_why(request: HttpRequest, case_id: UUID, contributor: str) -> HttpResponse:
    """The officer writes down what they were told, so that the family is not left without a reason."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = case_or_404(request, case_id, "Opened a form to record why advice is late")
    view = case_view(viewer, found, today())
    owed = [c.facts for c in view.clocks if c.facts.clock == "advice" and c.facts.about == contributor and c.facts.stopped is None]
    if contributor == FAMILY or not owed or not view.may_record("advice-requested", contributor):
        raise Http404
    clock = max(owed, key=lambda c: c.started)
    form = _form(request, why_of(clock, delays_of(viewer, {found.pk: found.confidentiality})))
    if request.method == "POST" and form.is_valid():
        say_delay(viewer, found, contributor, **form.cleaned_data, on=today())
        messages.success(request, "Recorded. The family can now see why it is late. The last day does not move.")
        return redirect("advice", case_id)
    child = found.child
    assert child is not None  # case_or_404 finds no other
    context = {
        "nav": "children", "narrow": True, "case": found, "child": child, "form": form, "errors": form.is_bound and bool(form.errors),
        "clock": clock, "today": today(), "for_them": True, "heading": f"{upper_first(advice_of(contributor))} for {child.forename} {child.surname}",
    }  # fmt: skip
    return render(request, "assessments/advice_late.html", context)
