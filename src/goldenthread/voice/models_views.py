"""What children and young people tell us in words, pictures and sound, and the concerns that a safeguarding lead reads first."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now

from goldenthread.people.models import Child, Organisation
from goldenthread.voice.models_projects import Project


class ChildView(models.Model):
    """Held until the safeguarding lead has read it; then it goes to the child's case, or stays with the project that asked."""

    class Age(models.TextChoices):
        UNDER_8 = "under-8", "7 or younger"
        UNDER_14 = "8-13", "8 to 13"
        FROM_14 = "14-plus", "14 or older"
        # Of a project that asks adults too: only what may concern a child's safety comes this way.
        ADULT = "adult", "An adult"

    class Helped(models.TextChoices):
        ALONE = "alone", "By myself"
        ADULT = "adult", "With a grown-up I trust"
        SCHOOL = "school", "With somebody at school"

    class State(models.TextChoices):
        HELD = "held", "To be read by the safeguarding lead"
        PASSED = "passed", "Passed on"
        KEPT_BACK = "kept-back", "Kept back to keep the child safe"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Whose it is; none where it answers a project and nobody is named.
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The council whose safeguarding lead reads it.
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="views")
    # Where it goes on to, in section A of the child's plan.
    case = models.UUIDField(null=True, blank=True)
    age = models.CharField(max_length=8, choices=Age)
    helped = models.CharField(max_length=8, choices=Helped)
    # Question to face or word, as `forms_views` asks them.
    faces = models.JSONField(default=dict)
    words = models.TextField(blank=True)
    # What a picture shows, or what is said in a recording.
    shows = models.CharField(max_length=500, blank=True, default="", db_default="")
    kind = models.CharField(max_length=8, choices=[("words", "Words"), ("picture", "A picture"), ("sound", "A recording")])
    file = models.BinaryField(null=True, blank=True)
    file_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    # Who sent it for the child; none where it answers a project.
    by = models.UUIDField(null=True, blank=True)
    by_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    sent_on = models.DateField()
    at = models.DateTimeField(db_default=Now(), editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.HELD, db_default="held")

    class Meta:
        indexes = [models.Index(fields=["owner", "state"], name="voice_view_held")]


class Concern(models.Model):
    """What the safeguarding lead does about a view: reads it the same working day, and where a child may be unsafe says what was done.
    Nobody else at all reads this."""

    class Outcome(models.TextChoices):
        NOTHING = "nothing", "Nothing in it is a concern: pass it on"
        REFERRED = "referred", "Referred to children’s social care"
        POLICE = "police", "Police or 999"
        SUPPORT = "support", "Talked with the child, and agreed help"

    view = models.OneToOneField(ChildView, on_delete=models.CASCADE, primary_key=True, related_name="concern")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # The child said that something makes them unsafe or worried.
    said_unsafe = models.BooleanField()
    what = models.TextField(blank=True)
    # How to find a child who is not signed in, as they wrote it.
    find_me = models.CharField(max_length=300, blank=True)
    due = models.DateField()
    # How often the leads were written to of it: once as it came, and once more on its day.
    told = models.PositiveSmallIntegerField(default=0, db_default=0)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="", db_default="")
    done = models.TextField(blank=True, default="", db_default="")
    read_on = models.DateField(null=True, blank=True)
    read_by_name = models.CharField(max_length=100, blank=True, default="", db_default="")
