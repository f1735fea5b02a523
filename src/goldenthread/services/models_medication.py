"""What families say of the supply of a medicine, and which reminders left. All of it is of the kind medication."""

from __future__ import annotations

import uuid

from django.db import models

from goldenthread.cases.models import Case
from goldenthread.people.models import Child, Organisation


class Supply(models.Model):
    """A family's word that the medicine runs out. The queue puts its day on the case, where the clock of the answer is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The case of the treatment.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    last_on = models.DateField()
    said_on = models.DateField()
    said_by = models.UUIDField()

    class Meta:
        verbose_name_plural = "supplies"
        constraints = [models.UniqueConstraint(fields=["case", "last_on", "said_by"], name="services_supply_once")]
        indexes = [models.Index(fields=["child"], name="services_supply_of_child")]


class Reminder(models.Model):
    """That something of a treatment is due within two weeks, or late, was told: once each, to how many of the family and of those who treat."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    clock = models.CharField(max_length=60)
    due = models.DateField()
    late = models.BooleanField()
    on = models.DateField()
    to_family = models.PositiveSmallIntegerField()
    to_clinicians = models.PositiveSmallIntegerField()
    # Where nobody of the service was given the child: once a day for the whole service.
    to_managers = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "clock", "due", "late"], name="services_reminder_once")]
        indexes = [models.Index(fields=["child"], name="services_reminder_of_child")]
