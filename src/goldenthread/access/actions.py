"""What can be done about access: record a look, break the glass, seal, remove, and load the agreement."""

from __future__ import annotations

import datetime as dt
import uuid
from uuid import UUID

from django.db import connection, connections, transaction

from goldenthread.access import rules
from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.people.models import Content


class NoMatch(Exception):
    """Said in the same words whether the child is unknown or merely out of reach."""

    def __str__(self) -> str:
        return "No record matches that number and date of birth. Check both, and give your reason"


class TooMany(Exception):
    """The same whether the next attempt would have matched or not."""

    def __str__(self) -> str:
        return (
            "You have tried too many times, and your managers can see it. Wait an hour. "
            "If a child is in danger, call 999"
        )


def load_rules(using: str = "default") -> None:
    """The agreement, as its file has it now."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("delete from access_rule")
        cursor.executemany(
            'insert into access_rule (role, kind, "right", starred, scope) values (%s, %s, %s, %s, %s)',
            [(r.role, r.kind, r.right, r.starred, r.scope) for r in rules.rules()],
        )


LOOKED_AT_RECORD = "Looked at the child’s record"
"""Why somebody looked, where a family that reads it may not learn what was looked at: what one parent asked or complained of."""


def record_look(viewer: Viewer, child: UUID, purpose: str, case: UUID | None = None) -> None:
    """One row a request. A family sees the roles and the organisations, never the names. Whoever answers complaints besides other work is written
    down in that work: a family does not learn that a complaint was read, and must learn that its record was."""
    role = min(viewer.roles, key=lambda r: r.slug == "complaints-manager", default=None)
    if role is None or not ask("access_record_look", child, case, purpose, role.slug, role.organisation):
        raise Refused


def record_search(viewer: Viewer, found: int) -> None:
    """That the viewer searched for children, and how many they were shown; never what they looked for."""
    if viewer.id is None or not viewer.roles:
        return
    role = viewer.roles[0]
    with connection.cursor() as cursor:
        cursor.execute(
            'insert into access_search ("user", role, organisation_id, found) values (%s, %s, %s, %s)',
            [viewer.id, role.slug, role.organisation, found],
        )


def break_glass(viewer: Viewer, *, number: str, date_of_birth: dt.date, reason: str, minutes: int = 60) -> UUID:
    """Opens one child's record for a time, and alerts the managers of the organisation that owns it. In no transaction
    of its own: an attempt that fails is kept."""
    answer = str(ask("access_break_glass", number.strip(), date_of_birth, reason, minutes))
    if answer == "too-many":
        raise TooMany
    if answer == "no-match":
        raise NoMatch
    return UUID(answer)


@transaction.atomic
def review_break_glass(viewer: Viewer, opening: UUID, finding: str) -> None:
    if not ask("access_review_break_glass", opening, finding):
        raise Refused


@transaction.atomic
def seal_child(viewer: Viewer, child: UUID, reason: str) -> None:
    """From now on nobody finds the child or anything of them; what was recorded stays in the journal."""
    if not ask("access_seal_child", child, reason):
        raise Refused


@transaction.atomic
def seal_content(viewer: Viewer, content: UUID, reason: str) -> None:
    if not ask("access_seal_content", content, reason):
        raise Refused


@transaction.atomic
def propose_disposal(viewer: Viewer, content: UUID, reason: str) -> UUID:
    found = Content.objects.filter(pk=content, removed_at=None).only("child_id", "owner_id").first()
    if found is None or viewer.id is None:
        raise Refused
    # Written without reading it back: whoever proposes may not see the list of what is proposed.
    key = uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into people_disposal (id, content_id, child_id, owner_id, reason, proposed_by, proposed_at)"
            " values (%s, %s, %s, %s, %s, %s, now())",
            [key, content, found.child_id, found.owner_id, reason, viewer.id],
        )
    return key


@transaction.atomic
def approve_disposal(viewer: Viewer, disposal: UUID) -> str:
    """`approved` once, `removed` by a second person; `held` while a legal hold stands, `kept` where the rule now
    in force keeps it on."""
    answer = str(ask("access_approve_disposal", disposal))
    if answer == "refused":
        raise Refused
    return answer


def ask(function: str, *arguments: object) -> object:
    """What one of the database's named functions answers."""
    places = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}({places})", list(arguments))  # noqa: S608
        row = cursor.fetchone()
    return row[0] if row else None


__all__ = [
    "NoMatch",
    "TooMany",
    "approve_disposal",
    "ask",
    "break_glass",
    "load_rules",
    "propose_disposal",
    "record_look",
    "record_search",
    "review_break_glass",
    "seal_child",
    "seal_content",
]
