"""Whether place in the list goes with what must not matter: how often a family was in contact or appealed. Today's list, tested each
time that it is asked for. None of it reaches the score.

Deprivation and home language are not held of a child here, so they are not tested, and the page says so."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import polars as pl

from goldenthread.access.policy import Record, may, visible
from goldenthread.access.viewer import Viewer
from goldenthread.campaigns.reading import Plans, owners
from goldenthread.cases.models import Case
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_clocks import CASE
from goldenthread.science.staleness_columns import LEAST, Association, association

MESSAGES = "messages-to-family"
_NAMES = {"contact": "questions and complaints of the family", "appeals": "mediation and appeals"}
NOT_HELD = "Deprivation and home language are not held here, so they were not tested."


@dataclass(frozen=True)
class Tested:
    of: str
    found: Association | None

    @property
    def sentence(self) -> str:
        name = _NAMES[self.of]
        if self.found is None:
            return f"Place against {name}: not tested, for want of {LEAST} plans of which they differ."
        f = self.found
        numbers = f"Spearman’s rank correlation {f.rho:+.2f}, 95% interval {f.low:+.2f} to {f.high:+.2f}, {f.n:,} plans"
        if not f.beyond_chance:
            return f"Place did not vary with {name} beyond chance ({numbers})."
        way = "an earlier" if f.rho < 0 else "a later"
        return f"Plans with more {name} have {way} place, beyond chance ({numbers}). They are no part of the score: look for what they have in common with its reasons."


def audit(viewer: Viewer, found: Plans, ranked: pl.DataFrame) -> list[Tested]:
    """`ranked` is the whole list in order. Two questions. What the viewer may not see counts as none."""
    own = owners(viewer)
    asked = rows("select child_id, owner_id, count(*) from families_question where owner_id = any(%(own)s) group by child_id, owner_id", own=own)
    contact: dict[UUID, int] = {child: n for child, owner, n in asked if may(viewer, "read", MESSAGES, Record(owner, child))}
    appeals: dict[UUID, int] = {}
    for child in Case.objects.filter(visible(viewer, "status", shape=CASE), owner__in=own, pathway__in=("mediation", "tribunal-appeal")).values_list("child_id", flat=True):
        if child:
            appeals[child] = appeals.get(child, 0) + 1
    place = pl.Series(range(1, ranked.height + 1), dtype=pl.Int64)
    order = [found.children[n] for n in ranked["n"]]
    return [Tested(name, association(place, pl.Series([counts.get(c, 0) for c in order], dtype=pl.Int64))) for name, counts in (("contact", contact), ("appeals", appeals))]
