"""Who looked at a child's record. A family reads roles and organisations; managers of the record's owner names too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from goldenthread.access.models import AccessLog, BreakGlass, User
from goldenthread.access.policy import OF_A_CHILD, sees_own_entries, visible
from goldenthread.access.queries import Opening
from goldenthread.access.rules import ROLES
from goldenthread.access.viewer import Viewer
from goldenthread.web.paging import A_PAGE

AUDIT = "audit-log"


@dataclass(frozen=True)
class Look:
    """When, in which role and for which organisation; the name only for those who must account for it."""

    at: dt.datetime
    role: str
    organisation: str
    purpose: str
    name: str = ""


@dataclass(frozen=True)
class Looks:
    """How much of the record of looks this is: `all` with names, `family` without, `own` only the viewer's own, or
    `none`. `page` is which part of it, from 1."""

    kind: str
    rows: list[Look]
    total: int
    page: int = 1

    @property
    def first(self) -> int:
        return (self.page - 1) * A_PAGE + 1


def looks_at(viewer: Viewer, child: UUID, page: int = 1) -> Looks:
    """Looks at a confidential or withheld case are withheld with it. A family reads which bodies looked, and not when
    another of the family did."""
    shown = AccessLog.objects.filter(child=child).exclude(case__in=_hidden_cases())
    if _family_of(viewer, child):
        return _listed("family", shown.filter(organisation__isnull=False), page, names=False)
    if any(AUDIT in grant.read for grant in viewer.grants):
        return _listed("all", shown.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=AUDIT)), page, names=True)
    if sees_own_entries(viewer):
        return _listed("own", shown.filter(user=viewer.id), page, names=False)
    return Looks("none", [], 0)


def _hidden_cases() -> RawSQL:
    return RawSQL("select access_hidden_cases()", [])  # noqa: S611


def _family_of(viewer: Viewer, child: UUID) -> bool:
    """Rights pass from the parents to the young person; whoever has them may ask."""
    own = viewer.child == child and viewer.own_rights and viewer.holds("young-person")
    return own or (child in viewer.parented and viewer.holds("parent"))


def _listed(kind: str, rows: QuerySet[AccessLog], page: int, *, names: bool) -> Looks:
    total = rows.count()
    page = max(1, min(page, -(-total // A_PAGE)))
    columns = ("at", "role", "organisation__name", "purpose", "user")
    found = list(rows.order_by("-at", "-pk").values_list(*columns)[(page - 1) * A_PAGE : page * A_PAGE])
    who = dict(User.objects.filter(pk__in={row[4] for row in found}).values_list("pk", "name")) if names else {}
    looks = [
        Look(at, ROLES[role][0] if role in ROLES else role, body or "", purpose, who.get(user, ""))
        for at, role, body, purpose, user in found
    ]
    return Looks(kind, looks, total, page)


def looked_while_open(viewer: Viewer, openings: Sequence[Opening]) -> dict[UUID, list[tuple[str, int]]]:
    """What somebody looked at of a record for as long as it stood open to them outside their work, with how often, in the order in which they
    first did: for whoever reviews the openings. One question for all."""
    if not openings:
        return {}
    shown = AccessLog.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=AUDIT), at__gte=min(o.opened_at for o in openings))
    shown = shown.filter(user__in={o.user for o in openings}, child__in={o.child for o in openings}).exclude(case__in=_hidden_cases()).exclude(purpose=OPENED)
    found: dict[UUID, dict[str, int]] = {o.id: {} for o in openings}
    for user, child, at, purpose in shown.order_by("at", "pk").values_list("user", "child", "at", "purpose"):
        for o in openings:
            if (o.user, o.child) == (user, child) and o.opened_at <= at < o.closes_at:
                found[o.id][purpose] = found[o.id].get(purpose, 0) + 1
    return {key: list(times.items()) for key, times in found.items()}


OPENED = "Opened outside the rules"
"""As the function that opens a record writes down the opening itself."""


def opened_child(viewer: Viewer, opening: UUID) -> tuple[UUID, dt.datetime] | None:
    """The child whose record an opening of the viewer's own has opened, and until when."""
    row = BreakGlass.objects.filter(Q(pk=opening) & Q(user=viewer.id)).values_list("child_id", "closes_at").first()
    return row if row is None else (row[0], row[1])


def may_break_glass(viewer: Viewer) -> bool:
    """Practitioners of a body, but not those who review what was opened; the same roles as the database function."""
    return any(
        ROLES[role.slug][1] in ("organisation", "allocated", "connected") and role.slug != "information-governance"
        for role in viewer.roles
    )
