"""What in the wording of a plan or of advice is pointed out to its author. The rules are data: see wording_rules.toml.

A finding advises and never stops anybody; a person decides. Children and Families Act 2014 s.37(2): a plan specifies
needs, outcomes and provision.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from goldenthread.science.advice import Advice, Need, Outcome, Provision
from goldenthread.science.reading_age import reading_age

LABELS = (
    "vague-provision",
    "missing-quantity",
    "missing-provider",
    "hedged",
    "conditional-on-resources",
    "not-smart-outcome",
    "need-as-diagnosis",
    "provision-in-need",
    "health-in-wrong-section",
    "no-pfa",
)
"""What a finding of a rule can be. Length and reading age are advice beside these, and carry no label."""

LONGEST = 5_000
"""Characters of a clause that are looked at: some patterns take time as the square of it. No form holds more."""


@dataclass(frozen=True)
class Rule:
    """One thing that is pointed out of a clause of one of `sections`.

    All lists hold patterns of words. Those of `masks` are looked past, as having another sense. A rule says nothing
    unless one of `given` is there, or if one of `spares` is. Then it points out the first of `finds`; or, where `wants`
    is filled, that none of `wants` is there. One of whole plans (`of_plan`) looks at the clauses of its sections
    together, in a plan of the National Curriculum year `from_year` or later.
    """

    slug: str
    label: str
    sections: tuple[str, ...]
    says: str
    better: str
    source: str
    bad: Mapping[str, Any] = field(hash=False)
    good: Mapping[str, Any] = field(hash=False)
    finds: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()
    masks: tuple[str, ...] = ()
    # Of a line of an advice form: the box that the finding stands beside, where no words are pointed out.
    box: str = "what"
    of_plan: bool = False
    from_year: int = -1

    def look(self, text: str, *, answered: bool = False) -> str | None:
        """The words that are pointed out; empty where something is missing; None where there is nothing to say.
        `answered`: what `wants` looks for is known to be there."""
        sought = _compiled(self.wants or self.finds)
        found = sought.search(text)
        if self.finds and not found:
            return None
        if self.masks:
            text = _compiled(self.masks).sub(lambda m: "·" * len(m[0]), text)
            found = sought.search(text)
        if answered or bool(found) == bool(self.wants):
            return None
        if self.given and not _compiled(self.given).search(text):
            return None
        if self.spares and _compiled(self.spares).search(text):
            return None
        return found[0] if found else ""


@dataclass(frozen=True)
class Finding:
    """What is pointed out. `found` are the author's own words, or empty where something is missing; `field` is the box
    of a form that it stands beside, `text` in a clause."""

    label: str
    rule: str
    says: str
    better: str
    source: str
    found: str = ""
    field: str = "text"


@dataclass(frozen=True)
class Reading:
    """How long a clause is and how old its reader must be, with advice where it is too much."""

    words: int
    longest_sentence: int
    age: int
    advice: tuple[Finding, ...] = ()


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files("goldenthread.science") / "wording_rules.toml").read_text("utf-8"))


@cache
def rules() -> tuple[Rule, ...]:
    return tuple(map(_rule, _data()["rule"]))


def _rule(said: Mapping[str, Any]) -> Rule:
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
    return Rule(**values)


@cache
def _lexicon(name: str) -> str:
    """The words of a list of [words] as one pattern. A list may name others."""
    return "(?:" + "|".join(map(_spelled_out, _data()["words"][name])) + ")"


def _spelled_out(pattern: str) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda m: _lexicon(m[1]), pattern)


@cache
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Whole words, in capitals or not; `(?-i:TA)` in the data insists on capitals. Made when first needed, so that a
    command starts at once."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_spelled_out, patterns))})(?!\w)", re.IGNORECASE)


_SAME = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u2011": "-", "\n": " ", "\t": " ", "\xa0": " "}
)


def check(section: str, text: str, age_year: int | None = None) -> list[Finding]:
    """What is pointed out of one clause, in the order of the rules. `section` is that of a plan, such as F or H1;
    `age_year` the National Curriculum year (-1 nursery, 0 Reception, 14 and 15 after Year 13)."""
    even = text[:LONGEST].translate(_SAME)
    found = []
    for rule in rules():
        if not rule.of_plan and section in rule.sections and (age_year is None or age_year >= rule.from_year):
            words = rule.look(even)
            if words is not None:
                found.append(_finding(rule, _own(text, even, words)))
    return found


def check_plan(
    lines: Iterable[tuple[str, str]], age_year: int | None = None
) -> tuple[list[list[Finding]], list[Finding]]:
    """What is pointed out of each clause, given as section and text, and then of the plan as a whole."""
    lines = list(lines)
    return [check(section, text, age_year) for section, text in lines], check_together(lines, age_year)


def check_together(lines: Iterable[tuple[str, str]], age_year: int | None) -> list[Finding]:
    """What is pointed out of a plan as a whole; nothing where the year is not known."""
    lines, found = list(lines), []
    for rule in rules():
        if rule.of_plan and age_year is not None and age_year >= rule.from_year:
            texts = " . ".join(text.translate(_SAME) for section, text in lines if section in rule.sections)
            if rule.look(texts) is not None:
                found.append(_finding(rule, ""))
    return found


def findings(line: Provision) -> list[Finding]:
    """What is pointed out of a line of provision in the boxes of a form, in the order of those boxes. The boxes for who,
    how often, minutes and size of group answer the rules that ask for these."""
    if not line.what.strip():
        return []
    text = _in_words(line)[:LONGEST].translate(_SAME)
    found = []
    for rule in rules():
        if "F" in rule.sections and rule.label in LABELS[:5] and not rule.of_plan:
            answered = rule.box == "who" and bool(line.who.strip()) and not _nobody(line.who)
            words = rule.look(text, answered=answered)
            if words is not None:
                found.append(_finding(rule, words, _box(rule, line, words)))
    return sorted(found, key=lambda f: _BOXES.index(f.field))


def findings_of(line: Need | Outcome) -> list[Finding]:
    """What is pointed out of a need, as section B, or of an outcome, as section E. Needs of health and care have no rule."""
    if not line.text.strip():
        return []
    if isinstance(line, Outcome):
        return check("E", with_day(line.text, line.by))
    return [] if line.area in ("health", "care") else check("B", line.text)


def findings_of_advice(advice: Advice) -> dict[str, list[Finding]]:
    """What is pointed out of each line of advice, by its id."""
    needs, outcomes = ({line.id: findings_of(line) for line in lines} for lines in (advice.needs, advice.outcomes))
    return {**needs, **outcomes, **{p.id: findings(p) for p in advice.provisions}}


_BOXES = ("what", "who", "how_often", "minutes", "weeks", "group", "review")


def _in_words(line: Provision) -> str:
    """The boxes as a clause, each for itself, so that nothing is read into how often but what is written there."""
    group = "" if not line.group else "one to one" if line.group == 1 else f"in a group of {line.group}"
    parts = (line.what, line.how_often, f"{line.minutes} minutes" if line.minutes else "", group, line.who, line.review)
    return ", ".join(part.strip().rstrip(".") for part in parts if part.strip())


def _box(rule: Rule, line: Provision, words: str) -> str:
    if words and rule.box == "what":
        for name in ("what", "who", "how_often", "review"):
            if words.lower() in str(getattr(line, name)).translate(_SAME).lower():
                return name
    return rule.box


@cache
def _nobody_pattern() -> re.Pattern[str]:
    return re.compile(rf"\W*{_lexicon('nobody')}\W*", re.IGNORECASE)


def _nobody(who: str) -> bool:
    return bool(_nobody_pattern().fullmatch(who))


def _own(text: str, even: str, words: str) -> str:
    """The author's own spelling of words that were found."""
    at = even.find(words) if words else -1
    return text[at : at + len(words)] if at >= 0 else words


