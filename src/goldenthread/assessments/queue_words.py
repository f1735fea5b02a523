"""The queue in words: the answer, the flow of the next weeks, who has time, and what the audit shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from goldenthread.assessments.capacity import Person
from goldenthread.assessments.queue import Row
from goldenthread.cases.queries_clocks import ClockFacts
from goldenthread.science.ep_queue import WEEKS, Week
from goldenthread.web.words import count_of, full_day, kind_words, number, short_day

CHILDREN = {True: "child", False: "children"}
NAMES = {
    "issue-final-plan": "Final plan",
    "issue-plan-after-reassessment": "Plan after reassessment",
    "advice": "Advice",
}
MOST_NAMED = 6


def children(n: int) -> str:
    return f"{number(n)} {CHILDREN[n == 1]}"


def clock_words(clock: ClockFacts) -> str:
    """ "Final plan, law"."""
    kind = kind_words(clock.kind)
    return f"{NAMES.get(clock.clock, clock.clock)}, {kind if kind == 'Code' else kind.lower()}"


def answer(waiting: Sequence[Row], flow: Sequence[Week]) -> tuple[str, str]:
    """How many wait and how many with nobody, then what the count says of the end of the twelve weeks."""
    if not waiting:
        return "No child waits for an educational psychologist.", ""
    alone = sum(row.with_whom is None for row in waiting)
    begun = f"{children(len(waiting))} {'waits' if len(waiting) == 1 else 'wait'}"
    if alone:
        begun += f", {'and has' if len(waiting) == 1 else f'{number(alone)} of them with'} nobody yet"
    if not any(week.time_for for week in flow):
        return f"{begun}.", ""
    return f"{begun}.", f"By a plain count, {number(flow[-1].left)} will wait on {full_day(end_of(flow))}."


def end_of(flow: Sequence[Week]) -> date:
    """The Friday of the last week."""
    return flow[-1].monday + timedelta(days=4)


def flow_sentence(flow: Sequence[Week], joined: int) -> str:
    """The first value, the last value, what the count takes for granted, and what not to conclude."""
    start, end, time = flow[0], flow[-1], sum(week.time_for for week in flow)
    average = f"{joined / WEEKS:.1f}".removesuffix(".0")
    said = f"{children(start.waiting).capitalize()} {'waits' if start.waiting == 1 else 'wait'} today. "
    said += f"In the last {WEEKS} full weeks {number(joined)} joined, a plain average of {average} a week. "
    if not time:
        return said + (
            "Nobody’s time is entered for the next weeks, so the count only adds those who join. It is no forecast."
        )
    said += f"If as many join in the next {WEEKS}, and all {count_of(time, 'assessment')} that there is time for are done, "
    said += f"{number(end.left)} will wait on {full_day(end_of(flow))}. "
    return said + (
        "This is a sum and not a forecast: it knows nothing of school holidays, illness, families who withdraw, or chance."
    )


def free(people: Sequence[Person], monday: date, on: date) -> str:
    """Who has time this week, the most first, and who is away."""
    with_time = sorted((p for p in people if p.time(monday).left), key=lambda p: (-p.time(monday).left, p.name))
    named = [
        f"{p.name} {count_of(p.time(monday).left, 'assessment') if n == 0 else p.time(monday).left}"
        for n, p in enumerate(with_time[:MOST_NAMED])
    ]
    if len(with_time) > MOST_NAMED:
        named.append(f"and {len(with_time) - MOST_NAMED} more people")
    said = f"Free this week: {', '.join(named)}." if named else "Nobody has time left this week."
    away = [
        f"{p.name}{f', to {short_day(p.away_until, on)}' if p.away_until else ''}{f', covered by {p.covered_by}' if p.covered_by else ''}"
        for p in people
        if p.covered_by or p.on_leave(monday)
    ]
    if len(away) > MOST_NAMED:
        away = [*away[:MOST_NAMED], f"and {len(away) - MOST_NAMED} more people"]
    return f"{said} On leave: {'; '.join(away)}." if away else said


def kept_words(person: Person, weeks: Sequence[date]) -> str:
    """Half-days kept for other work over some weeks: "2 for reviews, 1 for tribunals"."""
    parts = [
        (sum(getattr(person.time(w), f"kept_for_{what}") for w in weeks), what)
        for what in ("reviews", "tribunals", "schools")
    ]
    return ", ".join(f"{n} for {what}" for n, what in parts if n) or "none"


def audit_sentence(moves: int, passed: int, beyond: int) -> str:
    if not moves:
        return "Nobody has been given a case through the queue yet."
    said = f"{count_of(moves, 'move')}. "
    said += (
        "None passed over an earlier place that waited with nobody"
        if not passed
        else f"{number(passed)} passed over an earlier place that waited with nobody, {_with_reason(passed)}"
    )
    if beyond:
        return said + f". {number(beyond)} went beyond the time of the week, {_with_reason(beyond)}."
    return said + "."


def _with_reason(n: int) -> str:
    return "with its reason" if n == 1 else "each with its reason"
