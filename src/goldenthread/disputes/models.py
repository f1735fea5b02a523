"""A bundle for the tribunal and the papers that were looked at for it; and what a disagreement is about."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now

from goldenthread.cases.models import OfACase
from goldenthread.people.models import Child, Content, Organisation


class Bundle(OfACase):
    """One version of the bundle of an appeal. Once made it is not changed: what is new makes the next version."""

    class State(models.TextChoices):
        READING = "reading", "Its papers are being read"
        CHECKING = "checking", "Each paper is checked by a person"
        MAKING = "making", "It is being put together"
        MADE = "made", "Made"
        FAILED = "failed", "It could not be put together"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveSmallIntegerField()
    # Which appeal it is: how many pages of evidence there may be.
    appeal = models.CharField(max_length=20)
    # Who appeals: others of the family are not told of in it. A person, or the child where a young person appeals.
    appellant = models.UUIDField()
    appellant_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    # Of how many papers the worker has read or put in so many.
    done = models.PositiveIntegerField(default=0, db_default=0)
    fault = models.CharField(max_length=200, blank=True, default="", db_default="")
    started_by_name = models.CharField(max_length=100)
    started_on = models.DateField()
    made_on = models.DateField(null=True, blank=True)
    made_by_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    pages = models.PositiveIntegerField(default=0, db_default=0)
    file = models.BinaryField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "version"], name="disputes_bundle_version_once")]


class BundleItem(models.Model):
    """A paper that could be in a bundle, and what a person decided of it."""

    class Decision(models.TextChoices):
        IN = "in", "In"
        OUT = "out", "Out"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="items")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # The case on which it lies: whoever may not know of that case finds no such paper.
    source = models.UUIDField()
    kind_of_data = models.CharField(max_length=40)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    is_letter = models.BooleanField(default=False, db_default=False)
    title = models.CharField(max_length=200)
    on = models.DateField(null=True, blank=True)
    part = models.CharField(max_length=20)
    # What the rules propose; a person decides.
    proposed = models.CharField(max_length=3, choices=Decision)
    # Why it can never be in, from the worker's reading; nobody can decide otherwise.
    barred = models.CharField(max_length=200, blank=True, default="", db_default="")
    # The worker could read no text in it: a person looks at each page.
    unread = models.BooleanField(default=False, db_default=False)
    pages = models.PositiveIntegerField(default=0, db_default=0)
    decision = models.CharField(max_length=3, choices=Decision, blank=True, default="", db_default="")
    reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    looked = models.BooleanField(default=False, db_default=False)
    decided_by_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    decided_on = models.DateField(null=True, blank=True)
    # Its first page in the bundle, once made.
    first_page = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bundle", "content"], name="disputes_bundleitem_once")]


class Tie(OfACase):
    """What a mediation or an appeal is about: a step that failed, or a clause of a plan. Its words stand as they were."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The step: its clock and the case on which it is. Or the clause: its line, and the case of its plan.
    of_case = models.UUIDField()
    clock = models.CharField(max_length=60, blank=True, default="", db_default="")
    line = models.UUIDField(null=True, blank=True)
    # What it is about as the page names it: the clock's key or the clause's label.
    key = models.CharField(max_length=100)
    words = models.CharField(max_length=300)
    by_name = models.CharField(max_length=100)
    on = models.DateField()
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "of_case", "key"], name="disputes_tie_once")]
