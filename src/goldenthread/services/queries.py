"""What can be asked of services and of the lists that their providers send."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from goldenthread.access.policy import CHILD, IDENTITY, Shape, visible
from goldenthread.access.viewer import Viewer
from goldenthread.pathways.common.referral import REFERRAL_STAGES
from goldenthread.people.models import Child
from goldenthread.services.list_files import Reading, Table
from goldenthread.services.models import Layout, Match, Referral, Service, Upload

MANAGER = "health-service-manager"
STALE_DAYS = 42
"""A referral that no list has named for so long is asked about. Providers send a list a month, so one was missed."""

CLOSED = tuple(s.slug for s in REFERRAL_STAGES if s.closed)
ON_A_CASE = Shape(case="case_id", confidentiality="case__confidentiality")
OF_ONE_KIND_ON_A_CASE = Shape(kind=None, case="case_id", confidentiality="case__confidentiality")


def managed(viewer: Viewer) -> UUID | None:
    """The provider whose lists the viewer manages."""
    return next((r.organisation for r in viewer.roles if r.slug == MANAGER and r.organisation), None)


def services_of(viewer: Viewer) -> QuerySet[Service]:
    """The services of the provider that the viewer manages."""
    return Service.objects.filter(owner=managed(viewer)).order_by("name")


def uploads_of(viewer: Viewer) -> QuerySet[Upload]:
    return Upload.objects.filter(owner=managed(viewer)).order_by("-sent_at")


def matches_of(viewer: Viewer) -> QuerySet[Match]:
    return Match.objects.filter(owner=managed(viewer)).select_related("service").order_by("service__name", "reference")


def referrals_of(viewer: Viewer) -> QuerySet[Referral]:
    """The referrals of the provider that the viewer manages."""
    return Referral.objects.filter(visible(viewer, "write", shape=ON_A_CASE), owner=managed(viewer))


def layout_of(owner: UUID, table: Table) -> Layout | None:
    """How this provider's file with these columns is read: the newest that a person made."""
    return Layout.objects.filter(owner=owner, columns_hash=table.layout).order_by("-made_at").first()


def reading_of(layout: Layout) -> Reading:
    return Reading(layout.columns, layout.always, layout.codes, layout.dates)


def children_named(viewer: Viewer, children: list[UUID]) -> dict[UUID, Child]:
    """Who is who, of those whom the viewer may know."""
    return {c.pk: c for c in Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY), pk__in=children)}


@dataclass(frozen=True)
class Stale:
    """A referral that no list has named for a while."""

    case: UUID
    child: Child
    service: str
    reference: str
    received_on: dt.date
    confirmed_on: dt.date
    stage: str


def stale(viewer: Viewer, on: dt.date, most: int = 200) -> tuple[list[Stale], int]:
    """The open referrals that were confirmed longest ago, and how many there are."""
    old = referrals_of(viewer).filter(confirmed_on__lte=on - dt.timedelta(days=STALE_DAYS)).exclude(case__state__stage__in=CLOSED)
    rows = list(old.select_related("case", "case__state", "service").order_by("confirmed_on", "case__reference")[:most])
    who = children_named(viewer, [r.child_id for r in rows])
    return [
        Stale(r.case_id, who[r.child_id], r.service.name, r.case.reference, r.case.opened_on, r.confirmed_on, r.case.state.stage)
        for r in rows if r.child_id in who
    ], old.count()  # fmt: skip


