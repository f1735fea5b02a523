"""Making one case confidential, or ending that: who goes on seeing it, and why."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from goldenthread.access.pages.administration import ANY_REFUSED, nothing_left, show_form
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.cases.actions import NobodyLeft, confide
from goldenthread.cases.pages.case import case_or_404
from goldenthread.cases.queries_confidentiality import (
    levels,
    may_confide,
    named_to_case,
    reason_of,
    who_may_keep,
)
from goldenthread.pathways import PATHWAYS
from goldenthread.web.fields import ChoiceField, ChoicesField, Form, LongTextField

DONE = {
    "none": "The case is open again to everybody whose role allows it.",
    "young-person": "The case is confidential from now on.",
    "withheld": "The case is withheld from now on. Only those named to it find it.",
}


class Confide(Form):
    level = ChoiceField(label="What should it be?", missing="Select what it should be", reveals={"keeping": ("young-person", "withheld")})
    keeping = ChoicesField(label="Who goes on seeing it", required=False, help_text="Choose from those allocated to the child now.")
    reason = LongTextField(label="Why", max_length=300, missing="Enter why", rows=3)

    def __init__(self, data: Any, now: str, people: Any, already: bool) -> None:
        super().__init__(data)
        self.already = already
        self.fields["level"].choices = [(slug, title) for slug, title in levels() if slug != now]
        self.fields["keeping"].choices = people

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("level") in ("young-person", "withheld") and not given.get("keeping") and not self.already:
            self.add_error("keeping", "Select at least one person, or nobody would ever find this case again")
        return given


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def confidentiality(request: HttpRequest, case_id: UUID) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    case = case_or_404(request, case_id, "Opened a form to make the case confidential")
    if not may_confide(viewer, case):
        raise Http404
    if request.method == "POST" and request.POST.get("level") == case.confidentiality:
        return nothing_left(request, "case", case.pk)
    people, already = who_may_keep(viewer, case), named_to_case(viewer, case)
    form = Confide(request.POST if request.method == "POST" else None, case.confidentiality, people, bool(already))
    if form.is_valid():
        given = form.cleaned_data
        keeping = [UUID(key) for key in given["keeping"]]
        try:
            confide(viewer, case.pk, given["level"], keeping, given["reason"])
        except NobodyLeft:
            form.add_error("keeping", "Select at least one person, or nobody would ever find this case again")
        except Refused:
            form.add_error(None, ANY_REFUSED)
        else:
            messages.success(request, DONE[given["level"]])
            request.session["just_confided"] = str(case.child_id)
            return redirect("child", case.child_id)
    told = reason_of(viewer, case)
    notes = [
        "No page, count, message, search or record of looks shows a confidential case to anybody else, managers included.",
        "Cover does not open it: a colleague who is away leaves it to the others named.",
        *([f"Named to it already: {', '.join(already)}."] if already else []),
        *([f"It is now: {dict(levels())[case.confidentiality].lower()}. Reason: {told}"] if told else []),
    ]
    child = case.child
    assert child is not None
    return show_form(
        request, form, title="Who may know of this case?", button="Change it", nav="children",
        caption=f"{child.forename} {child.surname}, {child.reference}, {PATHWAYS[case.pathway].title}",
        back=(reverse("case", args=[case.pk]), "The case"), dear=case.confidentiality == "none", notes=notes,
        answer="A case can be confidential to the young person, or withheld for somebody’s safety.",
    )  # fmt: skip
