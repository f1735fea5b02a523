"""The decisions of an EHC needs assessment and of a reassessment: whether to assess, to issue a plan, to reassess. Pure.

Children and Families Act 2014 s.36(3)-(9), 37(1), 44(2)-(3); SEND Regulations 2014 (SI 2014/1530) r.3-5, 10, 23-25.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from goldenthread.assessments.contributors import Proposed
from goldenthread.engine.events import Event
from goldenthread.pathways.common.assessment import ENDS
from goldenthread.pathways.common.compliance import AGREEMENT, CONCESSION, ORDER
from goldenthread.pathways.common.contributors import CONTRIBUTORS
from goldenthread.web.words import upper_first


@dataclass(frozen=True)
class Ground:
    """Why the law lets an authority refuse: as the officer chooses it, and as the family reads it. `{first}` is the
    child's first name."""

    slug: str
    chosen: str
    told: str


@dataclass(frozen=True)
class Decision:
    """A decision either way. `yes` and `no` are the events that sending its notice records."""

    slug: str
    pathway: str
    question: str
    clock: str
    yes: str
    no: str
    yes_words: str
    no_words: str
    # The limbs of the test; both must be so for the duty to arise.
    test: tuple[str, ...]
    cite: str
    grounds: tuple[Ground, ...]
    # The stages at which it is open, and at which it can be turned round in the family's favour.
    stages: tuple[str, ...]
    turns_round: str


ASSESS = Decision(
    "assess",
    "ehc-needs-assessment",
    "Must we assess?",
    "decide-whether-to-assess",
    "decided-to-assess",
    "decided-not-to-assess",
    "Assess",
    "Do not assess",
    (
        "The child or young person has or may have special educational needs.",
        "It may be necessary for special educational provision to be made for them through a plan.",
    ),
    "Children and Families Act 2014 s.36(8)",
    (
        Ground(
            "no-needs",
            "They do not have, and may not have, special educational needs: s.36(8)(a)",
            "The law asks if {first} has, or may have, special educational needs. We have decided that this is not so.",
        ),
        Ground(
            "no-plan-needed",
            "It is not so that provision through a plan may be necessary: s.36(8)(b)",
            "The law asks if {first} may need help that has to come through a plan. We have decided that this is not so.",
        ),
        Ground(
            "recent",
            "There is a plan, or an assessment was made in the last six months: s.36(6)",
            "The law does not make us assess again if there is a plan, or if we assessed {first} in the last six months.",
        ),
    ),
    ("considering",),
    "not-assessed",
)

ISSUE = Decision(
    "issue",
    "ehc-needs-assessment",
    "Is a plan necessary?",
    "decide-whether-to-issue",
    "decided-to-issue",
    "decided-not-to-issue",
    "Issue a plan",
    "Do not issue a plan",
    ("In the light of the assessment, it is necessary for special educational provision to be made through a plan.",),
    "Children and Families Act 2014 s.37(1)",
    (
        Ground(
            "not-necessary",
            "It is not necessary for provision to be made through a plan: s.36(9), 37(1)",
            "The law asks if {first} needs help that has to come through a plan. After the assessment, we have decided that "
            "this is not so.",
        ),
    ),
    ("assessing", "deciding-on-plan"),
    "not-issued",
)

REASSESS = Decision(
    "reassess",
    "reassessment",
    "Must we reassess?",
    "decide-whether-to-reassess",
    "decided-to-reassess",
    "decided-not-to-reassess",
    "Reassess",
    "Do not reassess",
    ("The family or the setting asked, and neither reason for which the law lets a council refuse is so.",),
    "Children and Families Act 2014 s.44(2); SEND Regulations 2014 r.23, 24",
    (
        Ground(
            "recent",
            "An assessment or reassessment was made in the last six months: r.24",
            "The law does not make us assess again if we assessed {first} in the last six months.",
        ),
        Ground(
            "not-necessary",
            "It is not necessary to assess again: r.24",
            "The law lets us refuse if it is not necessary to assess {first} again. We have decided that this is so.",
        ),
    ),
    ("considering",),
    "not-assessed",
)

