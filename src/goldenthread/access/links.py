"""Personal links: one task of one child, for somebody who need not have an account."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from goldenthread.access.models import PersonalLink
from goldenthread.access.policy import Refused
from goldenthread.people.models import Practitioner

LIVES = dt.timedelta(days=90)
LINK_ONLY = "@link.invalid"
"""How the address of a user ends who never signs in: their person's own address is in the directory."""


@dataclass(frozen=True)
class OpenLink:
    """The task of a link that stands open. `about` is the contributor or setting whose task it is."""

    id: UUID
    user: UUID
    child: UUID
    case: UUID
    owner: UUID
    task: str
    about: str
    expires_at: dt.datetime


@dataclass(frozen=True)
class Addressed:
    """What may be said before a code: that there is a link, and the shape of the address that a code is sent to."""

    id: UUID
    masked: str
    # The council in whose words the code is sent.
    owner: UUID


def make_link(who: Practitioner, *, task: str, child: UUID, case: UUID, owner: UUID, about: str) -> UUID:
    """A link for a person of the directory to do one task. Its secret is made when its message leaves. The database
    refuses it to anybody but casework, and for anybody without an address."""
    if not who.email:
        raise ValueError("a personal link needs the person's own address")
    with connection.cursor() as cursor:
        cursor.execute("select access_link_user(%s)", [who.pk])
        user = cursor.fetchone()[0]
    link = PersonalLink(
        id=uuid4(), user_id=user, email=who.email, child_id=child, case=case, owner_id=owner, task=task, about=about,
        expires_at=timezone.now() + LIVES,
    )  # fmt: skip
    # Not read back: its maker may not read the columns that hold its secrets.
    PersonalLink.objects.bulk_create([link], ignore_conflicts=True)
    return link.pk


class UnfitAddress(Exception):
    """An address to which no code may go: known already, or not of the organisation. Its text says what to do."""


def add_contributor(name: str, email: str, role: str, organisation: UUID) -> UUID:
    """Enters somebody whom the directory does not hold. Raises `UnfitAddress`, and `Refused` for whoever may not ask."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select access_add_contributor(%s, %s, %s, %s)", [name, email, role, organisation])
            return UUID(str(cursor.fetchone()[0]))
    except DatabaseError as fault:
        cause = getattr(fault, "__cause__", None)
        if getattr(cause, "sqlstate", "") != "22023":
            raise Refused from None
        raise UnfitAddress(cause.diag.message_primary) from None  # type: ignore[union-attr]


def addressed(token: str) -> Addressed | None:
    """The open link that an address names; nothing for one that is used up, expired or made up."""
    rows = _ask("select * from access_link_by_secret(%s)", [hash_of(token)])
    return Addressed(*rows[0]) if rows else None


def new_code(link: UUID) -> str | None:
    """A code to send; nothing if one was sent a moment ago, or eight today."""
    code = f"{secrets.randbelow(10**6):06}"
    return code if _ask("select access_link_code(%s, %s)", [link, hash_of(f"{link}:{code}")])[0][0] else None


def opens(link: UUID, code: str) -> bool:
    return bool(_ask("select access_link_open(%s, %s)", [link, hash_of(f"{link}:{''.join(code.split())}")])[0][0])


def open_link(link: UUID | str) -> OpenLink | None:
    rows = _ask("select * from access_link(%s)", [str(link)])
    return OpenLink(UUID(str(link)), *rows[0]) if rows else None


def end_link(link: UUID) -> None:
    """Ends a link whose task is done, and every other link to the same task."""
    _ask("select access_link_end(%s)", [link])


def hash_of(text: str) -> str:
    """What is kept of a token or a code, so that the database alone opens nothing."""
    return hashlib.sha256(text.encode()).hexdigest()


def _ask(sql: str, values: list[object]) -> list[tuple]:  # type: ignore[type-arg]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
