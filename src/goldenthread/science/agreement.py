"""How far several people who judged the same things agree, beyond what chance alone would give. Pure.

J. L. Fleiss, Measuring nominal scale agreement among many raters, Psychological Bulletin 76 (1971) 378-382.
1 is full agreement, 0 what chance gives, less than 0 is worse than chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum


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
    chance = fsum((n / given) ** 2 for n in grades.values()) if given else 1
    return None if chance == 1 else (alike / things - chance) / (1 - chance)
