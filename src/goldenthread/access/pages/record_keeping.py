"""One child's consents, legal holds and sealing; and all that is held or sealed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from goldenthread.access.actions import record_look, seal_child, seal_content
from goldenthread.access.actions_administration import (
    add_consent,
    lift_hold,
    lift_seal,
    place_hold,
    withdraw_consent,
)
from goldenthread.access.pages.administration import ANY_REFUSED, moment, nothing_left, show_form
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.access.queries_administration import (
    LEAD,
    MANAGER,
    bodies_of,
    bodies_to_consent_to,
    child_to_keep,
    consent_of,
    family_of,
    hold_of,
    holds,
    may_consent,
    names_of,
    papers_to_seal,
    record_keeping,
    seals,
    the_day,
)
from goldenthread.people.kinds import KINDS
from goldenthread.people.references import reference_typed
from goldenthread.web.fields import ChoiceField, ChoicesField, DayField, Form, LongTextField, SelectField, TextField

if TYPE_CHECKING:
    from goldenthread.people.models import Child

OF_RECORDS = [(slug, title) for slug, title in KINDS.items() if slug not in ("kpi-aggregates", "audit-log")]


class Why(Form):
    reason = LongTextField(label="Why", max_length=300, missing="Enter why", rows=3)


class Seal(Why):
    number = TextField(
        label="The child’s reference", width="govuk-input--width-10", max_length=20, missing="Enter the child’s reference",
        help_text="Type it from the top of this page, to be sure that it is the right child.",
    )  # fmt: skip
    field_order = ("number", "reason")

    def __init__(self, data: Any, child: Child) -> None:
        super().__init__(data)
        self.child = child

    def clean_number(self) -> str:
        given = reference_typed(str(self.cleaned_data["number"]))
        if given != self.child.reference:
            raise ValidationError("This is not the reference of this child. Check it, or go back")
        return given


class SealPaper(Why):
    paper = SelectField(label="Which document or words", missing="Select what to seal")
    field_order = ("paper", "reason")

    def __init__(self, data: Any, papers: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["paper"].choices = [("", "Choose one"), *papers]


class NewConsent(Form):
    to = ChoiceField(
        label="Who may read", missing="Select who may read", reveals={"person": ("person",), "body": ("body",)},
        choices=[("person", "Somebody of the family"), ("body", "An organisation")],
    )  # fmt: skip
    person = SelectField(label="Which person", required=False)
    body = SelectField(label="Which organisation", required=False)
    kinds = ChoicesField(label="What they may read", choices=OF_RECORDS, missing="Select what they may read")
    given_by = TextField(
        label="Who agreed, and how", max_length=200, missing="Enter who agreed, and how",
        help_text="For example, Donna Reeve, his mother, signed form of 3 September 2026",
    )  # fmt: skip
    first = DayField(label="From", missing="Enter the first day")
    last = DayField(label="Until (optional)", required=False, help_text="The last day. Leave it empty where no end was agreed.")

    def __init__(self, data: Any, family: Any, bodies: Any) -> None:
        super().__init__(data, initial={"first": the_day()})
        self.fields["person"].choices = [("", "Choose one"), *family]
        self.fields["body"].choices = [("", "Choose one"), *bodies]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for name, words in (("person", "Select which person"), ("body", "Select which organisation")):
            if given.get("to") == name and not given.get(name) and name not in self.errors:
                self.add_error(name, words)
        if given.get("first") and given.get("last") and given["last"] < given["first"]:
            self.add_error("last", "Until must be the same day as From, or later")
        return given


def _child(request: HttpRequest, child_id: UUID, purpose: str) -> Child:
    viewer = request.viewer  # type: ignore[attr-defined]
    found = child_to_keep(viewer, child_id)
    if found is None:
        raise Http404
    record_look(viewer, found.pk, purpose)
    return found


def _name(child: Child) -> str:
    return f"{child.forename} {child.surname}, {child.reference}"


def _back(child: Child) -> tuple[str, str]:
    return reverse("record-keeping", args=[child.pk]), "Consents, holds and sealing"


def _reader(consent: Any) -> str:
    if consent.organisation:
        return str(consent.organisation.name)
    # A name shows only while the person is connected to the child.
    return f"{consent.person.forename} {consent.person.surname}" if consent.person else "Somebody no longer of the family"


def _keeper(request: HttpRequest, child: Child) -> None:
    if child.owner_id not in bodies_of(request.viewer, MANAGER, LEAD):  # type: ignore[attr-defined]
        raise Http404


@signed_in
def of_child(request: HttpRequest, child_id: UUID) -> HttpResponse:
    child = _child(request, child_id, "Looked at consents, holds and sealing")
    kept = record_keeping(request.viewer, child)  # type: ignore[attr-defined]
    day = the_day()
    who = names_of({h.placed_by for h in kept.holds} | {h.lifted_by for h in kept.holds})
    consents = [
        {
            "consent": c,
            "to": _reader(c),
            "kinds": [KINDS.get(kind, kind) for kind in c.kinds],
            "stands": c.withdrawn_at is None and (c.valid_to is None or c.valid_to >= day),
            "withdrawn": moment(c.withdrawn_at) if c.withdrawn_at else "",
        }
        for c in kept.consents
    ]
    context = {
        "nav": "children", "child": child, "kept": kept, "consents": consents,
        "holds": [
            (h, moment(h.placed_at), who.get(h.placed_by, ""), moment(h.lifted_at) if h.lifted_at else "", who.get(h.lifted_by, ""))
            for h in kept.holds
        ],
    }  # fmt: skip
    return render(request, "access/administration/record_keeping.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def consent_add(request: HttpRequest, child_id: UUID) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    child = _child(request, child_id, "Opened a form to record a consent")
    if not may_consent(viewer, child):
        raise Http404
    form = NewConsent(request.POST if request.method == "POST" else None, family_of(child), bodies_to_consent_to())
    if form.is_valid():
        given, to = form.cleaned_data, form.cleaned_data["to"]
        add_consent(
            viewer, child.pk, given_by=given["given_by"], kinds=given["kinds"], first_day=given["first"],
            last_day=given["last"], person=UUID(given["person"]) if to == "person" else None,
            organisation=UUID(given["body"]) if to == "body" else None,
        )  # fmt: skip
        messages.success(request, "The consent is recorded.")
        return redirect("record-keeping", child.pk)
    return show_form(
        request, form, title="Record a consent", caption=_name(child), nav="children", button="Record it", back=_back(child),
        answer="It lets one person or organisation read what was agreed, and record nothing.",
        notes=["It opens only what their role may read with the family’s agreement.",
               "After a young person’s rights have passed to them, it is for them to agree."],
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def consent_withdraw(request: HttpRequest, child_id: UUID, consent_id: int) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    child = _child(request, child_id, "Opened a form to withdraw a consent")
    consent = consent_of(viewer, child, consent_id)
    if consent is None:
        if not may_consent(viewer, child):
            raise Http404
        return nothing_left(request, "record-keeping", child.pk)
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_bound and _did(form, lambda: withdraw_consent(viewer, consent_id, timezone.now())):
        messages.success(request, "The consent is withdrawn. It opens nothing more.")
        return redirect("record-keeping", child.pk)
    return show_form(
        request, form, title="Withdraw this consent?", caption=_name(child), nav="children", button="Withdraw it", back=_back(child), dear=True,
        answer=f"Given by {consent.given_by}. It ends at once. That it stood until now stays on record.",
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def hold_place(request: HttpRequest, child_id: UUID) -> HttpResponse:
    child = _child(request, child_id, "Opened a form to place a legal hold")
    _keeper(request, child)
    form = Why(request.POST if request.method == "POST" else None)
    if form.is_valid() and _did(form, lambda: place_hold(request.viewer, child.pk, form.cleaned_data["reason"])):  # type: ignore[attr-defined]
        messages.success(request, "The hold is placed. Nothing of this child is removed while it stands.")
        return redirect("record-keeping", child.pk)
    return show_form(
        request, form, title="Place a legal hold", caption=_name(child), nav="children", button="Place the hold", back=_back(child),
        answer="While a hold stands, nothing of the child is removed, even if two people have agreed to it.",
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def seal(request: HttpRequest, child_id: UUID) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    if request.method == "POST" and child_to_keep(viewer, child_id) is None and bodies_of(viewer, MANAGER, LEAD):
        # Once it is sealed, nobody finds the child at whose address the form stood.
        return nothing_left(request, "seals")
    child = _child(request, child_id, "Opened a form to seal the record")
    _keeper(request, child)
    form = Seal(request.POST if request.method == "POST" else None, child)
    if form.is_valid() and _did(form, lambda: seal_child(request.viewer, child.pk, form.cleaned_data["reason"])):  # type: ignore[attr-defined]
        messages.success(request, f"{child.reference} is sealed. Nobody finds it.")
        return redirect("seals")
    return show_form(
        request, form, title="Seal this record?", caption=_name(child), nav="children", button="Seal it now", back=_back(child), dear=True,
        answer="From then on nobody finds the child or anything of them, you included.",
        notes=["For an adoption, a court order, or a record made for the wrong child.",
               "Nothing is destroyed. Only somebody else than you can lift the seal.",
               "Do not write the child’s new name in the reason."],
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def seal_paper(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """A document of another child's, or one that a court closed, without closing the whole record."""
    viewer = request.viewer  # type: ignore[attr-defined]
    child = _child(request, child_id, "Opened a form to seal one document")
    _keeper(request, child)
    papers = papers_to_seal(viewer, child)
    if request.method == "POST" and request.POST.get("paper") and request.POST["paper"] not in dict(papers):
        return nothing_left(request, "seals")
    form = SealPaper(request.POST if request.method == "POST" else None, papers)
    if form.is_valid() and _did(form, lambda: seal_content(viewer, UUID(form.cleaned_data["paper"]), form.cleaned_data["reason"])):
        messages.success(request, "It is sealed. Nobody reads it.")
        return redirect("seals")
    return show_form(
        request, form, title="Seal one document", caption=_name(child), nav="children", button="Seal it now", back=_back(child), dear=True,
        answer="From then on nobody reads it, you included. The rest of the record stays as it is." if papers else "There is no document of this child that you may read.",
        notes=["For a document that is another child’s, or that a court closed.",
               "What happened stays on the timeline, without these words. A wrong event is put right by a correction on its case.",
               "Nothing is destroyed. Only somebody else than you can lift the seal."],
    )  # fmt: skip


