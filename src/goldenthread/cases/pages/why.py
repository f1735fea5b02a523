"""Why this date? Each step with the fact and its day; then, for an earlier day, against what is known now."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.cases.pages.case import case_or_404, settings_of
from goldenthread.cases.pages.comparison import compared, same_clock, sentence
from goldenthread.cases.pages.family_words import name_for
from goldenthread.cases.pages.why_words import family_sentence, for_family, steps_for
from goldenthread.cases.queries_case import case_view, read_case
from goldenthread.cases.queries_clocks import of_earlier_requests
from goldenthread.web.days import day_shown
from goldenthread.web.navigation import is_family


@signed_in
def why(request: HttpRequest, case_id: UUID, clock: str) -> HttpResponse:
    viewer, day = request.viewer, day_shown(request)  # type: ignore[attr-defined]
    found = case_or_404(request, case_id, "Looked at why a date is as it is")
    now = case_view(viewer, found, day.today)
    then = read_case(viewer, found, now.whole, day.as_at, day.known_at) if day.past else now
    shown_now, shown = now.clock(clock), then.clock(clock)
    named = shown or shown_now
    if named is None and day.past:
        # A clock that began otherwise with what was known then: found by what it is of.
        everything = [c for view in (now, then) for c in view.clocks]
        named = next((c for c in everything if _undated(c.facts.key) == _undated(clock)), None)
    if named is None:
        raise Http404
    shown, shown_now = shown or same_clock(then, named), shown_now or same_clock(now, named)
    name = name_for(viewer, now.pathway, named.facts, settings_of(now))
    if named.facts.key in of_earlier_requests(c.facts for c in (then if shown else now).clocks):
        name += ", for an earlier request"
    family = is_family(viewer)
    rows = compared(viewer, now.pathway, shown, shown_now, day) if day.past else []
    context = {
        "nav": "children",
        "day": day,
        "case": found,
        "child": found.child,
        "name": name,
        "shown": shown,
        "sentence": (family_sentence if family else sentence)(shown.facts, day.as_at, day.past) if shown else None,
        "steps": steps_for(then, shown.explanation) if shown and shown.explanation else (),
        "compared": for_family(rows) if family else rows,
        "family": family,
        # Where the clock stands alters by the days that pass alone.
        "known_since": day.known != "now" and any(row.differs for row in rows if isinstance(row.then, str)),
        "clock": clock,
    }
    return render(request, "cases/why.html", context)


def _undated(key: str) -> tuple[str, ...]:
    """A clock's key without the day of its start."""
    slug, _, mark = (key.rsplit("-", 2) + ["", ""])[:3]
    return slug, mark
