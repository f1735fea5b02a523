"""What became of an author's words in a draft: how often, how long, for how many weeks, in what group, by whom. Pure.

A plan must be specific and normally quantified (L v Clarke and Somerset County Council, 1998; Code of Practice 9.69), and
plans lose quantity between advice and draft. What the plan says is its words: they are read, and not the fields behind
them. Where the reading is unsure it says "changed", so that a person looks.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from goldenthread.science.advice import Provision, lowered

Result = Literal["lost", "changed", "same"]
STYLE = {"lost": "overdue", "changed": "soon", "same": "met"}

_COUNT = {"once": 1, "one": 1, "a": 1, "an": 1, "twice": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
          "eight": 8, "nine": 9, "ten": 10}  # fmt: skip
_NUMBER = r"(?:\d+|" + "|".join(w for w in _COUNT if w not in ("a", "an", "once", "twice")) + ")"
_PERIOD = r"(?:school )?(?:half[- ]term|day|week|fortnight|month|term|year|morning|afternoon|lesson)"
_OFTEN = re.compile(
    rf"\b(?:(?P<once>once|twice)(?: (?:a|an|per|each|every))? (?P<p1>{_PERIOD})"
    rf"|(?P<n>{_NUMBER}) (?:times|sessions|hours|lessons|visits)(?: (?:a|an|per|each|every)) (?P<p2>{_PERIOD})"
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
_REVIEWED = re.compile(r"(?<=[.;] )(?:this is |it is |to be )?review\w*[^.;]*", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:an?|the|their|his|her)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """A part of a passage: its words and place, and what they come to; None where they are too vague to count."""

    words: str
    value: Any
    start: int
    end: int


@dataclass(frozen=True)
class Row:
    part: str
    wrote: str
    says: str
    result: Result

    @property
    def style(self) -> str:
        return STYLE[self.result]


@dataclass(frozen=True)
class Piece:
    """Some of a text; `marked` where the two differ."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Comparison:
    rows: tuple[Row, ...]
    wrote: tuple[Piece, ...]
    says: tuple[Piece, ...]

    @property
    def weaker(self) -> int:
        """How many things are lost or changed."""
        return sum(row.result != "same" for row in self.rows)


def compare_provision(advised: Provision, says: str) -> Comparison:
    """An advised line of help with what the draft says. Only what the author said is looked for."""
    sentence, said = advised.sentence, _without_review(says)
    untouched = _plain(sentence) == _plain(says)
    rows, ours, theirs = [], [], []

    def add(part: str, words: str, mine: Iterable[Found | None], found: Iterable[Found | None], result: Result) -> None:
        there = [f for f in found if f]
        # What reads word for word as it was advised has lost nothing, however it is read.
        result = "same" if untouched else result
        rows.append(Row(part, words, ", ".join(dict.fromkeys(f.words for f in sorted(there, key=lambda f: f.start))), result))
        if result != "same":
            ours.extend(f for f in mine if f)
            theirs.extend(there)

    if advised.how_often or advised.minutes:
        often, long = how_often(said), how_long(said)
        wanted = how_often(advised.how_often)
        results: list[Result] = []
        shown: list[Found | None] = []
        if advised.how_often:
            same_words = _in(advised.how_often, said)
            if wanted is not None and wanted.value is not None:
                results.append(_result(wanted.value, often))
            else:
                results.append("same" if same_words else "lost" if often is None or often.value is None else "changed")
            shown.append(same_words if same_words and results[-1] == "same" else often)
        if advised.minutes:
            results.append(_result(advised.minutes, long))
            shown.append(long)
        words = " for ".join(w for w in (lowered(advised.how_often.strip()), f"{advised.minutes} minutes" if advised.minutes else "") if w)
        mine = [_in(advised.how_often, sentence), _in(f"{advised.minutes} minutes each time", sentence) if advised.minutes else None]
        add("How often, how long", words, mine, shown, _worst(results))
    if advised.group:
        words = "one to one" if advised.group == 1 else f"no more than {advised.group}"
        found = group(said)
        mine = [_in("one to one" if advised.group == 1 else f"group of no more than {advised.group}", sentence)]
        add("Group size", words, mine, [found], _result(advised.group, found))
    if advised.who.strip():
        found = who(said, advised.who)
        result: Result = "lost" if found is None else "same" if _plain(found.words) == _plain(advised.who) else "changed"
        add("Who delivers it", _ARTICLE.sub("", advised.who.strip().rstrip(".")), [_in(advised.who, sentence)], [found], result)
    if advised.weeks:
        found = weeks(said)
        add("How many weeks", f"{advised.weeks} weeks a year", [_in(f"{advised.weeks} weeks a year", sentence)], [found], _result(advised.weeks, found))
    if advised.review.strip():
        found = _in(advised.review, says)
        reviewed = _REVIEWED.search(says)
        other = Found(reviewed[0], None, reviewed.start(), reviewed.end()) if reviewed else None
        add("Review", advised.review.strip(), [_in(advised.review, sentence)], [found or other], "same" if found else "changed" if other else "lost")
    what = _plain(advised.what)
    kept = _shared(what, _plain(says))
    result = "same" if kept >= 0.7 else "changed" if kept >= 0.35 else "lost"
    rows.insert(0, Row("What it is", advised.what.strip(), "as you wrote it" if result == "same" else _cut(says), result))
    return Comparison(tuple(rows), tuple(pieces(sentence, ours)), tuple(pieces(says, theirs)))


