"""Whether children wait alike for a kind of service: by place, body, age, need, deprivation, language and ethnicity. Journeys come without
anything that says who it is, of the bodies whose waits the viewer may count. A group of which a number is small is kept back before
anything of it is compared."""

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

from goldenthread.access.viewer import Viewer
from goldenthread.pathways.annual_review import ENDS
from goldenthread.pathways.common.referral import PRIORITIES
from goldenthread.people.places import DATA
from goldenthread.science.comparing_places import Z998, funnel_binomial_counts
from goldenthread.science.fairness import (
    FEWEST_ALIKE,
    alike_deviation,
    alike_difference,
    expected_by_age,
    funnel_poisson_counts,
    overdispersion,
    rank_intervals,
    shrunk_differences,
)
from goldenthread.science.small_numbers import UNTOLD, few, told_within, what_is_told
from goldenthread.science.survival import product_limit, reached, survival_curve
from goldenthread.services.gaps import looks_at_gaps
from goldenthread.services.journeys import COLUMNS, Wait, wait_of
from goldenthread.services.models import Service

WINDOW, YEAR, HORIZON, LIMIT = 730, 365, 364, 126
"""Days: waits that began in the last two years; a year's referrals; the first 52 weeks of a wait; and 18 weeks."""
FEWEST_OF_A_STEP = 6
"""Of fewer children no step of a curve is drawn: what is 1 to 5 is not told."""
SMALL = 30
"""Below so many children a difference is drawn towards the others, and shown without a range."""
MEASURES = {"seen": "First appointment", "treated": "From assessment to treatment", "access": "Referred and seen, for each 1,000 who live there", "plans": "Children with a plan: referred and seen, for each 1,000"}
ACCESS = ("access", "plans")
"""Measures of access, which compare with how many there are; the others are of waits."""
BY = {
    "locality": "Locality", "district": "District", "body": "NHS body", "age": "Age when referred", "need": "Main need in a plan", "deprivation": "Deprivation",
    "language": "First language", "ethnicity": "Ethnicity",
}  # fmt: skip
PLACES = ("locality", "district")
COUNTED = {"access": (*PLACES, "age"), "plans": (*PLACES, "age", "need", "deprivation", "language", "ethnicity")}
"""By what it is on record how many there are, so that a rate can be told: of everybody who lives here, and of children with a plan."""
AGES = {"0-4": (0, 4), "5-10": (5, 10), "11-15": (11, 15), "16-18": (16, 18), "19-25": (19, 25)}
NOT_KNOWN = "Not known"
OTHER_NEED = "No plan, or another need"
_NEEDS = {
    "SLCN": "Speech, language and communication", "ASD": "Autism", "SEMH": "Social, emotional and mental health", "SPLD": "Specific learning difficulty", "MLD": "Moderate learning difficulty",
    "SLD": "Severe learning difficulty", "PMLD": "Profound and multiple learning difficulty", "PD": "Physical disability", "HI": "Hearing", "VI": "Vision", "MSI": "Hearing and vision", "DS": "Down syndrome",
}  # fmt: skip
_ETHNIC = {"W": "White", "M": "Mixed", "A": "Asian", "B": "Black", "C": "Asian", "O": "Another group"}
_NO_LANGUAGE, _ENGLISH = ("", "NOT", "REF", "CLFR"), ("ENG", "ENB")


@dataclass(frozen=True)
class Grouped:
    """By what a child is grouped, and nothing that says who it is."""

    body: str
    locality: str
    district: str
    age: int | None
    ethnicity: str
    language: str
    deprivation: int | None
    need: str


@dataclass(frozen=True)
class Journey(Grouped):
    """One child's referral to a kind of service; `age` is in whole years when the wait began; days that have not come are None."""

    child: int
    wait: Wait
    assessed: dt.date | None
    treated: dt.date | None
    ended: dt.date | None


def journeys(kind: str, by: str) -> list[Journey]:
    """The earliest referral of each child to a kind of service, of bodies whose waits the viewer may count; with the child's need where
    groups are made by it."""
    services = {s.pk: s.owner.name for s in Service.objects.filter(pathway=kind).select_related("owner")}
    with connection.cursor() as cursor:
        cursor.execute(
            f"select child, service, locality, district, age, ethnicity, language, deprivation, need, {COLUMNS}"  # noqa: S608
            " from services_count_journeys(%s::uuid[], %s) where received is not null order by child",
            [list(services), by == "need"],
        )
        found: dict[int, Journey] = {}
        for child, service, locality, district, age, ethnicity, language, deprivation, need, *days in cursor.fetchall():
            _, _, _, _, assessed, treated, ended, _ = days
            j = Journey(services[service], locality, district, age, ethnicity, language, deprivation, need, child, wait_of(*days), assessed, treated, ended)
            if child not in found or j.wait.since < found[child].wait.since:
                found[child] = j
        return list(found.values())


