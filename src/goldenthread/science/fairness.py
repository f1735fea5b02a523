"""Whether groups of children wait alike: the mean wait to a horizon and its difference, limits that allow for chance, and what is left of a
difference once a small group is drawn towards the others. Waits are whole days from the day first received. Royston and Parmar 2013 for
the restricted mean; Spiegelhalter 2005 for limits and over-dispersion; DerSimonian and Laird 1986 for the spread between groups."""

import math
from collections.abc import Mapping, Sequence
from statistics import NormalDist

import numpy as np

from goldenthread.science.capacity import NoAnswer
from goldenthread.science.comparing_places import Z95
from goldenthread.science.survival import product_limit

MOST_EXPECTED = 1_000_000.0
FEWEST_ALIKE = 10
"""Of so few children of one priority their own spread does not say how much chance there is: of one child it says none at all."""


def restricted_mean_wait(times: Sequence[float], events: Sequence[bool | int], horizon: float) -> dict[str, float | None]:
    """The mean wait, each counted to `horizon` at most, of whoever stays on the list: the area under Kaplan and Meier's curve, with
    Greenwood's standard error. An event is 1 (seen) or 0 (still waiting, or left unseen). `mean` and `se` are None where nobody was
    followed to the horizon, nor all seen before it: what lies beyond is not known."""
    if horizon <= 0:
        raise NoAnswer("`horizon` is above 0")
    steps = [s for s in product_limit(times, events) if s.time <= horizon]
    if not times or ((not steps or steps[-1].after > 0) and max(times) < horizon):
        return {"mean": None, "se": None}
    # From the horizon back: the area still to come after each step.
    area, until, variance = 0.0, horizon, 0.0
    for t, risk, seen, after in reversed(steps):
        area += (until - t) * after
        until = t
        if risk > seen:
            variance += area**2 * seen / (risk * (risk - seen))
    return {"mean": area + until, "se": math.sqrt(variance)}


def difference_ci95(mean: float, se: float, other_mean: float, other_se: float) -> dict[str, float]:
    """`mean` less `other_mean` of two groups that share no child, with its interval at 95%."""
    error = math.hypot(se, other_se)
    return {"difference": mean - other_mean, "se": error, "lo": mean - other_mean - Z95 * error, "hi": mean - other_mean + Z95 * error}


def alike_difference(
    group: Mapping[str, tuple[Sequence[float], Sequence[int]]], others: Mapping[str, tuple[Sequence[float], Sequence[int]]], horizon: float, fewest: int = 1
) -> dict[str, float] | None:
    """The difference in the restricted mean wait between a group and the others, as it would be if both had the same mix of priorities:
    within each stratum, weighted by the stratum's share of all. Strata in which either cannot be told, or has not `fewest` children, count
    for nothing; None where that is every one."""
    found = []
    for stratum in group.keys() & others.keys():
        if min(len(group[stratum][0]), len(others[stratum][0])) < fewest:
            continue
        mine, theirs = restricted_mean_wait(*group[stratum], horizon), restricted_mean_wait(*others[stratum], horizon)
        if mine["mean"] is not None and mine["se"] is not None and theirs["mean"] is not None and theirs["se"] is not None:
            found.append((len(group[stratum][0]) + len(others[stratum][0]), difference_ci95(mine["mean"], mine["se"], theirs["mean"], theirs["se"])))
    if not found:
        return None
    whole = sum(n for n, _ in found)
    middle = sum(n * d["difference"] for n, d in found) / whole
    error = math.sqrt(sum((n * d["se"]) ** 2 for n, d in found)) / whole
    return {"difference": middle, "se": error, "lo": middle - Z95 * error, "hi": middle + Z95 * error}


def shrunk_differences(differences: Sequence[float], errors: Sequence[float]) -> list[float]:
    """Each difference drawn towards none by as much of it as may be chance: `d * t / (t + e^2)`, where `t` is how much the groups truly
    vary, by the method of moments. Where they vary no more than by chance, all are 0."""
    if len(differences) != len(errors) or not differences:
        raise NoAnswer("each difference has one standard error: the lists are equally long and not empty")
    if min(errors) <= 0:
        raise NoAnswer("a standard error is above 0")
    weights = [1 / e**2 for e in errors]
    spread = max(0.0, (sum(w * d**2 for w, d in zip(weights, differences, strict=True)) - len(differences)) / sum(weights))
    return [d * spread / (spread + e**2) for d, e in zip(differences, errors, strict=True)]


MOST_RANKED, _SLICES = 60, 400


