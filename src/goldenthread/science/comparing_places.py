"""Comparing places by chance alone: funnel limits (Spiegelhalter 2005), a ratio with its interval, and the Gini coefficient. A league
table misleads; twelve places and six services at 95% flag three or four by chance, so 99.8% is what is shown."""

import math
from collections.abc import Sequence
from statistics import NormalDist

from goldenthread.science.capacity import NoAnswer

MOST = 1_000_000
Z95, Z998 = NormalDist().inv_cdf(0.975), NormalDist().inv_cdf(0.999)


def funnel_normal(target: float, n: int) -> dict[str, float]:
    """Limits at 95% and 99.8% around a share, for a place of `n` children. Below about 40, or near 0 or 1, count instead:
    `funnel_binomial_counts`."""
    error = _error(target, n)
    low95, high95 = _limits(target, Z95 * error)
    low998, high998 = _limits(target, Z998 * error)
    return {"l95": low95, "u95": high95, "l998": low998, "u998": high998}


def funnel_overdispersed(target: float, n: int, phi: float) -> dict[str, float]:
    """Limits at 95% where places differ by more than chance: `phi` times the variance."""
    if phi <= 0:
        raise NoAnswer("`phi` is above 0")
    low, high = _limits(target, Z95 * _error(target, n) * math.sqrt(phi))
    return {"l95": low, "u95": high}


def funnel_binomial_counts(target: float, n: int) -> dict[str, int]:
    """The exact limits as numbers of children: the smallest count that is reached or undercut with at least the chance named."""
    _error(target, n)
    return {name: _binomial_quantile(share, n, target) for name, share in (("q025", 0.025), ("q975", 0.975), ("q001", 0.001), ("q999", 0.999))}


def rate_ratio_ci95(a: int, n1: int, b: int, n2: int) -> dict[str, float]:
    """The share `a` of `n1` over the share `b` of `n2`, with its interval at 95% on the log scale. Show the difference too."""
    if not (0 < a <= n1 and 0 < b <= n2):
        raise NoAnswer("`a` is from 1 to `n1` and `b` from 1 to `n2`: a ratio to nothing has no interval")
    ratio = (a / n1) / (b / n2)
    error = math.sqrt(1 / a - 1 / n1 + 1 / b - 1 / n2)
    return {"ratio": ratio, "lo": ratio * math.exp(-Z95 * error), "hi": ratio * math.exp(Z95 * error)}


def gini(values: Sequence[float]) -> float:
    """0 where all have the same, towards 1 where one has all. A trend, never a judgement on its own."""
    if not values or min(values) < 0 or sum(values) == 0:
        raise NoAnswer("`values` are not below 0 and not all 0")
    n = len(values)
    return sum((2 * place - n - 1) * value for place, value in enumerate(sorted(values), 1)) / (n * sum(values))


def _error(target: float, n: int) -> float:
    if not 0 <= target <= 1 or not 1 <= n <= MOST:
        raise NoAnswer(f"`target` is a share from 0 to 1 and `n` is from 1 to {MOST:,}")
    return math.sqrt(target * (1 - target) / n)


def _limits(target: float, width: float) -> tuple[float, float]:
    return max(0.0, target - width), min(1.0, target + width)


def _binomial_quantile(share: float, n: int, p: float) -> int:
    if p in (0, 1):
        return int(n * p)
    reached = 0.0
    for k in range(n + 1):
        chance = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * math.log(p) + (n - k) * math.log1p(-p)
        reached += math.exp(chance)
        if reached >= share * (1 - 1e-12):
            return k
    return n
