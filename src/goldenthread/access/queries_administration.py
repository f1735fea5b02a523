"""What can be asked about access and record-keeping: who has access, what was changed, what is shared, kept and held.

These questions tell of accounts and agreements; of a child they tell no more than the viewer's own role reads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from goldenthread.access.models import Change, RoleGrant, User
from goldenthread.access.policy import IDENTITY, OF_A_CHILD, Record, Shape, may, visible
from goldenthread.access.queries import child_seen
from goldenthread.access.rules import ROLES
from goldenthread.access.viewer import Viewer
from goldenthread.people.kinds import KINDS
from goldenthread.people.models import (
    Child,
    Consent,
    Content,
    LegalHold,
    Organisation,
    Person,
    Practitioner,
    RetentionRule,
    SharingBasis,
    Team,
    in_force,
)
from goldenthread.web.words import cut, lower_first

ADMINISTRATOR, LEAD, MANAGER = "system-administrator", "information-governance", "la-send-manager"
REVIEWERS = (MANAGER, "dco", "dsco", LEAD)
MOST = 100


def the_day() -> dt.date:
    """The real day, in the demo too: the database counts a permission's days by it."""
    return timezone.localdate()


def bodies_of(viewer: Viewer, *roles: str) -> frozenset[UUID]:
    """The organisations for which the viewer holds one of these roles, with those that merged into them."""
    return frozenset(b.owner for r in viewer.roles if r.slug in roles for b in r.bases if b.kinds is None)


@dataclass(frozen=True)
class Body:
    id: UUID
    name: str


def named(bodies: frozenset[UUID]) -> list[Body]:
    return [Body(*row) for row in Organisation.objects.filter(pk__in=bodies).order_by("name").values_list("id", "name")]


# --- people with access ---


@dataclass(frozen=True)
class Held:
    """A role that somebody holds, held, or is to hold."""

    id: int
    role: str
    organisation: str
    valid_from: dt.date
    valid_to: dt.date | None
    ended_at: dt.datetime | None
    granted_by: str = ""
    ended_by: str = ""
    may_end: bool = False

    @property
    def title(self) -> str:
        return ROLES[self.role][0] if self.role in ROLES else self.role

    def stands(self, day: dt.date) -> str:
        if self.ended_at is not None or (self.valid_to is not None and self.valid_to < day):
            return "ended"
        return "to-come" if self.valid_from > day else "held"


@dataclass(frozen=True)
class Account:
    id: UUID
    name: str
    email: str
    active: bool
    last_login: dt.datetime | None
    organisation: str
    organisation_id: UUID | None
    team: str
    team_id: int | None
    held: tuple[Held, ...] = ()
    has_password: bool = False


_ACCOUNT = (
    "id", "name", "email", "is_active", "last_login", "practitioner__organisation__name",
    "practitioner__organisation_id", "practitioner__team__name", "practitioner__team_id",
)  # fmt: skip


def sees_accounts(viewer: Viewer) -> frozenset[UUID]:
    return bodies_of(viewer, ADMINISTRATOR, LEAD)


