"""How entries of the Local Offer are kept true: what changed and who said so, what somebody suggests, and which reminders left. No child
is in any of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now

OPEN_TO_CHANGE = ("name", "description", "child_summary", "eligibility_description", "application_process", "minimum_age", "maximum_age", "phone", "email", "url", "status")
"""What a service or an editor changes of an entry. Places, times and costs come with the file."""


class Change(models.Model):
    """Something that was said of an entry, in order; none is changed or taken away."""

    class What(models.TextChoices):
        CONFIRMED = "confirmed", "Said to be right"
        CHANGED = "changed", "Changed"

    class By(models.TextChoices):
        PROVIDER = "provider", "The service, by its own link"
        EDITOR = "editor", "An editor"
        FILE = "file", "A file that was loaded"

    id = models.BigAutoField(primary_key=True)
    service = models.ForeignKey("offer.Service", on_delete=models.CASCADE, related_name="changes")
    what = models.CharField(max_length=10, choices=What)
    by = models.CharField(max_length=10, choices=By)
    # Which editor; nobody's account else.
    by_user = models.UUIDField(null=True)
    by_name = models.CharField(max_length=150, default="", db_default="")
    on = models.DateField()
    at = models.DateTimeField(db_default=Now(), editable=False)
    # Each field that changed, as [before, after].
    fields = models.JSONField(default=dict)
    why = models.TextField(default="", db_default="")

    class Meta:
        indexes = [models.Index(fields=["service", "-id"], name="offer_change_newest")]


class Suggestion(models.Model):
    """What somebody says is wrong with an entry, for a person to judge. A service's own carries the new words of its fields."""

    class State(models.TextChoices):
        OPEN = "open", "To be judged"
        APPROVED = "approved", "Taken up"
        REFUSED = "refused", "Left as it was"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey("offer.Service", on_delete=models.CASCADE, related_name="suggestions")
    on = models.DateField()
    # It came by the service's own link; anybody else's is text alone.
    from_provider = models.BooleanField()
    text = models.TextField(default="", db_default="")
    fields = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN, db_default="open")
    decided_on = models.DateField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_by_name = models.CharField(max_length=150, default="", db_default="")
    answer = models.TextField(default="", db_default="")

    class Meta:
        indexes = [models.Index(fields=["on"], condition=models.Q(state="open"), name="offer_suggestion_open")]


class Reminder(models.Model):
    """That a service was asked whether its entry, confirmed on a day, is still right. Each time stands once."""

    service = models.ForeignKey("offer.Service", on_delete=models.CASCADE, related_name="reminders")
    of_assured = models.DateField()
    # Days after it was confirmed, as `keeping.REMIND_AFTER` has them.
    after = models.PositiveSmallIntegerField()
    sent_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "of_assured", "after"], name="offer_reminder_once")]


class Outcome(models.Model):
    """What somebody who edits or commissions made of words that found nothing."""

    class Kind(models.TextChoices):
        RING = "ring", "The help is there: the words were added to a ring"
        ENTRY = "entry", "The help is there: its entry was changed"
        MISSING = "missing", "The help is missing: taken to commissioning"
        NOT_OURS = "not-ours", "It is nothing that a Local Offer holds"

    words = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(default="", db_default="")
    on = models.DateField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["words"], name="offer_outcome_words")]


class Spent(models.Model):
    """How often something public was done today from one place. The mark is a hash under a key of the day: the next day nobody can tell
    whose it was, and the row is gone."""

    day = models.DateField()
    kind = models.CharField(max_length=20)
    mark = models.CharField(max_length=64)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "kind", "mark"], name="offer_spent_once")]
