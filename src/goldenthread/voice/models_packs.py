"""Packs that families and young people write with professionals, such as the ND Information Pack: every version kept, and their reach counted without names."""

from __future__ import annotations

import uuid

from django.db import models

from goldenthread.people.models import Organisation


class Pack(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    about = models.CharField(max_length=500)


class PackVersion(models.Model):
    """Once published it is not changed: a newer one takes its place."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="versions")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    on = models.DateField()
    # Groups and numbers, such as "14 parents of the Essex Family Forum"; no names.
    made_with = models.TextField()
    changed = models.CharField(max_length=500)
    # Read on the page, paragraphs and headings as plain text; and a file that is the same to take away.
    text = models.TextField()
    file = models.BinaryField(null=True, blank=True)
    file_name = models.CharField(max_length=120, blank=True, default="", db_default="")
    made_by = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "number"], name="voice_pack_version")]


class PackCount(models.Model):
    """How often a version went out on a day, in one way: a count and nobody."""

    class Way(models.TextChoices):
        READ = "read", "Read on the page"
        TAKEN = "taken", "Downloaded"
        SENT = "sent", "Sent to a family"
        HANDED = "handed", "Handed out on paper"

    version = models.ForeignKey(PackVersion, on_delete=models.CASCADE, related_name="counts")
    on = models.DateField()
    way = models.CharField(max_length=8, choices=Way)
    # The body whose people sent it or handed it out; none where it was read or downloaded.
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    times = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "on", "way", "body"], name="voice_pack_count", nulls_distinct=False)]