def group_of(j: Grouped, by: str) -> str:
    """The group in which a child counts. What is not known is a group of its own, so that the groups are parts of a whole."""
    if by == "age":
        return next((f"{low} to {high}" for low, high in AGES.values() if j.age is not None and low <= j.age <= high), NOT_KNOWN)
    if by == "need":
        return _NEEDS.get(j.need, OTHER_NEED)
    if by == "deprivation":
        return f"Tenth {j.deprivation}" if j.deprivation else NOT_KNOWN
    if by == "language":
        return NOT_KNOWN if j.language in _NO_LANGUAGE else "English" if j.language in _ENGLISH else "Another language"
    if by == "ethnicity":
        return _ETHNIC.get(j.ethnicity[:1], NOT_KNOWN) if len(j.ethnicity) == 4 and j.ethnicity not in ("NOBT", "REFU") else NOT_KNOWN
    return getattr(j, by) or "Home not in the area’s lists"


@dataclass(frozen=True)
class Group:
    """What may be told of a group's waits. `told` is "shown", or why nothing is; a number that may not be told is None. Waits are days;
    `within` of `due` were seen inside 18 weeks, and `left` of them went unseen in that time; `difference` is in days against all others, with priorities alike."""

    title: str
    children: int
    told: str
    waiting: int | None = None
    median: float | None = None
    quarter: float | None = None
    within: int | None = None
    due: int = 0
    left: int | None = None
    difference: Mapping[str, float] | None = None
    shrunk: float | None = None
    limits: tuple[float, float] | None = None
    """Of the share within 18 weeks: 99.8% limits."""
    deviation: Mapping[str, float] | None = None
    """How far its mean wait lies from that of all, priorities alike, with the group's own error: what it is ranked by."""
    rank: Mapping[str, int] | None = None
    """Its place by how long it waits, 1 the longest, and between which places it lies with 95%."""
    curve: Sequence[Mapping[str, float | None]] = ()
    """The share that still waits, by days (`survival_curve`), to `followed` days. Of a group that is not small."""
    followed: int = 0

    @property
    def shown(self) -> bool:
        return self.told == "shown"

    def waits_at(self, days: int) -> Mapping[str, float | None] | None:
        """What the curve has so many days on; None where so few were followed so far, or nothing is told yet."""
        before = [point for point in self.curve if (point["time"] or 0) <= days]
        return before[-1] if before and days <= self.followed else None

    @property
    def share(self) -> float | None:
        return self.within / self.due if self.due and self.within is not None else None

    @property
    def beyond(self) -> str:
        """"longer" or "shorter" where chance does not explain the difference, at 99.8%; else empty."""
        if not self.difference or self.children < SMALL:
            return ""
        middle, error = self.difference["difference"], self.difference["se"]
        return "longer" if middle > Z998 * error else "shorter" if middle < -Z998 * error else ""

    @property
    def told_difference(self) -> float | None:
        """The difference that is told: drawn towards the others where the group is small."""
        if self.difference is None:
            return None
        return self.shrunk if self.children < SMALL else self.difference["difference"]

    @property
    def outside(self) -> str:
        if self.share is None or self.limits is None:
            return ""
        return "below" if self.share < self.limits[0] else "above" if self.share > self.limits[1] else ""


@dataclass(frozen=True)
class Waits:
    """Groups compared, and all together; `phi` is by how much the groups differ more than by chance."""

    groups: list[Group]
    whole: Group
    phi: float
    target: float

    @property
    def shown(self) -> list[Group]:
        return [g for g in self.groups if g.shown]


def _times(j: Journey, measure: str, on: dt.date) -> tuple[int, str, int] | None:
    """How long a child waited, how that ended ("seen", "left" or "open"), and how long ago it began."""
    start, stop, left = (j.wait.since, j.wait.seen, j.wait.left) if measure == "seen" else (j.assessed, j.treated, j.ended)
    if start is None or not 0 <= (on - start).days < WINDOW:
        return None
    if stop is not None and stop <= on:
        return ((stop - start).days, "seen", (on - start).days) if stop >= start else None
    if left is not None and left <= on:
        return max(0, (left - start).days), "left", (on - start).days
    return (on - start).days, "open", (on - start).days


Waited = tuple[int, str, int, int]
"""Days, how it ended, days since it began, and the place of its priority in PRIORITIES."""


