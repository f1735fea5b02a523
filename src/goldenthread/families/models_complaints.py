"""What somebody of a family complained of, in their own words, and the answer. Its days are events of its own case."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now

from goldenthread.people.models import Child, Organisation


class Complaint(models.Model):
    """Read by whoever made it and by the body complained of, which owns it: those who do or lead the council's casework, or whoever an NHS body
    names to answer complaints. Where it is about two, one of them leads and answers; who answers for the other reads it and gives their part.
    No setting, no clinician, no other parent."""

    class Of(models.TextChoices):
        COUNCIL = "council", "The council"
        NHS = "nhs", "An NHS service"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    # The body complained of; of two, the one that leads.
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    with_body = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # What the other of two bodies says of it, for the one answer.
    part = models.TextField(blank=True, default="", db_default="")
    part_by_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    part_on = models.DateField(null=True, blank=True)
    # Its own case, once the queue has opened it.
    case = models.UUIDField(null=True, blank=True, unique=True)
    of = models.CharField(max_length=10, choices=Of)
    # The clock that failed, or "other"; its title and last day as they stood, and the case on which it is.
    about = models.CharField(max_length=60)
    about_words = models.CharField(max_length=200, blank=True, default="", db_default="")
    failed_case = models.UUIDField(null=True, blank=True)
    # Which of that case's clocks it is, and its last day as it was known; or which line of the plan.
    failed_key = models.CharField(max_length=100, blank=True, default="", db_default="")
    failed_due = models.DateField(null=True, blank=True)
    line = models.UUIDField(null=True, blank=True)
    text = models.TextField()
    made_by = models.UUIDField()
    made_by_name = models.CharField(max_length=100)
    made_on = models.DateField()
    at = models.DateTimeField(db_default=Now(), editable=False)
    # The manager who was named to the family.
    to = models.UUIDField(null=True, blank=True)
    to_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    answer = models.TextField(blank=True, default="", db_default="")
    outcome = models.CharField(max_length=20, blank=True, default="", db_default="")
    answered_on = models.DateField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    answered_by = models.UUIDField(null=True, blank=True)
    # The answer of the second stage, by somebody else.
    second_answer = models.TextField(blank=True, default="", db_default="")
    second_outcome = models.CharField(max_length=20, blank=True, default="", db_default="")
    second_answered_on = models.DateField(null=True, blank=True)
    second_answered_by_name = models.CharField(max_length=100, blank=True, default="", db_default="")


class ComplaintStep(models.Model):
    """What whoever complained did next, in their own words. The queue puts it on the complaint's case."""

    class Step(models.TextChoices):
        NEXT = "next-stage", "Asked for the next stage"
        OMBUDSMAN = "ombudsman", "Went to the Ombudsman"
        NO_FURTHER = "no-further", "Takes it no further"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="steps")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=12, choices=Step)
    text = models.TextField(blank=True, default="", db_default="")
    on = models.DateField()
    by = models.UUIDField()
    # Whether it stands on the case.
    recorded = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["complaint", "step"], name="families_complaintstep_once")]
