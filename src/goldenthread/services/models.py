"""Health services, whom they are for, and their waiting lists as providers send them. A referral's journey is a case of the journal."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from goldenthread.cases.models import Case
from goldenthread.pathways.common.referral import WAITS
from goldenthread.people.models import Child, District, Organisation
from goldenthread.people.models.dated import Dated
from goldenthread.services.models_assessments import AssessmentForecast, AssessmentRange  # noqa: F401  an app's models are found here
from goldenthread.services.models_commissioning import CommissioningCase, CommissioningStep  # noqa: F401  an app's models are found here
from goldenthread.services.models_coverage import Access, Coverage  # noqa: F401  an app's models are found here
from goldenthread.services.models_help import Help  # noqa: F401  an app's models are found here
from goldenthread.services.models_medication import Reminder, Supply  # noqa: F401  an app's models are found here
from goldenthread.services.models_open import OpenWait  # noqa: F401  an app's models are found here
from goldenthread.services.models_priority import Move  # noqa: F401  an app's models are found here

OLDEST = 25


class Service(Dated):
    """A service to which children are referred, as one provider runs it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="services")
    # As the provider's files name it.
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    # A slug of pathways.SERVICES.
    pathway = models.CharField(max_length=40)
    # From this day no referral is taken, until it opens again.
    paused_on = models.DateField(null=True, blank=True)
    # Whether a family may choose it by the NHS Right to Choose, and who can refer, in a few words such as "only a GP".
    right_to_choose = models.BooleanField(default=False, db_default=False)
    referred_by = models.CharField(max_length=100, blank=True, default="", db_default="")
    # Whom a family asks about its wait: a person or a team by name, and how they are reached. Public, and of no child.
    asks_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    asks_how = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta(Dated.Meta):
        constraints = [*Dated.Meta.constraints, models.UniqueConstraint(fields=["owner", "code"], name="services_service_code_once")]

    def __str__(self) -> str:
        return self.name


class Offer(Dated):
    """For whom a service is, in one district: the years of age, both included, and how to get there. What no offer covers is a gap."""

    class Level(models.TextChoices):
        UNIVERSAL = "universal", "For everybody"
        TARGETED = "targeted", "For those who need more"
        SPECIALIST = "specialist", "For those who need a specialist"

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="offers")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")
    age_from = models.PositiveSmallIntegerField(default=0)
    age_to = models.PositiveSmallIntegerField(default=OLDEST)
    # Only in these kinds of setting, such as special-school; empty is any.
    only_in = models.CharField(max_length=60, blank=True, default="")
    level = models.CharField(max_length=20, choices=Level, default=Level.SPECIALIST)
    self_referral = models.BooleanField(default=False)
    # Hours, procedures, training, out of hours: in a few words each.
    hours = models.CharField(max_length=200, blank=True, default="")
    out_of_hours = models.CharField(max_length=200, blank=True, default="")
    procedures = models.CharField(max_length=300, blank=True, default="")
    training = models.CharField(max_length=300, blank=True, default="")
    verified_on = models.DateField(null=True, blank=True)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=Q(age_from__lte=F("age_to"), age_to__lte=OLDEST), name="services_offer_ages"),
        ]


class Layout(models.Model):
    """How a provider's file is read: made once by a person, and known again by its columns. See `list_files.Reading`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # `list_files.Table.layout` of the columns.
    columns_hash = models.CharField(max_length=64)
    columns = models.JSONField()
    always = models.JSONField(default=dict)
    codes = models.JSONField(default=dict)
    dates = models.CharField(max_length=10, default="ymd")
    made_by = models.UUIDField()
    made_by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["owner", "columns_hash", "-made_at"], name="services_layout_newest")]


class Upload(models.Model):
    """A list that a provider sent. `text` is the file as it came, until it is loaded or thrown away."""

    class State(models.TextChoices):
        SENT = "sent", "To be checked"
        QUEUED = "queued", "Being loaded"
        LOADED = "loaded", "Loaded"
        REFUSED = "refused", "Not loaded"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    # The day on which the list was taken from the provider's system.
    taken_on = models.DateField()
    text = models.TextField(blank=True)
    # Of a workbook with several sheets, each as `exchange.workbook.Sheet`, until a person says which is the list.
    sheets = models.JSONField(default=list, db_default=[])
    state = models.CharField(max_length=10, choices=State, default=State.SENT)
    # What was loaded, by the words of the import's report.
    counts = models.JSONField(default=dict)
    # Line and reason of rows that were not taken; no names.
    refused = ArrayField(models.CharField(max_length=400), default=list)
    sent_by = models.UUIDField()
    sent_by_name = models.CharField(max_length=200)
    sent_at = models.DateTimeField(db_default=Now(), editable=False)


class Referral(models.Model):
    """The service of a referral's case, and the last list that named it as open: a list that stops naming it may be stale."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="referral")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="referrals")
    kind_of_data = models.CharField(max_length=40, default=WAITS, db_default=WAITS)
    # A list's day, or the day on which somebody asked.
    confirmed_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["service", "confirmed_on"], name="services_referral_of_service"), models.Index(fields=["owner"], name="services_referral_of_owner")]


class Journey(models.Model):
    """The first day of each step of a referral, kept by the database whenever an event is added (functions.sql): it follows the journal, and is
    written by nothing else."""

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, primary_key=True, related_name="journey")
    received = models.DateField(null=True)
    first_received = models.DateField(null=True)
    seen = models.DateField(null=True)
    assessed_from = models.DateField(null=True)
    assessed = models.DateField(null=True)
    treated = models.DateField(null=True)
    ended = models.DateField(null=True)
    priority = models.CharField(max_length=40, null=True)
    source = models.CharField(max_length=40, null=True)


