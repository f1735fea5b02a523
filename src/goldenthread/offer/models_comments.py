"""What people say of the Local Offer, and what was done about it (SEND Regulations 2014 regulation 56). Who says it is neither asked nor kept."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Theme(models.TextChoices):
    FINDING = "finding", "Finding help"
    MISSING = "missing", "Help that is missing"
    WAITS = "waits", "How long things take"
    PLACE = "place", "Help that is too far away"
    WRONG = "wrong", "What the pages say"
    ACCESS = "access", "Reading and using the pages"
    SCHOOL = "school", "School and college"
    HEALTH = "health", "Health"
    CARE = "care", "Short breaks and care"
    ADULTHOOD = "adulthood", "Growing up"
    HEARD = "heard", "How families are listened to"
    OTHER = "other", "Something else"


class Answer(models.Model):
    """What was decided about something that was said. The decision is not changed; what follows is added to it."""

    class Kind(models.TextChoices):
        DONE = "done", "We did it"
        WILL = "will", "We will do it"
        ALREADY = "already", "It is there already"
        NOT = "not", "We will not do it"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    theme = models.CharField(max_length=10, choices=Theme)
    said = models.TextField()
    kind = models.CharField(max_length=8, choices=Kind)
    decision = models.TextField()
    why = models.TextField(default="", db_default="")
    # The board, meeting or post that decided, in words.
    decided_by = models.CharField(max_length=150)
    decided_on = models.DateField()
    # Of what will be done: by when.
    due_on = models.DateField(null=True)
    on = models.DateField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(db_default=Now(), editable=False)


class AnswerChange(models.Model):
    """Something that changed because of a decision, on a day."""

    id = models.BigAutoField(primary_key=True)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="changes")
    on = models.DateField()
    text = models.TextField()
    # The entry that it changed, where it is one.
    service = models.ForeignKey("offer.Service", on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.UUIDField()
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(db_default=Now(), editable=False)


class Comment(models.Model):
    """Held until somebody reads it. Published, it is `public` alone: the words as they came are gone from the record."""

    class State(models.TextChoices):
        HELD = "held", "To be read"
        PUBLISHED = "published", "Published"
        WITHHELD = "withheld", "Not published"

    class Asks(models.TextChoices):
        """What regulation 56(1) asks people about."""

        CONTENT = "content", "What is in it: is it good, and what is missing?"
        ACCESS = "access", "Is it easy to find, to read and to use?"
        MAKING = "making", "How was it made and changed: were people like you asked?"
        OTHER = "other", "Something else"

    class Who(models.TextChoices):
        PARENT = "parent", "A parent or carer"
        CHILD = "child", "A child or young person"
        WORKER = "worker", "Somebody who works with families"
        OTHER = "other", "Somebody else"
        UNSAID = "unsaid", "I would rather not say"

    class Reason(models.TextChoices):
        OWN = "own", "It is about one person’s own help (regulation 56(4))"
        VEXATIOUS = "vexatious", "It is vexatious (regulation 56(4))"
        ABUSE = "abuse", "It insults or names somebody"
        ADVERT = "advert", "It is an advertisement, or nothing was said"
        AGAIN = "again", "It is the same again"
        SAFETY = "safety", "Somebody may not be safe: the safeguarding lead has it"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    on = models.DateField()
    # The entry it is about; none is the whole Local Offer.
    service = models.ForeignKey("offer.Service", on_delete=models.SET_NULL, null=True, related_name="comments")
    asks = models.CharField(max_length=8, choices=Asks)
    who = models.CharField(max_length=6, choices=Who, default=Who.UNSAID)
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.HELD, db_default="held")
    public = models.TextField(default="", db_default="")
    theme = models.CharField(max_length=10, choices=Theme, default="", db_default="")
    reason = models.CharField(max_length=10, choices=Reason, default="", db_default="")
    decided_on = models.DateField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_by_name = models.CharField(max_length=150, default="", db_default="")
    answer = models.ForeignKey(Answer, on_delete=models.SET_NULL, null=True, related_name="comments")

    class Meta:
        indexes = [models.Index(fields=["state", "on"], name="offer_comment_state")]
        constraints = [models.CheckConstraint(condition=~Q(state="published") | Q(text="") & ~Q(public=""), name="offer_comment_published_is_clean")]


class Publication(models.Model):
    """ "You said, we did" as it was published: its numbers and decisions stay as they were said."""

    id = models.BigAutoField(primary_key=True)
    first = models.DateField()
    last = models.DateField(unique=True)
    on = models.DateField()
    intro = models.TextField(default="", db_default="")
    told = models.JSONField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(first__lte=models.F("last")), name="offer_publication_days")]
