"""How a message went: each way that was tried, and whom no way reached."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from goldenthread.people.models import Child, Organisation


class Sending(models.Model):
    """One way by which one message was tried, once. Its number is all that the carrier is told to know it by, so that whoever was stopped
    in the middle can ask whether it was taken. The worker alone reads and writes it."""

    class State(models.TextChoices):
        BEGUN = "begun", "Begun"
        ACCEPTED = "accepted", "Taken by the carrier"
        DELIVERED = "delivered", "Arrived"
        FAILED = "failed", "Did not arrive"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey("letters.Message", on_delete=models.CASCADE, related_name="sendings")
    # Of `science.ways`.
    way = models.CharField(max_length=10)
    # How often it was begun: whoever began it last sends it, and nobody else.
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    state = models.CharField(max_length=10, choices=State, default=State.BEGUN, db_default="begun")
    carrier_id = models.CharField(max_length=40, blank=True, default="", db_default="", db_index=True)
    # The carrier's own word for what became of it, such as permanent-failure.
    status = models.CharField(max_length=30, blank=True, default="", db_default="")
    begun_at = models.DateTimeField(db_default=Now(), editable=False)
    taken_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "way"], name="letters_sending_each_way_once")]
        indexes = [models.Index(fields=["asked_at"], name="letters_sending_awaited", condition=Q(state="accepted"))]


class NotReached(models.Model):
    """Somebody whom no way reached, or whose letter came back: a person finds out how they are, and tells them."""

    class Why(models.TextChoices):
        FAILED = "failed", "What we sent did not arrive"
        RETURNED = "returned", "Our letter came back"
        NO_WAY = "no-way", "We know no safe way of sending to them"
        NOT_NOW = "not-now", "They may no longer be told"

    class Outcome(models.TextChoices):
        TOLD = "told", "I told them another way that is safe for them"
        CORRECTED = "corrected", "I have a right address or number now, and they were sent it again"
        CHECK = "check", "I could not find them, and have told the safeguarding lead"
        NOT_TO_TELL = "not-to-tell", "They are not to be told any more"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    case = models.UUIDField(null=True, blank=True)
    message = models.OneToOneField("letters.Message", on_delete=models.PROTECT, related_name="not_reached")
    # Their account, where they have one, and the letter that they were to read.
    for_user = models.UUIDField(null=True, blank=True)
    letter = models.UUIDField(null=True, blank=True)
    for_name = models.CharField(max_length=100)
    why = models.CharField(max_length=10, choices=Why)
    # The ways that were tried, in words.
    tried = models.CharField(max_length=200, blank=True, default="", db_default="")
    # The practitioner who owes it.
    to = models.UUIDField(null=True, blank=True)
    to_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    made_on = models.DateField()
    due = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    done_by_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True, default="", db_default="")

    class Meta:
        indexes = [models.Index(fields=["to"], name="letters_notreached_owed", condition=Q(done_on=None))]
