"""The quality of plans by weighted criteria: what each asks, what a plan scores, and how far those who graded agree. Pure.

The criteria are data (audit_criteria.toml). A grade is 1 to 4, or 0 where the criterion does not apply to a plan. A score is the mean
of the grades, each as often as its criterion weighs; what does not apply is left out."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeVar

from goldenthread.science.agreement import kappa_of, tally

T = TypeVar("T")
GRADES = {4: "Fully", 3: "Mostly", 2: "In part", 1: "Not at all", 0: "Does not apply"}
RUNS = 400
_LOW, _HIGH = 0.025, 0.975
LEAST = 5
"""Plans from which an interval is drawn."""


@dataclass(frozen=True)
class Criterion:
    """`looks_like` says what each grade looks like; `labels` are the wording checks whose findings stand beside it, and `threads`
    says that broken links do."""

    slug: str
    section: str
    weight: int
    question: str
    looks_like: Mapping[int, str]
    good: str
    poor: str
    source: str
    labels: tuple[str, ...] = ()
    threads: bool = False
    from_year: int | None = None


@cache
def criteria() -> tuple[Criterion, ...]:
    """The questions by which a plan is graded, each with its weight and source, as audit_criteria.toml has them."""
    text = (files("goldenthread.science") / "audit_criteria.toml").read_text("utf-8")
    return tuple(
        Criterion(
            c["slug"], c["section"], c["weight"], c["question"], {g: c[f"grade_{g}"] for g in (4, 3, 2, 1)}, c["good"], c["poor"],
            c["source"], tuple(c.get("labels", ())), c.get("threads", False), c.get("from_year"),
        )
        for c in tomllib.loads(text)["criterion"]
    )


@cache
def criterion(slug: str) -> Criterion:
    """Raises KeyError."""
    return {c.slug: c for c in criteria()}[slug]


@cache
def audited_sections() -> tuple[str, ...]:
    return tuple(dict.fromkeys(c.section for c in criteria()))


def settled(given: Sequence[int], agreed: int | None) -> int | None:
    """The grade that stands: what was agreed, else what all gave. None while they differ."""
    if agreed is not None:
        return agreed
    return given[0] if given and len(set(given)) == 1 else None


def sums(grades: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Of grades with their weights: the sum of grades, each as often as it weighs, and that of the weights. What does not apply is
    left out."""
    counted = [(g, w) for g, w in grades if g]
    return sum(g * w for g, w in counted), sum(w for _, w in counted)


def score(plans: Iterable[tuple[int, int]]) -> float | None:
    """The weighted mean, from 1 to 4, of the `sums` of plans; None where nothing applies."""
    plans = list(plans)
    weights = sum(w for _, w in plans)
    return sum(g for g, _ in plans) / weights if weights else None


def interval(things: Sequence[T], measure: Callable[[Sequence[T]], float | None]) -> tuple[float, float] | None:
    """The 95% interval of what is measured of things that were drawn by chance: the percentile bootstrap, each time of as many things
    drawn anew from these. None of fewer than LEAST, or where the measure is mostly not defined. The same things give the same."""
    if len(things) < LEAST:
        return None
    chance = random.Random(4)  # noqa: S311
    found = sorted(x for _ in range(RUNS) if (x := measure(chance.choices(things, k=len(things)))) is not None)
    if len(found) < RUNS * 0.9:
        return None
    return found[int(_LOW * len(found))], found[int(_HIGH * len(found)) - 1]


@dataclass(frozen=True)
class Agreement:
    """Of those who graded the same plans independently: `same` and `near` are the shares of pairs of grades that are the same and no
    more than one apart; `kappa` and its interval, over plans, as in science.agreement."""

    plans: int
    judged: int
    same: float
    near: float
    kappa: float | None
    interval: tuple[float, float] | None

    @property
    def words(self) -> str:
        if self.kappa is None:
            return "It cannot be worked out: everybody gave one and the same grade, or nothing was graded."
        spread = f" (95% interval {self.interval[0]:.2f} to {self.interval[1]:.2f})" if self.interval else f" (no interval: fewer than {LEAST} plans)"
        return f"{self.kappa:.2f}{spread}"


def agreement(plans: Sequence[Sequence[Sequence[int]]], *, spread: bool = True) -> Agreement | None:
    """`plans` has for each plan, for each criterion, the grades that it was given. Plans are drawn as wholes for the interval, since
    the grades of one plan hang together. Kappa is Fleiss's, of all criteria together. Those that were given a number of grades other
    than most are left out of it, which needs as many for each. Without `spread` it has no interval, which takes most of the time. None
    where nothing was graded twice."""
    every = [grades for plan in plans for grades in plan if len(grades) > 1]
    pairs = [(a, b) for grades in every for i, a in enumerate(grades) for b in grades[i + 1 :]]
    if not pairs:
        return None
    lengths = [len(g) for g in every]
    usual = max(set(lengths), key=lambda n: (lengths.count(n), n))
    wholes = [tally([g for g in plan if len(g) == usual]) for plan in plans]
    same = sum(a == b for a, b in pairs) / len(pairs)
    # A criterion that does not apply is no step on the way from 1 to 4.
    near = sum(a == b or (0 not in (a, b) and abs(a - b) == 1) for a, b in pairs) / len(pairs)
    return Agreement(len(plans), len(every), same, near, kappa_of(wholes), interval(wholes, kappa_of) if spread else None)
