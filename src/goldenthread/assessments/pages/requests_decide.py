"""Whose a request is: a child whom we know, a child new to us, or the same request again."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.access.actions import record_look
from goldenthread.access.queries import child_seen
from goldenthread.assessments import requests_actions as actions
from goldenthread.assessments import requests_own as own
from goldenthread.assessments.models import Request
from goldenthread.assessments.pages.requests_inbox import child_named, handling, request_or_404
from goldenthread.assessments.requests import (
    asker_name,
    case_officer_of,
    case_officers,
    decided_by_name,
    described,
    described_children,
    earlier_requests,
    keeps_private,
    likely_settings,
    may_add_child,
    open_assessments,
)
from goldenthread.assessments.requests_actions import ATTENTION, REQUESTED, AlreadyDecided, Parent, Settled
from goldenthread.assessments.requests_likeness import likeness, without_title
from goldenthread.assessments.requests_steps import RELATIONS, YES_NO, Checked, asks_in_law, born_of
from goldenthread.cases.queries_case import case_seen
from goldenthread.cases.queries_children import cases_of_child
from goldenthread.people.identifiers import nhs_number, postcode, upn
from goldenthread.people.models import Child, Practitioner
from goldenthread.web.days import today
from goldenthread.web.fields import ChoiceField, DayField, Form, SelectField, TextField
from goldenthread.web.words import long_day, lower_first

EVENTS = [
    (REQUESTED, "A request by a parent, the young person, or somebody acting for a school or college (s.36(1))"),
    (ATTENTION, "Brought to our attention by somebody else, such as a doctor or a nursery that is no school. The same time limits run"),
]
CONFIRMED = [("yes", "Yes"), ("no", "No")]


class _Deciding(Form):
    event = ChoiceField(label="In law, what is it?", choices=EVENTS, missing="Select what it is in law")
    officer = SelectField(label="Case officer", help_text="Named in the letter of acknowledgement")


def _prepare(form: Form, request: HttpRequest, row: Request, on: date, child: Child | None) -> None:
    officers = case_officers(row.owner_id, on)
    now = case_officer_of(child.pk, on) if child else None
    if now:
        # Whoever answers for the child already goes on doing so.
        officers = [(str(now.pk), now.name)]
    form.fields["officer"].choices = officers  # type: ignore[attr-defined]
    mine = str(request.viewer.practitioner or "")  # type: ignore[attr-defined]
    form.fields["officer"].initial = mine if mine in dict(officers) else None
    assert row.received_on is not None
    asks = asks_in_law(row.asked_by, row.answers, row.received_on, own.rights_pass_on(row.answers))
    form.fields["event"].initial = REQUESTED if asks else ATTENTION


class KnownChildForm(_Deciding):
    """For a child whom we know. `what` is asked where an assessment is open already."""

    def __init__(self, data: Any, joins: list[tuple[str, str]]) -> None:
        super().__init__(data)
        if joins:
            new = ("new", "Open another assessment from the day on which this came")
            self.fields = {
                "what": ChoiceField(label="Is this a new request?", choices=[*joins, new],
                                    missing="Select whether it belongs to the open assessment"),
                **self.fields,
            }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("what", "new") != "new":
            for name in ("event", "officer"):
                self.errors.pop(name, None)
        return data


@handling
def known_child(request: HttpRequest, request_id: UUID, child_id: UUID) -> HttpResponse:
    viewer, row, on = request.viewer, request_or_404(request, request_id), today()  # type: ignore[attr-defined]
    child = child_seen(viewer, child_id)
    if child is None or child.owner_id != row.owner_id:
        raise Http404
    if row.outcome != Request.Outcome.OPEN:
        return _decided_before(request, row)
    record_look(viewer, child.pk, "Compared with a request")
    joins = [
        (str(c.case.pk), f"No. Add it to the {c.title} that is open since {long_day(c.case.opened_on)} ({c.stage})")
        for c in open_assessments(viewer, child, on)
    ]
    form = KnownChildForm(request.POST if request.method == "POST" else None, joins)
    _prepare(form, request, row, on, child)
    if request.method == "POST" and form.is_valid():
        what = form.cleaned_data.get("what", "new")
        try:
            if what != "new":
                settled = actions.join(viewer, row, child.pk, UUID(what))
            else:
                settled = actions.open_for_known_child(
                    viewer, row, child, event=form.cleaned_data["event"], officer=_officer(form), today=on
                )
        except AlreadyDecided:
            return _decided_before(request, row)
        return _done(request, settled, joined=what != "new")
    context = _context(request, row, form) | {
        "child": child,
        "born": born_of(row.answers),
        "like": likeness(described(row), described_children(viewer, [child], on)[child.pk]),
        "cases": cases_of_child(viewer, child, on),
        "joins": joins,
        "today": on,
    }
    return render(request, "assessments/request_known_child.html", context)


def _officer(form: Form) -> Practitioner:
    return Practitioner.objects.get(pk=form.cleaned_data["officer"])


class ParentForm(Form):
    """A parent or carer, as an officer confirmed them."""

    parent_forename = TextField(label="Parent or carer: first name", required=False, width="govuk-input--width-20", max_length=100)
    parent_surname = TextField(label="Parent or carer: last name", required=False, width="govuk-input--width-20", max_length=100,
                               help_text="Leave it empty if you know of none yet")  # fmt: skip
    relation = SelectField(label="Who they are to the child", required=False, choices=[("", "Choose one"), *RELATIONS])
    parental_responsibility = ChoiceField(label="Do they have parental responsibility?", choices=YES_NO, required=False,
                                          missing="Select whether they have parental responsibility")  # fmt: skip
    has_care = ChoiceField(label="Does the child live with them, or do they look after the child?", choices=CONFIRMED, required=False,
                           missing="Select whether they look after the child")  # fmt: skip

    of_parent = ("parent_forename", "parent_surname", "relation", "parental_responsibility", "has_care")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("parent_surname") or data.get("parent_forename"):
            for name, words in (
                ("parent_surname", "Enter the last name of the parent or carer"),
                ("relation", "Select who they are to the child"),
                ("parental_responsibility", "Select whether they have parental responsibility"),
                ("has_care", "Select whether they look after the child"),
            ):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return data

    @property
    def parent(self) -> Parent | None:
        data = self.cleaned_data
        if not data.get("parent_surname"):
            return None
        return Parent(data["parent_forename"], data["parent_surname"], data["relation"],
                      data["parental_responsibility"] == "yes", data["has_care"] == "yes")  # fmt: skip


NO_SETTING = "none"


class NewChildForm(ParentForm, _Deciding):
    forename = TextField(label="First name", width="govuk-input--width-20", max_length=100)
    surname = TextField(label="Last name", width="govuk-input--width-20", max_length=100)
    date_of_birth = DayField(label="Date of birth", required=False)
    sex = SelectField(label="Sex, as the return codes it", required=False,
                      choices=[("", "Not known"), ("F", "Female"), ("M", "Male")])  # fmt: skip
    postcode = Checked(postcode, label="Home postcode", required=False, width="govuk-input--width-10")
    upn = Checked(upn, label="UPN", required=False, width="govuk-input--width-20")
    nhs_number = Checked(nhs_number, label="NHS number", required=False, width="govuk-input--width-10")
    setting = ChoiceField(label="Where the child goes", missing="Select where the child goes, or that it is not known")
    setting_wanted = TextField(label="Find another setting", required=False, width="govuk-input--width-20", max_length=200,
                               help_text="Its name or number. Choose it from the list after you press the button below")

    order = ("forename", "surname", "date_of_birth", "sex", "postcode", "upn", "nhs_number", "setting", "setting_wanted")
    field_order = (*order, *ParentForm.of_parent, "event", "officer")


@handling
def new_child(request: HttpRequest, request_id: UUID) -> HttpResponse:
    viewer, row, on = request.viewer, request_or_404(request, request_id), today()  # type: ignore[attr-defined]
    if not may_add_child(viewer, row.owner_id):
        raise Http404
    if row.outcome != Request.Outcome.OPEN:
        return _decided_before(request, row)
    form = NewChildForm(request.POST if request.method == "POST" else None, initial=_said_of_child(row))
    _prepare(form, request, row, on, None)
    places, wanted = likely_settings(row.answers.get("setting", ""), on), str(form.data.get("setting_wanted", "")).strip()
    found = [place for place in likely_settings(wanted, on) if place not in places]
    form.fields["setting"].choices = [*found, *places, (NO_SETTING, "None of these, or not known")]  # type: ignore[attr-defined]
    form.fields["setting"].help_text = f"They wrote: {row.answers['setting']}" if row.answers.get("setting") else ""
    if wanted and form.data.get("setting") in (None, "", NO_SETTING):
        form.errors.pop("setting", None)
        if found:
            form.add_error("setting", "Select the setting that you looked for, or empty “Find another setting”")
        else:
            form.add_error("setting_wanted", "No setting is like this. Check it, or leave it empty")
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        child = {name: data[name] or "" for name in ("forename", "surname", "sex", "postcode", "upn", "nhs_number")}
        try:
            with transaction.atomic():
                settled = actions.open_for_new_child(
                    viewer, row, event=data["event"], child={**child, "date_of_birth": data["date_of_birth"]},
                    parent=form.parent, setting=None if data["setting"] == NO_SETTING else UUID(data["setting"]),
                    officer=_officer(form), today=on,
                )  # fmt: skip
        except AlreadyDecided:
            return _decided_before(request, row)
        except IntegrityError:
            form.add_error("upn", "A child with this UPN is known already. Find that child, or check the number")
        else:
            return _done(request, settled)
    context = _context(request, row, form) | {"private": keeps_private(row)}
    return render(request, "assessments/request_new_child.html", context)


def _said_of_child(row: Request) -> dict[str, Any]:
    """What they said, for the officer to confirm. Facts about parents are as the parent said them, or empty."""
    a = row.answers
    said: dict[str, Any] = {
        "forename": a.get("child_forename"), "surname": a.get("child_surname"), "date_of_birth": born_of(a),
        "upn": a.get("upn"), "nhs_number": a.get("nhs_number"),
        # The child's postcode would show the other parent where they live.
        "postcode": "" if keeps_private(row) else a.get("child_postcode"),
    }  # fmt: skip
    if row.asked_by == "parent":
        said |= {
            "parent_forename": a.get("your_forename"), "parent_surname": a.get("your_surname"), "relation": a.get("relation"),
            "parental_responsibility": a.get("responsibility") if a.get("responsibility") in ("yes", "no") else "",
            "has_care": a.get("care"),
        }  # fmt: skip
    elif named := without_title(a.get("family_name", "")).split():
        said |= {"parent_forename": " ".join(named[:-1]), "parent_surname": named[-1]}
    return said


class RepeatedForm(Form):
    which = ChoiceField(label="Which request came before?", missing="Select the request that came before")


@handling
def repeated(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The same request again: its words and papers are added to the case of the earlier one."""
    viewer, row = request.viewer, request_or_404(request, request_id)  # type: ignore[attr-defined]
    if row.outcome != Request.Outcome.OPEN:
        return _decided_before(request, row)
    found = earlier_requests(viewer, row)
    settled = {str(e.request.pk): e.request for e in found if e.request.case and case_seen(viewer, e.request.case)}
    form = RepeatedForm(request.POST if request.method == "POST" else None)
    form.fields["which"].choices = [  # type: ignore[attr-defined]
        (str(e.request.pk), f"{child_named(e.request)}, received {long_day(e.request.received_on)}, from {asker_name(e.request)}")
        for e in found
        if str(e.request.pk) in settled
    ]
    if request.method == "POST" and form.is_valid():
        before = settled[form.cleaned_data["which"]]
        try:
            done = actions.join(viewer, row, before.child_id, before.case)  # type: ignore[arg-type]
        except AlreadyDecided:
            return _decided_before(request, row)
        return _done(request, done, joined=True)
    unmatched = [e.request for e in found if e.request.outcome == Request.Outcome.OPEN]
    context = _context(request, row, form) | {"any": bool(settled), "unmatched": unmatched}
    return render(request, "assessments/request_repeated.html", context)


def _context(request: HttpRequest, row: Request, form: Form) -> dict[str, Any]:
    assert row.received_on is not None
    return {
        "nav": "requests",
        "row": row,
        "named": child_named(row),
        "child_named": child_named,
        "form": form,
        "errors": form.is_bound and bool(form.errors),
        "decide_by": own.decide_by(row.received_on),
        "narrow": True,
        "back_href": reverse("request-one", args=[row.pk]),
        "back_text": "The request",
    }


def _done(request: HttpRequest, settled: Settled, *, joined: bool = False) -> HttpResponse:
    said = "Added to the open case. The dates that run already stay." if joined else "The case is open."
    messages.success(request, f"{said} {settled.not_done + '.' if settled.not_done else ''}".strip())
    return redirect("case", settled.case)


def _decided_before(request: HttpRequest, row: Request) -> HttpResponse:
    row.refresh_from_db()
    words = Request.Outcome(row.outcome).label
    messages.info(request, f"{decided_by_name(row)} has already decided whose this request is: {lower_first(words)}. Nothing was changed.")
    return redirect("request-one", row.pk)
