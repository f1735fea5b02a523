"""The record of the information, advice and support service. Outside `sealed` lies no name of a family and no word about one."""

from __future__ import annotations

import uuid

from django.db import models

from goldenthread.people.models import Organisation


class Enquiry(models.Model):
    class Outcome(models.TextChoices):
        SOLVED = "solved", "The family has what it needed"
        CONFIDENT = "confident", "The family goes on by itself"
        ELSEWHERE = "elsewhere", "Passed to another service, as the family agreed"
        STOPPED = "stopped", "The family wanted no more"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    adviser = models.UUIDField(db_index=True)
    adviser_name = models.CharField(max_length=100)
    theme = models.CharField(max_length=30)
    locality = models.CharField(max_length=60, blank=True)
    opened_on = models.DateField()
    # The day of the next step; none once closed.
    next_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    sealed = models.BinaryField()

    @property
    def row(self) -> str:
        return f"enquiry {self.pk} of {self.owner_id}"


class Note(models.Model):
    """What was done on a day. Once written it is not changed."""

    class Kind(models.TextChoices):
        CALL = "call", "Telephone call"
        EMAIL = "email", "Email or letter"
        MEETING = "meeting", "Meeting"
        TRIBUNAL = "tribunal", "Support at mediation or tribunal"

    class Level(models.IntegerChoices):
        """How far the service goes in; our own words for the four levels by which such services count their work."""

        ONE = 1, "1. Information"
        TWO = 2, "2. Advice on the family’s own question"
        THREE = 3, "3. Support, with an adviser beside the family"
        FOUR = 4, "4. Long or complex support, such as an appeal"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="notes")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.UUIDField()
    by_name = models.CharField(max_length=100)
    on = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind)
    level = models.PositiveSmallIntegerField(choices=Level)
    sealed = models.BinaryField()

    @property
    def row(self) -> str:
        return f"note {self.pk} of enquiry {self.enquiry_id}"
