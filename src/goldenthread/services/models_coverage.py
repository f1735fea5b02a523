"""Help that no child is referred to: which schools a mental health team covers, where family hubs are, and how often advice was given or a
drop-in was used. No child is in any of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goldenthread.people.models import District, Organisation
from goldenthread.people.models.dated import Dated


class Coverage(Dated):
    """A school with the mental health team that covers it, or without one; or a family hub of a district."""

    class Kind(models.TextChoices):
        SCHOOL = "school", "School"
        HUB = "hub", "Family hub"

    kind = models.CharField(max_length=10, choices=Kind)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Of a school the team, empty where none covers it; of a hub its own name.
    name = models.CharField(max_length=120, blank=True, default="")
    pupils = models.PositiveIntegerField(null=True, blank=True)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=Q(kind="school", school__isnull=False) | Q(kind="hub", school=None, name__gt=""), name="services_coverage_of_a_school_or_a_hub"),
        ]


class Access(models.Model):
    """How often advice was given, a drop-in used or a child talked about with a therapist, in one district and month. It is access, and never
    an appointment or a treatment: it stands in no wait."""

    class Kind(models.TextChoices):
        ADVICE = "advice-line", "Advice line"
        DROP_IN = "drop-in", "Drop-in"
        LINK = "link-therapist", "Talk with a therapist before a referral"

    service = models.ForeignKey("services.Service", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")
    # The first day of the month.
    month = models.DateField()
    kind = models.CharField(max_length=20, choices=Kind)
    number = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "access"
        constraints = [models.UniqueConstraint(fields=["service", "district", "month", "kind"], name="services_access_once")]