def compare(found: Iterable[Journey], measure: str, by: str, on: dt.date) -> Waits:
    """The waits of each group beside those of all others."""
    of: dict[str, list[Waited]] = defaultdict(list)
    locality_of: dict[str, str] = {}
    for j in found:
        waited = _times(j, measure, on)
        if waited is not None:
            of[group_of(j, by)].append((*waited, j.wait.priority))
            locality_of[group_of(j, "district")] = group_of(j, "locality")
    titles = sorted(of, key=lambda t: in_order(by, t))
    counts = [_counts(of[t]) for t in titles]
    inside = [locality_of.get(t, t) for t in titles] if by == "district" else []
    told = {name: told_of([c[name] for c in counts], inside) for name in NUMBERS}
    every = _counts([w for t in titles for w in of[t]])
    groups = [_group(t, of[t], c, {name: told[name][n] for name in NUMBERS}) for n, (t, c) in enumerate(zip(titles, counts, strict=True))]
    whole = _group("All", [w for t in titles for w in of[t]], every, {name: told[name][-1] for name in NUMBERS})
    shown = {g.title: _difference(of, g.title) for g in groups if g.shown}
    known = {t: d for t, d in shown.items() if d is not None and d["se"] > 0}
    shrunk = dict(zip(known, shrunk_differences([d["difference"] for d in known.values()], [d["se"] for d in known.values()]), strict=True)) if known else {}
    judged = [g for g in groups if g.within is not None and g.due]
    due = sum(g.due for g in judged)
    target = sum(g.within or 0 for g in judged) / due if due else 0.0
    phi = overdispersion([g.within or 0 for g in judged], [g.due for g in judged]) if judged else 1.0
    found_groups = [
        replace(g, difference=shown[g.title], shrunk=shrunk.get(g.title), limits=limits(target, g.due, phi) if g in judged else None) if g.shown else g for g in groups
    ]  # fmt: skip
    return Waits(_ranked(found_groups, of), whole, phi, target)


def _ranked(groups: list[Group], of: Mapping[str, Sequence[Waited]]) -> list[Group]:
    """With the place of each group that is shown and whose mean wait can be told. What is not known is no group to be put in order, and of a
    small one too little is known."""
    every = _by_priority([w for waits in of.values() for w in waits])
    deviations = {g.title: alike_deviation(_by_priority(of[g.title]), every, HORIZON, FEWEST_ALIKE) for g in groups if g.shown and g.children >= SMALL and not in_order("", g.title)[0]}
    told = {title: d for title, d in deviations.items() if d is not None and d["se"] > 0}
    if len(told) < 2:
        return groups
    ranks = dict(zip(told, rank_intervals([d["deviation"] for d in told.values()], [d["se"] for d in told.values()]), strict=True))
    return [replace(g, deviation=told.get(g.title), rank=ranks.get(g.title)) for g in groups]


def told_of(counts: Sequence[int], inside: Sequence[str]) -> list[str]:
    """What may be told of each count, and last of all together. `inside` names the larger group of each, where it has one that is told of
    too: then a number is kept back where the larger one and the others in it would give it away, and all of them where the larger one is
    kept back itself."""
    if not inside:
        return what_is_told(counts)
    totals = {name: sum(n for n, of in zip(counts, inside, strict=True) if of == name) for name in dict.fromkeys(inside)}
    of_totals = what_is_told(list(totals.values()))
    told = [""] * len(counts)
    for name, of_total in zip(totals, of_totals[:-1], strict=True):
        places = [k for k, of in enumerate(inside) if of == name]
        *each, whole = what_is_told([counts[k] for k in places])
        open_ = of_total == whole == "shown"
        for k, said in zip(places, each, strict=True):
            told[k] = said if open_ else "few" if few(counts[k]) else "many"
    return [*told, of_totals[-1]]


NUMBERS = ("children", "recent", "within", "missed", "left", "waiting")
"""What is counted of a group: all; those who began less than 18 weeks ago; of the others, how many were seen inside 18 weeks, were not, and
of these left unseen in that time; and how many wait now."""


def _counts(waits: Sequence[Waited]) -> dict[str, int]:
    due = [(t, how) for t, how, since, _ in waits if since >= LIMIT]
    within, left = sum(how == "seen" and t <= LIMIT for t, how in due), sum(how == "left" and t <= LIMIT for t, how in due)
    return {"children": len(waits), "recent": len(waits) - len(due), "within": within, "missed": len(due) - within, "left": left, "waiting": sum(how == "open" for _, how, *_ in waits)}


