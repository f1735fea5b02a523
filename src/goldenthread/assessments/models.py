"""What an EHC needs assessment gathers before there is a plan: requests, professional advice, and the educational
psychologists' time."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from goldenthread.cases.models import OfACase
from goldenthread.people.kinds import KINDS
from goldenthread.people.models import Child, Content, Organisation, Practitioner


class Request(models.Model):
    """A request for an assessment, or a child brought to the authority's attention, as it was made. It has no child
    until an officer has said who it is about; its clock runs from the day received all the same."""

    class From(models.TextChoices):
        PARENT = "parent", "A parent or carer"
        YOUNG_PERSON = "young-person", "A young person aged 16 to 25"
        SETTING = "setting", "A school, college or early years setting"
        OTHER = "other", "Somebody else"

    class Outcome(models.TextChoices):
        OPEN = "open", "Not yet matched"
        NEW_CHILD = "new-child", "A child new to us"
        KNOWN_CHILD = "known-child", "A child we know"
        REPEATED = "repeated", "The same request came before"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asked_by = models.CharField(max_length=20, choices=From)
    # What was typed so far, by question. Only those who may read the request see it.
    answers = models.JSONField(default=dict, db_default={})
    # SHA-256 of what stands in the address by which its author returns.
    secret_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, blank=True, default="", db_default="")
    code_sent_at = models.DateTimeField(null=True, blank=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0, db_default=0)
    started_at = models.DateTimeField(db_default=Now(), editable=False)
    saved_at = models.DateTimeField(db_default=Now())
    # A digest of the network address from which it was begun, so that nobody begins without end. Kept for a day.
    begun_from = models.CharField(max_length=64, blank=True, default="", db_default="")
    # Written once, by the database, when it is sent.
    sent_at = models.DateTimeField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    # An officer who writes down what was said on the telephone.
    taken_by = models.UUIDField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.OPEN, db_default="open")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    case = models.UUIDField(null=True, blank=True, db_index=True)
    decided_by = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "received_on"], name="assessments_request_inbox", condition=Q(outcome="open"))
        ]


class RequestFile(models.Model):
    """A report, a provision map or other evidence that came with a request."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="files")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    # evidence or provision-map
    what = models.CharField(max_length=20)


class Advice(OfACase):
    """One contributor's advice on one case: needs, outcomes and provision, each line with an identifier that a plan
    points back to. Kept from the first letter typed; once sent, the database refuses to change it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind_of_data = models.CharField(max_length=40, choices=list(KINDS.items()))
    # A slug of pathways.common.contributors.
    contributor = models.CharField(max_length=60)
    # The user who writes it, and their name and registration as the advice shows them.
    author = models.UUIDField()
    author_name = models.CharField(max_length=100)
    registration = models.CharField(max_length=60, blank=True, default="", db_default="")
    # {"views": "", "needs": [{"id", "area", "text"}], "outcomes": [{"id", "need", "text", "by"}],
    #  "provisions": [{"id", "need", "outcome", "what", "who", "how_often", "minutes", "weeks", "group", "review",
    #  "kept_because"}]}: see assessments.structure.
    body = models.JSONField(default=dict, db_default={})
    # Counts the saves, so that two windows never overwrite one another silently.
    revision = models.PositiveIntegerField(default=0, db_default=0)
    # A report in place of, or beside, the lines.
    report = models.ForeignKey(Content, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Advice made for another purpose and used again (r.6(4)).
    reused = models.BooleanField(default=False, db_default=False)
    started_at = models.DateTimeField(db_default=Now(), editable=False)
    saved_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "advice"
        constraints = [
            # One piece of work in hand for each author.
            models.UniqueConstraint(
                fields=["case", "contributor", "author"], condition=Q(sent_at=None), name="assessments_advice_in_hand"
            )
        ]


class WorkingWeek(models.Model):
    """An educational psychologist's week: how many assessments there is time for, and what is kept for other work.
    Time that is kept is never given away."""

    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="weeks")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # A Monday.
    week = models.DateField()
    assessments = models.PositiveSmallIntegerField(default=0)
    # Half-days kept for each, and half-days away.
    kept_for_reviews = models.PositiveSmallIntegerField(default=0)
    kept_for_tribunals = models.PositiveSmallIntegerField(default=0)
    kept_for_schools = models.PositiveSmallIntegerField(default=0)
    leave = models.PositiveSmallIntegerField(default=0)
    locum = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practitioner", "week"], name="assessments_workingweek_once")]


class WeekChange(models.Model):
    """What somebody's week was before it was written, and after, by whom and when. The table of weeks adds these itself."""

    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    week = models.DateField()
    # By the names of the week's columns; empty where nobody had entered it.
    before = models.JSONField(default=dict, db_default={})
    after = models.JSONField(default=dict, db_default={})
    # The user; nobody where it came with a file.
    by = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["practitioner", "-id"], name="assessments_weekchange_newest")]


class QueueMove(OfACase):
    """The audit of the educational psychologists' queue: who was given which case, when, and its place that day. The
    order itself is never stored: it is the published rule applied to the facts."""

    # allocated, re-allocated or released
    what = models.CharField(max_length=20)
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The week, by its Monday, whose time is given.
    week = models.DateField(null=True, blank=True)
    place = models.PositiveIntegerField()
    # The reason for the place, by the rule.
    why_this_place = models.CharField(max_length=60)
    # How many earlier places waited with nobody, and whether the time given is beyond what the week had left: either
    # asks for a reason.
    passed_over = models.PositiveIntegerField(default=0, db_default=0)
    beyond_time = models.BooleanField(default=False, db_default=False)
    reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    by = models.UUIDField()
    at = models.DateTimeField(db_default=Now(), editable=False)
