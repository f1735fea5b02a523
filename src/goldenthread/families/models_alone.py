"""Who speaks for a child whose every parent is barred: found out by a person."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now

from goldenthread.people.models import Child, Organisation


class WhoSpeaks(models.Model):
    """What an officer found, in their own name, and when it is looked at again. Rows are only added; the newest stands. It takes nobody's
    rights: the notices stay owed to the parent in law, as copies without places."""

    class Found(models.TextChoices):
        CARE = "care", "The council shares parental responsibility, and the child’s social worker and carer are told"
        OTHER = "other", "Somebody else is a parent in law, and is being put on the record"
        COURT = "court", "An order or legal advice says who decides"
        NOBODY = "nobody", "Nobody else: copies go to the barred parent by hand, and the child has an advocate or is being found one"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    found = models.CharField(max_length=10, choices=Found)
    words = models.TextField()
    again_on = models.DateField()
    on = models.DateField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=100)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["child", "-at"], name="families_whospeaks_newest")]
