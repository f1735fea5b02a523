"""Dates and clock states in words, as the design says them."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from goldenthread.engine.calendar import age_on
from goldenthread.engine.clocks import Status
from goldenthread.engine.explain import full_day, listed, long_day

__all__ = ["Tag", "time_of_day", "count_of", "cut", "family_tag", "full_day", "kind_words", "listed", "long_day", "lower_first", "number", "school_year", "short_day", "tag", "upper_first", "week_of"]

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
WEEKDAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
SOON = 7
"""Days before a limit from which a running clock shows in yellow."""

_KINDS = {"law": "Law", "guidance": "Code", "quality": "Quality standard", "local": "Local", "wait": "No limit"}


class Tag(NamedTuple):
    """What a tag says, and the class that repeats it in colour."""

    text: str
    style: str


def tag(
    status: Status,
    kind: str,
    days: int | None,
    *,
    floor: bool = False,
    stopped: date | None = None,
    family: bool = False,
) -> Tag:
    """The words for a clock's state. Only a limit in law that is not the family's own time is ever a breach."""
    if floor or family:
        return _family_time(status, days, stopped, floor)
    if kind == "wait":
        return Tag(f"Over {_day_month(stopped)}", "met") if stopped else Tag("Waiting", "running")
    over = abs(days or 0)
    match status:
        case "running" if days == 0:
            return Tag("Due today", "today")
        case "running":
            return Tag(f"{count_of(days or 0, 'day')} left", "soon" if (days or 0) <= SOON else "running")
        case "overdue" if kind == "law":
            return Tag(f"Breach, {count_of(over, 'day')} over", "breach")
        case "overdue":
            return Tag(f"Overdue by {count_of(over, 'day')}", "overdue")
        case "met":
            return Tag(f"Met {_day_month(stopped)}" if stopped else "Met", "met")
        case "late":
            return Tag(f"Done {count_of(over, 'day')} late", "late")
    return Tag("Excused", "excused")


def _family_time(status: Status, days: int | None, stopped: date | None, floor: bool) -> Tag:
    if status == "running":
        return Tag("Family’s time" if days is None else f"Family’s time, {count_of(days, 'day')}", "floor")
    if stopped:
        return Tag(f"Done {_day_month(stopped)}", "met")
    return Tag("Family’s time over", "met" if floor else "running")


def family_tag(
    status: Status, days: int | None, due: date | None, stopped: date | None, *, own: bool = False, kept: bool = False, came: bool = False
) -> Tag:
    """The words for a clock's state on a family's page. `own` is time that is theirs to use, `kept` a time for which
    something must stay as it is; `came` says of advice that it came, where a step is done."""
    done = "Came" if came else "Done"
    if kept and stopped is None:
        return Tag(f"Until {long_day_month(due)}" if due else "For now", "floor")
    if own and stopped is None:
        if status != "running":
            return Tag("Your time over", "running")
        return Tag(f"You have until {long_day_month(due)}" if due else "Your time", "floor")
    match status:
        case "running" if days == 0:
            return Tag("Today", "today")
        case "running":
            return Tag(f"By {long_day_month(due)}" if due else "No day yet", "running")
        case "overdue":
            return Tag("This is late", "overdue")
        case "late" if not own:
            return Tag(f"{done} {long_day_month(stopped)}, {count_of(abs(days or 0), 'day')} late", "late")
        case "met" | "late":
            return Tag(f"{done} {long_day_month(stopped)}" if stopped else done, "met")
    return Tag("As soon as we can", "excused")


def long_day_month(day: date | None) -> str:
    """ "28 December"."""
    return long_day(day).rsplit(" ", 1)[0] if day else ""


def kind_words(kind: str, *, of_health: bool = False) -> str:
    """Who set a limit, in the word of the lists. "Code" is the SEND Code of Practice: a health service's guidance is another's."""
    return "Guidance" if of_health and kind == "guidance" else _KINDS[kind]


def short_day(day: date | None, today: date | None = None) -> str:
    """ "Mon 28 Dec", with the year where it is not this school year's."""
    if day is None:
        return "–"
    said = f"{WEEKDAYS[day.weekday()]} {_day_month(day)}"
    return said if today is not None and school_year(day) == school_year(today) else f"{said} {day.year}"


def _day_month(day: date | None) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}" if day else ""


def time_of_day(at: time | datetime) -> str:
    """ "3.30pm", "10am"; of 12 nobody is sure which half it begins."""
    if at.minute == 0 and at.hour in (0, 12):
        return "midday" if at.hour else "midnight"
    return f"{at.hour % 12 or 12}" + (f".{at:%M}" if at.minute else "") + ("am" if at.hour < 12 else "pm")


def school_year(day: date) -> int:
    """The year in which the school year of a day began, on 1 September."""
    return day.year if day.month >= 9 else day.year - 1


def week_of(started: date, day: date) -> int:
    """Which week since a start a day lies in. The start itself is not counted, so a limit of twenty weeks ends on the
    last day of week 20."""
    return max(1, -(-(day - started).days // 7))


def week_of_twenty(due: date, day: date) -> int:
    """Which of the twenty weeks that end on a day, counted from the request: also where the clock began anew later, because a refusal was
    changed."""
    return week_of(due - timedelta(weeks=20), day)


def year_group(born: date | None, day: date) -> str:
    """The school year of a child on a day: "nursery", "Reception", "Year 2", or the age from 18 on."""
    if born is None:
        return ""
    if born > day:
        return ""
    year = curriculum_year(born, day)
    if year < 0:
        return "nursery" if year >= -2 else "under 2"
    if year == 0:
        return "Reception"
    return f"Year {year}" if year <= 13 else f"aged {age_on(born, day)}"


def curriculum_year(born: date, day: date) -> int:
    """The National Curriculum year by age: 0 is Reception, and years go on after 13."""
    return school_year(day) - born.year - ((born.month, born.day) > (8, 31)) - 4


HOME_UNLISTED = "Home not in the area’s lists"
"""In place of a locality: the postcode is outside the area, newer than the lists, or not known."""


def count_of(n: int, thing: str) -> str:
    """ "1 day", "2 days"."""
    return f"{n:,} {thing}" if n == 1 else f"{n:,} {thing}s"


def readers(n: int) -> str:
    """To how many a letter goes."""
    return "one person or body" if n == 1 else f"{n:,} people or bodies"


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """As it stands within a sentence, where it begins with no name. Letters that stand for words stay: "EHC plan"."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def cut(text: str, most: int) -> str:
    """What somebody typed, said back: not more of it than a line holds."""
    return text if len(text) <= most else text[:most].rstrip() + "…"


def number(n: int) -> str:
    return f"{n:,}"
