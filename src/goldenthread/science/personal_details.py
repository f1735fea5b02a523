"""What in a text may tell who somebody is, and the text without it. A help to whoever reads it before it is published, never instead of them:
no rule knows every name."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NAME = r"[A-Z][a-z'’-]+(?: [A-Z][a-z'’-]+)?"
_FAMILY = r"(?:son|daughter|boy|girl|child|brother|sister|grandson|granddaughter|nephew|niece|husband|wife|partner|mum|dad|friend|teacher|senco|doctor|worker)"
RULES: Sequence[tuple[str, re.Pattern[str], str]] = (
    ("an email address", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[email]"),
    ("a link", re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE), "[link]"),
    ("an NHS number", re.compile(r"\b\d{3}[ -]\d{3}[ -]\d{4}\b"), "[number]"),
    ("a telephone number", re.compile(r"(?:\+44\s?|\b0)(?:[\s()-]*\d){9,10}\b"), "[telephone]"),
    ("a pupil or reference number", re.compile(r"\b[A-Z]?\d{8,13}[A-Z]?\b"), "[number]"),
    ("a postcode", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE), "[postcode]"),
    ("a date such as a birthday", re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}\b"), "[date]"),
    ("a name after a title", re.compile(rf"\b(?:Mr|Mrs|Miss|Ms|Mx|Dr|Prof)\.? {_NAME}"), "[name]"),
    ("a name of somebody", re.compile(rf"(?P<keep>\b(?:[Mm]y|[Oo]ur|[Hh]is|[Hh]er|[Tt]heir) {_FAMILY},? (?:is called |called |named )?){_NAME}"), "[name]"),
    ("a name that somebody gives", re.compile(r"(?P<keep>\b(?:[Mm]y name is|I am called|[Hh]e is called|[Ss]he is called|[Cc]alled|[Nn]amed) )" + _NAME), "[name]"),
)
"""Each with what it looks for and what stands in its place; what a rule keeps stays."""


def found_in(text: str) -> list[str]:
    """What a text seems to hold, each once."""
    return [what for what, rule, _ in RULES if rule.search(text)]


def without(text: str) -> str:
    """The text with each of those taken out, and something in its place that says what stood there."""
    for _, rule, instead in RULES:
        text = rule.sub(lambda m, instead=instead: (m.groupdict().get("keep") or "") + instead, text)  # type: ignore[misc]
    return text
