"""Record a week's sessions: one table, by place and day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.cases.presenters import day_month
from goldenthread.delivery.actions import OUTCOMES, Answer, NotSaved, record_week
from goldenthread.delivery.files import COLUMNS, BadFile, answers_of_file, week_in_cells
from goldenthread.delivery.ledger import (
    Row,
    first_school_week,
    grouped,
    last_school_week,
    school_week_after,
    school_week_before,
    week_rows,
)
from goldenthread.delivery.models import Word
from goldenthread.delivery.to_give import COLUMNS as TO_GIVE
from goldenthread.delivery.to_give import NO_PLACE, NOT_GIVEN, ToGive, in_cells, to_give
from goldenthread.engine.calendar import monday_of
from goldenthread.engine.explain import listed
from goldenthread.science.delivery import SERVICES, hours
from goldenthread.web.csv_file import csv_file
from goldenthread.web.days import today
from goldenthread.web.navigation import RECORDS_SESSIONS
from goldenthread.web.words import count_of, full_day

NAMED = 10


def week_asked(request: HttpRequest, on: date) -> date:
    """The Monday that the address names, else of this week. A day that is none, or is to come, is no page."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.holds(*RECORDS_SESSIONS):
        raise Http404
    asked = request.GET.get("week") or request.POST.get("week")
    if not asked:
        return last_school_week(on)
    try:
        monday = monday_of(date.fromisoformat(asked))
    except (ValueError, OverflowError):
        raise Http404 from None
    if not first_school_week() <= monday <= on:
        raise Http404
    return monday


@signed_in
def sessions(request: HttpRequest) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    monday = week_asked(request, on)
    rows = week_rows(viewer, monday, on)
    for child in {r.line.child.pk for r in rows}:
        record_look(viewer, child, "Opened a form to record sessions")
    shown = [(r, _standing(r)) for r in rows]
    faults: dict[str, str] = {}
    marked, to_come = False, 0
    if request.method == "POST":
        said = [(r, _said(request, r)) for r in rows]
        if request.POST.get("do") == "mark":
            # Nothing is saved yet: what is filled in can still be changed.
            # Nor can anybody know yet what will be given.
            shown = [(r, a or (Answer(r.line.line, "delivered") if r.due_on <= on else None)) for r, a in said]
            to_come, marked = sum(a is None for _, a in shown), True
        else:
            answers = [a for _, a in said if a]
            try:
                seen = request.POST.get("seen", "")
                record_week(viewer, monday, answers, on, int(seen) if seen.isdecimal() and len(seen) < 19 else None)
            except NotSaved as fault:
                faults = {str(key): words for key, words in fault.faults.items()}
                shown = said
            except Refused:
                raise Http404 from None
            else:
                left = [r for r, a in said if a is None]
                messages.success(request, _saved(left))
                return redirect(f"{reverse('sessions')}?week={monday.isoformat()}&saved=1")
    answered = {r.key: a for r, a in shown}
    done = sum(a is not None for _, a in shown)
    earlier, later = school_week_before(monday), school_week_after(monday)
    context = {
        "nav": "sessions", "monday": monday, "rows": rows, "groups": grouped(rows, monday), "answered": answered, "faults": faults,
        "errors": bool(faults), "marked": marked, "to_come": to_come, "missing": bool(request.GET.get("saved")) or request.method == "POST" and not marked,
        "service": _service(rows), "children": len({r.line.child.pk for r in rows}), "done": done, "left": len(rows) - done,
        "whole": count_of(len(rows), "session"), "reasons": Word.Reason.choices, "seen": max((w.pk for r in rows for ws in r.entry.said.values() for w in ws), default=0),
        "earlier": earlier, "later": later if later and later <= on else None, "hours": hours, "since": day_month, "title_of": _title,
        "this": monday == last_school_week(on), "family_name": lambda r: f"{r.line.child.forename} {r.line.child.surname}",
    }  # fmt: skip
    return render(request, "delivery/sessions.html", context)


def _standing(row: Row) -> Answer | None:
    if not row.outcome:
        return None
    return Answer(row.line.line, row.outcome, row.reason, row.missed_sessions or None, row.made_up or None)


