"""Two versions of a plan, clause by clause, in plain words. Pure.

Clauses are matched by their `line`, which stays the same through all versions, and never by likeness. What a clause says is
its words (passages.py): where the reading is unsure it says "changed", so that a person looks, and never "the same". That
help became less is said only where both versions give a quantity: a plan must be specific and normally quantified (L v Clarke
and Somerset County Council, 1998; Code of Practice 9.69).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from goldenthread.science.passages import (
    Found,
    Piece,
    group,
    how_long,
    how_often,
    plain,
    tokens,
    weeks,
    who,
    without_review,
)

Result = Literal["lost", "less", "changed", "more", "clearer", "same"]
What = Literal["added", "taken out", "changed", "same"]
RESULTS: dict[str, tuple[str, str]] = {
    "lost": ("Lost", "overdue"), "less": ("Less", "overdue"), "changed": ("Changed", "soon"), "more": ("More", "met"),
    "clearer": ("Clearer", "met"), "same": ("Same", "met"),
}  # fmt: skip
"""Each result in a word, and the style of its tag."""

HELP = ("F", "G", "H1", "H2")
PROVIDES = {"F": "the council", "G": "the NHS", "H1": "the council’s social care", "H2": "the council’s social care"}
"""Who must see that help of a section is given: Children and Families Act 2014 s.42(2) and (3); the 1970 Act s.2."""

_A_YEAR = {"day": 190, "week": 38, "fortnight": 19, "month": 9, "half term": 6, "term": 3, "year": 1}
"""How often a period comes in a school year: 190 days (Education (School Day and School Year) Regulations 1999 r.3) in 38 weeks,
three terms of two halves. Only to tell more from less; the months are about right, and are told apart only where it is plain."""
_HEDGE = re.compile(
    r"\b(?:where(?:ver)? possible|subject to|if (?:available|possible|resources allow)|as appropriate|when available|may|might|could|should"
    r"|would benefit from|aims? to|tr(?:y|ies) to)\b", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One thing that a clause says, before and now."""

    name: str
    before: str
    now: str
    result: Result
    sentence: str = ""

    @property
    def word(self) -> str:
        return RESULTS[self.result][0]

    @property
    def style(self) -> str:
        return RESULTS[self.result][1]


@dataclass(frozen=True)
class Compared:
    """One line of the plan. `before` and `now` are its clauses, None where a version has it not."""

    line: UUID
    what: What
    before: Any
    now: Any
    parts: tuple[Part, ...] = ()
    said_before: tuple[Piece, ...] = ()
    says_now: tuple[Piece, ...] = ()

    @property
    def clause(self) -> Any:
        return self.now if self.now is not None else self.before

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(p.sentence for p in self.parts if p.sentence)

    @property
    def weaker(self) -> bool:
        """Whether something of it was lost or is less."""
        return self.what == "taken out" or any(p.result in ("lost", "less") for p in self.parts)


@dataclass(frozen=True)
class _Words:
    text: str
    section: str
    line: UUID = UUID(int=0)
    details: Any = None
    need: None = None
    outcome: None = None


def compare_versions(before: Iterable[Any], now: Iterable[Any]) -> list[Compared]:
    """Every line of either version, in the order of the newer, those taken out after the last of their section. Clauses have
    `line`, `section`, `number`, `text`, `details`, `need`, `outcome` and `removed`; they come in order."""
    was = {c.line: c for c in before if not c.removed}
    standing = [c for c in now if not c.removed]
    labels_was, labels_now = {k: label(c) for k, c in was.items()}, {c.line: label(c) for c in standing}
    found = []
    for c in standing:
        old = was.get(c.line)
        found.append(
            Compared(c.line, "added", None, c, says_now=(Piece(c.text, False),)) if old is None else _one(old, c, labels_was, labels_now)
        )
    gone = [c for line, c in was.items() if line not in labels_now]
    found += [Compared(c.line, "taken out", c, None, said_before=(Piece(c.text, False),)) for c in gone]
    return sorted(found, key=lambda f: (f.clause.section, f.now is None))


def between(before: str, now: str, section: str) -> Compared:
    """Two wordings of one clause of a section."""
    old, new = (_Words(text, section) for text in (before, now))
    return _one(old, new, {}, {})


def label(clause: Any) -> str:
    """As a plan numbers it: F4, and H1.2 where the section ends with a number."""
    return f"{clause.section}{clause.number}" if not clause.section[-1].isdigit() else f"{clause.section}.{clause.number}"


