"""What a SEND navigator of the council does for a family: an ordinary record of the council, not the sealed one of the advice service."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now

from goldenthread.people.models import Child, Organisation


class Navigation(models.Model):
    """One family that a navigator helps. Read by the council's navigators and casework."""

    class About(models.TextChoices):
        PROCESS = "process", "How assessments and plans work"
        SCHOOL = "school", "Help in school"
        HEALTH = "health", "Waiting for a health service"
        OFFER = "local-offer", "What help there is nearby"
        UNHAPPY = "not-happy", "Not happy with what we did"
        OTHER = "other", "Something else"

    class Outcome(models.TextChoices):
        ANSWERED = "answered", "The family has what it needed"
        PASSED = "passed-on", "Passed to another service, as the family agreed"
        STOPPED = "stopped", "The family wanted no more"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # None where the family asks about nobody on record, as many do at a surgery or a roadshow.
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    navigator = models.UUIDField(db_index=True)
    navigator_name = models.CharField(max_length=100)
    family = models.CharField(max_length=120)
    contact = models.CharField(max_length=200, blank=True, default="", db_default="")
    about = models.CharField(max_length=12, choices=About)
    asked = models.TextField()
    opened_on = models.DateField()
    next_step = models.CharField(max_length=300, blank=True, default="", db_default="")
    next_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True, default="", db_default="")


class NavigatorNote(models.Model):
    """What was said and done on a day. Once written it is not changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    navigation = models.ForeignKey(Navigation, on_delete=models.PROTECT, related_name="notes")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    text = models.TextField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=100)
    at = models.DateTimeField(db_default=Now(), editable=False)
