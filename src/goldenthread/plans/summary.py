"""A plan on one page, for the child whose plan it is: what matters to them, what they work towards, the help that they get. Pure.

Nothing is written that the plan does not say. A line of help that still reads as its parts is told by its parts; any other is told in
the plan's own words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from goldenthread.plans.assembly import PROVISION_FIELDS, provision_of
from goldenthread.plans.sections import PROVISION
from goldenthread.science.advice import lowered
from goldenthread.science.reading_age import AIM, reading_age

MOST_PICTURES = 2
MOST = 6
"""Lines of one part. What does not fit is counted, so that nobody takes the page for the whole."""


@dataclass(frozen=True)
class Part:
    title: str
    lines: tuple[str, ...]
    more: int


@dataclass(frozen=True)
class Shown:
    """A picture of section A: what it shows in words, its content and the name of its file."""

    words: str
    content: str
    file: str


@dataclass(frozen=True)
class Summary:
    title: str
    parts: tuple[Part, ...]
    reading_age: int
    pictures: tuple[Shown, ...] = ()

    @property
    def hard(self) -> bool:
        """Whether its words need an older reader than a letter to a family should."""
        return self.reading_age > AIM

    def data(self) -> dict[str, Any]:
        """What `summary.typ` sets."""
        return {"title": self.title, "parts": [{"title": p.title, "lines": list(p.lines), "more": p.more} for p in self.parts],
                "pictures": [{"words": p.words, "file": p.file} for p in self.pictures]}  # fmt: skip


def summary_of(child: str, clauses: Iterable[Any]) -> Summary:
    """`child` is the forename; `clauses` come in order."""
    standing = [c for c in clauses if not c.removed and c.text.strip()]
    held = {
        "What matters to me and my family": [_mine(c) for c in standing if c.section == "A" and _media(c).get("kind") != "picture"],
        "What I am working towards": [_outcome(c) for c in standing if c.section == "E"],
        "The help I get": [_help(c) for c in standing if c.section in PROVISION],
        "Where I learn": [c.text.strip() for c in standing if c.section == "I"],
    }
    parts = tuple(Part(title, tuple(lines[:MOST]), max(0, len(lines) - MOST)) for title, lines in held.items() if lines)
    words = "\n".join(line for p in parts for line in p.lines)
    shown = [c for c in standing if c.section == "A" and _media(c).get("kind") == "picture"][:MOST_PICTURES]
    pictures = tuple(Shown(c.text.strip(), str(c.content_id), f"{_media(c)['sha256']}{PurePosixPath(_media(c)['name']).suffix}") for c in shown)
    return Summary(f"{child}’s plan on one page", parts, reading_age(words), pictures)


def _media(c: Any) -> dict[str, Any]:
    return (c.details or {}).get("media") or {}


def _mine(c: Any) -> str:
    return f"A recording: {c.text.strip()}" if _media(c) else str(c.text.strip())


def _outcome(c: Any) -> str:
    by = str((c.details or {}).get("by") or "").strip()
    # Many an outcome names its day in its own words.
    return f"{c.text.strip().rstrip('.')}. By {by}." if by and by.lower() not in c.text.lower() else c.text.strip()


def _help(c: Any) -> str:
    given = {k: v for k, v in (c.details or {}).items() if k in PROVISION_FIELDS}
    if not given.get("what"):
        return str(c.text.strip())
    parts = provision_of(given)
    if " ".join(parts.sentence.split()) != " ".join(c.text.split()):
        return str(c.text.strip())
    said = [lowered(parts.how_often.strip().rstrip(".")), f"{parts.minutes} minutes" if parts.minutes else ""]
    said += ["just me" if parts.group == 1 else f"with up to {parts.group - 1} others" if parts.group else ""]
    said += [f"from: {lowered(parts.who.strip().rstrip('.'))}" if parts.who.strip() else ""]
    told = ", ".join(s for s in said if s)
    return f"{parts.what.strip().rstrip('.')}: {told}." if told else f"{parts.what.strip().rstrip('.')}."
