"""Provision that a plan promises, as an expected schedule in term time, and what is owed of it. Pure.

Children and Families Act 2014 s.42: the council must secure the special educational provision in a plan (F), and the
health body the health provision (G). The law counts no hours: how a line of a plan becomes weeks, and when it is "behind",
is a local rule, all of it written here.

A line is what a plan says: what, who, how often, how many minutes, in how many weeks a year. Where it cannot be put into
weeks and minutes it *cannot be checked*, with the reason, and is never counted as delivered. Minutes are whole minutes; a
week is named by its Monday.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

from goldenthread.engine.calendar import Closure, bank_holidays, monday_of
from goldenthread.science import passages

WEEKS_BEHIND = 3
"""A line is behind when what is owed of it, or was recorded by nobody, comes to this many of its weeks. Local."""

Period = Literal["day", "week", "month", "half term", "term", "year"]


class BeyondTerms(ValueError):
    """A week was asked for outside the school years whose terms are known."""


# --- school weeks ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HalfTerm:
    school_year: int
    term: str
    half: int
    first: date
    last: date


@dataclass(frozen=True)
class SchoolWeek:
    """A week with at least one day of school. `days` are its days of school."""

    monday: date
    days: int
    half_term: HalfTerm


@cache
def half_terms() -> tuple[HalfTerm, ...]:
    """Those of the school years whose terms are known, as data/school_terms.csv has them."""
    text = (files("goldenthread.science") / "data" / "school_terms.csv").read_text("utf-8")
    return tuple(
        HalfTerm(int(r["school_year"]), r["term"], int(r["half"]), date.fromisoformat(r["first"]), date.fromisoformat(r["last"]))
        for r in csv.DictReader(text.splitlines())
    )


def first_week(day: date) -> date:
    """The Monday from which a line that begins on this day is due: of the same week only if it begins on a Monday."""
    return day if day.weekday() == 0 else monday_of(day) + timedelta(days=7)


@cache
def school_weeks(closures: tuple[Closure, ...] = ()) -> tuple[SchoolWeek, ...]:
    """Every school week that is known. A day is one of school if it lies in a half term, from Monday to Friday, and is no
    bank holiday and in no closure of the setting."""
    found: list[SchoolWeek] = []
    for half in half_terms():
        monday = monday_of(half.first)
        while monday <= half.last:
            days = sum(_open(monday + timedelta(days=n), half, closures) for n in range(5))
            if days:
                found.append(SchoolWeek(monday, days, half))
            monday += timedelta(days=7)
    return tuple(found)


def _open(day: date, half: HalfTerm, closures: Iterable[Closure]) -> bool:
    return half.first <= day <= half.last and day not in bank_holidays() and not any(c.first <= day <= c.last for c in closures)


def terms_end() -> date:
    return half_terms()[-1].last


# --- what a line says -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rhythm:
    """`times` in each `every` periods: once a fortnight is (1, "week", 2)."""

    times: int
    period: Period
    every: int = 1


@dataclass(frozen=True)
class Line:
    """A line that can be scheduled: `minutes` each time; `weeks` a year where it says so (see `schedule`)."""

    rhythm: Rhythm
    minutes: int
    weeks: int | None = None


@dataclass(frozen=True)
class CannotBeChecked:
    """A line that cannot be put into weeks and minutes: `reason` in words that follow "because"."""

    reason: str


_TWICE = re.compile(r"\btwice[- ](daily|weekly|monthly|termly)\b", re.IGNORECASE)
# Words that leave the number open, so that no number beside them is a promise.
_OPEN = re.compile(
    r"\b(?:up to|at most|no more than|as (?:and when )?(?:required|needed|appropriate|necessary)|when(?:ever)? (?:required|needed)"
    r"|where possible|if (?:needed|required|possible)|approximately|around|about|or as|regular\w*|frequent\w*|ongoing)\b",
    re.IGNORECASE,
)


def rhythm_of(how_often: str) -> Rhythm | None:
    """How often, where words give a number: "twice a week", "3 times a term", "every six weeks", "half-termly"."""
    if m := _TWICE.search(how_often):
        how_often = f"twice a {passages.how_often(m[1]).value[1]}"  # type: ignore[union-attr]
    found = passages.how_often(how_often)
    return _rhythm(found.value) if found and found.value else None


def _rhythm(value: tuple[float, str]) -> Rhythm | None:
    times, period = value
    every = round(1 / times) if 0 < times < 1 else 1
    if period == "fortnight":
        period, every = "week", 2 * every
    if times <= 0 or period not in ("day", "week", "month", "half term", "term", "year"):
        return None
    return Rhythm(max(1, round(times * every)) if times < 1 else int(times), period, every)  # type: ignore[arg-type]


# The words by which a passage gives a quantity or leaves it open. Nothing else of a plan's words is read here, so that
# totals can be made of plans whose words nobody is shown.
_KEPT = (
    "a an the once twice one two three four five six seven eight nine ten each every per other second alternate in on of to is it be this no"
    " more than up at most daily weekly fortnightly monthly termly yearly annually half times sessions session hours hour lessons lesson visits"
    " visit weeks week days day months month terms term years year fortnight school morning afternoon mins min minutes minute time times"
    " regular regularly frequent frequently ongoing as and when required needed appropriate necessary where possible if approximately around"
    " about or within after review reviewed reviews by"
).split()
_OTHER_WORDS = re.compile(rf"\b(?!(?:{'|'.join(dict.fromkeys(_KEPT))})\b)[a-z]+\b")
OTHER_WORDS_SQL = rf"\y(?!(?:{'|'.join(dict.fromkeys(_KEPT))})\y)[a-z]+\y"
"""The same for the database, which blanks all other words before it gives out a plan's."""


