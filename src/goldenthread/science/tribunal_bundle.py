"""What goes into a tribunal bundle and what never may: the parts and their pages, what a document is kept out for, and which part it belongs to. Pure.

Talks at mediation and to put something right early are without prejudice. The advice service is impartial. Neither has any way in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

TALKS = ("mediation", "complaint")
"""Pathways whose papers are talks, or a complaint about a person: none of them goes to the tribunal."""
MAY_BE_SHOWN = ("ehc-needs-assessment", "reassessment", "annual-review", "phase-transfer", "plan-cessation", "plan-transfer", "provision-delivery", "tribunal-appeal")
"""Pathways whose papers an appeal may turn on. A pathway that is new is out until somebody adds it here."""
ADVICE = ("ep-advice", "health-advice", "social-care-advice")


@dataclass(frozen=True)
class Part:
    letter: str
    slug: str
    group: str
    title: str


@dataclass(frozen=True)
class Appeal:
    slug: str
    title: str
    evidence: int


@dataclass(frozen=True)
class Scheme:
    source: str
    parts: tuple[Part, ...]
    groups: Mapping[str, tuple[str, int]]
    appeals: Mapping[str, Appeal]


@cache
def scheme() -> Scheme:
    """How the tribunal wants a bundle to be made, with where it says so: tribunal_bundle.toml."""
    read = tomllib.loads(files("goldenthread.science").joinpath("tribunal_bundle.toml").read_text("utf-8"))
    return Scheme(
        read["source"],
        tuple(Part(**p) for p in read["part"]),
        {g["slug"]: (g["title"], g["most"]) for g in read["group"]},
        {a["slug"]: Appeal(**a) for a in read["appeal"]},
    )


def never(pathway: str, confidentiality: str, kind: str, shown_to_tribunal: Collection[str]) -> str:
    """Why a paper can never be in a bundle, by where it lies and what kind it is; empty where it may be."""
    if pathway in TALKS:
        return "Talks at mediation, or to put something right, are without prejudice"
    if confidentiality != "none":
        return "Its case is kept from others"
    if pathway not in MAY_BE_SHOWN:
        return "Its case is of a health service, or of something else than the plan"
    if kind not in shown_to_tribunal:
        return "The agreement on who sees what gives the tribunal nothing of this kind"
    return ""


def part_of(pathway: str, kind: str, *, plan: bool = False, decision: bool = False, letter: bool = False, familys: bool = False) -> str:
    """Where a paper goes unless a person says otherwise."""
    if plan or kind in ADVICE:
        return "plan"
    if decision:
        return "decision"
    if letter:
        return "letters"
    if familys:
        return "family"
    return "appeal" if pathway == "tribunal-appeal" else "authority"


@dataclass(frozen=True)
class Guarded:
    """What must not be read in a bundle: words of somebody else, and what they are."""

    words: str
    why: str


_GAPS = re.compile(r"[\s\-–]+")
_REFERENCE = re.compile(r"\bGT-\d{5,}\b")
_UPN = re.compile(r"\b[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]\b")


def found_in(text: str, guarded: Iterable[Guarded], *, own: Collection[str]) -> str:
    """Why this text cannot be in the bundle: it shows where or how somebody else of the family is reached, or it has another child's reference
    or UPN. `own` are those of the child. Empty where it may be. What was scanned has no text to read: a person looks at each page."""
    close = _GAPS.sub("", text).lower()
    for g in guarded:
        words = _GAPS.sub("", g.words).lower()
        if len(words) >= 5 and words in close:
            return g.why
    others = {m.group() for pattern in (_REFERENCE, _UPN) for m in pattern.finditer(text.upper())} - {o.upper() for o in own if o}
    return "It has the reference or the UPN of another child" if others else ""


@dataclass(frozen=True)
class Count:
    title: str
    pages: int
    most: int

    @property
    def over(self) -> bool:
        return self.pages > self.most


def counts(pages: Iterable[tuple[str, int]], appeal: str) -> list[Count]:
    """Pages by group, against what is allowed; `pages` are part and pages of each paper that is in. Evidence is counted for each side."""
    s = scheme()
    by: dict[str, int] = {}
    for part, n in pages:
        by[part] = by.get(part, 0) + n
    found = [Count(title, sum(by.get(p.slug, 0) for p in s.parts if p.group == slug), most) for slug, (title, most) in s.groups.items()]
    evidence = s.appeals[appeal].evidence
    return found + [Count(p.title, by.get(p.slug, 0), evidence) for p in s.parts if p.group == "evidence"]
