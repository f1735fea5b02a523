"""The educational psychologists' queue: who waits, in which place and why, and how it will move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.viewer import Viewer
from goldenthread.assessments import queue_words as say
from goldenthread.assessments.capacity import mondays, people, time_for
from goldenthread.assessments.queue import PRINCIPAL, PSYCHOLOGIST, Row, body_of, joined, localities, queue
from goldenthread.assessments.queue_chart import chart
from goldenthread.cases.presenters import clock_tag
from goldenthread.cases.queries_delays import Delays, Key, delays_of, in_words
from goldenthread.engine.calendar import monday_of
from goldenthread.science.ep_queue import PUBLISHED, WEEKS, first_week, flow
from goldenthread.web.addresses import address
from goldenthread.web.days import DayShown, day_shown
from goldenthread.web.paging import A_PAGE, page_asked, pages_beside
from goldenthread.web.words import Tag, short_day, upper_first, year_group

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Shown:
    """A row, ready to be read."""

    number: int
    child: str
    href: str
    line: str
    why: str
    received: str
    tag: Tag | None
    clock: str
    # Its last day, and the page that says why it is that day.
    due: str
    why_href: str
    why_late: str
    with_whom: str
    with_line: str
    step: str
    step_href: str


def looking_after(request: HttpRequest) -> tuple[Viewer, DayShown]:
    """The viewer and the day, for those who see the queue of an organisation."""
    viewer, day = request.viewer, day_shown(request)  # type: ignore[attr-defined]
    if body_of(viewer) is None:
        raise Http404
    return viewer, day


@signed_in
def ep_queue(request: HttpRequest) -> HttpResponse:
    viewer, day = looking_after(request)
    if day.past:
        # Places rest on where a child lives and attends, which the journal does not hold.
        return render(request, "assessments/queue_today_only.html", {"nav": "queue", "day": day})
    on = day.as_at
    this_week, first = monday_of(on), first_week(on)
    everybody = people(viewer, on, sorted({this_week, *mondays(first, WEEKS)}))
    waiting, came = queue(viewer, on), joined(viewer, on)
    weeks = flow(len(waiting), came, time_for(everybody, mondays(first, WEEKS)), first)
    places = localities(waiting)
    locality = request.GET.get("locality", "")
    locality = locality if locality in (UNKNOWN, *filter(None, places)) else ""
    alone = request.GET.get("with") == "nobody"
    chosen = [row for row in waiting if (not locality or _of(row, locality)) and not (alone and row.with_whom)]
    page = page_asked(request, len(chosen), A_PAGE)
    listed = chosen[page * A_PAGE : (page + 1) * A_PAGE]
    delays = delays_of(viewer, {row.case.pk: row.case.confidentiality for row in listed})
    may_give = body_of(viewer, PRINCIPAL) is not None
    context = {
        "nav": "queue",
        "day": day,
        "answer": say.answer(waiting, weeks),
        "sentence": say.flow_sentence(weeks, came),
        "weeks": weeks,
        "chart": chart(weeks),
        "published": PUBLISHED,
        "free": say.free(everybody, this_week, on),
        "rows": [_shown(row, on, may_give, delays) for row in listed],
        "total": len(chosen),
        "first": page * A_PAGE + 1,
        "may_give": may_give,
        "places": [(name or UNKNOWN, f"{name or 'Locality not known'} ({n})") for name, n in places.items()],
        "locality": locality,
        "alone": alone,
        "showing": f"{_where(locality)}, {'nobody yet' if alone else 'everybody'}",
        "pages": pages_beside(request, page, len(chosen), A_PAGE),
    }
    return render(request, "assessments/queue.html", context)


def _where(locality: str) -> str:
    return {"": "all localities", UNKNOWN: "locality not known"}.get(locality, locality)


def _of(row: Row, locality: str) -> bool:
    return (row.locality or UNKNOWN) == locality


def _shown(row: Row, on: date, may_give: bool, delays: Delays) -> Shown:
    child, who = row.child, row.with_whom
    line = ", ".join(p for p in (child.reference, year_group(child.date_of_birth, on), row.district) if p)
    said = "" if row.asked else "Advice not asked for yet"
    if who:
        parts = (f"week of {short_day(who.week, on)}" if who.week else "", f"covered by {who.covered_by}" if who.covered_by else "")
        said = ", ".join(p for p in (*parts, said) if p)
    return Shown(
        number=row.number,
        child=f"{child.forename} {child.surname}",
        href=address("case", row.case.pk),
        line=line,
        why=row.reason,
        received=short_day(row.received_on, on),
        tag=clock_tag(row.clock, on) if row.clock else None,
        clock=say.clock_words(row.clock) if row.clock else "",
        due=short_day(row.clock.due, on) if row.clock and row.clock.due else "",
        why_href=address("why", row.case.pk, row.clock.key) if row.clock and row.clock.due else "",
        why_late=in_words(delays.get(Key(row.case.pk, PSYCHOLOGIST)), on),
        with_whom=who.name if who else "Not allocated",
        with_line=upper_first(said),
        step=("Change" if who else "Allocate") if may_give else "",
        step_href=address("ep-queue-allocate", row.case.pk) if may_give else "",
    )
