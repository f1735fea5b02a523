"""Where children live for whom no service is open: what offers say, crossed with districts and years of age.

An offer covers a child of its district and ages while it is in force and its service takes referrals. One for everybody (advice, a drop-in)
covers nobody who needs more. The finder reads offers alone: it knows nothing of any place beforehand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

OLDEST = 25
ADULT = 19
"""From this year of age on what no children's service covers is told apart: an adult service may, and none is on record here."""


@dataclass(frozen=True)
class Kind:
    """A kind of service, and the primary needs, as returns code them, whose children are counted as affected where it is missing.

    The needs are a choice of our own, and a narrow one: a child with another primary need may want the service too, so a count is the
    least that is known. Empty where the need in a plan says nothing of who wants the service."""

    title: str
    needs: tuple[str, ...] = ()


KINDS: dict[str, Kind] = {
    "speech-and-language": Kind("Speech and language therapy", ("SLCN", "ASD", "DS")),
    "occupational-therapy": Kind("Occupational therapy", ("PD", "ASD")),
    "physiotherapy": Kind("Physiotherapy", ("PD",)),
    "camhs": Kind("Mental health (CAMHS)", ("SEMH",)),
    "learning-disability": Kind("Learning disability service", ("SLD", "PMLD", "DS")),
    "community-nursing": Kind("Community nursing", ("PMLD",)),
    "continuing-care": Kind("Continuing care"),
    "neurodevelopmental": Kind("Neurodevelopmental assessment"),
}
"""By the slug of the pathway of a service."""


def kind_of(slug: str) -> Kind:
    return KINDS.get(slug) or Kind(slug.replace("-", " ").capitalize())


@dataclass(frozen=True)
class Offered:
    """For whom one service is, in one district. `only_in` is the kind of setting to which it is confined; `paused_on` the day from which its
    service takes no referral. Days and ages are included at both ends."""

    kind: str
    district: str
    age_from: int
    age_to: int
    begins: dt.date
    ends: dt.date | None = None
    only_in: str = ""
    paused_on: dt.date | None = None
    for_everybody: bool = False

    def holds(self, on: dt.date) -> bool:
        return not self.for_everybody and self.begins <= on and (self.ends is None or on <= self.ends)

    def is_paused(self, on: dt.date) -> bool:
        return self.paused_on is not None and self.paused_on <= on


@dataclass(frozen=True)
class Gap:
    """Ages, both included, that no open offer of a kind covers in these districts. `only_in` are the kinds of setting where one does;
    `paused` says that an offer is there and its service takes no referral now."""

    kind: str
    districts: tuple[str, ...]
    age_from: int
    age_to: int
    only_in: tuple[str, ...] = ()
    paused: bool = False

    @property
    def adult(self) -> bool:
        return self.age_from >= ADULT

    @property
    def ages(self) -> str:
        return ages(self.age_from, self.age_to)

    def holds(self, district: str, age: int) -> bool:
        return district in self.districts and self.age_from <= age <= self.age_to


def ages(first: int, last: int) -> str:
    if first == 0:
        return "under 1" if last == 0 else f"up to {last}"
    return f"age {first}" if first == last else f"ages {first} to {last}"


def gaps(offers: Iterable[Offered], districts: Sequence[str], on: dt.date) -> list[Gap]:
    """Every gap on a day of each kind that is offered to somebody, in the order of KINDS, then by age. Districts in which the same ages are
    missing in the same way stand together. A kind of which no offer at all is on record is no gap but something unknown: see `unknown`."""
    held = [o for o in offers if o.holds(on)]
    found = []
    for kind in _in_order({o.kind for o in held}):
        alike: dict[tuple[int, int, tuple[str, ...], bool], list[str]] = {}
        for district in districts:
            there = [o for o in held if o.kind == kind and o.district == district]
            for key in _missing(there, on):
                alike.setdefault(key, []).append(district)
        found += [Gap(kind, tuple(where), first, last, only, paused) for (first, last, only, paused), where in sorted(alike.items(), key=lambda i: (i[0], i[1]))]
    return found


def unknown(offers: Iterable[Offered], on: dt.date) -> list[str]:
    """Kinds of which no offer is on record: nobody gives them, or nobody said so."""
    known = {o.kind for o in offers if o.holds(on)}
    return [k for k in KINDS if k not in known]


def _in_order(kinds: set[str]) -> list[str]:
    return [k for k in KINDS if k in kinds] + sorted(kinds - KINDS.keys())


def _missing(offers: Sequence[Offered], on: dt.date) -> Iterable[tuple[int, int, tuple[str, ...], bool]]:
    def at(age: int) -> tuple[bool, bool, tuple[str, ...], bool]:
        of_age = [o for o in offers if o.age_from <= age <= o.age_to]
        open_ = [o for o in of_age if not o.is_paused(on)]
        covered = any(not o.only_in for o in open_)
        return age >= ADULT, covered, tuple(sorted({o.only_in for o in open_})) if not covered else (), not covered and any(o.is_paused(on) and not o.only_in for o in of_age)

    for (_, covered, only, paused), of in groupby(range(OLDEST + 1), key=at):
        years = list(of)
        if not covered:
            yield years[0], years[-1], only, paused


def affected(counts: Mapping[tuple[str, int, str], int], gap: Gap) -> int:
    """How many of these children a gap leaves out: `counts` is by district, whole years of age, and primary need."""
    needs = kind_of(gap.kind).needs
    return sum(n for (district, age, need), n in counts.items() if need in needs and gap.holds(district, age))


def still_missing(offers: Sequence[Offered], gap: Gap, on: dt.date) -> list[Gap]:
    """What is left of a gap on a later day; empty where it has closed. A service that is confined to some settings, or paused, has not closed
    it; an offer that only ended makes it no smaller."""
    of_kind = [o for o in offers if o.kind == gap.kind]
    if not any(o.holds(on) for o in of_kind):
        return [gap]
    return [
        Gap(g.kind, g.districts, max(g.age_from, gap.age_from), min(g.age_to, gap.age_to), g.only_in, g.paused)
        for g in gaps(of_kind, gap.districts, on)
        if g.age_from <= gap.age_to and gap.age_from <= g.age_to
    ]


def closed_on(offers: Sequence[Offered], gap: Gap, since: dt.date, until: dt.date) -> dt.date | None:
    """The first day from which nothing of a gap has been left, to `until`; None where something is. Offers change on few days: only
    these are asked."""
    days = {since}
    for o in offers:
        days |= {o.begins, *([o.ends + dt.timedelta(days=1)] if o.ends else []), *([o.paused_on] if o.paused_on else [])}
    closed = None
    for day in sorted(d for d in days if since <= d <= until):
        closed = (closed or day) if not still_missing(offers, gap, day) else None
    return closed
