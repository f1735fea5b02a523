"""A move on a waiting list by hand, against the published rule: two people, and at least one of them a clinician."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from goldenthread.cases.models import Case
from goldenthread.pathways.common.referral import NOTES, PRIORITIES
from goldenthread.people.models import Child, Organisation


class Move(models.Model):
    """Asked for by one person, settled by another. Once both agree, the queue records it on the referral; the reason and the words stay
    the service's own note, and the family hears of it in neutral words."""

    class Answer(models.TextChoices):
        OPEN = "", "Waits for a second person"
        AGREED = "agreed", "Agreed"
        DECLINED = "declined", "Not agreed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The referral's case.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind_of_data = models.CharField(max_length=40, default=NOTES, db_default=NOTES)
    # Of pathways.common.referral.PRIORITIES, and one of its reasons.
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    why = models.CharField(max_length=40)
    words = models.CharField(max_length=1000)
    # A clinician's or manager's judgement that the family is better not told, such as where that could put the child at risk.
    tell_family = models.BooleanField(default=True)
    asked_on = models.DateField()
    asked_by = models.UUIDField()
    asked_by_name = models.CharField(max_length=200)
    # Whether whoever asked is a clinician of the provider: if not, whoever agrees must be.
    by_clinician = models.BooleanField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True, default="")
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.UUIDField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(after__in=PRIORITIES, before__in=PRIORITIES) & ~Q(after=F("before")), name="services_move_priorities"),
            models.CheckConstraint(condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")), name="services_move_by_two"),
            models.CheckConstraint(condition=Q(answer="") | Q(answered_by__isnull=False, answered_on__isnull=False), name="services_move_answered_by_somebody"),
            models.UniqueConstraint(fields=["case"], condition=Q(answer=""), name="services_move_one_at_a_time"),
        ]
        indexes = [models.Index(fields=["owner", "asked_on"], name="services_move_of_owner"), models.Index(fields=["child"], name="services_move_of_child")]
