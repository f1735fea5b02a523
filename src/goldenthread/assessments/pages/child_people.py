"""A child's parents and setting, put on the record after the case was opened: what was not known then, or is so no longer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import record_look
from goldenthread.access.policy import Refused
from goldenthread.access.queries import child_seen
from goldenthread.assessments.pages.requests_decide import ParentForm
from goldenthread.assessments.pages.requests_inbox import handling
from goldenthread.assessments.requests import likely_settings
from goldenthread.assessments.requests_actions import add_parent, may_change_people, set_setting
from goldenthread.cases.queries_case import around
from goldenthread.cases.queries_parties import parents_of
from goldenthread.people.models import Relationship
from goldenthread.web.days import today
from goldenthread.web.fields import ChoiceField, Form, TextField


class NewParentForm(ParentForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in self.fields:
            self.fields[name].required = True
        self.fields["parent_forename"].error_messages["required"] = "Enter the first name of the parent or carer"
        self.fields["parent_surname"].error_messages["required"] = "Enter the last name of the parent or carer"
        self.fields["parent_surname"].help_text = ""
        self.fields["relation"].error_messages["required"] = "Select who they are to the child"


class FindForm(Form):
    setting_wanted = TextField(label="Name or number of the school, college or nursery", missing="Enter the name or number of the setting", width="govuk-input--width-20", max_length=200)


class SettingForm(Form):
    setting = ChoiceField(label="Which one is it?", missing="Select the setting")


@handling
def child_people(request: HttpRequest, child_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    child = child_seen(viewer, child_id)
    if child is None or not may_change_people(viewer, child):
        raise Http404
    record_look(viewer, child.pk, "Opened the child’s parents and setting")
    do = request.POST.get("do", "")
    parent, find = NewParentForm(request.POST if do == "parent" else None), FindForm(request.POST if do in ("find", "setting") else None)
    chosen = SettingForm(request.POST if do == "setting" else None)
    found = likely_settings(str(find.data.get("setting_wanted", "")), on)
    chosen.fields["setting"].choices = found  # type: ignore[attr-defined]
    if do == "parent" and parent.is_valid() and parent.parent and not (parent.parent.parental_responsibility or parent.parent.has_care):
        parent.add_error("has_care", "Somebody with neither is no parent in education law, and is not added here")
    elif do == "parent" and parent.is_valid() and parent.parent:
        named = f"{parent.parent.forename} {parent.parent.surname}"
        if add_parent(viewer, child, parent.parent, on):
            messages.success(request, f"{named} is on the record from today.")
            return redirect("child-people", child.pk)
        parent.add_error("parent_surname", f"{named} is on the record already. Nothing was changed")
    if do == "setting" and found and chosen.is_valid():
        try:
            set_setting(viewer, child, UUID(chosen.cleaned_data["setting"]), on)
        except Refused:
            chosen.add_error("setting", f"{child.forename} is on two rolls. Which one ends is told with a file of people, so that the other stays")
        else:
            messages.success(request, f"{child.forename} goes to {dict(found)[chosen.cleaned_data['setting']]} from today.")
            return redirect("child-people", child.pk)
    if do == "find" and find.is_valid() and not found:
        find.add_error("setting_wanted", "No setting is like this. Check it")
    wrong = next((form for form in (parent, chosen, find) if form.is_bound and form.errors), None)
    context = {
        "nav": "children", "narrow": True, "child": child, "parents": [(r, Relationship.Relation(r.relation).label) for r in parents_of(viewer, child, on)],
        "setting": around(viewer, child, on).setting, "parent": parent, "find": find, "chosen": chosen if found else None, "wrong": wrong, "errors": wrong is not None,
    }  # fmt: skip
    return render(request, "assessments/child_people.html", context)
