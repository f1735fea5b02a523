"""What was honestly said of how long EHC needs assessments still take, beside the law's date and never instead of it."""

from __future__ import annotations

import uuid

from django.db import models

from goldenthread.cases.models import Case
from goldenthread.people.kinds import STAGE
from goldenthread.people.models import Child, Organisation


class AssessmentForecast(models.Model):
    """Of a council's assessments in one locality on one day, with how its own past forecasts turned out: see science.wait_estimate."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    locality = models.CharField(max_length=40)
    on = models.DateField()
    # Why nothing is promised, or empty.
    abstains = models.CharField(max_length=300, blank=True, default="")
    unsettled = models.BooleanField(default=False)
    # The fields of `wait_estimate.Test` and its alarm, or null.
    test = models.JSONField(null=True)
    # What somebody is told whose request comes on the day, in days; the second null where it is longer than five years.
    joins_low = models.PositiveIntegerField(null=True)
    joins_high = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "locality", "on"], name="services_assessmentforecast_once_a_day")]


class AssessmentRange(models.Model):
    """What was said of one assessment: whole days from the forecast's day to the final plan, if one is issued; `high` null where one in ten
    takes longer than five years."""

    forecast = models.ForeignKey(AssessmentForecast, on_delete=models.CASCADE, related_name="ranges")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind_of_data = models.CharField(max_length=40, default=STAGE, db_default=STAGE)
    low = models.PositiveIntegerField()
    middle = models.PositiveIntegerField(null=True)
    high = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["forecast", "case"], name="services_assessmentrange_once")]
