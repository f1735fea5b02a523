"""What can be asked about access: which child somebody may know of, what was opened outside the rules, who tried, and who is who in the demo."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max

from goldenthread.access.models import BreakGlass, BreakGlassAttempt, RoleGrant, User
from goldenthread.access.policy import CHILD, IDENTITY, visible
from goldenthread.access.rules import ROLES
from goldenthread.access.viewer import Viewer
from goldenthread.people.models import Child, in_force
from goldenthread.web.addresses import key_in

REVIEWERS_OF_OPENINGS = ("la-send-manager", "information-governance")
"""Who reviews, at the organisation that owns the record: a health body or a school has no SEND manager."""

MOST_REVIEWED = 50


def child_seen(viewer: Viewer, child: UUID) -> Child | None:
    """A child whose name the viewer may read."""
    return Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY), pk=child).first()


def holders(role: str, body: UUID | None, on: dt.date) -> list[tuple[str, str]]:
    """Who holds a role for a body on a day and can sign in: keys and names, by name."""
    found = RoleGrant.objects.filter(in_force(on), organisation=body, role=role, ended_at=None, user__is_active=True)
    return [(str(key), name) for key, name in found.order_by("user__name").values_list("user", "user__name").distinct()]


@dataclass(frozen=True)
class Opening:
    id: UUID
    user: UUID
    who: str
    job: str
    child: UUID
    child_reference: str
    reason: str
    opened_at: dt.datetime
    closes_at: dt.datetime


def openings_to_review(viewer: Viewer) -> list[Opening]:
    """Records opened outside the rules that nobody has reviewed yet: the alert to the owner's reviewers."""
    if not viewer.holds(*REVIEWERS_OF_OPENINGS):
        return []
    waiting = BreakGlass.objects.filter(reviewed_at=None, owner__in=viewer.own_bodies)
    rows = waiting.exclude(user=viewer.id).order_by("opened_at")
    columns = ("id", "user_id", "user__name", "user__practitioner__role", "child_id", "child__reference", "reason", "opened_at", "closes_at")
    return [
        Opening(key, user, who, ROLES[role][0] if role in ROLES else "", *rest) for key, user, who, role, *rest in rows.values_list(*columns)
    ]


@dataclass(frozen=True)
class Reviewed:
    """An opening with what came of it."""

    who: str
    child_reference: str
    reason: str
    opened_at: dt.datetime
    by: str
    reviewed_at: dt.datetime
    finding: str


def openings_reviewed(viewer: Viewer) -> list[Reviewed]:
    """The latest openings of the viewer's own bodies that somebody has reviewed, with what they found."""
    if not viewer.holds(*REVIEWERS_OF_OPENINGS):
        return []
    done = BreakGlass.objects.filter(reviewed_at__isnull=False, owner__in=viewer.own_bodies).order_by("-reviewed_at")
    columns = ("user__name", "child__reference", "reason", "opened_at", "reviewed_by__name", "reviewed_at", "finding")
    return [Reviewed(*row) for row in done.values_list(*columns)[:MOST_REVIEWED]]


def reviewed_already(viewer: Viewer, opening: UUID) -> bool:
    """Whether somebody has reviewed an opening that the viewer could have reviewed."""
    done = BreakGlass.objects.filter(pk=opening, owner__in=viewer.own_bodies, reviewed_at__isnull=False)
    return viewer.holds(*REVIEWERS_OF_OPENINGS) and done.exclude(user=viewer.id).exists()


@dataclass(frozen=True)
class Attempts:
    """How often somebody tried to open a record outside the rules and named nobody rightly."""

    who: str
    role: str
    organisation: str
    times: int
    latest: dt.datetime


def attempts_without_match(viewer: Viewer, since: dt.datetime) -> list[Attempts]:
    """Of people of the viewer's own bodies, for those who review what was opened. Whom they named is not kept."""
    if not viewer.holds(*REVIEWERS_OF_OPENINGS):
        return []
    failed = BreakGlassAttempt.objects.filter(at__gte=since, organisation__in=viewer.own_bodies)
    rows = list(
        failed.exclude(outcome="opened")
        .values("user", "role", "organisation__name")
        .annotate(times=Count("pk"), latest=Max("at"))
        .order_by("-latest")
    )
    names = dict(User.objects.filter(pk__in=[row["user"] for row in rows]).values_list("pk", "name"))
    return [
        Attempts(
            names.get(row["user"], ""), ROLES[row["role"]][0], row["organisation__name"], row["times"], row["latest"]
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Persona:
    id: UUID
    name: str
    roles: tuple[str, ...]
    organisations: tuple[str, ...]


def demo_personas() -> list[Persona]:
    """The demo's own people, who have no password; empty anywhere else."""
    if not settings.GOLDENTHREAD_DEMO:
        return []
    found: dict[UUID, tuple[str, list[str], list[str]]] = {}
    grants = RoleGrant.objects.filter(in_force(_today()), ended_at=None, user__is_active=True).order_by(
        "user__date_joined", "user_id"
    )
    for key, name, role, body in grants.values_list("user_id", "user__name", "role", "organisation__name"):
        _, roles, bodies = found.setdefault(key, (name, [], []))
        roles.append(ROLES[role][0] if role in ROLES else role)
        bodies.extend([body] if body and body not in bodies else [])
    return [Persona(key, name, tuple(roles), tuple(bodies)) for key, (name, roles, bodies) in found.items()]


def demo_persona(key: str) -> User | None:
    chosen = key_in(key)
    if chosen not in {persona.id for persona in demo_personas()}:
        return None
    return User.objects.filter(pk=chosen).first()


def account_of(email: str) -> User | None:
    return User.objects.filter(email__iexact=email, is_active=True).first()


def _today() -> dt.date:
    from django.utils import timezone

    return timezone.localdate()
