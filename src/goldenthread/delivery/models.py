"""The provision ledger: who gives a line of a plan, and what was said of each week of it.

The lines themselves are no rows of ours: they are the clauses of the issued plan (see `lines`), known by `line`, which is
the same through all versions. What is due, missed and owed is derived (science.delivery)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from goldenthread.people.models import Child, Organisation, Practitioner
from goldenthread.people.models.dated import Dated


class OfALine(models.Model):
    """`line` is that of a clause; `child`, `owner` and `case` are its plan's, for the policy. Rows are only added."""

    id = models.BigAutoField(primary_key=True)
    line = models.UUIDField(db_index=True)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    case = models.UUIDField()
    by = models.UUIDField(null=True, blank=True)
    by_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True


class Arrangement(OfALine):
    """Who is to give a line, where and on which day. The newest stands."""

    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # Empty: whoever of the provider answers for the child.
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # 1 is Monday; empty where no day is fixed.
    weekday = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__isnull=True) | Q(weekday__range=(1, 5)), name="delivery_arrangement_weekday")
        ]


class Word(OfALine):
    """What a party said of the week of a line that begins on a Monday, in minutes: see science.delivery.Word. A later word
    of the same party replaces an earlier one, which stays."""

    class Party(models.TextChoices):
        PROVIDER = "provider", "Who gives it"
        FAMILY = "family", "The family"
        SETTLED = "settled", "Settled"

    class Reason(models.TextChoices):
        STAFF_ABSENT = "staff-absent", "Therapist or staff absent"
        CHILD_ABSENT = "child-absent", "Child absent"
        TRIP = "school-trip", "School trip or event"
        CLOSED = "closed", "Setting closed"
        VACANCY = "vacancy", "Nobody in post"
        NO_ROOM = "no-room", "No room or equipment"
        DECLINED = "declined", "Child did not want it"
        OTHER = "other", "Another reason"

    party = models.CharField(max_length=10, choices=Party)
    monday = models.DateField()
    delivered = models.PositiveIntegerField(default=0, db_default=0)
    missed = models.PositiveIntegerField(default=0, db_default=0)
    made_up = models.PositiveIntegerField(default=0, db_default=0)
    reason = models.CharField(max_length=20, choices=Reason, blank=True, default="", db_default="")
    # The family's own words, or why it was settled so.
    words = models.TextField(blank=True, default="", db_default="")

    class Meta:
        indexes = [
            # With all that the sums of a whole area need, so that they are read from it alone.
            models.Index(fields=["line", "monday"], include=["owner", "party", "delivered", "missed", "made_up", "id"], name="delivery_word_week"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(monday__iso_week_day=1), name="delivery_word_of_a_monday"),
            # A week has so many minutes.
            models.CheckConstraint(
                condition=Q(delivered__lte=10080, missed__lte=10080, made_up__lte=10080), name="delivery_word_of_one_week"
            ),
        ]


class InPlace(OfALine):
    """What the setting or the family answered when asked whether a line of an issued plan is in place."""

    class Party(models.TextChoices):
        SETTING = "setting", "The setting"
        FAMILY = "family", "The family"

    class Answer(models.TextChoices):
        YES = "yes", "Yes, it is in place"
        NO = "no", "No, not yet"
        UNSURE = "unsure", "I do not know"

    plan = models.UUIDField(db_index=True)
    party = models.CharField(max_length=10, choices=Party)
    answer = models.CharField(max_length=10, choices=Answer)


class Rate(Dated):
    """What an hour of a service costs an organisation, in pence, from one day to another."""

    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=40)
    pence = models.PositiveIntegerField()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["owner", "service", "valid_from"], name="delivery_rate_once"),
        ]


class Reading(models.Model):
    """What the words of a clause of an issued plan come to, as science.delivery read them: kept because it takes long to read a whole
    area's, and because neither the clause nor what is read of it ever changes. `edition` says which reader it was; a reading of
    another edition counts for nothing. Where the line cannot be checked there are no numbers. Written by `readings` alone."""

    clause = models.UUIDField(primary_key=True)
    edition = models.CharField(max_length=12)
    service = models.CharField(max_length=40)
    times = models.SmallIntegerField(null=True)
    every = models.SmallIntegerField(null=True)
    period = models.CharField(max_length=10, null=True)  # noqa: DJ001  nothing was read, which is not an empty period
    minutes = models.IntegerField(null=True)
    weeks = models.SmallIntegerField(null=True)


class Account(models.Model):
    """What a line came to on the day for which its child was kept, in minutes, of weeks up to that day: see delivery.kept, which alone
    writes it. `cannot` is a line that cannot be checked; `old` what is owed from before that day's school year."""

    line = models.UUIDField(primary_key=True)
    child = models.UUIDField(db_index=True)
    owner = models.UUIDField()
    service = models.CharField(max_length=40)
    cannot = models.BooleanField()
    due = models.BigIntegerField()
    delivered = models.BigIntegerField()
    owed = models.BigIntegerField()
    old = models.BigIntegerField()
    not_recorded = models.BigIntegerField()
    in_question = models.BigIntegerField()


class Kept(models.Model):
    """That a child's accounts were reckoned, for which day and by which edition of the reader. Another day's count for nothing, since
    what falls due moves with the day. `apart` are children with a confidential case, with one of another council, or sealed: what
    is told of them differs by viewer, so nothing is kept."""

    child = models.UUIDField(primary_key=True)
    reckoned_on = models.DateField()
    edition = models.CharField(max_length=12)
    apart = models.BooleanField()