def quantities(words: str) -> str:
    """What a passage says of quantity; every other word is blanked."""
    return _OTHER_WORDS.sub("_", words.lower())


def line_of(details: Mapping[str, Any], words: str = "") -> Line | CannotBeChecked:
    """A line of provision as the fields of a plan's clause give it (see science.advice.Provision). What binds is the plan's
    `words`: where they say something else than the fields, nobody guesses which was meant."""
    often = str(details.get("how_often") or "").strip()
    minutes, weeks = _whole(details.get("minutes")), _whole(details.get("weeks"))
    said = passages.without_review(quantities(words)) if words else ""
    in_words = passages.how_often(said) if said else None
    if not often:
        often = in_words.words if in_words else ""
    if not often:
        return CannotBeChecked("it does not say how often")
    if m := _OPEN.search(often):
        return CannotBeChecked(f"“{m[0].lower()}” gives no number that could be counted")
    rhythm, shown = rhythm_of(often), often if len(often) <= 60 else often[:60] + "…"
    if rhythm is None:
        return CannotBeChecked(f"“{shown}” gives no number that could be counted")
    if rhythm.every > 1 and rhythm.period not in ("week", "month"):
        return CannotBeChecked(f"“{shown}” cannot be put into weeks of term")
    if in_words and passages.words_in(quantities(often), said) is None:
        if in_words.value is None and _OPEN.search(in_words.words):
            return CannotBeChecked(f"“{in_words.words}” gives no number that could be counted")
        if in_words.value is not None and rhythm_of(in_words.words) != rhythm:
            return CannotBeChecked(f"its words say “{in_words.words}” and its fields “{shown}”")
    long = passages.how_long(said) if said else None
    minutes = minutes or (_whole(long.value) if long else 0)
    if not minutes:
        return CannotBeChecked("it does not say for how long each time")
    if long and long.value != minutes and not re.search(rf"\b{minutes}[- ]?min", said):
        return CannotBeChecked(f"its words say “{long.words}” and its fields {minutes} minutes")
    of_year = passages.weeks(said) if said else None
    if of_year and of_year.value is not None and "year" in of_year.words:
        if weeks and weeks != of_year.value:
            return CannotBeChecked(f"its words say “{of_year.words}” and its fields {weeks} weeks a year")
        weeks = of_year.value
    return Line(rhythm, minutes, weeks or None)


def _whole(value: Any) -> int:
    try:
        return max(0, int(value))
    except (TypeError, ValueError):
        return 0


# --- who delivers ---------------------------------------------------------------------------------------------------

