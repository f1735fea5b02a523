"""Whether place in the list goes with what must not matter: how often a family was in contact or appealed, how deprived its postcode is,
and whether its language is English. Today's list, tested each time that it is asked for. None of it reaches the score.

Deprivation and home language are held where the area has loaded them; where it has not, that is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import polars as pl
from django.db.models import OuterRef, Subquery

from goldenthread.access.policy import CHILD, IDENTITY, Record, may, visible
from goldenthread.access.viewer import Viewer
from goldenthread.campaigns.reading import Plans, owners
from goldenthread.cases.models import Case
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_clocks import CASE
from goldenthread.people.kinds import MESSAGES
from goldenthread.people.models import Child, Postcode
from goldenthread.science.staleness_columns import LEAST, Association, association

_NAMES = {"contact": "questions and complaints of the family", "appeals": "mediation and appeals", "deprivation": "deprivation", "language": "home language"}
_MORE = {
    "contact": "Plans with more questions and complaints of the family", "appeals": "Plans with more mediation and appeals",
    "deprivation": "Plans of children in more deprived places", "language": "Plans of children whose home language is not English",
}  # fmt: skip
_NOT_HELD = {
    "deprivation": "Deprivation is not held of any of these children’s postcodes, so it was not tested: a file of deciles by postcode brings it (load deprivation).",
    "language": "Home language is not held of any of these children, so it was not tested: a file of the school census’s codes brings it (load languages).",
}
_LACK = {"deprivation": "decile of the postcode", "language": "home language"}
# Of the school census: English, believed to be English; refused, not obtained. Every other code is another language.
_ENGLISH, _UNTOLD = ("ENG", "ENB"), ("", "REF", "NOT")


@dataclass(frozen=True)
class Tested:
    """`unknown` counts the plans that were left out, since nothing is known of what was tested; where it is known of none, `held` is false."""

    of: str
    found: Association | None
    unknown: int = 0
    held: bool = True

    @property
    def sentence(self) -> str:
        if not self.held:
            return _NOT_HELD[self.of]
        return f"{self._answer} Left out: {self.unknown:,} {'plan' if self.unknown == 1 else 'plans'} without a known {_LACK[self.of]}." if self.unknown else self._answer

    @property
    def _answer(self) -> str:
        name = _NAMES[self.of]
        if self.found is None:
            few = f"{LEAST} plans in English and {LEAST} in another language" if self.of == "language" else f"{LEAST} plans of which they differ"
            return f"Place against {name}: not tested, for want of {few}."
        f = self.found
        numbers = f"Spearman’s rank correlation {signed(f.rho)}, 95% interval {signed(f.low)} to {signed(f.high)}, {f.n:,} plans"
        if not f.beyond_chance:
            return f"Place did not vary with {name} beyond chance ({numbers})."
        way = "an earlier" if f.rho < 0 else "a later"
        return f"{_MORE[self.of]} have {way} place, beyond chance ({numbers}). That is no part of the score: look for what it has in common with its reasons."


def signed(n: float) -> str:
    """ "+0.05", "-0.05", and "0.00" with no sign of its own."""
    return f"{n:+.2f}" if round(n, 2) else "0.00"


def audit(viewer: Viewer, found: Plans, ranked: pl.DataFrame) -> list[Tested]:
    """`ranked` is the whole list in order. Three questions. What the viewer may not see counts as none, or as not known."""
    own = owners(viewer)
    asked = rows("select child_id, owner_id, count(*) from families_question where owner_id = any(%(own)s) group by child_id, owner_id", own=own)
    contact: dict[UUID, int] = {child: n for child, owner, n in asked if may(viewer, "read", MESSAGES, Record(owner, child))}
    appeals: dict[UUID, int] = {}
    for child in Case.objects.filter(visible(viewer, "status", shape=CASE), owner__in=own, pathway__in=("mediation", "tribunal-appeal")).values_list("child_id", flat=True):
        if child:
            appeals[child] = appeals.get(child, 0) + 1
    order = [found.children[n] for n in ranked["n"]]
    deprived, other = _background(viewer, own)
    return [
        *(Tested(name, association(_places(order), pl.Series([counts.get(c, 0) for c in order], dtype=pl.Int64))) for name, counts in (("contact", contact), ("appeals", appeals))),
        _tested_of_known("deprivation", order, deprived),
        _tested_of_known("language", order, other, both=True),
    ]


def _background(viewer: Viewer, own: Sequence[UUID]) -> tuple[dict[UUID, int], dict[UUID, int]]:
    """By child, where known: how deprived the postcode is, from 1 to 10 for the most deprived tenth, and 1 for a language other than English."""
    deprived: dict[UUID, int] = {}
    other: dict[UUID, int] = {}
    decile_of = Subquery(Postcode.objects.filter(postcode=OuterRef("postcode")).values("deprivation"))
    named = Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY), owner__in=own).annotate(decile=decile_of)
    for child, decile, language in named.values_list("pk", "decile", "language"):
        if decile is not None:
            deprived[child] = 11 - decile
        if language not in _UNTOLD:
            other[child] = int(language not in _ENGLISH)
    return deprived, other


def _tested_of_known(name: str, order: Sequence[UUID], known: Mapping[UUID, int], *, both: bool = False) -> Tested:
    """The plans of which it is known alone. `both`: neither of two groups may be small."""
    numbers = pl.Series([known.get(c) for c in order], dtype=pl.Int64)
    there = numbers.is_not_null()
    numbers = numbers.drop_nulls()
    small = both and min(int(numbers.sum()), len(numbers) - int(numbers.sum())) < LEAST
    return Tested(name, None if small else association(_places(order).filter(there), numbers), len(order) - len(numbers), len(numbers) > 0)


def _places(order: Sequence[UUID]) -> pl.Series:
    return pl.Series(range(1, len(order) + 1), dtype=pl.Int64)
