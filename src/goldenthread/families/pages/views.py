"""A family's own views, wishes and feelings, for which it was asked (SEND Regulations 2014 r.6(1)(a)): kept like other
advice, and never changed once they are sent."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.assessments import advice_writing_actions as advice
from goldenthread.assessments.advice_queries import FAMILY, in_hand
from goldenthread.cases.queries_case import CaseView, case_view
from goldenthread.cases.queries_children import cases_of_child
from goldenthread.families.forms import LONGEST, ViewsForm, views_in_words
from goldenthread.families.pages.family import child_or_404
from goldenthread.families.queries import leading_case, views_asked_for, who_is
from goldenthread.families.story import day
from goldenthread.web.addresses import number_in
from goldenthread.web.days import today

SLOT = "views"
KEPT = "Kept. Nobody else reads it until you send it."
SENT = "We have your views. Thank you. They are with the papers of the assessment."


@signed_in
def views(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """Kept as often as they like, and sent once."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    child = child_or_404(request, child_id)
    leading, who = leading_case(cases_of_child(viewer, child, on), on), who_is(viewer, child)
    view = case_view(viewer, leading.case, on) if leading else None
    asked = views_asked_for(view) if view else None
    if view is None or asked is None:
        raise Http404
    mine = in_hand(viewer, view.case.pk, FAMILY, asked)
    kept = mine if mine and mine.sent_at is None else None
    form = ViewsForm(request.POST if request.method == "POST" else None, who=who, initial=advice.typed_in(kept, SLOT))
    revision, other = kept.revision if kept else 0, ""
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in form.fields}
        later = request.POST.get("do") == "later" and not any(len(words) > LONGEST for words in typed.values())
        try:
            if later or form.is_valid():
                _keep(request, view, typed, views_in_words(who, typed), send=not later)
                messages.success(request, KEPT if later else SENT)
                return redirect("family-page", child.pk)
        except advice.Overtaken as came:
            revision, other = came.revision, views_in_words(who, came.saved)
        except advice.Sent:
            raise Http404 from None
    context = {
        "child": child, "form": form, "errors": form.is_bound and bool(form.errors), "due": day(asked.due, on) if asked.due else "",
        "revision": revision, "other": other,
    }  # fmt: skip
    return render(request, "families/views.html", context, status=409 if other else 400 if form.is_bound else 200)


def _keep(request: HttpRequest, view: CaseView, typed: dict[str, str], words: str, *, send: bool) -> None:
    """Keeps what was typed; to send it as well is one act. Raises `Overtaken` and `Sent`."""
    viewer, revision = view.viewer, number_in(request.POST.get("revision", "")) or 0
    with transaction.atomic():
        advice.save(viewer, view.case, FAMILY, SLOT, revision, typed, {"views": words} if send else None)
        if send:
            advice.send(viewer, view.case, FAMILY, name=viewer.name, registration="", on=today())