def compare_words(wrote: str, says: str, part: str = "Words", more: Iterable[tuple[str, str, str]] = ()) -> Comparison:
    """A need, an outcome or somebody's views with what the draft says, word by word. `more` are further parts, each with
    what was written and what is said."""
    mine, theirs = _tokens(wrote), _tokens(says)
    matcher = difflib.SequenceMatcher(None, [t.lower() for t in mine], [t.lower() for t in theirs], autojunk=False)
    left = [Piece("".join(mine[a:b]), tag != "equal") for tag, a, b, _, _ in matcher.get_opcodes() if a < b]
    right = [Piece("".join(theirs[c:d]), tag != "equal") for tag, _, _, c, d in matcher.get_opcodes() if c < d]
    same = _plain(wrote) == _plain(says)
    result: Result = "same" if same else "lost" if _shared(_plain(wrote), _plain(says)) < 0.35 else "changed"
    rows = [Row(part, "" if same else _cut(wrote), "as you wrote it" if same else _cut(says), result)]
    for name, before, after in more:
        if before.strip():
            rows.append(Row(name, before, after, "same" if _plain(before) == _plain(after) else "changed" if after.strip() else "lost"))
    if same:
        left, right = [Piece(wrote, False)], [Piece(says, False)]
    return Comparison(tuple(rows), tuple(left), tuple(right))


# --- reading a passage ---


def how_often(text: str) -> Found | None:
    """Times in a period, such as (1, "week")."""
    if m := _OFTEN.search(text):
        if m["ly"]:
            value = (1, _ADVERBS[m["ly"].lower()])
        elif m["once"]:
            value = (_COUNT[m["once"].lower()], _period(m["p1"]))
        elif m["n"]:
            value = (_number(m["n"]), _period(m["p2"]))
        else:
            value = (1, _period(m["p3"]))
        return Found(m[0], value, m.start(), m.end())
    return _vague("often", text)


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
    if wanted and (found := _in(_ARTICLE.sub("", wanted.strip().rstrip(".")), text)):
        before = text[: found.start].split()
        # "not a qualified therapist" is another thing than "a qualified therapist".
        if not {"not", "without", "no"} & {w.lower() for w in before[-2:]} and "assistant" not in text[found.end : found.end + 11].lower():
            return found
    m = _DELIVERED.search(text) or _BY.search(text)
    if m is None:
        return None
    words = _ARTICLE.sub("", _UNTIL.sub("", m["who"]).strip())
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


def _without_review(text: str) -> str:
    """A sentence about reviewing is no part of how often the help comes. Blanked, so that places stay."""
    return _REVIEWED.sub(lambda m: " " * len(m[0]), text)


def _result(wanted: Any, found: Found | None) -> Result:
    if found is None or found.value is None:
        return "lost"
    return "same" if found.value == wanted else "changed"


def _worst(results: list[Result]) -> Result:
    return "lost" if "lost" in results else "changed" if "changed" in results else "same"


def _vague(part: str, text: str) -> Found | None:
    m = _VAGUE[part].search(text)
    return Found(m[0], None, m.start(), m.end()) if m else None


def _in(words: str, text: str) -> Found | None:
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


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w']+", _ARTICLE.sub("", text.strip()).lower()))


def _shared(wrote: str, says: str) -> float:
    """The share of what was written whose words stand in what is said, without the small words."""
    mine = [w for w in wrote.split() if len(w) > 3]
    there = set(says.split())
    return sum(w in there for w in mine) / len(mine) if mine else 1.0


def _tokens(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)


def _cut(text: str, most: int = 120) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + "…"
