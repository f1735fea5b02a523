"""Whether anybody's cases can be counted at all: that nothing may be seen must never read as that there is none."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from goldenthread.access.policy import counts_of
from goldenthread.access.viewer import Viewer
from goldenthread.cases.queries_standing import owners_of_cases
from goldenthread.people.models import Organisation


@dataclass(frozen=True)
class NotShared:
    """The viewer's organisations, with which nobody shares yet what their role could see."""

    organisations: tuple[str, ...]


def not_shared(viewer: Viewer) -> NotShared | None:
    """None where the viewer may count somebody's cases. A case belongs to a council, so a body of another kind has
    none of its own."""
    counted = owners_of_cases(viewer) | counts_of(viewer, "kpi-aggregates")
    if counted - viewer.own_bodies or _is_a_council(viewer.own_bodies):
        return None
    names = Organisation.objects.filter(pk__in=viewer.organisations).order_by("name")
    return NotShared(tuple(names.values_list("name", flat=True)))


def _is_a_council(bodies: frozenset[UUID]) -> bool:
    return Organisation.objects.filter(pk__in=bodies, kind=Organisation.Kind.LOCAL_AUTHORITY).exists()
