"""Who may see what. One table, the agreement in `rules`, and one function over it; everything else is denied.

`may` answers for one record, `visible` for a query. PostgreSQL holds the same policy once more: see `rls`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.db.models.expressions import RawSQL

from goldenthread.access import rules
from goldenthread.access.rules import Level
from goldenthread.access.viewer import Role, Viewer

IDENTITY = "identity-and-contact"


class Refused(Exception):
    """The viewer may not do this. Pages answer as if the thing did not exist."""


class Grant(NamedTuple):
    """Kinds of data that a viewer may see, at each level by its name, of some owners and some children. None means any."""

    owners: frozenset[UUID] | None
    children: frozenset[UUID] | None
    status: frozenset[str]
    read: frozenset[str]
    write: frozenset[str]


class Record(NamedTuple):
    """What the policy needs to know of a record."""

    owner: UUID
    child: UUID | None
    sealed: bool = False
    case: UUID | None = None
    confidentiality: str = "none"


def may(viewer: Viewer, level: Level, kind: str, record: Record) -> bool:
    if record.sealed or (record.confidentiality != "none" and not _opens(viewer, record)):
        return False
    # A plain loop: a page asks this hundreds of times.
    for grant in viewer.grants:
        if (
            kind in getattr(grant, level)
            and (grant.owners is None or record.owner in grant.owners)
            and (grant.children is None or record.child in grant.children)
        ):
            return True
    return False


def knows_part(viewer: Viewer, part: str, child: UUID, practitioner: UUID | None) -> bool:
    """Whether the viewer may read that a child was given to somebody as this part. Who prescribes tells that the child takes medication:
    only whoever may read that of the child, and who is meant, reads it."""
    own = practitioner is not None and practitioner == viewer.practitioner
    return part not in rules.PRESCRIBING or own or child in _treated(viewer)


def open_parts(viewer: Viewer) -> Q:
    """The same of a query of allocations."""
    own = Q(practitioner=viewer.practitioner) if viewer.practitioner else Q(pk__in=[])
    return ~Q(role__in=rules.PRESCRIBING) | own | Q(child__in=sorted(_treated(viewer)))


def _treated(viewer: Viewer) -> frozenset[UUID]:
    """Children of whose medication the viewer may read; nobody does so of every child of a body."""
    return frozenset().union(*(g.children or () for g in viewer.grants if rules.MEDICATION in g.read))


def require(viewer: Viewer, level: Level, kind: str, record: Record) -> None:
    if not may(viewer, level, kind, record):
        raise Refused


def may_record(viewer: Viewer, kind: str, record: Record, case_kind: str, own_kind: str | None = None) -> bool:
    """Whether an event of this kind may be recorded on a case. An event holds dates and codes, never the advice
    itself, so whoever writes to the case may record what they may read, and whoever writes advice of `own_kind` may
    record that it was given."""
    return (
        may(viewer, "write", kind, record)
        or (may(viewer, "write", case_kind, record) and may(viewer, "read", kind, record))
        or (own_kind is not None and may(viewer, "write", own_kind, record))
    )


def may_count(viewer: Viewer, kind: str) -> bool:
    """Totals over a whole body, with small numbers suppressed."""
    return any(rules.right(role.slug, kind) in ("A", "R", "RW") for role in viewer.roles)


def counts_of(viewer: Viewer, kind: str) -> frozenset[UUID]:
    """The bodies whose totals the viewer may see: their own, and those that share this kind with it."""
    counting = [role for role in viewer.roles if rules.right(role.slug, kind) in ("A", "R", "RW")]
    return frozenset(b.owner for role in counting for b in role.bases if b.kinds is None or kind in b.kinds)


def sees_own_entries(viewer: Viewer) -> bool:
    return any(rules.right(role.slug, "audit-log") in ("O", "R") for role in viewer.roles)


@dataclass(frozen=True)
class Shape:
    """Where a table keeps what the policy asks about, as Django names it."""

    child: str = "child_id"
    owner: str = "owner_id"
    kind: str | None = "kind_of_data"
    # Only on the child itself: of everything else of a sealed child, row-level security knows by itself.
    sealed: str | None = None
    case: str | None = None
    confidentiality: str | None = None
    # The confidential cases without which the row would be otherwise.
    rests_on: str | None = None


CHILD = Shape(child="id", kind=None, sealed="sealed")
OF_A_CHILD = Shape(kind=None)


def visible(viewer: Viewer, level: Level = "read", *, shape: Shape, kind: str | None = None) -> Q:
    """The rows of a table that a viewer may see; `kind` where the whole table is of one kind of data."""
    allowed = Q(pk__in=[])
    for (children, kinds), owners in _by_reach(viewer.grants, level, kind).items():
        rows = Q()
        if owners is not None:
            rows &= Q(**{f"{shape.owner}__in": sorted(owners)})
        if children is not None:
            rows &= Q(**{f"{shape.child}__in": _listed(children)})
        if shape.kind is not None and kind is None:
            rows &= Q(**{f"{shape.kind}__in": sorted(kinds)})
        allowed = rows if allowed == Q(pk__in=[]) else allowed | rows
    if shape.sealed:
        allowed &= Q(**{shape.sealed: False})
    if shape.case and shape.confidentiality:
        allowed &= _open_cases(viewer, shape)
    if shape.case and viewer.holds(*rules.COMPLAINTS_KEPT_FROM):
        allowed &= ~Q(**{f"{shape.case}__in": RawSQL("select access_anothers_complaints()", [])})  # noqa: S611
    if shape.rests_on:
        opened = Q(**{f"{shape.rests_on}__isnull": True})
        if own := confided_to(viewer):
            opened |= Q(**{f"{shape.rests_on}__contained_by": sorted(own)})
        allowed &= opened
    return allowed


def _listed(children: frozenset[UUID]) -> list[UUID] | RawSQL:
    """A caseload is compared as a table: beside a question's own list of children, a second long list would make
    the planner expect the product of the two and leave the index."""
    if len(children) <= _FEW:
        return sorted(children)
    return RawSQL("select unnest(%s::uuid[])", [sorted(children)])  # noqa: S611


_FEW = 20
Reach = tuple[frozenset[UUID] | None, frozenset[str]]


def _by_reach(grants: Iterable[Grant], level: Level, kind: str | None) -> dict[Reach, frozenset[UUID] | None]:
    """Owners with the same children and kinds are asked about together."""
    found: dict[Reach, frozenset[UUID] | None] = {}
    for grant in grants:
        kinds = getattr(grant, level) if kind is None else getattr(grant, level) & {kind}
        if not kinds or (grant.children is not None and not grant.children):
            continue
        reach = (grant.children, kinds)
        before = found.get(reach, frozenset())
        found[reach] = None if grant.owners is None or before is None else before | grant.owners
    return found


def _opens(viewer: Viewer, record: Record) -> bool:
    """No ordinary grant opens a confidential case: only being allocated to it, or being its young person."""
    if record.case in _own_cases(viewer):
        return True
    return (
        record.confidentiality == "young-person"
        and viewer.holds("young-person")
        and viewer.child is not None
        and viewer.child == record.child
    )


def _open_cases(viewer: Viewer, shape: Shape) -> Q:
    opened = Q(**{shape.confidentiality: "none"}) | Q(**{f"{shape.case}__isnull": True})
    if own := _own_cases(viewer):
        opened |= Q(**{f"{shape.case}__in": sorted(own)})
    if viewer.child is not None and viewer.holds("young-person"):
        opened |= Q(**{shape.confidentiality: "young-person", shape.child: viewer.child})
    return opened


def confided_to(viewer: Viewer) -> frozenset[UUID]:
    """Cases that are open to the viewer although they are confidential."""
    return _own_cases(viewer) | viewer.confided


def shows_what_rests_on(viewer: Viewer, cases: Collection[UUID]) -> bool:
    """Whether a result that would be otherwise without these confidential cases may be shown: only where all of them
    are open, or it would tell of the others."""
    return confided_to(viewer).issuperset(cases)


def _own_cases(viewer: Viewer) -> frozenset[UUID]:
    return frozenset(a.case for a in viewer.allocated if a.case is not None and not a.covering)


# --- from roles to grants ---


def grants_of(viewer: Viewer) -> tuple[Grant, ...]:
    found: list[Grant] = []
    if viewer.link_child is not None:
        # A personal link reaches one child, whatever else the same person reaches when they sign in.
        reached = frozenset({viewer.link_child})
        bodily = ("organisation", "connected", "allocated")
        return tuple(g for role in viewer.roles if rules.ROLES[role.slug][1] in bodily for g in _of_bodies(role, reached))
    for role in viewer.roles:
        scope = rules.ROLES[role.slug][1]
        if scope == "organisation":
            found += _of_bodies(role, None)
        elif scope == "connected":
            found += _of_bodies(role, role.connected)
        elif scope == "complained":
            # Whoever complains to a body tells it who the child is; all else is read of the body's own record.
            found += _of_bodies(replace(role, bases=tuple(b for b in role.bases if b.kinds is None)), role.connected)
            found.append(_reading(role.connected, frozenset({IDENTITY})))
        elif scope == "allocated":
            found += _of_allocated(viewer, role)
        elif scope == "family":
            found += _of_family(viewer, role)
        elif scope == "consent":
            agreed = rules.kinds_with_consent(role.slug)
            found += [_reading(frozenset({c.child}), c.kinds & agreed) for c in role.consents]
        if viewer.opened and scope in ("organisation", "allocated", "connected"):
            status, read = rules.kinds(role.slug, "status"), rules.kinds(role.slug, "read")
            found.append(Grant(None, viewer.opened, status, read, frozenset()))
    return tuple(found)


def _of_bodies(
    role: Role, children: frozenset[UUID] | None, only: frozenset[str] | None = None, starred: bool = False
) -> list[Grant]:
    levels = [rules.kinds(role.slug, level, starred=starred) for level in ("status", "read", "write")]
    if only is not None:
        levels = [kinds & only for kinds in levels]
    return [
        Grant(frozenset({b.owner}), children, *(k if b.kinds is None else k & b.kinds for k in levels))
        for b in role.bases
    ]


def _of_allocated(viewer: Viewer, role: Role) -> list[Grant]:
    everyone = frozenset(a.child for a in viewer.allocated)
    prescribed = frozenset(a.child for a in viewer.allocated if a.part in rules.PRESCRIBING)
    own = frozenset(a.child for a in viewer.allocated if not a.covering)
    return [
        *_of_bodies(role, everyone),
        *_of_bodies(role, prescribed, frozenset({"medication"}), starred=True),
        *_of_bodies(role, own, frozenset({"child-protection"}), starred=True),
    ]


def _of_family(viewer: Viewer, role: Role) -> list[Grant]:
    if role.slug == "parent":
        children = viewer.parented
    elif role.slug == "parent-of-young-person":
        children = viewer.parented_with_rights_passed
    else:
        children = frozenset({viewer.child}) if viewer.child and viewer.own_rights else frozenset()
    levels = [rules.kinds(role.slug, level) for level in ("status", "read", "write")]
    agreed = rules.kinds_with_consent(role.slug)
    by_consent = [_reading(frozenset({c.child}), c.kinds & agreed) for c in viewer.consents if c.child in children]
    return [Grant(None, children, *levels), *by_consent]


def _reading(children: frozenset[UUID], kinds: frozenset[str]) -> Grant:
    return Grant(None, children, kinds, kinds, frozenset())
