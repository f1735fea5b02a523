"""Consultations and co-production projects: who took part as numbers, what was said, decided and came of it. No names."""

from __future__ import annotations

import uuid

from django.db import models

from goldenthread.people.models import District, Organisation


class Project(models.Model):
    class Kind(models.TextChoices):
        CONSULTATION = "consultation", "Consultation"
        CO_PRODUCTION = "co-production", "Co-production project"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=Kind)
    title = models.CharField(max_length=120)
    about = models.TextField()
    # What children and young people are asked, in words for them; empty where none is asked.
    asks_children = models.CharField(max_length=300, blank=True)
    # What everybody else is asked; empty where nothing is.
    asks_adults = models.CharField(max_length=300, blank=True, default="", db_default="")
    opens_on = models.DateField()
    closes_on = models.DateField()
    made_by = models.UUIDField()
    said = models.TextField(blank=True, default="", db_default="")
    said_on = models.DateField(null=True, blank=True)
    decided = models.TextField(blank=True, default="", db_default="")
    decided_on = models.DateField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    effect = models.TextField(blank=True, default="", db_default="")
    effect_on = models.DateField(null=True, blank=True)


class Reached(models.Model):
    """How many of a group took part, at one session or in one way of answering: one row a count, never a person."""

    class Who(models.TextChoices):
        CHILDREN = "children", "Children under 14"
        YOUNG = "young-people", "Young people from 14"
        PARENTS = "parents", "Parents and carers"
        STAFF = "staff", "People who work with them"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="reached")
    on = models.DateField()
    how = models.CharField(max_length=120)
    who = models.CharField(max_length=12, choices=Who)
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # One of the Code's areas of need; empty where several or not said.
    need = models.CharField(max_length=20, blank=True)
    number = models.PositiveSmallIntegerField()
    by_name = models.CharField(max_length=100)


class ProjectAnswer(models.Model):
    """What an adult answered on a project's page: without a name, read by those who run it. Where they said that a child may be unsafe, or whoever
    reads it finds so, its words go to the safeguarding lead and stand here no more; it is counted all the same."""

    class Who(models.TextChoices):
        PARENTS = "parents", "A parent or carer"
        YOUNG = "young-people", "A young person, or an adult who had such help"
        STAFF = "staff", "Somebody who works with children"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="answers")
    who = models.CharField(max_length=12, choices=Who)
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    need = models.CharField(max_length=20, blank=True)
    text = models.TextField()
    sent_on = models.DateField()
    # To the safeguarding lead, and by whom; nobody where the sender said so themselves.
    passed_on = models.DateField(null=True, blank=True)
    passed_by_name = models.CharField(max_length=100, blank=True, default="", db_default="")

    class Meta:
        indexes = [models.Index(fields=["project", "sent_on"], name="voice_answer_of_project")]
