"""The rows of a list of work, ready to be shown: words, tag, and the one next step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from goldenthread.access.policy import may_record
from goldenthread.access.viewer import Viewer
from goldenthread.cases.parties import asked_by_name, own_advice
from goldenthread.cases.presenters import clock_tag, context, task_name
from goldenthread.cases.queries_clocks import record_of
from goldenthread.cases.queries_delays import Delays, in_words, why_of
from goldenthread.cases.queries_work import Task
from goldenthread.cases.steps import REMINDERS, SCREENS, answers_of, step_words
from goldenthread.engine.pathway import Pathway
from goldenthread.pathways import HEALTH, PATHWAYS
from goldenthread.web.addresses import address
from goldenthread.web.days import DayShown
from goldenthread.web.words import Tag, kind_words, short_day, year_group


class Step(NamedTuple):
    text: str
    href: str
    filled: bool = False


class Row(NamedTuple):
    title: str
    href: str
    context: str
    child: str
    child_line: str
    cover: str
    due: str
    tag: Tag
    set_by: str
    step: Step | None


def rows_of(viewer: Viewer, tasks: Iterable[Task], day: DayShown, settings: Mapping[str, str], delays: Delays) -> list[Row]:
    return [_row(viewer, task, day, settings, delays) for task in tasks]


def _row(viewer: Viewer, task: Task, day: DayShown, settings: Mapping[str, str], delays: Delays) -> Row:
    pathway, clock, child = PATHWAYS[task.case.pathway] if task.case else None, task.clock, task.child
    other = task.said
    said = other.context if other else ". ".join(filter(None, (context(clock, task.others, day.as_at), in_words(why_of(clock, delays), day.as_at))))
    if task.allocated_to and not task.covering:
        said = f"{said}. With {task.allocated_to}"
    return Row(
        title=other.title if other else task_name(pathway, clock, task.mine, settings) if pathway else "",
        href=other.href if other else address("case", task.case_id) + day.query,
        context=said,
        child=f"{child.forename} {child.surname}" if child else other.of if other else "",
        child_line=", ".join(p for p in (child.reference, year_group(child.date_of_birth, day.as_at)) if p) if child else other.of_line if other else "",
        cover=task.covering,
        due=short_day(clock.due, day.as_at) if clock.due else "No last day yet",
        tag=clock_tag(clock, day.as_at),
        set_by=kind_words(clock.kind, of_health=pathway is not None and pathway.slug in HEALTH),
        step=_step(viewer, task, pathway, day),
    )


def _step(viewer: Viewer, task: Task, pathway: Pathway | None, day: DayShown) -> Step | None:
    """The one thing to do next. In the past nothing can be recorded, so there is none."""
    clock = task.clock
    if day.past:
        return None
    if task.said:
        return Step("Open", task.said.href)
    if pathway is None:
        return None
    if clock.status(day.as_at) == "excused":
        return Step("View reason", address("why", task.case_id, clock.key))
    if clock.floor:
        return _open_case(task)
    if not task.mine:
        asks = REMINDERS.get(clock.clock)
        if asks is None or not _may_record(viewer, task, pathway, asks):
            return _open_case(task)
        if clock.clock == "advice":
            return Step("Send reminder", f"{address('advice', task.case_id)}#{clock.about}")
        return Step("Record reminder", f"{address('record-event', task.case_id, asks)}?for={clock.key}")
    filled = clock.kind == "law" and clock.due is not None and clock.due <= day.as_at
    answers = _answers(pathway, clock.clock)
    allowed = [slug for slug in answers if _may_record(viewer, task, pathway, slug)]
    if not allowed:
        return _open_case(task)
    screens = {SCREENS.get(slug) for slug in answers}
    if len(answers) > 1 and len(screens) == 1 and (screen := screens.pop()):
        # Every answer is given on the same screen.
        return Step(step_words(clock.clock), address(screen, task.case_id), filled)
    if len(answers) == 1:
        href = address("record-event", task.case_id, answers[0])
    else:
        href = address("record", task.case_id)
    return Step(step_words(clock.clock), f"{href}?for={clock.key}", filled)


def _open_case(task: Task) -> Step:
    return Step("Open case", address("case", task.case_id))


def _answers(pathway: Pathway, clock: str) -> list[str]:
    """The events that stop a clock."""
    # Advice is mostly given; the rarer answers are among all that can be recorded.
    return ["advice-received"] if clock == "advice" else answers_of(pathway, clock)


def _may_record(viewer: Viewer, task: Task, pathway: Pathway, slug: str) -> bool:
    about = task.clock.about or None
    kind, own = pathway.kind_of_data(slug, about), own_advice(slug, about)
    may = task.case is not None and may_record(viewer, kind, record_of(task.case), task.case.kind_of_data, own)
    return may or asked_by_name(viewer, task.case_id, slug, about)
