"""What passes between a family and the people who work for their child."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now

from goldenthread.cases.models import OfACase
from goldenthread.families.models_access import AccessAsk, FirstAsked  # noqa: F401
from goldenthread.families.models_alone import WhoSpeaks  # noqa: F401
from goldenthread.families.models_complaints import Complaint, ComplaintStep  # noqa: F401  an app's models are found here
from goldenthread.families.models_early import EarlyOffer  # noqa: F401
from goldenthread.families.models_navigators import Navigation, NavigatorNote  # noqa: F401
from goldenthread.families.models_needs import NeedsAnswer  # noqa: F401
from goldenthread.families.models_signposts import Signpost  # noqa: F401
from goldenthread.families.models_wishes import Otherwise, Wish  # noqa: F401
from goldenthread.families.models_withheld import Withheld, WithheldDecision  # noqa: F401
from goldenthread.people.models import Child, Organisation


class Question(models.Model):
    """A family's question, the person who answers it, and by when. Neither it nor its answer is changed afterwards."""

    class About(models.TextChoices):
        QUESTION = "question", "A question"
        MEETING = "meeting", "Asks for a meeting"
        CALL = "call", "Asks for a call"
        DATE = "date", "Thinks that a date is wrong"
        EVIDENCE = "evidence", "Sends more evidence"
        NOT_HAPPY = "not-happy", "Says what went wrong"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    case = models.UUIDField(null=True, blank=True, db_index=True)
    about = models.CharField(max_length=20, choices=About, default=About.QUESTION, db_default="question")
    text = models.TextField()
    asked_by = models.UUIDField()
    # Otherwise only whoever asked and the council's officers read it: parents may live apart.
    shared = models.BooleanField(default=False, db_default=False)
    asked_on = models.DateField()
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    # As the area promises (science.promises).
    answer_by = models.DateField()
    # Who was named to the family as the one who answers: a practitioner. Empty where nobody was entered who could be.
    to = models.UUIDField(null=True, blank=True)
    to_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    # The question that this one opens again, where the asker said that it was not answered.
    again = models.UUIDField(null=True, blank=True)
    answer = models.TextField(blank=True, default="", db_default="")
    answered_by = models.UUIDField(null=True, blank=True)
    answered_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    answered_on = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    # Whether the asker says that this answered it, and when; nothing until they do.
    helped = models.BooleanField(null=True, blank=True)
    helped_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["again"], name="families_question_again_once")]
        indexes = [
            models.Index(fields=["to"], name="families_question_owed", condition=models.Q(answered_at=None)),
            models.Index(fields=["owner", "answer_by"], name="families_question_open", condition=models.Q(answered_at=None)),
            models.Index(fields=["child", "asked_on"], name="families_question_of_child"),
        ]


class QuestionFile(models.Model):
    """A photo or a paper that came with a question. Whoever reads the question reads it, and nobody else; an officer may
    add a copy to the papers of the case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="files")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    data = models.BinaryField()
    # The copy among the papers of the case, where an officer added one.
    kept = models.UUIDField(null=True, blank=True)


class Update(OfACase):
    """What the family was told about where things are, also where there was no news. It is never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = models.TextField()
    on = models.DateField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=100)
    # "We will contact you by": a day that somebody promised, and the practitioner who owes it. The next word to the family keeps it.
    hear_by = models.DateField(null=True, blank=True)
    to = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField(db_default=Now(), editable=False)