class Match(models.Model):
    """A row of a list of whom the records do not say for sure which child it means: a person decides, and the next list follows it."""

    class Decision(models.TextChoices):
        SAME = "same", "It is this child"
        OTHER = "other", "It is another child"
        LEFT = "left", "Leave it out"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=60)
    # The row by our fields, until it is decided.
    row = models.JSONField(default=dict)
    taken_on = models.DateField()
    candidate = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(max_length=400)
    decision = models.CharField(max_length=10, choices=Decision, blank=True, default="")
    decided_by = models.UUIDField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "reference"], name="services_match_once")]


class Staffing(models.Model):
    """New children whom a service plans to see in a week, in one locality: who starts, who leaves, leave and locums in one number."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="staffing")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    locality = models.CharField(max_length=40)
    week = models.DateField()
    slots = models.DecimalField(max_digits=7, decimal_places=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "locality", "week"], name="services_staffing_once"),
            models.CheckConstraint(condition=Q(slots__gte=0), name="services_staffing_not_negative"),
        ]


class Forecast(models.Model):
    """What was honestly said of one list on one day, with how its own past forecasts turned out. Kept, so that what was told can be held
    against what came: see science.wait_estimate."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="forecasts")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    locality = models.CharField(max_length=40)
    on = models.DateField()
    waiting = models.PositiveIntegerField()
    seen_in_13_weeks = models.PositiveIntegerField()
    with_staffing = models.BooleanField(default=False)
    # Why nothing is promised, or empty.
    abstains = models.CharField(max_length=300, blank=True, default="")
    unsettled = models.BooleanField(default=False)
    # The fields of `wait_estimate.Test` and its alarm, or null.
    test = models.JSONField(null=True)
    # The same of those earlier days of which the staffing plan names the weeks, `with` it and `without` it, or null.
    compared = models.JSONField(null=True)
    # What somebody is told who joins on the day, in days: both null where nothing is; the second alone where it is longer than five years.
    joins_low = models.PositiveIntegerField(null=True)
    joins_high = models.PositiveIntegerField(null=True)
    # The same as if no staffing plan were there; null where none is.
    unplanned_low = models.PositiveIntegerField(null=True)
    unplanned_high = models.PositiveIntegerField(null=True)
    # `seen_in_13_weeks`, null where so few are not told.
    seen_told = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "locality", "on"], name="services_forecast_once_a_day")]


class Range(models.Model):
    """What was said of one child's wait, in whole days from the forecast's day; `high` null where one in ten is not seen in five years."""

    forecast = models.ForeignKey(Forecast, on_delete=models.CASCADE, related_name="ranges")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind_of_data = models.CharField(max_length=40, default=WAITS, db_default=WAITS)
    low = models.PositiveIntegerField()
    middle = models.PositiveIntegerField(null=True)
    high = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["forecast", "case"], name="services_range_once")]


class Worse(models.Model):
    """A family's word that things got worse while it waits, and a clinician's answer. The days of both are events of the case on which the
    wait is kept safe (pathways.safe_waiting); the words are kept here, between the family and the service alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The referral's case.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=2000)
    # A telephone number, if the family wants to be called.
    call = models.CharField(max_length=40, blank=True, default="")
    said_on = models.DateField()
    said_by = models.UUIDField()
    said_by_name = models.CharField(max_length=200)
    answer = models.CharField(max_length=2000, blank=True, default="")
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.UUIDField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        verbose_name_plural = "worse"
        indexes = [models.Index(fields=["owner", "said_on"], condition=Q(answered_on=None), name="services_worse_unanswered"), models.Index(fields=["child"], name="services_worse_of_child")]


class Telling(models.Model):
    """One letter of waiting safely to a family: what the system sent, or why it did not, so that somebody of the provider tells the family. The
    event that meets what was promised is recorded once a message left (telling.settle), or by whoever told the family."""

    class State(models.TextChoices):
        QUEUED = "queued", "On its way"
        TOLD = "told", "Told"
        LEFT = "left", "To be told by a person"

    class Why(models.TextChoices):
        NOBODY = "nobody", "Nobody of the family can sign in to read a letter"
        CONFIDENTIAL = "confidential", "The referral is kept confidential: only a person may write"
        STALE = "stale", "No list has named the referral for six weeks: ask first whether the child still waits"
        FAILED = "failed", "The email could not be delivered"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The case on which the wait is kept safe, and the clock and its first day that this letter is for.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    clock = models.CharField(max_length=60)
    started = models.DateField()
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # A Letter's id, which the case's own rule shows; none where only a person may write.
    letter = models.UUIDField(null=True, blank=True)
    on = models.DateField()
    state = models.CharField(max_length=10, choices=State)
    why = models.CharField(max_length=20, choices=Why, blank=True, default="")
    told_on = models.DateField(null=True, blank=True)
    # The days between which 8 in 10 are seen, as the family was told; the second null where that is longer than five years.
    low_on = models.DateField(null=True, blank=True)
    high_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "tellings"
        constraints = [models.UniqueConstraint(fields=["case", "clock", "started"], name="services_telling_once")]
        indexes = [
            models.Index(fields=["owner", "on"], condition=~Q(state="told"), name="services_telling_open"),
            models.Index(fields=["child"], name="services_telling_of_child"),
        ]
