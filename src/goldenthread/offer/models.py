"""Services and where they are, under the names of Open Referral UK 3.0. What it has no name for follows HSDS 3.0; nothing here is about a
person who uses a service. Who may read it: everybody."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from goldenthread.offer.models_comments import Answer, AnswerChange, Comment, Publication  # noqa: F401  an app’s models are found here
from goldenthread.offer.models_consulted import Consulted  # noqa: F401
from goldenthread.offer.models_copies import CopyAsked  # noqa: F401
from goldenthread.offer.models_coverage import RowLook  # noqa: F401
from goldenthread.offer.models_feeds import Feed, Reading, Sheet, SheetLayout  # noqa: F401
from goldenthread.offer.models_keeping import Change, Outcome, Reminder, Spent, Suggestion  # noqa: F401  an app's models are found here
from goldenthread.offer.models_sessions import LinkAsked, Session  # noqa: F401
from goldenthread.people.models import District


class Organization(models.Model):
    """Who runs services; not a body of the record (`people.Organisation`), which a toddler group never is."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=200)
    description = models.TextField()
    website = models.URLField(max_length=300, blank=True, default="")

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    class Status(models.TextChoices):
        ACTIVE = "active", "Open"
        INACTIVE = "inactive", "Not shown"
        DEFUNCT = "defunct", "Ended"
        CLOSED = "temporarily closed", "Closed for a time"

    id = models.UUIDField(primary_key=True)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="services")
    name = models.CharField(max_length=200)
    description = models.TextField()
    # What it does, said to a child; empty where its keeper wrote nothing.
    child_summary = models.TextField(blank=True, default="", db_default="")
    url = models.URLField(max_length=300, blank=True, default="")
    email = models.EmailField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE)
    # Years of age, both included; null is no limit.
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    eligibility_description = models.TextField(blank=True, default="")
    application_process = models.TextField(blank=True, default="")
    # Whose entry it is, where another area keeps it: it is shown as theirs and never changed here.
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, null=True, blank=True, related_name="services")
    # The day on which its provider last said that all of this is right.
    assured_date = models.DateField()
    # The waiting list that a family joins by it, as its provider's lists name it: "TRUST:EASTWAY SLT"; empty where there is none known here.
    waiting_list = models.CharField(max_length=90, blank=True, default="")
    last_modified = models.DateTimeField(db_default=Now(), editable=False)
    # Set by `loading.index`: name, then needs, then the rest.
    words = SearchVectorField(null=True, editable=False)
    # Set by `loading.index` too: the codes of its needs and of how to get it, as its attributes say them.
    needs = ArrayField(models.CharField(max_length=40), default=list, db_default=[], editable=False)
    how = ArrayField(models.CharField(max_length=40), default=list, db_default=[], editable=False)
    # And at how many places it is.
    places = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="offer_service_words"),
            # Pages of Open Referral are turned by it alone, however many services stand before the page.
            models.Index(fields=["name", "id"], include=["assured_date", "status", "feed", "places"], name="offer_service_turned"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(minimum_age__isnull=True) | Q(maximum_age__isnull=True) | Q(minimum_age__lte=F("maximum_age")), name="offer_service_ages"),
        ]

    def __str__(self) -> str:
        return self.name


class Location(models.Model):
    id = models.UUIDField(primary_key=True)
    location_type = models.CharField(max_length=10, choices=[("physical", "A place"), ("virtual", "Online or by telephone")])
    name = models.CharField(max_length=200)
    address_1 = models.CharField(max_length=200, blank=True, default="")
    city = models.CharField(max_length=100, blank=True, default="")
    # The list of postcodes gives district and metres of the National Grid.
    postal_code = models.CharField(max_length=8, blank=True, default="")
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    easting = models.IntegerField(null=True, blank=True)
    northing = models.IntegerField(null=True, blank=True)
    # Such as a refuge: only its town and district are kept at all, so that no page, map or feed can say more.
    withheld = models.BooleanField(default=False, db_default=False)


class ServiceAtLocation(models.Model):
    id = models.UUIDField(primary_key=True)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="at")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="services")

    class Meta:
        # The pages of places are turned by it, beside that of services.
        indexes = [models.Index(fields=["service", "id"], name="offer_place_turned")]
        constraints = [models.UniqueConstraint(fields=["service", "location"], name="offer_serviceatlocation_once")]


class Schedule(models.Model):
    id = models.UUIDField(primary_key=True)
    at = models.ForeignKey(ServiceAtLocation, on_delete=models.CASCADE, related_name="schedules")
    # Days of iCalendar, such as "MO,WE".
    byday = models.CharField(max_length=20)
    opens_at = models.TimeField(null=True, blank=True)
    closes_at = models.TimeField(null=True, blank=True)


class CostOption(models.Model):
    id = models.UUIDField(primary_key=True)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="cost_options")
    # In pounds; nought is free, null is asked for elsewhere.
    amount = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    amount_description = models.CharField(max_length=200, blank=True, default="")


class ServiceArea(models.Model):
    """A district whose families it serves, which need not be where it is; a service without any serves the whole area."""

    id = models.UUIDField(primary_key=True)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="service_areas")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")


class Taxonomy(models.Model):
    id = models.UUIDField(primary_key=True)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    description = models.TextField()

    def __str__(self) -> str:
        return self.name


class TaxonomyTerm(models.Model):
    id = models.UUIDField(primary_key=True)
    taxonomy = models.ForeignKey(Taxonomy, on_delete=models.CASCADE, related_name="terms")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    description = models.TextField()
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["taxonomy", "code"], name="offer_taxonomyterm_once")]

    def __str__(self) -> str:
        return self.name


class Attribute(models.Model):
    """That a term says something of a service: a need, how to get it, a row of Schedule 2."""

    id = models.UUIDField(primary_key=True)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="attributes")
    taxonomy_term = models.ForeignKey(TaxonomyTerm, on_delete=models.CASCADE, related_name="attributes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "taxonomy_term"], name="offer_attribute_once")]


class Ring(models.Model):
    """Words and phrases that mean one thing to a parent, kept by an editor: looking for one looks for all. A ring without a name is
    of words that are passed over, such as "my boy"."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # How the page says what was looked for.
    name = models.CharField(max_length=100, blank=True, default="")
    words = ArrayField(models.CharField(max_length=80))


class Word(models.Model):
    """A word of the directory itself, against which a misspelt one is held; made anew with the index."""

    word = models.CharField(max_length=60, primary_key=True)
    entries = models.PositiveIntegerField()
    # What PostgreSQL makes of it, so that "walks" is known where "walking" stands.
    stem = SearchVectorField(null=True, editable=False)


class Lexeme(models.Model):
    """A word of the index as PostgreSQL stems it, at the least all that stand in it: what is not here is found nowhere."""

    lexeme = models.CharField(max_length=200, primary_key=True)
    # In how many entries it stood when the index was last made.
    entries = models.PositiveIntegerField(default=1, db_default=1)


class Unfound(models.Model):
    """Words for which nothing was found, by the week: no person, address or account. Read from five alike.

    So that nobody makes five of one, alike are told apart by `mark`: which of 32 heaps a keyed hash of the words and of where they came from
    falls into. It is the same for one place all through the 13 weeks, and every thirty-second place has it, so it names nobody."""

    words = models.CharField(max_length=100)
    week = models.DateField()
    mark = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["words", "mark"], name="offer_unfound_once")]
