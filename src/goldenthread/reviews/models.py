"""A review of a plan as it is prepared and held: who was invited, what advice came, and the report. When it happened stands in the
journal; here is what was said."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now

from goldenthread.cases.models import OfACase
from goldenthread.people.models import Organisation


class Review(OfACase):
    """One review of one plan. The day of its meeting is an event of the case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Whose people prepare it; none where the council does, for a child who attends no setting (r.21).
    setting = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    time = models.CharField(max_length=20)
    place = models.CharField(max_length=200)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    # The event with which it began: its meeting arranged, or held where it was arranged elsewhere. What came after it in the
    # journal is of this review, until the council decides.
    began = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "began"], name="reviews_review_of_one_beginning")]


class Invitation(OfACase):
    """Somebody invited to the meeting, as one of those whom regulation 20(2) or 21(2) names, or as another."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="invitations")
    # A slug of invitees.parties, or `other`.
    party = models.CharField(max_length=20)
    name = models.CharField(max_length=150)
    what = models.CharField(max_length=250, blank=True, default="", db_default="")
    # Who reads it on line. Without an account the invitation is printed.
    user = models.UUIDField(null=True, blank=True)
    by_email = models.BooleanField(default=False)
    came = models.BooleanField(null=True, blank=True)
    # Left out when the meeting was arranged anew: they read nothing of it from then on.
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "party", "name"], name="reviews_invitation_once")]


class Paper(OfACase):
    """Advice that came for a review. Everybody invited reads it once it has gone round."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="papers")
    by_name = models.CharField(max_length=150)
    text = models.TextField()
    added_by = models.UUIDField()
    added_at = models.DateTimeField(db_default=Now(), editable=False)
    shared_at = models.DateTimeField(null=True, blank=True)


class Report(OfACase):
    """What the review found. Kept from the first letter typed; once sent, the database refuses to change it."""

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="report")
    # What was typed, by part and question, and `lines`: the outcomes as the plan had them. See reviews.report.
    body = models.JSONField(default=dict, db_default={})
    # Counts the saves, so that two windows never overwrite one another silently.
    revision = models.PositiveIntegerField(default=0, db_default=0)
    author_name = models.CharField(max_length=100)
    saved_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)
    # The event by which it was sent, whose day it is.
    sent_by_event = models.UUIDField(null=True, blank=True)
