"""Wording of provision that is not specific, pointed out to its author. The rules are data: see wording_rules.toml.

A finding advises and never stops anybody. Children and Families Act 2014 s.37(2)(d): a plan specifies provision.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from goldenthread.science.advice import Provision


@dataclass(frozen=True)
class Rule:
    """One thing that is pointed out. `fields` are those of a line in which `words` and `patterns` are looked for."""

    slug: str
    says: str
    advice: str
    source: str
    bad: Mapping[str, Any] = field(hash=False)
    good: Mapping[str, Any] = field(hash=False)
    fields: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    quantity_excuses: bool = False
    check: str = ""


@dataclass(frozen=True)
class Finding:
    """What is pointed out of a line, and beside which field. `found` are the author's own words, or empty."""

    rule: str
    field: str
    says: str
    advice: str
    source: str
    found: str = ""


@cache
def rules() -> tuple[Rule, ...]:
    text = (files("goldenthread.science") / "wording_rules.toml").read_text("utf-8")
    return tuple(_rule(each) for each in tomllib.loads(text)["rule"])


def _rule(said: Mapping[str, Any]) -> Rule:
    lists = ("fields", "words", "patterns", "unless")
    values: dict[str, Any] = {name: tuple(value) if name in lists else value for name, value in said.items()}
    return Rule(**values)


def findings(line: Provision) -> list[Finding]:
    """What is not specific in one line of provision, in the order of its fields on a page."""
    found = [f for rule in rules() for f in (_checked(rule, line) if rule.check else _words_in(rule, line))]
    return sorted(found, key=lambda f: _ORDER.index(f.field))


_ORDER = ("what", "who", "how_often", "minutes", "weeks", "group", "review")
_NUMBERS = "once|twice|one|two|three|four|five|six|seven|eight|nine|ten|twelve|half"
_TIMES = (
    r"\d|\b(?:" + _NUMBERS + r")\b|\b(?:daily|weekly|fortnightly|monthly|termly|half-termly|yearly|annually)\b"
    r"|\b(?:every|each) \w+|\bat all times\b|\bthroughout (?:the|each|every)\b|\ball day\b|\bfull[- ]time\b|\bwhenever\b"
    r"|\bdaytime and night\b|\b24 hours\b|\bbefore (?:each|every|all)\b|\bwhole (?:day|school day|lesson)\b|\ball lessons\b"
)
_NO_WHO = frozenset(
    "staff|school staff|adult|an adult|adults|a trained adult|setting|the setting|school|the school|someone|somebody"
    "|support staff|relevant staff|relevant professionals|professionals|tbc|to be confirmed|n/a|various".split("|")
)


def is_a_quantity(text: str) -> bool:
    """Whether words give a number or a fixed time: "6 times a term", "every lesson", "at all times"."""
    return bool(re.search(_TIMES, text, re.IGNORECASE))


def _words_in(rule: Rule, line: Provision) -> list[Finding]:
    made = []
    for name in rule.fields:
        text = str(getattr(line, name) or "")
        if rule.quantity_excuses and (is_a_quantity(text) or (name == "what" and _quantified(line))):
            continue
        looked_in = _without(text, rule.unless)
        if match := _pattern(rule).search(looked_in):
            made.append(_finding(rule, name, match[0]))
    return made


@cache
def _pattern(rule: Rule) -> re.Pattern[str]:
    words = sorted(rule.words, key=len, reverse=True)
    whole = rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w-])"
    return re.compile("|".join([whole, *rule.patterns]), re.IGNORECASE)


def _without(text: str, phrases: tuple[str, ...]) -> str:
    for phrase in phrases:
        text = re.sub(re.escape(phrase), "", text, flags=re.IGNORECASE)
    return text


def _quantified(line: Provision) -> bool:
    return is_a_quantity(line.how_often)


def _checked(rule: Rule, line: Provision) -> list[Finding]:
    name = CHECKS[rule.check](line)
    return [_finding(rule, name)] if name else []


def _no_quantity(line: Provision) -> str:
    """Words that are there but vague are for another rule to point out."""
    return "" if line.how_often.strip() or is_a_quantity(line.what) else "how_often"


def _no_who(line: Provision) -> str:
    return "who" if line.who.strip().lower().rstrip(".") in ("", *_NO_WHO) else ""


_GROUP = re.compile(r"(?<![\w-])(?:small[- ])?group(?:s| work)?(?![\w-])", re.IGNORECASE)
_SIZED = re.compile(
    rf"(?:\d+|\b(?:{_NUMBERS}|pair)\b)[ -](?:other )?(?:children|pupils|people|peers|learners|students|friends)"
    rf"|group (?:size )?of (?:no more than |at most |up to |not more than )?(?:\d+|{_NUMBERS})|\bpairs?\b"
    r"|\bpeer group\b|\byear group\b|\bage group\b|\btutor group\b|\bfriendship group\b|\bmuscle groups?\b",
    re.IGNORECASE,
)


def _no_group_size(line: Provision) -> str:
    said = f"{line.what} {line.how_often}"
    return "group" if line.group is None and _GROUP.search(said) and not _SIZED.search(said) else ""


CHECKS: dict[str, Callable[[Provision], str]] = {
    "no-quantity": _no_quantity,
    "no-who": _no_who,
    "no-group-size": _no_group_size,
}
"""The checks that a rule can name: each answers the field at fault, or nothing."""


def _finding(rule: Rule, name: str, found: str = "") -> Finding:
    shown = found[:1].upper() + found[1:].lower()
    return Finding(rule.slug, name, rule.says.format(found=shown), rule.advice, rule.source, found)
