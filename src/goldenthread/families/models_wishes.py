"""How somebody of a family wishes to be told, and what is owed to them in that way."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now

from goldenthread.people.models import Child, Organisation


class Wish(models.Model):
    """Said once; the newest of a person about a child stands, and none is changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # Whose wish it is: an account of the family.
    user = models.UUIDField()
    # In its own words, such as "Polish"; empty is English.
    language = models.CharField(max_length=60, blank=True, default="", db_default="")
    # Of `wishes.FORMS`.
    forms = models.JSONField(default=list)
    unsafe_phone = models.BooleanField(default=False, db_default=False)
    unsafe_email = models.BooleanField(default=False, db_default=False)
    unsafe_post = models.BooleanField(default=False, db_default=False)
    # The way that they like best, of `science.ways`; empty where they have no wish. And where: their own, which nobody else of the family reads.
    way = models.CharField(max_length=10, blank=True, default="", db_default="")
    mobile = models.CharField(max_length=20, blank=True, default="", db_default="")
    post_to = models.CharField(max_length=700, blank=True, default="", db_default="")
    on = models.DateField()
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["child", "user", "-at"], name="families_wish_newest")]


class Otherwise(models.Model):
    """Something that was told in English on a page, and that a person still owes to somebody in their own language or form."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    case = models.UUIDField(null=True, blank=True)
    # What was told: a question that was answered, or a word to the family.
    question = models.UUIDField(null=True, blank=True)
    update = models.UUIDField(null=True, blank=True)
    # Or a letter.
    letter = models.UUIDField(null=True, blank=True)
    for_user = models.UUIDField()
    for_name = models.CharField(max_length=100)
    how = models.CharField(max_length=200)
    due = models.DateField()
    made_on = models.DateField()
    # The practitioner who told it, and so owes it.
    to = models.UUIDField(null=True, blank=True)
    to_name = models.CharField(max_length=100)
    done_on = models.DateField(null=True, blank=True)
    done_by_name = models.CharField(max_length=100, blank=True, default="", db_default="")

    class Meta:
        indexes = [models.Index(fields=["to"], name="families_otherwise_owed", condition=models.Q(done_on=None))]
