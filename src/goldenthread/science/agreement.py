"""How far several people who judged the same things agree, beyond what chance alone would give. Pure.

Two judges: J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20 (1960) 37-46.
More: J. L. Fleiss, Measuring nominal scale agreement among many raters, Psychological Bulletin 76 (1971) 378-382.
1 is full agreement, 0 what chance gives, less than 0 is worse than chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass


def cohens_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """Of two judges of the same things in the same order. None where there is nothing to judge, or where both gave one and the same
    grade to all: chance then explains everything and the measure is not defined. Raises ValueError on unequal lengths."""
    if len(first) != len(second):
        raise ValueError("both must have judged the same things")
    n = len(first)
    if not n:
        return None
    seen = sum(a == b for a, b in zip(first, second, strict=True)) / n
    counts, others = Counter(first), Counter(second)
    chance = sum(counts[grade] * others[grade] for grade in counts) / n**2
    return None if chance == 1 else (seen - chance) / (1 - chance)


@dataclass(frozen=True)
class Tally:
    """What kappa needs of some things that several judged: how many things and judges there are, the sum of the shares of pairs of
    judges who gave the same grade, and how often each grade was given. Tallies of parts add up to that of the whole."""

    things: int
    judges: int
    alike: float
    grades: Mapping[Hashable, int]


def tally(judged: Sequence[Sequence[Hashable]]) -> Tally:
    """`judged` holds for each thing the grades that it was given. Raises ValueError on unequal numbers, or fewer than two judges."""
    judges = len(judged[0]) if judged else 2
    if judges < 2 or any(len(grades) != judges for grades in judged):
        raise ValueError("each must have been judged by the same number of people, two or more")
    tables = [Counter(grades) for grades in judged]
    alike = sum((sum(c * c for c in table.values()) - judges) / (judges * (judges - 1)) for table in tables)
    return Tally(len(tables), judges, alike, sum(tables, Counter()))


def kappa_of(tallies: Iterable[Tally]) -> float | None:
    """Fleiss's kappa of these together, which had the same number of judges. None where there is nothing to judge, or where all gave
    one and the same grade."""
    things, given, alike = 0, 0, 0.0
    grades: dict[Hashable, int] = {}
    for t in tallies:
        things, given, alike = things + t.things, given + t.things * t.judges, alike + t.alike
        for grade, n in t.grades.items():
            grades[grade] = grades.get(grade, 0) + n
    chance = sum((n / given) ** 2 for n in grades.values()) if given else 1
    return None if chance == 1 else (alike / things - chance) / (1 - chance)


def fleiss_kappa(judged: Sequence[Sequence[Hashable]]) -> float | None:
    """Of several judges: `judged` holds for each thing the grades that it was given, as many for each, by whomever. None where there
    is nothing to judge, or where all gave one and the same grade. Raises ValueError on unequal numbers, or fewer than two judges."""
    return kappa_of([tally(judged)])
