"""Campaigns of amending plans: what was decided by a person. How far each plan has come is read from its case's journal."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from goldenthread.cases.models import OfACase
from goldenthread.people.models import Organisation
from goldenthread.people.models.dated import Dated


class Weighing(Dated):
    """What each reason weighs for a council, from one day to another: see science.staleness."""

    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    points = models.JSONField()
    made_by = models.UUIDField()
    made_by_name = models.CharField(max_length=100)

    class Meta(Dated.Meta):
        constraints = [*Dated.Meta.constraints, models.UniqueConstraint(fields=["owner", "valid_from"], name="campaigns_weighing_once")]


class Campaign(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    # The name of the team that does it, as on the radar; empty is every team.
    team = models.CharField(max_length=100, blank=True, default="", db_default="")
    # What a plan is thought to take, until weeks of the campaign have shown it.
    hours_a_plan = models.PositiveSmallIntegerField()
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(hours_a_plan__range=(1, 100)), name="campaigns_campaign_hours_a_plan")]


class Hours(models.Model):
    """The team's hours a week, from a day on. The newest stands."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="hours")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    hours = models.PositiveSmallIntegerField()
    begin_on = models.DateField()
    by = models.UUIDField()
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(hours__range=(1, 2000)), name="campaigns_hours_of_a_week")]


class Member(OfACase):
    """A plan of a campaign, by the case of its reviews; `child` and `owner` repeat the case's, for the policy. `week` is the Monday
    of the week for which a person chose it."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="members")
    week = models.DateField(null=True, blank=True)
    added_by = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "case"], name="campaigns_member_once")]


class Reading(models.Model):
    """Whether the outcomes of an issued plan speak of adult life, as science.wording read them: kept because it takes long to read a
    whole area's, and because neither ever changes. A reading of another `edition` of the reader counts for nothing. Where the
    plan has no outcomes, nothing is said. Written by `readings` alone."""

    plan = models.UUIDField(primary_key=True)
    edition = models.CharField(max_length=12)
    spoken = models.BooleanField(null=True)


class Kept(models.Model):
    """The facts of a review's plan on a day, as the radar scores them (science.staleness): see campaigns.kept, which alone writes it.
    Another day's, another edition's, and those of a child touched since count for nothing. `off` are plans that have ended."""

    case = models.UUIDField(primary_key=True)
    child = models.UUIDField(db_index=True)
    owner = models.UUIDField()
    reckoned_on = models.DateField()
    edition = models.CharField(max_length=12)
    off = models.BooleanField()
    team = models.CharField(max_length=120, null=True)  # noqa: DJ001  of a plan that is off nothing is known
    text_on = models.DateField(null=True)
    late = models.CharField(max_length=10, null=True)  # noqa: DJ001
    late_by = models.DateField(null=True)
    moved = models.BooleanField(null=True)
    phase_by = models.DateField(null=True)
    year = models.SmallIntegerField(null=True)
    text_year = models.SmallIntegerField(null=True)
    adulthood = models.BooleanField(null=True)
    health = models.IntegerField(null=True)
    care = models.IntegerField(null=True)
    owed_minutes = models.BigIntegerField(null=True)
    due_minutes = models.BigIntegerField(null=True)
