"""Which plans an audit reads, drawn by chance, and who grades which. Pure, and repeatable by anybody who has the seed.

The plans stand in line, stratum after stratum, within each in an order by chance; from a start by chance every (N/n)th is taken
(systematic sampling with a fractional interval). Each plan has the same chance, n in N. Each stratum is given its share of n,
rounded down or up by chance, and so is each group of strata that stand together. Giving each stratum its share by rounding alone
would leave the plans of the smallest strata no chance at all.

Chance is SHA-256 of the seed and a name, so that a draw does not hang on a version of Python, nor on the order in which the plans
came, and can be checked in any language.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


class NobodyLeft(ValueError):
    """A plan has too few people who may grade it; `plan` is which."""

    def __init__(self, plan: str) -> None:
        super().__init__(plan)
        self.plan = plan


def _chance(seed: int, name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}:{name}".encode()).digest(), "big")


def draw(population: Mapping[str, tuple[str, ...]], wanted: int, seed: int) -> list[str]:
    """The keys of `wanted` of the population, which has the stratum of each key; all, where it has no more. In the order by chance
    in which they are to be read, so that whoever stops half way has read a sample too."""
    size = len(population)
    if wanted < 1:
        return []
    line = sorted(population, key=lambda k: (population[k], _chance(seed, k), k))
    if wanted < size:
        line = every_nth(line, wanted, _chance(seed, "start") % size)
    return sorted(line, key=lambda k: (_chance(seed, f"turn {k}"), k))


def every_nth(line: Sequence[str], wanted: int, start: int) -> list[str]:
    """`wanted` of a line of more, as far apart as can be. `start` is 0 to one less than the length of the line; over all of these each
    place is taken equally often, `wanted` times."""
    return [line[(start + k * len(line)) // wanted] for k in range(wanted)]


@dataclass(frozen=True)
class Stratum:
    """How many plans are alike in what the sample is drawn by, and how many of them were drawn."""

    of: tuple[str, ...]
    plans: int
    drawn: int

    def share(self, wanted: int, size: int) -> float:
        """What is its due."""
        return wanted * self.plans / size


def strata(population: Mapping[str, tuple[str, ...]], drawn: Collection[str]) -> list[Stratum]:
    all_of, taken = Counter(population.values()), Counter(population[k] for k in drawn)
    return [Stratum(of, n, taken[of]) for of, n in sorted(all_of.items())]


@dataclass(frozen=True)
class Auditor:
    """Somebody who grades, and for which of the three services: education, health or care."""

    key: str
    part: str


def share_out(
    plans: Sequence[str], auditors: Sequence[Auditor], together: int, readers: int, barred: Collection[tuple[str, str]], seed: int
) -> dict[str, list[str]]:
    """Who grades each plan: the first `together` of the plans, which stand in an order by chance, are graded by `readers` people each,
    of as many services as can be, and the others by one. Nobody grades a plan from which they are `barred`, as pairs of plan and
    auditor. Whoever has the fewest is next, and among them chance decides. Raises NobodyLeft."""
    load = dict.fromkeys((a.key for a in auditors), 0)
    found: dict[str, list[str]] = {}
    for at, plan in enumerate(plans):
        chosen: list[Auditor] = []
        for _ in range(readers if at < together else 1):
            parts = {a.part for a in chosen}
            left = [a for a in auditors if a not in chosen and (plan, a.key) not in barred]
            if not left:
                raise NobodyLeft(plan)
            chosen.append(min(left, key=lambda a: (a.part in parts, load[a.key], _chance(seed, f"{plan} {a.key}"))))
            load[chosen[-1].key] += 1
        found[plan] = [a.key for a in chosen]
    return found
