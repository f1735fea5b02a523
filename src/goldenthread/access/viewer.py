"""Who is asking: a person signed in, a job, a personal link, or the public. Not a Django user, so that everything
that reads records is held to the same policy."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from django.db import connection

from goldenthread.access.rules import ROLES
from goldenthread.web.json_column import json_of

if TYPE_CHECKING:
    from goldenthread.access.policy import Grant

UUID = uuid.UUID


class Basis(NamedTuple):
    """Whose records a body may read; kinds are None where they are its own."""

    owner: UUID
    kinds: frozenset[str] | None


class Consented(NamedTuple):
    child: UUID
    kinds: frozenset[str]


@dataclass(frozen=True)
class Role:
    """A role held today for an organisation, with what that organisation may read."""

    slug: str
    organisation: UUID | None
    bases: tuple[Basis, ...] = ()
    connected: frozenset[UUID] = frozenset()
    consents: tuple[Consented, ...] = ()

    @property
    def title(self) -> str:
        return ROLES[self.slug][0]


class Allocated(NamedTuple):
    """A child for whom the viewer answers today, or one case of the child, and as what; in their own right, or for a colleague who is away."""

    child: UUID
    case: UUID | None
    part: str
    covered: UUID | None

    @property
    def covering(self) -> bool:
        return self.covered is not None


@dataclass(frozen=True)
class Viewer:
    """What a viewer is and reaches; `grants` is what the policy makes of it."""

    kind: Literal["person", "job", "link", "public"] = "public"
    id: UUID | None = None
    name: str = ""
    roles: tuple[Role, ...] = ()
    practitioner: UUID | None = None
    person: UUID | None = None
    child: UUID | None = None
    own_rights: bool = False
    allocated: tuple[Allocated, ...] = ()
    parented: frozenset[UUID] = frozenset()
    parented_with_rights_passed: frozenset[UUID] = frozenset()
    # Children whose parent the viewer is in law, and of whom a bar keeps everything from them: no grant comes of these.
    barred: frozenset[UUID] = frozenset()
    # Keys of pieces of a record that a child asked to have kept from the viewer, its parent.
    withheld: frozenset[UUID] = frozenset()
    consents: tuple[Consented, ...] = ()
    opened: frozenset[UUID] = frozenset()
    # Of a personal link: the one child that it reaches.
    link_child: UUID | None = None
    confided: frozenset[UUID] = frozenset()
    """Cases that are confidential to the viewer as the young person."""

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        from goldenthread.access.policy import grants_of

        return grants_of(self)

    def holds(self, *slugs: str) -> bool:
        return any(role.slug in slugs for role in self.roles)

    def body_as(self, *slugs: str) -> UUID | None:
        """The body for which the viewer, who signed in, holds one of these roles; none for who came by a personal link."""
        return next((r.organisation for r in self.roles if r.slug in slugs and r.organisation and self.link_child is None), None)

    @cached_property
    def role_slugs(self) -> frozenset[str]:
        return frozenset(role.slug for role in self.roles)

    @property
    def organisations(self) -> frozenset[UUID]:
        return frozenset(role.organisation for role in self.roles if role.organisation)

    @cached_property
    def own_bodies(self) -> frozenset[UUID]:
        """The viewer's organisations and the bodies that merged into them."""
        return frozenset(b.owner for role in self.roles for b in role.bases if b.kinds is None)


PUBLIC = Viewer()


def become(
    user_id: UUID | str | None,
    kind: Literal["person", "job", "link"] = "person",
    link_child: UUID | None = None,
) -> Viewer:
    """Sets the viewer of the current transaction, for both walls, and answers who it is.

    Outside a transaction the setting would be lost at once, and the database would show nothing.
    """
    with connection.cursor() as cursor:
        # What was kept of an earlier viewer is forgotten, and what this one holds is reckoned anew.
        cursor.execute(
            "select set_config('app.viewer', %s, true), set_config('app.link_child', %s, true),"
            " set_config('app.since', clock_timestamp()::text, true)",
            [str(user_id or ""), str(link_child or "")],
        )
        if user_id is None:
            return PUBLIC
        cursor.execute("select access_facts(%s)", [str(user_id)])
        facts = cursor.fetchone()[0]
    if facts is None:
        with connection.cursor() as cursor:
            cursor.execute("select set_config('app.viewer', '', true)")
        return PUBLIC
    viewer = _viewer(UUID(str(user_id)), kind, json_of(facts))
    return viewer if link_child is None else replace(viewer, link_child=link_child)


def _viewer(user_id: UUID, kind: Literal["person", "job", "link"], facts: dict[str, Any]) -> Viewer:
    return Viewer(
        kind=kind,
        id=user_id,
        name=facts["name"],
        roles=tuple(
            Role(
                slug=r["role"],
                organisation=_id(r["organisation"]),
                bases=tuple(Basis(UUID(o), None if k is None else frozenset(k)) for o, k in r["bases"]),
                connected=_ids(r["connected"]),
                consents=tuple(Consented(UUID(c), frozenset(k)) for c, k in r["consents"]),
            )
            for r in facts["roles"]
            if r["role"] in ROLES
        ),
        practitioner=_id(facts["practitioner"]),
        person=_id(facts["person"]),
        child=_id(facts["child"]),
        own_rights=facts["own_rights"],
        allocated=tuple(Allocated(UUID(c), _id(case), part, _id(covered)) for c, case, part, covered in facts["allocated"]),
        parented=_ids(c for c, passed in facts["parented"] if not passed),
        parented_with_rights_passed=_ids(c for c, passed in facts["parented"] if passed),
        barred=_ids(facts["barred"]),
        withheld=_ids(facts["withheld"]),
        consents=tuple(Consented(UUID(c), frozenset(k)) for c, k in facts["consents"]),
        opened=_ids(facts["opened"]),
        confided=_ids(facts["confided"]),
    )


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _ids(texts: Any) -> frozenset[UUID]:
    return frozenset(UUID(text) for text in texts)
