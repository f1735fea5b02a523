"""Why one body may read another's records, and what a family has agreed to."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ..kinds import KINDS
from .children import OfAChild, Person
from .dated import Dated
from .organisations import Organisation


class SharingBasis(Dated):
    """An agreement under which a body, or every body of one sort, reads some kinds of another's records."""

    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="shares")
    reader = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="reads")
    # Instead of one reader: a protocol that all schools of the area have signed.
    reader_kind = models.CharField(max_length=20, choices=Organisation.Kind, blank=True)
    purpose = models.CharField(max_length=200)
    ground = models.CharField(max_length=200)
    kinds = ArrayField(models.CharField(max_length=40, choices=list(KINDS.items())))
    # From this moment it opens nothing, on the last of its days too. By a user; they lie in an outer layer.
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.UUIDField(null=True, blank=True)

    class Meta(Dated.Meta):
        verbose_name_plural = "sharing bases"
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(reader__isnull=False, reader_kind="") | (Q(reader__isnull=True) & ~Q(reader_kind="")),
                name="people_sharingbasis_one_sort_of_reader",
            ),
        ]


class Consent(OfAChild, Dated):
    """Authority on file for a person or a body to see kinds of a child's record. A withdrawal ends it at once."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="consents")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="consents"
    )
    given_by = models.CharField(max_length=200)
    kinds = ArrayField(models.CharField(max_length=40, choices=list(KINDS.items())))
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # Users; no foreign key, as they lie in an outer layer.
    recorded_by = models.UUIDField(null=True, blank=True)
    withdrawn_by = models.UUIDField(null=True, blank=True)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(person__isnull=False, organisation__isnull=True)
                | Q(person__isnull=True, organisation__isnull=False),
                name="people_consent_to_a_person_or_a_body",
            ),
        ]
