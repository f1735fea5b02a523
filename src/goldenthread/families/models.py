"""What passes between a family and the people who work for their child."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now

from goldenthread.people.models import Child, Organisation


class Question(models.Model):
    """A family's question, the person who answers it, and by when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    case = models.UUIDField(null=True, blank=True, db_index=True)
    text = models.TextField()
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    # The third working day after it was asked.
    answer_by = models.DateField()
    answer = models.TextField(blank=True, default="", db_default="")
    answered_by = models.UUIDField(null=True, blank=True)
    answered_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    answered_at = models.DateTimeField(null=True, blank=True)
