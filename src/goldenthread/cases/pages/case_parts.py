"""The parts of a case's page, ready to be shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from goldenthread.cases.pages import family_words
from goldenthread.cases.pages.family_words import OWN, name_for, set_by_for, stage_for, tag_for
from goldenthread.cases.pages.why_words import steps_for
from goldenthread.cases.parties import REPLY
from goldenthread.cases.presenters import (
    ShownStep,
    event_words,
    lower,
    party_words,
    plain,
    role_words,
    task_name,
    words_shown,
)
from goldenthread.cases.queries_case import Around, CaseView, Entry, Line, ShownClock, Someone
from goldenthread.cases.queries_clocks import ClockFacts, asked_for_this_request, of_earlier_requests
from goldenthread.cases.queries_delays import Delays, in_words, why_of
from goldenthread.cases.queries_work import Task
from goldenthread.cases.steps import EITHER_WAY, SCREENS, answers_of
from goldenthread.engine.explain import long_day
from goldenthread.engine.pathway import NO_STAGE, Stage
from goldenthread.web.navigation import is_family
from goldenthread.web.words import Tag, count_of, school_year, short_day, upper_first, week_of_twenty

Names = Mapping[str, str]


class ClockLine(NamedTuple):
    key: str
    name: str
    started: str
    due: str
    due_on: date | None
    tag: Tag
    ground: str
    # Why advice is late and when it is now expected.
    why_late: str
    set_by: str
    steps: list[ShownStep]


def clock_lines(view: CaseView, on: date, settings: Names, delays: Delays) -> list[ClockLine]:
    """What is still open first, what is past its limit before the rest; then what is done, the latest first."""
    shown = [c for c in view.clocks if not (c.facts.floor and c.facts.status(on) == "met")]
    # Where one start needs its year, the column says it of each.
    year_of = on if all(school_year(c.facts.started) == school_year(on) for c in shown) else None
    earlier = of_earlier_requests(c.facts for c in view.clocks)
    return [_clock_line(view, c, on, year_of, settings, delays, earlier) for c in sorted(shown, key=lambda c: _place(c.facts, on))]


def _place(c: ClockFacts, on: date) -> tuple[int, int]:
    status = c.status(on)
    if c.stopped is not None:
        return 5, -c.stopped.toordinal()
    due = c.due.toordinal() if c.due else date.max.toordinal()
    if c.familys:
        return 3, due
    return {"overdue": 0, "running": 1, "excused": 2}.get(status, 4), due


def _clock_line(view: CaseView, shown: ShownClock, on: date, year_of: date | None, settings: Names, delays: Delays, earlier: Collection[str]) -> ClockLine:
    c = shown.facts
    before = "For an earlier request" if c.key in earlier else ""
    return ClockLine(
        key=c.key,
        name=name_for(view.viewer, view.pathway, c, settings),
        started=short_day(c.started, year_of)[4:],
        due=short_day(c.due, on) if c.due else "No limit" if c.kind == "wait" else "Not yet known",
        due_on=c.due,
        tag=tag_for(view.viewer, c, on),
        ground=". ".join(words for words in (before, _ground(c, on)) if words),
        why_late=in_words(why_of(c, delays), on),
        set_by=set_by_for(view.viewer, view.pathway.slug, c.kind),
        steps=steps_for(view, shown.explanation) if shown.explanation else [],
    )


def _ground(c: ClockFacts, on: date) -> str:
    if c.kind == "wait":
        return _how_long(c, on)
    if c.status(on) == "excused":
        return upper_first(plain(c.ground))
    return "Its last day had passed before it began" if c.due and c.due < c.started else ""


def _how_long(c: ClockFacts, on: date) -> str:
    days = count_of(((c.stopped or on) - c.started).days, "day")
    return f"It took {days}" if c.stopped else f"{days} so far"


class Owed(NamedTuple):
    who: str
    part: str
    what: str
    # The name of the screen on which it is done.
    screen: str = ""
    # Or its address, where an app above holds it.
    href: str = ""


def owed_now(view: CaseView, people: Around, on: date, settings: Names, elsewhere: Iterable[Task]) -> list[Owed]:
    """Who owes what on the case, the viewer's own first."""
    rows = []
    for shown in view.clocks:
        c = shown.facts
        if c.familys and is_family(view.viewer) and c.stopped is None and c.status(on) == "running" and c.clock in OWN:
            until = f", until {_day(c.due, on)}" if c.due else ""
            rows.append((False, c.due or date.max, Owed("You can", "", OWN[c.clock] + until)))
        if c.stopped is not None or c.familys or c.kind == "wait":
            continue
        found = people.answering_for(c.owed_by)
        if c.clock == REPLY:
            # Whoever looks after the child at school answers for no other school whose place was asked for.
            found = tuple(p for p in found if p.organisation == settings.get(c.about, c.about))
        own = any(p.practitioner is not None and p.practitioner == view.viewer.practitioner for p in found)
        rows.append((not own, c.due or date.max, _owed(view, c, found, own, on, settings)))
    for task in elsewhere:
        if task.said:
            own = task.said.whose == view.viewer.id
            what = f"{lower(task.said.title)}, {_when(task.clock, on)}"
            rows.append((not own, task.clock.due or date.max, Owed("You" if own else task.said.who, "", what, href=task.said.href)))
    return [owed for *_, owed in sorted(rows, key=lambda r: r[:2])]


