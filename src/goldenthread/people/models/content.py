"""Words and documents, apart from the journal that points to them, so that they can be sealed or removed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from ..kinds import KINDS
from .children import Child, OfAChild
from .organisations import Organisation


class Content(models.Model):
    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="contents")
    # No foreign key: cases lie in an outer layer.
    case = models.UUIDField(null=True, blank=True, db_index=True)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind_of_data = models.CharField(max_length=40, choices=list(KINDS.items()))
    text = models.TextField(blank=True)
    file = models.BinaryField(null=True, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    sealed = models.BooleanField(default=False, db_default=False)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(text="", file__isnull=True, file_name=""),
                name="people_content_removed_is_blank",
            )
        ]


class RetentionRule(models.Model):
    """How long an organisation keeps a class of record, from one day to another; an empty day is open. Nothing is
    removed by a rule alone."""

    class Anchor(models.TextChoices):
        BIRTH = "birth", "Date of birth"
        LAST_CONTACT = "last-contact", "Last contact"
        CLOSED = "closed", "The day the case closed"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="retention_rules")
    kind_of_data = models.CharField(max_length=40, choices=list(KINDS.items()))
    anchor = models.CharField(max_length=20, choices=Anchor)
    years = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind_of_data", "valid_from"],
                name="people_retentionrule_once",
                nulls_distinct=False,
            )
        ]


class LegalHold(OfAChild):
    """While it stands, nothing of the child is removed."""

    reason = models.CharField(max_length=300)
    placed_at = models.DateTimeField(auto_now_add=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    # Users; no foreign key, as they lie in an outer layer.
    placed_by = models.UUIDField(null=True, blank=True)
    lifted_by = models.UUIDField(null=True, blank=True)
    lift_reason = models.CharField(max_length=300, blank=True, default="", db_default="")


class Disposal(models.Model):
    """A reviewed removal of one piece of content: two people other than the one who asked must approve."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="disposals")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    # Users; no foreign key, as they lie in an outer layer.
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField(auto_now_add=True)
    first_approved_by = models.UUIDField(null=True, blank=True)
    second_approved_by = models.UUIDField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    rejected_by = models.UUIDField(null=True, blank=True)
    rejected_at = models.DateTimeField(null=True, blank=True)
    reject_reason = models.CharField(max_length=300, blank=True, default="", db_default="")


class Seal(models.Model):
    """The trace that something was sealed, by whom and why, and that somebody else lifted it. A page reads it only
    through a function, without the child's name."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300)
    sealed_by = models.UUIDField()
    sealed_at = models.DateTimeField(auto_now_add=True)
    lifted_by = models.UUIDField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_reason = models.CharField(max_length=300, blank=True, default="", db_default="")
