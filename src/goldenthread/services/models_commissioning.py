"""What is done about a gap or an unfairness: a case that belongs to whoever opened it, and its steps. No child is in either."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from goldenthread.people.models import Organisation


class CommissioningCase(models.Model):
    """A finding as it stood when it was opened. Never changed: what is done since are its steps."""

    class About(models.TextChoices):
        GAP = "gap", "No service is open"
        EQUITY = "equity", "An unfair difference"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=10, choices=About)
    # A kind of science.eligibility.KINDS.
    kind = models.CharField(max_length=40)
    # Of a gap: where and which years of age, both included.
    districts = ArrayField(models.CharField(max_length=60), default=list)
    age_from = models.PositiveSmallIntegerField(null=True)
    age_to = models.PositiveSmallIntegerField(null=True)
    only_in = ArrayField(models.CharField(max_length=60), default=list)
    # Of a difference: between which groups, and whose.
    compared_by = models.CharField(max_length=20, blank=True, default="")
    group = models.CharField(max_length=100, blank=True, default="")
    finding = models.CharField(max_length=600)
    # As it was told, rounded; null where no number was.
    children = models.PositiveIntegerField(null=True)
    opened_on = models.DateField()
    opened_by = models.UUIDField()
    opened_by_name = models.CharField(max_length=200)
    opened_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(about="gap") | Q(age_from__isnull=False, age_to__isnull=False, age_from__lte=F("age_to")), name="services_commissioning_gap_has_ages"
            ),
        ]

    def __str__(self) -> str:
        return self.finding


class CommissioningStep(models.Model):
    """One thing that was said or decided on a case. The newest of its kind stands; the others stay to be read."""

    class Kind(models.TextChoices):
        COST = "cost", "Children, hours and cost"
        OPTION = "option", "An option"
        OWNER = "owner", "Who sees to it"
        DECISION = "decision", "Decision"
        FUNDING = "funding", "Funding"
        START = "start", "Start"
        NOTE = "note", "Note"

    case = models.ForeignKey(CommissioningCase, on_delete=models.PROTECT, related_name="steps")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(blank=True, default="")
    # cost: children, hours, pence; option: title, pounds; owner: name, post; decision: decided; funding: pounds, source; start: on.
    said = models.JSONField(default=dict)
    on = models.DateField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now(), editable=False)
