"""What a child asked that a parent is not shown, and what a professional decided."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from goldenthread.people.models import Child, Organisation, Person


class Withheld(models.Model):
    """A child's wish about one piece of the record. From the moment at which it is recorded the piece is withheld, until a decision says
    that it is shown: nobody of the family reads this row but the young person who asked."""

    class Kind(models.TextChoices):
        VIEW = "view", "What I said about the help that I need"
        DOCUMENT = "document", "A document"
        EVENT = "event", "Something that happened"
        QUESTION = "question", "A question of mine"
        LETTER = "letter", "A letter about a wait"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    # The keys of the piece, and of whatever tells of it: the words that an event points to, the event that names a document.
    pieces = ArrayField(models.UUIDField())
    called = models.CharField(max_length=200)
    # From one parent; empty is from every parent.
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    says = models.TextField(blank=True, default="", db_default="")
    asked_by = models.UUIDField()
    asked_by_name = models.CharField(max_length=100)
    # Somebody at work wrote down what the child said to them.
    with_help = models.BooleanField(default=False, db_default=False)
    asked_on = models.DateField()
    decide_by = models.DateField()
    to = models.UUIDField(null=True, blank=True)
    to_name = models.CharField(max_length=100, blank=True, default="", db_default="")

    class Meta:
        indexes = [models.Index(fields=["child"], name="families_withheld_of_child"), models.Index(fields=["to"], name="families_withheld_owed")]


class WithheldDecision(models.Model):
    """What a professional decided, in their own name. Rows are only added; the newest stands, and one that withholds has a day by which it
    is looked at again."""

    class Competence(models.TextChoices):
        COMPETENT = "competent", "Under 16, and understands enough to decide this themselves (Gillick competent)"
        NOT_COMPETENT = "not-competent", "Under 16, and does not yet understand enough to decide this alone"
        OLDER = "older", "16 or over, and able to decide this (Mental Capacity Act 2005 s.1(2))"
        LACKS = "lacks", "16 or over, and lacks capacity for this decision (Mental Capacity Act 2005 s.2)"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    withheld = models.ForeignKey(Withheld, on_delete=models.PROTECT, related_name="decisions")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    withhold = models.BooleanField()
    competence = models.CharField(max_length=20, choices=Competence)
    reasons = models.TextField()
    review_on = models.DateField(null=True, blank=True)
    on = models.DateField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=100)
    by_role = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(withhold=False) | models.Q(review_on__isnull=False), name="families_withhelddecision_is_reviewed"),
        ]
        indexes = [models.Index(fields=["withheld", "-at"], name="families_withheld_newest")]
