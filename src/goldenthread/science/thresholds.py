"""Local thresholds in the reasons for a refusal: what is pointed out to the officer, who decides. The rules are data: see
local_thresholds.toml. Children and Families Act 2014 s.36(8), 37(1).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_NUMBERS = r"\d{1,2}|one|two|three|four|five|six|a"


@dataclass(frozen=True)
class Threshold:
    """A measure that an area sets for itself. `bad` has it, `good` is like it and has it not."""

    slug: str
    finds: tuple[str, ...]
    says: str
    bad: str
    good: str


@dataclass(frozen=True)
class Found:
    """The words, as they were typed, and the rule that they fall under."""

    words: str
    rule: Threshold


@cache
def thresholds() -> tuple[Threshold, ...]:
    read = tomllib.loads(files("goldenthread.science").joinpath("local_thresholds.toml").read_text("utf-8"))
    return tuple(Threshold(**{**rule, "finds": tuple(rule["finds"])}) for rule in read["rule"])


@cache
def _pattern(rule: Threshold) -> re.Pattern[str]:
    any_of = "|".join(p.replace("{n}", _NUMBERS) for p in rule.finds)
    return re.compile(rf"(?<!\w)(?:{any_of})(?!\w)", re.IGNORECASE)


def thresholds_in(reasons: str) -> tuple[Found, ...]:
    """The first words under each rule, in the order of the rules."""
    hits = ((rule, _pattern(rule).search(reasons)) for rule in thresholds())
    return tuple(Found(hit[0], rule) for rule, hit in hits if hit)
