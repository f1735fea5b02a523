"""To what share of each group something happened, beside all other groups that may be shown. A group of which a number is small is kept back before
anything of it is compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from goldenthread.science.comparing_places import funnel_binomial_counts, rate_ratio_ci95
from goldenthread.services.fairness import in_order, told_of


@dataclass(frozen=True)
class Group:
    """What may be told of a group: to `n` of `children` it happened. `told` is "shown", or why nothing is. `ratio` is against all others, as
    `Compared.beside` has them, with its 95% range; `limits` are the 99.8% limits of the count, were all of these alike."""

    title: str
    told: str
    children: int = 0
    n: int = 0
    ratio: Mapping[str, float] | None = None
    limits: tuple[int, int] | None = None

    @property
    def shown(self) -> bool:
        return self.told == "shown"

    @property
    def share(self) -> float:
        return self.n / self.children if self.children else 0.0

    @property
    def beyond(self) -> str:
        """"more" or "less" often than chance explains, at 99.8%; else empty."""
        if self.limits is None:
            return ""
        return "more" if self.n > self.limits[1] else "less" if self.n < self.limits[0] else ""


@dataclass(frozen=True)
class Compared:
    groups: list[Group]
    whole: Group
    """All together, or kept back."""

    @property
    def shown(self) -> list[Group]:
        return [g for g in self.groups if g.shown]

    @property
    def alone(self) -> bool:
        """One group is shown, and nothing with which it could be compared."""
        return len(self.shown) == 1 and (not self.whole.shown or self.whole.children == self.shown[0].children)

    @property
    def beside(self) -> tuple[int, int]:
        """To how many of how many it happened of those with whom each is compared: the groups that are shown or, where that is one, all together."""
        told = [self.whole] if len(self.shown) == 1 and self.whole.shown else self.shown
        return sum(g.n for g in told), sum(g.children for g in told)

    @property
    def target(self) -> float:
        """Their share."""
        n, children = self.beside
        return n / children if children else 0.0


def compare(of: Mapping[str, tuple[int, int]], by: str, inside: Mapping[str, str] | None = None, besides: Sequence[Mapping[str, int]] = ()) -> Compared:
    """`of`: to how many of how many it happened, by group. inside: the larger group of each, where that is told of too. besides: other numbers of the
    groups that are told elsewhere, none of which may be small either."""
    titles = sorted(of, key=lambda t: in_order(by, t))
    counts = [[of[t][1] for t in titles], [of[t][0] for t in titles], [of[t][1] - of[t][0] for t in titles], *([each[t] for t in titles] for each in besides)]
    # A share is told only where neither those to whom it happened nor the others are few, in the group and in all.
    told = [told_of(each, [(inside or {}).get(t, "") for t in titles] if inside else []) for each in counts]
    verdicts = [next((w for w in words if w != "shown"), "shown") for words in zip(*told, strict=True)]
    # One group kept back alone would be what the others leave of the whole.
    alone = sum(v != "shown" for v in verdicts[:-1]) == 1
    shown = {t: of[t] for t, v in zip(titles, verdicts, strict=False) if v == "shown"}
    whole = verdicts[-1] if titles else "shown"
    every = (sum(counts[0]), sum(counts[1])) if whole == "shown" and not alone else (0, 0)
    found = Compared([Group(t, "shown", of[t][1], of[t][0]) if t in shown else Group(t, v) for t, v in zip(titles, verdicts, strict=False)], Group("All", "many" if alone and whole == "shown" else whole, *every))
    return replace(found, groups=[_beside(g, *found.beside) if g.shown else g for g in found.groups])


def _beside(g: Group, of_all: int, children: int) -> Group:
    n, size = g.n, g.children
    others, other = children - size, of_all - n
    ratio = rate_ratio_ci95(n, size, other, others) if n and other else None
    exact = funnel_binomial_counts(of_all / children, size) if 0 < of_all < children and others else None
    return replace(g, ratio=ratio, limits=(int(exact["q001"]), int(exact["q999"])) if exact else None)


def inputs_of(found: Compared) -> dict[str, Any]:
    """What `goldenthread calc` takes for the numbers of the page, by the name of the calculation: of groups that are shown alone."""
    n, children = found.beside
    given: dict[str, Any] = {}
    if ratios := [{"a": g.n, "n1": g.children, "b": n - g.n, "n2": children - g.children} for g in found.shown if g.ratio]:
        given["rate_ratio_ci95"] = ratios
    if limits := [{"target": found.target, "n": g.children} for g in found.shown if g.limits]:
        given["funnel_binomial_counts"] = limits
    return given