def rank_intervals(values: Sequence[float], errors: Sequence[float]) -> list[dict[str, int]]:
    """The place of each group among all, 1 the largest value, and between which places it lies with 95% once chance is allowed for. `errors`
    are the standard errors of the values, of groups that share no child. Not drawn by lot: whoever has a value has each other above it with a
    chance of its own, and the number above adds up from those (Poisson's binomial), over 400 equally likely values of its own."""
    if len(values) != len(errors) or not 2 <= len(values) <= MOST_RANKED:
        raise NoAnswer(f"each value has one standard error: the lists are equally long, and of 2 to {MOST_RANKED} groups")
    if min(errors) <= 0:
        raise NoAnswer("a standard error is above 0")
    steps = [NormalDist().inv_cdf((n + 0.5) / _SLICES) for n in range(_SLICES)]
    found = []
    for k, (value, error) in enumerate(zip(values, errors, strict=True)):
        # Of each of its own values, the chances that so many others lie above it.
        above = np.zeros((_SLICES, len(values)))
        above[:, 0] = 1.0
        for n, (other, spread) in enumerate(zip(values, errors, strict=True)):
            if n != k:
                p = np.array([math.erfc((value + step * error - other) / (spread * math.sqrt(2))) / 2 for step in steps])[:, None]
                above[:, 1:] = above[:, 1:] * (1 - p) + above[:, :-1] * p
                above[:, :1] *= 1 - p
        chance = above.mean(axis=0).tolist()
        found.append({"rank": 1 + sum(v > value for v in values), "lo": _place(chance, 0.025), "hi": _place(chance, 0.975)})
    return found


def _place(chance: Sequence[float], share: float) -> int:
    """The first place that is reached or passed with at least this chance."""
    reached = 0.0
    for place, c in enumerate(chance, 1):
        reached += c
        if reached >= share * (1 - 1e-12):
            return place
    return len(chance)


def pairs_apart(ranks: Sequence[Mapping[str, int]]) -> int:
    """How many pairs have intervals of their places that do not touch: of these alone is it known which comes first."""
    return sum(a["hi"] < b["lo"] or b["hi"] < a["lo"] for n, a in enumerate(ranks) for b in ranks[:n])


def alike_deviation(
    group: Mapping[str, tuple[Sequence[float], Sequence[int]]], every: Mapping[str, tuple[Sequence[float], Sequence[int]]], horizon: float, fewest: int = 1
) -> dict[str, float] | None:
    """How far the restricted mean wait of a group lies from that of all, as if it had the mix of priorities of all; `se` is the group's
    own error, so that groups that share no child can be put in order. Strata of which the group has not `fewest` count for nothing; None
    where no stratum can be told."""
    found = []
    for stratum in sorted(group.keys() & every.keys()):
        if len(group[stratum][0]) < fewest:
            continue
        mine, all_ = restricted_mean_wait(*group[stratum], horizon), restricted_mean_wait(*every[stratum], horizon)
        if mine["mean"] is not None and mine["se"] is not None and all_["mean"] is not None:
            found.append((len(every[stratum][0]), mine["mean"] - all_["mean"], mine["se"]))
    if not found:
        return None
    whole = sum(n for n, _, _ in found)
    return {"deviation": sum(n * d for n, d, _ in found) / whole, "se": math.sqrt(sum((n * e) ** 2 for n, _, e in found)) / whole}


def overdispersion(counts: Sequence[int], sizes: Sequence[int]) -> float:
    """By how much places differ more than by chance: the mean of their squared z-scores around the share of all, and 1 where it is less.
    Limits widen by its root. The tenth at either end counts as the next one in (Spiegelhalter's winsorising), so that one place that is far
    out does not hide itself; of fewer than ten none is drawn in."""
    if len(counts) != len(sizes) or not counts or any(not 0 <= a <= n or n < 1 for a, n in zip(counts, sizes, strict=True)):
        raise NoAnswer("each count is of a size that is not below it: the lists are equally long and not empty")
    share = sum(counts) / sum(sizes)
    if share in (0, 1):
        return 1.0
    scores = sorted((a / n - share) / math.sqrt(share * (1 - share) / n) for a, n in zip(counts, sizes, strict=True))
    tenth = len(scores) // 10
    drawn = [min(max(z, scores[tenth]), scores[len(scores) - 1 - tenth]) for z in scores]
    return max(1.0, sum(z**2 for z in drawn) / len(drawn))


def funnel_poisson_counts(expected: float) -> dict[str, int]:
    """The exact limits of a count of which `expected` were to be expected: the smallest count that is reached or undercut with at least the
    chance named."""
    if not 0 < expected <= MOST_EXPECTED:
        raise NoAnswer(f"`expected` is above 0 and not above {MOST_EXPECTED:,.0f}")
    wanted = {"q001": 0.001, "q025": 0.025, "q975": 0.975, "q999": 0.999}
    # Below ten standard deviations there is nothing that adds up to anything.
    k = max(0, int(expected - 10 * math.sqrt(expected)))
    found: dict[str, int] = {}
    reached = 0.0
    while len(found) < len(wanted):
        reached += math.exp(k * math.log(expected) - expected - math.lgamma(k + 1))
        found |= {name: k for name, share in wanted.items() if name not in found and reached >= share * (1 - 1e-12)}
        k += 1
    return found


def expected_by_age(people: Mapping[str, int], counted: Mapping[str, int], lives: Mapping[str, int]) -> float:
    """How many a place would have at the area's rates: `people` live there, by band of age; `counted` is of the whole area, and `lives` how
    many live in it. A band in which nobody lives expects nothing."""
    return sum(n * counted.get(band, 0) / lives[band] for band, n in people.items() if lives.get(band))
