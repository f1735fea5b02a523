"""A second parent's access: asked for, checked by a person, decided with reasons, and only then opened."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from goldenthread.people.models import Child, Organisation, Person, Relationship


class AccessAsk(models.Model):
    """Somebody asks to see a child's page, or an officer asks for them. Officers of the council alone read it: neither the asker nor the
    other parent does. Its rules are in `science.second_parent`."""

    class Came(models.TextChoices):
        PUBLIC = "public", "Asked on the public page"
        OFFICER = "officer", "Entered by an officer"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Empty until an officer has said which child is meant: whoever asks is not told whether we know one.
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    came = models.CharField(max_length=10, choices=Came)
    # Who asks, in their own words; `person` where an officer found them on the record.
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    forename = models.CharField(max_length=100)
    surname = models.CharField(max_length=100)
    email = models.EmailField()
    phone = models.CharField(max_length=30, blank=True, default="", db_default="")
    safe_contact = models.CharField(max_length=300, blank=True, default="", db_default="")
    relation = models.CharField(max_length=20, choices=Relationship.Relation)
    child_named = models.CharField(max_length=200, blank=True, default="", db_default="")
    child_born = models.DateField(null=True, blank=True)
    says = models.TextField(blank=True, default="", db_default="")
    asked_on = models.DateField()
    decide_by = models.DateField()
    asked_by = models.UUIDField(null=True, blank=True)
    # The practitioner who checks; a manager once somebody objects. Empty: every manager.
    to = models.UUIDField(null=True, blank=True)
    to_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    # The checks, each with its day, empty until done.
    identity_how = models.CharField(max_length=300, blank=True, default="", db_default="")
    identity_on = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=20, blank=True, default="", db_default="")
    basis_seen = models.CharField(max_length=300, blank=True, default="", db_default="")
    basis_on = models.DateField(null=True, blank=True)
    # Of `science.second_parent.ORDERS`; an empty list with a day is "none was found".
    orders = models.JSONField(default=list)
    orders_seen = models.TextField(blank=True, default="", db_default="")
    orders_on = models.DateField(null=True, blank=True)
    checked_by_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    # `open`, `limited` (with a bar), `refuse` or `unknown` (no such child).
    decision = models.CharField(max_length=10, blank=True, default="", db_default="")
    reasons = models.TextField(blank=True, default="", db_default="")
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    # A manager other than whoever decided: `agree` or `again`, which asks for a new decision.
    second = models.CharField(max_length=10, blank=True, default="", db_default="")
    second_by = models.UUIDField(null=True, blank=True)
    second_by_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    second_words = models.TextField(blank=True, default="", db_default="")
    second_on = models.DateField(null=True, blank=True)
    # The account that was opened, and how its invitation was handed over.
    opened_user = models.UUIDField(null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    invited_on = models.DateField(null=True, blank=True)
    # That whoever asked was told of a refusal, in the safe way.
    told_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["owner", "decide_by"], name="families_accessask_open", condition=Q(opened_on=None, told_on=None))]


class FirstAsked(models.Model):
    """A parent on the record who was asked about another's access, or why it was not safe to ask. Rows are only added; the newest of a
    person stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ask = models.ForeignKey(AccessAsk, on_delete=models.PROTECT, related_name="asked")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)
    # Of `science.second_parent.SAID`.
    said = models.CharField(max_length=20)
    how = models.CharField(max_length=300)
    words = models.TextField(blank=True, default="", db_default="")
    on = models.DateField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=100)
    at = models.DateTimeField(db_default=Now(), editable=False)
