"""Where no service is open to children of a place and age, and how many children that leaves out. Children are counted in the database,
of the bodies whose totals the viewer may count; small numbers are kept back, by subtraction too, and what is told is
rounded to five, because the same child may be left out by two kinds of service."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from goldenthread.access.viewer import Viewer
from goldenthread.cases.queries_limits import sees_totals
from goldenthread.engine.explain import listed
from goldenthread.pathways.annual_review import ENDS
from goldenthread.people.models import District
from goldenthread.science.eligibility import KINDS, Gap, Offered, affected, gaps, kind_of, unknown
from goldenthread.science.small_numbers import FEWER, KEPT_BACK, LEAST, UNTOLD, few, what_is_told
from goldenthread.services.models import Offer
from goldenthread.web.navigation import COMMISSIONS

ROUNDED_TO = 5
NOT_COUNTED = "not counted"


def looks_at_gaps(viewer: Viewer) -> bool:
    return sees_totals(viewer) and viewer.holds(*COMMISSIONS)


@dataclass(frozen=True)
class Found:
    """A gap, how many children of the area it leaves out as that may be told, and a key by which it is found again."""

    gap: Gap
    where: str
    children: int
    told: str

    @property
    def key(self) -> str:
        g = self.gap
        return hashlib.sha256("|".join([g.kind, str(g.age_from), str(g.age_to), *g.districts, "/", *g.only_in, str(g.paused)]).encode()).hexdigest()[:12]

    @property
    def title(self) -> str:
        return kind_of(self.gap.kind).title

    @property
    def rounded(self) -> int | None:
        """To the nearest five; None where no number may be told."""
        return about(self.children) if self.told == "shown" else None

    @property
    def children_words(self) -> str:
        if self.rounded is not None:
            return f"about {self.rounded:,}" if self.rounded else "none known"
        return {"few": FEWER, "many": KEPT_BACK, "uncounted": NOT_COUNTED}.get(self.told, UNTOLD)

    @property
    def unless(self) -> str:
        return unless(self.gap.only_in)

    @property
    def words(self) -> str:
        """The gap in one line: "Speech and language therapy, ages 12 to 18, in Braintree, Chelmsford and Maldon, unless in a special school"."""
        said = f"{self.title}, {self.gap.ages}, in {self.where}"
        if self.gap.only_in:
            said += f", {self.unless}"
        return said + (", where the service takes no new referrals now" if self.gap.paused else "")


def about(n: int) -> int:
    return ROUNDED_TO * round(n / ROUNDED_TO)


def unless(only_in: Sequence[str]) -> str:
    return f"unless in {listed(['a ' + slug.replace('-', ' ') for slug in only_in], 'or')}" if only_in else ""


@dataclass(frozen=True)
class Finding:
    """Every gap of a day; `unknown` are kinds of which no offer is on record."""

    of_children: list[Found]
    of_adults: list[Found]
    unknown: list[str]
    districts: list[str]
    offers: int

    def by_key(self, key: str) -> Found | None:
        return next((f for f in [*self.of_children, *self.of_adults] if f.key == key), None)


def all_offers() -> list[Offered]:
    """Every offer there is or was, as the finder takes it."""
    rows = Offer.objects.select_related("service", "district").order_by("service__pathway", "district__name", "age_from", "pk")
    found = []
    for o in rows:
        ends = min((d for d in (o.valid_to, o.service.valid_to) if d), default=None)
        found.append(
            Offered(o.service.pathway, o.district.name, o.age_from, o.age_to, max(o.valid_from, o.service.valid_from), ends, o.only_in, o.service.paused_on, o.level == Offer.Level.UNIVERSAL)
        )
    return found


def districts_of(offers: Sequence[Offered]) -> dict[str, str]:
    """The area's districts, with the locality of each; another only where something is offered there."""
    offered = {o.district for o in offers}
    return {d.name: d.locality for d in District.objects.order_by("name") if d.locality or d.name in offered}


def place_words(where: Sequence[str], localities: Mapping[str, str]) -> str:
    """Districts in words: all of the area, or each by name."""
    return "every district" if len(where) == len(localities) > 1 else listed(list(where))


def finding(viewer: Viewer, on: dt.date) -> Finding | None:
    """The gaps of a day; None where the viewer may not look at them."""
    if not looks_at_gaps(viewer):
        return None
    offers = all_offers()
    localities = districts_of(offers)
    counts = children_by_need(on)
    missing = gaps(offers, list(localities), on)
    found = []
    for kind in dict.fromkeys(g.kind for g in missing):
        of_kind = [g for g in missing if g.kind == kind]
        needs = kind_of(kind).needs
        numbers = [affected(counts, g) for g in of_kind]
        # Whoever is covered is a part of the same whole.
        covered = sum(n for (_, _, need), n in counts.items() if need in needs) - sum(numbers)
        told = tell(numbers, covered) if needs else ["uncounted"] * len(of_kind)
        found += [Found(g, place_words(g.districts, localities), n, t) for g, n, t in zip(of_kind, numbers, told, strict=True)]
    return Finding([f for f in found if not f.gap.adult], [f for f in found if f.gap.adult], [KINDS[k].title for k in unknown(offers, on)], list(localities), len(offers))


def children_by_need(on: dt.date) -> dict[tuple[str, int, str], int]:
    """How many children with a plan live in a district, by whole years of age and primary need as a return gave it."""
    with connection.cursor() as cursor:
        cursor.execute("select district, age, need, sum(children)::bigint from services_count_plans(%s, %s) where district <> '' group by 1, 2, 3", [on, list(ENDS)])
        return {(district, age, need): n for district, age, need, n in cursor.fetchall()}


def tell(numbers: Sequence[int], covered: int) -> list[str]:
    """What may be told of each gap of one kind. Whoever is covered is told nowhere, so that one small number cannot be worked out from
    the whole; only where they are few themselves must another number go with it."""
    return ["few" if few(n) else "shown" for n in numbers] if covered >= LEAST else what_is_told([*numbers, covered])[: len(numbers)]
