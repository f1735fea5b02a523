"""The sections of a plan (SEND Regulations 2014 r.12), and which part of an advice belongs in which."""

from __future__ import annotations

import re

from goldenthread.pathways.common.contributors import NOT_UNDER_SECTION_31

SECTIONS: dict[str, str] = {
    "A": "Views, interests and aspirations",
    "B": "Special educational needs",
    "C": "Health needs",
    "D": "Social care needs",
    "E": "Outcomes",
    "F": "Special educational provision",
    "G": "Health provision",
    "H1": "Social care provision under the Chronically Sick and Disabled Persons Act 1970",
    "H2": "Other social care provision",
    "I": "The school, college or other setting",
    "J": "Direct payments",
    "K": "Advice and information",
}
NEEDS = ("B", "C", "D")
PROVISION = ("F", "G", "H1", "H2")
SECTIONS_OF_HEALTH = ("C", "G")
SECTIONS_OF_CARE = ("D", "H1", "H2")
WORDS_OF = {
    "A": "the part that says what {child} and the family think and hope for",
    "B": "the part that says what {child} needs help with at school",
    "C": "the part that says what health needs {child} has",
    "D": "the part that says what social care needs {child} has",
    "E": "the part that says what {child} will achieve",
    "F": "the part that says what help {child} must get",
    "G": "the part that says what health care {child} must get",
    "H1": "the part that says what social care {child} must get",
    "H2": "the part that says what social care {child} must get",
}

_EDUCATES = re.compile(r"\b(teach\w*|taught|learn\w*|lessons?|educat\w*)\b", re.IGNORECASE)
_ACT_OF_1970 = re.compile(r"\b(1970 Act|Act 1970|Chronically Sick)\b", re.IGNORECASE)


def of_health(contributor: str) -> bool:
    return contributor not in NOT_UNDER_SECTION_31


def of_care(contributor: str) -> bool:
    return contributor == "social-care"


def section_of_need(area: str) -> str:
    return {"health": "C", "care": "D"}.get(area, "B")


def section_of_provision(contributor: str, area: str, words: str, *, under_18: bool) -> str:
    """Where a line of help belongs. `area` is that of the need which it meets, empty where it names none.

    Health or social care that educates or trains is special educational provision (Children and Families Act 2014
    s.21(5)), so that a therapist's help with a need for learning or communication goes to F. H1 is for those under 18,
    and only where the advice says that it is under the 1970 Act (r.12(1)(h)).
    """
    if _EDUCATES.search(words):
        return "F"
    if of_health(contributor) and area == "health":
        return "G"
    if area == "care" or (of_care(contributor) and not area):
        return "H1" if under_18 and _ACT_OF_1970.search(words) else "H2"
    if of_health(contributor) and not area and contributor in _HEALTH_CARE:
        return "G"
    return "F"


# Where a line names no need, what these advise is health care; a therapist's advice usually educates or trains.
_HEALTH_CARE = ("health", "paediatrician", "camhs")

