"""Named people who work with children, their teams, and who is away. There are no shared mailboxes."""

from __future__ import annotations

import uuid

from django.db import models

from .children import OfAChild
from .dated import Dated
from .organisations import Organisation


class Team(models.Model):
    reference = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="teams")
    locality = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.name


class Practitioner(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    email = models.EmailField(blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="practitioners")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="practitioners")
    # A role of the agreement on who sees what.
    role = models.CharField(max_length=40)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Allocation(OfAChild, Dated):
    """A named person answers for a child, or for one case of the child."""

    # No foreign key: cases lie in an outer layer.
    case = models.UUIDField(null=True, blank=True, db_index=True)
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="allocations")
    # A role of the agreement; or whose part of the case it is, such as occupational-therapist; or a part that opens
    # one kind of record: prescriber, medication-reviewer.
    role = models.CharField(max_length=40)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["child", "case", "practitioner", "role", "valid_from"],
                name="people_allocation_once",
                nulls_distinct=False,
            ),
        ]


class Cover(Dated):
    """While a practitioner is away, a colleague does their work."""

    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, related_name="absences", verbose_name="who is away"
    )
    covered_by = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, related_name="covers", verbose_name="who covers"
    )

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["practitioner", "covered_by", "valid_from"], name="people_cover_once"),
        ]
