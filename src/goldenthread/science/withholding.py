"""What a child can ask to have kept from a parent, and what nobody can keep from the parent who holds the right. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from goldenthread.engine.calendar import age_on
from goldenthread.engine.pathway import ABOUT_A_CLOCK, Pathway, Pick, picks


@dataclass(frozen=True)
class Owed:
    """Something that the law gives to the child's parent, while the rights are theirs."""

    what: str
    cite: str


OWED = (
    Owed("A decision whether to assess, and the notice of it", "Children and Families Act 2014 s.36(9); SEND Regulations 2014 r.5"),
    Owed("A decision not to make a plan, and the notice of it", "Children and Families Act 2014 s.36(9); SEND Regulations 2014 r.10"),
    Owed("The draft plan, with the advice that is attached to it", "Children and Families Act 2014 s.38; SEND Regulations 2014 r.12, 13"),
    Owed("The final plan, and any amended plan", "Children and Families Act 2014 s.39; SEND Regulations 2014 r.14, 22"),
    Owed("What a review decided: to keep, change or end the plan", "SEND Regulations 2014 r.20, 21"),
    Owed("A proposal to change the plan, and the time to answer it", "SEND Regulations 2014 r.22, 28"),
    Owed("That the plan is to end, or has ended", "Children and Families Act 2014 s.45; SEND Regulations 2014 r.31"),
    Owed("The rights to appeal and to mediation, with their last days", "Children and Families Act 2014 s.51, 52; SEND Regulations 2014 r.32 to 34"),
)
"""The parent who holds the right is given each of these whatever a child asks: whoever must not have one, because of an order or a risk, is
barred by people at work and not by a child's wish."""


GOES_WITH_THE_PLAN = frozenset({"drafts-and-final-plan", "ep-advice", "health-advice", "social-care-advice"})
"""Kinds of papers of an EHC assessment that are sent to the parent with the draft plan (r.12, 13): none of these is kept back."""
YOUNGEST_ADULT = 16
"""From this birthday on somebody is taken to be able to decide for themselves unless it is shown that they are not (Mental Capacity Act 2005 s.1, 2).
Below it, a child decides who understands enough (Gillick v West Norfolk [1986] AC 112)."""
COMPETENCES = {True: ("older", "lacks"), False: ("competent", "not-competent")}


NOTICES = frozenset({
    "decided-to-assess", "decided-not-to-assess", "decided-to-issue", "decided-not-to-issue", "decided-to-reassess", "decided-not-to-reassess", "draft-plan-sent", "final-plan-issued",
    "amendment-notice-sent", "amended-plan-issued", "decided-not-to-amend", "decided-to-maintain", "decided-to-amend", "decided-to-cease", "plan-ceased", "plan-transferred",
})  # fmt: skip
"""Events of which the parent who holds the right is told by the law, also on a pathway where no clock counts from them."""


LETTERS = frozenset({"waiting-acknowledged", "waiting-what-to-expect", "waiting-still-on-the-list", "waiting-new-range"})
"""Letters that can be kept back: what a health service writes to a family while it waits. Every other one gives a notice, a right or its last day,
asks for the parent's own views, or invites them to what the law has them invited to."""


def competences(born: date | None, on: date) -> tuple[str, ...]:
    """What a professional can say of a person's understanding on a day, by whether they are 16 or over; all where the birthday is not known."""
    if born is None:
        return (*COMPETENCES[False], *COMPETENCES[True])
    return COMPETENCES[age_on(born, on) >= YOUNGEST_ADULT]


def counted(pathway: Pathway) -> frozenset[str]:
    """The events from which a clock of the pathway reads, or that lead to a stage: to keep one back would leave a date or a stage
    without its reason, or make it a false one."""
    found = {slug for slug, e in pathway.events.items() if e.stage} | set(ABOUT_A_CLOCK) | NOTICES
    for c in pathway.clocks:
        found |= {h.slug for h in (*c.until, *c.lapses_on)}
        found |= {h.slug for h in (*c.again_on, *c.only_after)}
        for term in (c.limit, c.starts, *([c.only_before] if c.only_before else [])):
            found |= {h.slug for q in picks(term) if isinstance(q, Pick) for h in q.of}
    return frozenset(found)


def can_be_withheld(pathway: Pathway, event: str) -> bool:
    """Whether an event can be kept back without a trace: no date, stage or right follows from it, and it corrects nothing."""
    return event in pathway.events and event != "corrected" and event not in counted(pathway)
