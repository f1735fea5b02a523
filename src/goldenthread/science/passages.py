"""Reading a passage of a plan: how often, how long, for how many weeks, in what group, by whom. Pure.

A plan must be specific and normally quantified (L v Clarke and Somerset County Council, 1998; Code of Practice 9.69). What
a plan says is its words: they are read, and not the fields behind them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_COUNT = {"once": 1, "one": 1, "a": 1, "an": 1, "twice": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
          "eight": 8, "nine": 9, "ten": 10}  # fmt: skip
_NUMBER = r"(?:\d+|" + "|".join(w for w in _COUNT if w not in ("a", "an", "once", "twice")) + ")"
_PERIOD = r"(?:school )?(?:half[- ]term|day|week|fortnight|month|term|year|morning|afternoon|lesson)"
_OFTEN = re.compile(
    rf"\b(?:(?:(?P<times>once|twice) )?(?:every (?P<every>other|second|{_NUMBER})|(?:in |on )?(?P<alternate>alternate)) (?P<p4>days?|weeks?|months?|terms?|years?)"
    rf"|(?P<once>once|twice)(?: (?:a|an|per|each|every))? (?P<p1>{_PERIOD})"
    rf"|(?P<n>{_NUMBER}) (?:\d+[- ]min(?:ute)?s?[- ])?(?:times|sessions|hours|lessons|visits)(?: of (?:up to )?\d+ minutes)?(?: each)?(?: (?:a|an|per|each|every)) (?P<p2>{_PERIOD})"
    rf"|(?:each|every) (?P<p3>{_PERIOD})"
    r"|(?P<ly>daily|weekly|fortnightly|monthly|termly|half-termly|yearly|annually))\b",
    re.IGNORECASE,
)
_ADVERBS = {"daily": "day", "weekly": "week", "fortnightly": "fortnight", "monthly": "month", "termly": "term",
            "half-termly": "half term", "yearly": "year", "annually": "year"}  # fmt: skip
_LONG = re.compile(
    rf"\b(?:(?P<minutes>\d+)[- ]?(?:minutes?|mins?)|(?P<half>half an hour)|(?P<hours>\d+(?:\.\d+)?|an?|{_NUMBER})[- ]hours?(?! (?:a|per|each|every) )"
    r")\b(?: (?:each time|each session|a session|each))?",
    re.IGNORECASE,
)
_WEEKS = re.compile(rf"(?<!every )(?<!within )(?<!after )\b(?P<n>{_NUMBER})[- ]weeks?(?: (?:a|per|each|of the|in the|every) (?:school )?year)?\b", re.IGNORECASE)
_GROUP = re.compile(
    rf"\b(?:(?P<one>one[- ]to[- ]one|1:1|1-1|individual(?:ly)?)|(?P<pair>in (?:a )?pairs?)"
    rf"|(?:group|groups)(?: size)? of (?:no more than|up to|at most|a maximum of|not more than)? ?(?P<n>{_NUMBER})"
    rf"|(?:group|groups) (?:\((?:no more than|up to|at most|maximum) (?P<m>{_NUMBER})\)))",
    re.IGNORECASE,
)
_VAGUE = {
    "often": re.compile(
        r"\b(regular(?:ly)?|frequent(?:ly)?|ongoing|as (?:and when )?(?:required|needed|appropriate|necessary)|when (?:needed|required)"
        r"|opportunities for|access to|where possible|from time to time|periodic(?:ally)?|sessions)\b", re.IGNORECASE),
    "weeks": re.compile(r"\b(throughout the (?:school )?year|during (?:the )?term(?: time)?|in term time|term[- ]time)\b", re.IGNORECASE),
    "group": re.compile(r"\b((?:small|larger?|nurture) groups?|groups?|in class|whole class)\b", re.IGNORECASE),
}  # fmt: skip
_DELIVERED = re.compile(
    r"\b(?:delivered|provided|run|led|taught|given|supported|carried out|facilitated|overseen) by (?P<who>[^,.;:]+)", re.IGNORECASE
)
_BY = re.compile(r"\b(?:by|from|with) (?P<who>(?:an?|the|their|his|her) [^,.;:]+)", re.IGNORECASE)
_UNTIL = re.compile(r"\s+(?:to|for|who|which|so that|in order|in|using|each|every|once|twice|on|at|within|and will)\b.*$", re.IGNORECASE)
# After a full stop, so that "a review of his medication, twice a year" is help and no review of it.
REVIEWED = re.compile(r"(?<=[.;] )(?:this is |it is |to be )?review\w*[^.;]*", re.IGNORECASE)
ARTICLE = re.compile(r"^(?:an?|the|their|his|her)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """A part of a passage: its words and place, and what they come to; None where they are too vague to count."""

    words: str
    value: Any
    start: int
    end: int


@dataclass(frozen=True)
class Piece:
    """Some of a text; `marked` where the two differ."""

    text: str
    marked: bool


def how_often(text: str) -> Found | None:
    """Times in a period, such as (1, "week"); once every three weeks is (1/3, "week")."""
    if m := _OFTEN.search(text):
        if m["p4"]:
            value: tuple[float, str] = _every(m)
        elif m["ly"]:
            value = (1, _ADVERBS[m["ly"].lower()])
        elif m["once"]:
            value = (_COUNT[m["once"].lower()], _period(m["p1"]))
        elif m["n"]:
            value = (_number(m["n"]), _period(m["p2"]))
        else:
            value = (1, _period(m["p3"]))
        return Found(m[0], value, m.start(), m.end())
    return _vague("often", text)


def _every(m: re.Match[str]) -> tuple[float, str]:
    times, period = _COUNT[(m["times"] or "once").lower()], _period(m["p4"].rstrip("s"))
    each = 2 if m["alternate"] or m["every"].lower() in ("other", "second") else _number(m["every"])
    return (times, "fortnight") if (each, period) == (2, "week") else (times / each, period)


def how_long(text: str) -> Found | None:
    """Minutes each time."""
    if m := _LONG.search(text):
        if m["minutes"]:
            value: float = int(m["minutes"])
        elif m["half"]:
            value = 30
        else:
            hours = m["hours"]
            value = 60 * (float(hours) if hours[0].isdigit() else _number(hours))
        return Found(m[0], value, m.start(), m.end())
    return None


def weeks(text: str) -> Found | None:
    if m := _WEEKS.search(text):
        return Found(m[0], _number(m["n"]), m.start(), m.end())
    return _vague("weeks", text)


def group(text: str) -> Found | None:
    """The largest size of the group; 1 is one to one."""
    if m := _GROUP.search(text):
        value = 1 if m["one"] else 2 if m["pair"] else _number(m["n"] or m["m"])
        return Found(m[0], value, m.start(), m.end())
    return _vague("group", text)


def who(text: str, wanted: str = "") -> Found | None:
    """Who delivers it: the words asked for where they stand, else whoever a "by" names."""
    if wanted and (found := words_in(ARTICLE.sub("", wanted.strip().rstrip(".")), text)):
        before = text[: found.start].split()
        # "not a qualified therapist" is another thing than "a qualified therapist".
        if not {"not", "without", "no"} & {w.lower() for w in before[-2:]} and "assistant" not in text[found.end : found.end + 11].lower():
            return found
    m = _DELIVERED.search(text) or _BY.search(text)
    if m is None:
        return None
    words = ARTICLE.sub("", _UNTIL.sub("", m["who"]).strip())
    start = m.start("who") + m["who"].find(words)
    return Found(words, words.lower(), start, start + len(words)) if words else None


def pieces(text: str, found: Iterable[Found]) -> Iterator[Piece]:
    """A text cut where what was found begins and ends."""
    at = 0
    for f in sorted(found, key=lambda f: f.start):
        if f.start < at:
            continue
        if f.start > at:
            yield Piece(text[at : f.start], False)
        yield Piece(text[f.start : f.end], True)
        at = f.end
    if at < len(text):
        yield Piece(text[at:], False)


def without_review(text: str) -> str:
    """A sentence about reviewing is no part of how often the help comes. Blanked, so that places stay."""
    return REVIEWED.sub(lambda m: " " * len(m[0]), text)


def _vague(part: str, text: str) -> Found | None:
    m = _VAGUE[part].search(text)
    return Found(m[0], None, m.start(), m.end()) if m else None


def words_in(words: str, text: str) -> Found | None:
    """Where these words stand in a text, whatever the capitals and the space between them; None where they do not, or are none."""
    words = words.strip().rstrip(".")
    if not words:
        return None
    m = re.search(r"(?<!\w)" + r"\s+".join(map(re.escape, words.split())) + r"(?!\w)", text, re.IGNORECASE)
    return Found(m[0], m[0].lower(), m.start(), m.end()) if m else None


def _period(words: str) -> str:
    words = words.lower().replace("-", " ").removeprefix("school ")
    return {"morning": "day", "afternoon": "day"}.get(words, words)


def _number(words: str) -> int:
    return int(words) if words.isdigit() else _COUNT[words.lower()]


def plain(text: str) -> str:
    return " ".join(re.findall(r"[\w']+", ARTICLE.sub("", text.strip()).lower()))


def tokens(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)
