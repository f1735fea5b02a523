"""Whether priority is fair: who was moved up by hand, or given a higher priority, beside those who were not. By where they live, deprivation,
language, ethnicity, and whether their family had said that it got worse or complained. A child counts once for each kind of service.
A group of which a number is small is kept back before anything of it is compared."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from goldenthread.pathways.common.referral import PRIORITIES
from goldenthread.science.comparing_places import funnel_binomial_counts, rate_ratio_ci95
from goldenthread.services.fairness import NOT_KNOWN, WINDOW, Journey, group_of, in_order, told_of
from goldenthread.services.journeys import ROUTINE, Wait
from goldenthread.services.models import Service

MEASURES = {"moved": "Moved up by hand", "higher": "Given a higher priority than date order"}
BY = {
    "locality": "Locality", "deprivation": "Deprivation", "language": "First language", "ethnicity": "Ethnicity", "asked": "What the family had said", "age": "Age when referred",
}  # fmt: skip
ASKED = {"complained": "Complained", "worse": "Said that it got worse", "": "Neither"}


@dataclass(frozen=True)
class Listed:
    """A child's referral, without anything that says who it is. `moved`: up, by hand; `higher`: than date order, whoever said so; `asked` is of
    ASKED, and of a child who was moved only what was said by then."""

    journey: Journey
    moved: bool
    higher: bool
    asked: str

    def of(self, measure: str) -> bool:
        return self.moved if measure == "moved" else self.higher


def listed(kind: str, on: dt.date) -> list[Listed]:
    """Children first referred to a kind of service in the last two years and given a priority, of bodies whose waits the viewer may count."""
    services = {s.pk: s.owner.name for s in Service.objects.filter(pathway=kind).select_related("owner")}
    with connection.cursor() as cursor:
        cursor.execute(
            "select child, service, locality, district, age, ethnicity, language, deprivation, since, priorities, by_hand, asked"
            " from services_count_priorities(%s::uuid[], %s, %s) order by child, since",
            [list(services), on - dt.timedelta(days=WINDOW), on],
        )
        found: dict[int, list[Listed]] = defaultdict(list)
        for child, service, locality, district, age, ethnicity, language, deprivation, since, priorities, by_hand, asked in cursor.fetchall():
            wait = Wait(since, None, None, ROUTINE)
            j = Journey(services[service], locality, district, age, ethnicity, language, deprivation, "", child, wait, None, None, None)
            found[child].append(Listed(j, _up(priorities, by_hand), any(PRIORITIES.index(p) < ROUTINE for p in priorities), asked))
    return [_once(of) for of in found.values()]


def _up(priorities: Sequence[str], by_hand: Sequence[bool]) -> bool:
    """Whether one of these, in order, was set by hand and higher than the one before it; the first of all is compared with date order."""
    ranks = [ROUTINE, *(PRIORITIES.index(p) for p in priorities)]
    return any(hand and after < before for before, after, hand in zip(ranks, ranks[1:], by_hand, strict=False))


def _once(of: Sequence[Listed]) -> Listed:
    """A child on two lists of a kind: what happened on either."""
    said = {each.asked for each in of}
    return Listed(of[0].journey, any(each.moved for each in of), any(each.higher for each in of), next(a for a in ASKED if a in said))


def group(one: Listed, by: str) -> str:
    if by == "asked":
        return ASKED[one.asked]
    if by == "deprivation":
        tenth = one.journey.deprivation
        # Fifths, since few are moved: of tenths most would be too small to be told.
        return f"Fifth {(tenth + 1) // 2}{' (most deprived)' if tenth < 3 else ' (least deprived)' if tenth > 8 else ''}" if tenth else NOT_KNOWN
    return group_of(one.journey, by)


@dataclass(frozen=True)
class Group:
    """What may be told of a group: `n` of `children` were moved. `told` is "shown", or why nothing is. `ratio` is against all other groups that
    are shown, with its 95% range; `limits` are the 99.8% limits of the count, were all groups that are shown alike."""

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
    def target(self) -> float:
        """The share among the groups that are shown."""
        children = sum(g.children for g in self.shown)
        return sum(g.n for g in self.shown) / children if children else 0.0


def compare(found: Iterable[Listed], measure: str, by: str) -> Compared:
    of: dict[str, list[bool]] = defaultdict(list)
    for one in found:
        of[group(one, by)].append(one.of(measure))
    titles = sorted(of, key=lambda t: in_order(by, t))
    # A share is told only where neither those who were moved nor those who were not are few, in the group and in all.
    told = [told_of([count(of[t]) for t in titles], []) for count in (len, sum, lambda moved: len(moved) - sum(moved))]
    verdicts = [next((w for w in words if w != "shown"), "shown") for words in zip(*told, strict=True)]
    # One group kept back alone would be what the others leave of the whole.
    alone = sum(v != "shown" for v in verdicts[:-1]) == 1
    shown = {t: of[t] for t, v in zip(titles, verdicts, strict=False) if v == "shown"}
    children, moved = sum(map(len, shown.values())), sum(map(sum, shown.values()))
    groups = [_group(t, of[t], children, moved) if t in shown else Group(t, v) for t, v in zip(titles, verdicts, strict=False)]
    every = [m for t in titles for m in of[t]]
    whole = verdicts[-1] if titles else "shown"
    return Compared(groups, Group("All", "many" if alone and whole == "shown" else whole, *((len(every), sum(every)) if whole == "shown" and not alone else (0, 0))))


def _group(title: str, of: Sequence[bool], children: int, moved: int) -> Group:
    n, size = sum(of), len(of)
    others, other = children - size, moved - n
    ratio = rate_ratio_ci95(n, size, other, others) if n and other else None
    exact = funnel_binomial_counts(moved / children, size) if 0 < moved < children and others else None
    return Group(title, "shown", size, n, ratio, (int(exact["q001"]), int(exact["q999"])) if exact else None)


def inputs_of(found: Compared) -> dict[str, Any]:
    """What `goldenthread calc` takes for the numbers of the page, by the name of the calculation: of groups that are shown alone."""
    children, moved = sum(g.children for g in found.shown), sum(g.n for g in found.shown)
    given: dict[str, Any] = {}
    if ratios := [{"a": g.n, "n1": g.children, "b": moved - g.n, "n2": children - g.children} for g in found.shown if g.ratio]:
        given["rate_ratio_ci95"] = ratios
    if limits := [{"target": found.target, "n": g.children} for g in found.shown if g.limits]:
        given["funnel_binomial_counts"] = limits
    return given
