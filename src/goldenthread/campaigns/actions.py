"""What a manager does with campaigns, and casework with a week. Policy is asked here, and by the database again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.campaigns.models import Campaign, Hours, Member, Weighing
from goldenthread.campaigns.progress import campaigns_of, members_of
from goldenthread.campaigns.reading import managed
from goldenthread.cases.models import Case
from goldenthread.engine.calendar import monday_of
from goldenthread.people.models import in_force
from goldenthread.science.staleness import REASONS
from goldenthread.web.turns import one_at_a_time


def _council(viewer: Viewer) -> UUID:
    council = managed(viewer)
    if council is None:
        raise Refused
    return council


@transaction.atomic
def begin(viewer: Viewer, *, title: str, team: str, hours: int, hours_a_plan: int, cases: Sequence[UUID], on: date) -> Campaign:
    """Begins a campaign; or answers the one that was begun alike, with the same plans, and goes on: a button pressed again after going
    back makes no second one."""
    council = _council(viewer)
    one_at_a_time(f"campaign of {council}")
    children = dict(Case.objects.filter(pk__in=list(cases), owner=council).values_list("pk", "child_id"))
    members = {c for c in cases if children.get(c)}
    for known in Campaign.objects.filter(owner=council, title=title, team=team, ended_on=None).order_by("made_at"):
        if set(Member.objects.filter(campaign=known).values_list("case", flat=True)) == members:
            return known
    campaign = Campaign.objects.create(owner_id=council, title=title, team=team, hours_a_plan=hours_a_plan, started_on=on, made_by=viewer.id)
    Hours.objects.create(campaign=campaign, owner_id=council, hours=hours, begin_on=on, by=viewer.id)
    Member.objects.bulk_create(Member(campaign=campaign, case=c, child_id=children[c], owner_id=council, added_by=viewer.id) for c in members)
    return campaign


def change_hours(viewer: Viewer, campaign: Campaign, hours: int, on: date) -> None:
    if campaign.owner_id != _council(viewer):
        raise Refused
    newest = Hours.objects.filter(campaign=campaign).order_by("-begin_on", "-pk").first()
    if newest is not None and newest.hours == hours:
        return
    Hours.objects.create(campaign=campaign, owner_id=campaign.owner_id, hours=hours, begin_on=on, by=viewer.id)


def end(viewer: Viewer, campaign: Campaign, on: date) -> None:
    if campaign.owner_id != _council(viewer):
        raise Refused
    Campaign.objects.filter(pk=campaign.pk, ended_on=None).update(ended_on=on)


def choose_for_week(viewer: Viewer, campaign: Campaign, cases: Collection[UUID], on: date) -> int:
    """Puts plans of the campaign into this week, and answers how many were not in it before."""
    if not campaigns_of(viewer).filter(pk=campaign.pk).exists():
        raise Refused
    monday = monday_of(on)
    return members_of(viewer, campaign).filter(case__in=list(cases)).exclude(week=monday).update(week=monday)


@transaction.atomic
def weigh(viewer: Viewer, points: Mapping[str, int], name: str, on: date) -> None:
    """Sets what each reason weighs from a day on: what held before ends the day before, and stays on record."""
    council = _council(viewer)
    if set(points) != set(REASONS) or not all(0 <= p <= 100 for p in points.values()):
        raise ValueError("each reason weighs from 0 to 100")
    if not any(points.values()):
        raise ValueError("without any weight every plan scores 0")
    new = {"points": dict(points), "made_by": viewer.id, "made_by_name": name}
    for before in Weighing.objects.filter(in_force(on), owner=council):
        if before.valid_from == on:
            Weighing.objects.filter(pk=before.pk).update(**new)
            return
        Weighing.objects.filter(pk=before.pk).update(valid_to=on - timedelta(days=1))
    Weighing.objects.create(owner_id=council, valid_from=on, **new)
