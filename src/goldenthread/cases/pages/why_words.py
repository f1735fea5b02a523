"""Why a date is as it is, in the words of whoever reads it: staff read of a clock, a family of a date."""

from __future__ import annotations

from datetime import date

from goldenthread.cases.pages.comparison import Compared
from goldenthread.cases.pages.family_words import set_by_for
from goldenthread.cases.presenters import ShownStep, day_month, lower, steps_of
from goldenthread.cases.queries_case import CaseView
from goldenthread.cases.queries_clocks import ClockFacts
from goldenthread.cases.steps import answers_of
from goldenthread.engine.explain import Explanation, long_day
from goldenthread.web.words import Tag, count_of


def steps_for(view: CaseView, explanation: Explanation) -> list[ShownStep]:
    steps = steps_of(explanation, set_by_for(view.viewer, view.pathway.slug, explanation.state.kind))
    ends = _ends_without(view, explanation)
    return [s._replace(text=f"{s.text}{ends}") if s.label == "Stops when" else s for s in steps]


def _ends_without(view: CaseView, explanation: Explanation) -> str:
    """Of a decision only one answer may stop the clock; the other ends it, and a reader who is told of the one alone is misled."""
    clock = explanation.state.clock
    stops = {h.slug for c in view.pathway.clocks if c.slug == clock for h in c.until}
    other = [view.pathway.events[slug].title for slug in answers_of(view.pathway, clock) if slug not in stops]
    return f" It also ends with this: {', or '.join(lower(t) for t in other)}." if other and explanation.state.stopped is None else ""


FAMILY_ROWS = {"Clock starts": "Counting starts", "Where the clock stands": "Where it stands", "No such clock": "No such date"}


def for_family(rows: list[Compared]) -> list[Compared]:
    """The same rows without the word that only staff use."""

    def said(words: str | Tag) -> str | Tag:
        return FAMILY_ROWS.get(words, words) if isinstance(words, str) else words

    return [Compared(FAMILY_ROWS.get(row.what, row.what), said(row.then), said(row.now)) for row in rows]


def family_sentence(c: ClockFacts, on: date, past: bool) -> tuple[str, str, str]:
    """The answer in a sentence for a family: before, in bold, after. Whole sentences, so that each can be translated."""
    status, days = c.status(on), c.days(on)
    how_many = count_of(abs(days or 0), "day")
    if c.kind == "wait":
        long = count_of(((c.stopped or on) - c.started).days, "day")
        if c.stopped:
            return "This wait lasted", long, f", to {long_day(c.stopped)}. No limit is set."
        return f"On {day_month(on)} this wait had lasted" if past else "This wait has lasted", long, ". No limit is set."
    if c.stopped:
        return "This was", "done in time" if status == "met" else f"done {how_many} late", f", on {long_day(c.stopped)}."
    if status == "running":
        return _running(c, on, past, days, how_many)
    if c.owed_by == "family":
        return f"On {day_month(on)} your time was" if past else "Your time is", "over", "."
    if c.floor:
        return f"On {day_month(on)} this time was" if past else "This time is", "over", "."
    if status == "excused":
        owed = " for this. We still owe it as soon as we can." if c.owed_by == "authority" else " for this. It is still owed as soon as it can be done."
        return f"On {day_month(on)} the law gave" if past else "The law gives", "more time", owed
    if status == "met":
        return "This was", "done in time", "."
    return f"On {day_month(on)} this was" if past else "This is", f"late by {how_many}", "."


def _running(c: ClockFacts, on: date, past: bool, days: int | None, how_many: str) -> tuple[str, str, str]:
    if days is None:
        return f"On {day_month(on)} this had" if past else "This has", "no last day yet", "."
    if c.owed_by == "family":
        return f"On {day_month(on)} you had" if past else "You have", f"{how_many} left", "."
    if c.floor:
        return f"On {day_month(on)} this held for" if past else "This holds for", f"{how_many} more", "."
    if days == 0:
        return f"On {day_month(on)} this was due" if past else "This is due", "that day" if past else "today", "."
    return f"On {day_month(on)} this was due in" if past else "This is due in", how_many, "."
