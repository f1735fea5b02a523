"""When a recorded exception really lifts a limit: the closed list of the SEND Regulations 2014 (r.5(4), 8(2), 10(4),
13(3), 27(3), 44(3), 45(7)). It never moves a date, and lack of staff is never one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from goldenthread.engine.calendar import Closure, bank_holidays
from goldenthread.engine.pathway import Clock, Ground

A_DAY, WEEK = timedelta(days=1), timedelta(days=7)
LONG_CLOSURE = 28
"""Days for which a setting must be closed without a break before its closure counts."""
CLOSED_SETTING = {"school-closed": "education-setting", "early-years-closed": "early-years-setting"}
ABSENT = "absent-from-area"
OF_THE_CASE = (*CLOSED_SETTING, ABSENT)
"""Grounds that depend on more of the case than the one entry."""

GROUND_WORDS = {
    "school-closed": "advice was asked of a school or college that was closed for at least 4 weeks",
    "early-years-closed": "advice was asked of an early years provider that was closed for at least 4 weeks",
    "personal-circumstances": "exceptional personal circumstances of the child or family",
    "absent-from-area": "absence from the area",
    "missed-appointment": "the child missed that adviser’s appointment",
}


@dataclass(frozen=True)
class Facts:
    """What a ground is tested against: the clock's own period and thing, the case's closures and requests, whether the
    exception was recorded before the clock's starting event, was over before the period, or was recorded after the
    matter began `again`; the day `since` which it is this matter, where it began again before; and all absences that were
    recorded on the clock."""

    started: date
    due: date
    for_: str | None
    closures: tuple[Closure, ...] = ()
    advice_requests: tuple[tuple[str, date], ...] = ()
    said_before: bool = False
    over_before: bool = False
    said_after: bool = False
    since: date | None = None
    again: date | None = None
    absences: tuple[tuple[date, date], ...] = ()


def no_effect(clock: Clock, exception: Mapping[str, Any], facts: Facts) -> str | None:
    """Why an exception recorded on this clock lifts nothing, or None if it lifts the limit."""
    slug = exception["ground"]
    ground = next((g for g in clock.excusable if g.slug == slug), None)
    if ground is None:
        return "the regulation gives no such exception for this limit"
    adviser = exception.get("contributor")
    if clock.each and adviser and adviser != facts.for_:
        return f"it concerns the advice of another: {adviser.replace('-', ' ')}"
    return _fact_missing(ground, exception, facts)


def _fact_missing(ground: Ground, exception: Mapping[str, Any], facts: Facts) -> str | None:
    first, last = exception.get("from"), exception.get("to")
    match ground.slug:
        case "school-closed" | "early-years-closed":
            closures = (*facts.closures, *([Closure(first, last)] if first and last else []))
            asked = [on for who, on in facts.advice_requests if who == CLOSED_SETTING[ground.slug]]
            asked = [on for on in asked if (facts.since or on) <= on < (facts.again or date.max)]
            if not any(in_closure_window(on, closures) for on in asked):
                return "no advice was asked of the setting from a week before it closed for 28 days or more to a week before it reopened"
        case "absent-from-area":
            if not first or not last:
                return "the first and last day of the absence are not recorded"
            if days_within_period(*_unbroken_absence(first, last, facts.absences), facts) < ground.days:
                return f"the absence was not {ground.days} days or more without a break inside the period"
        case "personal-circumstances":
            if not first and not last and (no_day := _no_day(facts)):
                return no_day
            if (first and first > facts.due) or (last < facts.started if last else facts.over_before):
                return "the circumstances lie outside the period"
        case "missed-appointment":
            if not facts.for_ or exception.get("contributor") != facts.for_:
                return "it does not say which adviser’s appointment was missed"
            missed = exception.get("missed_on")
            if not missed and (no_day := _no_day(facts)):
                return no_day
            if missed and not facts.started <= missed <= facts.due:
                return "the missed appointment lies outside the period"
    return None


def _no_day(facts: Facts) -> str | None:
    """The fact must lie in the period. A record without a day of its own can speak only of the time before it was made, and of
    what was asked for last."""
    if facts.said_before:
        return "it was recorded before this began, and gives no day of its own that lies in the period"
    if facts.said_after:
        return "it was recorded after this was asked for again, and gives no day of its own that lies in the period"
    return None


def in_closure_window(asked_on: date, closures: Iterable[Closure]) -> bool:
    """Asked from one week before the setting closed to one week before it reopened, both included."""
    return any(c.days >= LONG_CLOSURE and c.first - WEEK <= asked_on <= c.reopens - WEEK for c in _unbroken(closures))


def _unbroken(closures: Iterable[Closure]) -> list[Closure]:
    """Closures that overlap, or follow one another without an open day, are one: the law asks for how long it was closed, and not
    in how many rows a calendar says so. No school is open on a weekend or a bank holiday."""
    joined: list[Closure] = []
    for c in sorted(closures, key=lambda each: (each.first, each.last)):
        if joined and c.first <= _could_reopen(joined[-1]):
            joined[-1] = Closure(joined[-1].first, max(joined[-1].last, c.last))
        else:
            joined.append(c)
    return joined


def _could_reopen(closure: Closure) -> date:
    """The first day after it that is no weekend and no bank holiday, also where the list of bank holidays does not reach."""
    day = closure.reopens
    while day.weekday() >= 5 or day in bank_holidays():  # noqa: PLR2004 - Saturday
        day += timedelta(days=1)
    return day


def _unbroken_absence(first: date, last: date, absences: Iterable[tuple[date, date]]) -> tuple[date, date]:
    """An absence with those that overlap it or follow it on the next day: for how long the child was away is asked, and not in how
    many entries it was recorded."""
    for begun, ended in sorted(absences):
        if begun <= last + A_DAY and ended >= first - A_DAY:
            first, last = min(first, begun), max(last, ended)
    return first, last


def days_within_period(first: date, last: date, facts: Facts) -> int:
    """Days of an absence inside the clock's period, both ends counted: 8 June to 5 July is 28."""
    return (min(last, facts.due) - max(first, facts.started)).days + 1
