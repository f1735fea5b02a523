"""Dated help: a webinar, a group, an outreach visit, with its day and its places. Who comes stands nowhere here."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class Session(models.Model):
    class Kind(models.TextChoices):
        WEBINAR = "webinar", "Webinar or talk"
        GROUP = "group", "Group"
        COURSE = "course", "Course"
        OUTREACH = "outreach", "Outreach or drop-in"
        ACTIVITY = "activity", "Activity for children"

    class By(models.TextChoices):
        PROVIDER = "provider", "The service"
        EDITOR = "editor", "An editor"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey("offer.Service", on_delete=models.CASCADE, related_name="sessions")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=120)
    on = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField(null=True)
    # One of the service's own places; else `place` in words; else it is online.
    location = models.ForeignKey("offer.Location", on_delete=models.SET_NULL, null=True, related_name="+")
    place = models.CharField(max_length=200, default="", db_default="")
    booking = models.CharField(max_length=300, default="", db_default="")
    # Null: no limit, and nobody books.
    capacity = models.PositiveSmallIntegerField(null=True)
    left = models.PositiveSmallIntegerField(null=True)
    # The day on which the service last said how many are left.
    said_on = models.DateField()
    cancelled = models.BooleanField(default=False, db_default=False)
    by = models.CharField(max_length=10, choices=By)
    by_name = models.CharField(max_length=150, default="", db_default="")
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["service", "on"], name="offer_session_of"), models.Index(fields=["on"], name="offer_session_on")]
        constraints = [
            models.CheckConstraint(condition=Q(capacity=None, left=None) | Q(capacity__isnull=False, left__isnull=False, left__lte=F("capacity")), name="offer_session_places"),
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gt=F("starts")), name="offer_session_times"),
        ]


class LinkAsked(models.Model):
    """That somebody asked for a service's own link, which goes to no other address than its entry's; gone once it has left."""

    service = models.OneToOneField("offer.Service", on_delete=models.CASCADE, related_name="link_asked")
    on = models.DateField()
    # When it last left, so that nobody makes a service weary of it.
    sent_on = models.DateField(null=True)
