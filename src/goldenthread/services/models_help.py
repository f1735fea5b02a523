"""Help while a child waits: what was offered, whether the family took it up, and what it said of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from goldenthread.cases.models import Case
from goldenthread.people.models import Child, Organisation


class Help(models.Model):
    """One offer. Its days are events of the case on which the wait is kept safe (pathways.safe_waiting); what it is stays here, between the
    family and the service. What the family says of it is kept as what was said: nobody can tell from it what made the difference."""

    class Answer(models.TextChoices):
        NONE = "", "Not answered yet"
        TAKEN_UP = "taken-up", "Taken up"
        DECLINED = "declined", "Not wanted"

    class Effect(models.TextChoices):
        NONE = "", "Not said"
        BETTER = "better", "It is better"
        SAME = "same", "It is about the same"
        WORSE = "worse", "It is worse"
        CANNOT_SAY = "cannot-say", "We cannot say"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The referral's case.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=120)
    # Who gives it: a place, a group, a school.
    giver = models.CharField(max_length=120)
    how = models.CharField(max_length=500)
    offered_on = models.DateField()
    offered_by = models.UUIDField()
    offered_by_name = models.CharField(max_length=200)
    answer = models.CharField(max_length=10, choices=Answer, blank=True, default="")
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.UUIDField(null=True, blank=True)
    effect = models.CharField(max_length=10, choices=Effect, blank=True, default="")
    effect_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "what", "giver", "offered_on"], name="services_help_once"),
            models.CheckConstraint(condition=Q(effect="") | Q(answer="taken-up", effect_on__isnull=False), name="services_help_effect_of_what_was_used"),
            models.CheckConstraint(condition=Q(answer="") | Q(answered_on__isnull=False, answered_by__isnull=False), name="services_help_answered_by_somebody"),
        ]
        indexes = [models.Index(fields=["owner", "offered_on"], name="services_help_of_owner"), models.Index(fields=["child"], name="services_help_of_child")]