def _finding(rule: Rule, found: str, box: str = "text") -> Finding:
    shown = found[:1].upper() + found[1:]
    return Finding(rule.label, rule.slug, rule.says.format(found=shown), rule.better, rule.source, found, box)


def read(text: str) -> Reading:
    """Length and reading age of a clause. Limits and their sources are in [reading] of the rules."""
    sentences = [len(re.findall(r"[\w'’:/-]+", s)) for s in re.split(r"[.!?;](?=\s|$)|\n+", text)]
    words, longest, age = sum(sentences), max(sentences), reading_age(text)
    advice = [_too_much("long-sentence", longest), _too_much("reading-age", age)]
    return Reading(
        words, longest, age, tuple(f for f in advice if f) if words >= _data()["reading"]["from_words"] else ()
    )


def _too_much(name: str, n: int) -> Finding | None:
    limit = _data()["reading"][name]
    if n <= limit["most"]:
        return None
    said = {part: limit[part].format(n=n, most=limit["most"]) for part in ("says", "better", "source")}
    return Finding(label="", rule=name, **said)


def with_day(text: str, by: str) -> str:
    """An outcome whose day stands in a part of its own, as a sentence."""
    return f"{text.strip().rstrip('.')}, by {by.strip()}" if by.strip() and by.strip() not in text else text


def pointed_out(section: str, text: str, by: str = "") -> list[Finding]:
    """All that is pointed out of one clause to whoever writes it: findings, and advice on length and reading age. `by` is the day
    of an outcome, where it is kept apart."""
    if not text.strip() or not any(section in rule.sections for rule in rules()):
        return []
    return [*check(section, with_day(text, by)), *read(text).advice]
