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
    possible = (
        number
        or (name >= FAINT and (born in ("same", "near") or (postcode and born != "other")))
        or (name >= ALIKE and (born == "unknown" or postcode))
        or name >= 95
        or (born == "same" and postcode)
    )
    return Likeness(tuple(reasons), tuple(against), weight, possible)


def name_likeness(a: Described, b: Described) -> float:
    """Out of 100, whichever of the names comes first."""
    return fuzz.token_sort_ratio(_plain(f"{a.forename} {a.surname}"), _plain(f"{b.forename} {b.surname}"))


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