SERVICES: dict[str, str] = {
    "speech-and-language-therapy": "Speech and language therapy",
    "occupational-therapy": "Occupational therapy",
    "physiotherapy": "Physiotherapy",
    "educational-psychology": "Educational psychology",
    "mental-health": "Mental health (CAMHS)",
    "community-health": "Community nursing and paediatrics",
    "sensory-support": "Specialist teaching (hearing, vision)",
    "social-care": "Social care",
    "school": "School or college staff",
    "not-known": "The plan does not say who",
}
"""The services by which hours are counted, in the order in which they are listed."""
_SERVICE_WORDS: dict[str, str] = {
    "speech-and-language-therapy": r"speech|\bsalt\b|\bslt\b",
    "occupational-therapy": r"occupational|\bot\b",
    "physiotherapy": r"physio",
    "educational-psychology": r"psycholog|\bep\b",
    "mental-health": r"camhs|mental health|psychiatr|psychotherap|counsell",
    "community-health": r"nurs(?:e|ing)|paediatric|consultant|doctor|dietit|\bgp\b|health visitor",
    "sensory-support": r"teacher of the deaf|\bqto?d\b|hearing impair|vision impair|visual impair|\bqtvi\b|sensory support|mobility (?:officer|specialist)",
    "social-care": r"social (?:care|work)|personal assistant|short break|care worker|support worker|foster",
    "school": r"teach(?:er|ing)|school|senco|\blsa\b|\bta\b|learning support|tutor|mentor|setting|college|key ?worker|keyperson|staff",
}
_OF_CONTRIBUTOR = {
    "speech-and-language-therapist": "speech-and-language-therapy", "occupational-therapist": "occupational-therapy",
    "physiotherapist": "physiotherapy", "camhs": "mental-health", "paediatrician": "community-health", "health": "community-health",
    "social-care": "social-care", "education-setting": "school", "early-years-setting": "school", "education-other": "school",
}  # fmt: skip


def service_of(who: str, contributor: str = "", words: str = "") -> str:
    """The service that a line's "who" names, by whichever it names first ("a teaching assistant trained by the
    psychologist" is the school's); without it, that of whoever advised it, or else whoever its words say it is given by."""
    named = _named_first(who) or _OF_CONTRIBUTOR.get(contributor, "")
    return named or next(filter(None, (_named_first(m[1]) for m in _GIVEN_BY.finditer(words))), "not-known")


_GIVEN_BY = re.compile(r"\bby (?:an? |the |his |her |their )?([^,.;]+)", re.IGNORECASE)


def _named_first(who: str) -> str:
    found = [(m.start(), order, slug) for order, (slug, pattern) in enumerate(_SERVICE_WORDS.items()) if (m := re.search(pattern, who, re.IGNORECASE))]
    return min(found)[2] if found else ""


# --- the schedule ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Due:
    """Minutes due by the end of a week, in so many sessions. `opens` is the first week in which they may be given."""

    monday: date
    minutes: int
    sessions: int
    opens: date


def schedule(line: Line, first: date, last: date | None = None, closures: tuple[Closure, ...] = ()) -> list[Due]:
    """What is due, week by week, from the first Monday on or after `first`, up to weeks that begin on or before `last`
    (without one, to the end of the terms that are known).

    - So often a day or a week: in each school week. "N weeks a year" that are fewer than the school weeks of the year are
      its first N: the rest of the year is room for what was missed. Begun in mid-year, the share that is left, rounded up.
      More than the school weeks are counted in all weeks from September on, holidays too.
    - Every n weeks: at the end of each n school weeks.
    - So many times a month, half term, term or year: spread evenly over its school weeks, each by the end of its part. A
      part that began before the line did is due only if at least half of its weeks are left.
    - Nothing is due in a week in which the setting is closed. Of N weeks a year the next open one takes its place, so long as
      there is one; a closure makes no more weeks due than there would be, and none in holidays of a line that has none there.
    """
    return list(_scheduled(line, first_week(first), last, closures))


