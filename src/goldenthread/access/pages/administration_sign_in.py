"""One person's access, step by step: a role given or ended, a link to set a password, a lost second step, a team, and
access closed or opened again."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from goldenthread.access import actions_administration as actions
from goldenthread.access.pages.administration import ANY_REFUSED, moment, nothing_left, show_form
from goldenthread.access.pages.administration_people import Days, body_chosen, choose_body, person_or_404
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.access.queries_administration import Account, grantable_roles, named, teams_of, the_day
from goldenthread.web.fields import ChoiceField, Form, SelectField


class NewRole(Days):
    role = ChoiceField(label="Role", missing="Select a role")
    field_order = ("role", "first", "last")

    def __init__(self, data: Any, roles: Any) -> None:
        super().__init__(data, initial={"first": the_day()})
        self.fields["role"].choices = roles


class NewTeam(Form):
    team = SelectField(label="Team", required=False)

    def __init__(self, data: Any, who: Account) -> None:
        super().__init__(data, initial={"team": str(who.team_id or "")})
        teams = teams_of(who.organisation_id) if who.organisation_id else []
        self.fields["team"].choices = [("", "No team"), *((str(key), name) for key, name in teams)]


def _back(who: Account) -> tuple[str, str]:
    return reverse("person-with-access", args=[who.id]), who.name


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def give_role(request: HttpRequest, user_id: UUID) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    who = person_or_404(request, user_id, to_change=False)
    body = body_chosen(request)
    if who.id == viewer.id or not who.active:
        raise Http404
    if body is None:
        return choose_body(request, f"Give {who.name} a role", _back(who))
    form = NewRole(_posted(request), grantable_roles(viewer, body))
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.give_role(
                viewer, who.id, role=given["role"], organisation=body, first_day=given["first"], last_day=given["last"]
            )
        except Refused:
            form.add_error("role", f"{who.name} holds this role on some of these days already. Select another, or later days")
        else:
            messages.success(request, f"{who.name} has the role.")
            return redirect("person-with-access", who.id)
    return show_form(
        request, form, title="Give a role", caption=f"{who.name}, {named(frozenset({body}))[0].name}", back=_back(who),
        answer="A role opens what “Who can see what” lists for it, from its first day on.", button="Give this role",
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def end_role(request: HttpRequest, user_id: UUID, grant_id: int) -> HttpResponse:
    who = person_or_404(request, user_id, to_change=False)
    held = next((h for h in who.held if h.id == grant_id and h.may_end), None)
    if held is None:
        raise Http404
    if held.stands(the_day()) == "ended":
        return nothing_left(request, "person-with-access", who.id)
    form = Form(_posted(request))
    if form.is_bound:
        try:
            actions.end_role(request.viewer, grant_id)  # type: ignore[attr-defined]
        except Refused:
            form.add_error(None, ANY_REFUSED)
        else:
            messages.success(request, f"The role is ended. {who.name} sees nothing more through it.")
            return redirect("person-with-access", who.id)
    return show_form(
        request, form, title=f"End the role of {held.title}?", caption=who.name, back=_back(who), button="End it now", dear=True,
        answer="It ends at once. What they recorded stays, and so does the trace that they held the role.",
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def set_team(request: HttpRequest, user_id: UUID) -> HttpResponse:
    who = person_or_404(request, user_id)
    form = NewTeam(_posted(request), who)
    if form.is_valid():
        chosen = form.cleaned_data["team"]
        try:
            actions.place_in_team(request.viewer, who.id, int(chosen) if chosen else None)  # type: ignore[attr-defined]
        except Refused:
            form.add_error("team", f"{who.name} is in this team already. Select another, or go back")
        else:
            messages.success(request, "The team is changed.")
            return redirect("person-with-access", who.id)
    return show_form(
        request, form, title="Change the team", caption=who.name, back=_back(who), button="Change the team",
        answer="The team decides in whose list of work they appear. It opens no record.",
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def close_access(request: HttpRequest, user_id: UUID) -> HttpResponse:
    return _active(
        request, user_id, False, title="Close access?", button="Close access now", done="Access is closed.",
        answer="They are signed out at once and cannot sign in. What they recorded stays. You can open it again.",
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def open_access(request: HttpRequest, user_id: UUID) -> HttpResponse:
    return _active(
        request, user_id, True, title="Open access again?", button="Open access", done="Access is open again.",
        answer="They sign in as before, with the roles that have not ended.",
    )  # fmt: skip


def _active(request: HttpRequest, user_id: UUID, active: bool, *, done: str, **words: str) -> HttpResponse:
    who = person_or_404(request, user_id)
    if who.active == active:
        return nothing_left(request, "person-with-access", who.id)
    form = Form(_posted(request))
    if form.is_bound:
        try:
            actions.set_active(request.viewer, who.id, active)  # type: ignore[attr-defined]
        except Refused:
            form.add_error(None, ANY_REFUSED)
        else:
            messages.success(request, done)
            return redirect("person-with-access", who.id)
    return show_form(request, form, caption=who.name, back=_back(who), dear=not active, **words)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def make_link(request: HttpRequest, user_id: UUID) -> HttpResponse:
    who = person_or_404(request, user_id)
    if not who.active:
        raise Http404
    if request.method == "POST":
        return _show_link(request, who, actions.make_link(request.viewer, who.id))  # type: ignore[attr-defined]
    return show_form(
        request, Form(), title="Make a one-time link", caption=who.name, back=_back(who), button="Make the link",
        answer=f"With it {who.name} sets a new password. It is shown to you once, works once, and lasts {_hours()} hours.",
        notes=["Make sure that you are dealing with them: by voice or in person, not by a message that asks for it.",
               "Their second step stays as it is. If they have lost it, reset the second step instead."],
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def reset_sign_in(request: HttpRequest, user_id: UUID) -> HttpResponse:
    who = person_or_404(request, user_id)
    if not who.active:
        raise Http404
    if request.method == "POST":
        return _show_link(request, who, actions.reset_sign_in(request.viewer, who.id))  # type: ignore[attr-defined]
    return show_form(
        request, Form(), title="Reset the second step?", caption=who.name, back=_back(who), button="Reset it now", dear=True,
        answer=f"For a lost or stolen phone. {who.name} is signed out everywhere, and begins again with a new link.",
        notes=["Their password is taken away too, so that whoever has the phone cannot set up the next one.",
               "Make sure that you are dealing with them: by voice or in person, not by a message that asks for it."],
    )  # fmt: skip


def _show_link(request: HttpRequest, who: Account, path: str) -> HttpResponse:
    until = timezone.now() + dt.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    context = {
        "nav": "administration", "who": who, "link": request.build_absolute_uri(path), "until": moment(until),
        "back_href": _back(who)[0], "back_text": who.name,
    }  # fmt: skip
    return render(request, "access/administration/link.html", context)


def _hours() -> int:
    return int(settings.PASSWORD_RESET_TIMEOUT) // 3600
