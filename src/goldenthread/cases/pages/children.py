"""The viewer's children, and one child's cases."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import IDENTITY, Record, may
from goldenthread.access.queries import child_seen
from goldenthread.access.queries_administration import keeps_records_of
from goldenthread.access.rules import OFFICERS
from goldenthread.cases.pages.family_words import name_for, tag_for
from goldenthread.cases.queries_case import around
from goldenthread.cases.queries_children import (
    MOST,
    beside_their_own,
    cases_of_child,
    children_of,
)
from goldenthread.pathways import PATHWAYS
from goldenthread.web.days import day_shown, today
from goldenthread.web.navigation import SEES_NO_LIST, SEES_TOTALS, is_family
from goldenthread.web.paging import page_asked, page_in, pages_beside


@signed_in
def children(request: HttpRequest) -> HttpResponse:
    day = day_shown(request)
    found, total = children_of(request.viewer, today(), start=(page_in(request.GET) - 1) * MOST)  # type: ignore[attr-defined]
    page = page_asked(request, total, MOST)
    context = {
        "nav": "children",
        "day": day,
        "found": found,
        "total": total,
        "first": page * MOST + 1,
        "pages": pages_beside(request, page, total, MOST),
        "family": is_family(request.viewer),  # type: ignore[attr-defined]
        "no_child": request.viewer.role_slugs <= set(SEES_NO_LIST),  # type: ignore[attr-defined]
        "totals": request.viewer.holds(*SEES_TOTALS),  # type: ignore[attr-defined]
    }
    return render(request, "cases/children.html", context)


@signed_in
def child(request: HttpRequest, child_id: UUID) -> HttpResponse:
    viewer, day = request.viewer, day_shown(request)  # type: ignore[attr-defined]
    found = child_seen(viewer, child_id)
    if found is None:
        raise Http404
    record_look(viewer, found.pk, "Looked at the child’s page")
    cases = cases_of_child(viewer, found, day.as_at, past=day.past, known_at=day.known_at)
    rows = [
        (
            line,
            name_for(viewer, PATHWAYS[line.case.pathway], line.next) if line.next else "",
            tag_for(viewer, line.next, day.as_at) if line.next else None,
        )
        for line in beside_their_own(cases)
    ]
    context = {
        "nav": "children",
        "day": day,
        "child": found,
        "rows": rows,
        "family": is_family(viewer),
        "around": around(viewer, found, day.as_at),
        # What home and school say of the help that is needed (families).
        "needs_here": any(may(viewer, "read", kind, Record(owner=found.owner_id, child=found.pk)) for kind in ("messages-to-family", "school-sen-support")),
        # From here too a practitioner shares help of the Local Offer (families).
        "may_suggest": not day.past and not is_family(viewer) and found.pk not in viewer.opened and may(viewer, "read", "messages-to-family", Record(owner=found.owner_id, child=found.pk, sealed=found.sealed)),
        "keeps": keeps_records_of(viewer, found),
        "may_change_people": not day.past and viewer.holds(*OFFICERS) and may(viewer, "write", IDENTITY, Record(owner=found.owner_id, child=found.pk, sealed=found.sealed)),
        # Said once above: that no case is open to them would deny what they have just done.
        "just_confided": request.session.pop("just_confided", None) == str(found.pk),
        "open": sum(not line.closed for line in cases),
    }
    return render(request, "cases/child.html", context)
