"""Where an administrator's and an information governance lead's day begins, and what was changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.queries import openings_to_review
from goldenthread.access.queries_administration import (
    ADMINISTRATOR,
    LEAD,
    MANAGER,
    REVIEWERS,
    Noted,
    bodies_of,
    changes,
    named,
    sees_accounts,
)
from goldenthread.access.rules import ROLES
from goldenthread.people.kinds import KINDS
from goldenthread.web.fields import Form
from goldenthread.web.words import long_day, time_of_day

ANY_REFUSED = "This could not be done. Somebody may have changed it meanwhile: go back, look again, and repeat it"


def nothing_left(request: HttpRequest, back: str, *arguments: object) -> HttpResponse:
    """For whoever presses a button again whose answer was lost, or that another pressed first: what stands, and that nothing was done now.
    The same is said of what never was; and an address that is only opened shows nothing."""
    if request.method != "POST":
        raise Http404
    messages.info(request, "Nothing was done now: it was done before, or it is not yours to do. What stands is below.")
    return redirect(back, *arguments)


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.holds(ADMINISTRATOR, *REVIEWERS):
        raise Http404
    context = {
        "nav": "administration",
        "bodies": named(bodies_of(viewer, ADMINISTRATOR, *REVIEWERS)),
        "sees_accounts": bool(sees_accounts(viewer)),
        "administers": viewer.holds(ADMINISTRATOR),
        "governs": viewer.holds(LEAD),
        "keeps": viewer.holds(MANAGER, LEAD),
        "reviews": viewer.holds(*REVIEWERS),
        "openings": len(openings_to_review(viewer)),
    }
    return render(request, "access/administration/home.html", context)


@signed_in
def changed(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    if not sees_accounts(viewer):
        raise Http404
    context = {"nav": "administration", "lines": [(n, moment(n.at), said(n)) for n in changes(viewer)]}
    return render(request, "access/administration/changes.html", context)


def said(noted: Noted) -> str:
    """A change in a sentence, without who made it and to whom."""
    of = noted.details
    role = ROLES[of["role"]][0] if of.get("role") in ROLES else of.get("role", "")
    reader = of.get("reader") or f"every {of.get('reader_kind', '').replace('-', ' ')}"
    kind = KINDS.get(of.get("kind", ""), "")
    until = f" until {long_day(_day(of['to']))}" if of.get("to") else ""
    match noted.what:
        case "added":
            return "Added to the people with access"
        case "deactivated":
            return "Access closed"
        case "reactivated":
            return "Access opened again"
        case "role-given":
            return f"Role given: {role}, {noted.organisation}, from {long_day(_day(of['from']))}{until}"
        case "role-ended":
            return f"Role ended: {role}, {noted.organisation}"
        case "link-made":
            return "One-time link made to set a password"
        case "sign-in-reset":
            return "Password and second step taken away, and a one-time link made"
        case "team-set":
            return f"Team set: {of.get('team') or 'none'}"
        case "sharing-added":
            return f"Sharing added: with {reader}, for {of.get('purpose')}, from {long_day(_day(of['from']))}{until}"
        case "sharing-ended":
            return f"Sharing ended: with {reader}, for {of.get('purpose')}"
        case "retention-set":
            return f"Retention set: {kind}, {of.get('years')} years, from {long_day(_day(of['from']))}"
    return noted.what


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def moment(at: dt.datetime) -> str:
    """ "26 November 2026, 3.30pm"."""
    local = timezone.localtime(at)
    return f"{long_day(local.date())}, {time_of_day(local)}"


def show_form(
    request: HttpRequest, form: Form, *, title: str, answer: str, button: str, back: tuple[str, str], caption: str = "",
    notes: Sequence[str] = (), dear: bool = False, nav: str = "administration",
) -> HttpResponse:  # fmt: skip
    """One question with its form. `dear` where what it does cannot simply be undone."""
    context = {
        "nav": nav, "form": form, "errors": form.is_bound and bool(form.errors), "title": title, "answer": answer,
        "button": button, "back_href": back[0], "back_text": back[1], "caption": caption, "notes": notes, "dear": dear,
    }  # fmt: skip
    return render(request, "access/administration/form.html", context)
