"""Copies of the Local Offer for those who do not read it on a screen (SEND Regulations 2014, regulation 57). Whom one goes to is not kept here."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class CopyAsked(models.Model):
    class Format(models.TextChoices):
        PAPER = "paper", "Paper"
        LARGE = "large", "Large print"
        EASY = "easy", "Easy read"
        BRAILLE = "braille", "Braille"
        AUDIO = "audio", "Audio"
        BSL = "bsl", "British Sign Language"
        LANGUAGE = "language", "Another language"

    id = models.BigAutoField(primary_key=True)
    asked_on = models.DateField()
    format = models.CharField(max_length=8, choices=Format)
    # Which part of it, in words.
    what = models.CharField(max_length=200)
    due_on = models.DateField()
    sent_on = models.DateField(null=True)
    by = models.UUIDField()
    by_name = models.CharField(max_length=150)
    sent_by_name = models.CharField(max_length=150, default="", db_default="")
    at = models.DateTimeField(db_default=Now(), editable=False)
