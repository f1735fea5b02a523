"""Audits of the quality of plans: what was drawn, who grades what, what each gave, what was agreed, and what should change. Scores and
whether a finding was acted on are derived."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from goldenthread.cases.models import OfACase
from goldenthread.people.models import Organisation


class Audit(models.Model):
    """`weeks` from the moment of the draw, auditors may open the plans that are theirs to grade, unless it was ended before."""

    class Ground(models.TextChoices):
        INTERESTS = "childs-interests", "We think it necessary in the interests of these children (r.17(1)(a))"
        INSIDE = "within-council", "Nobody from outside the council will grade"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    # In words, what the population was: which plans could be drawn.
    slice = models.CharField(max_length=300)
    # By what the sample is drawn in proportion, in the order in which the plans were put in line.
    by = models.JSONField(default=list)
    wanted = models.PositiveSmallIntegerField()
    together = models.PositiveSmallIntegerField()
    readers = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    drawn_on = models.DateField()
    weeks = models.PositiveSmallIntegerField()
    # On which ground of regulation 17 people from other bodies read the plans, and why.
    ground = models.CharField(max_length=20, choices=Ground)
    ground_reason = models.CharField(max_length=300)
    shared_out = models.BooleanField(default=False, db_default=False)
    ended_on = models.DateField(null=True, blank=True)
    made_by = models.UUIDField()
    made_by_name = models.CharField(max_length=100)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weeks__range=(1, 26)), name="audits_audit_weeks"),
            models.CheckConstraint(condition=Q(readers__range=(2, 4)), name="audits_audit_readers"),
        ]


class Population(models.Model):
    """What the sample was drawn from, so that the draw can be made again and checked: plan and stratum, as they then were."""

    audit = models.OneToOneField(Audit, on_delete=models.PROTECT, related_name="population")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    plans = models.JSONField()


class Sampled(OfACase):
    """A version of a plan that was drawn. What results are told by is as it was on the day of the draw."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="sample")
    plan = models.UUIDField()
    # In the order by chance of the draw.
    number = models.PositiveSmallIntegerField()
    team = models.CharField(max_length=100, blank=True)
    locality = models.CharField(max_length=60, blank=True)
    need = models.CharField(max_length=60, blank=True)
    age = models.CharField(max_length=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audit", "plan"], name="audits_sampled_once")]


class Auditor(models.Model):
    class Part(models.TextChoices):
        EDUCATION = "education", "Education"
        HEALTH = "health", "Health"
        CARE = "care", "Social care"

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="auditors")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.UUIDField()
    name = models.CharField(max_length=100)
    role = models.CharField(max_length=40)
    part = models.CharField(max_length=10, choices=Part)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audit", "user"], name="audits_auditor_once")]


class Reading(models.Model):
    """One auditor's grading of one plan. Once given it is never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sampled = models.ForeignKey(Sampled, on_delete=models.PROTECT, related_name="readings")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.UUIDField()
    name = models.CharField(max_length=100)
    part = models.CharField(max_length=10, choices=Auditor.Part)
    given_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sampled", "user"], name="audits_reading_once")]


class Grade(models.Model):
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="grades")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    criterion = models.CharField(max_length=40)
    # 1 to 4; 0 does not apply.
    grade = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=1000, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reading", "criterion"], name="audits_grade_once"),
            models.CheckConstraint(condition=Q(grade__range=(0, 4)), name="audits_grade_of_four"),
        ]


class Agreed(models.Model):
    """The grade on which those who graded a plan differently agreed, and why."""

    sampled = models.ForeignKey(Sampled, on_delete=models.PROTECT, related_name="agreed")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    criterion = models.CharField(max_length=40)
    grade = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=1000)
    by = models.UUIDField()
    by_name = models.CharField(max_length=100)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sampled", "criterion"], name="audits_agreed_once"),
            models.CheckConstraint(condition=Q(grade__range=(0, 4)), name="audits_agreed_of_four"),
        ]


class Finding(OfACase):
    """What should change in a clause, or in a section where something is missing: who owns it, and by when. Its owner may answer that
    it will not be changed, with the reason; that it was changed is read from later versions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sampled = models.ForeignKey(Sampled, on_delete=models.PROTECT, related_name="findings")
    plan = models.UUIDField()
    section = models.CharField(max_length=2)
    # The clause, the same through all versions; none where it is about what a section lacks.
    line = models.UUIDField(null=True, blank=True)
    label = models.CharField(max_length=10)
    change = models.CharField(max_length=2000)
    whose = models.UUIDField()
    whose_name = models.CharField(max_length=100)
    by_on = models.DateField()
    made_by = models.UUIDField()
    made_by_name = models.CharField(max_length=100)
    made_at = models.DateTimeField(db_default=Now(), editable=False)


class Answer(models.Model):
    """Why the owner of a finding does not change what it asks for."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="answers")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=2000)
    by = models.UUIDField()
    by_name = models.CharField(max_length=100)
    at = models.DateTimeField(db_default=Now(), editable=False)
