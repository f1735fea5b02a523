"""Whether priority is fair: who was moved up by hand, or given a higher priority, beside those who were not. By where they live, deprivation,
language, ethnicity, and whether their family had said that it got worse or complained. A child counts once for each kind of service.
A group of which a number is small is kept back before anything of it is compared."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from goldenthread.pathways.common.referral import PRIORITIES
from goldenthread.services import shares
from goldenthread.services.fairness import NOT_KNOWN, WINDOW, Journey, group_of
from goldenthread.services.journeys import ROUTINE, Wait
from goldenthread.services.models import Service
from goldenthread.services.shares import Compared

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


def compare(found: Iterable[Listed], measure: str, by: str) -> Compared:
    of: dict[str, list[bool]] = defaultdict(list)
    for one in found:
        of[group(one, by)].append(one.of(measure))
    return shares.compare({title: (sum(moved), len(moved)) for title, moved in of.items()}, by)
