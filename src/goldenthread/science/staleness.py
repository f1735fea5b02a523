"""How far a plan has fallen behind the child's life: a published score whose every point has a reason in words.

The score is the sum of what each reason weighs; nothing else moves it. What families say, complain of or appeal against is no
part of `Facts`, so that it cannot. A review, a decision or an amended plan past the law's limit comes first whatever the score
(Children and Families Act 2014 s.44; SEND Regulations 2014 r.18, 20-22): the score never outranks the law. The weights are local
judgements, not law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from goldenthread.engine.explain import long_day

FULL_AGE = 60
"""Months at which the age of a text weighs all that it can."""
YEAR_9 = 9

REASONS = {
    "age": "Age of the text",
    "review": "Review, decision or amended plan past the law’s limit",
    "setting": "Changed setting since the text",
    "phase": "Moves to another phase at the end of this school year",
    "adulthood": "Year 9 or above, and no preparation for adulthood",
    "health": "Health clauses not confirmed",
    "care": "Care clauses not confirmed",
    "provision": "Help in the plan not delivered",
}
MEANING = {
    "age": "Grows evenly with each month, to all of it at five years. Counted from the day the text was last issued.",
    "review": "All of it from the first day past the limit. Such plans come first whatever their score.",
    "setting": "The child goes to another setting than the one that the text was issued for.",
    "phase": "A plan for the next phase must be issued by 15 February or 31 March, or five months before a move after 16, and is not yet.",
    "adulthood": "The text says nothing of it, or was issued before Year 9, from which the law asks for it (SEND Regulations 2014 r.12(3)).",
    "health": "Whoever advised has not said that sections C and G say what they meant.",
    "care": "The same of sections D and H.",
    "provision": "The share of hours due that are owed. Half owed weighs half.",
}
WEIGHTS: Mapping[str, int] = {"age": 20, "review": 25, "setting": 10, "phase": 15, "adulthood": 10, "health": 5, "care": 5, "provision": 10}
"""What each reason weighs at most, until a council sets others. Together 100."""

LATE = {"review": "Review overdue", "decision": "Review undecided", "amended": "Amended plan overdue"}


@dataclass(frozen=True)
class Facts:
    """What the score is made of. A fact that is not known is None, or nought, and weighs nothing.

    `text_on` is the day on which the words were last issued. `late` says what is past the law's limit, a key of LATE, and
    `late_by` its day. `phase_by` is the last lawful day of a plan that is not issued. `year` is the school year group now,
    `text_year` that on the day of the text. `adulthood` is whether the text speaks of preparing for adulthood. `health` and
    `care` count clauses that wait to be confirmed. Minutes are those of the ledger."""

    text_on: date | None = None
    late: str = ""
    late_by: date | None = None
    moved: bool = False
    phase_by: date | None = None
    year: int | None = None
    text_year: int | None = None
    adulthood: bool | None = None
    health: int = 0
    care: int = 0
    owed_minutes: int = 0
    due_minutes: int = 0


@dataclass(frozen=True)
class Reason:
    """One part of a score: `law` where it is a limit that the law sets."""

    key: str
    words: str
    points: int
    law: bool = False


def months_between(first: date, last: date) -> int:
    """Whole months from one day to another; nought if the first is later."""
    return max(0, (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day))


def _late_days(facts: Facts, on: date) -> int:
    return max(0, (on - facts.late_by).days) if facts.late and facts.late_by else 0


def overdue(facts: Facts, on: date) -> int:
    """Days past the law's limit, of a review or of the plan for the next phase, whichever is later; nought if none is passed."""
    return max(_late_days(facts, on), (on - facts.phase_by).days if facts.phase_by else 0)


def no_adulthood(facts: Facts) -> bool:
    if facts.year is None or facts.year < YEAR_9 or facts.adulthood is True:
        return False
    return facts.adulthood is False or (facts.text_year is not None and facts.text_year < YEAR_9)


def reasons(facts: Facts, on: date, weights: Mapping[str, int] = WEIGHTS) -> tuple[Reason, ...]:
    """Every reason that holds, with what it weighs: the law's first, then in the order of REASONS."""
    found = []
    if days := _late_days(facts, on):
        found.append(Reason("review", f"{LATE[facts.late]} {_days(days)} (law)", weights["review"], law=True))
    if facts.phase_by:
        passed = f"Plan for the next phase overdue {_days((on - facts.phase_by).days)} (law)" if facts.phase_by < on else ""
        found.append(Reason("phase", passed or f"Plan for the next phase by {long_day(facts.phase_by)} (law)", weights["phase"], law=True))
    if facts.text_on and (months := months_between(facts.text_on, on)):
        found.append(Reason("age", f"Text is {age_words(months)} old", weights["age"] * min(months, FULL_AGE) // FULL_AGE))
    if facts.moved:
        found.append(Reason("setting", "Changed setting since", weights["setting"]))
    if no_adulthood(facts):
        words = "No preparation for adulthood" if facts.adulthood is False else "Text from before Year 9, without preparation for adulthood"
        found.append(Reason("adulthood", words, weights["adulthood"]))
    if facts.health:
        found.append(Reason("health", "Health clauses not confirmed", weights["health"]))
    if facts.care:
        found.append(Reason("care", "Care clauses not confirmed", weights["care"]))
    if facts.owed_minutes > 0 and facts.due_minutes > 0:
        owed = min(facts.owed_minutes, facts.due_minutes)
        words = f"{_of_due(owed, facts.due_minutes)} of help not delivered"
        found.append(Reason("provision", words, weights["provision"] * owed // facts.due_minutes))
    return tuple(found)


def score(facts: Facts, on: date, weights: Mapping[str, int] = WEIGHTS) -> int:
    return sum(r.points for r in reasons(facts, on, weights))


def place(facts: Facts, on: date, weights: Mapping[str, int] = WEIGHTS) -> tuple[bool, int, int, date]:
    """What plans are put in order by, the least first: past the law's limit, the longest first; then the score; then the older
    text."""
    days = overdue(facts, on)
    return days == 0, -days, -score(facts, on, weights), facts.text_on or date.max


def _of_due(owed: int, due: int) -> str:
    """In hours; less than an hour in minutes, which in hours would be none."""
    if owed >= 60:
        return f"{round(owed / 60):,} of {round(due / 60):,} hours"
    return f"{owed} minutes of {round(due / 60):,} {'hour' if round(due / 60) == 1 else 'hours'}" if due >= 60 else f"{owed} of {due} minutes"


def _days(n: int) -> str:
    return f"{n:,} day" if n == 1 else f"{n:,} days"


def age_words(months: int) -> str:
    years, rest = divmod(months, 12)
    return " ".join(p for p in (f"{years} yr" if years else "", f"{rest} mo" if rest or not years else "") if p)