def _group(title: str, waits: Sequence[Waited], counts: Mapping[str, int], told: Mapping[str, str]) -> Group:
    """What may be told of a group, each number by itself: the share within 18 weeks only where neither it nor what it leaves is small."""
    if told["children"] != "shown":
        return Group(title, counts["children"], told["children"])
    times, events = [t for t, *_ in waits], [int(how == "seen") for _, how, *_ in waits]
    share = all(told[name] == "shown" for name in ("recent", "within", "missed"))
    steps = product_limit(times, events)
    curve = [p for p in survival_curve(times, events, FEWEST_OF_A_STEP) if (p["time"] or 0) <= HORIZON] if len(times) >= SMALL else []
    return Group(
        title, counts["children"], "shown", counts["waiting"] if told["waiting"] == "shown" else None, reached(steps), reached(steps, 0.25),
        counts["within"] if share else None, counts["within"] + counts["missed"] if share else 0, counts["left"] if share and told["left"] == "shown" else None,
        curve=curve, followed=_followed(times, curve),
    )  # fmt: skip


def _followed(times: Sequence[int], curve: Sequence[Mapping[str, float | None]]) -> int:
    """To which day the curve is drawn, in whole weeks: while as many are followed as a step has, or until nobody waits."""
    if not curve:
        return 0
    if curve[-1]["after"] == 0:
        return HORIZON
    return min(HORIZON, sorted(times)[-FEWEST_OF_A_STEP] // 7 * 7)


def _difference(of: Mapping[str, Sequence[Waited]], title: str) -> dict[str, float] | None:
    mine, others = _by_priority(of[title]), _by_priority([w for t, waits in of.items() if t != title for w in waits])
    return alike_difference(mine, others, HORIZON, FEWEST_ALIKE)


def _by_priority(waits: Sequence[Waited]) -> dict[str, tuple[list[int], list[int]]]:
    found: dict[str, tuple[list[int], list[int]]] = {}
    for t, how, _, priority in waits:
        times, events = found.setdefault(PRIORITIES[priority], ([], []))
        times.append(t)
        events.append(int(how == "seen"))
    return found


def limits(target: float, n: int, phi: float) -> tuple[float, float]:
    """The 99.8% limits of a share: exact where chance alone is at work, wider by the root of `phi` where groups differ by more."""
    if phi <= 1:
        exact = funnel_binomial_counts(target, n)
        return exact["q001"] / n, exact["q999"] / n
    width = Z998 * (target * (1 - target) / n * phi) ** 0.5
    return max(0.0, target - width), min(1.0, target + width)


def in_order(by: str, title: str) -> tuple[bool, int, str]:
    """Groups of numbers by their number, others by name, what is not known last."""
    number = int("".join(c for c in title.split(" to ")[0] if c.isdigit()) or 0) if by in ("age", "deprivation") else 0
    return title in (NOT_KNOWN, "Home not in the area’s lists", "No plan, or another need"), number, title


# --- access ---

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
    return [replace(r, title="Another need") if r.title == OTHER_NEED else r for r in kept]


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
    ranked = [r for r in rows if r.shown and r.expected]
    if len(ranked) > 1:
        ranks = dict(zip([r.title for r in ranked], rank_intervals(*_fewest_first(ranked)), strict=True))
        rows = [replace(r, rank=ranks.get(r.title)) for r in rows]
    return sorted(rows, key=lambda r: in_order(by, r.title))


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


def kinds_waited_for(viewer: Viewer) -> list[str] | None:
    """Kinds of service that have waiting lists; None where the viewer may not look."""
    if not looks_at_gaps(viewer):
        return None
    return sorted(set(Service.objects.values_list("pathway", flat=True)))


# --- input of the calculations, so that what is drawn can be reproduced ---


def inputs_of(waits: Waits) -> dict[str, Any]:
    """By the name of each calculation of `goldenthread calc`, what it takes for the numbers on the page. Of shown groups alone."""
    judged = [g for g in waits.shown if g.within is not None and g.due]
    known = [g for g in waits.shown if g.difference and g.difference["se"] > 0]
    given: dict[str, Any] = {}
    if judged:
        given["overdispersion"] = {"counts": [g.within for g in judged], "sizes": [g.due for g in judged]}
        given["funnel_binomial_counts"] = [{"target": waits.target, "n": g.due} for g in judged]
        given["funnel_overdispersed"] = [{"target": waits.target, "n": g.due, "phi": waits.phi} for g in judged]
    if known:
        given["shrunk_differences"] = {"differences": [g.difference["difference"] for g in known if g.difference], "errors": [g.difference["se"] for g in known if g.difference]}
    ranked = [g.deviation for g in waits.groups if g.rank and g.deviation]
    if ranked:
        given["rank_intervals"] = {"values": [d["deviation"] for d in ranked], "errors": [d["se"] for d in ranked]}
    return given


def inputs_of_reach(rows: Sequence[Reach]) -> dict[str, Any]:
    given: dict[str, Any] = {"funnel_poisson_counts": [{"expected": r.expected} for r in rows if r.shown and r.expected]}
    ranked = [r for r in rows if r.rank]
    if ranked:
        values, errors = _fewest_first(ranked)
        given["rank_intervals"] = {"values": values, "errors": errors}
    return given
