"""What keeps somebody of a family from learning where a child is."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from .children import OfAChild, Person
from .dated import Dated


class Bar(OfAChild, Dated):
    """While it stands, this person reads nothing of the child's record: no address, school, place, appointment, professional, plan or
    letter, of any day past or to come. It binds from the moment at which it is recorded; two people end it."""

    class Ground(models.TextChoices):
        NO_CONTACT = "no-contact", "An order that they have no contact with the child"
        PROHIBITED_STEPS = "prohibited-steps", "A prohibited steps order"
        NON_MOLESTATION = "non-molestation", "A non-molestation or occupation order"
        OTHER_ORDER = "other-order", "Another order or a bail condition"
        RISK = "risk", "A risk to somebody, as a professional judged it; no order"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="bars")
    ground = models.CharField(max_length=20, choices=Ground)
    # What the order says or how the risk was judged, who was seen to hold it, in the words of whoever recorded it.
    words = models.TextField()
    # Users; no foreign key, as they lie in an outer layer.
    recorded_by = models.UUIDField()
    recorded_by_name = models.CharField(max_length=100)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    # Somebody proposes that it ends, and a manager other than them ends it.
    end_asked_by = models.UUIDField(null=True, blank=True)
    end_asked_by_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    end_asked_on = models.DateField(null=True, blank=True)
    end_reasons = models.TextField(blank=True, default="", db_default="")
    ended_by = models.UUIDField(null=True, blank=True)
    ended_by_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | (Q(end_asked_by__isnull=False) & Q(ended_by__isnull=False) & ~Q(ended_by=F("end_asked_by"))),
                name="people_bar_ended_by_two",
            ),
        ]
        indexes = [models.Index(fields=["person"], name="people_bar_standing", condition=Q(ended_at=None))]