ICB_ASKED = "The ICB"
"""Who asked for a reassessment, as its event keeps it, where the council must agree (r.23)."""

DECISIONS = {d.slug: d for d in (ASSESS, ISSUE, REASSESS)}

NOT_THE_TEST = (
    "Local thresholds are no part of this test: not how many terms of support there were, not how much was spent, not "
    "whether an educational psychologist has seen the child, not a diagnosis."
)


def open_ways(decision: Decision, stage: str | None, events: Iterable[Event]) -> tuple[str, ...]:
    """The events that can be decided at a stage. A refusal may be turned round into what the family asked for, and where the
    ICB asked for a reassessment there is none (r.23). `events` are those that count."""
    if stage in decision.stages:
        return (decision.yes,) if decision is REASSESS and asked_by_icb(events) else (decision.yes, decision.no)
    return (decision.yes,) if stage == decision.turns_round else ()


def asked_by_icb(events: Iterable[Event]) -> bool:
    """Whether the responsible commissioning body asked for the reassessment, which binds the council (r.23)."""
    return any(e.event == "reassessment-requested" and e.fields.get("by") == ICB_ASKED for e in events)


def plan_decided(events: Iterable[Event]) -> bool:
    """Whether it stands that there is to be a plan: it was decided (s.37(1)), ordered, conceded or agreed (r.42, 44, 45),
    and neither refused nor ended since. `events` are those that count, in order."""
    stands = False
    for e in events:
        if e.event == ISSUE.yes or e.event in (ORDER, CONCESSION, AGREEMENT) and "make-plan" in e.fields.get("requires", ()):
            stands = True
        elif e.event == ISSUE.no or e.event in ENDS:
            stands = False
    return stands


def changes_own_mind(decision: Decision, stage: str | None, events: Iterable[Event]) -> bool:
    """Whether a decision for the family now would change a refusal of the authority's own: none that stands was ordered, conceded or
    agreed since. Reassessments have a day of their own either way. `events` are those that count, in order."""
    if stage != decision.turns_round or decision is REASSESS:
        return False
    overturned = False
    for e in events:
        if e.event == decision.no:
            overturned = False
        elif e.event in (ORDER, CONCESSION, AGREEMENT) and {"assess", "make-plan"} & set(e.fields.get("requires", ())):
            overturned = True
    return not overturned


@dataclass(frozen=True)
class Lack:
    """Something that the law asks for before a decision and that is not on the record, with where to put it right."""

    words: str
    cite: str
    screen: str = ""


def lacks(decision: Decision, happened: Collection[str], unasked: Collection[Proposed] = ()) -> tuple[Lack, ...]:
    """What should have happened before the decision, in words: `unasked` are those whom the regulation requires and who were
    not asked. It is said and does not stop the decision: its own limit runs on."""
    if decision is REASSESS:
        return ()
    if decision is ISSUE:
        return tuple(Lack(not_asked(p), p.cite, "ask-for-advice") for p in unasked)
    found = []
    if "family-consulted" not in happened:
        found.append(Lack("It is not recorded that the family was consulted", "r.3", "consider"))
    if "notified-considering" not in happened:
        found.append(
            Lack(
                "It is not recorded that the family, the ICB, social care and the setting were told that an assessment is "
                "considered, and the family of its right to give views and evidence",
                "s.36(7); r.4",
                "consider",
            )
        )
    return tuple(found)


def not_asked(who: Proposed) -> str:
    if who.contributor == "other-by-family":
        return "It is not recorded that anybody was asked for advice at the family’s wish. Where they named nobody, nothing is missing"
    return f"{upper_first(CONTRIBUTORS[who.contributor])}: not asked for advice, which the law requires before this"


def reasons_told(decision: Decision, grounds: Collection[str], words: str, first: str) -> str:
    """The reasons as the family reads them, and as the journal keeps them: what the law asks, then why."""
    told = [g.told.format(first=first) for g in decision.grounds if g.slug in grounds]
    return "\n\n".join([*told, words.strip()])
