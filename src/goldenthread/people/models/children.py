"""Children and young people, their families, and where each is connected.

Every row names the organisation that owns it: another body reads it only through a recorded basis.
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q

from .dated import Dated
from .organisations import Organisation


class SortKey(Func):
    """Names without accents or capitals, so that search and order need no collation."""

    function = "people_sort_key"
    output_field = models.TextField()


class NextReference(Func):
    """Five digits, or as many as the number has: `lpad` would cut the hundred thousandth to a reference that is taken."""

    template = "'GT-' || regexp_replace('0000' || nextval('people_child_reference'), '^0*(?=[0-9]{5})', '')"
    arity = 0
    output_field = models.CharField()


class Child(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True, db_default=NextReference(), editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="children")
    surname = models.CharField(max_length=100)
    forename = models.CharField(max_length=100)
    sort_key = models.GeneratedField(
        expression=SortKey(F("surname"), F("forename")), output_field=models.TextField(), db_persist=True
    )
    date_of_birth = models.DateField(null=True, blank=True)
    # As the return codes it: F, M or U.
    sex = models.CharField(max_length=1, blank=True)
    ethnicity = models.CharField(max_length=4, blank=True)
    # First language as the school census codes it, such as ENG or AKAF. Read by an audit alone: shown on no page, and no part of any score.
    language = models.CharField(max_length=4, blank=True, default="", db_default="")
    postcode = models.CharField(max_length=8, blank=True)
    upn = models.CharField("UPN", max_length=13, blank=True)
    uln = models.CharField("ULN", max_length=10, blank=True)
    nhs_number = models.CharField("NHS number", max_length=10, blank=True)
    # An adoption, a court order, an entry for the wrong child: row-level security hides all of the child.
    sealed = models.BooleanField(default=False, db_default=False)

    class Meta:
        verbose_name_plural = "children"
        constraints = [
            # By owner, so that a clash never tells one body of a child whom another body knows.
            models.UniqueConstraint(
                fields=["owner", "upn"], condition=~Q(upn=""), name="people_child_upn_once_an_owner"
            ),
        ]
        indexes = [
            models.Index(fields=["upn"], name="people_child_upn"),
            models.Index(fields=["uln"], name="people_child_uln"),
            models.Index(fields=["nhs_number"], name="people_child_nhs_number"),
            models.Index(fields=["date_of_birth", "sort_key"], name="people_child_born_and_named"),
            models.Index(fields=["owner", "sort_key"], name="people_child_owner_named"),
            # Row-level security asks for these on every query; they are few.
            models.Index(fields=["id"], name="people_child_sealed", condition=Q(sealed=True)),
            GinIndex(fields=["sort_key"], opclasses=["gin_trgm_ops"], name="people_child_names"),
        ]

    def __str__(self) -> str:
        return self.reference


class OfAChild(models.Model):
    child = models.ForeignKey(Child, on_delete=models.PROTECT)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class FormerUpn(OfAChild):
    upn = models.CharField("UPN", max_length=13, db_index=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["child", "upn"], name="people_formerupn_once")]


class Person(models.Model):
    """Somebody of a child's family, or close to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    surname = models.CharField(max_length=100)
    forename = models.CharField(max_length=100, blank=True)
    sort_key = models.GeneratedField(
        expression=SortKey(F("surname"), F("forename")), output_field=models.TextField(), db_persist=True
    )
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    postcode = models.CharField(max_length=8, blank=True)

    class Meta:
        verbose_name_plural = "people"


class Relationship(OfAChild, Dated):
    """Parental responsibility and care of the child are different facts, and either makes a parent in
    education law (Education Act 1996 s.576)."""

    class Relation(models.TextChoices):
        MOTHER = "mother", "Mother"
        FATHER = "father", "Father"
        STEP_PARENT = "step-parent", "Step-parent"
        FOSTER_CARER = "foster-carer", "Foster carer"
        KINSHIP_CARER = "kinship-carer", "Kinship carer"
        GUARDIAN = "guardian", "Guardian"
        SIBLING = "sibling", "Brother or sister"
        OTHER = "other", "Other"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relationships")
    relation = models.CharField(max_length=20, choices=Relation)
    parental_responsibility = models.BooleanField(default=False)
    has_care = models.BooleanField(default=False)
    # Serves in the armed forces: the Secretary of State for Defence is then asked for advice (r.6(1)(b)(iv)).
    in_the_forces = models.BooleanField(default=False, db_default=False)
    # An order or status on which the relationship rests, such as a special guardianship order.
    legal_status = models.CharField(max_length=100, blank=True)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["child", "person", "valid_from"], name="people_relationship_once"),
        ]


class Connection(OfAChild, Dated):
    """Where a child is on roll, registered or known."""

    class Kind(models.TextChoices):
        ATTENDS = "attends", "Attends"
        GP = "gp", "Registered with this GP’s NHS body"
        KNOWN_TO = "known-to", "Known to this service"
        PLACED_BY = "placed-by", "In the care of this authority"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="connections")
    kind = models.CharField(max_length=20, choices=Kind)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["child", "organisation", "kind", "valid_from"], name="people_connection_once"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "kind"], name="people_connection_of_body")]
