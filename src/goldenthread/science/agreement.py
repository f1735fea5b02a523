"""How far several people who judged the same things agree, beyond what chance alone would give. Pure.

Two judges: J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20 (1960) 37-46.
More: J. L. Fleiss, Measuring nominal scale agreement among many raters, Psychological Bulletin 76 (1971) 378-382.
1 is full agreement, 0 what chance gives, less than 0 is worse than chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence


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


def fleiss_kappa(judged: Sequence[Sequence[Hashable]]) -> float | None:
    """Of several judges: `judged` holds for each thing the grades that it was given, as many for each, by whomever. None where there
    is nothing to judge, or where all gave one and the same grade. Raises ValueError on unequal numbers, or fewer than two judges."""
    if not judged:
        return None
    judges = len(judged[0])
    if judges < 2 or any(len(grades) != judges for grades in judged):
        raise ValueError("each must have been judged by the same number of people, two or more")
    tables = [Counter(grades) for grades in judged]
    seen = sum((sum(c * c for c in table.values()) - judges) / (judges * (judges - 1)) for table in tables) / len(tables)
    total = sum(tables, Counter())
    chance = sum((c / (judges * len(tables))) ** 2 for c in total.values())
    return None if chance == 1 else (seen - chance) / (1 - chance)