def _owed(view: CaseView, c: ClockFacts, found: tuple[Someone, ...], own: bool, on: date, settings: Names) -> Owed:
    what = "advice" if c.clock == "advice" else lower(task_name(view.pathway, c, True, settings))
    if is_family(view.viewer):
        # Whose advice is late is said of the service, never of the person.
        found = () if c.clock == "advice" else found
        what = what if c.clock == "advice" else lower(family_words.step(c, what))
        if not found:
            return Owed(upper_first(plain(c.about) if c.clock == "advice" else party_words(c.owed_by)), "", f"{what}, {_when(c, on, True)}")
    if own:
        return Owed("You", "", f"{what}, {_when(c, on)}", _screen(view, c))
    if found:
        names = " or ".join(p.name for p in found)
        cover = next((f" ({p.covered_by} covers)" for p in found if p.covered_by), "")
        part = plain(c.about) if c.clock == "advice" else role_words(found[0].role)
        return Owed(names, part + cover, f"{what}, {_when(c, on)}")
    who = settings.get(c.about, "") if c.owed_by == "setting" else ""
    return Owed(who or upper_first(party_words(c.owed_by)), "" if who else "nobody named yet", f"{what}, {_when(c, on)}")


def _screen(view: CaseView, c: ClockFacts) -> str:
    """The one screen on which a decision that the viewer owes is made, if there is one."""
    answers = answers_of(view.pathway, c.clock) if c.clock in EITHER_WAY or c.clock == "decide-whether-to-assess" else []
    screens = {SCREENS.get(slug, "") for slug in answers if view.may_record(slug)}
    return screens.pop() if len(screens) == 1 else ""


def _when(c: ClockFacts, on: date, plainly: bool = False) -> str:
    if c.due is None:
        return "no day yet"
    if c.status(on) == "excused":
        return "excused, as soon as practicable" if not plainly else "as soon as we can"
    return f"by {_day(c.due, on)}" if c.due >= on else f"due {_day(c.due, on)}"


def _day(day: date, on: date) -> str:
    return long_day(day) if abs((day - on).days) > 180 else long_day(day).rsplit(" ", 1)[0]


class Advice(NamedTuple):
    who: str
    tag: Tag


ANSWERED = {
    "advice-received": Tag("In", "met"),
    "existing-advice-agreed": Tag("In", "met"),
    "advice-nil-return": Tag("Not known to them", "running"),
    "advice-refused": Tag("Refused", "overdue"),
}


def advice_list(view: CaseView, on: date) -> list[Advice]:
    """One line an adviser: the latest that was asked of each."""
    latest = {c.about: c for c in asked_for_this_request(s.facts for s in view.clocks) if c.clock == "advice"}
    lines = [Advice(upper_first(plain(who)), _advice_tag(view, c, on)) for who, c in latest.items()]
    if not is_family(view.viewer):
        return lines
    return [
        Advice("You" if who == "family" else line.who, Tag(family_words.ANSWERS[line.tag.text], line.tag.style))
        for who, line in zip(latest, lines, strict=True)
    ]


