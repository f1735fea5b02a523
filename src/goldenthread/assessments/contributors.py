"""Whom the law has an authority ask for advice, and why: SEND Regulations 2014 r.6(1)-(3). Pure.

The officer may add anybody (r.6(1)(f)), and may remove nobody whom the regulation requires.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from goldenthread.pathways.common.contributors import KIND_OF_ADVICE

YEAR_9 = 9


@dataclass(frozen=True)
class Facts:
    """What decides who must be asked. `year` is the school year group, which goes on past 11 for somebody older; None
    where the birthday is not known. `setting` is the kind of organisation at which the child is on roll, or empty."""

    setting: str = ""
    year: int | None = None
    parent_in_the_forces: bool = False


@dataclass(frozen=True)
class Proposed:
    """One contributor, why they are asked, and what says so. `required` cannot be taken away; `encloses` must be sent
    what the family gave (r.6(3)); `note` is what else the law asks about them."""

    contributor: str
    reason: str
    cite: str
    required: bool = True
    encloses: bool = True
    note: str = ""


TEACHER = (
    "If the child has a hearing or vision impairment, this adviser must be a teacher qualified for it, or ask one (r.6(2))."
)
_SETTINGS = {
    "school": ("education-setting", "Head of the school that the child attends"),
    "college": ("education-setting", "Principal of the college that the young person attends"),
    "early-years": ("early-years-setting", "Head of the early years setting that the child attends"),
}
HEALTH = (
    "speech-and-language-therapist",
    "occupational-therapist",
    "physiotherapist",
    "camhs",
    "paediatrician",
)
"""Further health professions that an officer may add."""
MAY_ADD = (*HEALTH, "other-by-authority", "ministry-of-defence")


def proposed(facts: Facts, added: Collection[str] = ()) -> tuple[Proposed, ...]:
    """Everybody who must be asked, in the order of the regulation, then those whom the officer added."""
    who, why = _SETTINGS.get(facts.setting, ("education-other", "Whoever is responsible for the child’s education: the child is on no roll"))
    found = [
        Proposed("family", "The child’s parent, or the young person", "r.6(1)(a)", encloses=False),
        Proposed(who, why, "r.6(1)(b)", note=TEACHER),
        Proposed("health", "A health professional whom the ICB identifies", "r.6(1)(c)"),
        Proposed("educational-psychologist", "Always", "r.6(1)(d)"),
        Proposed("social-care", "Always, also if the family is not known to social care", "r.6(1)(e)"),
    ]
    if facts.parent_in_the_forces:
        found.insert(2, Proposed("ministry-of-defence", "A parent serves in the armed forces", "r.6(1)(b)(iv)"))
    if facts.year is not None and facts.year >= YEAR_9:
        found.append(
            Proposed("preparation-for-adulthood", "In or beyond Year 9: preparing for adulthood and independent living", "r.6(1)(g)")
        )
    found.append(
        Proposed("other-by-family", "Anybody from whom the family reasonably asks that advice be sought", "r.6(1)(h)",
                 note="Ask the family whom they would name. If they name nobody, say so.")
    )  # fmt: skip
    there = {p.contributor for p in found}
    found += [_added(who) for who in dict.fromkeys(added) if who not in there and may_add(who)]
    return tuple(found)


EDUCATION = frozenset({"education-setting", "early-years-setting", "education-other"})
"""Of these one is asked, whichever was right on the day (r.6(1)(b)(i)-(iii))."""


def unasked(required: Collection[Proposed], asked: Collection[str]) -> tuple[Proposed, ...]:
    """Those whom the regulation requires and who were neither asked nor have advice that all agreed to use again (r.6(4))."""
    there = {*asked, *(EDUCATION if EDUCATION & set(asked) else ())}
    return tuple(p for p in required if p.required and p.contributor not in there)


def may_add(contributor: str) -> bool:
    return contributor in MAY_ADD


def _added(contributor: str) -> Proposed:
    if contributor in HEALTH:
        return Proposed(contributor, "A further health profession, added by you", "r.6(1)(c), (f)", required=False)
    return Proposed(contributor, "Added by you", "r.6(1)(f)", required=False)


ROLES_OF = {
    "education-setting": ("setting-senco",),
    "early-years-setting": ("setting-senco", "health-visitor"),
    "educational-psychologist": ("educational-psychologist",),
    "social-care": ("social-worker",),
}
_ANY = ("health-practitioner", "setting-senco", "social-worker", "educational-psychologist", "health-visitor")


def roles_asked(contributor: str) -> tuple[str, ...]:
    """The roles of the people who can answer for a contributor by a personal link, the likeliest first."""
    if contributor in ROLES_OF:
        return ROLES_OF[contributor]
    if contributor not in KIND_OF_ADVICE:
        return ("health-practitioner", "health-visitor")
    return _ANY
