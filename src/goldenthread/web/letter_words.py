"""How the plain words of a letter's template fall into headings, lists and paragraphs, each piece being one message for a translator."""

from __future__ import annotations

import re
from collections.abc import Iterator

HEADER = re.compile(r"^(title|cite|about): *(.*)$")
PART = re.compile(r"^\[\[([a-z-]+)\]\]$")
TO_FAMILIES = frozenset(
    "news text-news notice one-time-code views-asked request-link request-code request-receipt request-acknowledged request-added draft-plan-sent final-plan-issued "
    "amended-plan-issued amendment-notice-sent review-invited review-advice review-report meeting-booked meeting-news".split()
)
"""The emails, and the text message, that somebody of a family gets. What is seen of one without opening it tells nobody what it is about."""


def pieces(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """`heading`, `list` or `paragraph`, with its words: of a list one for each item."""
    for chunk in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in chunk.splitlines() if line.strip()]
        if not lines:
            continue
        if lines[0].startswith("# "):
            yield "heading", (lines[0][2:],)
            lines = lines[1:]
        if lines and all(line.startswith("- ") for line in lines):
            yield "list", tuple(line[2:] for line in lines)
        elif lines:
            yield "paragraph", (" ".join(lines),)


def messages_of(template: str) -> list[str]:
    """What a translator sees of a letter or of a part of one: its title and each piece of its words. What is a fact alone is none."""
    head, _, body = template.partition("\n\n")
    headers = dict(m.groups() for line in head.splitlines() if (m := HEADER.match(line)))
    said = [headers["title"]] if headers else []
    text = "\n".join("" if PART.match(line.strip()) else line for line in (body if headers else template).splitlines())
    return said + [words for _, each in pieces(text) for words in each if re.search(r"[A-Za-z]{2}", re.sub(r"\{\w+\}", "", words))]
