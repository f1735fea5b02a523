"""Civil dates in Europe/London and the ways in which the law counts from one.

Each counting convention of the regulations is one named function here, of a number and a day, and every clock uses
these. `d` is the day counted from; the answer is the last lawful day. Nothing here rolls a date forward except
`tribunal_roll`, because no limit in the SEND Regulations does.
"""

import csv
from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
"""A day outside these is a slip of the keyboard: no record has it."""
PLANS_BEGAN = date(2014, 9, 1)
"""The day from which there were EHC plans: Part 3 of the Children and Families Act 2014 came into force."""


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


class BeyondCalendar(ValueError):
    """A working day was asked for outside the years whose bank holidays are known."""


@dataclass(frozen=True)
class Closure:
    """A setting is closed from its first closed day to its last, both included."""

    first: date
    last: date

    @property
    def reopens(self) -> date:
        return self.last + timedelta(days=1)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Calendar:
    """What a case carries of its settings' calendars."""

    closures: tuple[Closure, ...] = ()

    def open_for_school(self, day: date) -> bool:
        return is_working_day(day) and not any(c.first <= day <= c.last for c in self.closures)


NO_CLOSURES = Calendar()


def london_date(moment: datetime) -> date:
    """The civil date in London of a timestamp that carries an offset."""
    if moment.tzinfo is None:
        raise ValueError("a timestamp needs an offset, such as 2026-06-30T23:30:00+00:00")
    return moment.astimezone(LONDON).date()


@cache
def bank_holidays() -> dict[date, str]:
    text = (files("goldenthread.engine") / "data" / "bank_holidays_england.csv").read_text("utf-8")
    return {date.fromisoformat(row["date"]): row["title"] for row in csv.DictReader(text.splitlines())}


@cache
def _working_days() -> list[date]:
    """Every working day of the years known: not a Saturday, Sunday, Christmas Day, Good Friday or bank holiday."""
    holidays = bank_holidays()
    first, last = date(min(holidays).year, 1, 1), date(max(holidays).year, 12, 31)
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in span if day.weekday() < 5 and day not in holidays]


def calendar_ends() -> date:
    return date(max(bank_holidays()).year, 12, 31)


def _known(day: date) -> date:
    first, last = date(min(bank_holidays()).year, 1, 1), calendar_ends()
    if not first <= day <= last:
        raise BeyondCalendar(f"bank holidays are known only from {first} to {last}, so {day} cannot be counted to")
    return day


def is_working_day(day: date) -> bool:
    return _known(day).weekday() < 5 and day not in bank_holidays()


def working_day_on_or_before(day: date) -> date:
    return _working_days()[bisect_right(_working_days(), _known(day)) - 1]


def working_day_after(day: date) -> date:
    return working_days_within(1, day)


@lru_cache(maxsize=4096)
def working_target(due: date) -> date | None:
    """The last working day on or before a limit, to aim for; None past the years whose bank holidays are known."""
    try:
        return working_day_on_or_before(due)
    except BeyondCalendar:
        return None


# --- the counting conventions -----------------------------------------------------------------------------------


def age_on(born: date, day: date) -> int:
    """Whole years of age. Whoever was born on 29 February is a year older on 1 March where there is no such day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def days_within(n: int, d: date) -> date:
    """'within n days of d': d is not counted."""
    return d + timedelta(days=n)


def days_beginning_with(n: int, d: date) -> date:
    """'n days beginning with d': d is day one."""
    return d + timedelta(days=n - 1)


def days_before(n: int, d: date) -> date:
    """'at least n days before d'."""
    return d - timedelta(days=n)


def weeks_within(n: int, d: date) -> date:
    """'within n weeks of d': the same weekday; d is not counted."""
    return days_within(7 * n, d)


def weeks_beginning_with(n: int, d: date) -> date:
    """'within n weeks beginning with d': d is day one."""
    return days_beginning_with(7 * n, d)


def weeks_before(n: int, d: date) -> date:
    """'at least n weeks before d'."""
    return days_before(7 * n, d)


def months_within(n: int, d: date) -> date:
    """'within n months of d': the same day number, or the month's last day if it has no such day."""
    year, month = divmod(d.year * 12 + d.month - 1 + n, 12)
    return date(year, month + 1, min(d.day, monthrange(year, month + 1)[1]))


