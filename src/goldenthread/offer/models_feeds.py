"""What comes into the Local Offer from outside: another area's feed, and a council's own spreadsheet. No child is in any of it."""

from __future__ import annotations

import uuid

from django.db import models


class Feed(models.Model):
    """Another area's Local Offer, which keeps its entries itself: here they are shown as its own, with its licence, and never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Who keeps it, as families read it: "Suffolk County Council".
    name = models.CharField(max_length=150, unique=True)
    # Where its /services stands; empty where it comes as a file.
    address = models.URLField(max_length=300, blank=True, default="")
    licence = models.CharField(max_length=100)
    added_on = models.DateField()
    added_by_name = models.CharField(max_length=150)
    taken_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name


class Reading(models.Model):
    """One reading of a feed: what it said, kept until a person has taken it up or thrown it away."""

    class State(models.TextChoices):
        QUEUED = "queued", "Being read"
        READY = "ready", "To be looked at"
        REFUSED = "refused", "Could not be read"
        TAKING = "taking", "Being taken up"
        TAKEN = "taken", "Taken up"
        THROWN = "thrown", "Thrown away"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="readings")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    asked_on = models.DateField()
    asked_by_name = models.CharField(max_length=150)
    # Each service as the feed says it, with nothing but what is read here.
    services = models.JSONField(default=list)
    # Why it could not be read, or how much of it was taken up.
    said = models.TextField(default="")

    class Meta:
        indexes = [models.Index(fields=["feed", "-asked_on"], name="offer_reading_newest")]


class Sheet(models.Model):
    """A spreadsheet that an editor sent, kept until it is taken up or thrown away."""

    class State(models.TextChoices):
        SENT = "sent", "To be checked"
        TAKING = "taking", "Being taken up"
        TAKEN = "taken", "Taken up"
        THROWN = "thrown", "Thrown away"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file_name = models.CharField(max_length=150)
    # As CSV; empty once it is taken up or thrown away.
    text = models.TextField()
    layout = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.SENT)
    sent_on = models.DateField()
    sent_by_name = models.CharField(max_length=150)
    # Of a service that looks like one that is there (by its key): the identifier of that one, or "new".
    decisions = models.JSONField(default=dict)
    said = models.TextField(default="")


class SheetLayout(models.Model):
    """How files with the same columns are read, as a person said once."""

    layout = models.CharField(max_length=64, primary_key=True)
    # Of our columns: theirs; a value for every row; what their words mean; how a day is written.
    reading = models.JSONField()
    kept_on = models.DateField()
    kept_by_name = models.CharField(max_length=150)
