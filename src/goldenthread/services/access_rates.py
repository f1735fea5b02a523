"""Whether children come to a kind of service alike: how many were referred and seen in a year, for each thousand who live in a place or are of an
age, and for each thousand children with a plan of a group. A number that is small, or from which one could be worked out, is kept back."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.db import connection

from goldenthread.pathways.annual_review import ENDS
from goldenthread.people.places import DATA
from goldenthread.science.fairness import expected_by_age, funnel_poisson_counts, rank_intervals
from goldenthread.science.small_numbers import UNTOLD, few, told_within, what_is_told
from goldenthread.services.fairness import AGES, OTHER_NEED, PLACES, YEAR, Grouped, Journey, group_of, in_order, told_of

ACCESS = ("access", "plans")
"""Measures of access, which compare with how many there are; the others are of waits."""
COUNTED = {"access": (*PLACES, "age"), "plans": (*PLACES, "age", "need", "deprivation", "language", "ethnicity")}
"""By what it is on record how many there are, so that a rate can be told: of everybody who lives here, and of children with a plan."""
NOBODY_TOLD = "nothing sent"


@dataclass(frozen=True)
class Reach:
    """How many of a place, or of an age, were referred and seen in a year, beside what its people of each age would have at the area's rates."""

    title: str
    people: int
    told: str
    referred: int = 0
    seen: int | None = None
    expected: float = 0.0
    limits: tuple[int, int] | None = None
    """99.8%, of the number referred."""
    rank: Mapping[str, int] | None = None
    """Its place by referrals beside what is expected, 1 the fewest, and between which places it lies with 95%."""
    used: int | str = NOBODY_TOLD
    """How often advice, a drop-in or a talk with a therapist was used there: access without a referral; or a word why it is not told."""

    @property
    def shown(self) -> bool:
        return self.told == "shown"

    @property
    def used_rate(self) -> float | None:
        return 1000 * self.used / self.people if isinstance(self.used, int) else None

    @property
    def rate(self) -> float:
        return 1000 * self.referred / self.people

    @property
    def seen_rate(self) -> float | None:
        return None if self.seen is None else 1000 * self.seen / self.people

    @property
    def outside(self) -> str:
        if self.limits is None:
            return ""
        return "fewer" if self.referred < self.limits[0] else "more" if self.referred > self.limits[1] else ""


@cache
def people() -> dict[str, dict[str, dict[str, int]]]:
    """How many aged 0 to 25 live in each locality and district, by band of age, and of each age: mid-2020, as shipped (people/data/PROVENANCE.md)."""
    found: dict[str, dict[str, dict[str, int]]] = {"locality": {}, "district": {}, "age": {}}
    for row in csv.DictReader(io.StringIO((DATA / "districts.csv").read_text("utf-8"))):
        bands = {band: int(row[f"pop_{band.replace('-', '_')}"]) for band in AGES}
        found["district"][row["district"]] = bands
        whole = found["locality"].setdefault(row["quadrant"], dict.fromkeys(AGES, 0))
        for band, n in bands.items():
            whole[band] += n
            low, high = AGES[band]
            of_age = found["age"].setdefault(f"{low} to {high}", {band: 0})
            of_age[band] += n
    return found


@cache
def _quadrants() -> dict[str, str]:
    """The locality of each district."""
    return {row["district"]: row["quadrant"] for row in csv.DictReader(io.StringIO((DATA / "districts.csv").read_text("utf-8")))}


