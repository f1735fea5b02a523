"""Sections D and H of a plan beside what social care advised: what it leaves out, what it changed, and what in it social care did
not advise. Pure. Plans are often wrong on care, because whoever writes them does not hold it; a person settles each difference."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from goldenthread.science.advice import Advice
from goldenthread.science.comparison import Compared, between, label

CARE = ("D", "H1", "H2")
Result = Literal["left out", "changed", "not from social care", "same"]
STYLE = {"left out": "overdue", "changed": "soon", "not from social care": "soon", "same": "met"}
ORDER = list(STYLE)


@dataclass(frozen=True)
class Item:
    """A need or a line of help: as social care advised it, as the plan says it, and how the two stand."""

    label: str
    advised: str
    says: str
    result: Result
    compared: Compared | None = None

    @property
    def style(self) -> str:
        return STYLE[self.result]


def care_items(clauses: Iterable[Any], advice: Iterable[tuple[UUID, Advice]]) -> list[Item]:
    """Every item of either, differences first. `clauses` are all of the version, also those taken out; `advice` is that of social
    care, with its key. A line of social care that stands in another section, because it educates or trains (Children and
    Families Act 2014 s.21(5)), is not left out."""
    standing = [c for c in clauses if not c.removed]
    held = {(c.advice, c.advice_line): c for c in standing if c.section not in ("A", "E", "K")}
    found, used = [], set()
    for key, given in advice:
        for line, words in [(n.id, n.text) for n in given.needs] + [(p.id, p.sentence) for p in given.provisions]:
            c = held.get((key, line))
            if c is None:
                found.append(Item("", words, "", "left out"))
                continue
            used.add(c.line)
            compared = between(words, c.text, c.section)
            found.append(Item(label(c), words, c.text, "same" if compared.what == "same" else "changed", compared))
    found += [Item(label(c), "", c.text, "not from social care") for c in standing if c.section in CARE and c.line not in used]
    return sorted(found, key=lambda i: (ORDER.index(i.result), i.label))
