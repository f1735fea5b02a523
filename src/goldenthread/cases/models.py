"""The journal of events, the projections computed from it, and what came in from files."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func
from django.db.models.functions import Now
from django.utils import timezone

from goldenthread.people.kinds import KINDS
from goldenthread.people.models import Child, Organisation


class NextReference(Func):
    """Six digits, or as many as the number has."""

    template = "'C-' || regexp_replace('00000' || nextval('cases_case_reference'), '^0*(?=[0-9]{6})', '')"
    arity = 0
    output_field = models.CharField()


class Case(models.Model):
    """One journey of a child, or of an organisation or the area, along one pathway."""

    class Confidentiality(models.TextChoices):
        NONE = "none", "Not confidential"
        YOUNG_PERSON = "young-person", "Confidential to the young person"
        WITHHELD = "withheld", "Withheld for safety"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The case system's own reference, or one of ours.
    reference = models.CharField(max_length=60, db_default=NextReference())
    pathway = models.CharField(max_length=40)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="cases")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases")
    arose_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="gave_rise_to")
    # The law under which it began.
    regime = models.CharField(max_length=20, default="cfa-2014", db_default="cfa-2014")
    opened_on = models.DateField()
    # How many events the journal holds; the next takes the number after it.
    last_number = models.PositiveIntegerField(default=0, db_default=0)
    confidentiality = models.CharField(
        max_length=20, choices=Confidentiality, default=Confidentiality.NONE, db_default="none"
    )
    # That the case exists at all is this kind of data.
    kind_of_data = models.CharField(
        max_length=40,
        choices=list(KINDS.items()),
        default="ehc-request-and-stage",
        db_default="ehc-request-and-stage",
    )
    # Closures of the child's setting that bear on its clocks: [["2026-07-22", "2026-09-01"], ...]
    closures = models.JSONField(default=list, blank=True, db_default=[])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "pathway", "reference"], name="cases_case_reference_once")
        ]
        indexes = [
            models.Index(fields=["child", "pathway", "opened_on"], name="cases_case_of_child"),
            models.Index(fields=["owner", "pathway"], name="cases_case_of_owner"),
            # Row-level security asks for these on every query; they are few.
            models.Index(fields=["id"], name="cases_case_confidential", condition=~models.Q(confidentiality="none")),
        ]

    def __str__(self) -> str:
        return self.reference


class ConfidentialityChange(models.Model):
    """That a case became confidential, or stopped being so: by whom and why. It is hidden with its case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="confidentiality_changes")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind_of_data = models.CharField(max_length=40)
    level = models.CharField(max_length=20, choices=Case.Confidentiality)
    reason = models.CharField(max_length=300)
    by = models.UUIDField()
    at = models.DateTimeField(db_default=Now(), editable=False)


class Event(models.Model):
    """A dated fact that somebody recorded. The database refuses to change, remove or back-date one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The unique number indexes the case as well.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events", db_index=False)
    number = models.PositiveIntegerField()
    event = models.CharField(max_length=60)
    on = models.DateField()
    at = models.DateTimeField(null=True, blank=True)
    # Written by the database alone, whatever is given.
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    # Who recorded it: user:<id>, import:<id>, or system:<what for> where it follows by itself.
    by = models.CharField(max_length=60)
    # The thing that it concerns, such as the contributor, where its pathway says so.
    about = models.CharField(max_length=200, blank=True, default="", db_default="")
    kind_of_data = models.CharField(max_length=40)
    fields = models.JSONField(default=dict, db_default={})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="cases_event_number_once")]


class OfACase(models.Model):
    """`child`, `owner` and `case` repeat the case's, for the policy."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # No foreign key: the journal never points here, and nothing of a case outlives it.
    case = models.UUIDField(db_index=True)

    class Meta:
        abstract = True


class Projected(models.Model):
    """What can be dropped and computed again. `child`, `owner` and `confidentiality` repeat the case's, for the policy.

    The database holds no foreign keys here: there is one writer, which copies them from the case, and checking them
    again took most of the time of an import.
    """

    child = models.ForeignKey(
        Child, on_delete=models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False
    )
    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    kind_of_data = models.CharField(max_length=40)
    confidentiality = models.CharField(max_length=20, default="none", db_default="none")

    class Meta:
        abstract = True