@signed_in
def holds_list(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    if not bodies_of(viewer, MANAGER, LEAD):
        raise Http404
    found = holds(viewer)
    who = names_of({h.placed_by for h in found})
    rows = [(h, moment(h.placed_at), who.get(h.placed_by, "")) for h in found]
    return render(request, "access/administration/holds.html", {"nav": "administration", "rows": rows})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def hold_lift(request: HttpRequest, hold_id: int) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    hold = hold_of(viewer, hold_id)
    if hold is None:
        if not bodies_of(viewer, MANAGER, LEAD):
            raise Http404
        return nothing_left(request, "holds")
    record_look(viewer, hold.child_id, "Opened a form to lift a legal hold")
    form = Why(request.POST if request.method == "POST" else None)
    if form.is_valid() and _did(form, lambda: lift_hold(viewer, hold_id, form.cleaned_data["reason"])):
        messages.success(request, "The hold is lifted.")
        return redirect("holds")
    return show_form(
        request, form, title="Lift this hold?", caption=_name(hold.child), button="Lift the hold", dear=True,
        back=(reverse("holds"), "Legal holds"),
        answer=f"Placed because: {hold.reason}. Once no hold stands, two people may remove what is past its time.",
    )  # fmt: skip


@signed_in
def seals_list(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    if not bodies_of(viewer, MANAGER, LEAD):
        raise Http404
    rows = [
        {**s, "kind": KINDS.get(s["kind"] or "", ""), "when": moment(s["sealed_at"]),
         "back": moment(s["lifted_at"]) if s["lifted_at"] else ""}
        for s in seals(viewer)
    ]  # fmt: skip
    context = {
        "nav": "administration", "sealed": [s for s in rows if not s["back"]], "lifted": [s for s in rows if s["back"]],
    }  # fmt: skip
    return render(request, "access/administration/seals.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def seal_lift(request: HttpRequest, seal_id: int) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    found = next((s for s in seals(viewer) if s["id"] == seal_id and not s["own"]), None)
    if found is None:
        raise Http404
    if found["lifted_at"] is not None:
        return nothing_left(request, "seals")
    form = Why(request.POST if request.method == "POST" else None)
    if form.is_valid() and _did(form, lambda: lift_seal(viewer, seal_id, form.cleaned_data["reason"])):
        messages.success(request, f"The seal is lifted. {found['reference']} is found again by those who may read it.")
        return redirect("seals")
    return show_form(
        request, form, title="Lift this seal?", caption=found["reference"], button="Lift the seal", dear=True,
        back=(reverse("seals"), "Sealed records"),
        answer=f"Sealed by {found['sealed_by']} because: {found['reason']}. Everybody whose role allows it reads it again.",
        notes=["After an adoption or a court order, ask your legal adviser first."],
    )  # fmt: skip


def _did(form: Form, act: Callable[[], object]) -> bool:
    try:
        act()
    except Refused:
        form.add_error(None, ANY_REFUSED)
        return False
    return True