def _advice_tag(view: CaseView, c: ClockFacts, on: date) -> Tag:
    if c.stopped is not None:
        answers = [
            e for e in view.reader.events
            if e.event in ANSWERED and e.on == c.stopped and e.fields.get("contributor") == c.about
        ]  # fmt: skip
        return ANSWERED[answers[0].event] if answers else Tag("In", "met")
    return {"overdue": Tag("Not in", "overdue"), "excused": Tag("Excused", "excused")}.get(
        c.status(on), Tag("Not in yet", "running")
    )


def stages_shown(view: CaseView) -> list[Stage]:
    """The stages on the way, and the end: the one that was reached, or the one that is aimed at."""
    return [replace(s, title=stage_for(view.viewer, s.slug, s.title)) for s in _stages(view)]


def _stages(view: CaseView) -> list[Stage]:
    ends = [s for s in view.pathway.stages if s.closed]
    end = next((s for s in ends if s.slug == view.stage), ends[0] if ends else None)
    shown = [*(s for s in view.pathway.stages if not s.closed), *([end] if end else [])]
    # Where nothing has led to a stage, and the arrangement has a word for that, it is where the case stands.
    before = [] if view.stage or view.pathway.unstaged == NO_STAGE else [Stage(view.stage or "", view.pathway.unstaged)]
    return [*before, *shown]


def stage_note(view: CaseView, on: date) -> str:
    """Which of the twenty weeks a running assessment is in."""
    main = next((c.facts for c in view.clocks if c.facts.clock == "issue-final-plan" and c.facts.stopped is None), None)
    if main is None or main.due is None or on < main.started:
        return ""
    week = week_of_twenty(main.due, on)
    return f"week {week} of 20" if week <= 20 else f"week {week}, past 20"


class TimelineLine(NamedTuple):
    id: object
    on: date
    day: str
    title: str
    details: str
    struck: str
    # The day in place of one that is struck. Other details stand at the head of the line as they are now.
    inserted: str
    correction: str
    withdrawn: bool
    recorded: str
    correctable: bool
    # What stands between title and details: those that go on from it, such as "from the family", follow; others begin anew.
    between: str
    stop: str
    stop_of_correction: str


def timeline_lines(view: CaseView, lines: Iterable[Line], settings: Names, past: bool) -> list[TimelineLine]:
    return [_timeline_line(view, line, settings, past) for line in lines]


def _timeline_line(view: CaseView, line: Line, settings: Names, past: bool) -> TimelineLine:
    e = line.entry
    title, details = event_words(view.pathway, e, settings)
    struck = inserted = ""
    if line.replaced is not None:
        was = event_words(view.pathway, line.replaced, settings)[1]
        struck, inserted = (long_day(line.replaced.on), long_day(e.on)) if line.replaced.on != e.on else (was or "an earlier entry", "")
    correction = _correction(line.correction)
    return TimelineLine(
        id=e.id,
        on=e.on,
        day=f"{short_day(e.on)[4:]}",
        title=title,
        details=details,
        struck=struck,
        inserted=inserted,
        correction=correction,
        withdrawn=line.withdrawn,
        recorded=_recorded(e),
        correctable=not past and not line.withdrawn and view.may_correct(e.slug, e.about or None),
        between="" if details[:1] == details[:1].lower() else ".",
        stop=_stop(correction if line.withdrawn else details or title),
        stop_of_correction=_stop(correction),
    )


def _stop(text: str) -> str:
    return "" if text.endswith((".", "?", "!")) else "."


def _recorded(e: Entry) -> str:
    day = e.recorded_on
    when = "the same day" if day == e.on else long_day(day)
    return f"Recorded {when} by {e.by}" if e.by else f"Recorded {when}"


def _correction(correction: Entry | None) -> str:
    if correction is None:
        return ""
    by = f" by {correction.by}" if correction.by else ""
    reason = words_shown(str(correction.fields.get("reason", "")))
    return f"corrected {long_day(correction.recorded_on)}{by}" + (f": {reason}" if reason else "")
