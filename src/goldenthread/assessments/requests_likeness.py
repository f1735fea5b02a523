"""Whether a child of whom somebody writes may be one whom we know: reasons for and against, in words. A person decides."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from goldenthread.web.words import long_day

SAME, ALIKE, FAINT = 100, 84, 70
"""How alike two names are, out of 100: the same but for order and accents; spelt almost so; perhaps of one family."""


@dataclass(frozen=True)
class Described:
    """What is known of a child, or was said of one. Empty where it is not known."""

    forename: str = ""
    surname: str = ""
    born: date | None = None
    postcode: str = ""
    upn: str = ""
    nhs_number: str = ""
    parents: tuple[str, ...] = ()
    setting: str = ""


@dataclass(frozen=True)
class Likeness:
    """Why two descriptions may be of one child, and what speaks against it. `weight` orders several."""

    reasons: tuple[str, ...]
    against: tuple[str, ...]
    weight: int
    possible: bool


def likeness(said: Described, known: Described) -> Likeness:
    reasons, against, weight = [], [], 0
    number = False
    for label, a, b in (("UPN", said.upn, known.upn), ("NHS number", said.nhs_number, known.nhs_number)):
        if a and a == b:
            reasons.append(f"The same {label}")
            weight, number = weight + 100, True
        elif a and b:
            against.append(f"Another {label}")
    name = name_likeness(said, known)
    if name >= SAME:
        reasons.append("The same name")
        weight += 50
    elif name >= ALIKE:
        reasons.append("A name spelt almost the same")
        weight += 35
    else:
        against.append("Another name")
    born = _born(said.born, known.born)
    if born == "same":
        reasons.append("The same date of birth")
        weight += 40
    elif born == "near":
        reasons.append(f"A date of birth that differs in one place: {long_day(known.born)}")  # type: ignore[arg-type]
        weight += 25
    elif born == "other":
        against.append(f"Born on another day: {long_day(known.born)}")  # type: ignore[arg-type]
    postcode = bool(said.postcode) and said.postcode == known.postcode
    if postcode:
        reasons.append("The same postcode")
        weight += 20
    elif said.postcode and known.postcode:
        against.append("Another postcode")
    # Only what is the same is said of these: a child has several parents, and changes school.
    parent = next((b for a in said.parents for b in known.parents if alike(a, b) >= ALIKE), "")
    if parent:
        reasons.append(f"The same parent or carer: {parent}")
        weight += 15
    setting = _same_setting(said.setting, known.setting)
    if setting:
        reasons.append(f"The same setting: {known.setting}")
        weight += 10
    possible = (
        number
        or (name >= FAINT and (born in ("same", "near") or (postcode and born != "other")))
        or (name >= ALIKE and (born == "unknown" or postcode or bool(parent) or setting))
        or name >= 95
        or (born == "same" and postcode)
    )
    return Likeness(tuple(reasons), tuple(against), weight, possible)


def name_likeness(a: Described, b: Described) -> float:
    """Out of 100, whichever of the names comes first."""
    return alike(f"{a.forename} {a.surname}", f"{b.forename} {b.surname}")


def alike(a: str, b: str) -> float:
    """How alike two whole names are, out of 100, in any order and without titles. An empty name is like no other."""
    return fuzz.token_sort_ratio(*named) if all(named := [_plain(without_title(name)) for name in (a, b)]) else 0


_TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev", "revd", "reverend", "sir", "dame", "lady", "lord"}


def without_title(name: str) -> str:
    """ "Mrs Marsh" is Marsh: a title is no first name."""
    words = name.split()
    while len(words) > 1 and words[0].rstrip(".").casefold() in _TITLES:
        words = words[1:]
    return " ".join(words)


_KINDS_OF_SETTING = {"the", "and", "of", "st", "school", "primary", "secondary", "infant", "infants", "junior", "nursery", "academy",
                     "high", "college", "preschool", "pre", "community", "special"}  # fmt: skip


def _same_setting(a: str, b: str) -> bool:
    """By the words that are its own: "Larkfield Primary" is Larkfield Primary School, and "primary school" is none."""
    own = [" ".join(w for w in _plain(name).split() if w not in _KINDS_OF_SETTING and len(w) > 1) for name in (a, b)]
    return all(own) and fuzz.token_set_ratio(*own) >= 90


def _plain(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name).casefold()
    return " ".join("".join(ch if ch.isalpha() else "" if unicodedata.combining(ch) else " " for ch in apart).split())


def _born(a: date | None, b: date | None) -> str:
    """same, near (one of day, month and year differs, or day and month stand the other way round), other or unknown."""
    if a is None or b is None:
        return "unknown"
    if a == b:
        return "same"
    swapped = (a.day, a.month, a.year) == (b.month, b.day, b.year)
    differ = sum(x != y for x, y in ((a.day, b.day), (a.month, b.month), (a.year, b.year)))
    return "near" if swapped or differ == 1 else "other"
