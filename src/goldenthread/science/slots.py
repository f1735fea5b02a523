"""How many new cases a service can start each day, from who is in post and what else they do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from goldenthread.science.capacity import LONGEST, NoAnswer

WORKING_DAYS = 5
PERSON = {"hours_a_week", "hours_per_case", "other_duties", "in_holidays", "starts", "ends", "leave"}


def slots_by_day(
    staff: Sequence[Mapping[str, Any]], start: dt.date, days: int, holidays: Sequence[Mapping[str, Any]] = (), closed: Sequence[dt.date] = ()
) -> list[float]:
    """New cases that can be started on each day from `start` on, in parts of a case.

    staff: each of whom has `hours_a_week` and `hours_per_case` (all work that a new case brings), and may have `other_duties` (the share of
           time that is not for new cases: supervision, tribunals, meetings, travel), `in_holidays` (the share of time worked in school
           holidays; 1 where none is given, 0 for term-time only), `starts` and `ends` (the first and the last day in post), and `leave`
           (a list of spans)
    holidays: school holidays, as spans with `first` and `last`, both included
    closed:   bank holidays and other days on which nobody works. Saturdays and Sundays never count.
    """
    if not 1 <= days <= LONGEST:
        raise NoAnswer(f"`days` is from 1 to {LONGEST:,}")
    free = [_span(h, "a holiday") for h in holidays]
    dates = [start + dt.timedelta(days=n) for n in range(days)]
    shut = set(closed)
    found = [0.0] * days
    for person in staff:
        a_day, in_holidays, first, last, leave = _person(person)
        for n, day in enumerate(dates):
            if day.weekday() < WORKING_DAYS and day not in shut and first <= day <= last and not _within(day, leave):
                found[n] += a_day * (in_holidays if _within(day, free) else 1)
    return found


def _person(given: Mapping[str, Any]) -> tuple[float, float, dt.date, dt.date, list[tuple[dt.date, dt.date]]]:
    if not isinstance(given, Mapping) or set(given) - PERSON or not {"hours_a_week", "hours_per_case"} <= set(given):
        raise NoAnswer(f"each of `staff` has `hours_a_week` and `hours_per_case`, and may have {', '.join(sorted(PERSON - {'hours_a_week', 'hours_per_case'}))}")
    hours, per_case = _number(given["hours_a_week"], "hours_a_week", 168), _number(given["hours_per_case"], "hours_per_case", 10_000)
    others, in_holidays = _number(given.get("other_duties", 0), "other_duties", 1), _number(given.get("in_holidays", 1), "in_holidays", 1)
    if per_case == 0:
        raise NoAnswer("`hours_per_case` is above 0")
    first, last = _day(given.get("starts", dt.date.min), "starts"), _day(given.get("ends", dt.date.max), "ends")
    leave = given.get("leave", [])
    if not isinstance(leave, list):
        raise NoAnswer("`leave` is a list of spans")
    return hours / WORKING_DAYS * (1 - others) / per_case, in_holidays, first, last, [_span(each, "leave") for each in leave]


def _span(given: Any, what: str) -> tuple[dt.date, dt.date]:
    if not isinstance(given, Mapping) or set(given) != {"first", "last"}:
        raise NoAnswer(f"{what} is a span with `first` and `last`, both included")
    first, last = _day(given["first"], "first"), _day(given["last"], "last")
    if last < first:
        raise NoAnswer(f"{what} ends on {last}, before it begins on {first}")
    return first, last


def _within(day: dt.date, spans: Sequence[tuple[dt.date, dt.date]]) -> bool:
    return any(first <= day <= last for first, last in spans)


def _number(value: Any, name: str, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise NoAnswer(f"`{name}` is a number from 0 to {most:,}")
    return float(value)


def _day(value: Any, name: str) -> dt.date:
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise NoAnswer(f"`{name}`: {value!r} is not a date such as 2026-11-24") from None
