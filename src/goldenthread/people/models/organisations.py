"""The bodies of the partnership. Each is a data controller of its own."""

from __future__ import annotations

import uuid

from django.db import models


class Organisation(models.Model):
    class Kind(models.TextChoices):
        LOCAL_AUTHORITY = "local-authority", "Local authority"
        ICB = "icb", "Integrated care board"
        NHS_PROVIDER = "nhs-provider", "NHS provider"
        SCHOOL = "school", "School"
        COLLEGE = "college", "College"
        EARLY_YEARS = "early-years", "Early years provider"
        SERVICE = "service", "Service"
        SENDIASS = "sendiass", "SENDIASS"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # A prefix says whose code it is: LA:881, ICB:QH8, URN:123456, TRUST:PROVIDE.
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    # The body that takes over its duties and its records on the day after valid_to.
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(successor=models.F("id")), name="people_organisation_not_its_own_successor"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def publishing_council(cls) -> uuid.UUID:
        """The council of this area, by the rule of `access_council`: whose Local Offer it is, and to which anybody makes a request."""
        return cls.objects.filter(kind=cls.Kind.LOCAL_AUTHORITY, valid_to=None).order_by("code").values_list("pk", flat=True)[0]
