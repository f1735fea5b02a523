"""Whether children wait alike for a kind of service: by place, body, age, need, deprivation, language and ethnicity. Journeys come without
anything that says who it is, of the bodies whose waits the viewer may count. A group of which a number is small is kept back before
anything of it is compared."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from goldenthread.access.viewer import Viewer
from goldenthread.pathways.common.referral import PRIORITIES
from goldenthread.science.comparing_places import Z998, funnel_binomial_counts
from goldenthread.science.fairness import (
    FEWEST_ALIKE,
    alike_deviation,
    alike_difference,
    overdispersion,
    rank_intervals,
    shrunk_differences,
)
from goldenthread.science.small_numbers import few, what_is_told
from goldenthread.science.survival import product_limit, reached, survival_curve
from goldenthread.services.gaps import looks_at_gaps
from goldenthread.services.journeys import COLUMNS, Wait, wait_of
from goldenthread.services.models import Service
from goldenthread.web.words import HOME_UNLISTED

WINDOW, YEAR, HORIZON, LIMIT = 730, 365, 364, 126
"""Days: waits that began in the last two years; a year's referrals; the first 52 weeks of a wait; and 18 weeks."""
FEWEST_OF_A_STEP = 6
"""Of fewer children no step of a curve is drawn: what is 1 to 5 is not told."""
SMALL = 30
"""Below so many children a difference is drawn towards the others, and shown without a range."""
MEASURES = {"seen": "First appointment", "treated": "From assessment to treatment", "access": "Referred and seen, for each 1,000 who live there", "plans": "Children with a plan: referred and seen, for each 1,000"}
BY = {
    "locality": "Locality", "district": "District", "body": "NHS body", "age": "Age when referred", "need": "Main need in a plan", "deprivation": "Deprivation",
    "language": "First language", "ethnicity": "Ethnicity",
}  # fmt: skip
PLACES = ("locality", "district")
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
    return getattr(j, by) or HOME_UNLISTED


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
    return title in (NOT_KNOWN, HOME_UNLISTED, "No plan, or another need"), number, title


# --- access ---

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
