"""People with access: the list, one person, and adding somebody."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from goldenthread.access.actions_administration import AddressInUse, SeveralEntries, add_person
from goldenthread.access.pages.administration import ANY_REFUSED, moment, said, show_form
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.access.queries_administration import (
    ADMINISTRATOR,
    MOST,
    Account,
    account,
    bodies_of,
    changes,
    directory_without_account,
    grantable_roles,
    has_second_step,
    may_help,
    named,
    people_with_access,
    sees_accounts,
    teams_of,
    the_day,
)
from goldenthread.access.rules import ROLES
from goldenthread.web.fields import ChoiceField, DayField, Form, SelectField, TextField
from goldenthread.web.paging import page_in

STATES = {"open": "Open", "closed": "Closed"}


class Days(Form):
    """From a day to another, or with no end."""

    first = DayField(label="From", missing="Enter the first day")
    last = DayField(label="Until (optional)", required=False, help_text="The last day. Leave it empty where no end is known.")

    def clean_first(self) -> dt.date:
        first: dt.date = self.cleaned_data["first"]
        if first < the_day():
            raise ValidationError("From must be today or later: nobody’s access begins in the past")
        return first

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", "Until must be the same day as From, or later")
        return given


class NewPerson(Days):
    name = TextField(label="Full name", max_length=100)
    address = TextField(label="Work email address", max_length=254, help_text="They sign in with it.")
    role = ChoiceField(label="Role", missing="Select a role")
    team = SelectField(label="Team (optional)", required=False)
    entry = SelectField(
        label="Entry in the staff directory (optional)", required=False,
        help_text="Choose theirs if a file has named them already: the children allocated to them come with it.",
    )  # fmt: skip
    field_order = ("name", "address", "role", "first", "last", "team", "entry")

    def __init__(self, data: Any, roles: Any, teams: Any, entries: Any) -> None:
        super().__init__(data, initial={"first": the_day()})
        self.fields["role"].choices = roles
        self.fields["team"].choices = [("", "No team"), *((str(k), name) for k, name in teams)]
        self.fields["entry"].choices = [("", "None yet: make one"), *entries]
        self.fields["entry"].error_messages["invalid_choice"] = "Select an entry from the list"

    def clean_address(self) -> str:
        given = str(self.cleaned_data["address"]).strip()
        try:
            validate_email(given)
        except ValidationError:
            raise ValidationError("Enter an email address in the correct format, like name@example.org") from None
        return given


@signed_in
def people(request: HttpRequest) -> HttpResponse:
    viewer, asked = request.viewer, request.GET  # type: ignore[attr-defined]
    bodies = named(sees_accounts(viewer))
    if not bodies:
        raise Http404
    chosen = {
        "words": asked.get("words", "")[:100],
        "body": next((b.id for b in bodies if str(b.id) == asked.get("body")), None),
        "role": asked.get("role", "") if asked.get("role") in ROLES else "",
        "state": "closed" if asked.get("state") == "closed" else "open",
    }
    page = page_in(asked)
    found, total = people_with_access(viewer, **chosen, start=(page - 1) * MOST)
    kept = asked.copy()
    kept.pop("page", None)
    context = {
        "nav": "administration",
        "found": [(a, moment(a.last_login) if a.last_login else "") for a in found],
        "total": total,
        "page": page,
        "pages": max(1, -(-total // MOST)),
        "first": (page - 1) * MOST + 1,
        "bodies": bodies,
        "roles": [(slug, title) for slug, (title, scope) in ROLES.items() if scope != "family"],
        "states": STATES,
        "chosen": chosen,
        "filtered": bool(chosen["words"] or chosen["body"] or chosen["role"]),
        "keep": kept.urlencode(),
        "administers": viewer.holds(ADMINISTRATOR),
    }
    return render(request, "access/administration/people.html", context)


def person_or_404(request: HttpRequest, user_id: UUID, *, to_change: bool = True) -> Account:
    """Somebody of the viewer's organisations; the same answer as for nobody where they may not change them."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = account(viewer, user_id)
    if found is None or (to_change and not may_help(viewer, found)):
        raise Http404
    return found


@signed_in
def person(request: HttpRequest, user_id: UUID) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    found = person_or_404(request, user_id, to_change=False)
    day = the_day()
    context = {
        "nav": "administration",
        "who": found,
        "own": found.id == viewer.id,
        "may_help": may_help(viewer, found),
        "may_give": viewer.holds(ADMINISTRATOR) and found.id != viewer.id and found.active,
        "second_step": has_second_step(viewer, found.id),
        "last_login": moment(found.last_login) if found.last_login else "",
        "held": [h for h in found.held if h.stands(day) != "ended"],
        "former": [h for h in found.held if h.stands(day) == "ended"],
        "today": day,
        "lines": [(n, moment(n.at), said(n)) for n in changes(viewer, found.id)],
    }
    return render(request, "access/administration/person.html", context)


def body_chosen(request: HttpRequest) -> UUID | None:
    """The organisation that an administrator of several acts for; of one, that one."""
    bodies = bodies_of(request.viewer, ADMINISTRATOR)  # type: ignore[attr-defined]
    if not bodies:
        raise Http404
    if len(bodies) == 1:
        return next(iter(bodies))
    return next((b for b in bodies if str(b) == request.GET.get("body")), None)


def choose_body(request: HttpRequest, title: str, back: tuple[str, str]) -> HttpResponse:
    context = {
        "nav": "administration", "title": title, "back_href": back[0], "back_text": back[1],
        "bodies": named(bodies_of(request.viewer, ADMINISTRATOR)),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "access/administration/choose_body.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    viewer, back = request.viewer, (reverse("people-with-access"), "People with access")  # type: ignore[attr-defined]
    body = body_chosen(request)
    if body is None:
        return choose_body(request, "Add a person", back)
    staff = directory_without_account(viewer, body)
    entries = [(str(e.id), ", ".join(part for part in (e.name, e.team, e.email) if part)) for e in staff]
    form = NewPerson(
        request.POST if request.method == "POST" else None, grantable_roles(viewer, body), teams_of(body), entries
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = add_person(
                viewer, name=given["name"], address=given["address"], organisation=body, role=given["role"],
                first_day=given["first"], last_day=given["last"], team=int(given["team"]) if given["team"] else None,
                entry=UUID(given["entry"]) if given["entry"] else None,
            )  # fmt: skip
        except AddressInUse:
            form.add_error("address", "Somebody signs in with this address already. Look for them in the list, or use another")
        except SeveralEntries:
            form.add_error("entry", "Several people in the staff directory have this address. Select the one who is meant")
        except Refused:
            form.add_error(None, ANY_REFUSED)
        else:
            messages.success(request, f"{given['name']} is added. They cannot sign in until you make them a one-time link.")
            return redirect("person-with-access", made)
    return show_form(
        request, form, title="Add a person", button="Add this person", back=back, caption=named(frozenset({body}))[0].name,
        answer="They get a role first. On the next page you make the link with which they set a password.",
    )  # fmt: skip
