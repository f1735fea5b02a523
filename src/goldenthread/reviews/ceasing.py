"""Whether a plan may cease, and what must come first: Children and Families Act 2014 s.45; SEND Regulations 2014 r.29-31. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from goldenthread.engine.calendar import age_on
from goldenthread.engine.events import Event


@dataclass(frozen=True)
class Ground:
    """Why the law lets an authority cease a plan: as the officer chooses it, and as the family reads it."""

    slug: str
    chosen: str
    told: str
    education_stopped: bool = False


GROUNDS = {
    g.slug: g
    for g in (
        Ground("not-responsible", "We are no longer responsible for the child or young person: s.45(1)(a)",
               "The law lets a plan end if we are no longer responsible for {first}. We have decided that this is so."),
        Ground("not-necessary", "It is no longer necessary for the plan to be maintained: s.45(1)(b), (2)",
               "The law lets a plan end if it is no longer needed. We have decided that this is so for {first}."),
        Ground("left-education", "No longer in education or training: s.45(1)(b), r.29, 30",
               "{first} is no longer in education or training. We have decided that the plan is no longer needed.", True),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """What is on the record on the day. `reviewed` is whether the plan was reviewed since education stopped, or, where that
    day is not known, in the last year; `wants_to_return` is what the young person said, or None where nobody asked."""

    born: date | None
    on: date
    happened: Collection[str]
    reviewed: bool = False
    wants_to_return: bool | None = None
    return_appropriate: bool | None = None


def counted(events: Iterable[Event], year_ago: date) -> frozenset[str]:
    """What counts of a case of ceasing for a decision today: recorded since ceasing was last considered, and no more than a year
    old. The year is our own measure: a consultation about the plan of another year is not one about this (r.31)."""
    known = list(events)
    begun = max((e.number for e in known if e.event == "cessation-considered"), default=0)
    return frozenset(e.event for e in known if e.number > begun and e.on >= year_ago)


@dataclass(frozen=True)
class Check:
    words: str
    cite: str
    stops: bool


def checks(ground: str, facts: Facts) -> tuple[Check, ...]:
    """What stands against ceasing the plan on this ground on this day, what stops it first. Without a ground, what must come
    first whatever it is."""
    found = []
    if "family-consulted" not in facts.happened:
        found.append(Check("The family was not consulted. Tell it that you consider ceasing the plan, and consult it, first", "r.31(1)", True))
    if "setting-consulted" not in facts.happened:
        found.append(Check("The head or principal of the setting was not consulted. Consult them first, if there is a setting", "r.31(1)", True))
    if facts.born is None:
        found.append(Check("The date of birth is not on record, and the law differs at 18. Record it first", "r.29, 30", True))
    elif ground and GROUNDS[ground].education_stopped:
        found += _education_stopped(facts, age_on(facts.born, facts.on))
    if facts.born is not None and age_on(facts.born, facts.on) >= 18 and ground != "not-responsible":
        found.append(
            Check("Over 18, have regard to whether the education and training outcomes of the plan were achieved, and say so in your reasons", "s.45(3)", False)
        )
    return tuple(sorted(found, key=lambda c: not c.stops))


def _education_stopped(facts: Facts, years: int) -> list[Check]:
    if years < 18:
        return [Check("Under 18, a plan may never cease merely because education or training stopped", "r.29", True)]
    found = []
    if not facts.reviewed:
        found.append(Check("From 18, the plan must be reviewed before it ceases because education stopped", "r.30(1)(a)", True))
    if facts.wants_to_return is None:
        found.append(Check("Ask first whether the young person wants to return to education or training", "r.30(1)(b)", True))
    elif facts.wants_to_return and facts.return_appropriate is not False:
        found.append(
            Check("The young person wants to return to education or training. The plan goes on, unless a return is not appropriate", "r.30(2)", True)
        )
    return found