def summary(found: Iterable[Compared]) -> dict[str, int]:
    """How many lines were changed, added, taken out, stayed the same, and in how many help is lost or less."""
    found = list(found)
    counts = {what: sum(f.what == what for f in found) for what in ("changed", "added", "taken out", "same")}
    return counts | {"weaker": sum(f.weaker and f.clause.section in HELP for f in found)}


def _one(old: Any, new: Any, labels_was: Mapping[UUID, str], labels_now: Mapping[UUID, str]) -> Compared:
    parts = []
    if old.section != new.section:
        parts.append(_moved(old, new))
    if new.section in HELP and not same_words(old.text, new.text):
        parts += _quantities(old.text, new.text)
    by = [str((c.details or {}).get("by") or "").strip() for c in (old, new)] if new.section == "E" else ["", ""]
    if by[0] != by[1]:
        parts.append(_told("By when", by[0], by[1], "changed", f"It was to be reached by {by[0]}. It is now by {by[1]}."))
    for name, was_key, now_key in (("The need it is for", old.need, new.need), ("The outcome it leads to", old.outcome, new.outcome)):
        if was_key != now_key:
            was_label, now_label = labels_was.get(was_key, ""), labels_now.get(now_key, "")
            parts.append(_told(name, was_label, now_label, "changed", f"{name} was {was_label}. It is now {now_label}."))
    if not same_words(old.text, new.text) and not any(p.result != "same" for p in parts):
        only = plain(old.text) == plain(new.text)
        parts.append(Part("The words", "", "", "changed", "Only capitals or full stops changed." if only else "The words changed. They are marked."))
    what: What = "changed" if any(p.result != "same" for p in parts) else "same"
    left, right = marked(old.text, new.text) if what == "changed" else ((Piece(old.text, False),), (Piece(new.text, False),))
    return Compared(new.line, what, old, new, tuple(parts), left, right)


def _moved(old: Any, new: Any) -> Part:
    said = f"It was in section {old.section}. It is now in section {new.section}."
    before, now = PROVIDES.get(old.section), PROVIDES.get(new.section)
    if before and now and before != now:
        said += f" Before, {before} had to see that it is given. Now it is {now}."
    return Part("Where it stands", f"section {old.section}", f"section {new.section}", "changed", said)


def _quantities(before: str, now: str) -> list[Part]:
    """What two wordings of a line of help say, of what either says."""
    b, n = without_review(before), without_review(now)
    parts = [
        _part("How often", how_often(b), how_often(n), _oftener, str.lower, "This help was {0}. It is now {1}.", "how often"),
        _part("How long each time", how_long(b), how_long(n), _more, _minutes, "Each time was {0}. It is now {1}.", "how long each time is"),
        _part("How many weeks", weeks(b), weeks(n), _more, str.lower, "It was for {0}. It is now for {1}.", "for how many weeks"),
        _part("Group size", group(b), group(n), _fewer, _shared, "It was {0}. It is now {1}.", "how many children share it"),
        _person(b, n), _certain(before, now), _altogether(b, n),
    ]  # fmt: skip
    return [p for p in parts if p is not None]


def _part(name: str, b: Found | None, n: Found | None, judge: Any, words: Any, sentence: str, what: str) -> Part | None:
    if (b is None or b.value is None) and (n is None or n.value is None):
        return None
    was, is_now = _words(b, words), _words(n, words)
    if b is None or b.value is None:
        before = f"It only said “{was}” before" if was else f"It did not say {what} before"
        return Part(name, was, is_now, "clearer", f"{before}. It now says {is_now}.")
    if n is None or n.value is None:
        after = f"It now says only “{is_now}”" if is_now else f"It does not say {what} now"
        return Part(name, was, is_now, "lost", f"It said {was}. {after}.")
    if b.value == n.value:
        return Part(name, was, is_now, "same")
    result = judge(b.value, n.value)
    if result == "same":
        return Part(name, was, is_now, result)
    return Part(name, was, is_now, result, sentence.format(was, is_now) + _WHY[name].get(result, ""))


_WHY: dict[str, dict[str, str]] = {
    "How often": {"less": " That is less often.", "more": " That is more often."},
    "How long each time": {"less": " That is shorter.", "more": " That is longer."},
    "How many weeks": {"less": " That is fewer weeks.", "more": " That is more weeks."},
    "Group size": {"less": " More children share it.", "more": " Fewer children share it."},
}


