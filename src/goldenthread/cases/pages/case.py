"""A case: where it stands, who owes what by when, and what has happened."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Record, may
from goldenthread.cases.pages import case_parts as parts
from goldenthread.cases.presenters import advice_answered, role_words
from goldenthread.cases.queries_case import (
    SAID_BESIDE,
    CaseView,
    around,
    case_seen,
    case_view,
    documents_of,
    entries_of,
    settings_named,
    timeline,
    who_owes,
)
from goldenthread.cases.queries_confidentiality import may_confide
from goldenthread.cases.queries_delays import delays_of
from goldenthread.cases.queries_documents import described, kinds_to_add
from goldenthread.cases.queries_work import owed_by_clocks, owed_elsewhere
from goldenthread.cases.steps import records_any
from goldenthread.web.days import day_shown
from goldenthread.web.navigation import is_family

if TYPE_CHECKING:
    from goldenthread.cases.models import Case

SHORT = 12


def case_or_404(request: HttpRequest, case_id: UUID, purpose: str) -> Case:
    """The case, its child's record now marked as looked at; or the same answer as for one that does not exist."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = case_seen(viewer, case_id)
    if found is None or found.child_id is None:
        raise Http404
    record_look(viewer, found.child_id, purpose, found.pk)
    return found


def settings_of(view: CaseView) -> dict[str, str]:
    return settings_named(str(e.fields["setting"]) for e in view.journal if e.fields.get("setting"))


@signed_in
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    viewer, day = request.viewer, day_shown(request)  # type: ignore[attr-defined]
    found = case_or_404(request, case_id, "Looked at the case")
    view = case_view(viewer, found, day.as_at, day.known_at)
    settings, people = settings_of(view), around(viewer, found.child, day.as_at, found.pk)
    lines = timeline(entries_of(viewer, found, day.known_at, journal=view.journal), day.as_at)
    advice = parts.advice_list(view, day.as_at)
    # The family is told on its own page, and a past day knows nothing of what was said since.
    delays = delays_of(viewer, {found.pk: found.confidentiality}) if advice and not day.past and not is_family(viewer) else {}
    elsewhere = [] if day.past else [*owed_elsewhere(viewer, day.as_at, found.pk), *owed_by_clocks(viewer, day.as_at, [(found, c.facts) for c in view.clocks])]
    everything = request.GET.get("events") == "all"
    context = {
        "nav": "children",
        "day": day,
        "case": found,
        "child": found.child,
        "view": view,
        "family": is_family(viewer),
        "people": people,
        "stages": parts.stages_shown(view),
        "stage_note": parts.stage_note(view, day.as_at),
        "clocks": parts.clock_lines(view, day.as_at, settings, delays),
        "beside": [] if day.past else [s for source in SAID_BESIDE for s in source(view, day.as_at)],
        "owed": parts.owed_now(view, who_owes(viewer, found, people), day.as_at, settings, elsewhere),
        "advice": advice,
        "answered": advice_answered(c.facts for c in view.clocks),
        "happened": parts.timeline_lines(view, lines if everything else lines[:SHORT], settings, day.past),
        "entries": len(lines),
        "documents": described(viewer, found, documents_of(viewer, found)),
        "disagreement": not day.past and found.pathway in ("mediation", "tribunal-appeal") and found.owner_id in viewer.own_bodies and viewer.holds("la-send-caseworker", "la-send-manager"),
        "may_disagree": not day.past and found.child_id is not None and found.pathway not in ("mediation", "tribunal-appeal") and "appeal-lodged" in view.pathway.events and found.owner_id in viewer.own_bodies and viewer.holds("la-send-manager"),
        "may_suggest": not day.past and not is_family(viewer) and found.child_id not in viewer.opened and may(viewer, "read", "messages-to-family", Record(owner=found.child.owner_id, child=found.child_id)),
        "may_add": not day.past and bool(kinds_to_add(viewer, found)),
        "role_words": role_words,
        "begun": found.opened_on <= day.as_at,
        "may_confide": not day.past and may_confide(viewer, found),
        "may_record": not day.past and records_any(view),
        "may_ask": not day.past and not advice and view.stage == "assessing" and view.may("write", "ehc-request-and-stage"),
    }
    return render(request, "cases/case.html", context)
