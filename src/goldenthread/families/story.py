"""Whom a family's page is about, what is known of a case on a day, and how both are named. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from goldenthread.engine.calendar import Closure
from goldenthread.engine.explain import full_day, long_day
from goldenthread.engine.pathway import Pathway
from goldenthread.pathways.common.contributors import CONTRIBUTORS
from goldenthread.web.languages import t, t_date, tf
from goldenthread.web.words import upper_first

if TYPE_CHECKING:
    from goldenthread.cases.queries_clocks import ClockFacts

FAR = 180
"""Days from which a date needs its year."""

ASSESSMENTS = ("ehc-needs-assessment", "reassessment")
REFUSED = ("not-assessed", "not-issued")
DECIDED_TO_ISSUE = ("drafting", "draft-with-family", "finalising", "plan-issued")


@dataclass(frozen=True)
class Who:
    """Whom the page is about, as its reader calls them: a child by first name, a young person "you"."""

    first: str
    you: bool = False

    @property
    def name(self) -> str:
        return t("you") if self.you else self.first

    @property
    def of(self) -> str:
        return t("your") if self.you else tf("{name}’s", name=self.first)

    def does(self, one: str, you: str) -> str:
        """ "Maya needs", "you need"."""
        return t(f"you {you}") if self.you else t(f"{{name}} {one}").replace("{name}", self.first)

    @property
    def needs(self) -> str:
        return self.does("needs", "need")


@dataclass(frozen=True)
class Delayed:
    """Why a report is late, from the closed list, and when it is now expected."""

    reason: str
    expected: date | None = None


@dataclass(frozen=True)
class Story:
    """What is known of a case on a day. `answers` is how each contributor answered, by the event; `chased` whom we have
    reminded or told the head of; `delays` what we were told of each late report; `school` where the child is on roll; `settings` the names of those consulted."""

    who: Who
    on: date
    pathway: Pathway
    stage: str
    clocks: tuple[ClockFacts, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    chased: Mapping[str, str] = field(default_factory=dict)
    delays: Mapping[str, Delayed] = field(default_factory=dict)
    officer: str = ""
    school: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    closures: tuple[Closure, ...] = ()
    no_psychologist: bool = False

    @property
    def actor(self) -> str:
        return self.officer or t("We")

    @property
    def open_ended(self) -> bool:
        return any(s.slug == self.stage and s.closed for s in self.pathway.stages)


def day(when: date, on: date) -> str:
    """ "Monday 28 December", with the year where it is far off."""
    said = full_day(when)
    return t_date(said if abs((when - on).days) > FAR else said.rsplit(" ", 1)[0])


def short(when: date, on: date) -> str:
    """ "28 December", with the year where it is far off."""
    said = long_day(when)
    return t_date(said if abs((when - on).days) > FAR else said.rsplit(" ", 1)[0])


def say(words: str, story: Story, **more: str) -> str:
    """A sentence with its names put in."""
    who = story.who
    said = t(words).format(
        name=who.name, of=who.of, Of=upper_first(who.of), needs=who.needs, Needs=upper_first(who.needs), actor=story.actor, **more
    )
    return upper_first(said)


def title(c: ClockFacts, story: Story) -> str:
    """What a clock is for, as its pathway calls it."""
    return t(story.pathway.clock_titles.get(c.clock, c.clock.replace("-", " ")))


NAMES = {
    "family": "You",
    "social-care": "Social care",
    "educational-psychologist": "Educational psychologist",
    "camhs": "Mental health team",
    "health": "Health adviser",
    "other-by-authority": "Adviser that we chose",
    "other-by-family": "Adviser that you asked for",
    "preparation-for-adulthood": "Adviser on becoming an adult",
    "education-other": "The person in charge of education",
}


def asked_name(contributor: str, story: Story) -> str:
    """Whoever was asked for advice, as a family calls them."""
    if contributor in ("education-setting", "early-years-setting") and story.school:
        return story.school
    return t(NAMES.get(contributor) or upper_first(CONTRIBUTORS.get(contributor) or contributor.replace("-", " ")))


def late_clocks(story: Story) -> list[ClockFacts]:
    """What others owe and is past its day, the longest first."""
    found = [
        c for c in story.clocks
        if c.stopped is None and c.owed_by != "family" and not c.floor and c.status(story.on) == "overdue" and c.due
    ]  # fmt: skip
    return sorted(found, key=lambda c: (c.due or date.max, c.clock, c.about))
