"""Meetings to which families come: surgeries, roadshows, drop-ins and forum meetings. No child is in them, and no account is asked for.
Models of the app's other subjects lie beside this file."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from goldenthread.people.models import District, Organisation
from goldenthread.voice.models_forum import ForumQuestion
from goldenthread.voice.models_packs import Pack, PackCount, PackVersion
from goldenthread.voice.models_projects import Project, ProjectAnswer, Reached
from goldenthread.voice.models_views import ChildView, Concern

__all__ = ["Attendance", "Booking", "ChildView", "Concern", "ForumQuestion", "Meeting", "MeetingQuestion", "Pack", "PackCount", "PackVersion", "Project", "ProjectAnswer", "Reached"]


class Meeting(models.Model):
    class Kind(models.TextChoices):
        SURGERY = "surgery", "Surgery"
        ROADSHOW = "roadshow", "Roadshow"
        DROP_IN = "drop-in", "Drop-in"
        FORUM = "forum", "Forum meeting"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=120)
    about = models.TextField()
    who = models.CharField(max_length=300)
    on = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()
    online = models.BooleanField()
    # The address; of an online meeting nothing.
    place = models.CharField(max_length=300, blank=True)
    # How to get in on the day, such as a link or the door: told to those who booked alone.
    joining = models.CharField(max_length=500, blank=True)
    access = models.TextField()
    # Where it is; none where it is online.
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    places = models.PositiveSmallIntegerField()
    made_by = models.UUIDField()
    made_by_name = models.CharField(max_length=100)
    cancelled_on = models.DateField(null=True, blank=True)
    cancelled_because = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        indexes = [models.Index(fields=["on"], name="voice_meeting_day")]
        constraints = [models.CheckConstraint(condition=Q(places__gte=1), name="voice_meeting_has_places")]


class Booking(models.Model):
    """A place at a meeting, or a turn on its waiting list. Who booked is sealed, and taken away after the meeting."""

    class State(models.TextChoices):
        BOOKED = "booked", "Has a place"
        WAITING = "waiting", "On the waiting list"
        CANCELLED = "cancelled", "Cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="bookings")
    # In the order in which they came.
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State)
    # Name, contact and what the person needs to take part, as `sealing` seals them; empty once removed.
    sealed = models.BinaryField()
    # Of the contact, under a key: one contact has one booking of a meeting. Empty once removed.
    mark = models.CharField(max_length=64, blank=True)
    booked_on = models.DateField()
    # The contact had booked this meeting already: nothing is kept of it but that somebody holds its link, and it takes no place.
    again = models.BooleanField(default=False, db_default=False)
    # When its address was last sent to whoever asked for a message; and of which later change they were sent one: a place, or that it is called off.
    confirmed_on = models.DateField(null=True, blank=True)
    news_of = models.CharField(max_length=10, blank=True, default="", db_default="")
    # Came up from the waiting list, and was told so.
    moved_up_on = models.DateField(null=True, blank=True)
    told_on = models.DateField(null=True, blank=True)
    told_by_name = models.CharField(max_length=100, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="voice_booking_number"),
            models.UniqueConstraint(fields=["meeting", "mark"], name="voice_booking_once", condition=~Q(mark="")),
        ]

    @property
    def row(self) -> str:
        return f"booking {self.pk} of meeting {self.meeting_id}"


class MeetingQuestion(models.Model):
    """Something asked before or at a meeting. What is published is an officer's wording of it, never the words as they came."""

    class When(models.TextChoices):
        BEFORE = "before", "Before the meeting"
        AT = "at", "At the meeting"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="questions")
    asked_when = models.CharField(max_length=6, choices=When)
    # As it came; taken away once it was answered and the meeting is over.
    text = models.TextField(blank=True)
    asked_on = models.DateField()
    # How many families asked it, as whoever answers counts them.
    families = models.PositiveSmallIntegerField(default=1, db_default=1)
    asked_as = models.CharField(max_length=500, blank=True, default="", db_default="")
    answer = models.TextField(blank=True, default="", db_default="")
    answered_on = models.DateField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    # It cannot be answered for everybody, and is dealt with otherwise.
    left_out_because = models.CharField(max_length=300, blank=True, default="", db_default="")
    at = models.DateTimeField(db_default=Now(), editable=False)


class Attendance(models.Model):
    """How many came to a meeting from a district: a count, and no names."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    # None: from elsewhere, or not said.
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    came = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "district"], name="voice_attendance_once", nulls_distinct=False)]