def _person(b: str, n: str) -> Part | None:
    before = who(b)
    # Whom the older version names is looked for in the newer, wherever it stands.
    now = who(n, before.words) if before else who(n)
    if before is None and now is None:
        return None
    if before is None:
        return Part("Who gives it", "", now.words, "clearer", f"It did not say who gives it before. It now says {now.words}.")  # type: ignore[union-attr]
    if now is None:
        return Part("Who gives it", before.words, "", "lost", f"It said that it is given by {before.words}. It does not say by whom now.")
    same = plain(before.words) == plain(now.words)
    said = "" if same else f"It was given by: {before.words}. It is now given by: {now.words}."
    return Part("Who gives it", before.words, now.words, "same" if same else "changed", said)


def _certain(b: str, n: str) -> Part | None:
    """Whether it is to happen, or only may."""
    before, now = _HEDGE.search(b), _HEDGE.search(n)
    if bool(before) == bool(now):
        return None
    if now:
        return Part("How sure it is", "", now[0].lower(), "less", f"It now says “{now[0].lower()}”. That makes it less sure.")
    assert before is not None
    return Part("How sure it is", before[0].lower(), "", "more", f"It no longer says “{before[0].lower()}”. That makes it surer.")


def _altogether(b: str, n: str) -> Part | None:
    """Minutes a week, where how often and how long both changed: one may make up for the other."""
    sums = []
    for text in (b, n):
        often, long = how_often(text), how_long(text)
        if often is None or long is None or often.value is None or long.value is None or often.value[1] not in _A_YEAR or often.value[1] == "month":
            return None
        sums.append((often.value, long.value, often.value[0] * _A_YEAR[often.value[1]] * long.value / _A_YEAR["week"]))
    (was_often, was_long, was), (now_often, now_long, now) = sums
    if was_often == now_often or was_long == now_long:
        return None
    result: Result = "same" if abs(was - now) < 0.5 else "less" if now < was else "more"
    said = f"Added up, it was about {was:.0f} minutes a week, and is now about {now:.0f}."
    return Part("Added up", f"about {was:.0f} minutes a week", f"about {now:.0f} minutes a week", result, said)


def _told(name: str, before: str, now: str, result: Result, both: str) -> Part:
    """A part that may be empty on either side."""
    if not before:
        return Part(name, before, now, "clearer", f"{name}: it did not say before. It now says {now}.")
    if not now:
        return Part(name, before, now, "lost", f"{name}: it said {before}. It does not say now.")
    return Part(name, before, now, result, both)


def _words(found: Found | None, words: Any) -> str:
    return str(words(found.value if words is _minutes and found.value is not None else found.words)) if found else ""


def _minutes(value: Any) -> str:
    return f"{value:g} minutes" if isinstance(value, int | float) else str(value)


def _shared(words: str) -> str:
    return f"a {words.lower()}" if words.lower().startswith(("group", "small", "large")) else words.lower()


def _more(before: float, now: float) -> Result:
    return "more" if now > before else "less"


def _fewer(before: float, now: float) -> Result:
    return "more" if now < before else "less"


def _oftener(before: tuple[float, str], now: tuple[float, str]) -> Result:
    if before[1] == now[1]:
        return _more(before[0], now[0])
    if before[1] not in _A_YEAR or now[1] not in _A_YEAR:
        return "changed"
    was, is_now = before[0] * _A_YEAR[before[1]], now[0] * _A_YEAR[now[1]]
    if was == is_now and "month" not in (before[1], now[1]):
        return "same"
    near = 0.75 < is_now / was < 1.34 and "month" in (before[1], now[1])
    return "changed" if near else _more(was, is_now)


def marked(before: str, now: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts whole, with the words marked that the other has not."""
    mine, theirs = tokens(before), tokens(now)
    matcher = difflib.SequenceMatcher(None, [t.lower() for t in mine], [t.lower() for t in theirs], autojunk=False)
    steps = matcher.get_opcodes()
    left = [(("".join(mine[a:b])), tag != "equal") for tag, a, b, _, _ in steps if a < b]
    right = [(("".join(theirs[c:d])), tag != "equal") for tag, _, _, c, d in steps if c < d]
    return _joined(left), _joined(right)


def _joined(cut: list[tuple[str, bool]]) -> tuple[Piece, ...]:
    """A space between two marked words is marked with them."""
    said: list[Piece] = []
    for at, (text, mark) in enumerate(cut):
        between = not text.strip() and 0 < at < len(cut) - 1
        if said and said[-1].marked == (mark or between):
            said[-1] = Piece(said[-1].text + text, said[-1].marked)
        else:
            said.append(Piece(text, mark or between))
    return tuple(said)


def same_words(a: str, b: str) -> bool:
    """Whether two passages say the same; space between words is none of it."""
    return " ".join(a.split()) == " ".join(b.split())
