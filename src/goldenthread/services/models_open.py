"""What anybody may read of waiting lists, without signing in."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class OpenWait(models.Model):
    """Of a kind of service and the homes of one locality, all providers' lists together, as last reckoned. No number of children is in it, only
    a band; weeks rest on so many children that none can be told from them."""

    kind = models.CharField(max_length=40)
    locality = models.CharField(max_length=40)
    on = models.DateField()
    # The least number of its band (open_waits.BANDS).
    at_least = models.PositiveIntegerField()
    # Of those first seen in the last 13 weeks: half had waited no longer than `middle` whole weeks, nine in ten no longer than `most`; null where too few were.
    middle = models.PositiveIntegerField(null=True)
    most = models.PositiveIntegerField(null=True)
    # The day of the newest list, and the names of those who sent lists.
    confirmed_on = models.DateField()
    providers = ArrayField(models.CharField(max_length=200))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "locality"], name="services_openwait_once")]
