"""What help was suggested to a family, by whom, and what became of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now

from goldenthread.people.models import Child, Organisation


class Signpost(models.Model):
    """One service of the Local Offer that somebody suggested. The name stands as it was: an entry may change or end."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # A service of the Local Offer; no foreign key, since what was suggested stays when an entry goes.
    service = models.UUIDField(db_index=True)
    service_name = models.CharField(max_length=200)
    # Needs of the Local Offer that the service has, and the quadrant where the child lived on that day.
    needs = models.JSONField(default=list)
    locality = models.CharField(max_length=40, blank=True, default="", db_default="")
    by = models.UUIDField()
    by_name = models.CharField(max_length=100)
    on = models.DateField()
    at = models.DateTimeField(db_default=Now(), editable=False)
    # As the family says, when it does.
    taken_up = models.BooleanField(null=True, blank=True)
    helped = models.BooleanField(null=True, blank=True)
    said_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["child", "service", "on"], name="families_signpost_once_a_day")]
        indexes = [models.Index(fields=["child", "-at"], name="families_signpost_of_child")]