def _said(request: HttpRequest, row: Row) -> Answer | None:
    outcome = request.POST.get(f"say-{row.key}", "")
    if outcome not in OUTCOMES:
        return None
    missed, made = request.POST.get(f"how-many-{row.key}", ""), request.POST.get(f"made-{row.key}", "")
    return Answer(
        row.line.line, outcome, request.POST.get(f"why-{row.key}", "") if outcome == "missed" else "",
        int(missed) if outcome == "missed" and missed.isdecimal() and len(missed) < 5 else None,
        int(made) if outcome == "made-up" and made.isdecimal() and len(made) < 6 else None,
    )  # fmt: skip


def _saved(left: list[Row]) -> str:
    if not left:
        return "Saved. Everything of this week is answered."
    names = list(dict.fromkeys(f"{r.line.child.forename} {r.line.child.surname}" for r in left))
    if len(names) > NAMED:
        names = [*names[:NAMED], f"{len(names) - NAMED} more"]
    return f"Saved. {len(left)} not answered: {listed(names)}."


def _service(rows: Iterable[Row]) -> str:
    found = {r.line.service for r in rows}
    return SERVICES[found.pop()] if len(found) == 1 else "Help in plans"


def _title(place: str, day: date | None, children: int) -> str:
    when = full_day(day).rsplit(" ", 1)[0] if day else "no fixed day"
    return f"{place}, {when}: {'1 child' if children == 1 else f'{children} children'}"


# --- all that is to be given, whatever the week ---


def _to_give(request: HttpRequest, purpose: str) -> tuple[list[ToGive], str]:
    """The list, and the place to which it is narrowed."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.holds(*RECORDS_SESSIONS):
        raise Http404
    found = to_give(viewer, today())
    for child in {t.line.child.pk for t in found}:
        record_look(viewer, child, purpose)
    return found, request.GET.get("place", "")[:200]


@never_cache
@signed_in
def lines_to_give(request: HttpRequest) -> HttpResponse:
    found, place = _to_give(request, "Looked at the help to give")
    shown = [t for t in found if place in ("", t.place or NO_PLACE)]
    by_child: dict[Any, list[ToGive]] = {}
    for t in shown:
        by_child.setdefault(t.line.child, []).append(t)
    places = sorted({t.place or NO_PLACE for t in found}, key=lambda p: (p == NO_PLACE, p))
    context = {
        "nav": "sessions", "children": by_child, "lines": len(shown), "all": len(found), "places": places, "place": place, "on": today(), "not_given": NOT_GIVEN,
        "query": urlencode({"place": place}) if place else "",
    }  # fmt: skip
    return render(request, "delivery/to_give.html", context)


@never_cache
@signed_in
def lines_to_give_csv(request: HttpRequest) -> HttpResponse:
    found, place = _to_give(request, "Took a list of the help to give")
    rows = in_cells(t for t in found if place in ("", t.place or NO_PLACE))
    return csv_file(f"help-to-give-{today().isoformat()}.csv", TO_GIVE, rows)


# --- a file instead ---


@signed_in
def sessions_csv(request: HttpRequest) -> HttpResponse:
    """The week's rows as a file to fill in."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    monday = week_asked(request, on)
    rows = week_rows(viewer, monday, on)
    for child in {r.line.child.pk for r in rows}:
        record_look(viewer, child, "Took a list of sessions")
    return csv_file(f"sessions-{monday.isoformat()}.csv", COLUMNS, week_in_cells(rows, monday))


@signed_in
def sessions_file(request: HttpRequest) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    monday = week_asked(request, on)
    findings: list[str] = []
    if request.method == "POST":
        rows = week_rows(viewer, monday, on)
        upload = request.FILES.get("file")
        try:
            answers = answers_of_file(upload, rows, monday) if upload else None
            if answers is None:
                findings = ["Choose a file"]
            else:
                number = record_week(viewer, monday, answers, on)
                messages.success(request, f"The file was read: {count_of(number, 'answer')} recorded.")
                return redirect(f"{reverse('sessions')}?week={monday.isoformat()}&saved=1")
        except BadFile as fault:
            findings = list(fault.findings)
        except NotSaved as fault:
            findings = list(fault.faults.values())
        except Refused:
            raise Http404 from None
    context = {
        "nav": "sessions", "monday": monday, "findings": findings[:100], "more": max(0, len(findings) - 100), "errors": bool(findings),
        "reasons": Word.Reason.choices, "narrow": True,
    }  # fmt: skip
    return render(request, "delivery/sessions_file.html", context)

