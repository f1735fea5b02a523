"""Sharing bases and retention rules: what there is, and a change of either by an information governance lead."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from goldenthread.access.actions_administration import add_sharing, end_sharing, set_retention
from goldenthread.access.pages.administration import ANY_REFUSED, nothing_left, show_form
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.access.queries_administration import (
    LEAD,
    anchors,
    basis_of,
    bodies_of,
    counted_from,
    kinds_of_body,
    named,
    other_bodies,
    retention,
    sees_accounts,
    sharing,
    the_day,
)
from goldenthread.people.kinds import KINDS
from goldenthread.web.fields import ChoiceField, ChoicesField, DayField, Form, NumberField, SelectField, TextField
from goldenthread.web.words import lower_first

TO_SHARE = [(slug, title) for slug, title in KINDS.items() if slug != "audit-log"]
OF_RECORDS = [(slug, title) for slug, title in KINDS.items() if slug not in ("kpi-aggregates", "audit-log")]


class NewSharing(Form):
    owner = SelectField(label="Whose records")
    who = ChoiceField(
        label="Who may read them", missing="Select who may read them", reveals={"reader": ("one",), "reader_kind": ("kind",)},
        choices=[("one", "One organisation"), ("kind", "Every organisation of one kind")],
    )  # fmt: skip
    reader = SelectField(label="Which organisation", required=False)
    reader_kind = SelectField(label="Which kind of organisation", required=False)
    purpose = TextField(label="Purpose", max_length=200, help_text="For example, EHC needs assessment, plans and reviews")
    ground = TextField(
        label="Ground in law", max_length=200, missing="Enter the ground in law",
        help_text="For example, Children and Families Act 2014 s.25; UK GDPR Article 6(1)(e) and 9(2)(g)",
    )  # fmt: skip
    kinds = ChoicesField(label="What they may read", choices=TO_SHARE, missing="Select what they may read")
    first = DayField(label="From", missing="Enter the first day", help_text="The day of the agreement. It may be in the past.")
    last = DayField(label="Until (optional)", required=False, help_text="The last day. Leave it empty where no end is agreed.")

    def __init__(self, data: Any, owners: Any, readers: Any) -> None:
        super().__init__(data)
        self.fields["owner"].choices = owners
        self.fields["reader"].choices = [("", "Choose one"), *readers]
        self.fields["reader_kind"].choices = [("", "Choose one"), *kinds_of_body()]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("who") == "one" and not given.get("reader") and "reader" not in self.errors:
            self.add_error("reader", "Select which organisation")
        if given.get("who") == "kind" and not given.get("reader_kind") and "reader_kind" not in self.errors:
            self.add_error("reader_kind", "Select which kind of organisation")
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", "Until must be the same day as From, or later")
        return given


class EndSharing(Form):
    when = ChoiceField(
        label="When does it end?", missing="Select when it ends", reveals={"last": ("later",)},
        choices=[("now", "At once"), ("later", "At the end of a day")],
    )  # fmt: skip
    last = DayField(label="Last day", required=False, missing="Enter the last day")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("when") == "later" and "last" not in self.errors:
            if not given.get("last"):
                self.add_error("last", "Enter the last day")
            elif given["last"] < the_day():
                self.add_error("last", "Last day must be today or later")
        return given


class NewRetention(Form):
    organisation = SelectField(label="Whose records")
    kind = SelectField(label="Kind of record", choices=[("", "Choose one"), *OF_RECORDS], missing="Select a kind of record")
    years = NumberField(label="Years", min_value=1, max_value=120, decimal_places=0, missing="Enter how many years")
    anchor = ChoiceField(
        label="Counted from", missing="Select what the years are counted from",
        help_text="Last contact is the last thing on record of the child, in any of their cases. What is on no case counts as closed when the "
                  "last of the child’s cases has.",
    )  # fmt: skip
    source = TextField(label="Where the rule comes from", max_length=200, help_text="For example, the council’s retention schedule, row 14")
    first = DayField(label="From", missing="Enter the first day", help_text="The rule before it ends on the day before.")

    def __init__(self, data: Any, owners: Any, kind: str) -> None:
        super().__init__(data, initial={"kind": kind, "first": the_day()})
        self.fields["organisation"].choices = owners
        self.fields["anchor"].choices = anchors()
        for wrong in ("min_value", "max_value", "max_decimal_places"):
            self.fields["years"].error_messages[wrong] = "Years must be a whole number from 1 to 120"
        for wrong in self.fields["years"].validators:
            wrong.message = "Years must be a whole number from 1 to 120"

    def clean_first(self) -> dt.date:
        first: dt.date = self.cleaned_data["first"]
        if first < the_day():
            raise ValidationError("From must be today or later: a rule is not changed for the past")
        return first


def _owners(request: HttpRequest) -> list[tuple[str, str]]:
    bodies = bodies_of(request.viewer, LEAD)  # type: ignore[attr-defined]
    if not bodies:
        raise Http404
    return [(str(b.id), b.name) for b in named(bodies)]


@signed_in
def sharing_list(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    if not sees_accounts(viewer):
        raise Http404
    ours, theirs = sharing(viewer)
    day, kinds = the_day(), dict(kinds_of_body())

    def line(basis: Any) -> dict[str, Any]:
        ended = basis.ended_at is not None or (basis.valid_to is not None and basis.valid_to < day)
        reader = basis.reader.name if basis.reader else f"Every {lower_first(kinds[basis.reader_kind])}"
        reader = reader.replace("Every nHS", "Every NHS").replace("Every sENDIASS", "Every SENDIASS")
        return {
            "basis": basis, "reader": reader, "ended": ended, "to_come": basis.valid_from > day,
            "kinds": [KINDS.get(kind, kind) for kind in basis.kinds],
        }  # fmt: skip

    lines = [line(basis) for basis in ours]
    context = {
        "nav": "administration",
        "ours": [one for one in lines if not one["ended"]],
        "former": [one for one in lines if one["ended"]],
        "theirs": [one for one in map(line, theirs) if not one["ended"]],
        "governs": viewer.holds(LEAD),
    }
    return render(request, "access/administration/sharing.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def sharing_add(request: HttpRequest) -> HttpResponse:
    viewer, owners = request.viewer, _owners(request)  # type: ignore[attr-defined]
    readers = other_bodies(frozenset(UUID(key) for key, _ in owners))
    form = NewSharing(request.POST if request.method == "POST" else None, owners, readers)
    if form.is_valid():
        given, one = form.cleaned_data, form.cleaned_data["who"] == "one"
        try:
            add_sharing(
                viewer, owner=UUID(given["owner"]), reader=UUID(given["reader"]) if one else None,
                reader_kind="" if one else given["reader_kind"], purpose=given["purpose"], ground=given["ground"],
                kinds=given["kinds"], first_day=given["first"], last_day=given["last"],
            )  # fmt: skip
        except Refused:
            form.add_error(None, ANY_REFUSED)
        else:
            messages.success(request, "The agreement is added. It opens what you chose from its first day on.")
            return redirect("sharing")
    return show_form(
        request, form, title="Add an agreement to share", button="Add it", back=(reverse("sharing"), "Sharing with other organisations"),
        answer="Without one, no other organisation reads any of your records.",
        notes=["Their people then read only what their own role allows, of the children whom they work with.",
               "A school is chosen by kind: a protocol that all schools have signed opens to each the children on its roll."],
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def sharing_end(request: HttpRequest, basis_id: int) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    basis = basis_of(viewer, basis_id)
    if basis is None:
        if not bodies_of(viewer, LEAD):
            raise Http404
        return nothing_left(request, "sharing")
    form = EndSharing(request.POST if request.method == "POST" else None)
    if form.is_valid():
        last = form.cleaned_data["last"] if form.cleaned_data["when"] == "later" else None
        try:
            end_sharing(viewer, basis_id, last)
        except Refused:
            form.add_error("last" if last else None, "Last day must not be before the agreement begins" if last else ANY_REFUSED)
        else:
            messages.success(request, "The agreement ends." if last else "The agreement is ended. It opens nothing more.")
            return redirect("sharing")
    reader = basis.reader.name if basis.reader else dict(kinds_of_body())[basis.reader_kind]
    return show_form(
        request, form, title="End this agreement?", caption=f"{basis.owner.name}, with {reader}", button="End it", dear=True,
        back=(reverse("sharing"), "Sharing with other organisations"),
        answer=f"For {basis.purpose}. Those who read through it, and through nothing else, then find nothing.",
    )  # fmt: skip


@signed_in
def retention_list(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    bodies = sees_accounts(viewer)
    if not bodies:
        raise Http404
    day = the_day()
    rules = [
        {"rule": rule, "kind": KINDS.get(rule.kind_of_data, rule.kind_of_data), "from": counted_from(rule.anchor),
         "past": rule.valid_to is not None and rule.valid_to < day,
         "to_come": rule.valid_from is not None and rule.valid_from > day}
        for rule in retention(viewer)
    ]  # fmt: skip
    ruled = {rule["rule"].kind_of_data for rule in rules if not rule["past"]}
    context = {
        "nav": "administration",
        "rules": [rule for rule in rules if not rule["past"]],
        "former": [rule for rule in rules if rule["past"]],
        "without": [title for slug, title in OF_RECORDS if slug not in ruled],
        "several": len(bodies) > 1,
        "governs": viewer.holds(LEAD),
    }
    return render(request, "access/administration/retention.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def retention_set(request: HttpRequest) -> HttpResponse:
    owners, asked = _owners(request), request.GET.get("kind", "")
    form = NewRetention(request.POST if request.method == "POST" else None, owners, asked if asked in KINDS else "")
    if form.is_valid():
        given = form.cleaned_data
        try:
            set_retention(
                request.viewer, organisation=UUID(given["organisation"]), kind=given["kind"],  # type: ignore[attr-defined]
                anchor=given["anchor"], years=int(given["years"]), source=given["source"], first_day=given["first"],
            )  # fmt: skip
        except Refused:
            form.add_error("first", "From must be after the first day of the newest rule for this kind of record")
        else:
            messages.success(request, "The rule is set. Nothing is removed by it alone.")
            return redirect("retention")
    return show_form(
        request, form, title="Set how long a kind of record is kept", button="Set the rule",
        back=(reverse("retention"), "How long records are kept"),
        answer="A rule removes nothing by itself: it lists what is past its time, for two people to decide.",
    )  # fmt: skip
