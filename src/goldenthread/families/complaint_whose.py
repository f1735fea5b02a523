"""Whose a complaint is: the body complained of is responsible for it, answers it, and owns its record (decision 49)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from goldenthread.access.policy import visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_clocks import CASE
from goldenthread.people.models import Child

COUNCIL = "council"
ANSWER_COMPLAINTS = ("la-send-manager", "complaints-manager")


@dataclass(frozen=True)
class Whose:
    """The body that answers, and of two the other."""

    body: UUID
    also: UUID | None = None


class Body(NamedTuple):
    """An NHS body that answers complaints here."""

    key: UUID
    name: str
    commissions: bool


def answering_for(viewer: Viewer) -> frozenset[UUID]:
    """The bodies whose complaints the viewer answers."""
    held = [role for role in viewer.roles if role.slug in ANSWER_COMPLAINTS]
    return frozenset(b.owner for role in held for b in role.bases if b.kinds is None)


def reads_case(viewer: Viewer, case: UUID) -> bool:
    """Whether the case of the step that failed is open to whoever answers: an NHS body does not read a council's."""
    return Case.objects.filter(visible(viewer, "read", shape=CASE), pk=case).exists()


def nhs_bodies() -> list[Body]:
    """NHS bodies that named somebody who answers complaints here, those that pay for services last. No child is in this."""
    found = rows("select o.id, o.name, o.kind = 'icb' from people_organisation o where o.id in (select families_answering_bodies()) order by 3, 2")
    return [Body(*row) for row in found]


def nearest_first(viewer: Viewer, child: Child, bodies: Iterable[Body]) -> list[Body]:
    """Those that the family knows from the child's own record come first."""
    known = set(Case.objects.filter(visible(viewer, "status", shape=CASE), child=child.pk).values_list("owner", flat=True))
    return sorted(bodies, key=lambda b: b.key not in known)


def whose_it_is(chosen: Sequence[str], council: UUID, failed_at: UUID | None = None) -> Whose:
    """One body answers. Of a council and an NHS body it is the one whose step failed, else the council, which leads the plan; of two NHS bodies
    the one whose step failed, else the first."""
    keys = [council if key == COUNCIL else UUID(key) for key in chosen]
    keys.sort(key=lambda key: (key != failed_at, key != council))
    return Whose(keys[0], keys[1] if len(keys) > 1 else None)