# Many lines are alike, and begin in one week.
@lru_cache(maxsize=4096)
def _scheduled(line: Line, begins: date, last: date | None, closures: tuple[Closure, ...]) -> tuple[Due, ...]:
    weeks = school_weeks()
    open_weeks = {w.monday for w in school_weeks(closures)}
    if begins > terms_end() or begins < weeks[0].monday:
        raise BeyondTerms(f"school terms are known only from {weeks[0].monday} to {terms_end()}, so {begins} cannot be scheduled")
    if last is not None and last > terms_end() + timedelta(days=42):
        raise BeyondTerms(f"school terms are known only to {terms_end()}, so {last} cannot be scheduled")
    match line.rhythm.period:
        case "day" | "week":
            found = _weekly(line, begins, weeks, closures)
        case "month":
            found = _parts(line, begins, _by(weeks, lambda w: (w.monday.year * 12 + w.monday.month - 1) // line.rhythm.every), open_weeks)
        case "half term":
            found = _parts(line, begins, _by(weeks, lambda w: (w.half_term.school_year, w.half_term.term, w.half_term.half)), open_weeks)
        case "term":
            found = _parts(line, begins, _by(weeks, lambda w: (w.half_term.school_year, w.half_term.term)), open_weeks)
        case "year":
            found = _parts(line, begins, _by(weeks, lambda w: w.half_term.school_year), open_weeks)
    return tuple(d for d in found if last is None or d.monday <= last)


def _weekly(line: Line, begins: date, weeks: Sequence[SchoolWeek], closures: tuple[Closure, ...]) -> list[Due]:
    found: list[Due] = []
    open_block: list[tuple[date, int]] = []
    for of_year in _by(weeks, lambda w: w.half_term.school_year):
        for monday, days in _counting_weeks(line, begins, of_year, closures):
            if line.rhythm.period == "day":
                sessions = line.rhythm.times * days
                found.append(Due(monday, sessions * line.minutes, sessions, monday))
                continue
            open_block.append((monday, days))
            if len(open_block) == line.rhythm.every:
                found.append(Due(monday, line.rhythm.times * line.minutes, line.rhythm.times, open_block[0][0]))
                open_block = []
    return found


def _counting_weeks(line: Line, begins: date, of_year: Sequence[SchoolWeek], closures: tuple[Closure, ...]) -> list[tuple[date, int]]:
    # What a year comes to is decided by its ordinary weeks: a closure never makes a line fall due in holidays.
    ordinary = [w for w in of_year if w.monday >= begins]
    if line.weeks is None or line.weeks <= len(of_year):
        open_days = {w.monday: w.days for w in school_weeks(closures)}
        left = [(w.monday, open_days[w.monday]) for w in ordinary if w.monday in open_days]
        return left if line.weeks is None else left[: -(-line.weeks * len(ordinary) // len(of_year))]
    start = date(of_year[0].half_term.school_year, 9, 1)
    all_weeks = [monday_of(start) + timedelta(days=7 * n) for n in range(52)]
    left_of_all = [m for m in all_weeks if m >= begins]
    most = -(-min(line.weeks, 52) * len(left_of_all) // 52)
    return [(m, max(1, _working(m, closures))) for m in left_of_all if not _closed(m, closures)][:most]


def _closed(monday: date, closures: tuple[Closure, ...]) -> bool:
    return all(any(c.first <= monday + timedelta(days=n) <= c.last for c in closures) for n in range(5))


def _working(monday: date, closures: tuple[Closure, ...]) -> int:
    days = [monday + timedelta(days=n) for n in range(5)]
    return sum(d not in bank_holidays() and not any(c.first <= d <= c.last for c in closures) for d in days)


def _parts(line: Line, begins: date, periods: Iterable[Sequence[SchoolWeek]], open_weeks: Collection[date]) -> list[Due]:
    found: dict[date, Due] = {}
    for period in periods:
        times, open_ones = line.rhythm.times, [w for w in period if w.monday in open_weeks]
        for i in range(times):
            # Whether it is due is decided by the ordinary weeks, and when, by those that are open.
            ordinary, part = _part(period, i, times), _part(open_ones, i, times)
            if 2 * sum(w.monday >= begins for w in ordinary) < len(ordinary):
                continue
            left = [w for w in part if w.monday >= begins]
            if not left:
                continue
            by, opens = part[-1].monday, left[0].monday
            before = found.get(by, Due(by, 0, 0, opens))
            found[by] = Due(by, before.minutes + line.minutes, before.sessions + 1, min(before.opens, opens))
    return [found[monday] for monday in sorted(found)]


def _part(weeks: Sequence[SchoolWeek], i: int, times: int) -> Sequence[SchoolWeek]:
    n = len(weeks)
    return weeks[n * i // times : max(n * (i + 1) // times, n * i // times + 1)]


def _by(weeks: Sequence[SchoolWeek], key: Any) -> list[list[SchoolWeek]]:
    groups: dict[Any, list[SchoolWeek]] = {}
    for week in weeks:
        groups.setdefault(key(week), []).append(week)
    return list(groups.values())


@cache
def minutes_a_week(line: Line) -> float:
    """What a line comes to in a week of its own, on average over a school year: a week in which it is due, or is due by the end
    of. A line of "20 weeks a year" has 20 of them; one that is spread over a half term, a term or a year has every school week."""
    weeks = max(half_terms(), key=lambda h: h.school_year).school_year - 1
    of_year = [w for w in school_weeks() if w.half_term.school_year == weeks]
    found = schedule(line, of_year[0].monday, of_year[0].monday + timedelta(days=363))
    total = sum(d.minutes for d in found)
    in_weeks = line.rhythm.period in ("day", "week")
    return total / (max(1, len(found)) * line.rhythm.every if in_weeks else len(of_year))


# --- what was said of a week ----------------------------------------------------------------------------------------

Party = Literal["provider", "family", "settled"]


@dataclass(frozen=True)
class Word:
    """What somebody said of a week of a line, in minutes. The provider's and the settling person's words give what was
    delivered, what was missed, and what was given besides towards time that was owed; a family's word is that it did not
    happen (`missed` above nothing) or that it did. `number` orders the words: a later one of the same party replaces."""

    party: Party
    delivered: int = 0
    missed: int = 0
    made_up: int = 0
    number: int = 0


@dataclass(frozen=True)
class Week:
    """A week of a line as it stands. `in_question` was recorded as delivered while the family says that it did not happen,
    and nobody has settled it: it counts neither as delivered nor as missed."""

    monday: date
    due: int
    delivered: int = 0
    missed: int = 0
    made_up: int = 0
    in_question: int = 0

    @property
    def not_recorded(self) -> int:
        return max(0, self.due - self.delivered - self.missed - self.in_question)


def week_of(monday: date, due: int, words: Iterable[Word]) -> Week:
    """One week from all that was said of it. A settlement stands until the family speaks again. No more can be missed than
    was due."""
    latest: dict[Party, Word] = {}
    for word in sorted(words, key=lambda w: w.number):
        latest[word.party] = word
    provider, family, settled = latest.get("provider"), latest.get("family"), latest.get("settled")
    stands = settled if settled and (family is None or family.number < settled.number) else provider
    if stands is None:
        return Week(monday, due)
    missed = min(stands.missed, due)
    if stands is provider and family is not None and family.missed:
        return Week(monday, due, 0, missed, stands.made_up, stands.delivered)
    return Week(monday, due, stands.delivered, missed, stands.made_up)


# --- what is owed ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Owed:
    """Minutes that were missed in a week and are not made up."""

    since: date
    minutes: int


@dataclass(frozen=True)
class Account:
    """A line's ledger up to a day, in minutes. What is owed is listed by the week in which it was missed, oldest first, and
    stays owed over the end of a school year and after the line has left the plan."""

    due: int = 0
    delivered: int = 0
    missed: int = 0
    made_up: int = 0
    in_question: int = 0
    not_recorded: int = 0
    owed: tuple[Owed, ...] = ()

    @property
    def owed_minutes(self) -> int:
        return sum(o.minutes for o in self.owed)

    @property
    def oldest(self) -> date | None:
        return self.owed[0].since if self.owed else None


def over(monday: date, on: date) -> bool:
    """Whether a week's five days are past, so that silence on it counts."""
    return monday + timedelta(days=4) < on


def weeks_so_far(dues: Mapping[date, int], words: Mapping[date, Sequence[Word]], on: date) -> list[Week]:
    """The weeks that are over, and those of which something was said, in order."""
    counted = sorted({m for m in dues if over(m, on)} | set(words))
    return [week_of(m, dues.get(m, 0), words.get(m, ())) for m in counted]


def account(weeks: Iterable[Week]) -> Account:
    """Adds up weeks in order. Time made up pays the oldest that is owed first; what is more than was owed pays nothing, and
    is not kept against a later miss."""
    owed: deque[Owed] = deque()
    made_up = due = delivered = missed = in_question = not_recorded = 0
    for week in weeks:
        due, delivered, missed = due + week.due, delivered + week.delivered, missed + week.missed
        in_question, not_recorded = in_question + week.in_question, not_recorded + week.not_recorded
        if week.missed:
            owed.append(Owed(week.monday, week.missed))
        paying = week.made_up
        while paying and owed:
            oldest = owed.popleft()
            paid = min(paying, oldest.minutes)
            paying, made_up = paying - paid, made_up + paid
            if paid < oldest.minutes:
                owed.appendleft(Owed(oldest.since, oldest.minutes - paid))
    return Account(due, delivered, missed, made_up, in_question, not_recorded, tuple(owed))


def weeks_behind(owed: int, not_recorded: int, a_week: float) -> float:
    """How many of its own weeks a line is behind: the minutes owed, and those that nobody recorded, over `minutes_a_week`."""
    return (owed + not_recorded) / a_week if a_week else 0.0


def is_behind(owed: int, not_recorded: int, a_week: float) -> bool:
    return weeks_behind(owed, not_recorded, a_week) >= WEEKS_BEHIND


def hours(minutes: float) -> str:
    """ "1 hour 30 minutes", "45 minutes", "no time"."""
    whole, rest = divmod(round(minutes), 60)
    parts = [f"{whole:,} hour{'s' if whole != 1 else ''}"] if whole else []
    parts += [f"{rest} minute{'s' if rest != 1 else ''}"] if rest else []
    return " ".join(parts) or "no time"
