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
    """The answer in a sentence for a family: before, in bold, after."""
    status, days = c.status(on), c.days(on)
    how_many = count_of(abs(days or 0), "day")
    this, was = (f"On {day_month(on)} this", "was") if past else ("This", "is")
    if status == "running" and c.floor and c.owed_by != "family" and days is not None:
        return f"{this} {'held' if past else 'holds'} for", f"{how_many} more", "."
    if c.familys and c.stopped is None:
        you, had, theirs = (f"On {day_month(on)} you", "had", f"On {day_month(on)} your") if past else ("You", "have", "Your")
        if status == "running":
            return f"{you} {had}", f"{how_many} left" if days is not None else "no last day yet", "."
        return f"{theirs} time {was}", "over", "."
    if c.kind == "wait":
        long = count_of(((c.stopped or on) - c.started).days, "day")
        if c.stopped:
            return "This wait lasted", long, f", to {long_day(c.stopped)}. No limit is set."
        return (f"On {day_month(on)} this wait had lasted" if past else "This wait has lasted"), long, ". No limit is set."
    if status == "running" and days is None:
        return f"{this} {'had' if past else 'has'}", "no last day yet", "."
    if status == "running":
        return (f"{this} {was} due", "that day" if past else "today", ".") if days == 0 else (f"{this} {was} due in", how_many, ".")
    if status == "overdue":
        return f"{this} {was}", f"late by {how_many}", "."
    if status == "excused":
        law, gave = (f"On {day_month(on)} the law", "gave") if past else ("The law", "gives")
        return f"{law} {gave}", "more time", " for this. We still owe it as soon as we can."
    done = f", on {long_day(c.stopped)}" if c.stopped else ""
    return f"{this} was", "done in time" if status == "met" else f"done {how_many} late", f"{done}."
