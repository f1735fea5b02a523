"""What help a child needs, as home and school each say it: usable whatever the diagnosis, before one and instead of one."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from goldenthread.people.models import Child, Organisation


class NeedsAnswer(models.Model):
    """One side's answers on one day. A draft is its author's alone; once sent nothing of it is changed, and the next one stands beside it."""

    class Side(models.TextChoices):
        HOME = "home", "Home"
        SCHOOL = "school", "School"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side)
    # needs.KIND of the side: who reads it follows the policy on that.
    kind_of_data = models.CharField(max_length=40)
    # By area of need, how much help ("none", "little", "lot", "unsure" or not answered); and words by area, with "strengths" and "matters".
    levels = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)
    sent_on = models.DateField(null=True, blank=True)
    # When it was last kept or sent: of two answers of one day the later stands.
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "by"], condition=Q(sent_on=None), name="families_needs_one_draft"),
            models.CheckConstraint(
                condition=Q(side="home", kind_of_data="messages-to-family") | Q(side="school", kind_of_data="school-sen-support"), name="families_needs_kind_of_its_side"
            ),
        ]
        indexes = [models.Index(fields=["child", "-at"], name="families_needs_of_child")]
