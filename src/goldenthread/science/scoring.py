"""How good a forecast was, and how it is widened by its own past errors. Gneiting and Raftery 2007; split conformal prediction."""

import math
from fractions import Fraction

from goldenthread.science.capacity import NoAnswer


def pinball(q: float, y: float, forecast: float) -> float:
    """The loss of forecasting the quantile `q` where `y` came."""
    _share(q=q)
    return max(q * (y - forecast), (q - 1) * (y - forecast))


def interval_score(alpha: float, lo: float, hi: float, y: float) -> float:
    """The width of a range that should hold all but `alpha`, and 2/alpha for each unit by which `y` was outside."""
    _share(alpha=alpha)
    if lo > hi:
        raise NoAnswer("`lo` is not above `hi`")
    return (hi - lo) + 2 / alpha * max(0.0, lo - y, y - hi)


def conformal_rank(n: int, alpha: float) -> int:
    """Which of `n` past scores, the smallest first, bounds the next with a chance of at most `alpha` of being above. A rank
    above `n` means that there are too few for any bound."""
    _share(alpha=alpha)
    if n < 0:
        raise NoAnswer("`n` is not below 0")
    # As it was written: 0.1 in binary would make the 18th of 19 the 19th.
    return math.ceil((n + 1) * (1 - Fraction(str(alpha))))


def _share(**given: float) -> None:
    for name, value in given.items():
        if not 0 < value < 1:
            raise NoAnswer(f"`{name}` is between 0 and 1")
