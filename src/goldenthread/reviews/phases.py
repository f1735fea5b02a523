"""Which phase transfer a child comes to, and the days that a plan must be ready by, run backwards. SEND Regulations 2014 r.2,
18. Pure.

The regulation speaks of phases, not of ages: what depends on the kind of school that a child is at is answered as more than
one, and a person chooses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from goldenthread.engine.calendar import days_before
from goldenthread.engine.events import Event
from goldenthread.engine.replay import Reader
from goldenthread.pathways import PATHWAYS
from goldenthread.web.words import curriculum_year, school_year

PHASES = {
    "early-years-to-school": "Early years to school",
    "infant-to-junior": "Infant to junior school",
    "primary-to-middle": "Primary to middle school",
    "primary-to-secondary": "Primary to secondary school",
    "middle-to-secondary": "Middle to secondary school",
    "secondary-to-post-16": "Secondary school to post-16",
    "post-16-to-post-16": "From one post-16 place to another",
}
# By the school year in which the child is now, the last before the transfer; Reception is 0 and nursery before it is -1.
_OF_YEAR = {
    -1: ("early-years-to-school",),
    2: ("infant-to-junior",),
    4: ("primary-to-middle",),
    6: ("primary-to-secondary",),
    8: ("middle-to-secondary",),
    11: ("secondary-to-post-16",),
}
SURE = ("early-years-to-school", "primary-to-secondary", "secondary-to-post-16")
"""Phases that come to nearly every child of the year; the others depend on the kind of school."""


def phases_ahead(born: date | None, on: date) -> tuple[str, ...]:
    """The transfers that may come at the end of this school year. Empty where none does, or where the birthday is not known."""
    if born is None:
        return ()
    year = curriculum_year(born, on)
    return ("post-16-to-post-16",) if 12 <= year <= 20 else _OF_YEAR.get(year, ())


def transfer_day(on: date) -> date:
    """The first day of the next school year, on which a transfer at the end of this one takes effect."""
    return date(school_year(on) + 1, 9, 1)


# --- run backwards from the last day ---

REPRESENTATIONS = 15
"""Days that nobody can take from the family (r.22(2)(c)): the day of service is the first of them, so a notice sent so many days
before the plan's last day leaves them whole."""
REPLY = 15
"""Calendar days in which a setting should answer (Code of Practice). A plan that names it waits for the answer."""
CHOOSE = 42
"""Local: days before settings are consulted by which the family should have been asked which one it wants."""

WORDS = {
    "not-identified": "Not identified yet",
    "identified": "Identified",
    "preference": "Preference received",
    "consulted": "Settings consulted",
    "notice": "Amendment notice sent",
    "issued": "Plan issued",
}


@dataclass(frozen=True)
class Pace:
    """The last day for each step that still leaves the law's time for those after it. `published` is the day that councils
    publish; the law says before it, so `issued` is the day before."""

    preference: date
    consulted: date
    notice: date
    issued: date
    published: date | None

    def by(self, position: str) -> date:
        """The last day by which a child at this position should have come to the next."""
        following = {"not-identified": self.preference, "identified": self.preference, "preference": self.consulted, "consulted": self.notice}
        return following.get(position, self.issued)


def pace(issued: date, published: date | None = None) -> Pace:
    """Run backwards from the last lawful day of the plan, as the clock `phase-transfer-plan` gives it."""
    notice = days_before(REPRESENTATIONS, issued)
    consulted = days_before(REPLY, notice)
    return Pace(days_before(CHOOSE, consulted), consulted, notice, issued, published)


def last_day(phase: str, transfer_on: date, known: date) -> tuple[date | None, date | None]:
    """The last lawful day for the plan of a transfer, and the day that is published: as the engine's clock has it."""
    event = Event("phase-transfer-identified", known, 1, {"phase": phase, "transfer_on": transfer_on}, id="to-be")
    state = next(s for _, s in Reader(PATHWAYS["phase-transfer"], [event]).states if s.clock == "phase-transfer-plan")
    return state.due, state.published_date


def position(stage: str, consulted: bool, noticed: bool, issued: bool) -> str:
    """How far a transfer has come. `issued` is whether the clock of r.18 is stopped: to decide not to amend, or to move without
    the plan, leaves it open. `noticed` is whether a notice waits for its amended plan."""
    if issued:
        return "issued"
    if noticed:
        return "notice"
    if consulted:
        return "consulted"
    return "preference" if stage == "preference-received" else "identified"


def behind(at: str, days: Pace, today: date) -> bool:
    """Whether the next step is past the day by which it should have been taken. An issued plan is behind nothing."""
    return at != "issued" and today > days.by(at)