class Resting(Projected):
    """What may rest on confidential cases linked to its own: `rests_on` names them, and is null where there are none.
    It is hidden from those from whom one of them is hidden."""

    rests_on = ArrayField(models.UUIDField(), null=True)

    class Meta:
        abstract = True


class CaseState(Projected):
    case = models.OneToOneField(
        Case, on_delete=models.CASCADE, primary_key=True, related_name="state", db_constraint=False
    )
    stage = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "stage"], name="cases_state_of_owner")]


class ClockRow(Resting):
    """A clock as it is, without reference to today: whether it is late is a comparison made when it is read."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks", db_constraint=False)
    clock = models.CharField(max_length=60)
    about = models.CharField(max_length=200, blank=True, default="")
    started = models.DateField()
    due = models.DateField(null=True)
    working_target = models.DateField(null=True)
    stopped = models.DateField(null=True)
    excused_from = models.DateField(null=True)
    # The ground of the exception.
    ground = models.CharField(max_length=60, blank=True, default="")
    # law, guidance, quality or local
    kind = models.CharField(max_length=20)
    floor = models.BooleanField(default=False)
    owed_by = models.CharField(max_length=200, blank=True, default="")
    published_date = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "due"], name="cases_clock_open", condition=models.Q(stopped__isnull=True)),
            models.Index(fields=["owner", "clock", "due"], name="cases_clock_of_owner"),
            models.Index(fields=["child"], name="cases_clock_of_child"),
        ]


class Duty(Resting):
    """What somebody still owes. It names a role and an organisation; the person is found when it is read."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="duties", db_constraint=False)
    clock = models.CharField(max_length=60)
    about = models.CharField(max_length=200, blank=True, default="")
    role = models.CharField(max_length=40, blank=True, default="")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    what = models.CharField(max_length=300)
    due = models.DateField(null=True)
    kind = models.CharField(max_length=20)
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        verbose_name_plural = "duties"
        indexes = [
            models.Index(fields=["child", "role", "due"], name="cases_duty_of_child"),
            models.Index(fields=["owner", "role", "due"], name="cases_duty_of_owner"),
        ]


class Delay(models.Model):
    """Why advice is late or will be, and when it is now expected: said by whoever owes it or answers for it, or written down
    for them by an officer. It is no event, because nothing happened: it stops no clock and moves no date. Only added to; the
    latest of a request stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="delays")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind_of_data = models.CharField(max_length=40, choices=list(KINDS.items()))
    # The contributor who was asked for it.
    about = models.CharField(max_length=200)
    # A slug of pathways.common.delays.
    reason = models.CharField(max_length=20)
    # When it is now expected; empty where nobody can say yet.
    expected_on = models.DateField(null=True, blank=True)
    said_on = models.DateField()
    # What was said beside the list, and by whom. Casework alone reads these.
    words = models.CharField(max_length=500, blank=True, default="")
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["case", "about", "-at"], name="cases_delay_newest")]


class UnsentForm(models.Model):
    """What somebody typed into a form of a case and has not sent: theirs alone, until it is sent or a month has gone by. `page` is the name
    of the form's address; `typed` its fields, each with its values."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind_of_data = models.CharField(max_length=40, choices=list(KINDS.items()))
    page = models.CharField(max_length=60)
    by = models.UUIDField()
    typed = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "page", "by"], name="cases_unsentform_once")]


class ImportRun(models.Model):
    """A file that came in: what it was and what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    by = models.CharField(max_length=60)
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, db_default={})


class ImportFinding(models.Model):
    """A row of a file that was refused, or that a person must look at, and why."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="findings")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Where in the file: a line, or a person's place in it.
    row = models.CharField(max_length=100, blank=True)
    # refused, doubtful or differs
    severity = models.CharField(max_length=20)
    rule = models.CharField(max_length=60, blank=True)
    message = models.TextField()


class RawRecord(models.Model):
    """The values of a file as they came, kept so that the next return can be written without loss, and so that what several returns show of a child's
    placements can be read together."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="records")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # person (each item as the newest return that gives it has it), request, or placements as at the census that is the key.
    part = models.CharField(max_length=40)
    key = models.CharField(max_length=200, blank=True)
    data = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["child", "part"], name="cases_raw_of_child")]