def people_with_access(
    viewer: Viewer, *, words: str = "", body: UUID | None = None, role: str = "", state: str = "open", start: int = 0
) -> tuple[list[Account], int]:
    """The accounts of the viewer's organisations, `MOST` from `start` on, and how many there are."""
    day, bodies = the_day(), sees_accounts(viewer)
    if body is not None:
        bodies &= {body}
    in_a_role = RoleGrant.objects.filter(in_force(day), ended_at=None, organisation__in=bodies)
    if role:
        in_a_role = in_a_role.filter(role=role)
    fits = Q(pk__in=in_a_role.values("user"))
    if not role:
        fits |= Q(practitioner__organisation__in=bodies)
    rows = User.objects.filter(fits, is_active=state != "closed")
    if words.strip():
        rows = rows.filter(Q(name__icontains=words.strip()) | Q(email__icontains=words.strip()))
    total = rows.count()
    # Never beyond the last page: an address may name a page that is no more.
    start = min(start, max(total - 1, 0) // MOST * MOST)
    found = [Account(*row) for row in rows.order_by("name", "id").values_list(*_ACCOUNT)[start : start + MOST]]
    held: dict[UUID, list[Held]] = {}
    for user, grant in _held(Q(user__in=[a.id for a in found]) & in_force(day) & Q(ended_at=None)):
        held.setdefault(user, []).append(grant)
    return [Account(*(getattr(a, f) for f in _FIELDS), held=tuple(held.get(a.id, ()))) for a in found], total


_FIELDS = ("id", "name", "email", "active", "last_login", "organisation", "organisation_id", "team", "team_id")


def account(viewer: Viewer, who: UUID) -> Account | None:
    """One account with every role that it has ever held in the viewer's organisations."""
    bodies = sees_accounts(viewer)
    found = User.objects.filter(pk=who).first()
    if found is None:
        return None
    grants = [grant for _, grant in _held(Q(user=who, organisation__in=bodies), bodies_of(viewer, ADMINISTRATOR), viewer)]
    row = User.objects.filter(pk=who).values_list(*_ACCOUNT).get()
    made = Account(*row, held=tuple(grants), has_password=found.has_usable_password())
    return made if grants or made.organisation_id in bodies else None


def _held(
    which: Q, ends: frozenset[UUID] = frozenset(), viewer: Viewer | None = None
) -> list[tuple[UUID, Held]]:
    columns = (
        "user_id", "id", "role", "organisation__name", "valid_from", "valid_to", "ended_at", "granted_by", "ended_by",
        "organisation_id",
    )  # fmt: skip
    rows = list(RoleGrant.objects.filter(which).order_by("-valid_from", "-id").values_list(*columns))
    names = names_of({r[7] for r in rows} | {r[8] for r in rows})
    mine = viewer.id if viewer else None
    return [
        (r[0], Held(*r[1:7], names.get(r[7], ""), names.get(r[8], ""), r[9] in ends and r[0] != mine)) for r in rows
    ]


def names_of(users: set[UUID | None]) -> dict[UUID | None, str]:
    wanted = {u for u in users if u is not None}
    return dict(User.objects.filter(pk__in=wanted).values_list("id", "name")) if wanted else {}


def may_help(viewer: Viewer, who: Account) -> bool:
    """Whether the viewer may change this person's sign-in: an administrator of their organisation, never themselves."""
    return who.id != viewer.id and who.organisation_id in bodies_of(viewer, ADMINISTRATOR)


def has_second_step(viewer: Viewer, who: UUID) -> bool:
    return bool(_rows("select access_has_second_step(%s) as yes", who)[0]["yes"])


def grantable_roles(viewer: Viewer, body: UUID) -> list[tuple[str, str]]:
    """The roles that the viewer may give in an organisation, in the agreement's order."""
    given = {row["role"] for row in _rows("select role from access_grantable_roles(%s)", body)}
    return [(slug, title) for slug, (title, _) in ROLES.items() if slug in given]


def teams_of(body: UUID) -> list[tuple[int, str]]:
    return list(Team.objects.filter(organisation=body).order_by("name").values_list("id", "name"))


@dataclass(frozen=True)
class Entry:
    """Somebody of the staff directory without an account."""

    id: UUID
    name: str
    email: str
    role: str
    team: str


def directory_without_account(viewer: Viewer, body: UUID) -> list[Entry]:
    if body not in bodies_of(viewer, ADMINISTRATOR):
        return []
    rows = Practitioner.objects.filter(in_force_or_open(the_day()), organisation=body, user=None).order_by("name", "id")
    return [Entry(*row) for row in rows.values_list("id", "name", "email", "role", "team__name")]


def in_force_or_open(day: dt.date) -> Q:
    return Q(valid_to__isnull=True) | Q(valid_to__gte=day)


@dataclass(frozen=True)
class Noted:
    """One change: who made it, when, and what it was."""

    at: dt.datetime
    by: str
    what: str
    details: dict[str, Any]
    about: UUID | None
    about_name: str
    organisation: str


def changes(viewer: Viewer, who: UUID | None = None, most: int = MOST) -> list[Noted]:
    """Newest first, of one account or of all that the viewer keeps; what somebody did in the database itself is not
    among them."""
    rows = Change.objects.filter(organisation__in=sees_accounts(viewer)).order_by("-at", "-id")
    if who is not None:
        rows = rows.filter(about=who)
    columns = ("at", "by", "what", "details", "about_id", "about__name", "organisation__name")
    found = list(rows.values_list(*columns)[:most])
    names = names_of({row[1] for row in found})
    bodies = {row[3].get("reader") for row in found if row[3].get("reader")}
    named_bodies = {str(k): n for k, n in Organisation.objects.filter(pk__in=bodies).values_list("id", "name")}
    return [
        Noted(at, names.get(by, "Somebody no longer here"), what,
              {**details, "reader": named_bodies.get(str(details.get("reader")), "")}, about, about_name or "", body)
        for at, by, what, details, about, about_name, body in found
    ]  # fmt: skip


# --- sharing, consent, retention ---


def sharing(viewer: Viewer) -> tuple[list[SharingBasis], list[SharingBasis]]:
    """What the viewer's organisations share, and what others share with them."""
    bodies = sees_accounts(viewer)
    rows = SharingBasis.objects.select_related("owner", "reader").order_by("owner__name", "-valid_from", "id")
    kinds = Organisation.objects.filter(pk__in=bodies).values("kind")
    reads = (Q(reader__in=bodies) | Q(reader_kind__in=kinds)) & ~Q(owner__in=bodies)
    return list(rows.filter(owner__in=bodies)), list(rows.filter(reads))


def basis_of(viewer: Viewer, basis: int) -> SharingBasis | None:
    """One that the viewer may end."""
    rows = SharingBasis.objects.select_related("owner", "reader").filter(owner__in=bodies_of(viewer, LEAD), ended_at=None)
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=the_day()), pk=basis).first()


