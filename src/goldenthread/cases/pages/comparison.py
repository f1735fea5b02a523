"""A clock on two days: as it was known then, and as it is known now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from goldenthread.access.viewer import Viewer
from goldenthread.cases.pages.family_words import tag_for
from goldenthread.cases.presenters import day_month
from goldenthread.cases.queries_case import CaseView, ShownClock
from goldenthread.cases.queries_clocks import ClockFacts
from goldenthread.engine.explain import long_day
from goldenthread.engine.grounds import GROUND_WORDS
from goldenthread.engine.pathway import Pathway
from goldenthread.web.days import DayShown
from goldenthread.web.words import Tag, count_of, upper_first


@dataclass(frozen=True)
class Compared:
    what: str
    then: str | Tag
    now: str | Tag

    @property
    def differs(self) -> bool:
        return self.then != self.now


def same_clock(view: CaseView, other: ShownClock) -> ShownClock | None:
    """The clock of the same kind and about the same thing, where its beginning is another day."""
    alike = [c for c in view.clocks if (c.facts.clock, c.facts.about) == (other.facts.clock, other.facts.about)]
    return min(alike, key=lambda c: abs((c.facts.started - other.facts.started).days), default=None)


def compared(
    viewer: Viewer, pathway: Pathway, shown: ShownClock | None, shown_now: ShownClock | None, day: DayShown
) -> list[Compared]:
    a, b = shown.facts if shown else None, shown_now.facts if shown_now else None
    return [
        Compared(
            "Clock starts",
            _day(a.started if a else None, "Not started"),
            _day(b.started if b else None, "No longer runs"),
        ),
        Compared("Last lawful day" if (a or b) and (a or b).kind == "law" else "Last day", _day(a.due if a else None, "None"), _day(b.due if b else None, "None")),
        Compared(_stop_words(pathway, a or b), _stopped(a), _stopped(b)),
        Compared("Exception", _exception(a, day.as_at), _exception(b, day.today)),
        Compared(
            "Where the clock stands",
            tag_for(viewer, a, day.as_at) if a else "No such clock",
            tag_for(viewer, b, day.today) if b else "No such clock",
        ),
    ]


def _day(day: date | None, otherwise: str) -> str:
    return long_day(day) if day else otherwise


def _stopped(c: ClockFacts | None) -> str:
    return _day(c.stopped if c else None, "Not recorded")


def _exception(c: ClockFacts | None, on: date) -> str:
    if c is None or not c.ground or (c.excused_from and c.excused_from > on):
        return "None recorded"
    return upper_first(GROUND_WORDS.get(c.ground, c.ground))


def _stop_words(pathway: Pathway, c: ClockFacts | None) -> str:
    """What stops it, if it is one thing: "Advice received"."""
    slugs = list(dict.fromkeys(h.slug for k in pathway.clocks if c and k.slug == c.clock for h in k.until))
    return (
        pathway.events[slugs[0]].title
        if slugs and (len(slugs) == 1 or c and c.clock == "advice")
        else "What it waits for"
    )


def sentence(c: ClockFacts, on: date, past: bool) -> tuple[str, str, str]:
    """The answer in a sentence: before, in bold, after."""
    status, days = c.status(on), c.days(on)
    over = count_of(abs(days or 0), "day")
    had = f"On {day_month(on)} this clock had" if past else "Today this clock has"
    was = f"On {day_month(on)} this clock was" if past else "Today this clock is"
    ended = f"On {day_month(on)} this clock was" if past else "Today this clock was"
    if c.familys and status == "running":
        return had, f"{over} of the family’s time left" if days is not None else "no last day yet", "."
    if c.familys and c.stopped is None:
        return was, "over", ": the family’s time had passed."
    if c.kind == "wait":
        # It has no limit to be within or past: all there is to say is its length.
        long = count_of(((c.stopped or on) - c.started).days, "day")
        if c.stopped:
            return "This clock ran for", long, f", to {long_day(c.stopped)}. No limit is set."
        return (f"On {day_month(on)} this clock had run for" if past else "Today this clock has run for"), long, ". No limit is set."
    if status == "running" and days is None:
        return had, "no last day yet", "."
    if status == "running":
        return (was, "due that day" if past else "due today", ".") if days == 0 else (
            had, f"{over} left", " and what it waits for was not in." if past else "."
        )  # fmt: skip
    if status == "overdue":
        words = f"past the law’s limit by {over}" if c.kind == "law" else f"overdue by {over}"
        return was, words, "."
    if status == "excused":
        return was, "excused", ": still owed as soon as practicable."
    done = f" on {long_day(c.stopped)}" if c.stopped else ""
    return (
        (ended, "met", f"{done}.") if status == "met" else (ended, f"done {over} late", f"{done}.")
    )
