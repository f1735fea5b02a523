"""Rows that hold for a time. Both days are inclusive; an open end is empty."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q


class Dated(models.Model):
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="%(app_label)s_%(class)s_ends_after_it_begins",
            )
        ]


def in_force(on: dt.date, prefix: str = "") -> Q:
    """The rows that hold on a day."""
    until = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": on})
    return until & Q(**{f"{prefix}valid_from__lte": on})