def other_bodies(owners: frozenset[UUID]) -> list[tuple[str, str]]:
    rows = Organisation.objects.filter(in_force_or_open(the_day())).exclude(kind=Organisation.Kind.SCHOOL)
    return [(str(key), name) for key, name in rows.exclude(pk__in=owners).order_by("name").values_list("id", "name")]


def kinds_of_body() -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in Organisation.Kind.choices]


def retention(viewer: Viewer) -> list[RetentionRule]:
    rows = RetentionRule.objects.select_related("organisation").filter(organisation__in=sees_accounts(viewer))
    return list(rows.order_by("organisation__name", "kind_of_data", "valid_from"))


def anchors() -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in RetentionRule.Anchor.choices]


def counted_from(anchor: str) -> str:
    """ "the date of birth", "the day the case closed": as it stands after "6 years from"."""
    return "the " + lower_first(dict(anchors())[anchor]).removeprefix("the ")


# --- one child's record-keeping ---


@dataclass(frozen=True)
class Kept:
    """What the viewer may see and do of a child's consents, holds and seal."""

    consents: list[Consent]
    holds: list[LegalHold]
    may_consent: bool
    may_keep: bool


def record_keeping(viewer: Viewer, child: Child) -> Kept:
    """Families have their own page of it to come; this one is for those who work for a body."""
    seen = visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY)
    consents = Consent.objects.filter(seen, child=child.pk).select_related("person", "organisation")
    holds = LegalHold.objects.filter(seen, child=child.pk)
    return Kept(
        list(consents.order_by("-valid_from", "-id")), list(holds.order_by("-placed_at", "-id")),
        may_consent(viewer, child), child.owner_id in bodies_of(viewer, MANAGER, LEAD),
    )  # fmt: skip


def may_consent(viewer: Viewer, child: Child) -> bool:
    return bool(viewer.organisations) and may(viewer, "write", IDENTITY, Record(owner=child.owner_id, child=child.pk))


def keeps_records_of(viewer: Viewer, child: Child) -> bool:
    return may_consent(viewer, child) or child.owner_id in bodies_of(viewer, MANAGER, LEAD)


def consent_of(viewer: Viewer, child: Child, consent: int) -> Consent | None:
    rows = Consent.objects.filter(child=child.pk, withdrawn_at=None).select_related("person", "organisation")
    return rows.filter(pk=consent).first() if may_consent(viewer, child) else None


def family_of(child: Child) -> list[tuple[str, str]]:
    rows = Person.objects.filter(relationships__child=child.pk).distinct().order_by("surname", "forename")
    return [(str(key), f"{forename} {surname}") for key, forename, surname in rows.values_list("id", "forename", "surname")]


def bodies_to_consent_to() -> list[tuple[str, str]]:
    kinds = (Organisation.Kind.SENDIASS, Organisation.Kind.SERVICE)
    rows = Organisation.objects.filter(in_force_or_open(the_day()), kind__in=kinds).order_by("name")
    return [(str(key), name) for key, name in rows.values_list("id", "name")]


def holds(viewer: Viewer) -> list[LegalHold]:
    """Those that stand, of the viewer's own organisations; a child who is sealed is not among them."""
    mine = bodies_of(viewer, MANAGER, LEAD)
    rows = LegalHold.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY), owner__in=mine)
    return list(rows.filter(lifted_at=None).select_related("child").order_by("-placed_at", "-id"))


def hold_of(viewer: Viewer, hold: int) -> LegalHold | None:
    return next((h for h in holds(viewer) if h.pk == hold), None)


def child_to_keep(viewer: Viewer, child: UUID) -> Child | None:
    found = child_seen(viewer, child)
    return found if found is not None and keeps_records_of(viewer, found) else None


def papers_to_seal(viewer: Viewer, child: Child) -> list[tuple[str, str]]:
    """The documents and words of a child that the viewer may read and whose owner's records they keep, by key and by what they are called."""
    seen = visible(viewer, "read", shape=Shape(sealed="sealed"))
    rows = Content.objects.filter(seen, child=child.pk, owner__in=bodies_of(viewer, MANAGER, LEAD), removed_at=None).exclude(pk__in=sorted(viewer.withheld))
    found = rows.values_list("kind_of_data", "file_name", "text", "key")
    named = [(KINDS[kind], name or f"“{cut(text, 60)}”", key) for kind, name, text, key in found if name or text.strip()]
    return [(str(key), f"{kind}: {name}") for kind, name, key in sorted(named)]


def seals(viewer: Viewer) -> list[dict[str, Any]]:
    return _rows("select * from access_seals()") if bodies_of(viewer, MANAGER, LEAD) else []


def disposals(viewer: Viewer) -> list[dict[str, Any]]:
    return _rows("select * from access_disposals()") if viewer.holds(*REVIEWERS) else []


def _rows(question: str, *arguments: object) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(question, list(arguments))
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
