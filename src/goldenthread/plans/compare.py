"""What became of an author's words in a draft: how often, how long, for how many weeks, in what group, by whom. Pure.

A plan must be specific and normally quantified (L v Clarke and Somerset County Council, 1998; Code of Practice 9.69), and
plans lose quantity between advice and draft. What the plan says is its words: they are read, and not the fields behind
them. Where the reading is unsure it says "changed", so that a person looks.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from goldenthread.science.advice import Provision, lowered
from goldenthread.science.passages import (
    ARTICLE,
    REVIEWED,
    Found,
    Piece,
    group,
    how_long,
    how_often,
    pieces,
    plain,
    tokens,
    weeks,
    who,
    without_review,
    words_in,
)

Result = Literal["lost", "changed", "same"]
STYLE = {"lost": "overdue", "changed": "soon", "same": "met"}


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
    sentence, said = advised.sentence, without_review(says)
    untouched = plain(sentence) == plain(says)
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
            same_words = words_in(advised.how_often, said)
            if wanted is not None and wanted.value is not None:
                results.append(_result(wanted.value, often))
            else:
                results.append("same" if same_words else "lost" if often is None or often.value is None else "changed")
            shown.append(same_words if same_words and results[-1] == "same" else often)
        if advised.minutes:
            results.append(_result(advised.minutes, long))
            shown.append(long)
        words = " for ".join(w for w in (lowered(advised.how_often.strip()), f"{advised.minutes} minutes" if advised.minutes else "") if w)
        mine = [words_in(advised.how_often, sentence), words_in(f"{advised.minutes} minutes each time", sentence) if advised.minutes else None]
        add("How often, how long", words, mine, shown, _worst(results))
    if advised.group:
        words = "one to one" if advised.group == 1 else f"no more than {advised.group}"
        found = group(said)
        mine = [words_in("one to one" if advised.group == 1 else f"group of no more than {advised.group}", sentence)]
        add("Group size", words, mine, [found], _result(advised.group, found))
    if advised.who.strip():
        found = who(said, advised.who)
        result: Result = "lost" if found is None else "same" if plain(found.words) == plain(advised.who) else "changed"
        add("Who delivers it", ARTICLE.sub("", advised.who.strip().rstrip(".")), [words_in(advised.who, sentence)], [found], result)
    if advised.weeks:
        found = weeks(said)
        add("How many weeks", f"{advised.weeks} weeks a year", [words_in(f"{advised.weeks} weeks a year", sentence)], [found], _result(advised.weeks, found))
    if advised.review.strip():
        found = words_in(advised.review, says)
        reviewed = REVIEWED.search(says)
        other = Found(reviewed[0], None, reviewed.start(), reviewed.end()) if reviewed else None
        add("Review", advised.review.strip(), [words_in(advised.review, sentence)], [found or other], "same" if found else "changed" if other else "lost")
    what = plain(advised.what)
    kept = _shared(what, plain(says))
    result = "same" if kept >= 0.7 else "changed" if kept >= 0.35 else "lost"
    rows.insert(0, Row("What it is", advised.what.strip(), "as you wrote it" if result == "same" else _cut(says), result))
    return Comparison(tuple(rows), tuple(pieces(sentence, ours)), tuple(pieces(says, theirs)))


def compare_words(wrote: str, says: str, part: str = "Words", more: Iterable[tuple[str, str, str]] = ()) -> Comparison:
    """A need, an outcome or somebody's views with what the draft says, word by word. `more` are further parts, each with
    what was written and what is said."""
    mine, theirs = tokens(wrote), tokens(says)
    matcher = difflib.SequenceMatcher(None, [t.lower() for t in mine], [t.lower() for t in theirs], autojunk=False)
    left = [Piece("".join(mine[a:b]), tag != "equal") for tag, a, b, _, _ in matcher.get_opcodes() if a < b]
    right = [Piece("".join(theirs[c:d]), tag != "equal") for tag, _, _, c, d in matcher.get_opcodes() if c < d]
    same = plain(wrote) == plain(says)
    result: Result = "same" if same else "lost" if _shared(plain(wrote), plain(says)) < 0.35 else "changed"
    rows = [Row(part, "" if same else _cut(wrote), "as you wrote it" if same else _cut(says), result)]
    for name, before, after in more:
        if before.strip():
            rows.append(Row(name, before, after, "same" if plain(before) == plain(after) else "changed" if after.strip() else "lost"))
    if same:
        left, right = [Piece(wrote, False)], [Piece(says, False)]
    return Comparison(tuple(rows), tuple(left), tuple(right))


def _result(wanted: Any, found: Found | None) -> Result:
    if found is None or found.value is None:
        return "lost"
    return "same" if found.value == wanted else "changed"


def _worst(results: list[Result]) -> Result:
    return "lost" if "lost" in results else "changed" if "changed" in results else "same"


def _shared(wrote: str, says: str) -> float:
    """The share of what was written whose words stand in what is said, without the small words."""
    mine = [w for w in wrote.split() if len(w) > 3]
    there = set(says.split())
    return sum(w in there for w in mine) / len(mine) if mine else 1.0


def _cut(text: str, most: int = 120) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + "…"
