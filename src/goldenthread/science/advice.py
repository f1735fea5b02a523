"""Professional advice as needs, outcomes and provision: what a line holds, and how it reads.

SEND Regulations 2014 r.6(1): advice is about the needs, the provision that may be required to meet them, and the outcomes
that it is intended to achieve. Provision is to be specific, detailed and normally quantified (L v Clarke and Somerset County
Council, 1998; Code of Practice 9.69): what, by whom, how often, how long, in what group.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

AREAS: dict[str, str] = {
    "communication": "Communication and interaction",
    "cognition": "Cognition and learning",
    "social-emotional": "Social, emotional and mental health",
    "sensory-physical": "Sensory or physical",
    "health": "Health",
    "care": "Social care",
}
"""The four areas of need of the Code of Practice (6.28-6.35), and those of sections C and D."""


@dataclass(frozen=True)
class Need:
    id: str
    text: str
    area: str = "communication"


@dataclass(frozen=True)
class Outcome:
    """What the child will do, and by when, in words; `need` is a need's id."""

    id: str
    text: str
    by: str = ""
    need: str = ""


@dataclass(frozen=True)
class Provision:
    """One line of help. `minutes` each time, `weeks` a year, `group` the largest size (1 is one to one); None where not
    said. `kept_because` is why the author kept wording that was pointed out."""

    id: str
    what: str
    who: str = ""
    how_often: str = ""
    minutes: int | None = None
    weeks: int | None = None
    group: int | None = None
    review: str = ""
    need: str = ""
    outcome: str = ""
    kept_because: str = ""

    @property
    def sentence(self) -> str:
        """How it will read in a plan."""
        said = [self.what.strip().rstrip(".")]
        if self.how_often.strip():
            said.append(lowered(self.how_often.strip().rstrip(".")))
        if self.minutes:
            said.append(f"{self.minutes} minutes each time")
        if self.group:
            said.append("one to one" if self.group == 1 else f"in a group of no more than {self.group}")
        if self.weeks:
            said.append(f"{self.weeks} weeks a year")
        if self.who.strip():
            who = lowered(self.who.strip().rstrip("."))
            said.append(f"by {with_article(who)}")
        sentence = ", ".join(part for part in said if part) + "."
        if self.review.strip():
            sentence += f" Reviewed {lowered(self.review.strip().rstrip('.'))}."
        return sentence


@dataclass(frozen=True)
class Advice:
    """`views` is the author's own summary; lines keep their order."""

    views: str = ""
    needs: tuple[Need, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    provisions: tuple[Provision, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.views.strip() or self.needs or self.outcomes or self.provisions)

    def broken_threads(self) -> list[str]:
        """What names no need, in words. A plan cannot link what its advice does not."""
        known = {n.id for n in self.needs}
        said = [f"“{p.what}” does not say which need it meets" for p in self.provisions if p.need not in known]
        said += [f"“{o.text}” does not say which need it answers" for o in self.outcomes if o.need not in known]
        met = {p.need for p in self.provisions}
        return said + [f"Nothing is advised for “{n.text}”" for n in self.needs if n.id not in met]

    def data(self) -> dict[str, Any]:
        return {
            "views": self.views,
            "needs": [asdict(n) for n in self.needs],
            "outcomes": [asdict(o) for o in self.outcomes],
            "provisions": [asdict(p) for p in self.provisions],
        }


def advice_of(data: Mapping[str, Any]) -> Advice:
    """The inverse of `Advice.data`; what it does not know is left out."""
    return Advice(
        views=str(data.get("views", "")),
        needs=tuple(Need(**_only(Need, n)) for n in data.get("needs", ())),
        outcomes=tuple(Outcome(**_only(Outcome, o)) for o in data.get("outcomes", ())),
        provisions=tuple(Provision(**_only(Provision, p)) for p in data.get("provisions", ())),
    )


def _only(kind: type, values: Mapping[str, Any]) -> dict[str, Any]:
    names: Iterable[str] = kind.__dataclass_fields__  # type: ignore[attr-defined]
    return {name: values[name] for name in names if name in values}


def lowered(words: str) -> str:
    """Without the capital of a sentence's first word, unless it is a name or an abbreviation."""
    first, _, rest = words.partition(" ")
    if first[1:] == first[1:].lower() and first.lower() in _ORDINARY:
        return first.lower() + (f" {rest}" if rest else "")
    return words


_ORDINARY = frozenset(
    "once twice three four five six weekly daily every each a an the qualified trained specialist teaching teacher"
    " regular at in half termly monthly fortnightly one two speech occupational educational learning class school"
    " suitable suitably appropriate appropriately staff adult adults any all some our his her their member members team key"
    " support experienced familiar specially therapist psychologist physiotherapist paediatrician nurse".split()
)


_DETERMINED = frozenset("a an the their his her our its any all some each every both one two three four".split())
_BEFORE_THE_REST = re.compile(r",|\s(?:in|from|of|with|who|at|for|and|or|under|on|(?:trained|employed|supervised)\s(?:in|by|to))\b")


def with_article(who: str) -> str:
    """ "a nurse", "an ELSA-trained assistant", and "suitable staff" or "two nurses" as they stand: many take no article."""
    first, last = who.split(maxsplit=1)[0].lower(), _BEFORE_THE_REST.split(who, maxsplit=1)[0].split()[-1:]
    head = last[0].lower() if last else first
    many = head == "staff" or (head.endswith("s") and not head.endswith("ss"))
    return who if many or first in _DETERMINED else f"{article(who)} {who}"


def article(words: str) -> str:
    return "an" if words[:1].lower() in "aeiou" else "a"
