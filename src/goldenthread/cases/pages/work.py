"""My work: what do I owe, by when?"""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.viewer import Viewer
from goldenthread.cases import worklist
from goldenthread.cases.pages.rows import rows_of
from goldenthread.cases.parties import REPLY
from goldenthread.cases.queries_case import asked_here, settings_named
from goldenthread.cases.queries_delays import delays_of
from goldenthread.cases.queries_work import Task, work_of
from goldenthread.cases.worklist import Filters
from goldenthread.web.days import day_shown
from goldenthread.web.owed_besides import besides_in_words, owed_besides


@signed_in
@never_cache
def my_work(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    day, filters = day_shown(request), Filters.asked(request.GET)
    work = work_of(viewer, day.as_at, whose=filters.work_of, known_at=day.known_at, past=day.past)  # type: ignore[arg-type]
    owed = _owed_here(viewer, work.tasks)
    tasks = worklist.chosen(owed, filters, day.as_at)
    groups = worklist.grouped(tasks, day.as_at, filters.show_all)
    shown = [task for group in groups for task in group.tasks]
    advised = {t.case.pk: t.case.confidentiality for t in shown if t.case and t.clock.clock == "advice"}
    delays = delays_of(viewer, advised) if advised and not day.past else {}
    rows = rows_of(viewer, shown, day, settings_named(t.clock.about for t in shown if t.clock.clock == "setting-consultation"), delays)
    found = iter(rows)
    # Not about a child, and so without an earlier day of theirs.
    besides = [] if day.past else owed_besides(viewer, day.as_at)
    context = {
        "nav": "my-work",
        "day": day,
        "filters": filters,
        "answer": worklist.answer(worklist.sums(tasks, day.as_at)),
        "groups": [(group, [next(found) for _ in group.tasks]) for group in groups],
        "away": work.away,
        "any": bool(owed),
        "besides": [(b, b.state(day.as_at)) for b in besides],
        "besides_said": besides_in_words(besides, day.as_at),
        "filtered": filters != Filters(),
    }
    return render(request, "cases/my_work.html", context)


def _owed_here(viewer: Viewer, tasks: Sequence[Task]) -> Sequence[Task]:
    """Without the replies of other settings: whoever looks after a child at school is not whom another school's place was asked of. An
    officer, for whom it is no task of their own, waits for them all."""
    replies = {t.clock.about for t in tasks if t.clock.clock == REPLY and t.mine}
    if not replies:
        return tasks
    here = asked_here(viewer, replies)
    return [t for t in tasks if not (t.clock.clock == REPLY and t.mine and t.clock.about not in here)]


@signed_in
def my_work_filter(request: HttpRequest) -> HttpResponse:
    """The filters on a page of their own, for a small screen."""
    day = day_shown(request)
    return render(
        request, "cases/my_work_filter.html", {"nav": "my-work", "day": day, "filters": Filters.asked(request.GET)}
    )