def months_beginning_with(n: int, d: date) -> date:
    """'n months beginning with d': the day before the same day number, or the month's last day if it has none."""
    same = months_within(n, d)
    return same if same.day < d.day else same - timedelta(days=1)


def months_before(n: int, d: date) -> date:
    """'at least n months before d'."""
    return months_within(-n, d)


def working_days_within(n: int, d: date) -> date:
    """'within n working days of d': the nth working day after d."""
    _known(d)
    return _nth(bisect_right(_working_days(), d) + n - 1)


def working_days_beginning_with(n: int, d: date) -> date:
    """'n working days beginning with d': d is day one if it is a working day."""
    _known(d)
    return _nth(bisect_left(_working_days(), d) + n - 1)


def working_days_before(n: int, d: date) -> date:
    """'at least n working days before d': the nth working day before d."""
    _known(d)
    return _nth(bisect_left(_working_days(), d) - n)


def _nth(index: int) -> date:
    days = _working_days()
    if not 0 <= index < len(days):
        raise BeyondCalendar(f"bank holidays are known only from {days[0]} to {days[-1]}")
    return days[index]


def tribunal_days_within(n: int, d: date) -> date:
    """'within n working days of d' before the tribunal, where August and 25 December to 1 January are not counted
    (SI 2008/2699 r.12(3)(b))."""
    day = d
    while n:
        day = working_day_after(day)
        n -= not _tribunal_recess(day)
    return day


def school_days_within(n: int, d: date, calendar: Calendar = NO_CLOSURES) -> date:
    """n days after d on which the child's own setting is open."""
    day = d
    while n:
        day += timedelta(days=1)
        n -= calendar.open_for_school(day)
    return day


def day_before_yearly(day: int, month: int, year: int) -> date:
    """'before 15 February': the day before it."""
    return date(year, month, day) - timedelta(days=1)


def yearly_on_or_after(day: int, month: int, d: date) -> date:
    """The first such day of the year on or after d, such as the 31 July that ends an academic year."""
    this_year = date(d.year, month, day)
    return this_year if this_year >= d else date(d.year + 1, month, day)


def tribunal_roll(d: date) -> date:
    """The day to which a limit for starting an appeal rolls (SI 2008/2699 r.12(2), (3)(a)): from August to the first
    working day after it, from 25 December to 1 January likewise, otherwise to the next working day if it is none."""
    if d.month == 8:
        return working_day_after(date(d.year, 8, 31))
    if (d.month, d.day) >= (12, 25):
        return working_day_after(date(d.year + 1, 1, 1))
    if (d.month, d.day) == (1, 1):
        return working_day_after(d)
    return d if is_working_day(d) else working_day_after(d)


def _tribunal_recess(day: date) -> bool:
    return day.month == 8 or (day.month, day.day) >= (12, 25) or (day.month, day.day) == (1, 1)


CONVENTIONS: dict[tuple[str, str], Callable[[int, date], date]] = {
    ("days", "of"): days_within,
    ("days", "beginning with"): days_beginning_with,
    ("days", "before"): days_before,
    ("weeks", "of"): weeks_within,
    ("weeks", "beginning with"): weeks_beginning_with,
    ("weeks", "before"): weeks_before,
    ("months", "of"): months_within,
    ("months", "beginning with"): months_beginning_with,
    ("months", "before"): months_before,
    ("working days", "of"): working_days_within,
    ("working days", "beginning with"): working_days_beginning_with,
    ("working days", "before"): working_days_before,
    ("tribunal days", "of"): tribunal_days_within,
}
"""Every counting convention by its unit and its wording; school days need the setting's calendar besides."""


def count(n: int, unit: str, wording: str, d: date, calendar: Calendar = NO_CLOSURES) -> date:
    """Count n units from d by the convention that the law's wording names."""
    if unit == "school days":
        return school_days_within(n, d, calendar)
    return CONVENTIONS[unit, wording](n, d)