def planned(by: str, on: dt.date) -> dict[str, dict[str, int]]:
    """How many children with a plan there are in each group, by band of age, as the newest return tells it: of councils whose totals the viewer may count."""
    found: dict[str, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute("select locality, district, age, ethnicity, language, deprivation, need, children from services_count_plans(%s, %s)", [on, list(ENDS)])
        for *child, n in cursor.fetchall():
            one = Grouped("", *child)
            if one.age is not None and (band := _band(one.age)):
                found.setdefault(group_of(one, by), dict.fromkeys(AGES, 0))[band] += n
    return found


def reach_of_plans(found: Iterable[Journey], by: str, on: dt.date) -> list[Reach]:
    """Referrals and children seen in the last year, of children with a plan. A group that is few itself is kept back, and so is one of which all
    but a few were referred; never one alone, which all others together would give away."""
    lives = planned(by, on)
    told = dict(zip(lives, what_is_told([sum(bands.values()) for bands in lives.values()]), strict=False))
    rows = reach((j for j in found if j.need), by, on, lives=lives)
    within = {r.title: told_within(r.people, [r.referred, r.seen or 0]) for r in rows if r.shown}
    open_ = {title for title, (said, _) in within.items() if said and told[title] == "shown"}
    if sum(r.title not in open_ for r in rows) == 1 and open_:
        open_.remove(min((r for r in rows if r.title in open_), key=lambda r: (r.referred == 0, r.referred)).title)
    kept = [
        replace(r, seen=r.seen if within[r.title][1] else None) if r.title in open_
        else Reach(r.title, r.people if told[r.title] == "shown" else 0, "nothing" if r.shown else r.told, used=r.used)
        for r in rows
    ]  # fmt: skip
    return _ranked([replace(r, title="Another need") if r.title == OTHER_NEED else r for r in kept])


def reach(
    found: Iterable[Journey], by: str, on: dt.date, used: Mapping[str, int | None] | None = None, lives: Mapping[str, Mapping[str, int]] | None = None
) -> list[Reach]:  # fmt: skip
    """Referrals and children seen in the last year, for each place, or age. `used`: how often access without a referral was had, as `coverage.told_uses`
    tells it of districts. `lives`: how many there are in each group by band of age, where not all who live there."""
    lives = people()[by] if lives is None else lives
    referred: dict[str, Counter[str]] = defaultdict(Counter)
    seen: Counter[str] = Counter()
    for j in found:
        place = group_of(j, by)
        if place not in lives or j.age is None:
            continue
        if 0 <= (on - j.wait.since).days < YEAR and (band := _band(j.age)):
            referred[place][band] += 1
        if j.wait.seen is not None and 0 <= (on - j.wait.seen).days < YEAR:
            seen[place] += 1
    # Of ages, what is expected is the rate of all together.
    pooled = dict.fromkeys(AGES, "all") if by == "age" else _pooled({band: sum(c[band] for c in referred.values()) for band in AGES})
    lives = {p: _by_pool(bands, pooled) for p, bands in lives.items()}
    area_people = {band: sum(p[band] for p in lives.values()) for band in pooled.values()}
    area_referred = _by_pool(Counter(band for c in referred.values() for band in c.elements()), pooled)
    used_in = {} if by == "age" else _by_place(used or {}, by)
    counts = [(referred[p].total(), seen[p]) for p in lives]
    inside = [_quadrants().get(p, "") for p in lives] if by == "district" else []
    told, told_seen = (told_of([c[n] for c in counts], inside) for n in (0, 1))
    rows = []
    for (place, bands), (n, of_seen), said, said_seen in zip(lives.items(), counts, told[:-1], told_seen[:-1], strict=True):
        uses = UNTOLD if by == "age" else used_in.get(place, NOBODY_TOLD)
        if said != "shown":
            rows.append(Reach(place, sum(bands.values()), said, used=uses))
            continue
        expected = expected_by_age(bands, area_referred, area_people)
        exact = funnel_poisson_counts(expected) if expected else None
        rows.append(Reach(place, sum(bands.values()), said, n, of_seen if said_seen == "shown" else None, expected, (exact["q001"], exact["q999"]) if exact else None, used=uses))
    return sorted(_ranked(rows), key=lambda r: in_order(by, r.title))


def _ranked(rows: Sequence[Reach]) -> list[Reach]:
    """With the place of each that is told of, among those that are."""
    told = [r for r in rows if r.shown and r.expected]
    ranks = dict(zip([r.title for r in told], rank_intervals(*_fewest_first(told)), strict=True)) if len(told) > 1 else {}
    return [replace(r, rank=ranks.get(r.title)) for r in rows]


def _fewest_first(rows: Sequence[Reach]) -> tuple[list[float], list[float]]:
    """How many fewer than expected, as a share, and its error, the numbers of referrals being Poisson's."""
    return [1 - r.referred / r.expected for r in rows], [max(r.referred, 1) ** 0.5 / r.expected for r in rows]


def _by_place(of_district: Mapping[str, int | None], by: str) -> dict[str, int | str]:
    found: dict[str, int | str] = {}
    for district, n in of_district.items():
        place = district if by == "district" else _quadrants().get(district, "")
        before = found.get(place, 0)
        found[place] = before + n if isinstance(before, int) and n is not None else UNTOLD
    return found


def _pooled(counts: Mapping[str, int]) -> dict[str, str]:
    """Into which band each is taken: those of few referrals together, and with the next fewest, so that what is expected of the places tells
    no small number of an age."""
    small = [band for band, n in counts.items() if few(n)]
    if small:
        small += sorted((b for b in counts if b not in small and counts[b]), key=lambda b: counts[b])[:1]
    return {band: small[0] if band in small else band for band in counts}


def _by_pool(counts: Mapping[str, int], pooled: Mapping[str, str]) -> dict[str, int]:
    found = dict.fromkeys(pooled.values(), 0)
    for band, n in counts.items():
        found[pooled[band]] += n
    return found


def _band(age: int) -> str:
    return next((band for band, (low, high) in AGES.items() if low <= age <= high), "")


def inputs_of_reach(rows: Sequence[Reach]) -> dict[str, Any]:
    given: dict[str, Any] = {"funnel_poisson_counts": [{"expected": r.expected} for r in rows if r.shown and r.expected]}
    ranked = [r for r in rows if r.rank]
    if ranked:
        values, errors = _fewest_first(ranked)
        given["rank_intervals"] = {"values": values, "errors": errors}
    return given
