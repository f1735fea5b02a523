"""An offer to put right what failed, made to one of the family, complained or not; and what came of it. Its days are events of its own case."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now

from goldenthread.people.models import Child, Organisation


class EarlyOffer(models.Model):
    """Read by whom it was made to, and by those who do or lead the council's casework: no setting, no clinician, no other parent."""

    class Way(models.TextChoices):
        PAGE = "page", "On the family’s own page"
        CALL = "call", "By telephone"
        MEETING = "meeting", "At a meeting"
        LETTER = "letter", "By letter or email"

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", "Wants it put right early"
        DECLINED = "declined", "Does not want that now"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # Its own case, once the queue has opened it.
    case = models.UUIDField(null=True, blank=True, unique=True)
    # The first of the clocks that failed, the case on which it is, and all of them in words as they stood.
    about = models.CharField(max_length=60)
    failed_case = models.UUIDField(db_index=True)
    failed_words = models.TextField()
    # Whom of the family it was made to: an account, where they have one.
    to_user = models.UUIDField(null=True, blank=True)
    to_name = models.CharField(max_length=200)
    offered_on = models.DateField()
    way = models.CharField(max_length=10, choices=Way)
    # Nobody where the family took up what its own page offers.
    offered_by = models.UUIDField(null=True, blank=True)
    offered_by_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    text = models.TextField(blank=True, default="", db_default="")
    answer = models.CharField(max_length=10, choices=Answer, blank=True, default="", db_default="")
    answered_on = models.DateField(null=True, blank=True)
    # What the family says would put it right.
    wish = models.TextField(blank=True, default="", db_default="")
    # The officer spoke with them, and what both agreed.
    contacted_on = models.DateField(null=True, blank=True)
    contacted_by_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    agreed = models.TextField(blank=True, default="", db_default="")
    at = models.DateTimeField(db_default=Now(), editable=False)
