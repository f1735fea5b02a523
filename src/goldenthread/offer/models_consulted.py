"""Who was asked when the Local Offer was made and reviewed, about what, and what they said (SEND Regulations 2014, regulations 54 and 55)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from goldenthread.offer.models_comments import Answer


class Consulted(models.Model):
    """One group that was asked on one day. It is not changed; the decision that followed is tied to it once there is one."""

    class Stage(models.TextChoices):
        MAKING = "making", "It was being made"
        REVIEW = "review", "It was being reviewed"

    class Who(models.TextChoices):
        """The first three of regulation 55; the rest of regulation 54."""

        CHILDREN = "children", "Children with special educational needs or a disability"
        YOUNG = "young", "Young people with special educational needs or a disability"
        PARENTS = "parents", "Their parents and carers"
        SCHOOLS = "schools", "Schools"
        COLLEGES = "colleges", "Colleges and others after 16"
        EARLY = "early", "Early years settings"
        PRUS = "prus", "Pupil referral units"
        YOUTH = "youth", "Youth offending teams"
        ADULTHOOD = "adulthood", "Those who help young people to prepare for adulthood"
        OFFICERS = "officers", "The council’s own officers"
        NHS = "nhs", "NHS bodies"
        BOARD = "board", "The health and wellbeing board"
        OUTSIDE = "outside", "Schools, colleges and other bodies outside the area"

    class About(models.TextChoices):
        """What regulation 55 has children, young people and parents asked about."""

        SERVICES = "services", "Which services are needed"
        LAYOUT = "layout", "How it is set out"
        OFFLINE = "offline", "How to have it without the internet"
        ACCESS = "access", "How everybody can read and use it"
        COMMENTS = "comments", "How to say what one thinks of it"

    stage = models.CharField(max_length=6, choices=Stage)
    who = models.CharField(max_length=10, choices=Who)
    # Which of them, in words; no person by name.
    whom = models.CharField(max_length=200)
    on = models.DateField()
    how = models.CharField(max_length=200)
    about = ArrayField(models.CharField(max_length=8, choices=About))
    # People who took part; null where nobody counted.
    people = models.PositiveIntegerField(null=True)
    said = models.TextField()
    # The consultation of which it was a part, with its title as it was then.
    consultation = models.UUIDField(null=True)
    consultation_title = models.CharField(max_length=120, default="", db_default="")
    # The decision that followed, as “You said, we did” has it.
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, null=True, related_name="consulted")
    recorded_on = models.DateField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(db_default=Now(), editable=False)


FAMILIES = (Consulted.Who.CHILDREN, Consulted.Who.YOUNG, Consulted.Who.PARENTS)
BODIES = tuple(w for w in Consulted.Who if w not in FAMILIES)
