"""How referrals are answered: who was turned away, by where children live, the body that answered, age, need, deprivation, language and ethnicity.
This needs no count of who lives where, so that bodies can be compared by it. A child counts once for each kind of service."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from goldenthread.services import shares
from goldenthread.services.fairness import WINDOW, Grouped, group_of
from goldenthread.services.models import Service
from goldenthread.services.shares import Compared

MEASURES = {"turned": "Turned away", "signposted": "Of those turned away, pointed to other help"}
TURNED = ("referral-rejected", "signposted")


@dataclass(frozen=True)
class Answered:
    """A child's first referral of these two years that was answered. `answer` is "accepted", or one of TURNED."""

    child: Grouped
    answer: str


def answered(kind: str, on: dt.date, by: str) -> list[Answered]:
    """Of bodies whose waits the viewer may count; with the child's need where groups are made by it. `body` is that which answered."""
    services = {s.pk: s.owner.name for s in Service.objects.filter(pathway=kind).select_related("owner")}
    with connection.cursor() as cursor:
        cursor.execute(
            "select child, service, locality, district, age, ethnicity, language, deprivation, need, answer from services_count_answers(%s::uuid[], %s, %s, %s) order by child, since",
            [list(services), on - dt.timedelta(days=WINDOW), on, by == "need"],
        )
        found: dict[int, Answered] = {}
        for child, service, *grouped, answer in cursor.fetchall():
            found.setdefault(child, Answered(Grouped(services[service], *grouped), answer))
        return list(found.values())


def compare(found: Iterable[Answered], measure: str, by: str) -> Compared:
    """A group is kept back whole where any of its numbers is small: accepted, turned away and, where that is told, of these pointed elsewhere or not."""
    of: dict[str, Counter[str]] = defaultdict(Counter)
    locality_of: dict[str, str] = {}
    for one in found:
        title = group_of(one.child, by)
        of[title][one.answer] += 1
        locality_of[title] = group_of(one.child, "locality")
    turned = {t: sum(c[a] for a in TURNED) for t, c in of.items()}
    inside = locality_of if by == "district" else None
    if measure == "turned":
        return shares.compare({t: (turned[t], c.total()) for t, c in of.items()}, by, inside)
    # As many as were turned away are told on the other measure too, beside those accepted.
    return shares.compare({t: (c["signposted"], turned[t]) for t, c in of.items()}, by, inside, [{t: c.total() for t, c in of.items()}, {t: c["accepted"] for t, c in of.items()}])
