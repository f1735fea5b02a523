"""Who looks after a row of Schedule 2, and when they look at it next. No child is in it."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class RowLook(models.Model):
    """What was said of a row: who owns it, what was found, and when it is looked at next. The newest holds; none is changed."""

    id = models.BigAutoField(primary_key=True)
    # Of the taxonomy `schedule-2`, such as "C30".
    code = models.CharField(max_length=40)
    owner = models.UUIDField()
    owner_name = models.CharField(max_length=150)
    note = models.TextField(default="", db_default="")
    next_on = models.DateField()
    on = models.DateField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["code", "-id"], name="offer_rowlook_newest")]
